#include "shell/variant.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/qkv.h"
#include "shell/data.h"

enum { STARTING_SEED = 1 };

/* What follows the colon of a variant's name; NULL: it is none. */
static const char *variant_of(const char *name)
{
    const char *colon = name ? strrchr(name, ':') : NULL;
    bool known = colon && (strcmp(colon + 1, "untrained") == 0 || qkv_score(colon + 1) >= 0);
    return known ? colon + 1 : NULL;
}

static struct model *open_table(const char *path, const char *name, enum score score,
                                struct err *err)
{
    struct qkv *table = qkv_open(path, err);
    if (!table || qkv_check(table, score, err) == 0)
        return table ? qkv_model(table, name, score) : NULL;
    qkv_free(table);
    return NULL;
}

/* The same architecture and vocabularies. */
static struct model *open_untrained(const char *base, const char *name, struct err *err)
{
    struct model *trained = data_open_model(base, err);
    if (!trained)
        return NULL;
    struct model *model = model_copy(trained, name);
    weights_start(model->flat, &model->config, STARTING_SEED);
    model_free(trained);
    return model;
}

struct model *variant_open(const char *name, struct err *err)
{
    const char *variant = variant_of(name);
    if (!variant)
        return data_open_model(name, err);
    char *base = mem_text_n(name, (size_t)(variant - 1 - name));
    int score = qkv_score(variant);
    struct model *model = score < 0 ? open_untrained(base, name, err)
                                    : open_table(base, name, (enum score)score, err);
    free(base);
    return model;
}

struct model *variant_load(const char *name, char **path, struct err *err)
{
    *path = variant_of(name) ? NULL : data_model_path(name, err);
    if (!*path)
        return variant_of(name) ? variant_open(name, err) : NULL;
    struct model *model = model_open(*path, err);
    if (!model) {
        free(*path);
        *path = NULL;
    }
    return model;
}

int variant_tables(const char *path, struct strs *out, struct err *err)
{
    struct qkv *table = qkv_open(path, err);
    if (!table)
        return -1;
    struct err unused;
    for (int score = 0; score < SCORE_COUNT; score++)
        if (qkv_check(table, (enum score)score, &unused) == 0) {
            char *name = mem_format("%s:%s", path, score_names[score]);
            strs_add(out, name);
            free(name);
        }
    qkv_free(table);
    return 0;
}
