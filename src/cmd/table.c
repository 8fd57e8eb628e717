#include "cmd/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/data.h"
#include "model/table.h"

/* The part of a table's name that says the score: ":dot"; NULL when it is no table's name. */
static const char *score_part(const char *name)
{
    const char *colon = name ? strrchr(name, ':') : NULL;
    return colon && table_score(colon + 1) != SCORE_NONE ? colon : NULL;
}

bool table_is_named(const char *name)
{
    return score_part(name) != NULL;
}

struct model *table_open_model(const char *name, struct err *err)
{
    const char *part = score_part(name);
    if (!part)
        return data_open_model(name, err);
    char *path = mem_text_n(name, (size_t)(part - name));
    enum score score = table_score(part + 1);
    struct table *table = table_open(path, err);
    if (table && table_check(table, score, err)) {
        table_free(table);
        table = NULL;
    }
    free(path);
    return table ? table_model(table, name, score) : NULL;
}

int table_names(const char *path, struct strs *out, struct err *err)
{
    static const char *const scores[] = {"dot", "scaled_dot", "additive"};
    struct table *table = table_open(path, err);
    if (!table)
        return -1;
    struct err unused;
    for (int i = 0; i < 3; i++)
        if (table_check(table, table_score(scores[i]), &unused) == 0) {
            char *name = mem_format("%s:%s", path, scores[i]);
            strs_add(out, name);
            free(name);
        }
    table_free(table);
    return 0;
}
