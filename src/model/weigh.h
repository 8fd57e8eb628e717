#ifndef HEED_MODEL_WEIGH_H
#define HEED_MODEL_WEIGH_H

#include "model/run.h"

/* From scores to weights: mask, temperature, softmax, window, selection. Part of attention. */

/* Which positions take part at no step, by length, mask and hand: fills in attention.masked. */
void weigh_start(struct run *run);

/* Sentence b of step t: from its scores to masked, aligned and weights. */
void weigh_sentence(struct run *run, int t, int b);

#endif
