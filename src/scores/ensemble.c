#include "scores/ensemble.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "decode/ensemble.h"
#include "shell/data.h"

static int open_one(struct ensemble *e, const char *name, struct err *err)
{
    struct model *model;
    if (e->count == ENSEMBLE_MAX)
        return err_set(err, "more than %d models cannot translate together", ENSEMBLE_MAX);
    if (!(model = data_open_model(name, err)))
        return -1;
    e->models[e->count++] = model;
    char *before = e->name;
    e->name = before ? mem_format("%s + %s", before, model->name) : mem_format("%s", model->name);
    free(before);
    return 0;
}

int ensemble_open(struct ensemble *e, const char *names, const char *name, struct err *err)
{
    *e = (struct ensemble){0};
    if (!names)
        return open_one(e, name, err);
    for (const char *next = names;; next++) {
        size_t n = strcspn(next, ",");
        char *one = mem_format("%.*s", (int)n, next);
        int result =
            n ? open_one(e, one, err)
              : err_set(err, "--ensemble %s: expected models with one comma between", names);
        free(one);
        if (result)
            return -1;
        next += n;
        if (!*next)
            break;
    }
    return ensemble_check((const struct model *const *)e->models, e->count, err);
}

void ensemble_close(struct ensemble *e)
{
    for (int i = 0; i < e->count; i++)
        model_free(e->models[i]);
    free(e->name);
    *e = (struct ensemble){0};
}

void ensemble_use(const struct ensemble *e, struct translate_options *options)
{
    options->with = (const struct model *const *)e->models + 1;
    options->with_count = e->count - 1;
}
