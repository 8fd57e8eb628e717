#ifndef HEED_MODEL_SEQ2SEQ_ENCODER_H
#define HEED_MODEL_SEQ2SEQ_ENCODER_H

#include "model/seq2seq_run.h"

/* The encoder: embeddings, then recurrent layers (layer/recurrent.h). */

/* tokens [J·B] time-major, lengths [B]; fills in run->encoder. */
void encoder_forward(struct seq2seq_run *run, int length, const int *tokens, const int *lengths);

/* Changes `sums` on the way; adds to the gradients of the encoder's weights, and leaves that of
 * what the first layer read in run->encoder.dembedded. */
void encoder_backward(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                      struct recurrent_gradient *sums);

#endif
