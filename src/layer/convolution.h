#ifndef HEED_LAYER_CONVOLUTION_H
#define HEED_LAYER_CONVOLUTION_H

#include "layer/binder.h"
#include "layer/pass.h"

/* A convolution over the words of a sentence, of width 3, with zeros around the sentence so that it
 * keeps its length (Kim 2014):
 *
 *   y(j) = ReLU(W [x(j−1); x(j); x(j+1)] + b) */

enum { CONVOLUTION_WIDTH = 3 };

struct convolution_weights {
    struct mat weight; /* [out × in·3], the last two axes of PyTorch's Conv1d as one */
    struct mat bias;   /* [1 × out] */
};

struct convolution_run {
    int length;
    const int *lengths; /* [B] */
    struct mat window;  /* [J·B × in·3] the numbers of three words, beside each other by unit */
    struct mat out;     /* [J·B × out] y(j), zero at padding */
};

/* The tensors PREFIX.weight and PREFIX.bias. */
void convolution_bind(struct binder *binder, struct convolution_weights *weights,
                      const char *prefix, int in, int out);

/* in [J·B × in], whose padding is not read. */
void convolution_forward(const struct pass *pass, struct convolution_run *run,
                         const struct convolution_weights *weights, struct mat in, int length,
                         const int *lengths);

/* From dout [J·B × out], which is overwritten, to the gradient of what was read [J·B × in]. Adds to
 * `gradient`. */
struct mat convolution_backward(const struct pass *pass, const struct convolution_run *run,
                                const struct convolution_weights *weights,
                                struct convolution_weights *gradient, struct mat dout);

#endif
