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
        bool embedding = weight->fan == 0;
        if (embedding && i-- == 0)
            return mat_of(flat + weight->offset, weight->rows, weight->cols);
    }
    return none;
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
        int fan = weight->fan;
        double bound = fan ? 1 / sqrt(fan) : 0;
        long count = (long)weight->rows * weight->cols;
        for (long k = fan ? 0 : (long)(ID_PAD + 1) * weight->cols; k < count; k++)
            flat[weight->offset + (size_t)k] =
                (real)(fan ? bound * (2 * rng_uniform(&rng) - 1) : rng_normal(&rng));
    }
}
