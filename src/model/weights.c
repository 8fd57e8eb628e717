#include "model/weights.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/rng.h"
#include "model/family.h"
#include "text/vocab.h"

enum { ALIGN = 16 };

static struct mat bind_next(struct binder *binder, const char *name, struct weight weight)
{
    struct weight_list *list = binder->list;
    assert(list->count < WEIGHTS_MAX);
    weight.offset = list->size;
    snprintf(weight.name, sizeof weight.name, "%s", name);
    list->list[list->count++] = weight;
    list->size += ((size_t)weight.rows * (size_t)weight.cols + ALIGN - 1) / ALIGN * ALIGN;
    return mat_of(binder->flat ? binder->flat + weight.offset : NULL, weight.rows, weight.cols);
}

struct mat bind_matrix(struct binder *binder, const char *name, int rows, int cols, int fan)
{
    return bind_next(binder, name,
                     (struct weight){.rank = 2, .rows = rows, .cols = cols, .fan = fan});
}

struct mat bind_vector(struct binder *binder, const char *name, int cols, int fan)
{
    return bind_next(binder, name, (struct weight){.rank = 1, .rows = 1, .cols = cols, .fan = fan});
}

struct mat bind_embedding(struct binder *binder, const char *name, int rows, int cols)
{
    return bind_next(binder, name, (struct weight){.rank = 2, .rows = rows, .cols = cols});
}

void bind_cell(struct binder *binder, struct cell_weights *cell, const char *prefix, int layer,
               const char *suffix, enum cell_kind kind, int in, int hidden)
{
    int gates = cell_gates(kind);
    char name[64];
    snprintf(name, sizeof name, "%s.weight_ih_l%d%s", prefix, layer, suffix);
    cell->input = bind_matrix(binder, name, gates * hidden, in, hidden);
    snprintf(name, sizeof name, "%s.weight_hh_l%d%s", prefix, layer, suffix);
    cell->hidden = bind_matrix(binder, name, gates * hidden, hidden, hidden);
    snprintf(name, sizeof name, "%s.bias_ih_l%d%s", prefix, layer, suffix);
    cell->input_bias = bind_vector(binder, name, gates * hidden, hidden);
    snprintf(name, sizeof name, "%s.bias_hh_l%d%s", prefix, layer, suffix);
    cell->hidden_bias = bind_vector(binder, name, gates * hidden, hidden);
}

void attention_bind(struct binder *binder, struct attention_weights *weights,
                    const struct attention_config *config, int query, int state)
{
    bool additive = config->score == SCORE_ADDITIVE;
    int size = config->hidden, key = score_key(config->score, query, size);
    if (additive)
        weights->query = bind_matrix(binder, "attention.query.weight", size, query, query);
    if (additive || config->score == SCORE_GENERAL)
        weights->key = bind_matrix(binder, "attention.key.weight", key, state, state);
    if (additive)
        weights->v = bind_matrix(binder, "attention.v.weight", 1, size, size);
    if (config->window == WINDOW_LOCAL_P) {
        weights->position = bind_matrix(binder, "attention.position.weight", size, query, query);
        weights->position_v = bind_matrix(binder, "attention.position_v.weight", 1, size, size);
    }
}

void weights_bind(struct weights *w, struct weight_list *list, const struct config *c, real *flat)
{
    struct weight_list unused;
    struct binder binder = {.list = list ? list : &unused, .flat = flat};
    *binder.list = (struct weight_list){0};
    *w = (struct weights){0};
    c->family->bind(w, &binder, c);
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
