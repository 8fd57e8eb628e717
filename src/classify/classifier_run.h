#ifndef HEED_CLASSIFY_CLASSIFIER_RUN_H
#define HEED_CLASSIFY_CLASSIFIER_RUN_H

#include "layer/pass.h"
#include "model/classifier_weights.h"

/* One run of a classifier over a batch of sentences: everything it computes. Training, files and
 * the tutor fill in the same struct by the same functions. What is of words is time-major: row j·B
 * + b belongs to word j of sentence b. A part that the kind of the classifier lacks has x == NULL.
 *
 * Who takes part: a position that is masked (padding, or what a control masks) is in no pair, gets
 * no weight, and is left out of every mean. */

/* The pairs of a sentence with n computed positions are n² rows, from pairs->first[b] on; row
 * i·n + j is the pair of the first word j and the second word i. */
struct pairs_run {
    int *first;             /* [B + 1] */
    struct mat left;        /* [J·B × F] what x(j) brings to the first layer, its bias included */
    struct mat right;       /* [J·B × F] what x(i) brings */
    struct mat hidden;      /* [pairs × F] ReLU(left + right) */
    struct mat features;    /* [pairs × F] f(i,j), the second ReLU layer */
    struct mat score_parts; /* [J·B × 2] what x(j) and what x(i) bring to the attention unit */
    struct mat scores;      /* [pairs × 1] e(i,j) = tanh of their sum; only `relation` */
    struct mat squashed;    /* [pairs × 1] g(i,j) = σ(e(i,j)) */
    struct mat masked;      /* [pairs × 1] g as the softmax sees it; only to show */
    struct mat aligned;     /* [pairs × 1] the softmax before a control changed it; or x == NULL */
    struct mat softmax;     /* [pairs × 1] α(i,j), over j; of training only where it weighs */
    struct mat weights;     /* [pairs × 1] w(i,j), what f(i,j) is multiplied with */
};

/* The r hops of a sentence are rows b·r … of [B·r × J]. */
struct hops_run {
    struct mat hidden;  /* [J·B × A] tanh(W1 h(j)) */
    struct mat scores;  /* [B·r × J] */
    struct mat masked;  /* [B·r × J] as the softmax sees them; only to show */
    struct mat aligned; /* [B·r × J] before a control changed them; or x == NULL */
    struct mat weights; /* [B·r × J] A */
    struct mat dropped; /* [B·r × J] their dropout mask, or x == NULL */
};

/* A layer of multihead; see struct classifier_layer. */
struct layer_run {
    struct heads_run heads;
    struct norm_run first, second; /* of the sums, which are their `in` */
    struct mat inner;              /* [J·B × F] ReLU(U y + b) */
    struct mat outer;              /* [J·B × E] W inner + c */
};

struct classifier_run {
    struct pass pass;
    const struct classifier_config *config;
    const struct classifier_weights *weights;
    real smoothing, penalty; /* of the loss */
    int length;              /* J */
    const int *tokens;       /* [J·B], the caller's */
    const int *lengths;      /* [B] at least 1, the caller's */
    unsigned char *mask;     /* [B × J] 1: takes no part */
    int *taking;             /* [B] how many positions take part */
    int *computed;           /* [B] positions of which pairs are computed: all that may take part */
    struct mat embedded;     /* [J·B × E] x(j) */
    struct mat dropped;      /* its dropout mask, or x == NULL */
    struct mat dembedded;    /* [J·B × E] the gradient by x(j), after backward */
    struct mat positions;    /* [J × E] sines and cosines; only multihead */
    struct mat placed;       /* [J·B × E] x(j) + its position; only multihead */
    struct recurrent_run recurrent;
    struct convolution_run convolution[CLASSIFIER_CONVOLUTIONS];
    struct pairs_run pairs;
    struct hops_run hops;
    struct layer_run layer[LAYERS_MAX];
    struct mat states;           /* what is pooled, by word [J·B × ...]; x == NULL: pairs are */
    struct mat sentence;         /* [B × S] s */
    struct mat sentence_dropped; /* its dropout mask, or x == NULL */
    struct mat dense;            /* [B × D] d */
    struct mat logits;           /* [B × classes] l */
    struct mat probabilities;    /* [B × classes] P */
};

/* The dropout masks of one training step, told apart. */
enum {
    CLASSIFIER_DROPOUT_WORDS,
    CLASSIFIER_DROPOUT_SENTENCE,
    CLASSIFIER_DROPOUT_HOPS,
    CLASSIFIER_DROPOUT_HEADS, /* + layer */
};

#endif
