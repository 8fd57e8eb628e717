#include "layer/weigh.h"

#include <math.h>
#include <string.h>

#include "math/real.h"
#include "math/rng.h"
#include "math/vec.h"

void weigh_mask(unsigned char *out, const struct control *control, int length, int n)
{
    for (int j = 0; j < n; j++)
        out[j] = control_masks(control, j >= length, j);
}

void weigh_exclude(unsigned char *out, const unsigned char *mask, const struct control *control,
                   int step, real center, real width, int n)
{
    int valid = control_length(control, step);
    for (int j = 0; j < n; j++) {
        bool outside = width >= 0 && real_abs((real)(j + 1) - center) > width;
        out[j] = (valid < 0 ? mask[j] : j >= valid) || outside;
    }
}

/* Softmax with a temperature: the scores divided by it; 0 leaves the largest alone. */
static void temper(real *scores, const unsigned char *excluded, const struct control *control,
                   int n)
{
    int best = -1;
    bool cold = control_is_cold(control);
    for (int j = 0; j < n; j++)
        if (!excluded[j] && (best < 0 || scores[j] > scores[best]))
            best = j;
    for (int j = 0; j < n; j++)
        scores[j] = !cold ? scores[j] / control->temperature : j == best ? 0 : -INFINITY;
}

/* Scores as the softmax sees them. */
static void prepare(real *scores, const unsigned char *excluded, const struct control *control,
                    int n)
{
    if (control && control->use_temperature)
        temper(scores, excluded, control, n);
    for (int j = 0; j < n; j++)
        if (excluded[j])
            scores[j] = control_masked_score(control);
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

/* What a control makes of the weights. */
static void change(const struct weighing *w, real *weights, const unsigned char *excluded, int n)
{
    const struct control *control = w->control;
    struct rng rng = {.seed = control->select_seed, .stream = w->number};
    if (control->select == SELECT_UNIFORM)
        select_even(weights, excluded, n);
    else if (control->select != SELECT_SOFT)
        select_one(weights, n, control->select == SELECT_SAMPLE, rng);
    const struct row_change *row =
        control_row(control->weights, control->weights_count, w->sentence, w->slice, w->step);
    for (int j = 0; row && j < n; j++)
        weights[j] = j < row->count ? row->values[j] : 0;
}

static void ring(const struct weighing *w, real *weights, int n)
{
    real sigma = w->width / 2;
    for (int j = 0; j < n; j++) {
        real away = (real)(j + 1) - w->center;
        weights[j] *= real_exp(-away * away / (2 * sigma * sigma));
    }
}

void weigh_row(const struct weighing *w, real *weights, const real *scores,
               const unsigned char *excluded, int n)
{
    size_t bytes = (size_t)n * sizeof *scores;
    bool soft = w->control && w->control->soft_mask; /* −1e6 is a score like any other */
    if (w->masked) {
        scores = memcpy(w->masked, scores, bytes);
        prepare(w->masked, excluded, w->control, n);
    }
    vec_softmax(weights, scores, soft ? NULL : excluded, n);
    if (w->aligned)
        memcpy(w->aligned, weights, bytes);
    if (w->bell)
        ring(w, weights, n);
    if (w->control)
        change(w, weights, excluded, n);
}
