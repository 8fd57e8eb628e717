#ifndef HEED_MODEL_SEQ2SEQ_DECODER_GRADIENT_H
#define HEED_MODEL_SEQ2SEQ_DECODER_GRADIENT_H

#include "model/seq2seq_run.h"

/* The way back through the decoder. */

/* From dreadout [steps·B × R], before dropout, which is changed, to the gradients of everything up
 * to the encoder's states: those of the decoder's weights are added to `gradient`, those of the
 * states come back in `sums`, whose memory is taken from the arena here. */
void decoder_backward(struct seq2seq_run *run, struct seq2seq_weights *gradient,
                      struct recurrent_gradient *sums, int steps, struct mat dreadout);

#endif
