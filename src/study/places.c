#include "study/places.h"

#include <math.h>

#include "math/vec.h"
#include "model/seq2seq.h"
#include "model/seq2seq_decoder.h"
#include "text/vocab.h"

/* The most steps times rows that are kept at once: this bounds the memory. */
enum { KEPT = 600 };

struct placed placed_of(const real *logits, int vocab, int word)
{
    struct placed placed = {.rank = 1};
    for (int i = 0; i < vocab; i++)
        if (i != ID_UNK || word == ID_UNK)
            placed.rank += logits[i] > logits[word] || (logits[i] == logits[word] && i < word);
    placed.probability = exp((double)logits[word] - vec_log_sum_exp(logits, vocab));
    return placed;
}

/* A batch of the same sentence: row b is place first + b. */
struct placing {
    const struct trace *trace;
    struct mat single; /* [J × J] row j has all weight on j */
    struct mat rows;
    int first, size;
    struct arena arena;
    struct seq2seq_run run;
    struct control control;
    struct row_change *changes; /* [size] */
    int *fed;                   /* [size] */
};

static const int *words_before(struct placing *a, int t)
{
    for (int b = 0; b < a->size; b++)
        a->fed[b] = t ? a->trace->sentences[0].words[t - 1] : ID_BOS;
    return a->fed;
}

/* Gives every row of the batch weights of its own at step t. */
static void place_weights(struct placing *a, int t)
{
    int length = a->single.rows;
    for (int b = 0; b < a->size; b++) {
        int place = a->first + b;
        const real *values =
            mat_row(place < length ? a->single : a->rows, place < length ? place : t);
        a->changes[b] =
            (struct row_change){.sentence = b, .step = t, .values = values, .count = length};
    }
}

/* Encodes the sentence and goes through all steps unchanged, without the output layer. */
static void go_through(struct placing *a)
{
    const struct trace *trace = a->trace;
    int length = trace_source_length(trace, 0), size = a->size;
    int *tokens = arena_take(&a->arena, (size_t)(length * size), sizeof *tokens);
    int *lengths = arena_take(&a->arena, (size_t)size, sizeof *lengths);
    struct seq2seq_setup setup = {.config = &trace->model->config,
                                  .weights = &trace->model->weights,
                                  .control = &a->control,
                                  .arena = &a->arena,
                                  .keep = KEEP_ALL};
    for (int i = 0; i < length * size; i++)
        tokens[i] = trace->sentences[0].ids[i / size];
    for (int b = 0; b < size; b++)
        lengths[b] = length;
    seq2seq_start(&a->run, &setup, size, length, tokens, lengths, trace->sentences[0].steps);
    for (int t = 0; t < trace->sentences[0].steps; t++) {
        decoder_feed(&a->run, t, 1, words_before(a, t));
        decoder_step(&a->run, t);
        decoder_readout(&a->run, t, 1);
    }
}

/* Does step t again with other weights. Its new state is read by later steps only, and those come
 * first (try_some). */
static void change_step(struct placing *a, int t, struct placed *out)
{
    int length = a->single.rows;
    place_weights(a, t);
    decoder_advance(&a->run, t, words_before(a, t));
    struct mat logits = steps_at(a->run.decoder.logits, t);
    for (int b = 0; b < a->size; b++)
        out[t * (length + 1) + a->first + b] =
            placed_of(mat_row(logits, b), logits.cols, a->trace->sentences[0].words[t]);
}

/* Tries a batch of places. The last step comes first, so that every step finds unchanged states
 * before it. */
static void try_some(struct placing *a, const bool *wanted, struct placed *out)
{
    arena_reset(&a->arena);
    int steps = a->trace->sentences[0].steps;
    a->changes = arena_zero(&a->arena, (size_t)a->size, sizeof *a->changes);
    a->fed = arena_take(&a->arena, (size_t)a->size, sizeof *a->fed);
    a->control = (struct control){.weights = a->changes, .weights_count = a->size};
    for (int b = 0; b < a->size; b++)
        a->changes[b].step = steps; /* a step that never comes: nothing is changed yet */
    go_through(a);
    for (int t = steps - 1; t >= 0; t--)
        if (wanted[t])
            change_step(a, t, out);
}

void places_try(const struct trace *trace, const bool *wanted, struct mat rows, struct placed *out)
{
    struct arena arena = {0};
    int length = trace_source_length(trace, 0), steps = trace->sentences[0].steps;
    int most = KEPT / steps + 1;
    struct placing placing = {.trace = trace, .rows = rows};
    real *single = arena_zero(&arena, (size_t)(length * length), sizeof *single);
    placing.single = mat_of(single, length, length);
    for (int j = 0; j < length; j++)
        mat_row(placing.single, j)[j] = 1;
    for (int first = 0; first <= length; first += most) {
        placing.first = first;
        placing.size = length + 1 - first < most ? length + 1 - first : most;
        try_some(&placing, wanted, out);
    }
    arena_free(&placing.arena);
    arena_free(&arena);
}
