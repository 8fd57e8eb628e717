#include "model/weights.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "math/rng.h"
#include "text/vocab.h"

enum { ALIGN = 16 };

struct binder {
    struct weight_list *list;
    real *flat;
};

static struct mat bind(struct binder *binder, const char *name, int rank, int rows, int cols)
{
    struct weight_list *list = binder->list;
    assert(list->count < WEIGHTS_MAX);
    struct weight *weight = &list->list[list->count++];
    *weight = (struct weight){.rank = rank, .rows = rows, .cols = cols, .offset = list->size};
    snprintf(weight->name, sizeof weight->name, "%s", name);
    list->size += ((size_t)rows * (size_t)cols + ALIGN - 1) / ALIGN * ALIGN;
    return mat_of(binder->flat ? binder->flat + weight->offset : NULL, rows, cols);
}

static struct mat bind_matrix(struct binder *binder, const char *name, int rows, int cols)
{
    return bind(binder, name, 2, rows, cols);
}

static struct mat bind_vector(struct binder *binder, const char *name, int cols)
{
    return bind(binder, name, 1, 1, cols);
}

static void bind_cell(struct binder *binder, struct cell_weights *cell, const char *prefix,
                      int layer, const char *suffix, int in, int hidden, int gates)
{
    char name[64];
    snprintf(name, sizeof name, "%s.weight_ih_l%d%s", prefix, layer, suffix);
    cell->input = bind_matrix(binder, name, gates * hidden, in);
    snprintf(name, sizeof name, "%s.weight_hh_l%d%s", prefix, layer, suffix);
    cell->hidden = bind_matrix(binder, name, gates * hidden, hidden);
    snprintf(name, sizeof name, "%s.bias_ih_l%d%s", prefix, layer, suffix);
    cell->input_bias = bind_vector(binder, name, gates * hidden);
    snprintf(name, sizeof name, "%s.bias_hh_l%d%s", prefix, layer, suffix);
    cell->hidden_bias = bind_vector(binder, name, gates * hidden);
}

static void bind_encoder(struct binder *b, struct weights *w, const struct config *c)
{
    w->source_embedding = bind_matrix(b, "encoder.embedding.weight", c->source_vocab, c->embed);
    for (int l = 0; l < c->layers; l++)
        for (int d = 0; d < c->directions; d++)
            bind_cell(b, &w->encoder[l][d], "encoder.rnn", l, d ? "_reverse" : "",
                      l ? config_state(c) : c->embed, c->encoder_hidden, config_gates(c));
}

static void bind_init(struct binder *b, struct weights *w, const struct config *c)
{
    char name[64];
    for (int l = 0; c->init == INIT_TANH && l < c->layers; l++) {
        char suffix[16] = "";
        if (l)
            snprintf(suffix, sizeof suffix, "_l%d", l);
        snprintf(name, sizeof name, "decoder.init%s.weight", suffix);
        w->init[l] = bind_matrix(b, name, c->decoder_hidden, c->encoder_hidden);
        snprintf(name, sizeof name, "decoder.init%s.bias", suffix);
        w->init_bias[l] = bind_vector(b, name, c->decoder_hidden);
    }
}

static void bind_attention(struct binder *b, struct weights *w, const struct config *c)
{
    int size = c->attention_hidden;
    if (c->score == SCORE_ADDITIVE)
        w->query = bind_matrix(b, "attention.query.weight", size, c->decoder_hidden);
    if (c->score == SCORE_ADDITIVE || c->score == SCORE_GENERAL)
        w->key = bind_matrix(b, "attention.key.weight", config_key(c, c->score), config_state(c));
    if (c->score == SCORE_ADDITIVE)
        w->v = bind_matrix(b, "attention.v.weight", 1, size);
    if (c->window == WINDOW_LOCAL_P) {
        w->position = bind_matrix(b, "attention.position.weight", size, c->decoder_hidden);
        w->position_v = bind_matrix(b, "attention.position_v.weight", 1, size);
    }
}

static void bind_decoder(struct binder *b, struct weights *w, const struct config *c)
{
    w->target_embedding = bind_matrix(b, "decoder.embedding.weight", c->target_vocab, c->embed);
    for (int l = 0; l < c->layers; l++)
        bind_cell(b, &w->decoder[l], "decoder.rnn", l, "", l ? c->decoder_hidden : config_input(c),
                  c->decoder_hidden, config_gates(c));
}

static void bind_readout(struct binder *b, struct weights *w, const struct config *c)
{
    int pre = config_pre(c);
    w->readout_state = bind_matrix(b, "readout.state.weight", pre, c->decoder_hidden);
    w->readout_bias = bind_vector(b, "readout.state.bias", pre);
    if (c->readout == READOUT_MAXOUT)
        w->readout_embedding = bind_matrix(b, "readout.embedding.weight", pre, c->embed);
    w->readout_context = bind_matrix(b, "readout.context.weight", pre, config_state(c));
    w->output = bind_matrix(b, "output.weight", c->target_vocab, c->readout_hidden);
    w->output_bias = bind_vector(b, "output.bias", c->target_vocab);
}

void weights_bind(struct weights *w, struct weight_list *list, const struct config *c, real *flat)
{
    struct weight_list unused;
    struct binder binder = {.list = list ? list : &unused, .flat = flat};
    *binder.list = (struct weight_list){0};
    *w = (struct weights){0};
    bind_encoder(&binder, w, c);
    bind_init(&binder, w, c);
    bind_attention(&binder, w, c);
    bind_decoder(&binder, w, c);
    bind_readout(&binder, w, c);
}

/* The fan-in that PyTorch's default for this tensor divides by; 0 for an embedding. */
static int fan_in(const struct weight *weight, const struct config *config)
{
    if (strstr(weight->name, "embedding.weight") && !strstr(weight->name, "readout"))
        return 0;
    if (strncmp(weight->name, "encoder.rnn", 11) == 0)
        return config->encoder_hidden;
    if (strncmp(weight->name, "decoder.rnn", 11) == 0)
        return config->decoder_hidden;
    if (strncmp(weight->name, "decoder.init", 12) == 0 && weight->rank == 1)
        return config->encoder_hidden;
    if (strcmp(weight->name, "readout.state.bias") == 0)
        return config->decoder_hidden;
    if (strcmp(weight->name, "output.bias") == 0)
        return config->readout_hidden;
    return weight->cols;
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
        int fan = fan_in(weight, config);
        double bound = fan ? 1 / sqrt(fan) : 0;
        long count = (long)weight->rows * weight->cols;
        for (long k = fan ? 0 : (long)(ID_PAD + 1) * weight->cols; k < count; k++)
            flat[weight->offset + (size_t)k] =
                (real)(fan ? bound * (2 * rng_uniform(&rng) - 1) : rng_normal(&rng));
    }
}
