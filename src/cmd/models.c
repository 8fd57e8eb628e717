#include "cmd/commands.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "shell/data.h"
#include "text/utf8.h"

/* heed models: what there is to choose from, and how good it is. */

/* Scores of heed.training that the list shows. */
static const struct {
    const char *key, *words;
} scores[] = {
    {"test_bleu", "test BLEU"},
    {"test_bleu_joined", "test BLEU joined"},
    {"test_chrf", "test chrF"},
    {"valid_bleu", "validation BLEU"},
    {"valid_bleu_joined", "validation BLEU joined"},
    {"valid_accuracy", "validation accuracy"},
};
enum { SCORES = sizeof scores / sizeof *scores };

static long file_size(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (long)about.st_size : 0;
}

static void print_scores(const struct model *model, int indent)
{
    const char *between = "";
    for (int i = 0; i < SCORES; i++) {
        double score = model_training_number(model, scores[i].key, NAN);
        if (isnan(score))
            continue;
        printf("%*s%s%s %.2f", *between ? 0 : indent, "", between, scores[i].words, score);
        between = " · ";
    }
    if (*between)
        putchar('\n');
}

static void print_model(const struct model *model, const char *path, int indent)
{
    struct str about = {0};
    config_describe(&model->config, &about);
    bool writes = config_writes_words(&model->config);
    if (writes)
        printf("%s · %d source, %d target tokens", about.text, model->config.source.vocab,
               model->config.target.vocab);
    else
        printf("%s · %d tokens", about.text, model->config.source.vocab);
    printf(" · %.2f MB\n", (double)file_size(path) / 1e6);
    print_scores(model, indent);
    str_free(&about);
}

static void add_model(cJSON *item, const struct model *model, const char *path)
{
    struct str about = {0};
    config_describe(&model->config, &about);
    cJSON_AddStringToObject(item, "architecture", about.text);
    cJSON_AddNumberToObject(item, "source_vocab", model->config.source.vocab);
    cJSON_AddNumberToObject(item, "target_vocab", model->config.target.vocab);
    cJSON_AddNumberToObject(item, "bytes", (double)file_size(path));
    cJSON_AddItemToObject(item, "config", config_json(&model->config));
    cJSON *training = model->training ? cJSON_Parse(model->training) : NULL;
    cJSON_AddItemToObject(item, "training", training ? training : cJSON_CreateNull());
    str_free(&about);
}

/* The list as text; returns how many of the files are broken. */
static int print_list(const struct known_models *known)
{
    int width = 0, broken = 0;
    for (size_t i = 0; i < known->count; i++)
        if (utf8_width(known->list[i].name) > width)
            width = utf8_width(known->list[i].name);
    for (size_t i = 0; i < known->count; i++) {
        const char *name = known->list[i].name, *path = known->list[i].path;
        struct err err;
        struct model *model = model_open(path, &err);
        printf("%s%*s", name, width + 2 - utf8_width(name), "");
        if (model)
            print_model(model, path, width + 2);
        else
            printf("broken: %s\n", err.text);
        broken += !model;
        model_free(model);
    }
    return broken;
}

/* The same as a JSON array. */
static int print_json(const struct known_models *known)
{
    cJSON *root = cJSON_CreateArray();
    int broken = 0;
    for (size_t i = 0; i < known->count; i++) {
        const char *path = known->list[i].path;
        struct err err;
        struct model *model = model_open(path, &err);
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "name", known->list[i].name);
        cJSON_AddStringToObject(item, "path", path);
        if (model)
            add_model(item, model, path);
        else
            cJSON_AddStringToObject(item, "error", err.text);
        cJSON_AddItemToArray(root, item);
        broken += !model;
        model_free(model);
    }
    char *text = cJSON_Print(root);
    puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
    return broken;
}

static int list_models(bool json)
{
    struct known_models known;
    struct err err;
    if (data_check(&err))
        return command_failed(&err);
    known_models_find(&known);
    if (!known.count) {
        struct str places = {0};
        data_places(&places);
        fprintf(stderr, "heed: there are no models in %s; set HEED_DATA to a folder with models/\n",
                places.text);
        str_free(&places);
    }
    int broken = json ? print_json(&known) : print_list(&known);
    int result = broken || !known.count ? EXIT_FAILED : EXIT_DONE;
    known_models_free(&known);
    return result;
}

int cmd_models(const struct command *command, int argc, char **argv)
{
    bool json = false;
    struct strs words = {0};
    const struct option options[] = {
        {"json", 0, OPTION_FLAG, &json, NULL, "for programs to read"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count)
        result = command_misused(
            command,
            "it lists the models there are, and takes no \"%s\"; heed inspect shows a file",
            words.list[0]);
    if (result == EXIT_DONE)
        result = list_models(json);
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
