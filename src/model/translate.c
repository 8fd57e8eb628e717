#include "model/translate.h"

#include <stdlib.h>
#include <string.h>

#include "model/beam.h"
#include "model/decode.h"
#include "model/seq2seq.h"

enum { BATCH = 64 };

struct job {
    const struct config *config;
    const struct weights *weights;
    struct translation **sorted;
    long count;
    int beam;
};

static int by_length(const void *left, const void *right)
{
    const struct translation *a = *(struct translation *const *)left;
    const struct translation *b = *(struct translation *const *)right;
    if (a->source_length != b->source_length)
        return a->source_length < b->source_length ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void take_words(struct translation *t, const struct decoded *decoded, int b, int size)
{
    t->length = decoded->lengths[b];
    t->ended = decoded->ended[b];
    t->log_probability = decoded->log_probability[b];
    t->words = mem_new((size_t)t->length, sizeof *t->words);
    for (int i = 0; i < t->length; i++)
        t->words[i] = decoded->words[i * size + b];
}

static void translate_batch(const struct job *job, struct arena *arena, struct translation **list,
                            int size)
{
    int length = list[size - 1]->source_length; /* sorted: the last is the longest */
    int *tokens = arena_zero(arena, (size_t)(length * size), sizeof *tokens);
    int *lengths = arena_take(arena, (size_t)size, sizeof *lengths);
    for (int b = 0; b < size; b++) {
        lengths[b] = list[b]->source_length;
        for (int j = 0; j < lengths[b]; j++)
            tokens[j * size + b] = list[b]->source[j];
    }
    struct run run;
    struct decoded decoded;
    struct run_setup setup = {
        .config = job->config, .weights = job->weights, .arena = arena, .keep = KEEP_STEP};
    run_start(&run, &setup, size, length, tokens, lengths, decode_limit(length));
    decode_greedy(&run, &decoded);
    for (int b = 0; b < size; b++)
        take_words(list[b], &decoded, b, size);
}

static void translate_beam(const struct job *job, struct arena *arena, struct translation *t)
{
    int size = job->beam, *tokens, *lengths;
    tokens = arena_take(arena, (size_t)(t->source_length * size), sizeof *tokens);
    lengths = arena_take(arena, (size_t)size, sizeof *lengths);
    for (int row = 0; row < size; row++) {
        lengths[row] = t->source_length;
        for (int j = 0; j < t->source_length; j++)
            tokens[j * size + row] = t->source[j];
    }
    struct run run;
    struct beam beam;
    struct run_setup setup = {
        .config = job->config, .weights = job->weights, .arena = arena, .keep = KEEP_STEP};
    run_start(&run, &setup, size, t->source_length, tokens, lengths,
              decode_limit(t->source_length));
    decode_beam(&run, &beam);
    const struct beam_node *best = &beam.nodes[beam.best[0]];
    t->words = mem_new((size_t)best->length, sizeof *t->words);
    t->length = beam_words(&beam, beam.best[0], t->words);
    t->ended = best->word == ID_EOS;
    t->log_probability = best->log_probability;
}

static void translate_share(void *data, int worker, int workers)
{
    const struct job *job = data;
    struct arena arena = {0};
    for (long first = (long)worker * BATCH; first < job->count; first += (long)workers * BATCH) {
        long left = job->count - first;
        int size = (int)(left < BATCH ? left : BATCH);
        arena_reset(&arena);
        if (job->beam <= 1)
            translate_batch(job, &arena, job->sorted + first, size);
        for (int i = 0; job->beam > 1 && i < size; i++) {
            arena_reset(&arena);
            translate_beam(job, &arena, job->sorted[first + i]);
        }
    }
    arena_free(&arena);
}

void translate_all(const struct config *config, const struct weights *weights, struct pool *pool,
                   int beam, struct translation *list, long count)
{
    struct job job = {config, weights, mem_new((size_t)count, sizeof *job.sorted), count, beam};
    for (long i = 0; i < count; i++)
        job.sorted[i] = &list[i];
    qsort(job.sorted, (size_t)count, sizeof *job.sorted, by_length);
    pool_run(pool, translate_share, &job);
    free(job.sorted);
}

void translation_free(struct translation *list, long count)
{
    for (long i = 0; i < count; i++) {
        free(list[i].words);
        list[i].words = NULL;
    }
}
