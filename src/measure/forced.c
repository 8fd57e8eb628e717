#include "measure/forced.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "corpus/corpus.h"
#include "corpus/seq2seq_batch.h"
#include "decode/ensemble.h"
#include "decode/word_weights.h"
#include "text/utf8.h"

enum { BATCH = 64 };

/* One reference of one item. */
struct reading {
    struct example example;
    int *source, *target; /* its ids; owned */
    long item;
    bool first; /* of its item */
    double loss;
};

/* Batches of similar length, shared among the workers. */
struct job {
    const struct forced *forced;
    struct reading *readings;
    const struct example **sorted;
    double *losses; /* [batches] */
    long count;
};

static bool is_mark(const char *token)
{
    size_t n = strlen(token);
    for (size_t at = 0; at < n;) {
        int code;
        at += utf8_decode(token + at, n - at, &code);
        if (!utf8_is_punctuation(code))
            return false;
    }
    return n > 0 && strcmp(token, SPACE_TOKEN) != 0;
}

static void summarize(const struct forced *forced, struct arena *arena,
                      const struct seq2seq_run *run, const struct reading *reading, int b)
{
    const struct item *item = &forced->items->list[reading->item];
    const struct example *e = &reading->example;
    int steps = e->target_length, length = e->source_length;
    real *copy = arena_take(arena, (size_t)steps * (size_t)length, sizeof *copy);
    struct mat weights = mat_of(copy, steps, length);
    for (int t = 0; t < steps; t++)
        memcpy(mat_row(weights, t), mat_row(steps_at(run->attention.weights, t), b),
               (size_t)length * sizeof *copy);
    struct summary_input input = {.weights =
                                      word_weights(arena, weights, &forced->model->source,
                                                   e->source, &forced->model->target, e->target)};
    int words = input.weights.cols - 1;
    unsigned char *marks = arena_take(arena, (size_t)words, 1);
    for (int j = 0; j < words; j++)
        marks[j] = is_mark(item->source.list[j]);
    input.is_mark = marks;
    if (forced->alignments)
        input.reference = &forced->alignments->lines[item->line - 1];
    summary_row(forced->summary_rows + reading->item * SUMMARY_STATISTICS, &input);
}

/* Reads a batch, alone or together. */
static double read_batch(const struct forced *forced, struct arena *arena, struct seq2seq_run *run,
                         const struct batch *batch, double *losses)
{
    struct seq2seq_setup setup = {.config = &forced->model->config,
                                  .weights = forced->weights,
                                  .arena = arena,
                                  .keep = forced->with_count ? KEEP_STEP : KEEP_BACKWARD};
    if (!forced->with_count) {
        seq2seq_forced(run, &setup, batch);
        return seq2seq_losses(run, batch, losses);
    }
    struct seq2seq_run *at = run;
    for (int i = 0; i <= forced->with_count; i++) {
        seq2seq_start(at, &setup, batch->size, batch->source_length, batch->source,
                      batch->source_lengths, batch->target_length);
        if (i == forced->with_count)
            break;
        setup.config = &forced->with[i]->config;
        setup.weights = &forced->with[i]->weights;
        at = at->next = arena_take(arena, 1, sizeof *at);
    }
    return ensemble_losses(run, batch, losses);
}

static void read_share(void *data, int worker, int workers)
{
    struct job *job = data;
    const struct forced *forced = job->forced;
    struct arena arena = {0};
    for (long i = worker; i * BATCH < job->count; i += workers) {
        long left = job->count - i * BATCH;
        double losses[BATCH] = {0};
        struct batch batch;
        struct seq2seq_run run;
        arena_reset(&arena);
        batch_make(&batch, &arena, job->sorted + i * BATCH, (int)(left < BATCH ? left : BATCH), 0,
                   1);
        job->losses[i] = read_batch(forced, &arena, &run, &batch, losses);
        for (int b = 0; b < batch.size; b++) {
            struct reading *reading = &job->readings[batch.sentences[b]];
            reading->loss = losses[b];
            if (forced->summary_rows && reading->first)
                summarize(forced, &arena, &run, reading, b);
        }
    }
    arena_free(&arena);
}

static void fill_in(struct job *job)
{
    const struct model *model = job->forced->model;
    const struct items *items = job->forced->items;
    for (long i = 0; i < items->count; i++)
        for (size_t r = 0; r < items->list[i].count; r++) {
            struct reading *reading = &job->readings[job->count];
            struct example *e = &reading->example;
            reading->item = i;
            reading->first = r == 0;
            e->source = reading->source = tokenizer_ids(&model->source, &items->list[i].source,
                                                        EXAMPLE_MAX - 1, true, &e->source_length);
            e->target = reading->target =
                tokenizer_ids(&model->target, &items->list[i].references[r], EXAMPLE_MAX - 1, false,
                              &e->target_length);
            e->number = job->count;
            job->sorted[job->count++] = e;
        }
    qsort(job->sorted, (size_t)job->count, sizeof *job->sorted, example_order);
}

void forced_run(struct forced *forced, struct pool *pool)
{
    size_t pairs = (size_t)forced->items->pairs, batches = (pairs + BATCH - 1) / BATCH;
    struct job job = {.forced = forced,
                      .readings = mem_new(pairs, sizeof *job.readings),
                      .sorted = mem_new(pairs, sizeof *job.sorted),
                      .losses = mem_new(batches, sizeof *job.losses)};
    fill_in(&job);
    pool_run(pool, read_share, &job);
    for (size_t i = 0; i < batches; i++)
        forced->loss += job.losses[i];
    for (long i = 0; i < job.count; i++) {
        struct reading *reading = &job.readings[i];
        struct sentence_quality *sentence = &forced->sentences[reading->item];
        sentence->loss += reading->loss;
        sentence->tokens += reading->example.target_length + 1;
        forced->tokens += reading->example.target_length + 1;
        free(reading->source);
        free(reading->target);
    }
    free(job.readings);
    free(job.sorted);
    free(job.losses);
}
