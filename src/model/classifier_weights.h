#ifndef HEED_MODEL_CLASSIFIER_WEIGHTS_H
#define HEED_MODEL_CLASSIFIER_WEIGHTS_H

#include "layer/convolution.h"
#include "layer/heads.h"
#include "layer/norm.h"
#include "model/classifier_config.h"

/* The weights of a classifier: views of one flat array (model/weights.h); a part that its kind
 * lacks has x == NULL. Names and shapes follow PyTorch's state_dict. */

enum { CLASSIFIER_CONVOLUTIONS = 2 };

/* A layer of multihead, as PyTorch's TransformerEncoderLayer:
 *
 *   y = norm(x + heads(x));  z = norm(y + W ReLU(U y + b) + c) */
struct classifier_layer {
    struct heads_weights heads;
    struct mat inner, inner_bias; /* U [features × E], b */
    struct mat outer, outer_bias; /* W [E × features], c */
    struct norm_weights first, second;
};

struct classifier_weights {
    struct mat embedding; /* [vocab × E] */
    struct cell_weights recurrent[1][2];
    struct convolution_weights convolution[CLASSIFIER_CONVOLUTIONS];
    /* of pairs of the first word x(j) and the second x(i) */
    struct mat pair_first;          /* [F × 2E] of [x(j); x(i)] */
    struct mat pair_first_bias;     /* [1 × F] */
    struct mat pair_second;         /* [F × F] */
    struct mat pair_second_bias;    /* [1 × F] its bias */
    struct mat pair_attention;      /* [1 × 2E] one unit; only `relation` */
    struct mat pair_attention_bias; /* [1 × 1] */
    struct mat hop_first;           /* W1 [A × 2H] of structured */
    struct mat hop_second;          /* W2 [r × A] */
    struct classifier_layer layer[LAYERS_MAX];
    struct mat dense, dense_bias;   /* V [D × S], b */
    struct mat output, output_bias; /* W [classes × D], c */
};

struct binder;
struct config;
struct weights;

/* Fills in weights->classifier. */
void classifier_bind(struct weights *weights, struct binder *binder, const struct config *config);

#endif
