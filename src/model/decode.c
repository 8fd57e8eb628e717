#include "model/decode.h"

#include "math/vec.h"
#include "model/decoder.h"
#include "text/vocab.h"

enum { LIMIT = 512 };

int decode_limit(int source_length)
{
    int steps = 2 * source_length + 10;
    return steps < LIMIT ? steps : LIMIT;
}

/* Steps that sentence b may take: by its own length, so that the rest of the batch does not
 * matter to it. */
static int limit_of(const struct run *run, int b)
{
    const struct control *control = run->control;
    int limit = decode_limit(run->encoder.lengths[b]);
    return control && control->forced_count > limit ? control->forced_count : limit;
}

static int choose(const struct run *run, int t, int b)
{
    const struct control *control = run->control;
    if (control && t < control->forced_count)
        return control->forced[t];
    return vec_argmax(mat_row(steps_at(run->decoder.logits, t), b), run->config->target_vocab);
}

int decode_aligned(const real *weights, int source_length)
{
    return vec_argmax(weights, source_length - 1);
}

/* ln P(word) */
static double log_probability(const struct run *run, int t, int b, int word)
{
    const real *logits = mat_row(steps_at(run->decoder.logits, t), b);
    return (double)logits[word] - vec_log_sum_exp(logits, run->config->target_vocab);
}

/* Takes the words of step t; returns how many sentences go on. */
static int take_words(const struct run *run, struct decoded *out, int t)
{
    int open = 0, *words = out->words + t * run->size;
    for (int b = 0; b < run->size; b++) {
        words[b] = ID_PAD;
        int limit = limit_of(run, b);
        if (out->ended[b] || t >= limit)
            continue;
        words[b] = choose(run, t, b);
        if (out->log_probability)
            out->log_probability[b] += log_probability(run, t, b, words[b]);
        if (out->aligned)
            out->aligned[t * run->size + b] = decode_aligned(
                mat_row(steps_at(run->decoder.weights, t), b), run->encoder.lengths[b]);
        out->ended[b] = words[b] == ID_EOS;
        if (!out->ended[b]) {
            out->lengths[b] = t + 1;
            open += t + 1 < limit;
        }
    }
    return open;
}

static void decode(struct run *run, struct decoded *out, bool scored)
{
    struct arena *arena = run->arena;
    size_t size = (size_t)run->size;
    int room = run->decoder.capacity, open = run->size;
    *out = (struct decoded){
        .words = arena_zero(arena, (size_t)room * size, sizeof *out->words),
        .lengths = arena_zero(arena, size, sizeof *out->lengths),
        .ended = arena_zero(arena, size, sizeof *out->ended),
    };
    if (scored)
        out->log_probability = arena_zero(arena, size, sizeof *out->log_probability);
    if (run->decoder.weights.x)
        out->aligned = arena_take(arena, (size_t)room * size, sizeof *out->aligned);
    int *start = arena_take(arena, size, sizeof *start);
    for (size_t b = 0; b < size; b++)
        start[b] = ID_BOS;
    for (int t = 0; t < room && open > 0; t++) {
        decoder_advance(run, t, t == 0 ? start : out->words + (t - 1) * run->size);
        open = take_words(run, out, t);
        out->steps = t + 1;
    }
}

void decode_greedy(struct run *run, struct decoded *out)
{
    decode(run, out, true);
}

void decode_words(struct run *run, struct decoded *out)
{
    decode(run, out, false);
}
