#include "app/complete.h"

#include <stdlib.h>
#include <string.h>

#include "app/arguments.h"
#include "app/change.h"
#include "app/requests.h"
#include "base/mem.h"

enum { FITTING_MAX = 128 }; /* nobody looks at more than that */

static void add_fitting(struct strs *fitting, const char *word, const char *begun)
{
    if (fitting->count == FITTING_MAX || strncmp(word, begun, strlen(begun)) != 0)
        return;
    for (size_t i = 0; i < fitting->count; i++)
        if (strcmp(fitting->list[i], word) == 0)
            return;
    strs_add(fitting, word);
}

/* Names of commands: interventions, then those that only a command can ask for, then the others. */
static void fit_names(const struct app *app, const char *begun, struct strs *fitting)
{
    const struct request_list *all = &app->screen.requests;
    enum context context = app->mode == MODE_MENU ? CONTEXT_MENU : CONTEXT_PICTURE;
    for (int i = 0; app->mode != MODE_MENU && intervention_kinds[i].name; i++)
        add_fitting(fitting, intervention_kinds[i].name, begun);
    for (int keyed = 0; keyed < 2; keyed++)
        for (int i = 0; i < all->count; i++) {
            const struct binding *binding = binding_of(all->list[i], context, true);
            if (binding && (binding->keys[0] != NULL) == keyed)
                add_fitting(fitting, all->list[i]->name, begun);
        }
}

/* The words before the last one must be right, so that it is known what is asked for. */
static void fit_words(const struct app *app, const char *words, struct completion *completion)
{
    const struct request *request = completion->request;
    const char *begun = strrchr(words, ' ') + 1;
    char *before = mem_text_n(words, (size_t)(begun - words));
    struct argument_value values[ARGUMENTS_MAX];
    struct strs list = {0};
    struct err err;
    int at = request ? arguments_read(app, request, before, values, &err) : -1;
    if (at >= 0 && at < ARGUMENTS_MAX && request->arguments[at]) {
        argument_list(request->arguments[at], app, values, &list);
        for (size_t i = 0; i < list.count; i++)
            add_fitting(&completion->fitting, list.list[i], begun);
        completion->more = at + 1 < ARGUMENTS_MAX && request->arguments[at + 1];
    }
    strs_free(&list);
    free(before);
}

static void fit_change(const struct app *app, const char *line, struct completion *completion)
{
    struct strs list = {0};
    change_words(app, line, &list);
    for (size_t i = 0; i < list.count; i++)
        add_fitting(&completion->fitting, list.list[i], strrchr(line, ' ') + 1);
    completion->more = true;
    strs_free(&list);
}

void completion_find(const struct app *app, const char *line, struct completion *completion)
{
    const struct request_list *all = &app->screen.requests;
    const char *name = line + strspn(line, " ");
    size_t n = strcspn(name, " ");
    char *first = mem_text_n(name, n);
    *completion = (struct completion){.request = request_find(all, first)};
    if (name[n] && !completion->request && intervention_find(name)) {
        completion->request = request_at(all, REQUEST_CHANGE);
        completion->start = (size_t)(strrchr(line, ' ') + 1 - line);
        fit_change(app, name, completion);
    } else if (name[n]) {
        completion->start = (size_t)(strrchr(line, ' ') + 1 - line);
        fit_words(app, name + n, completion);
    } else {
        completion->start = (size_t)(name - line);
        completion->more = completion->request && completion->request->arguments[0];
        fit_names(app, first, &completion->fitting);
    }
    free(first);
}
