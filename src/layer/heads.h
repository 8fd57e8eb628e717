#ifndef HEED_LAYER_HEADS_H
#define HEED_LAYER_HEADS_H

#include "layer/binder.h"
#include "layer/pass.h"

/* Multi-head self-attention (Vaswani et al. 2017, section 3.2): the words of a sentence look at
 * each other, in several ways at once. Of each head m, with d numbers of query, key and value:
 *
 *   q(i) = Q x(i) + b, k(j) = K x(j) + b, v(j) = V x(j) + b
 *   e(i,j) = q(i)·k(j) / √d
 *   α(i,·) = softmax of e(i,·) over the positions that are not masked; causal: with j <= i
 *   c(i) = Σ_j α(i,j) v(j)
 *
 * and from all heads' c beside each other, O c + b. */

struct heads_config {
    int heads;
    bool causal;
};

struct heads_weights {
    struct mat in;       /* [3E × E] Q, K, V below each other; within each, the heads */
    struct mat in_bias;  /* [1 × 3E] */
    struct mat out;      /* [E × E] O */
    struct mat out_bias; /* [1 × E] */
};

struct heads_run {
    struct heads_config config;
    int length;                /* J */
    const int *lengths;        /* [B] */
    const unsigned char *mask; /* [B × J] 1: takes no part as what is looked at */
    int number;                /* of head 0, for changes of rows that name a head */
    struct mat in;             /* [J·B × E] x, the caller's */
    struct mat projected;      /* [J·B × 3E] q, k, v */
    struct mat scores;         /* [B·heads·J × J] e(i,j): sentence, then head, then i */
    struct mat masked;         /* likewise, as the softmax sees them; only to show */
    struct mat weights;        /* likewise α(i,j) */
    struct mat aligned;        /* likewise, before a control changed them; or x == NULL */
    struct mat dropped;        /* likewise, the dropout mask; or x == NULL */
    struct mat context;        /* [J·B × E] c(i) of the heads beside each other */
    struct mat out;            /* [J·B × E] */
};

/* The tensors PREFIX.in_proj_weight and so on, as PyTorch's MultiheadAttention calls them. They
 * start as it starts them too (torch/nn/modules/activation.py, _reset_parameters()): Q, K and V by
 * Xavier's rule for one matrix of 3E rows, biases from 0, O as any matrix. */
void heads_bind(struct binder *binder, struct heads_weights *weights, const char *prefix, int size);

/* config, length, lengths, mask, number and in of `run` are set. `dropout`: which mask of a
 * training step is that of the weights. */
void heads_forward(const struct pass *pass, struct heads_run *run,
                   const struct heads_weights *weights, int dropout);

/* From dout [J·B × E] to the gradient of x [J·B × E]. Adds to `gradient`. */
struct mat heads_backward(const struct pass *pass, const struct heads_run *run,
                          const struct heads_weights *weights, struct heads_weights *gradient,
                          struct mat dout);

/* The J rows of a sentence and head, of scores, masked, weights or aligned. */
struct mat heads_of(const struct heads_run *run, struct mat all, int sentence, int head);

/* 1 where position j is not looked at by position i, of sentence b. */
bool heads_excluded(const struct pass *pass, const struct heads_run *run, int b, int i, int j);

#endif
