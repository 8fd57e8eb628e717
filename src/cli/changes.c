#include "cli/changes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/intervention.h"

static bool is_taken(const struct option *own, const char *name)
{
    for (; own->name; own++)
        if (own->kind != OPTION_HEADING && strcmp(own->name, name) == 0)
            return true;
    return false;
}

void changes_options(struct option out[CHANGES_OPTIONS], const struct option *own,
                     struct strs *given)
{
    int count = 0;
    for (const struct option *option = own; option->name; option++)
        out[count++] = *option;
    out[count++] = (struct option){
        .name = "",
        .kind = OPTION_HEADING,
        .help = "Changes of the run, applied in the order given; several words are one argument: "
                "--weight \"2 home 0.9\""};
    for (const struct intervention_kind *kind = intervention_kinds; kind->name; kind++)
        if (!is_taken(own, kind->name))
            out[count++] = (struct option){.name = kind->name,
                                           .kind = OPTION_SETTING,
                                           .value = given,
                                           .argument = kind->usage,
                                           .help = kind->help};
    assert(count < CHANGES_OPTIONS);
    out[count] = (struct option){0};
}

void changes_lines(const struct strs *given, struct strs *lines)
{
    for (size_t i = 0; i + 1 < given->count; i += 2) {
        char *line = mem_format("%s %s", given->list[i], given->list[i + 1]);
        strs_add(lines, line);
        free(line);
    }
}
