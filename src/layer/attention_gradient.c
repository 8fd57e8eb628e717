#include "layer/attention_gradient.h"

#include "math/real.h"
#include "math/vec.h"

void attention_gradient_start(const struct pass *pass, const struct attention_run *a,
                              struct attention_gradient *sums, int steps, struct mat source,
                              struct mat values)
{
    int rows = steps * pass->size;
    *sums = (struct attention_gradient){
        .keys = source, .source = source, .values = values, .room = pass_mat(pass, 2, a->length)};
    if (a->key.x)
        sums->keys = pass_zero(pass, a->keys.rows, a->keys.cols);
    if (a->query.x)
        sums->projected = pass_zero(pass, rows, a->query.rows);
    if (a->position.x)
        sums->position = pass_zero(pass, rows, a->position.cols);
}

/* The positions that may have weight: without a mask, padding too. */
static int reach(const struct pass *pass, const struct attention_run *a, int b)
{
    bool masks = !pass->control || pass->control->mask == MASK_ON;
    return masks ? attention_reach(a, b) : a->length;
}

/* Through the Gaussian of a predicted window (Luong et al. 2015, eq. 9 and 10): dweights becomes
 * the gradient of the softmax before it, and what moves the center goes on to the position's
 * parts. */
static void position_backward(const struct pass *pass, const struct attention_run *a,
                              struct attention_weights *gradient, struct attention_gradient *sums,
                              int t, int b, real *dweights)
{
    int length = a->lengths[b], last = reach(pass, a, b), size = a->position.cols;
    const real *aligned = mat_row(steps_at(a->aligned, t), b);
    real center = mat_row(steps_at(a->center, t), b)[0], dcenter = 0;
    real sigma = a->width / 2, variance = sigma * sigma;
    for (int j = 0; j < last; j++) {
        real away = (real)(j + 1) - center, bell = real_exp(-away * away / (2 * variance));
        dcenter += dweights[j] * aligned[j] * bell * away / variance;
        dweights[j] *= bell;
    }
    real share = center / (real)length, unwanted[size];
    for (int i = 0; i < size; i++)
        unwanted[i] = 0;
    vec_tanh_dot_backward(gradient->position_v.x, mat_row(sums->position, t * pass->size + b),
                          unwanted, dcenter * (real)length * share * (1 - share),
                          a->own->position_v.x, mat_row(steps_at(a->position, t), b), a->no_key.x,
                          size);
}

static void backward_sentence(const struct pass *pass, const struct attention_run *a,
                              struct attention_weights *gradient, struct attention_gradient *sums,
                              int t, int b, const real *query, const real *dcontext, real *dquery)
{
    int length = reach(pass, a, b), size = pass->size, values = a->context.cols;
    const real *weights = mat_row(steps_at(a->weights, t), b);
    const real *kept = a->weights_dropped.x ? mat_row(steps_at(a->weights_dropped, t), b) : NULL;
    real *dweights = mat_row(sums->room, 0), *dscores = mat_row(sums->room, 1);
    for (int j = 0; j < length; j++) {
        real keep = kept ? kept[j] : 1;
        dweights[j] = keep * vec_dot(dcontext, mat_row(a->values, j * size + b), values);
        vec_axpy(mat_row(sums->values, j * size + b), keep * weights[j], dcontext, values);
    }
    if (a->position.x)
        position_backward(pass, a, gradient, sums, t, b, dweights);
    vec_softmax_backward(dscores, a->aligned.x ? mat_row(steps_at(a->aligned, t), b) : weights,
                         dweights, length);
    struct score_row row = {.query = query,
                            .keys = mat_every(a->keys, b, size, length),
                            .places = a->query.rows,
                            .v = a->v.x,
                            .scale = a->scale};
    struct score_gradient out = {
        .query = dquery, .keys = mat_every(sums->keys, b, size, length), .v = gradient->v.x};
    score_kinds[a->score].backward(&row, &out, dscores);
}

void attention_backward(const struct pass *pass, const struct attention_run *a,
                        struct attention_weights *gradient, struct attention_gradient *sums, int t,
                        struct mat query, struct mat dcontext, struct mat dquery)
{
    int size = pass->size;
    struct mat asks = a->query.x ? steps_at(a->projected, t) : query;
    struct mat dasks = a->query.x ? mat_rows(sums->projected, t * size, size) : dquery;
    for (int b = 0; b < size; b++)
        backward_sentence(pass, a, gradient, sums, t, b, mat_row(asks, b), mat_row(dcontext, b),
                          mat_row(dasks, b));
    if (a->query.x)
        mat_mul(dquery, PRODUCT_ADD, dasks, a->query);
    if (sums->position.x)
        mat_mul(dquery, PRODUCT_ADD, mat_rows(sums->position, t * size, size), a->own->position);
}

void attention_finish(const struct attention_run *a, struct attention_weights *gradient,
                      struct attention_gradient *sums, struct mat queries)
{
    if (sums->projected.x)
        mat_mul_outer(gradient->query, PRODUCT_ADD, sums->projected, queries);
    if (sums->position.x)
        mat_mul_outer(gradient->position, PRODUCT_ADD, sums->position, queries);
    if (a->key.x) {
        mat_mul_outer(gradient->key, PRODUCT_ADD, sums->keys, a->source);
        mat_mul(sums->source, PRODUCT_ADD, sums->keys, a->key);
    }
}
