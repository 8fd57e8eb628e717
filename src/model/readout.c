#include "model/readout.h"

#include "math/vec.h"
#include "model/layers.h"

void readout_forward(struct run *run, int first, int count)
{
    const struct seq2seq_weights *w = run->weights;
    struct decoder_run *d = &run->decoder;
    struct mat pre = steps_range(d->pre, first, count);
    struct mat readout = steps_range(d->readout, first, count);
    linear_forward(pre, steps_range(d->states, first + 1, count), w->readout_state,
                   w->readout_bias);
    if (w->readout_embedding.x)
        mat_mul_transposed(pre, PRODUCT_ADD, steps_range(d->embedded, first, count),
                           w->readout_embedding);
    mat_mul_transposed(pre, PRODUCT_ADD, steps_range(d->context, first, count), w->readout_context);
    if (run->config->readout == READOUT_MAXOUT)
        maxout_forward(readout, pre);
    else if (run->config->readout == READOUT_ATTENTIONAL)
        vec_tanh(readout.x, pre.x, pre.rows * pre.cols);
    else
        mat_copy(readout, pre);
    if (d->readout_dropped.x) {
        struct mat mask = steps_range(d->readout_dropped, first, count);
        run_dropout(run, mask, run->dropout.p, first, DROPOUT_READOUT);
        dropout_apply(readout, mask);
    }
}

/* dpre = dreadout · (1 − tanh²(pre)) */
static void tanh_backward(struct mat dpre, struct mat dreadout, struct mat pre)
{
    int count = pre.rows * pre.cols;
    vec_tanh(pre.x, pre.x, count);
    for (int i = 0; i < count; i++)
        dpre.x[i] = dreadout.x[i] * (1 - pre.x[i] * pre.x[i]);
}

void readout_backward(struct run *run, int first, int count, struct mat dreadout,
                      struct mat dstates, struct mat dcontext)
{
    const struct seq2seq_weights *w = run->weights;
    struct decoder_run *d = &run->decoder;
    struct mat pre = steps_range(d->pre, first, count);
    if (d->readout_dropped.x)
        dropout_apply(dreadout, steps_range(d->readout_dropped, first, count));
    if (run->config->readout == READOUT_MAXOUT)
        maxout_backward(pre, dreadout, pre);
    else if (run->config->readout == READOUT_ATTENTIONAL)
        tanh_backward(pre, dreadout, pre);
    else
        mat_copy(pre, dreadout);
    mat_mul(dstates, PRODUCT_ADD, pre, w->readout_state);
    mat_mul(dcontext, PRODUCT_SET, pre, w->readout_context);
}

void readout_finish(struct run *run, struct seq2seq_weights *gradient, int steps,
                    struct mat dembedded)
{
    struct decoder_run *d = &run->decoder;
    struct mat dpre = steps_range(d->pre, 0, steps), none = {0};
    linear_gradient(gradient->readout_state, gradient->readout_bias, dpre,
                    steps_range(d->states, 1, steps));
    linear_gradient(gradient->readout_context, none, dpre, steps_range(d->context, 0, steps));
    if (!gradient->readout_embedding.x) {
        mat_zero(dembedded);
        return;
    }
    linear_gradient(gradient->readout_embedding, none, dpre, steps_range(d->embedded, 0, steps));
    mat_mul(dembedded, PRODUCT_SET, dpre, run->weights->readout_embedding);
}
