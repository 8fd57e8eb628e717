#include "model/seq2seq_encoder.h"

#include "layer/embedding.h"

void encoder_forward(struct seq2seq_run *run, int length, const int *tokens, const int *lengths)
{
    const struct seq2seq_config *c = run->config;
    const struct recurrent_config layers = {.cell = c->cell,
                                            .layers = c->layers,
                                            .directions = c->directions,
                                            .hidden = c->encoder_hidden,
                                            .dropout_first = DROPOUT_SOURCE,
                                            .dropout_between = DROPOUT_ENCODER};
    struct encoder_run *e = &run->encoder;
    *e = (struct encoder_run){.length = length, .tokens = tokens, .lengths = lengths};
    e->embedded = pass_mat(&run->pass, length * run->pass.size, c->embed);
    embedding_forward(e->embedded, run->weights->source_embedding, tokens);
    recurrent_forward(&run->pass, &e->recurrent, &layers, run->weights->encoder, e->embedded,
                      length, lengths);
    e->states = e->recurrent.layer[c->layers - 1].states;
    e->last = e->recurrent.layer[c->layers - 1].last;
}

void encoder_backward(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                      struct recurrent_gradient *sums)
{
    struct encoder_run *e = &run->encoder;
    e->dembedded = recurrent_backward(&run->pass, &e->recurrent, gradient->encoder, sums);
    embedding_backward(gradient->source_embedding, e->dembedded, e->tokens);
}
