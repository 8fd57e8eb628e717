#ifndef HEED_MODEL_ATTENTION_H
#define HEED_MODEL_ATTENTION_H

#include "model/run.h"

/* Attention: query s(t−1), keys and values from the encoder states h(j).
 *
 *   additive    e(t,j) = v·tanh(W s(t−1) + U h(j))   Bahdanau et al. 2015, appendix A.1.2
 *   dot         e(t,j) = s(t−1)·h(j)                 Luong et al. 2015, eq. 8
 *   scaled_dot  e(t,j) = s(t−1)·h(j) / √d            Vaswani et al. 2017, eq. 1
 *   α(t,·) = softmax of e(t,·) over the positions that are not masked
 *   c(t) = Σ_j α(t,j) h(j)                           Bahdanau et al. 2015, eq. 5 and 6
 *   none        c(t) = the last encoder state, at every step (Cho et al. 2014) */

/* After the encoder: projects the keys, decides which positions are masked. */
void attention_start(struct run *run);

/* Step t: fills in query, scores, masked, weights and context of run->decoder. */
void attention_forward(struct run *run, int t);

/* The gradients that collect over the steps. */
struct attention_gradient {
    struct mat dquery;  /* [T·B × A] of W s(t−1), per step; only `additive` */
    struct mat dkeys;   /* [J·B × A] of the keys; for dot scores the same memory as dstates */
    struct mat dstates; /* [J·B × D·H] of the encoder states */
    struct mat dlast;   /* [B × D·H] of the last state */
};

/* Step t, from the gradient of c(t); adds to `sums` and to dstate [B × H], the gradient of s(t−1). */
void attention_backward(struct run *run, struct weights *gradient, struct attention_gradient *sums,
                        int t, struct mat dcontext, struct mat dstate);

/* After all steps: what batches over the steps. `steps` = T. */
void attention_finish(struct run *run, struct weights *gradient, struct attention_gradient *sums,
                      int steps);

#endif
