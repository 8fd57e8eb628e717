#include "decode/translate.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "decode/ensemble.h"
#include "text/vocab.h"

/* Rows of a batch: sentences, or sentences times the width of the beam. */
enum { ROWS = 128 };

struct job {
    const struct config *config;
    const struct weights *weights;
    const struct translate_options *options;
    struct translation **sorted;
    long count;
    atomic_long next; /* the first sentence that no worker has taken */
};

static int by_length(const void *left, const void *right)
{
    const struct translation *a = *(struct translation *const *)left;
    const struct translation *b = *(struct translation *const *)right;
    if (a->source_length != b->source_length)
        return a->source_length < b->source_length ? 1 : -1;
    return a < b ? -1 : a > b;
}

static int width_of(const struct job *job)
{
    return job->options->beam.width > 1 ? job->options->beam.width : 1;
}

/* The run of the model, followed by those of the models that translate together with it. */
static void start_batch(const struct job *job, struct seq2seq_run *run, struct arena *arena,
                        struct translation **list, int size)
{
    int length = list[0]->source_length; /* sorted: the first is the longest */
    int *tokens = arena_zero(arena, (size_t)(length * size), sizeof *tokens);
    int *lengths = arena_take(arena, (size_t)size, sizeof *lengths);
    for (int b = 0; b < size; b++) {
        lengths[b] = list[b]->source_length;
        for (int j = 0; j < lengths[b]; j++)
            tokens[j * size + b] = list[b]->source[j];
    }
    struct seq2seq_setup setup = {.config = job->config,
                                  .weights = job->weights,
                                  .arena = arena,
                                  .keep = KEEP_STEP,
                                  .keep_looks = job->options->looks,
                                  .allow_unknown = job->options->allow_unknown};
    seq2seq_start(run, &setup, size, length, tokens, lengths, decode_limit(length));
    for (int i = 0; i < job->options->with_count; i++, run = run->next) {
        const struct model *model = job->options->with[i];
        run->next = arena_take(arena, 1, sizeof *run->next);
        setup.config = &model->config;
        setup.weights = &model->weights;
        setup.keep_looks = false;
        seq2seq_start(run->next, &setup, size, length, tokens, lengths, decode_limit(length));
    }
}

static struct hypothesis hypothesis_new(int length, bool attention)
{
    struct hypothesis h = {.length = length};
    h.words = mem_new((size_t)length, sizeof *h.words);
    h.aligned = attention ? mem_new((size_t)length, sizeof *h.aligned) : NULL;
    return h;
}

/* The attention of one word; the row is that of the longest sentence of the batch. */
static void take_look(struct hypothesis *h, int word, const real *row, int source_length)
{
    memcpy(h->looks + (long)word * source_length, row, (size_t)source_length * sizeof *row);
}

static void take_decoded(struct translation *t, const struct decoded *decoded, int b, int size)
{
    struct hypothesis h = hypothesis_new(decoded->lengths[b], decoded->aligned);
    for (int i = 0; i < h.length; i++) {
        h.words[i] = decoded->words[i * size + b];
        if (h.aligned)
            h.aligned[i] = decoded->aligned[i * size + b];
    }
    if (decoded->looks)
        h.looks = mem_new((size_t)(h.length * t->source_length), sizeof *h.looks);
    for (int i = 0; h.looks && i < h.length; i++)
        take_look(&h, i, decoded->looks[i * size + b], t->source_length);
    h.ended = decoded->ended[b];
    if (decoded->log_probability) {
        struct beam_options mean = beam_defaults(1);
        h.log_probability = decoded->log_probability[b];
        h.score = beam_score(&mean, h.log_probability, h.length + h.ended, NULL, 0);
    }
    t->best = mem_new(1, sizeof *t->best);
    t->best[t->count++] = h;
}

static struct hypothesis hypothesis_of(const struct beam *beam, int node, int source_length,
                                       bool looks_wanted, struct arena *arena)
{
    const struct beam_node *end = &beam->nodes[node];
    bool ended = end->word == ID_EOS;
    struct hypothesis h = hypothesis_new(end->length - ended, end->weights);
    const real **looks = arena_take(arena, (size_t)end->length, sizeof *looks);
    beam_words(beam, node, h.words);
    beam_attention(beam, node, looks);
    for (int i = 0; h.aligned && i < h.length; i++)
        h.aligned[i] = decode_aligned(looks[i], source_length);
    if (h.aligned && looks_wanted)
        h.looks = mem_new((size_t)(h.length * source_length), sizeof *h.looks);
    for (int i = 0; h.looks && i < h.length; i++)
        take_look(&h, i, looks[i], source_length);
    h.ended = ended;
    h.log_probability = end->log_probability;
    h.score = end->score;
    return h;
}

static void take_beam(const struct job *job, struct translation *t, const struct beam *beam,
                      struct arena *arena)
{
    int wanted = job->options->best > 1 ? job->options->best : 1;
    t->count = beam->best_count < wanted ? beam->best_count : wanted;
    t->best = mem_new((size_t)t->count, sizeof *t->best);
    for (int i = 0; i < t->count; i++)
        t->best[i] =
            hypothesis_of(beam, beam->best[i], t->source_length, job->options->looks, arena);
}

static void translate_batch(const struct job *job, struct arena *arena, struct translation **list,
                            int count)
{
    struct seq2seq_run run;
    start_batch(job, &run, arena, list, count);
    if (width_of(job) == 1) {
        struct decoded decoded;
        (job->options->scores ? decode_greedy : decode_words)(&run, &decoded);
        for (int i = 0; i < count; i++)
            take_decoded(list[i], &decoded, i, count);
        return;
    }
    struct beam *beams = arena_take(arena, (size_t)count, sizeof *beams);
    decode_beam(&run, &job->options->beam, beams);
    for (int i = 0; i < count; i++)
        take_beam(job, list[i], &beams[i], arena);
}

/* Workers take the next batch when they are done with one: the longest sentences come first, so
 * that no worker is left alone with them at the end. */
static void translate_share(void *data, int worker, int workers)
{
    struct job *job = data;
    struct arena arena = {0};
    long at, size = ROWS / width_of(job) > 1 ? ROWS / width_of(job) : 1;
    (void)worker;
    (void)workers;
    while ((at = atomic_fetch_add(&job->next, size)) < job->count) {
        arena_reset(&arena);
        translate_batch(job, &arena, job->sorted + at,
                        (int)(job->count - at < size ? job->count - at : size));
    }
    arena_free(&arena);
}

void translate_all(const struct config *config, const struct weights *weights, struct pool *pool,
                   const struct translate_options *options, struct translation *list, long count)
{
    static const struct translate_options plain;
    struct job job = {.config = config,
                      .weights = weights,
                      .options = options ? options : &plain,
                      .sorted = mem_new((size_t)count, sizeof *job.sorted),
                      .count = count};
    for (long i = 0; i < count; i++) {
        list[i].best = NULL;
        list[i].count = 0;
        job.sorted[i] = &list[i];
    }
    if (count)
        qsort(job.sorted, (size_t)count, sizeof *job.sorted, by_length);
    pool_run(pool, translate_share, &job);
    free(job.sorted);
}

void translation_free(struct translation *list, long count)
{
    for (long i = 0; i < count; i++) {
        for (int k = 0; k < list[i].count; k++) {
            free(list[i].best[k].words);
            free(list[i].best[k].aligned);
            free(list[i].best[k].looks);
        }
        free(list[i].best);
        list[i].best = NULL;
        list[i].count = 0;
    }
}
