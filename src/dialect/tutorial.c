#include "dialect/tutorial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* σ(±SHUT) is 0 or 1 and tanh(ONE) is 1, in floats. */
static const float shut = 100, one = 20;

static size_t hidden_of(const struct foreign *foreign)
{
    return foreign_size(foreign, "encoder.gru.weight_hh_l0", 1);
}

/* Sizes and cells, which both kinds of the tutorial's decoder have alike. */
static int configure_layers(struct config *config, const struct foreign *foreign, struct err *err)
{
    int hidden = (int)hidden_of(foreign);
    if (foreign_find(foreign, "encoder.gru.weight_hh_l0_reverse") ||
        foreign_find(foreign, "encoder.gru.weight_hh_l1"))
        return err_set(err, "the tutorial's encoder has one direction and one layer");
    config_set_size(config, "embed", (int)foreign_size(foreign, "encoder.embedding.weight", 1));
    config_set_size(config, "encoder_hidden", hidden + 1);
    config_set_size(config, "decoder_hidden", hidden + 1);
    config_set_size(config, "readout_hidden", hidden);
    config_set_size(config, "directions", 1);
    config_set_size(config, "layers", 1);
    return config_set(config, "cell", "gru", err) || config_set(config, "init", "last", err) ||
                   config_set(config, "readout", "linear", err)
               ? -1
               : 0;
}

static int tutorial_configure(struct config *config, const struct foreign *foreign, struct err *err)
{
    if (configure_layers(config, foreign, err))
        return -1;
    config_set_size(config, "attention_hidden",
                    (int)foreign_size(foreign, "decoder.attention.Wa.weight", 0) + 1);
    return config_set(config, "score", "additive", err) ||
                   config_set(config, "query", "previous", err) ||
                   config_set(config, "feed", "input", err)
               ? -1
               : 0;
}

static int places_configure(struct config *config, const struct foreign *foreign, struct err *err)
{
    if (configure_layers(config, foreign, err))
        return -1;
    size_t embed = foreign_size(foreign, "encoder.embedding.weight", 1);
    size_t combined = foreign_size(foreign, "decoder.attn_combine.weight", 0);
    if (combined != embed)
        return err_set(err,
                       "attn_combine makes %zu numbers; expected as many as an embedding has, %zu",
                       combined, embed);
    config_set_size(config, "attention_hidden",
                    (int)foreign_size(foreign, "decoder.attn.weight", 0));
    return config_set(config, "score", "location", err) ||
                   config_set(config, "query", "word", err) ||
                   config_set(config, "feed", "combined", err)
               ? -1
               : 0;
}

/* A weight of their GRU [3H × width] as ours [3(H+1) × cols]: the rows of the unit that is always 1
 * are empty, and so are the columns beyond theirs. */
static int fill_gates(const struct draft *draft, const char *name, const struct weight *weight,
                      float *out, struct err *err)
{
    size_t hidden = hidden_of(draft->foreign);
    bool vector = weight->rank == 1;
    size_t width = vector ? 1 : foreign_size(draft->foreign, name, 1);
    size_t cols = vector ? 1 : (size_t)weight->cols;
    if (width > cols)
        return err_set(err, "%s: %zu columns, at most %zu expected", name, width, cols);
    float *theirs = mem_new(3 * hidden * width + 1, sizeof *theirs);
    int result = foreign_read(theirs, draft->foreign, name, 3 * hidden, width, err);
    for (size_t g = 0; g < 3 && !result; g++)
        for (size_t u = 0; u < hidden; u++)
            memcpy(out + (g * (hidden + 1) + u) * cols, theirs + (g * hidden + u) * width,
                   width * sizeof *out);
    free(theirs);
    return result;
}

/* The update gate z of the added unit: shut (0), so that it becomes tanh(ONE) = 1 at every word, or
 * open (1), so that it stays what it was. */
static void add_unit(float *bias, size_t hidden, bool open)
{
    bias[1 * (hidden + 1) + hidden] = open ? shut : -shut;
    bias[2 * (hidden + 1) + hidden] = one;
}

static int fill_gru(const struct draft *draft, const struct weight *weight, float *out,
                    struct err *err)
{
    char name[80];
    bool encoder = strncmp(weight->name, "encoder.", 8) == 0;
    snprintf(name, sizeof name, "%s.gru.%s", encoder ? "encoder" : "decoder",
             strstr(weight->name, "rnn.") + 4);
    if (fill_gates(draft, name, weight, out, err))
        return -1;
    if (strstr(name, "bias_ih"))
        add_unit(out, hidden_of(draft->foreign), !encoder);
    return 0;
}

/* Wa or Ua [A × H] with its bias in the column of the unit that is 1. Of Wa, the attention unit
 * that is added gets a tanh of 1 through that column. */
static int fill_projection(const struct draft *draft, const char *name, const struct weight *weight,
                           bool is_query, float *out, struct err *err)
{
    size_t hidden = hidden_of(draft->foreign), units = (size_t)weight->rows - 1;
    struct str bias = {0};
    float *matrix = mem_new(units * hidden + 1, sizeof *matrix);
    float *biases = mem_new(units + 1, sizeof *biases);
    str_format(&bias, "%.*s.bias", (int)(strlen(name) - strlen(".weight")), name);
    int result = foreign_read(matrix, draft->foreign, name, units, hidden, err);
    if (!result && foreign_find(draft->foreign, bias.text))
        result = foreign_read(biases, draft->foreign, bias.text, 1, units, err);
    for (size_t a = 0; a < units && !result; a++) {
        memcpy(out + a * (hidden + 1), matrix + a * hidden, hidden * sizeof *out);
        out[a * (hidden + 1) + hidden] = biases[a];
    }
    if (is_query)
        out[units * (hidden + 1) + hidden] = one;
    str_free(&bias);
    free(matrix);
    free(biases);
    return result;
}

static int fill_v(const struct draft *draft, const struct weight *weight, float *out,
                  struct err *err)
{
    size_t units = (size_t)weight->cols - 1;
    if (foreign_read(out, draft->foreign, "decoder.attention.Va.weight", 1, units, err))
        return -1;
    return foreign_find(draft->foreign, "decoder.attention.Va.bias")
               ? foreign_read(out + units, draft->foreign, "decoder.attention.Va.bias", 1, 1, err)
               : 0;
}

/* attn or attn_combine [rows × (E + H)]: our column of the unit that is 1 gets the bias, or 0. */
static int fill_joined(const struct draft *draft, const char *name, const char *bias,
                       const struct weight *weight, float *out, struct err *err)
{
    size_t rows = (size_t)weight->rows, cols = (size_t)weight->cols, theirs = cols - 1;
    float *matrix = mem_new(rows * theirs + 1, sizeof *matrix);
    float *biases = mem_new(rows + 1, sizeof *biases);
    int result = foreign_read(matrix, draft->foreign, name, rows, theirs, err);
    if (!result && bias && foreign_find(draft->foreign, bias))
        result = foreign_read(biases, draft->foreign, bias, 1, rows, err);
    for (size_t r = 0; r < rows && !result; r++) {
        memcpy(out + r * cols, matrix + r * theirs, theirs * sizeof *out);
        out[r * cols + theirs] = biases[r];
    }
    free(matrix);
    free(biases);
    return result;
}

static int tutorial_fill(const struct draft *draft, const struct weight *weight, float *out,
                         struct err *err)
{
    const char *name = weight->name;
    if (strcmp(name, "encoder.embedding.weight") == 0)
        return dialect_rows(draft, draft->source, name, weight, out, 0, err);
    if (strcmp(name, "decoder.embedding.weight") == 0)
        return dialect_rows(draft, draft->target, name, weight, out, 0, err);
    if (strcmp(name, "output.weight") == 0)
        return dialect_rows(draft, draft->target, "decoder.out.weight", weight, out, 0, err);
    if (strcmp(name, "output.bias") == 0)
        return dialect_rows(draft, draft->target, "decoder.out.bias", weight, out, DIALECT_NEVER,
                            err);
    if (strstr(name, ".rnn."))
        return fill_gru(draft, weight, out, err);
    if (strcmp(name, "attention.query.weight") == 0)
        return fill_projection(draft, "decoder.attention.Wa.weight", weight, true, out, err);
    if (strcmp(name, "attention.key.weight") == 0)
        return fill_projection(draft, "decoder.attention.Ua.weight", weight, false, out, err);
    if (strcmp(name, "attention.v.weight") == 0)
        return fill_v(draft, weight, out, err);
    /* The output layer reads s(t) itself: the readout copies all but the unit that is 1. */
    for (int i = 0; strcmp(name, "readout.state.weight") == 0 && i < weight->rows; i++)
        out[i * weight->cols + i] = 1;
    return 0;
}

static int places_fill(const struct draft *draft, const struct weight *weight, float *out,
                       struct err *err)
{
    const char *name = weight->name;
    if (strcmp(name, "attention.query.weight") == 0)
        return fill_joined(draft, "decoder.attn.weight", "decoder.attn.bias", weight, out, err);
    if (strcmp(name, "decoder.combine.weight") == 0)
        return fill_joined(draft, "decoder.attn_combine.weight", NULL, weight, out, err);
    if (strcmp(name, "decoder.combine.bias") == 0)
        return foreign_read(out, draft->foreign, "decoder.attn_combine.bias", 1,
                            (size_t)weight->cols, err);
    return tutorial_fill(draft, weight, out, err);
}

const struct dialect dialect_tutorial = {
    .name = "pytorch-tutorial",
    .words = "PyTorch's tutorial",
    .needs = {"encoder.embedding.weight", "encoder.gru.weight_hh_l0", "decoder.attention.Wa.weight",
              "decoder.gru.weight_hh_l0", "decoder.out.weight", NULL},
    .source_embedding = "encoder.embedding.weight",
    .target_embedding = "decoder.embedding.weight",
    .specials = {{-1, 0, 1, -1}},
    .configure = tutorial_configure,
    .fill = tutorial_fill,
};

const struct dialect dialect_tutorial_places = {
    .name = "pytorch-tutorial-places",
    .words = "PyTorch's tutorial with attn_combine",
    .needs = {"encoder.embedding.weight", "encoder.gru.weight_hh_l0", "decoder.attn.weight",
              "decoder.attn_combine.weight", "decoder.out.weight", NULL},
    .source_embedding = "encoder.embedding.weight",
    .target_embedding = "decoder.embedding.weight",
    .specials = {{-1, 0, 1, -1}},
    .configure = places_configure,
    .fill = places_fill,
};
