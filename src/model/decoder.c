#include "model/decoder.h"

#include <math.h>
#include <string.h>

#include "math/vec.h"
#include "model/gru.h"
#include "model/layers.h"

enum { DROPOUT_EMBEDDED = 1, DROPOUT_READOUT = 2 };

static struct steps steps_new(struct run *run, int cols, int kept)
{
    struct steps steps = {.rows = run->size, .cols = cols, .kept = kept};
    steps.x = arena_take(run->arena, (size_t)(run->size * kept) * (size_t)cols, sizeof(real));
    return steps;
}

static void first_state(struct run *run)
{
    const struct config *config = run->config;
    struct mat state = steps_at(run->decoder.states, 0);
    if (config->init == INIT_LAST) {
        mat_copy(state, run->encoder.last);
        return;
    }
    int hidden = config->encoder_hidden; /* the last direction: backward, if there is one */
    struct mat last = mat_cols(run->encoder.last, (config->directions - 1) * hidden, hidden);
    linear_forward(state, last, run->weights->init, run->weights->init_bias);
    vec_tanh(state.x, state.x, state.rows * state.cols);
}

void decoder_start(struct run *run, int steps)
{
    const struct config *c = run->config;
    struct decoder_run *d = &run->decoder;
    int kept = run->keep == KEEP_STEP ? 1 : steps, length = run->encoder.length;
    *d = (struct decoder_run){.capacity = steps};
    d->fed = arena_take(run->arena, (size_t)(steps * run->size), sizeof *d->fed);
    d->embedded = steps_new(run, c->embed, kept);
    if (run->dropout.p > 0) {
        d->dropped = steps_new(run, c->embed, kept);
        d->readout_dropped = steps_new(run, c->readout_hidden, kept);
    }
    d->input = steps_new(run, 3 * c->decoder_hidden, kept);
    d->hidden = steps_new(run, 3 * c->decoder_hidden, kept);
    d->gates = run->keep == KEEP_ALL ? steps_new(run, 3 * c->decoder_hidden, kept) : d->input;
    d->states = steps_new(run, c->decoder_hidden, kept + 1);
    if (c->score == SCORE_ADDITIVE)
        d->query = steps_new(run, c->attention_hidden, kept);
    if (c->score != SCORE_NONE) {
        d->scores = steps_new(run, length, kept);
        d->weights = steps_new(run, length, kept);
        if (run->keep == KEEP_ALL)
            d->masked = steps_new(run, length, kept);
    }
    d->context = steps_new(run, config_state(c), kept);
    d->pre = steps_new(run, 2 * c->readout_hidden, kept);
    d->readout = steps_new(run, c->readout_hidden, kept);
    if (run->keep != KEEP_BACKWARD) { /* training fuses the output layer with its loss */
        d->logits = steps_new(run, c->target_vocab, kept);
        d->probabilities = steps_new(run, c->target_vocab, kept);
    }
    first_state(run);
}

/* The columns of the cell's input weights that see the embedding, and those that see the context. */
static struct mat fed_part(const struct run *run, struct mat input_weight)
{
    return mat_cols(input_weight, 0, run->config->embed);
}

static struct mat context_part(const struct run *run, struct mat input_weight)
{
    return mat_cols(input_weight, run->config->embed, config_state(run->config));
}

void decoder_feed(struct run *run, int first, int count, const int *fed)
{
    struct decoder_run *d = &run->decoder;
    struct mat embedded = steps_range(d->embedded, first, count);
    memcpy(d->fed + first * run->size, fed, (size_t)(count * run->size) * sizeof *fed);
    embed_forward(embedded, run->weights->target_embedding, fed);
    if (d->dropped.x) {
        struct mat mask = steps_range(d->dropped, first, count);
        run_dropout(run, mask, first, DROPOUT_EMBEDDED);
        dropout_apply(embedded, mask);
    }
    linear_forward(steps_range(d->input, first, count), embedded,
                   fed_part(run, run->weights->decoder.input), run->weights->decoder.input_bias);
}

static struct gru_step cell_at(const struct run *run, int t)
{
    const struct decoder_run *d = &run->decoder;
    return (struct gru_step){
        .input = steps_at(d->input, t),
        .hidden = steps_at(d->hidden, t),
        .gates = steps_at(d->gates, t),
        .before = steps_at(d->states, t),
        .after = steps_at(d->states, t + 1),
    };
}

void decoder_step(struct run *run, int t)
{
    attention_forward(run, t);
    struct gru_step step = cell_at(run, t);
    mat_mul_transposed(step.input, PRODUCT_ADD, steps_at(run->decoder.context, t),
                       context_part(run, run->weights->decoder.input));
    gru_forward(&run->weights->decoder, &step);
}

void decoder_readout(struct run *run, int first, int count)
{
    const struct weights *w = run->weights;
    struct decoder_run *d = &run->decoder;
    struct mat pre = steps_range(d->pre, first, count);
    struct mat readout = steps_range(d->readout, first, count);
    linear_forward(pre, steps_range(d->states, first + 1, count), w->readout_state,
                   w->readout_bias);
    mat_mul_transposed(pre, PRODUCT_ADD, steps_range(d->embedded, first, count),
                       w->readout_embedding);
    mat_mul_transposed(pre, PRODUCT_ADD, steps_range(d->context, first, count), w->readout_context);
    maxout_forward(readout, pre);
    if (d->readout_dropped.x) {
        struct mat mask = steps_range(d->readout_dropped, first, count);
        run_dropout(run, mask, first, DROPOUT_READOUT);
        dropout_apply(readout, mask);
    }
}

void decoder_output(struct run *run, int t)
{
    struct mat logits = steps_at(run->decoder.logits, t);
    struct mat probabilities = steps_at(run->decoder.probabilities, t);
    linear_forward(logits, steps_at(run->decoder.readout, t), run->weights->output,
                   run->weights->output_bias);
    for (int b = 0; b < logits.rows; b++) {
        real *out = mat_row(probabilities, b);
        const real *in = mat_row(logits, b);
        vec_scale(out, 1 / vec_exp_sum(out, in, vec_max(in, logits.cols), logits.cols),
                  logits.cols);
    }
}

void decoder_advance(struct run *run, int t, const int *fed)
{
    decoder_feed(run, t, 1, fed);
    decoder_step(run, t);
    decoder_readout(run, t, 1);
    decoder_output(run, t);
}

static void start_gradients(struct run *run, struct attention_gradient *sums, int steps)
{
    const struct config *config = run->config;
    sums->dstates = run_zero(run, run->encoder.states.rows, run->encoder.states.cols);
    sums->dlast = run_zero(run, run->size, run->encoder.states.cols);
    sums->dkeys = sums->dstates;
    if (config->score == SCORE_ADDITIVE) {
        sums->dkeys = run_zero(run, run->keys.rows, run->keys.cols);
        sums->dquery = run_zero(run, steps * run->size, config->attention_hidden);
    }
}

static void first_state_backward(struct run *run, struct weights *gradient,
                                 struct attention_gradient *sums, struct mat dstate)
{
    const struct config *config = run->config;
    if (config->init == INIT_LAST) {
        mat_add(sums->dlast, dstate);
        return;
    }
    int hidden = config->encoder_hidden, first = (config->directions - 1) * hidden;
    const real *state = steps_at(run->decoder.states, 0).x;
    for (int i = 0; i < dstate.rows * dstate.cols; i++)
        dstate.x[i] *= 1 - state[i] * state[i];
    linear_gradient(gradient->init, gradient->init_bias, dstate,
                    mat_cols(run->encoder.last, first, hidden));
    mat_mul(mat_cols(sums->dlast, first, hidden), PRODUCT_ADD, dstate, run->weights->init);
}

/* The readout of all steps; the cell and the attention then add to the same gradients. */
static void readout_backward(struct run *run, struct weights *gradient, int steps,
                             struct mat dreadout, struct mat dstates, struct mat dembedded,
                             struct mat dcontext)
{
    const struct weights *w = run->weights;
    struct decoder_run *d = &run->decoder;
    if (d->readout_dropped.x)
        dropout_apply(dreadout, steps_range(d->readout_dropped, 0, steps));
    struct mat pre = steps_range(d->pre, 0, steps), none = {0};
    maxout_backward(pre, dreadout, pre);
    linear_gradient(gradient->readout_state, gradient->readout_bias, pre,
                    steps_range(d->states, 1, steps));
    linear_gradient(gradient->readout_embedding, none, pre, steps_range(d->embedded, 0, steps));
    linear_gradient(gradient->readout_context, none, pre, steps_range(d->context, 0, steps));
    mat_mul(dstates, PRODUCT_SET, pre, w->readout_state);
    mat_mul(dembedded, PRODUCT_SET, pre, w->readout_embedding);
    mat_mul(dcontext, PRODUCT_SET, pre, w->readout_context);
}

/* What the cell's weights get, all steps as one product each. */
static void cell_gradient(struct run *run, struct gru_weights *gradient, int steps,
                          struct mat dembedded)
{
    struct decoder_run *d = &run->decoder;
    struct mat dinput = steps_range(d->gates, 0, steps), none = {0};
    linear_gradient(fed_part(run, gradient->input), gradient->input_bias, dinput,
                    steps_range(d->embedded, 0, steps));
    linear_gradient(context_part(run, gradient->input), none, dinput,
                    steps_range(d->context, 0, steps));
    linear_gradient(gradient->hidden, gradient->hidden_bias, steps_range(d->hidden, 0, steps),
                    steps_range(d->states, 0, steps));
    mat_mul(dembedded, PRODUCT_ADD, dinput, fed_part(run, run->weights->decoder.input));
}

void decoder_backward(struct run *run, struct weights *gradient, struct attention_gradient *sums,
                      int steps, struct mat dreadout)
{
    struct decoder_run *d = &run->decoder;
    int size = run->size, rows = steps * size;
    start_gradients(run, sums, steps);
    struct mat dstates = run_mat(run, rows + size, d->states.cols); /* of s(0) to s(T) */
    struct mat dembedded = run_mat(run, rows, d->embedded.cols);
    struct mat dcontext = run_mat(run, rows, d->context.cols);
    mat_zero(mat_rows(dstates, 0, size));
    readout_backward(run, gradient, steps, dreadout, mat_rows(dstates, size, rows), dembedded,
                     dcontext);
    for (int t = steps - 1; t >= 0; t--) {
        struct gru_step step = cell_at(run, t);
        struct mat dbefore = mat_rows(dstates, t * size, size);
        struct mat dc = mat_rows(dcontext, t * size, size);
        gru_backward(&run->weights->decoder, &step, mat_rows(dstates, (t + 1) * size, size),
                     dbefore);
        mat_mul(dc, PRODUCT_ADD, step.gates, context_part(run, run->weights->decoder.input));
        attention_backward(run, gradient, sums, t, dc, dbefore);
    }
    cell_gradient(run, &gradient->decoder, steps, dembedded);
    attention_finish(run, gradient, sums, steps);
    first_state_backward(run, gradient, sums, mat_rows(dstates, 0, size));
    if (d->dropped.x)
        dropout_apply(dembedded, steps_range(d->dropped, 0, steps));
    embed_backward(gradient->target_embedding, dembedded, d->fed);
}
