#ifndef HEED_MODEL_DECODER_H
#define HEED_MODEL_DECODER_H

#include "model/attention.h"
#include "model/run.h"

/* The decoder: s(t) = GRU([Emb(y(t−1)); c(t)], s(t−1)), then the readout
 *
 *   pre = U_o s(t) + V_o Emb(y(t−1)) + C_o c(t) + b;  readout(i) = max(pre(2i), pre(2i+1))
 *   P(y(t)) = softmax(W_o readout + b_o)
 *
 * (Bahdanau et al. 2015, appendix A.2.2, which writes the readout with s(t−1)). Feeding, stepping
 * and reading out are apart so that training, where all fed words are known, does the first and the last
 * for all steps as one product, while decoding does them step by step. */

/* Room for `steps` steps, and s(0). The encoder and attention_start() come before. */
void decoder_start(struct run *run, int steps);

/* Words [count·B] for steps first to first + count − 1: their embeddings and their part of the cell's input. */
void decoder_feed(struct run *run, int first, int count, const int *fed);

/* Step t: attention, cell, s(t). */
void decoder_step(struct run *run, int t);

/* The readout of steps first to first + count − 1. */
void decoder_readout(struct run *run, int first, int count);

/* Logits and probabilities of step t. */
void decoder_output(struct run *run, int t);

/* All of the above for one step: what decoding calls. fed [B]. */
void decoder_advance(struct run *run, int t, const int *fed);

/* From dreadout [steps·B × R], before dropout, to the gradients of everything up to the encoder
 * states, which come back in `sums` (its memory is taken from the arena here). */
void decoder_backward(struct run *run, struct weights *gradient, struct attention_gradient *sums,
                      int steps, struct mat dreadout);

#endif
