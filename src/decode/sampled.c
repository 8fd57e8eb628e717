#include "decode/sampled.h"

#include <math.h>
#include <string.h>

#include "layer/linear.h"
#include "math/rng.h"
#include "math/vec.h"
#include "model/seq2seq_decoder.h"
#include "text/vocab.h"

/* The stream of random numbers, apart from those of dropout; each position draws DRAWS of them. */
#define SEED 0x7363686564756C65u
enum { POSITION_BITS = 14, DRAWS = 4 };

static struct rng chance(const struct seq2seq_run *run, int t, int b)
{
    const struct dropout *d = &run->pass.dropout;
    uint64_t place = ((uint64_t)d->sentences[b] << POSITION_BITS) + (uint64_t)t;
    return (struct rng){.seed = d->seed ^ SEED, .stream = d->step, .position = place * DRAWS};
}

/* A word from softmax(logits); overwrites them. */
static int draw_word(real *logits, int words, struct rng *rng)
{
    real sum = vec_exp_sum(logits, logits, vec_max(logits, words), words);
    double left = rng_uniform(rng) * (double)sum;
    int word = 0;
    while (word < words - 1 && (left -= (double)logits[word]) >= 0)
        word++;
    return word;
}

/* Replaces what step t is fed by the words of step t − 1, where chance says so. `logits` [B × V] is
 * scratch. */
static void choose(const struct seq2seq_run *run, const struct batch *batch, int t,
                   struct mat logits, const struct sampling *sampling, int *fed)
{
    bool ready = false;
    for (int b = 0; b < batch->size; b++) {
        struct rng rng = chance(run, t, b);
        if (t >= batch->target_lengths[b] || rng_uniform(&rng) < sampling->reference)
            continue;
        if (!ready)
            linear_forward(logits, steps_at(run->decoder.readout, t - 1), run->weights->output,
                           run->weights->output_bias);
        ready = true;
        real *row = mat_row(logits, b);
        row[ID_UNK] = run->allow_unknown ? row[ID_UNK] : -(real)INFINITY; /* as decoding does */
        fed[b] = sampling->draw ? draw_word(row, logits.cols, &rng) : vec_argmax(row, logits.cols);
    }
}

void sampled_run(struct seq2seq_run *run, const struct seq2seq_setup *setup,
                 const struct batch *batch, const struct sampling *sampling)
{
    int steps = batch->target_length, size = batch->size;
    struct seq2seq_setup with_numbers = *setup;
    with_numbers.dropout.sentences = batch->sentences;
    seq2seq_start(run, &with_numbers, size, batch->source_length, batch->source,
                  batch->source_lengths, steps);
    struct mat logits = pass_mat(&run->pass, size, run->weights->output.rows);
    int *fed = arena_take(run->pass.arena, (size_t)size, sizeof *fed);
    for (int t = 0; t < steps; t++) {
        memcpy(fed, batch->fed + t * size, (size_t)size * sizeof *fed);
        if (t > 0)
            choose(run, batch, t, logits, sampling, fed);
        decoder_feed(run, t, 1, fed);
        decoder_step(run, t);
        decoder_readout(run, t, 1);
    }
}
