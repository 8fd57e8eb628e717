#include "model/decode.h"

#include <math.h>

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
        double p = mat_row(steps_at(run->decoder.probabilities, t), b)[words[b]];
        out->log_probability[b] += log(p > 1e-300 ? p : 1e-300);
        out->ended[b] = words[b] == ID_EOS;
        if (!out->ended[b]) {
            out->lengths[b] = t + 1;
            open += t + 1 < limit;
        }
    }
    return open;
}

void decode_greedy(struct run *run, struct decoded *out)
{
    size_t size = (size_t)run->size;
    int room = run->decoder.capacity;
    *out = (struct decoded){
        .words = arena_zero(run->arena, (size_t)room * size, sizeof *out->words),
        .lengths = arena_zero(run->arena, size, sizeof *out->lengths),
        .ended = arena_zero(run->arena, size, sizeof *out->ended),
        .log_probability = arena_zero(run->arena, size, sizeof *out->log_probability),
    };
    int *start = arena_take(run->arena, size, sizeof *start);
    for (size_t b = 0; b < size; b++)
        start[b] = ID_BOS;
    int open = run->size;
    for (int t = 0; t < room && open > 0; t++) {
        decoder_advance(run, t, t == 0 ? start : out->words + (t - 1) * run->size);
        open = take_words(run, out, t);
        out->steps = t + 1;
    }
}
