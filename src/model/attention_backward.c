#include "model/attention.h"

#include "math/real.h"
#include "math/vec.h"

void attention_gradient_start(struct run *run, struct attention_gradient *sums, int steps)
{
    int hidden = run->attention.config->hidden;
    int rows = steps * run->size;
    *sums = (struct attention_gradient){0};
    encoder_gradient_start(run, &sums->encoder);
    sums->dkeys = sums->encoder.states;
    if (run->attention.key.x)
        sums->dkeys = run_zero(run, run->attention.keys.rows, run->attention.keys.cols);
    if (run->attention.query.x)
        sums->dquery = run_zero(run, rows, hidden);
    if (run->decoder.position.x)
        sums->dposition = run_zero(run, rows, hidden);
}

/* The positions that may have weight: without a mask, padding too. */
static int reach(const struct run *run, int b)
{
    bool masks = !run->control || run->control->mask == MASK_ON;
    return masks ? run->encoder.lengths[b] : run->encoder.length;
}

/* Through the Gaussian of a predicted window (Luong et al. 2015, eq. 9 and 10): dweights becomes the
 * gradient of the softmax before it, and what moves the center goes on to the position's parts. */
static void position_backward(struct run *run, struct seq2seq_weights *gradient,
                              struct attention_gradient *sums, int t, int b, real *dweights)
{
    struct decoder_run *d = &run->decoder;
    int length = run->encoder.lengths[b], last = reach(run, b), size = d->position.cols;
    const real *aligned = mat_row(steps_at(d->aligned, t), b);
    real center = mat_row(steps_at(d->center, t), b)[0], dcenter = 0;
    real sigma = run->attention.width / 2, variance = sigma * sigma;
    for (int j = 0; j < last; j++) {
        real away = (real)(j + 1) - center, bell = real_exp(-away * away / (2 * variance));
        dcenter += dweights[j] * aligned[j] * bell * away / variance;
        dweights[j] *= bell;
    }
    real share = center / (real)length, zeros[size], unwanted[size];
    for (int i = 0; i < size; i++)
        zeros[i] = unwanted[i] = 0;
    vec_tanh_dot_backward(
        gradient->attention.position_v.x, mat_row(sums->dposition, t * run->size + b), unwanted,
        dcenter * (real)length * share * (1 - share), run->weights->attention.position_v.x,
        mat_row(steps_at(d->position, t), b), zeros, size);
}

static void score_backward(struct run *run, struct seq2seq_weights *gradient,
                           struct attention_gradient *sums, int t, int b, const real *dscores,
                           real *dstate)
{
    const struct attention_run *a = &run->attention;
    struct decoder_run *d = &run->decoder;
    int size = run->size, keys = a->keys.cols, entry = attention_query_entry(run, t);
    const real *query = mat_row(a->v.x ? steps_at(d->query, t) : steps_at(d->states, entry), b);
    real *dquery = a->v.x ? mat_row(sums->dquery, t * size + b) : dstate;
    for (int j = 0; j < reach(run, b); j++) {
        const real *key = mat_row(a->keys, j * size + b);
        real *dkey = mat_row(sums->dkeys, j * size + b);
        if (dscores[j] == 0)
            continue;
        if (a->v.x) {
            vec_tanh_dot_backward(gradient->attention.v.x, dquery, dkey, dscores[j], a->v.x, query,
                                  key, keys);
        } else {
            vec_axpy(dquery, a->scale * dscores[j], key, keys);
            vec_axpy(dkey, a->scale * dscores[j], query, keys);
        }
    }
}

static void backward_sentence(struct run *run, struct seq2seq_weights *gradient,
                              struct attention_gradient *sums, int t, int b, const real *dcontext,
                              real *dstate)
{
    struct decoder_run *d = &run->decoder;
    int length = reach(run, b), size = run->size, values = d->context.cols;
    const real *weights = mat_row(steps_at(d->weights, t), b);
    const real *kept = d->weights_dropped.x ? mat_row(steps_at(d->weights_dropped, t), b) : NULL;
    real dweights[length], dscores[length];
    for (int j = 0; j < length; j++) {
        real keep = kept ? kept[j] : 1;
        dweights[j] = keep * vec_dot(dcontext, mat_row(run->encoder.states, j * size + b), values);
        vec_axpy(mat_row(sums->encoder.states, j * size + b), keep * weights[j], dcontext, values);
    }
    if (d->position.x)
        position_backward(run, gradient, sums, t, b, dweights);
    vec_softmax_backward(dscores, d->aligned.x ? mat_row(steps_at(d->aligned, t), b) : weights,
                         dweights, length);
    score_backward(run, gradient, sums, t, b, dscores, dstate);
}

void attention_backward(struct run *run, struct seq2seq_weights *gradient,
                        struct attention_gradient *sums, int t, struct mat dcontext,
                        struct mat dstate)
{
    int size = run->size;
    if (run->attention.score == SCORE_NONE) {
        mat_add(sums->encoder.last[run->config->layers - 1], dcontext);
        return;
    }
    for (int b = 0; b < size; b++)
        backward_sentence(run, gradient, sums, t, b, mat_row(dcontext, b), mat_row(dstate, b));
    if (sums->dquery.x)
        mat_mul(dstate, PRODUCT_ADD, mat_rows(sums->dquery, t * size, size), run->attention.query);
    if (sums->dposition.x)
        mat_mul(dstate, PRODUCT_ADD, mat_rows(sums->dposition, t * size, size),
                run->weights->attention.position);
}

void attention_finish(struct run *run, struct seq2seq_weights *gradient,
                      struct attention_gradient *sums, int steps)
{
    struct mat queries = steps_range(run->decoder.states, attention_query_entry(run, 0), steps);
    if (sums->dquery.x)
        mat_mul_outer(gradient->attention.query, PRODUCT_ADD, sums->dquery, queries);
    if (sums->dposition.x)
        mat_mul_outer(gradient->attention.position, PRODUCT_ADD, sums->dposition, queries);
    if (run->attention.key.x) {
        mat_mul_outer(gradient->attention.key, PRODUCT_ADD, sums->dkeys, run->encoder.states);
        mat_mul(sums->encoder.states, PRODUCT_ADD, sums->dkeys, run->attention.key);
    }
}
