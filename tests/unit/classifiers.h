/* Small untrained classifiers of every kind. */
#ifndef HEED_TESTS_CLASSIFIERS_H
#define HEED_TESTS_CLASSIFIERS_H

#include "tiny.h"

#include "model/family.h"

/* Every kind, and what else a kind may be. */
enum {
    SOFTMAX_KIND = CLASSIFIER_KIND_COUNT, /* relation by softmax */
    CAUSAL_KIND,                          /* multihead that looks back only */
    BOTH_WAYS_KIND,                       /* rnn in two directions */
    CLASSIFIER_KINDS
};

#define CLASSIFIER_LABELS "good bad mixed"

static inline struct config classifier_config_of(int kind)
{
    struct config config = config_default(&family_classifier);
    struct classifier_config *c = &config.classifier;
    *c = (struct classifier_config){.kind = kind == SOFTMAX_KIND     ? CLASSIFY_RELATION
                                            : kind == CAUSAL_KIND    ? CLASSIFY_MULTIHEAD
                                            : kind == BOTH_WAYS_KIND ? CLASSIFY_RNN
                                                                     : (enum classifier_kind)kind,
                                    .cell = kind == BOTH_WAYS_KIND ? CELL_LSTM : CELL_GRU,
                                    .pair_weight = kind == SOFTMAX_KIND,
                                    .causal = kind == CAUSAL_KIND,
                                    .directions = kind == BOTH_WAYS_KIND ? 2 : 1,
                                    .embed = 6,
                                    .features = 5,
                                    .attention_hidden = 4,
                                    .hops = 2,
                                    .heads = 2,
                                    .layers = 2,
                                    .dense = 7};
    return config;
}

/* Untrained, with weights large enough that everything does something, biases too. */
static inline struct model *classifier_model(int kind, uint64_t seed)
{
    struct err err;
    struct config config = classifier_config_of(kind);
    struct tokenizer source = tokenizer_of(UNIT_WORD, tiny_vocab(TINY_SOURCE));
    struct tokenizer target = tokenizer_of(UNIT_LABEL, tiny_vocab(CLASSIFIER_LABELS));
    struct model *model = model_new("tiny", &config, source, target, seed, &err);
    if (!model)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < model->list.size; i++)
        model->flat[i] *= (real)1.3;
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *weight = &model->list.list[i];
        for (int k = 0; weight->start == START_CONSTANT && k < weight->cols; k++)
            model->flat[weight->offset + (size_t)k] += (real)(k * 7 % 11 - 5) / 20;
    }
    return model;
}

#endif
