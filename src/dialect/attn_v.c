#include "dialect/attn_v.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* σ(±SHUT) is 0 or 1 and tanh(ONE) is 1, in floats. */
static const float shut = 100, one = 20;

enum { TEXT = 96 };

/* Sizes of theirs, and the names that it has. */
struct anatomy {
    size_t embed, hidden, directions, state, decoder, attention, out;
    int gates;
    bool bias;      /* attn has one: the encoder gets a unit more in each direction */
    bool first_map; /* encoder.fc is there */
    char encoder[TEXT], decoder_rnn[TEXT], attn[TEXT], v[TEXT], last[TEXT]; /* prefixes */
};

/* The first of the prefixes with which, and the ending, there is a tensor. */
static bool choose(char out[TEXT], const struct foreign *foreign, const char *const *prefixes,
                   const char *ending)
{
    char name[2 * TEXT];
    for (; *prefixes; prefixes++) {
        snprintf(name, sizeof name, "%s%s", *prefixes, ending);
        snprintf(out, TEXT, "%s", *prefixes);
        if (foreign_find(foreign, name))
            return true;
    }
    return false;
}

static size_t size_of(const struct foreign *foreign, const char *prefix, const char *ending,
                      int axis)
{
    char name[2 * TEXT];
    snprintf(name, sizeof name, "%s%s", prefix, ending);
    return foreign_size(foreign, name, axis);
}

static int find_names(struct anatomy *a, const struct foreign *foreign, struct err *err)
{
    static const char *const encoders[] = {"encoder.rnn", "encoder.gru", "encoder.lstm", NULL};
    static const char *const decoders[] = {"decoder.rnn", "decoder.gru", "decoder.lstm", NULL};
    static const char *const attns[] = {"decoder.attention.attn", "attention.attn", "decoder.attn",
                                        "decoder.attn.attn", NULL};
    static const char *const vs[] = {"decoder.attention.v", "attention.v", "decoder.v",
                                     "decoder.attn.v", NULL};
    static const char *const lasts[] = {"decoder.fc_out", "decoder.out", "decoder.fc",
                                        "decoder.linear", NULL};
    bool found = choose(a->encoder, foreign, encoders, ".weight_hh_l0") &&
                 choose(a->decoder_rnn, foreign, decoders, ".weight_hh_l0") &&
                 choose(a->attn, foreign, attns, ".weight") &&
                 choose(a->last, foreign, lasts, ".weight");
    if (!found)
        return err_set(err,
                       "no recurrent layer, no attn or no output layer by a name that is known");
    char name[2 * TEXT];
    if (choose(a->v, foreign, vs, ".weight"))
        return 0;
    if (!choose(a->v, foreign, vs, ""))
        return err_set(err, "there is no attention v");
    snprintf(name, sizeof name, "%s.weight_hh_l1", a->encoder);
    return foreign_find(foreign, name) ? err_set(err, "an encoder of one layer is expected") : 0;
}

static int take_anatomy(struct anatomy *a, const struct foreign *foreign, struct err *err)
{
    char name[2 * TEXT];
    *a = (struct anatomy){0};
    if (find_names(a, foreign, err))
        return -1;
    a->embed = foreign_size(foreign, "encoder.embedding.weight", 1);
    a->hidden = size_of(foreign, a->encoder, ".weight_hh_l0", 1);
    a->directions = size_of(foreign, a->encoder, ".weight_hh_l0_reverse", 0) ? 2 : 1;
    a->state = a->directions * a->hidden;
    a->decoder = size_of(foreign, a->decoder_rnn, ".weight_hh_l0", 1);
    a->attention = size_of(foreign, a->attn, ".weight", 0);
    a->out = size_of(foreign, a->last, ".weight", 1);
    size_t rows = size_of(foreign, a->encoder, ".weight_hh_l0", 0);
    a->gates = a->hidden ? (int)(rows / a->hidden) : 0;
    snprintf(name, sizeof name, "%s.bias", a->attn);
    a->bias = foreign_find(foreign, name) != NULL;
    a->first_map = foreign_find(foreign, "encoder.fc.weight") != NULL;
    if (foreign_size(foreign, "decoder.embedding.weight", 1) != a->embed)
        return err_set(err, "embeddings of %zu and of %zu: ours are of one size on both sides",
                       a->embed, foreign_size(foreign, "decoder.embedding.weight", 1));
    if (size_of(foreign, a->attn, ".weight", 1) != a->decoder + a->state)
        return err_set(err, "attn reads %zu numbers; expected those of s(t-1) and h(j), %zu + %zu",
                       size_of(foreign, a->attn, ".weight", 1), a->decoder, a->state);
    if (a->out != a->decoder && a->out != a->decoder + a->state &&
        a->out != a->decoder + a->state + a->embed)
        return err_set(
            err,
            "the output layer reads %zu numbers; expected [s], [s; c] or [s; c; y]: %zu, "
            "%zu or %zu",
            a->out, a->decoder, a->decoder + a->state, a->decoder + a->state + a->embed);
    if (!a->first_map && (a->bias || a->state != a->decoder))
        return err_set(err, "without encoder.fc the first state must be the encoder's last, of the "
                            "decoder's size, and attn without a bias");
    return 0;
}

/* Units of one direction of our encoder. */
static size_t wide(const struct anatomy *a)
{
    return a->hidden + (a->bias ? 1 : 0);
}

static bool reads_embedding(const struct anatomy *a)
{
    return a->out == a->decoder + a->state + a->embed;
}

static int attn_v_configure(struct config *config, const struct foreign *foreign, struct err *err)
{
    struct anatomy a;
    if (take_anatomy(&a, foreign, err))
        return -1;
    if (a.gates != 1 && a.gates != 3 && a.gates != 4)
        return err_set(err, "neither one, three nor four gates");
    config_set_size(config, "embed", (int)a.embed);
    config_set_size(config, "encoder_hidden", (int)wide(&a));
    config_set_size(config, "decoder_hidden", (int)a.decoder);
    config_set_size(config, "attention_hidden", (int)a.attention);
    config_set_size(config, "readout_hidden", (int)a.out);
    config_set_size(config, "directions", (int)a.directions);
    config_set_size(config, "layers", 1);
    const char *const fields[][2] = {{"cell", a.gates == 1   ? "rnn"
                                              : a.gates == 3 ? "gru"
                                                             : "lstm"},
                                     {"init", a.first_map ? "tanh_last" : "last"},
                                     {"score", "additive"},
                                     {"query", "previous"},
                                     {"feed", "input"},
                                     {"readout", reads_embedding(&a) ? "maxout" : "linear"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (config_set(config, fields[i][0], fields[i][1], err))
            return -1;
    return 0;
}

/* ---- weights ---- */

/* Where column j of [h→; h←] of theirs is in ours. */
static size_t state_column(const struct anatomy *a, size_t j)
{
    return j / a->hidden * wide(a) + j % a->hidden;
}

/* A matrix of theirs, to be freed; NULL: it is not there, or of another shape. */
static float *read_theirs(const struct draft *draft, const char *prefix, const char *ending,
                          size_t rows, size_t columns, struct err *err)
{
    char name[2 * TEXT];
    snprintf(name, sizeof name, "%s%s", prefix, ending);
    float *values = mem_new(rows * columns + 1, sizeof *values);
    if (foreign_read(values, draft->foreign, name, rows, columns, err) == 0)
        return values;
    free(values);
    return NULL;
}

/* Gates of the unit that is always the same: its cell forgets everything and takes tanh(ONE) in. */
static void hold_unit(float *bias, const struct anatomy *a)
{
    size_t unit = a->hidden, n = wide(a);
    if (a->gates == 1)
        bias[unit] = one;
    if (a->gates == 3) { /* r z n */
        bias[n + unit] = -shut;
        bias[2 * n + unit] = one;
    }
    if (a->gates == 4) { /* i f g o */
        bias[unit] = bias[3 * n + unit] = shut;
        bias[n + unit] = -shut;
        bias[2 * n + unit] = one;
    }
}

static int fill_encoder(const struct draft *draft, const struct anatomy *a,
                        const struct weight *weight, float *out, struct err *err)
{
    const char *ending = strstr(weight->name, "rnn") + 3;
    bool vector = weight->rank == 1;
    size_t gates = (size_t)a->gates, n = wide(a), cols = vector ? 1 : (size_t)weight->cols;
    size_t width = vector ? 1 : strstr(ending, "_hh_") ? a->hidden : a->embed;
    float *theirs = read_theirs(draft, a->encoder, ending, gates * a->hidden, width, err);
    if (!theirs)
        return -1;
    for (size_t g = 0; g < gates; g++)
        for (size_t u = 0; u < a->hidden; u++)
            memcpy(out + (g * n + u) * cols, theirs + (g * a->hidden + u) * width,
                   width * sizeof *out);
    free(theirs);
    if (a->bias && strstr(ending, ".bias_ih"))
        hold_unit(out, a);
    return 0;
}

/* Rows as they are; the columns of h(j) or c(t), from `first` on, where ours are. */
static int fill_columns(const struct draft *draft, const struct anatomy *a, const char *prefix,
                        const char *ending, size_t first, size_t states,
                        const struct weight *weight, float *out, struct err *err)
{
    size_t rows = weight->rank == 1 ? (size_t)weight->cols : (size_t)weight->rows;
    size_t width = weight->rank == 1 ? 1 : first + states;
    size_t cols = weight->rank == 1 ? 1 : (size_t)weight->cols;
    float *theirs = read_theirs(draft, prefix, ending, rows, width, err);
    if (!theirs)
        return -1;
    for (size_t r = 0; r < rows; r++)
        for (size_t j = 0; j < width; j++)
            out[r * cols + (j < first ? j : first + state_column(a, j - first))] =
                theirs[r * width + j];
    free(theirs);
    return 0;
}

/* What the unit that is always the same holds: tanh(1) after a forget gate of 0, or 1. */
static double held_value(const struct anatomy *a)
{
    return a->gates == 4 ? tanh(1) : 1;
}

/* attn is [A × (S + C)]: its first columns are our query, the others our key. */
static int fill_attn(const struct draft *draft, const struct anatomy *a, bool is_key,
                     const struct weight *weight, float *out, struct err *err)
{
    size_t width = a->decoder + a->state, cols = (size_t)weight->cols;
    float *theirs = read_theirs(draft, a->attn, ".weight", a->attention, width, err);
    float *bias = theirs && is_key && a->bias
                      ? read_theirs(draft, a->attn, ".bias", 1, a->attention, err)
                      : NULL;
    int result = theirs && (bias || !is_key || !a->bias) ? 0 : -1;
    for (size_t r = 0; r < a->attention && !result; r++) {
        const float *row = theirs + r * width;
        for (size_t j = 0; j < (is_key ? a->state : a->decoder); j++)
            out[r * cols + (is_key ? state_column(a, j) : j)] = row[is_key ? a->decoder + j : j];
        if (bias)
            out[r * cols + a->hidden] = (float)((double)bias[r] / held_value(a));
    }
    free(theirs);
    free(bias);
    return result;
}

/* The readout copies s(t), then c(t), then y(t−1). With maxout every second row is too low. */
static void fill_readout(const struct anatomy *a, const struct weight *weight, float *out)
{
    size_t pieces = reads_embedding(a) ? 2 : 1, cols = (size_t)weight->cols;
    if (strcmp(weight->name, "readout.state.bias") == 0) {
        for (size_t r = 1; pieces == 2 && r < cols; r += 2)
            out[r] = DIALECT_NEVER;
        return;
    }
    bool state = strcmp(weight->name, "readout.state.weight") == 0;
    bool context = strcmp(weight->name, "readout.context.weight") == 0;
    size_t first = state ? 0 : context ? a->decoder : a->decoder + a->state;
    size_t count = state ? a->decoder : context ? a->state : a->embed;
    if (first + count > a->out)
        return; /* their output layer does not read it */
    for (size_t i = 0; i < count; i++)
        out[(first + i) * pieces * cols + (context ? state_column(a, i) : i)] = 1;
}

static int fill_v(const struct draft *draft, const struct anatomy *a, float *out, struct err *err)
{
    char name[2 * TEXT];
    snprintf(name, sizeof name, "%s.weight", a->v);
    if (!foreign_find(draft->foreign, name))
        snprintf(name, sizeof name, "%s", a->v);
    return foreign_read(out, draft->foreign, name, 1, a->attention, err);
}

static int attn_v_fill(const struct draft *draft, const struct weight *weight, float *out,
                       struct err *err)
{
    struct anatomy a;
    const char *name = weight->name;
    char last[2 * TEXT];
    if (take_anatomy(&a, draft->foreign, err))
        return -1;
    snprintf(last, sizeof last, "%s.%s", a.last, strstr(name, "bias") ? "bias" : "weight");
    if (strcmp(name, "encoder.embedding.weight") == 0)
        return dialect_rows(draft, draft->source, name, weight, out, 0, err);
    if (strcmp(name, "decoder.embedding.weight") == 0)
        return dialect_rows(draft, draft->target, name, weight, out, 0, err);
    if (strncmp(name, "output.", 7) == 0)
        return dialect_rows(draft, draft->target, last, weight, out,
                            strstr(name, "bias") ? DIALECT_NEVER : 0, err);
    if (strncmp(name, "encoder.rnn", 11) == 0)
        return fill_encoder(draft, &a, weight, out, err);
    if (strncmp(name, "decoder.init", 12) == 0)
        return fill_columns(draft, &a, "encoder.fc", name + 12, 0, a.state, weight, out, err);
    if (strncmp(name, "decoder.rnn", 11) == 0)
        return strstr(name, "weight_ih") ? fill_columns(draft, &a, a.decoder_rnn, name + 11,
                                                        a.embed, a.state, weight, out, err)
                                         : fill_columns(draft, &a, a.decoder_rnn, name + 11,
                                                        a.decoder, 0, weight, out, err);
    if (strcmp(name, "attention.v.weight") == 0)
        return fill_v(draft, &a, out, err);
    if (strncmp(name, "attention.", 10) == 0)
        return fill_attn(draft, &a, strstr(name, "key") != NULL, weight, out, err);
    fill_readout(&a, weight, out);
    return 0;
}

const struct dialect dialect_attn_v = {
    .name = "attn-v",
    .words = "an encoder-decoder with attn and v",
    .needs = {"encoder.embedding.weight", "decoder.embedding.weight", NULL},
    .source_embedding = "encoder.embedding.weight",
    .target_embedding = "decoder.embedding.weight",
    .specials = {{1, 2, 3, 0}}, /* as torchtext numbers them */
    .configure = attn_v_configure,
    .fill = attn_v_fill,
};
