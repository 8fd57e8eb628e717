#include "saved/saved.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/model.h"
#include "shell/data.h"

/* heed average: one model whose weights are the means of those of several, such as the last epochs
 * of a training. Nothing is learned; the mean often translates better than any of them (Polyak &
 * Juditsky 1992; of checkpoints: Vaswani et al. 2017, section 6.1). */

/* Whether weight i of both means the same: one configuration, and the same tokens. */
static int check_same(const struct model *a, const struct model *b, struct err *err)
{
    struct str first = {0}, second = {0};
    config_write(&a->config, &first);
    config_write(&b->config, &second);
    bool same = strcmp(first.text, second.text) == 0;
    str_free(&first);
    str_free(&second);
    if (!same)
        return err_set(err,
                       "%s and %s do not have the same configuration, so their weights cannot "
                       "be averaged",
                       a->name, b->name);
    if (!tokenizer_equal(&a->source, &b->source) || !tokenizer_equal(&a->target, &b->target))
        return err_set(err,
                       "%s and %s do not have the same vocabularies, so their weights cannot "
                       "be averaged: they must come from trainings on the same corpus",
                       a->name, b->name);
    return 0;
}

/* What was measured of one of them is not true of the mean. */
static bool is_measured(const char *key)
{
    static const char *const starts[] = {"valid_",   "test_",   "train_loss",       "best_epoch",
                                         "averaged", "seconds", "tokens_per_second"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(key, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* heed.training: what is said of all of them alike, and their names. */
static char *describe(struct model *const *models, size_t count)
{
    cJSON *out = cJSON_Parse(models[0]->training ? models[0]->training : "{}");
    out = cJSON_IsObject(out) ? out : cJSON_CreateObject();
    for (size_t i = 0; i < count; i++) {
        cJSON *other = cJSON_Parse(models[i]->training ? models[i]->training : "{}");
        for (cJSON *item = out->child, *next; item; item = next) {
            next = item->next;
            if (is_measured(item->string) ||
                !cJSON_Compare(item, cJSON_GetObjectItem(other, item->string), true))
                cJSON_Delete(cJSON_DetachItemViaPointer(out, item));
        }
        cJSON_Delete(other);
    }
    cJSON *names = cJSON_AddArrayToObject(out, "averaged");
    for (size_t i = 0; i < count; i++)
        cJSON_AddItemToArray(names, cJSON_CreateString(models[i]->name));
    char *text = cJSON_PrintUnformatted(out);
    cJSON_Delete(out);
    return text;
}

static int average(struct model *const *models, size_t count, bool f32, const char *path,
                   struct err *err)
{
    struct model *first = models[0];
    for (size_t i = 1; i < count; i++)
        if (check_same(first, models[i], err))
            return -1;
    real *mean = mem_new(first->list.size, sizeof *mean);
    for (size_t k = 0; k < first->list.size; k++) {
        double sum = 0;
        for (size_t i = 0; i < count; i++)
            sum += (double)models[i]->flat[k];
        mean[k] = (real)(sum / (double)count);
    }
    char *training = describe(models, count);
    free(first->training);
    first->training = training;
    int result = model_write(first, mean, f32 ? DTYPE_F32 : DTYPE_F16, path, err);
    free(mean);
    return result;
}

static int average_words(const struct strs *words, bool f32, bool force, const char *path)
{
    struct model **models = mem_new(words->count, sizeof(struct model *));
    struct err err;
    int result = 0;
    if (!force && access(path, F_OK) == 0)
        result = err_set(&err, "%s is there already: give another name, or --force", path);
    for (size_t i = 0; i < words->count && result == 0; i++)
        if (!(models[i] = data_open_model(words->list[i], &err)))
            result = -1;
    if (result == 0)
        result = average(models, words->count, f32, path, &err);
    for (size_t i = 0; i < words->count; i++)
        model_free(models[i]);
    free(models);
    if (result)
        return command_failed(&err);
    printf("%s: the mean of %zu models\n", path, words->count);
    return EXIT_DONE;
}

int saved_average(const struct command *command, int argc, char **argv)
{
    const char *path = NULL;
    bool f32 = false, force = false;
    struct strs words = {0};
    const struct option options[] = {
        {"out", 'o', OPTION_TEXT, &path, "FILE", "the model file to write (safetensors)"},
        {"f32", 0, OPTION_FLAG, &f32, NULL, "write 32-bit weights instead of 16-bit"},
        {"force", 0, OPTION_FLAG, &force, NULL, "overwrite FILE"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count < 2)
        result = command_misused(command, "at least two models are needed");
    if (result == EXIT_DONE && !path)
        result = command_misused(command, "--out FILE is needed");
    if (result == EXIT_DONE)
        result = average_words(&words, f32, force, path);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
