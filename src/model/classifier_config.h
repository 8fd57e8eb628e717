#ifndef HEED_MODEL_CLASSIFIER_CONFIG_H
#define HEED_MODEL_CLASSIFIER_CONFIG_H

#include <stdbool.h>

#include "layer/recurrent.h"

/* What a classifier of sentences is made of, apart from its vocabulary and labels. Words become
 * states, states become one vector s of the sentence, and two dense layers decide by it:
 *
 *   d = ReLU(V s + b);  l = W d + c;  P = softmax(l) */

/* How the words of a sentence become s. T words x(1) … x(T). */
enum classifier_kind {
    CLASSIFY_MEAN,           /* the mean of x(j): the order of the words does not matter */
    CLASSIFY_RNN,            /* the last state of a recurrent layer, of each direction */
    CLASSIFY_CNN,            /* the mean of two convolutions of width 3, one on top of the other */
    CLASSIFY_RELATION_PLAIN, /* the mean over all T² ordered pairs of f(i,j), made of x(j) and x(i)
                                */
    CLASSIFY_RELATION,       /* the mean of weight × f(i,j): words say which pairs count */
    CLASSIFY_STRUCTURED,     /* r weighted sums of the states of a BiLSTM (Lin et al. 2017) */
    CLASSIFY_MULTIHEAD, /* the mean of layers of multi-head self-attention (Vaswani et al. 2017) */
    CLASSIFIER_KIND_COUNT
};

/* What the features of a pair are multiplied with. */
enum pair_weight {
    PAIR_SIGMOID, /* σ of what the attention branch gives: a gate of its own for each pair */
    PAIR_SOFTMAX, /* the softmax of that over the first words: they compete */
    PAIR_WEIGHT_COUNT
};

struct classifier_config {
    enum classifier_kind kind;
    enum cell_kind cell;          /* of rnn and structured */
    enum pair_weight pair_weight; /* of relation */
    int causal;                   /* of multihead: 1: a word sees no word behind it */
    int directions;               /* of rnn; structured has always two */
    int embed;                    /* E */
    int features;         /* of a recurrent state per direction, of a convolution, of a pair, of
                             the inner layer of multihead */
    int attention_hidden; /* of the tanh layer of structured */
    int hops;             /* of structured */
    int heads, layers;    /* of multihead */
    int dense;            /* entries of d */
};

/* Entries of s. */
int classifier_sentence(const struct classifier_config *config);

/* Recurrent directions: 2 where the kind has no choice. */
int classifier_directions(const struct classifier_config *config);

/* Whether it computes something for every pair of words. */
bool classifier_has_pairs(const struct classifier_config *config);

/* "relation-plain" ..., ended by NULL. */
extern const char *const classifier_kind_names[CLASSIFIER_KIND_COUNT + 1];
extern const char *const pair_weight_names[PAIR_WEIGHT_COUNT + 1];

#endif
