#include "shell/variant.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/qkv.h"
#include "shell/data.h"

enum { STARTING_SEED = 1 };

/* "untrained", or "untrained,cell=lstm" and the like. */
static bool is_untrained(const char *variant)
{
    size_t n = strlen("untrained");
    return strncmp(variant, "untrained", n) == 0 && (!variant[n] || variant[n] == ',');
}

/* What follows the colon of a variant's name; NULL: it is none. */
static const char *variant_of(const char *name)
{
    const char *colon = name ? strrchr(name, ':') : NULL;
    bool known = colon && (is_untrained(colon + 1) || qkv_score(colon + 1) >= 0);
    return known ? colon + 1 : NULL;
}

static struct model *open_table(const char *path, const char *name, enum score score,
                                struct err *err)
{
    char *shipped = access(path, F_OK) ? data_file("qkv", path) : NULL; /* by its name alone */
    struct qkv *table = qkv_open(shipped ? shipped : path, err);
    free(shipped);
    if (!table || qkv_check(table, score, err) == 0)
        return table ? qkv_model(table, name, score) : NULL;
    qkv_free(table);
    return NULL;
}

/* Settings of a configuration, "cell=lstm,layers=2". */
static int change_config(struct config *config, const char *settings, struct err *err)
{
    int result = 0;
    while (*settings && !result) {
        size_t n = strcspn(settings, ","), key = strcspn(settings, "=,");
        if (key == n)
            return err_set(err, "\"%.*s\" is no setting; expected NAME=VALUE",
                           str_fit(settings, 40), settings);
        char *name = mem_text_n(settings, key);
        char *value = mem_text_n(settings + key + 1, n - key - 1);
        result = config_set(config, name, value, err);
        free(name);
        free(value);
        settings += n + (settings[n] == ',');
    }
    return result ? -1 : config_check(config, err);
}

/* The same vocabularies, and the same architecture but for what `settings` say. */
static struct model *open_untrained(const char *base, const char *name, const char *settings,
                                    struct err *err)
{
    struct model *trained = data_open_model(base, err);
    if (!trained)
        return NULL;
    struct config config = trained->config;
    struct model *model = NULL;
    if (!change_config(&config, settings, err)) {
        struct tokenizer source = tokenizer_copy(&trained->source);
        struct tokenizer target = tokenizer_copy(&trained->target);
        model = model_new(name, &config, source, target, STARTING_SEED, err);
        if (!model) {
            tokenizer_free(&source);
            tokenizer_free(&target);
        }
    }
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
    const char *settings = variant + strcspn(variant, ",");
    settings += *settings == ',';
    struct model *model = score < 0 ? open_untrained(base, name, settings, err)
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
