#include "dialect/joey.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char *const att_vector = "decoder.att_vector_layer.weight";

static int check_fit(const struct foreign *foreign, size_t embed, size_t decoder, size_t in,
                     struct err *err)
{
    size_t gates = foreign_size(foreign, "decoder.rnn.weight_hh_l0", 0);
    if (foreign_size(foreign, "trg_embed.lut.weight", 1) != embed)
        return err_set(err, "embeddings of %zu and of %zu: ours are of one size on both sides",
                       embed, foreign_size(foreign, "trg_embed.lut.weight", 1));
    if (foreign_find(foreign, "encoder.rnn.weight_hh_l1") ||
        foreign_find(foreign, "decoder.rnn.weight_hh_l1"))
        return err_set(err, "all its layers begin with one state, each of ours with a state of "
                            "its own: one layer is expected");
    if (gates != 3 * decoder)
        return err_set(err, "a GRU is expected: JoeyNMT begins the memory of an LSTM with its "
                            "state, ours begins with 0");
    if (in != embed && in != embed + foreign_size(foreign, att_vector, 0))
        return err_set(err,
                       "its cell reads %zu numbers; expected the embedding, or that and the "
                       "attention vector",
                       in);
    return 0;
}

static int joey_configure(struct config *config, const struct foreign *foreign, struct err *err)
{
    size_t embed = foreign_size(foreign, "src_embed.lut.weight", 1);
    size_t hidden = foreign_size(foreign, "encoder.rnn.weight_hh_l0", 1);
    size_t decoder = foreign_size(foreign, "decoder.rnn.weight_hh_l0", 1);
    size_t in = foreign_size(foreign, "decoder.rnn.weight_ih_l0", 1);
    bool two = foreign_find(foreign, "encoder.rnn.weight_hh_l0_reverse") != NULL;
    size_t asks = foreign_size(foreign, "decoder.attention.query_layer.weight", 0);
    if (check_fit(foreign, embed, decoder, in, err))
        return -1;
    config_set_size(config, "embed", (int)embed);
    config_set_size(config, "encoder_hidden", (int)hidden);
    config_set_size(config, "decoder_hidden", (int)decoder);
    config_set_size(config, "attention_hidden", (int)(asks ? asks : decoder));
    config_set_size(config, "readout_hidden", (int)foreign_size(foreign, att_vector, 0));
    config_set_size(config, "directions", two ? 2 : 1);
    config_set_size(config, "layers", 1);
    bool bridge = foreign_find(foreign, "decoder.bridge_layer.weight") != NULL;
    const char *const fields[][2] = {{"cell", "gru"},
                                     {"init", bridge ? "tanh_last" : "last"},
                                     {"score", asks ? "additive" : "general"},
                                     {"query", "current"},
                                     {"feed", in == embed ? "output" : "input_feeding"},
                                     {"readout", "attentional"}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (config_set(config, fields[i][0], fields[i][1], err))
            return -1;
    return 0;
}

/* Columns from `first` on of the layer over [s(t); c(t)]. */
static int fill_att_vector(const struct draft *draft, const struct weight *weight, bool context,
                           float *out, struct err *err)
{
    size_t rows = (size_t)weight->rows, cols = (size_t)weight->cols;
    size_t all = foreign_size(draft->foreign, att_vector, 1);
    size_t first = context ? all - cols : 0;
    float *theirs = mem_new(rows * all + 1, sizeof *theirs);
    int result = all < cols ? err_set(err, "%s has %zu columns, %zu expected at least", att_vector,
                                      all, cols)
                            : foreign_read(theirs, draft->foreign, att_vector, rows, all, err);
    for (size_t r = 0; r < rows && !result; r++)
        memcpy(out + r * cols, theirs + r * all + first, cols * sizeof *out);
    free(theirs);
    return result;
}

/* No bias of theirs is none of ours; words that theirs does not have are never written. */
static void fill_output_bias(const struct draft *draft, const struct weight *weight, float *out)
{
    for (int i = 0; i < weight->cols; i++)
        out[i] = draft->target->rows[i] < 0 ? DIALECT_NEVER : 0;
}

/* Ours, and theirs where it is the same matrix. */
static const struct {
    const char *ours, *theirs;
} same[] = {
    {"decoder.init.weight", "decoder.bridge_layer.weight"},
    {"decoder.init.bias", "decoder.bridge_layer.bias"},
    {"attention.query.weight", "decoder.attention.query_layer.weight"},
    {"attention.key.weight", "decoder.attention.key_layer.weight"},
    {"attention.v.weight", "decoder.attention.energy_layer.weight"},
    {"readout.state.bias", "decoder.att_vector_layer.bias"},
};

static int joey_fill(const struct draft *draft, const struct weight *weight, float *out,
                     struct err *err)
{
    const char *name = weight->name, *theirs = name; /* those of the recurrent layers are alike */
    if (strcmp(name, "encoder.embedding.weight") == 0)
        return dialect_rows(draft, draft->source, "src_embed.lut.weight", weight, out, 0, err);
    if (strcmp(name, "decoder.embedding.weight") == 0)
        return dialect_rows(draft, draft->target, "trg_embed.lut.weight", weight, out, 0, err);
    if (strcmp(name, "output.weight") == 0)
        return dialect_rows(draft, draft->target, "decoder.output_layer.weight", weight, out, 0,
                            err);
    if (strcmp(name, "output.bias") == 0) {
        fill_output_bias(draft, weight, out);
        return 0;
    }
    if (strcmp(name, "readout.state.weight") == 0 || strcmp(name, "readout.context.weight") == 0)
        return fill_att_vector(draft, weight, strstr(name, "context") != NULL, out, err);
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(name, same[i].ours) == 0)
            theirs = same[i].theirs;
    return foreign_read(out, draft->foreign, theirs, weight->rank == 1 ? 1 : (size_t)weight->rows,
                        (size_t)weight->cols, err);
}

const struct dialect dialect_joey = {
    .name = "joeynmt",
    .words = "JoeyNMT",
    .needs = {"src_embed.lut.weight", "encoder.rnn.weight_hh_l0", "decoder.rnn.weight_hh_l0",
              "decoder.att_vector_layer.weight", "decoder.output_layer.weight", NULL},
    .source_embedding = "src_embed.lut.weight",
    .target_embedding = "trg_embed.lut.weight",
    .specials = {{1, 2, 3, 0}},
    .configure = joey_configure,
    .fill = joey_fill,
};

static int opennmt_configure(struct config *config, const struct foreign *foreign, struct err *err)
{
    (void)config, (void)foreign;
    return err_set(err, "OpenNMT-py reads a sentence without its end, our encoder reads <eos> too, "
                        "so that the same weights would give other numbers");
}

static int opennmt_fill(const struct draft *draft, const struct weight *weight, float *out,
                        struct err *err)
{
    (void)draft, (void)out;
    return err_set(err, "%s: OpenNMT-py does not fit", weight->name);
}

const struct dialect dialect_opennmt = {
    .name = "opennmt-py",
    .words = "OpenNMT-py",
    .needs = {"encoder.embeddings.make_embedding.emb_luts.0.weight",
              "decoder.embeddings.make_embedding.emb_luts.0.weight",
              "decoder.attn.linear_out.weight", NULL},
    .source_embedding = "encoder.embeddings.make_embedding.emb_luts.0.weight",
    .target_embedding = "decoder.embeddings.make_embedding.emb_luts.0.weight",
    .specials = {{1, 2, 3, 0}},
    .configure = opennmt_configure,
    .fill = opennmt_fill,
};
