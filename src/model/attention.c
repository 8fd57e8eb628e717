#include "model/attention.h"

#include <math.h>
#include <string.h>

#include "math/vec.h"
#include "model/layers.h"

/* What a dot product is multiplied with. */
static real dot_scale(const struct config *config)
{
    return config->score == SCORE_SCALED_DOT ? (real)(1 / sqrt(config->decoder_hidden)) : 1;
}

static bool position_masked(const struct run *run, int b, int j)
{
    const struct control *control = run->control;
    if (control && control->hidden && j < control->hidden_count && control->hidden[j])
        return true;
    if (control && control->mask == MASK_OFF)
        return false;
    return j >= run->encoder.lengths[b];
}

void attention_start(struct run *run)
{
    const struct encoder_run *e = &run->encoder;
    run->masked = arena_take(run->arena, (size_t)(run->size * e->length), 1);
    for (int b = 0; b < run->size; b++)
        for (int j = 0; j < e->length; j++)
            run->masked[b * e->length + j] = position_masked(run, b, j);
    run->keys = e->states;
    if (run->config->score == SCORE_ADDITIVE) {
        run->keys = run_mat(run, e->states.rows, run->config->attention_hidden);
        mat_mul_transposed(run->keys, PRODUCT_SET, e->states, run->weights->key);
    }
}

/* Below this a quotient could be infinite: as cold as 0. */
static const real COLDEST = (real)1e-30;

/* Softmax with a temperature: the scores divided by it; 0 leaves the largest alone. */
static void temper(real *out, const real *scores, const unsigned char *hidden, real temperature,
                   int n)
{
    int best = -1;
    for (int j = 0; j < n; j++) {
        if (!hidden[j] && (best < 0 || scores[j] > scores[best]))
            best = j;
        out[j] = temperature > COLDEST ? scores[j] / temperature : -INFINITY;
    }
    if (temperature <= COLDEST && best >= 0)
        out[best] = 0;
}

static void score_sentence(struct run *run, int t, int b)
{
    const struct weights *w = run->weights;
    struct decoder_run *d = &run->decoder;
    int length = run->encoder.length;
    bool additive = run->config->score == SCORE_ADDITIVE;
    const real *query = mat_row(steps_at(additive ? d->query : d->states, t), b);
    real *scores = mat_row(steps_at(d->scores, t), b), scale = dot_scale(run->config);
    for (int j = 0; j < length; j++) {
        const real *key = mat_row(run->keys, j * run->size + b);
        if (j >= run->encoder.lengths[b] && run->keep != KEEP_ALL && !run->control)
            scores[j] = 0; /* padding that nobody will look at */
        else
            scores[j] = additive ? vec_tanh_dot(w->v.x, query, key, run->keys.cols)
                                 : scale * vec_dot(query, key, run->keys.cols);
    }
}

static void weigh_sentence(struct run *run, int t, int b)
{
    struct decoder_run *d = &run->decoder;
    int length = run->encoder.length;
    const unsigned char *hidden = run->masked + b * length;
    real *scores = mat_row(steps_at(d->scores, t), b),
         *weights = mat_row(steps_at(d->weights, t), b);
    real *context = mat_row(steps_at(d->context, t), b);
    const real *in = scores;
    if (run->control && run->control->use_temperature) {
        temper(weights, scores, hidden, run->control->temperature, length);
        in = weights;
    }
    if (d->masked.x)
        for (int j = 0; j < length; j++)
            mat_row(steps_at(d->masked, t), b)[j] = hidden[j] ? -INFINITY : in[j];
    vec_softmax(weights, in, hidden, length);
    memset(context, 0, (size_t)d->context.cols * sizeof(real));
    for (int j = 0; j < length; j++)
        if (weights[j] != 0)
            vec_axpy(context, weights[j], mat_row(run->encoder.states, j * run->size + b),
                     d->context.cols);
}

void attention_forward(struct run *run, int t)
{
    struct decoder_run *d = &run->decoder;
    if (run->config->score == SCORE_NONE) {
        mat_copy(steps_at(d->context, t), run->encoder.last);
        return;
    }
    if (run->config->score == SCORE_ADDITIVE)
        mat_mul_transposed(steps_at(d->query, t), PRODUCT_SET, steps_at(d->states, t),
                           run->weights->query);
    for (int b = 0; b < run->size; b++) {
        score_sentence(run, t, b);
        weigh_sentence(run, t, b);
    }
}

static void backward_sentence(struct run *run, struct weights *gradient,
                              struct attention_gradient *sums, int t, int b, const real *dcontext,
                              real *dstate)
{
    struct decoder_run *d = &run->decoder;
    int length = run->encoder.lengths[b], size = run->size, keys = run->keys.cols;
    bool additive = run->config->score == SCORE_ADDITIVE;
    const real *weights = mat_row(steps_at(d->weights, t), b), scale = dot_scale(run->config);
    real dweights[length], dscores[length];
    for (int j = 0; j < length; j++) {
        dweights[j] =
            vec_dot(dcontext, mat_row(run->encoder.states, j * size + b), d->context.cols);
        vec_axpy(mat_row(sums->dstates, j * size + b), weights[j], dcontext, d->context.cols);
    }
    vec_softmax_backward(dscores, weights, dweights, length);
    const real *query = mat_row(steps_at(additive ? d->query : d->states, t), b);
    real *dquery = additive ? mat_row(sums->dquery, t * size + b) : dstate;
    for (int j = 0; j < length; j++) {
        const real *key = mat_row(run->keys, j * size + b);
        real *dkey = mat_row(sums->dkeys, j * size + b);
        if (additive) {
            vec_tanh_dot_backward(gradient->v.x, dquery, dkey, dscores[j], run->weights->v.x, query,
                                  key, keys);
        } else {
            vec_axpy(dquery, scale * dscores[j], key, keys);
            vec_axpy(dkey, scale * dscores[j], query, keys);
        }
    }
}

void attention_backward(struct run *run, struct weights *gradient, struct attention_gradient *sums,
                        int t, struct mat dcontext, struct mat dstate)
{
    if (run->config->score == SCORE_NONE) {
        mat_add(sums->dlast, dcontext);
        return;
    }
    for (int b = 0; b < run->size; b++)
        backward_sentence(run, gradient, sums, t, b, mat_row(dcontext, b), mat_row(dstate, b));
    if (run->config->score == SCORE_ADDITIVE)
        mat_mul(dstate, PRODUCT_ADD, mat_rows(sums->dquery, t * run->size, run->size),
                run->weights->query);
}

void attention_finish(struct run *run, struct weights *gradient, struct attention_gradient *sums,
                      int steps)
{
    if (run->config->score != SCORE_ADDITIVE)
        return;
    mat_mul_outer(gradient->query, PRODUCT_ADD, sums->dquery,
                  steps_range(run->decoder.states, 0, steps));
    mat_mul_outer(gradient->key, PRODUCT_ADD, sums->dkeys, run->encoder.states);
    mat_mul(sums->dstates, PRODUCT_ADD, sums->dkeys, run->weights->key);
}
