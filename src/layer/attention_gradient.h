#ifndef HEED_LAYER_ATTENTION_GRADIENT_H
#define HEED_LAYER_ATTENTION_GRADIENT_H

#include "layer/attention.h"

/* The way back through attention (layer/attention.h). The run is one with KEEP_BACKWARD. */

/* The gradients that collect over the steps. */
struct attention_gradient {
    struct mat projected; /* [T·B × A] of W s, per step; only where queries are projected */
    struct mat position;  /* [T·B × A] of W_p s, per step; only `local_p` */
    struct mat keys;   /* [J·B × K]; the same memory as `source` where keys are not projected */
    struct mat source; /* [J·B × S] the caller's */
    struct mat values; /* [J·B × V] the caller's; may be the same memory as `source` */
    struct mat room;   /* [2 × J] to work in */
};

/* All zero but for what is the caller's, which is added to. `steps` = T. */
void attention_gradient_start(const struct pass *pass, const struct attention_run *attention,
                              struct attention_gradient *sums, int steps, struct mat source,
                              struct mat values);

/* Step t, from the gradient of c(t); adds to `sums` and to dquery [B × query], the gradient of what
 * asked. */
void attention_backward(const struct pass *pass, const struct attention_run *attention,
                        struct attention_weights *gradient, struct attention_gradient *sums, int t,
                        struct mat query, struct mat dcontext, struct mat dquery);

/* After all steps: what batches over them. queries [T·B × query] is what asked at each step. */
void attention_finish(const struct attention_run *attention, struct attention_weights *gradient,
                      struct attention_gradient *sums, struct mat queries);

#endif
