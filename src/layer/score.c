#include "layer/score.h"

#include <stddef.h>

#include "math/vec.h"

static void dot_forward(const struct score_row *row, real *scores)
{
    for (int j = 0; j < row->keys.rows; j++)
        scores[j] = row->scale * vec_dot(row->query, mat_row(row->keys, j), row->keys.cols);
}

static void dot_backward(const struct score_row *row, const struct score_gradient *gradient,
                         const real *dscores)
{
    int size = row->keys.cols;
    for (int j = 0; j < row->keys.rows; j++) {
        if (dscores[j] == 0)
            continue;
        vec_axpy(gradient->query, row->scale * dscores[j], mat_row(row->keys, j), size);
        vec_axpy(mat_row(gradient->keys, j), row->scale * dscores[j], row->query, size);
    }
}

static void additive_forward(const struct score_row *row, real *scores)
{
    for (int j = 0; j < row->keys.rows; j++)
        scores[j] = vec_tanh_dot(row->v, row->query, mat_row(row->keys, j), row->keys.cols);
}

static void additive_backward(const struct score_row *row, const struct score_gradient *gradient,
                              const real *dscores)
{
    for (int j = 0; j < row->keys.rows; j++)
        if (dscores[j] != 0)
            vec_tanh_dot_backward(gradient->v, gradient->query, mat_row(gradient->keys, j),
                                  dscores[j], row->v, row->query, mat_row(row->keys, j),
                                  row->keys.cols);
}

/* What lies beyond the places that there are scores for takes no part in any softmax. */
static void location_forward(const struct score_row *row, real *scores)
{
    for (int j = 0; j < row->keys.rows; j++)
        scores[j] = j < row->places ? row->query[j] : 0;
}

static void location_backward(const struct score_row *row, const struct score_gradient *gradient,
                              const real *dscores)
{
    for (int j = 0; j < row->keys.rows && j < row->places; j++)
        gradient->query[j] += dscores[j];
}

const char *const score_names[] = {
    [0] = "none",
    [SCORE_DOT] = "dot",
    [SCORE_SCALED_DOT] = "scaled_dot",
    [SCORE_GENERAL] = "general",
    [SCORE_ADDITIVE] = "additive",
    [SCORE_LOCATION] = "location",
    [SCORE_COUNT] = NULL,
};

const struct score_kind score_kinds[SCORE_COUNT] = {
    [0] = {.formula = ""},
    [SCORE_DOT] = {.formula = "{q}·{k}", .forward = dot_forward, .backward = dot_backward},
    [SCORE_SCALED_DOT] = {.formula = "{q}·{k}",
                          .scaled = true,
                          .forward = dot_forward,
                          .backward = dot_backward},
    [SCORE_GENERAL] = {.formula = "{q}·{k}",
                       .key = "W",
                       .forward = dot_forward,
                       .backward = dot_backward},
    [SCORE_ADDITIVE] = {.formula = "v·tanh({q} + {k})",
                        .query = "W",
                        .key = "U",
                        .has_v = true,
                        .forward = additive_forward,
                        .backward = additive_backward},
    [SCORE_LOCATION] = {.formula = "number {c} of {q}",
                        .query = "W",
                        .places = true,
                        .forward = location_forward,
                        .backward = location_backward},
};

bool score_attends(enum score score)
{
    return score_kinds[score].forward != NULL;
}

bool score_places(enum score score)
{
    return score_kinds[score].places;
}

bool score_is_dot(enum score score)
{
    return score_attends(score) && !score_kinds[score].key && !score_kinds[score].places;
}

int score_key(enum score score, int query, int hidden)
{
    return score_kinds[score].has_v ? hidden : query;
}
