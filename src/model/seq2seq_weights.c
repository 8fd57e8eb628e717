#include "model/seq2seq_weights.h"

#include <stdio.h>

#include "model/weights.h"

static void bind_encoder(struct binder *b, struct seq2seq_weights *w, const struct config *config)
{
    const struct seq2seq_config *c = &config->seq2seq;
    w->source_embedding =
        binder_embedding(b, "encoder.embedding.weight", config->source.vocab, c->embed);
    for (int l = 0; l < c->layers; l++)
        for (int d = 0; d < c->directions; d++)
            cell_bind(b, &w->encoder[l][d], "encoder.rnn", l, d ? "_reverse" : "", c->cell,
                      l ? seq2seq_state(c) : c->embed, c->encoder_hidden);
}

static void bind_init(struct binder *b, struct seq2seq_weights *w, const struct seq2seq_config *c)
{
    char name[64];
    int first, reads = seq2seq_init_reads(c, &first);
    for (int l = 0; c->init != INIT_LAST && l < c->layers; l++) {
        char suffix[16] = "";
        if (l)
            snprintf(suffix, sizeof suffix, "_l%d", l);
        snprintf(name, sizeof name, "decoder.init%s.weight", suffix);
        w->init[l] = binder_matrix(b, name, c->decoder_hidden, reads, reads);
        snprintf(name, sizeof name, "decoder.init%s.bias", suffix);
        w->init_bias[l] = binder_vector(b, name, c->decoder_hidden, reads);
    }
}

static void bind_decoder(struct binder *b, struct seq2seq_weights *w, const struct config *config)
{
    const struct seq2seq_config *c = &config->seq2seq;
    w->target_embedding =
        binder_embedding(b, "decoder.embedding.weight", config->target.vocab, c->embed);
    if (c->feed == FEED_COMBINED) {
        int reads = c->embed + seq2seq_state(c);
        w->combine = binder_matrix(b, "decoder.combine.weight", c->embed, reads, reads);
        w->combine_bias = binder_vector(b, "decoder.combine.bias", c->embed, reads);
    }
    for (int l = 0; l < c->layers; l++)
        cell_bind(b, &w->decoder[l], "decoder.rnn", l, "", c->cell,
                  l ? c->decoder_hidden : seq2seq_input(c), c->decoder_hidden);
}

static void bind_readout(struct binder *b, struct seq2seq_weights *w, const struct config *config)
{
    const struct seq2seq_config *c = &config->seq2seq;
    int pre = seq2seq_pre(c), state = seq2seq_state(c), vocab = config->target.vocab;
    w->readout_state =
        binder_matrix(b, "readout.state.weight", pre, c->decoder_hidden, c->decoder_hidden);
    w->readout_bias = binder_vector(b, "readout.state.bias", pre, c->decoder_hidden);
    if (c->readout == READOUT_MAXOUT)
        w->readout_embedding =
            binder_matrix(b, "readout.embedding.weight", pre, c->embed, c->embed);
    if (seq2seq_has_context(c))
        w->readout_context = binder_matrix(b, "readout.context.weight", pre, state, state);
    w->output = binder_matrix(b, "output.weight", vocab, c->readout_hidden, c->readout_hidden);
    w->output_bias = binder_vector(b, "output.bias", vocab, c->readout_hidden);
}

void seq2seq_bind(struct weights *weights, struct binder *binder, const struct config *config)
{
    const struct seq2seq_config *c = &config->seq2seq;
    struct seq2seq_weights *w = &weights->seq2seq;
    bind_encoder(binder, w, config);
    bind_init(binder, w, c);
    attention_bind(binder, &w->attention, &c->attention, seq2seq_query(c), seq2seq_state(c));
    bind_decoder(binder, w, config);
    bind_readout(binder, w, config);
}
