#include "model/classifier_weights.h"

#include <stdio.h>

#include "model/weights.h"
#include "text/vocab.h"

static void bind_pairs(struct binder *b, struct classifier_weights *w,
                       const struct classifier_config *c)
{
    int pair = 2 * c->embed;
    w->pair_first = binder_matrix(b, "pair.first.weight", c->features, pair, pair);
    w->pair_first_bias = binder_vector(b, "pair.first.bias", c->features, pair);
    w->pair_second = binder_matrix(b, "pair.second.weight", c->features, c->features, c->features);
    w->pair_second_bias = binder_vector(b, "pair.second.bias", c->features, c->features);
    if (c->kind != CLASSIFY_RELATION)
        return;
    w->pair_attention = binder_matrix(b, "pair.attention.weight", 1, pair, pair);
    w->pair_attention_bias = binder_vector(b, "pair.attention.bias", 1, pair);
}

static void bind_layer(struct binder *b, struct classifier_layer *layer,
                       const struct classifier_config *c, int number)
{
    char name[64];
    snprintf(name, sizeof name, "encoder.layers.%d.self_attn", number);
    heads_bind(b, &layer->heads, name, c->embed);
    snprintf(name, sizeof name, "encoder.layers.%d.linear1.weight", number);
    layer->inner = binder_matrix(b, name, c->features, c->embed, c->embed);
    snprintf(name, sizeof name, "encoder.layers.%d.linear1.bias", number);
    layer->inner_bias = binder_vector(b, name, c->features, c->embed);
    snprintf(name, sizeof name, "encoder.layers.%d.linear2.weight", number);
    layer->outer = binder_matrix(b, name, c->embed, c->features, c->features);
    snprintf(name, sizeof name, "encoder.layers.%d.linear2.bias", number);
    layer->outer_bias = binder_vector(b, name, c->embed, c->features);
    snprintf(name, sizeof name, "encoder.layers.%d.norm1", number);
    norm_bind(b, &layer->first, name, c->embed);
    snprintf(name, sizeof name, "encoder.layers.%d.norm2", number);
    norm_bind(b, &layer->second, name, c->embed);
}

static void bind_recurrent(struct binder *b, struct classifier_weights *w,
                           const struct classifier_config *c)
{
    for (int d = 0; d < classifier_directions(c); d++)
        cell_bind(b, &w->recurrent[0][d], "rnn", 0, d ? "_reverse" : "", c->cell, c->embed,
                  c->features);
}

/* What makes s of the words. */
static void bind_kind(struct binder *b, struct classifier_weights *w,
                      const struct classifier_config *c)
{
    int state = classifier_directions(c) * c->features;
    switch (c->kind) {
    case CLASSIFY_MEAN:
    case CLASSIFIER_KIND_COUNT:
        return;
    case CLASSIFY_RNN:
        bind_recurrent(b, w, c);
        return;
    case CLASSIFY_CNN:
        convolution_bind(b, &w->convolution[0], "convolution.0", c->embed, c->features);
        convolution_bind(b, &w->convolution[1], "convolution.1", c->features, c->features);
        return;
    case CLASSIFY_RELATION_PLAIN:
    case CLASSIFY_RELATION:
        bind_pairs(b, w, c);
        return;
    case CLASSIFY_STRUCTURED:
        bind_recurrent(b, w, c);
        w->hop_first = binder_matrix(b, "hops.first.weight", c->attention_hidden, state, state);
        w->hop_second = binder_matrix(b, "hops.second.weight", c->hops, c->attention_hidden,
                                      c->attention_hidden);
        return;
    case CLASSIFY_MULTIHEAD:
        for (int l = 0; l < c->layers; l++)
            bind_layer(b, &w->layer[l], c, l);
        return;
    }
}

void classifier_bind(struct weights *weights, struct binder *binder, const struct config *config)
{
    const struct classifier_config *c = &config->classifier;
    struct classifier_weights *w = &weights->classifier;
    int sentence = classifier_sentence(c), classes = config->target.vocab - VOCAB_SPECIAL;
    w->embedding = binder_embedding(binder, "embedding.weight", config->source.vocab, c->embed);
    bind_kind(binder, w, c);
    w->dense = binder_matrix(binder, "dense.weight", c->dense, sentence, sentence);
    w->dense_bias = binder_vector(binder, "dense.bias", c->dense, sentence);
    w->output = binder_matrix(binder, "output.weight", classes, c->dense, c->dense);
    w->output_bias = binder_vector(binder, "output.bias", classes, c->dense);
}
