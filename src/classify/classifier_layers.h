#ifndef HEED_CLASSIFY_CLASSIFIER_LAYERS_H
#define HEED_CLASSIFY_CLASSIFIER_LAYERS_H

#include "classify/classifier_run.h"

/* Layers of multi-head self-attention over embeddings with sinusoidal positions (Vaswani et al.
 * 2017, sections 3.1 and 3.5; the norm comes after the sum, as there). */

/* From run->embedded to run->states. */
void classifier_layers_forward(struct classifier_run *run);

/* From dstates [J·B × E], which is changed on the way, to the gradient of the embeddings. Adds to
 * `gradient`. */
struct mat classifier_layers_backward(struct classifier_run *run,
                                      struct classifier_weights *gradient, struct mat dstates);

#endif
