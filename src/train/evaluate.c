#include "train/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/seq2seq.h"
#include "model/translate.h"
#include "train/corpus.h"
#include "train/items.h"

enum { LOSS_BATCH = 64 };

static const int bucket_ends[BUCKETS] = {5, 10, 15, 20, 30, 40, 60, EXAMPLE_MAX};

static struct bucket *bucket_of(struct evaluation *out, size_t length)
{
    int i = 0;
    while (i + 1 < BUCKETS && length > (size_t)bucket_ends[i])
        i++;
    return &out->buckets[i];
}

/* Loss of many examples, in batches of similar length, shared among the workers. */
struct loss_job {
    const struct config *config;
    const struct weights *weights;
    struct example *examples;
    const struct example **sorted;
    double *losses; /* [batches] */
    long count;
};

static void loss_share(void *data, int worker, int workers)
{
    struct loss_job *job = data;
    struct arena arena = {0};
    struct run_setup setup = {
        .config = job->config, .weights = job->weights, .arena = &arena, .keep = KEEP_BACKWARD};
    for (long i = worker; i * LOSS_BATCH < job->count; i += workers) {
        long first = i * LOSS_BATCH, left = job->count - first;
        struct batch batch;
        struct run run;
        arena_reset(&arena);
        batch_make(&batch, &arena, job->sorted + first,
                   (int)(left < LOSS_BATCH ? left : LOSS_BATCH), 0, 1);
        run_forced(&run, &setup, &batch);
        job->losses[i] = run_loss(&run, &batch);
    }
    arena_free(&arena);
}

static void measure_loss(struct evaluation *out, const struct model *model,
                         const struct weights *weights, struct pool *pool,
                         const struct items *items)
{
    long pairs = 0, batches = (items->pairs + LOSS_BATCH - 1) / LOSS_BATCH;
    struct loss_job job = {.config = &model->config,
                           .weights = weights,
                           .examples = mem_new((size_t)items->pairs, sizeof *job.examples),
                           .sorted = mem_new((size_t)items->pairs, sizeof *job.sorted),
                           .losses = mem_new((size_t)batches, sizeof *job.losses)};
    for (long i = 0; i < items->count; i++)
        for (size_t r = 0; r < items->list[i].count; r++) {
            struct example *e = &job.examples[pairs];
            e->source = vocab_ids(model->source_vocab, &items->list[i].source, EXAMPLE_MAX - 1,
                                  true, &e->source_length);
            e->target = vocab_ids(model->target_vocab, &items->list[i].references[r],
                                  EXAMPLE_MAX - 1, false, &e->target_length);
            e->number = pairs;
            job.sorted[pairs++] = e;
            out->tokens += e->target_length + 1;
        }
    job.count = pairs;
    qsort(job.sorted, (size_t)pairs, sizeof *job.sorted, example_order);
    pool_run(pool, loss_share, &job);
    for (long i = 0; i * LOSS_BATCH < pairs; i++)
        out->loss += job.losses[i];
    out->loss /= (double)(out->tokens ? out->tokens : 1);
    for (long i = 0; i < pairs; i++) {
        free((void *)(size_t)job.examples[i].source);
        free((void *)(size_t)job.examples[i].target);
    }
    free(job.examples);
    free(job.sorted);
    free(job.losses);
}

static void add_scores(struct evaluation *out, const struct item *item,
                       const char *const *hypothesis, size_t n)
{
    const char *const **references = mem_new(item->count, sizeof *references);
    const char **texts = mem_new(item->count, sizeof *texts);
    size_t *sizes = mem_new(item->count, sizeof *sizes);
    struct strs joined = {0};
    struct str text = {0};
    for (size_t r = 0; r < item->count; r++) {
        references[r] = (const char *const *)item->references[r].list;
        sizes[r] = item->references[r].count;
        str_clear(&text);
        for (size_t i = 0; i < sizes[r]; i++)
            str_add(&text, references[r][i]);
        strs_add(&joined, text.length ? text.text : "");
    }
    for (size_t r = 0; r < item->count; r++)
        texts[r] = joined.list[r];
    str_clear(&text);
    for (size_t i = 0; i < n; i++)
        str_add(&text, hypothesis[i]);
    struct bucket *bucket = bucket_of(out, item->source.count);
    bleu_add(&out->bleu, hypothesis, n, references, sizes, item->count);
    bleu_add(&bucket->bleu, hypothesis, n, references, sizes, item->count);
    chrf_add(&out->chrf, text.text ? text.text : "", texts, item->count);
    bucket->sentences++;
    out->sentences++;
    strs_free(&joined);
    str_free(&text);
    free(references);
    free(texts);
    free(sizes);
}

static void measure_translations(struct evaluation *out, const struct model *model,
                                 const struct weights *weights, struct pool *pool,
                                 const struct items *items)
{
    struct translation *list = mem_new((size_t)items->count, sizeof *list);
    for (long i = 0; i < items->count; i++)
        list[i].source = vocab_ids(model->source_vocab, &items->list[i].source, EXAMPLE_MAX - 1,
                                   true, &list[i].source_length);
    translate_all(&model->config, weights, pool, 1, list, items->count);
    for (long i = 0; i < items->count; i++) {
        const char **words = mem_new((size_t)list[i].length, sizeof *words);
        for (int k = 0; k < list[i].length; k++)
            words[k] = vocab_token(model->target_vocab, list[i].words[k]);
        add_scores(out, &items->list[i], words, (size_t)list[i].length);
        free(words);
        free((void *)(size_t)list[i].source);
    }
    translation_free(list, items->count);
    free(list);
}

static int score_file(struct evaluation *out, const struct items *items, const char *path,
                      struct err *err)
{
    struct str text = {0};
    struct strs tokens = {0};
    if (file_read(&text, path, (size_t)1 << 30, err))
        return -1;
    long line = 0;
    char empty[] = "", *next = text.text ? text.text : empty;
    for (; *next && line < items->count; line++) {
        char *end = next + strcspn(next, "\n");
        bool last = *end == '\0';
        *end = '\0';
        strs_clear(&tokens);
        tokens_split(&tokens, UNIT_TOKEN, next);
        add_scores(out, &items->list[line], (const char *const *)tokens.list, tokens.count);
        next = last ? end : end + 1;
    }
    int result = 0;
    if (line < items->count || *next)
        result = err_set(err, "%s: %s %ld lines, but there are %ld distinct sources", path,
                         *next ? "more than" : "only", line, items->count);
    strs_free(&tokens);
    str_free(&text);
    return result;
}

int evaluate(struct evaluation *out, const struct model *model, const struct weights *weights,
             struct pool *pool, const struct evaluation_options *options, struct err *err)
{
    struct items items;
    *out = (struct evaluation){0};
    for (int i = 0; i < BUCKETS; i++) {
        out->buckets[i].from = i ? bucket_ends[i - 1] + 1 : 1;
        out->buckets[i].to = bucket_ends[i];
    }
    if (items_read(&items, &options->source, model->config.source_unit, model->config.target_unit,
                   options->join, options->seed, err))
        return -1;
    int result = 0;
    out->pairs = items.pairs;
    out->bad_lines = items.bad_lines;
    if (options->hypotheses) {
        result = score_file(out, &items, options->hypotheses, err);
    } else {
        measure_loss(out, model, weights, pool, &items);
        measure_translations(out, model, weights, pool, &items);
    }
    items_free(&items);
    return result;
}
