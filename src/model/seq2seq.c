#include "model/seq2seq.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "layer/linear.h"
#include "math/vec.h"
#include "model/seq2seq_decoder.h"
#include "model/seq2seq_decoder_gradient.h"
#include "model/seq2seq_encoder.h"
#include "text/vocab.h"

/* Rows of logits computed at a time: enough for BLAS to be at its best, few enough that they stay
 * in the cache while softmax, loss and gradient pass over them. */
enum { PIECE = 192 };

/* A score of places looks at all that it has learned: empty ones are padding. */
static const int *fill_places(const struct seq2seq_run *run, int *length, const int *tokens)
{
    const struct attention_config *attention = &run->config->attention;
    size_t size = (size_t)run->pass.size, had = (size_t)*length;
    if (!score_places(attention->score) || *length >= attention->hidden)
        return tokens;
    *length = attention->hidden;
    int *longer = arena_zero(run->pass.arena, (size_t)*length * size, sizeof *longer);
    _Static_assert(ID_PAD == 0, "zeros are padding");
    return memcpy(longer, tokens, had * size * sizeof *longer);
}

void seq2seq_start(struct seq2seq_run *run, const struct seq2seq_setup *setup, int size, int length,
                   const int *tokens, const int *lengths, int steps)
{
    *run = (struct seq2seq_run){.pass = {.control = setup->control,
                                         .arena = setup->arena,
                                         .keep = setup->keep,
                                         .dropout = setup->dropout,
                                         .size = size},
                                .config = &setup->config->seq2seq,
                                .weights = &setup->weights->seq2seq,
                                .smoothing = setup->smoothing,
                                .keep_looks = setup->keep_looks,
                                .allow_unknown = setup->allow_unknown ||
                                                 (setup->control && setup->control->allow_unknown)};
    tokens = fill_places(run, &length, tokens);
    encoder_forward(run, length, tokens, lengths);
    run->attention = (struct attention_run){.config = &run->config->attention,
                                            .own = &run->weights->attention,
                                            .query_size = seq2seq_query(run->config),
                                            .first = run->config->query == QUERY_CURRENT,
                                            .length = length,
                                            .lengths = lengths,
                                            .source = run->encoder.states,
                                            .values = run->encoder.states,
                                            .dropout = DROPOUT_ATTENTION};
    attention_start(&run->pass, &run->attention);
    decoder_start(run, steps);
}

/* The rows of every position of [J·B × cols]. */
static struct mat select_positions(struct seq2seq_run *run, struct mat all, const int *rows,
                                   int count)
{
    int length = run->encoder.length;
    struct mat out = pass_mat(&run->pass, length * count, all.cols);
    for (int j = 0; j < length; j++)
        mat_select(mat_rows(out, j * count, count),
                   mat_rows(all, j * run->pass.size, run->pass.size), rows);
    return out;
}

void seq2seq_resize(struct seq2seq_run *run, int t, const int *rows, int count)
{
    struct encoder_run *e = &run->encoder;
    struct attention_run *a = &run->attention;
    bool same = a->keys.x == e->states.x;
    size_t length = (size_t)e->length;
    int *lengths = arena_take(run->pass.arena, (size_t)count, sizeof *lengths);
    unsigned char *mask = arena_take(run->pass.arena, (size_t)count * length, 1);
    struct mat last = pass_mat(&run->pass, count, e->last.cols);
    assert(run->pass.keep == KEEP_STEP);
    for (int i = 0; i < count; i++) {
        lengths[i] = e->lengths[rows[i]];
        memcpy(mask + (size_t)i * length, a->mask + (size_t)rows[i] * length, length);
    }
    mat_select(last, e->last, rows);
    e->states = select_positions(run, e->states, rows, count);
    a->source = a->values = e->states;
    a->keys = same ? e->states : select_positions(run, a->keys, rows, count);
    e->last = last;
    e->lengths = a->lengths = lengths;
    a->mask = mask;
    decoder_resize(run, t, rows, count);
}

void seq2seq_forced(struct seq2seq_run *run, const struct seq2seq_setup *setup,
                    const struct batch *batch)
{
    int steps = batch->target_length;
    struct seq2seq_setup with_numbers = *setup;
    with_numbers.dropout.sentences = batch->sentences;
    seq2seq_start(run, &with_numbers, batch->size, batch->source_length, batch->source,
                  batch->source_lengths, steps);
    decoder_feed(run, 0, steps, batch->fed);
    for (int t = 0; t < steps; t++)
        decoder_step(run, t);
    decoder_readout(run, 0, steps);
}

/* The rows t·B + b that are no padding and whose loss counts. Returns how many. */
static int real_rows(int *rows, const struct batch *batch)
{
    int count = 0;
    for (int t = 0; t < batch->target_length; t++)
        for (int b = 0; b < batch->size; b++)
            if (t < batch->target_lengths[b] &&
                (!batch->target_starts || t >= batch->target_starts[b]))
                rows[count++] = t * batch->size + b;
    return count;
}

/* Turns each row of logits into scale · (softmax − labels), the gradient of the cross-entropy;
 * returns the loss of the piece, and of each row. Labels are (1 − ε) one-hot + ε/V. */
static double cross_entropy(struct mat logits, const int *targets, real smoothing, real scale,
                            double *each)
{
    real even = smoothing / (real)logits.cols;
    double loss = 0;
    for (int i = 0; i < logits.rows; i++) {
        real *row = mat_row(logits, i), highest = vec_max(row, logits.cols);
        double right = (1 - smoothing) * row[targets[i]];
        if (smoothing > 0)
            right += even * vec_sum(row, logits.cols);
        real sum = vec_exp_sum(row, row, highest, logits.cols);
        each[i] = log((double)sum) + highest - right;
        loss += each[i];
        if (scale != 0) {
            vec_scale(row, scale / sum, logits.cols);
            if (smoothing > 0)
                vec_shift(row, -scale * even, logits.cols);
            row[targets[i]] -= scale * (1 - smoothing);
        }
    }
    return loss;
}

static void gather(struct mat out, struct mat from, const int *rows)
{
    for (int i = 0; i < out.rows; i++)
        memcpy(mat_row(out, i), mat_row(from, rows[i]), (size_t)out.cols * sizeof(real));
}

/* Output layer, loss and gradient, PIECE rows at a time. gradient NULL: loss only. dreadout is
 * [T·B × R], zero at padding. Every sentence's part is added to `losses` [B], if not NULL. */
static double output_loss(struct seq2seq_run *run, const struct batch *batch,
                          struct seq2seq_weights *gradient, struct mat dreadout, real scale,
                          double *losses)
{
    const struct seq2seq_weights *w = run->weights;
    struct mat readout = steps_range(run->decoder.readout, 0, batch->target_length);
    int *rows = arena_take(run->pass.arena, (size_t)readout.rows, sizeof *rows);
    int count = real_rows(rows, batch), targets[PIECE];
    double each[PIECE];
    struct mat in = pass_mat(&run->pass, PIECE, readout.cols),
               din = pass_mat(&run->pass, PIECE, readout.cols);
    struct mat logits = pass_mat(&run->pass, PIECE, w->output.rows);
    double loss = 0;
    for (int first = 0; first < count; first += PIECE) {
        int n = count - first < PIECE ? count - first : PIECE;
        struct mat x = mat_rows(in, 0, n), y = mat_rows(logits, 0, n), dx = mat_rows(din, 0, n);
        gather(x, readout, rows + first);
        for (int i = 0; i < n; i++)
            targets[i] = batch->produced[rows[first + i]];
        linear_forward(y, x, w->output, w->output_bias);
        loss += cross_entropy(y, targets, run->smoothing, gradient ? scale : 0, each);
        for (int i = 0; losses && i < n; i++)
            losses[rows[first + i] % batch->size] += each[i];
        if (!gradient)
            continue;
        linear_gradient(gradient->output, gradient->output_bias, y, x);
        mat_mul(dx, PRODUCT_SET, y, w->output);
        for (int i = 0; i < n; i++)
            mat_copy(mat_rows(dreadout, rows[first + i], 1), mat_rows(dx, i, 1));
    }
    return loss;
}

double seq2seq_losses(struct seq2seq_run *run, const struct batch *batch, double *losses)
{
    struct mat none = {0};
    return output_loss(run, batch, NULL, none, 0, losses);
}

double seq2seq_loss(struct seq2seq_run *run, const struct batch *batch)
{
    return seq2seq_losses(run, batch, NULL);
}

double seq2seq_backward(struct seq2seq_run *run, const struct batch *batch,
                        struct weights *gradients, real scale)
{
    struct seq2seq_weights *gradient = &gradients->seq2seq;
    assert(run->pass.keep == KEEP_BACKWARD);
    struct recurrent_gradient sums;
    struct mat dreadout =
        pass_zero(&run->pass, batch->target_length * batch->size, run->config->readout_hidden);
    double loss = output_loss(run, batch, gradient, dreadout, scale, NULL);
    decoder_backward(run, gradient, &sums, batch->target_length, dreadout);
    encoder_backward(run, gradient, &sums);
    return loss;
}
