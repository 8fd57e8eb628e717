#ifndef HEED_LAYER_NORM_H
#define HEED_LAYER_NORM_H

#include "layer/binder.h"
#include "layer/pass.h"

/* Layer norm (Ba et al. 2016, eq. 4), of each row on its own:
 *
 *   y = γ ⊙ (x − μ) · r + β,  μ the mean of the row's numbers,
 *                             r = 1 / √(mean of (x − μ)² + ε) */

#define NORM_EPSILON ((real)1e-5)

struct norm_weights {
    struct mat scale; /* γ [1 × N], 1 to begin with */
    struct mat shift; /* β [1 × N] */
};

struct norm_run {
    struct mat in;    /* [rows × N] x, the caller's */
    struct mat mean;  /* [rows × 1] μ */
    struct mat ratio; /* [rows × 1] r */
    struct mat out;   /* [rows × N] y */
};

/* The tensors PREFIX.weight and PREFIX.bias, as PyTorch's LayerNorm calls them. */
void norm_bind(struct binder *binder, struct norm_weights *weights, const char *prefix, int size);

void norm_forward(const struct pass *pass, struct norm_run *run, const struct norm_weights *weights,
                  struct mat in);

/* From dout [rows × N], the gradient of y, to that of x, in its place. Adds to `gradient`. */
void norm_backward(const struct norm_run *run, const struct norm_weights *weights,
                   struct norm_weights *gradient, struct mat dout);

#endif
