#ifndef HEED_MODEL_ENCODER_H
#define HEED_MODEL_ENCODER_H

#include "model/run.h"

/* The encoder: embeddings, then recurrent layers in one or two directions (Schuster & Paliwal 1997);
 * each layer reads the states of the one below. The backward direction runs from the last word of each
 * sentence; padding is never read. */

/* tokens [J·B] time-major, lengths [B]; fills in run->encoder. */
void encoder_forward(struct run *run, int length, const int *tokens, const int *lengths);

/* What the decoder sends back. */
struct encoder_gradient {
    struct mat states;                                    /* [J·B × D·H] of the last layer */
    struct mat last[LAYERS_MAX], last_memory[LAYERS_MAX]; /* [B × D·H] of each layer */
};

/* All zero, in the run's arena. */
void encoder_gradient_start(struct run *run, struct encoder_gradient *sums);

/* Changes `sums` on the way; adds to the gradients of the encoder's weights, and leaves that of what the
 * first layer read in run->encoder.dembedded. */
void encoder_backward(struct run *run, struct seq2seq_weights *gradient,
                      struct encoder_gradient *sums);

#endif
