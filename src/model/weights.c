#include "model/weights.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/rng.h"
#include "model/family.h"
#include "text/vocab.h"

void weights_bind(struct weights *w, struct weight_list *list, const struct config *c, real *flat)
{
    struct weight_list unused;
    struct binder binder = {.list = list ? list : &unused, .flat = flat};
    *binder.list = (struct weight_list){0};
    *w = (struct weights){0};
    c->family->bind(w, &binder, c);
}

struct mat weights_embedding(const struct weight_list *list, real *flat, int i)
{
    struct mat none = {0};
    for (int k = 0; k < list->count; k++) {
        const struct weight *weight = &list->list[k];
        bool embedding = weight->start == START_EMBEDDING;
        if (embedding && i-- == 0)
            return mat_of(flat + weight->offset, weight->rows, weight->cols);
    }
    return none;
}

/* The largest size of a number that is drawn uniformly. */
static double bound_of(const struct weight *weight)
{
    if (weight->start == START_XAVIER)
        return sqrt(6.0 / (weight->rows + weight->cols));
    return weight->start == START_UNIFORM ? 1 / sqrt(weight->fan) : 0;
}

/* Draws the numbers of one tensor. */
static void start_weight(real *out, const struct weight *weight, struct rng rng)
{
    double bound = bound_of(weight);
    long first = weight->start == START_EMBEDDING ? (long)(ID_PAD + 1) * weight->cols : 0;
    for (long k = first; k < (long)weight->rows * weight->cols; k++)
        switch (weight->start) {
        case START_UNIFORM:
        case START_XAVIER:
            out[k] = (real)(bound * (2 * rng_uniform(&rng) - 1));
            break;
        case START_EMBEDDING:
            out[k] = (real)rng_normal(&rng);
            break;
        case START_CONSTANT:
            out[k] = weight->constant;
            break;
        }
}

void weights_start(real *flat, const struct config *config, uint64_t seed)
{
    struct weights views;
    struct weight_list list;
    weights_bind(&views, &list, config, flat);
    memset(flat, 0, list.size * sizeof *flat);
    for (int i = 0; i < list.count; i++) {
        const struct weight *weight = &list.list[i];
        struct rng rng = {.seed = seed, .stream = (uint64_t)i + 1};
        start_weight(flat + weight->offset, weight, rng);
    }
}
