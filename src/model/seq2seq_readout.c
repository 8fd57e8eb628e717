#include "model/seq2seq_readout.h"

#include "layer/linear.h"

void readout_forward(struct seq2seq_run *run, int first, int count)
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
    if (w->readout_context.x)
        mat_mul_transposed(pre, PRODUCT_ADD, steps_range(run->attention.context, first, count),
                           w->readout_context);
    readout_apply(run->config->readout, readout, pre);
    if (d->readout_dropped.x) {
        struct mat mask = steps_range(d->readout_dropped, first, count);
        pass_dropout(&run->pass, mask, run->pass.dropout.p, first, DROPOUT_READOUT);
        dropout_apply(readout, mask);
    }
}

void readout_backward(struct seq2seq_run *run, int first, int count, struct mat dreadout,
                      struct mat dstates, struct mat dcontext)
{
    const struct seq2seq_weights *w = run->weights;
    struct decoder_run *d = &run->decoder;
    struct mat pre = steps_range(d->pre, first, count);
    if (d->readout_dropped.x)
        dropout_apply(dreadout, steps_range(d->readout_dropped, first, count));
    readout_apply_backward(run->config->readout, pre, dreadout);
    mat_mul(dstates, PRODUCT_ADD, pre, w->readout_state);
    if (dcontext.x)
        mat_mul(dcontext, PRODUCT_SET, pre, w->readout_context);
}

void readout_finish(struct seq2seq_run *run, struct seq2seq_weights *gradient, int steps,
                    struct mat dembedded)
{
    struct decoder_run *d = &run->decoder;
    struct mat dpre = steps_range(d->pre, 0, steps), none = {0};
    linear_gradient(gradient->readout_state, gradient->readout_bias, dpre,
                    steps_range(d->states, 1, steps));
    if (gradient->readout_context.x)
        linear_gradient(gradient->readout_context, none, dpre,
                        steps_range(run->attention.context, 0, steps));
    if (!gradient->readout_embedding.x) {
        mat_zero(dembedded);
        return;
    }
    linear_gradient(gradient->readout_embedding, none, dpre, steps_range(d->embedded, 0, steps));
    mat_mul(dembedded, PRODUCT_SET, dpre, run->weights->readout_embedding);
}
