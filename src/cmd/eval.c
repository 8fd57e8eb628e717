#include "cmd/commands.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/common.h"
#include "cmd/data.h"
#include "train/evaluate.h"

/* heed eval: a model, or translations made elsewhere, measured on a pair file. */

static void bucket_name(char out[32], const struct evaluation *e, int i)
{
    if (i + 1 < BUCKETS)
        snprintf(out, 32, "%d to %d", e->buckets[i].from, e->buckets[i].to);
    else
        snprintf(out, 32, "%d and more", e->buckets[i].from);
}

static void print_table(const struct evaluation *e, const struct evaluation_options *o)
{
    printf("  pairs             %ld\n", e->pairs);
    printf("  sentences         %ld\n", e->sentences);
    if (!o->hypotheses) {
        printf("  loss              %.4f nats per target token\n", e->loss);
        printf("  perplexity        %.2f\n", exp(e->loss));
    }
    printf("  BLEU              %.2f\n", bleu_score(&e->bleu));
    printf("  chrF              %.2f\n", chrf_score(&e->chrf));
    printf("  brevity penalty   %.4f\n", bleu_brevity_penalty(&e->bleu));
    printf("\n  source tokens     sentences    BLEU\n");
    for (int i = 0; i < BUCKETS; i++) {
        char name[32];
        bucket_name(name, e, i);
        if (e->buckets[i].sentences)
            printf("  %-16s %10ld  %6.2f\n", name, e->buckets[i].sentences,
                   bleu_score(&e->buckets[i].bleu));
    }
    if (e->bad_lines)
        printf("\n  %ld line%s of %s could not be used and %s skipped\n", e->bad_lines,
               e->bad_lines == 1 ? "" : "s", pair_source_name(&o->source),
               e->bad_lines == 1 ? "was" : "were");
}

static void add_buckets(cJSON *root, const struct evaluation *e)
{
    cJSON *list = cJSON_AddArrayToObject(root, "buckets");
    for (int i = 0; i < BUCKETS; i++) {
        const struct bucket *bucket = &e->buckets[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddNumberToObject(item, "from", bucket->from);
        if (i + 1 < BUCKETS)
            cJSON_AddNumberToObject(item, "to", bucket->to);
        else
            cJSON_AddNullToObject(item, "to");
        cJSON_AddNumberToObject(item, "sentences", (double)bucket->sentences);
        cJSON_AddNumberToObject(item, "bleu", bleu_score(&bucket->bleu));
        cJSON_AddItemToArray(list, item);
    }
}

static void print_json(const struct evaluation *e, const struct evaluation_options *o,
                       const char *model)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "model", model);
    cJSON_AddStringToObject(root, "file", pair_source_name(&o->source));
    if (o->hypotheses)
        cJSON_AddStringToObject(root, "hypotheses", o->hypotheses);
    cJSON_AddNumberToObject(root, "join", o->join);
    cJSON_AddNumberToObject(root, "pairs", (double)e->pairs);
    cJSON_AddNumberToObject(root, "bad_lines", (double)e->bad_lines);
    cJSON_AddNumberToObject(root, "sentences", (double)e->sentences);
    if (!o->hypotheses) {
        cJSON_AddNumberToObject(root, "target_tokens", (double)e->tokens);
        cJSON_AddNumberToObject(root, "loss", e->loss);
        cJSON_AddNumberToObject(root, "perplexity", exp(e->loss));
    }
    cJSON_AddNumberToObject(root, "bleu", bleu_score(&e->bleu));
    cJSON_AddNumberToObject(root, "chrf", chrf_score(&e->chrf));
    cJSON_AddNumberToObject(root, "brevity_penalty", bleu_brevity_penalty(&e->bleu));
    add_buckets(root, e);
    char *text = cJSON_Print(root);
    puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
}

static int eval_file(const char *name, const struct evaluation_options *o, int threads, bool json)
{
    struct err err;
    struct evaluation evaluation;
    struct model *model = data_open_model(name, &err);
    if (!model)
        return failed(&err);
    struct pool *pool = pool_new(threads);
    int result = evaluate(&evaluation, model, &model->weights, pool, o, &err);
    if (result)
        result = failed(&err);
    else if (json)
        print_json(&evaluation, o, model->name);
    else {
        printf("%s on %s\n\n", o->hypotheses ? o->hypotheses : model->name,
               pair_source_name(&o->source));
        print_table(&evaluation, o);
    }
    pool_free(pool);
    model_free(model);
    return result;
}

int cmd_eval(const struct command *command, int argc, char **argv)
{
    struct evaluation_options o = {.join = 1, .seed = 1};
    const char *model = NULL;
    int threads = pool_cores();
    bool json = false;
    struct strs words = {0};
    const struct option options[] = {
        MODEL_OPTION(&model),
        {"join", 0, OPTION_INT, &o.join, "N",
         "concatenate 1 to N pairs at random, for long sentences (1: none)"},
        {"seed", 0, OPTION_SEED, &o.seed, "N", "of the joining (1)"},
        {"hyp", 0, OPTION_TEXT, &o.hypotheses, "FILE",
         "score these translations instead of the model's: one a line for every different source, "
         "in the order of the pair file, tokens with a space between. The model only says how "
         "the pair file is cut into tokens"},
        {"json", 0, OPTION_FLAG, &json, NULL, "for programs to read"},
        {"threads", 0, OPTION_INT, &threads, "N", "threads to compute with (all cores)"},
        {NULL, 0, OPTION_FLAG, NULL, NULL, NULL},
    };
    int result = options_parse(command, options, argc, argv, &words);
    if (result == EXIT_DONE && words.count != 1)
        result = usage_error(command, "one file of pairs is needed");
    if (result == EXIT_DONE && o.join < 1)
        result = usage_error(command, "--join must be at least 1");
    if (result == EXIT_DONE)
        result = check_threads(command, threads);
    if (result == EXIT_DONE) {
        o.source.path = words.list[0];
        result = eval_file(model, &o, threads, json);
    }
    strs_free(&words);
    return result < 0 ? EXIT_DONE : result;
}
