#ifndef HEED_CLASSIFY_CLASSIFIER_PAIRS_H
#define HEED_CLASSIFY_CLASSIFIER_PAIRS_H

#include "classify/classifier_run.h"

/* Every ordered pair of words (Santoro et al. 2017), with attention on top:
 *
 *   f(i,j) = ReLU(W2 ReLU(W1 [x(j); x(i)] + b1) + b2)
 *   e(i,j) = tanh(u·[x(j); x(i)] + c), g = σ(e), α(i,·) = softmax of g(i,·)
 *   s = 1/T² Σ_ij w(i,j) f(i,j),  w = g or α, or 1 of relation-plain
 *
 * with j the first word and i the second. W1 [x(j); x(i)] is a sum of what each brings, so that the
 * first layer costs T and not T² products. */

/* From run->embedded to run->sentence. */
void classifier_pairs_forward(struct classifier_run *run);

/* From dsentence [B × F] to the gradient of the embeddings [J·B × E]. Adds to `gradient`. */
struct mat classifier_pairs_backward(struct classifier_run *run,
                                     struct classifier_weights *gradient, struct mat dsentence);

/* What is of the pairs of one sentence, one number a pair, as a matrix: row i, column j. */
struct mat classifier_pairs_matrix(const struct classifier_run *run, struct mat all, int sentence);

/* Whether the pair takes no part. */
bool classifier_pairs_excluded(const struct classifier_run *run, int sentence, int i, int j);

#endif
