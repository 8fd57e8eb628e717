#include "dialect/own_names.h"

#include <stdio.h>
#include <string.h>

/* Sizes and kinds, from the shapes. */
struct sizes {
    size_t embed, hidden, decoder, state, in, out;
    int gates, directions, layers;
};

static bool has(const struct foreign *foreign, const char *name)
{
    return foreign_find(foreign, name) != NULL;
}

static int measure(struct sizes *s, const struct foreign *foreign, struct err *err)
{
    s->embed = foreign_size(foreign, "encoder.embedding.weight", 1);
    s->hidden = foreign_size(foreign, "encoder.rnn.weight_hh_l0", 1);
    s->decoder = foreign_size(foreign, "decoder.rnn.weight_hh_l0", 1);
    size_t rows = foreign_size(foreign, "encoder.rnn.weight_hh_l0", 0);
    s->gates = s->hidden && rows % s->hidden == 0 ? (int)(rows / s->hidden) : 0;
    s->directions = has(foreign, "encoder.rnn.weight_hh_l0_reverse") ? 2 : 1;
    s->state = (size_t)s->directions * s->hidden;
    s->in = foreign_size(foreign, "decoder.rnn.weight_ih_l0", 1);
    s->out = foreign_size(foreign, "output.weight", 1);
    for (s->layers = 1;; s->layers++) {
        char name[64];
        snprintf(name, sizeof name, "encoder.rnn.weight_hh_l%d", s->layers);
        if (!has(foreign, name))
            break;
    }
    if (s->gates != 1 && s->gates != 3 && s->gates != 4)
        return err_set(err,
                       "encoder.rnn.weight_hh_l0 has %zu rows of %zu: neither one, three nor four "
                       "gates",
                       rows, s->hidden);
    return 0;
}

static void set_sizes(struct config *config, const struct sizes *s)
{
    config_set_size(config, "embed", (int)s->embed);
    config_set_size(config, "encoder_hidden", (int)s->hidden);
    config_set_size(config, "decoder_hidden", (int)s->decoder);
    config_set_size(config, "directions", s->directions);
    config_set_size(config, "layers", s->layers);
    config_set_size(config, "readout_hidden", (int)s->out);
}

static int own_configure(struct config *config, const struct foreign *foreign, struct err *err)
{
    struct sizes s;
    if (measure(&s, foreign, err))
        return -1;
    set_sizes(config, &s);
    bool query = has(foreign, "attention.query.weight"), key = has(foreign, "attention.key.weight");
    size_t hidden = foreign_size(foreign, "attention.query.weight", 0);
    if (hidden)
        config_set_size(config, "attention_hidden", (int)hidden);
    const char *score = query ? "additive" : key ? "general" : "dot";
    const char *feed = s.in == s.embed + s.state ? "input"
                       : s.in == s.embed         ? "output"
                                                 : "input_feeding";
    const char *readout = foreign_size(foreign, "readout.state.weight", 0) == 2 * s.out ? "maxout"
                          : strcmp(feed, "input") == 0                                  ? "linear"
                                                       : "attentional";
    size_t reads = foreign_size(foreign, "decoder.init.weight", 1);
    const char *init = !reads ? "last" : reads == s.hidden ? "tanh" : "tanh_last";
    return config_set(config, "cell",
                      s.gates == 1   ? "rnn"
                      : s.gates == 3 ? "gru"
                                     : "lstm",
                      err) ||
                   config_set(config, "score", score, err) ||
                   config_set(config, "feed", feed, err) ||
                   config_set(config, "readout", readout, err) ||
                   config_set(config, "query", strcmp(feed, "input") == 0 ? "previous" : "current",
                              err) ||
                   config_set(config, "init", init, err)
               ? -1
               : 0;
}

static int own_fill(const struct draft *draft, const struct weight *weight, float *out,
                    struct err *err)
{
    const char *name = weight->name;
    if (strcmp(name, "encoder.embedding.weight") == 0)
        return dialect_rows(draft, draft->source, name, weight, out, 0, err);
    if (strcmp(name, "decoder.embedding.weight") == 0 || strcmp(name, "output.weight") == 0)
        return dialect_rows(draft, draft->target, name, weight, out, 0, err);
    if (strcmp(name, "output.bias") == 0)
        return dialect_rows(draft, draft->target, name, weight, out, DIALECT_NEVER, err);
    return foreign_read(out, draft->foreign, name, weight->rank == 1 ? 1 : (size_t)weight->rows,
                        (size_t)weight->cols, err);
}

const struct dialect dialect_own_names = {
    .name = "heed",
    .words = "a model with our names",
    .needs = {"encoder.embedding.weight", "encoder.rnn.weight_hh_l0", "decoder.embedding.weight",
              "decoder.rnn.weight_hh_l0", "output.weight", NULL},
    .source_embedding = "encoder.embedding.weight",
    .target_embedding = "decoder.embedding.weight",
    .specials = {{0, 1, 2, 3}},
    .configure = own_configure,
    .fill = own_fill,
};
