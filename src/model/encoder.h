#ifndef HEED_MODEL_ENCODER_H
#define HEED_MODEL_ENCODER_H

#include "model/run.h"

/* The encoder: embeddings and a GRU in one or two directions (Schuster & Paliwal 1997). The
 * backward direction runs from the last word of each sentence; padding is never read. */

/* tokens [J·B] time-major, lengths [B]; fills in run->encoder. */
void encoder_forward(struct run *run, int length, const int *tokens, const int *lengths);

/* dstates [J·B × D·H] is changed on the way; adds to the gradients of the encoder's weights. */
void encoder_backward(struct run *run, struct weights *gradient, struct mat dstates,
                      struct mat dlast);

#endif
