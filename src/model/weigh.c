#include "model/weigh.h"

#include <math.h>
#include <string.h>

#include "math/real.h"
#include "math/rng.h"
#include "math/vec.h"
#include "model/attention.h"

static bool position_masked(const struct run *run, int b, int j)
{
    const struct control *control = run->control;
    bool padding = j >= run->encoder.lengths[b];
    if (!control)
        return padding;
    if (j < control->hidden_count && control->hidden[j])
        return control->hidden[j] == 1;
    switch (control->mask) {
    case MASK_OFF:
        return false;
    case MASK_INVERTED:
        return !padding;
    case MASK_ALL:
        return true;
    default:
        return padding;
    }
}

void weigh_start(struct run *run)
{
    size_t count = (size_t)(run->size * run->encoder.length);
    run->attention.masked = arena_take(run->arena, count, 1);
    run->attention.untouched = arena_zero(run->arena, count, 1);
    for (int b = 0; b < run->size; b++)
        for (int j = 0; j < run->encoder.length; j++)
            run->attention.masked[b * run->encoder.length + j] = position_masked(run, b, j);
}

const unsigned char *attention_excluded(const struct run *run, int t, int b)
{
    const struct decoder_run *d = &run->decoder;
    int length = run->encoder.length;
    if (d->excluded)
        return d->excluded + ((t % d->scores.kept) * run->size + b) * length;
    return run->attention.masked + b * length;
}

/* p(t) from 1. */
static real center_of(const struct run *run, int t, int b)
{
    const struct control *control = run->control;
    int length = run->encoder.lengths[b];
    if (control && control->use_center)
        return control->center;
    if (!run->decoder.position.x)
        return (real)(t < length ? t + 1 : length);
    struct mat position = steps_at(run->decoder.position, t);
    real zeros[position.cols];
    memset(zeros, 0, sizeof zeros);
    return (real)length * real_sigmoid(vec_tanh_dot(run->attention.weights->position_v.x,
                                                    mat_row(position, b), zeros, position.cols));
}

/* The positions of this step: the mask, what the control says about the step, and the window. */
static void exclude(struct run *run, int t, int b)
{
    const struct control *control = run->control;
    int length = run->encoder.length, valid = -1;
    unsigned char *out = (unsigned char *)(size_t)attention_excluded(run, t, b);
    memcpy(out, run->attention.masked + b * length, (size_t)length);
    if (control && t < control->lengths_count)
        valid = control->lengths[t];
    for (int j = 0; valid >= 0 && j < length; j++)
        out[j] = j >= valid;
    if (run->attention.window == WINDOW_GLOBAL)
        return;
    real center = center_of(run, t, b);
    mat_row(steps_at(run->decoder.center, t), b)[0] = center;
    for (int j = 0; j < length; j++)
        out[j] |= real_abs((real)(j + 1) - center) > run->attention.width;
}

/* Below this a quotient could be infinite: as cold as 0. */
static const real COLDEST = (real)1e-30;

/* Softmax with a temperature: the scores divided by it; 0 leaves the largest alone. */
static void temper(real *scores, const unsigned char *excluded, real temperature, int n)
{
    int best = -1;
    for (int j = 0; j < n; j++)
        if (!excluded[j] && (best < 0 || scores[j] > scores[best]))
            best = j;
    for (int j = 0; j < n; j++)
        if (temperature > COLDEST)
            scores[j] /= temperature;
        else
            scores[j] = j == best ? 0 : -INFINITY;
}

/* All weight on one position: the likeliest, or one drawn by the weights. */
static void select_one(real *weights, int n, bool draw, struct rng rng)
{
    int chosen = vec_argmax(weights, n);
    double left = draw ? rng_uniform(&rng) * (double)vec_sum(weights, n) : -1;
    for (int j = 0; left >= 0 && j < n; j++) {
        chosen = weights[j] > 0 ? j : chosen;
        left -= (double)weights[j];
    }
    bool any = n > 0 && weights[chosen] > 0;
    memset(weights, 0, (size_t)n * sizeof *weights);
    if (any)
        weights[chosen] = 1;
}

static void select_even(real *weights, const unsigned char *excluded, int n)
{
    int count = 0;
    for (int j = 0; j < n; j++)
        count += !excluded[j];
    for (int j = 0; j < n; j++)
        weights[j] = excluded[j] ? 0 : 1 / (real)count;
}

/* What a control makes of the weights of a step. */
static void change(struct run *run, int t, int b, real *weights)
{
    const struct control *control = run->control;
    int length = run->encoder.length;
    struct rng rng = {.seed = control->select_seed, .stream = (uint64_t)(t * run->size + b)};
    if (control->select == SELECT_UNIFORM)
        select_even(weights, attention_excluded(run, t, b), length);
    else if (control->select != SELECT_SOFT)
        select_one(weights, length, control->select == SELECT_SAMPLE, rng);
    for (int i = 0; i < control->weights_count; i++) {
        const struct row_change *row = &control->weights[i];
        if ((row->step >= 0 && row->step != t) || (row->sentence >= 0 && row->sentence != b))
            continue;
        for (int j = 0; j < length; j++)
            weights[j] = j < row->count ? row->values[j] : 0;
    }
}

/* Luong et al. 2015, eq. 10. */
static void gaussian(struct run *run, int t, int b, real *weights)
{
    real center = mat_row(steps_at(run->decoder.center, t), b)[0];
    real sigma = run->attention.width / 2;
    for (int j = 0; j < run->encoder.length; j++) {
        real away = (real)(j + 1) - center;
        weights[j] *= real_exp(-away * away / (2 * sigma * sigma));
    }
}

/* Scores as the softmax sees them, where anything but plain exclusion is done to them. */
static void prepare(struct run *run, int t, int b, real *in)
{
    const struct control *control = run->control;
    const unsigned char *excluded = attention_excluded(run, t, b);
    int length = run->encoder.length;
    if (control && control->use_temperature)
        temper(in, excluded, control->temperature, length);
    for (int j = 0; j < length; j++)
        if (excluded[j])
            in[j] = control && control->soft_mask ? -(real)1e6 : -INFINITY;
}

void weigh_sentence(struct run *run, int t, int b)
{
    struct decoder_run *d = &run->decoder;
    int length = run->encoder.length;
    size_t bytes = (size_t)length * sizeof(real);
    real *weights = mat_row(steps_at(d->weights, t), b), copy[length];
    const real *in = mat_row(steps_at(d->scores, t), b);
    if (d->excluded)
        exclude(run, t, b);
    const unsigned char *excluded = attention_excluded(run, t, b);
    if (run->control || d->masked.x) {
        in = memcpy(copy, in, bytes);
        prepare(run, t, b, copy);
        if (run->control && run->control->soft_mask)
            excluded = run->attention.untouched;
    }
    if (d->masked.x)
        memcpy(mat_row(steps_at(d->masked, t), b), in, bytes);
    vec_softmax(weights, in, excluded, length);
    if (d->aligned.x)
        memcpy(mat_row(steps_at(d->aligned, t), b), weights, bytes);
    if (run->attention.window == WINDOW_LOCAL_P)
        gaussian(run, t, b, weights);
    if (run->control)
        change(run, t, b, weights);
}
