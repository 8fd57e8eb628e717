#include "decode/decode.h"

#include <string.h>

#include "decode/beam.h"
#include "decode/ensemble.h"
#include "math/vec.h"
#include "text/vocab.h"

enum { LIMIT = 512 };

int decode_limit(int source_length)
{
    int steps = 2 * source_length + 10;
    return steps < LIMIT ? steps : LIMIT;
}

/* Rows that have ended leave when they are at least one in LEAVE of the batch, because moving
 * the others costs a part of a step. */
enum { LEAVE = 8 };

/* A batch that is being decoded. Rows leave it; sentence[row] says whose a row is. */
struct greedy {
    struct seq2seq_run *run;
    struct decoded *out;
    int size;      /* B, sentences */
    int *sentence; /* [rows] */
    int *fed;      /* [rows] y(t−1) */
    int *open;     /* [rows] the rows that go on */
};

int decode_room(const struct seq2seq_run *run, int row)
{
    const struct control *control = run->pass.control;
    int limit = decode_limit(run->encoder.lengths[row]);
    return control && control->forced_count > limit ? control->forced_count : limit;
}

int decode_forced(const struct seq2seq_run *run, int t)
{
    const struct control *control = run->pass.control;
    return control && t < control->forced_count ? control->forced[t] : -1;
}

int decode_best(bool allow_unknown, const real *logits, int size, int *words, int count)
{
    int list[BEAM_WIDTH_MAX + 1], kept = 0;
    int found = vec_top(list, count + !allow_unknown, logits, size);
    for (int i = 0; i < found && kept < count; i++)
        if (allow_unknown || list[i] != ID_UNK)
            words[kept++] = list[i];
    return kept;
}

static int choose(const struct seq2seq_run *run, int t, int row)
{
    int word = decode_forced(run, t);
    if (word >= 0)
        return word;
    const real *logits = mat_row(steps_at(run->decoder.logits, t), row);
    word = vec_argmax(logits, run->decoder.logits.cols);
    if (word == ID_UNK)
        decode_best(run->allow_unknown, logits, run->decoder.logits.cols, &word, 1);
    return word;
}

int decode_aligned(const real *weights, int source_length)
{
    return vec_argmax(weights, source_length - 1);
}

/* ln P(word) */
static double log_probability(const struct seq2seq_run *run, int t, int row, int word)
{
    const real *logits = mat_row(steps_at(run->decoder.logits, t), row);
    return (double)logits[word] - vec_log_sum_exp(logits, run->decoder.logits.cols);
}

static const real *copy_row(const struct seq2seq_run *run, struct mat all, int row)
{
    size_t n = (size_t)all.cols;
    real *copy = arena_take(run->pass.arena, n, sizeof *copy);
    return memcpy(copy, mat_row(all, row), n * sizeof *copy);
}

/* Takes the word of step t for a sentence that has not ended; whether it goes on. */
static bool take_word(const struct greedy *g, int t, int row)
{
    const struct seq2seq_run *run = g->run;
    struct decoded *out = g->out;
    int b = g->sentence[row], at = t * g->size + b, word = choose(run, t, row);
    out->words[at] = g->fed[row] = word;
    if (out->log_probability)
        out->log_probability[b] += log_probability(run, t, row, word);
    if (out->aligned)
        out->aligned[at] = decode_aligned(mat_row(steps_at(run->attention.weights, t), row),
                                          run->encoder.lengths[row]);
    if (out->looks)
        out->looks[at] = copy_row(run, steps_at(run->attention.weights, t), row);
    out->ended[b] = word == ID_EOS;
    if (!out->ended[b])
        out->lengths[b] = t + 1;
    return !out->ended[b] && t + 1 < decode_room(run, row);
}

/* Takes the words of step t; returns how many rows go on. */
static int take_words(const struct greedy *g, int t)
{
    int count = 0;
    for (int row = 0; row < g->run->pass.size; row++) {
        bool done = g->out->ended[g->sentence[row]] || t >= decode_room(g->run, row);
        g->fed[row] = ID_PAD;
        if (!done && take_word(g, t, row))
            g->open[count++] = row;
    }
    return count;
}

/* No step is computed for sentences that have ended, where only the words are wanted. */
static void leave(struct greedy *g, int t, int count)
{
    struct seq2seq_run *run = g->run;
    if (run->pass.keep != KEEP_STEP || run->pass.control ||
        count > run->pass.size - (run->pass.size / LEAVE + 1))
        return;
    ensemble_resize(run, t, g->open, count);
    for (int i = 0; i < count; i++) {
        g->sentence[i] = g->sentence[g->open[i]];
        g->fed[i] = g->fed[g->open[i]];
    }
}

static void decode(struct seq2seq_run *run, struct decoded *out, bool scored)
{
    struct arena *arena = run->pass.arena;
    size_t size = (size_t)run->pass.size, room = (size_t)run->decoder.capacity;
    int count = run->pass.size;
    struct greedy g = {.run = run, .out = out, .size = count};
    g.sentence = arena_take(arena, size, sizeof *g.sentence);
    g.fed = arena_take(arena, size, sizeof *g.fed);
    g.open = arena_take(arena, size, sizeof *g.open);
    *out = (struct decoded){
        .words = arena_zero(arena, room * size, sizeof *out->words), /* <pad> */
        .lengths = arena_zero(arena, size, sizeof *out->lengths),
        .ended = arena_zero(arena, size, sizeof *out->ended),
    };
    if (scored)
        out->log_probability = arena_zero(arena, size, sizeof *out->log_probability);
    if (run->attention.weights.x)
        out->aligned = arena_take(arena, room * size, sizeof *out->aligned);
    if (run->attention.weights.x && run->keep_looks)
        out->looks = arena_take(arena, room * size, sizeof *out->looks);
    for (int row = 0; row < run->pass.size; row++) {
        g.sentence[row] = row;
        g.fed[row] = ID_BOS;
    }
    for (int t = 0; t < (int)room && count > 0; t++) {
        if (t > 0)
            leave(&g, t - 1, count);
        ensemble_advance(run, t, g.fed);
        count = take_words(&g, t);
        out->steps = t + 1;
    }
}

void decode_greedy(struct seq2seq_run *run, struct decoded *out)
{
    decode(run, out, true);
}

void decode_words(struct seq2seq_run *run, struct decoded *out)
{
    decode(run, out, false);
}
