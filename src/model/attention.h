#ifndef HEED_MODEL_ATTENTION_H
#define HEED_MODEL_ATTENTION_H

#include "model/encoder.h"
#include "model/run.h"

/* Attention: the query is a decoder state s, that of the step before or of this step
 * (config.query); keys and values come from the encoder states h(j).
 *
 *   additive    e(t,j) = v·tanh(W s + U h(j))   Bahdanau et al. 2015, appendix A.1.2
 *   dot         e(t,j) = s·h(j)                 Luong et al. 2015, eq. 8
 *   general     e(t,j) = s·(W h(j))             the same
 *   scaled_dot  e(t,j) = s·h(j) / √d            Vaswani et al. 2017, eq. 1
 *   α(t,·) = softmax of e(t,·) over the positions that are not masked
 *   c(t) = Σ_j α(t,j) h(j)                      Bahdanau et al. 2015, eq. 5 and 6
 *   none        c(t) = the last encoder state, at every step (Cho et al. 2014)
 *
 * A local window (Luong et al. 2015, section 3.2; positions from 1, S words) leaves only the
 * positions with |j − p(t)| <= D:
 *
 *   local_m     p(t) = min(t, S)
 *   local_p     p(t) = S · σ(v_p·tanh(W_p s)), and α(t,j) is the softmax times
 *               exp(−(j − p(t))² / (2 σ²)) with σ = D/2, so that a row no longer sums to 1 */

/* After the encoder: projects the keys, decides which positions are masked. Keys and values are made
 * of the encoder's states, unless run.attention has a source and values already (model/qkv.h). */
void attention_start(struct run *run);

/* Room for `kept` steps of everything that attention fills in. */
void attention_room(struct run *run, int kept);

/* Step t: fills in scores, weights, context and what leads to them. The state that asks is there. */
void attention_forward(struct run *run, int t);

/* Step t, when the control wants it: scores and weights asked by the other of s(t−1) and s(t). */
void attention_other(struct run *run, int t);

/* 1 where position j takes no part in the softmax of step t, sentence b: [J]. */
const unsigned char *attention_excluded(const struct run *run, int t, int b);

/* The entry of decoder.states that asks at step t: t for s(t−1), t + 1 for s(t). */
int attention_query_entry(const struct run *run, int t);

/* The gradients that collect over the steps. */
struct attention_gradient {
    struct mat dquery;    /* [T·B × A] of W s, per step; only `additive` */
    struct mat dposition; /* [T·B × A] of W_p s, per step; only `local_p` */
    struct mat dkeys; /* [J·B × K] of the keys; for dot scores the same memory as the states' */
    struct encoder_gradient encoder;
};

/* All zero, in the run's arena. */
void attention_gradient_start(struct run *run, struct attention_gradient *sums, int steps);

/* Step t, from the gradient of c(t); adds to `sums` and to dstate [B × H], the gradient of the
 * state that asked. */
void attention_backward(struct run *run, struct seq2seq_weights *gradient,
                        struct attention_gradient *sums, int t, struct mat dcontext,
                        struct mat dstate);

/* After all steps: what batches over the steps. `steps` = T. */
void attention_finish(struct run *run, struct seq2seq_weights *gradient,
                      struct attention_gradient *sums, int steps);

#endif
