#ifndef HEED_CLASSIFY_CLASSIFIER_HOPS_H
#define HEED_CLASSIFY_CLASSIFIER_HOPS_H

#include "classify/classifier_run.h"

/* Structured self-attention (Lin et al. 2017, eq. 6 to 8): r hops, each a weighted sum of the
 * states h(j) of a BiLSTM,
 *
 *   A = softmax(W2 tanh(W1 Hᵀ)), a row for each hop;  M = A H;  s = the rows of M in one
 *
 * and a penalty ‖AAᵀ − I‖² of hops that look at the same words. */

/* From run->states to run->sentence. */
void classifier_hops_forward(struct classifier_run *run);

/* The penalty of all sentences, times its coefficient. */
double classifier_hops_penalty(const struct classifier_run *run);

/* From dsentence [B × r·S] to the gradient of the states [J·B × S]; `scale` is that of the loss,
 * which the penalty is part of. Adds to `gradient`. */
struct mat classifier_hops_backward(struct classifier_run *run, struct classifier_weights *gradient,
                                    struct mat dsentence, real scale);

/* The r rows of a sentence, of scores, masked, weights or aligned. */
struct mat classifier_hops_of(const struct classifier_run *run, struct mat all, int sentence);

#endif
