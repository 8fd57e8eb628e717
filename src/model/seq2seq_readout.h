#ifndef HEED_MODEL_SEQ2SEQ_READOUT_H
#define HEED_MODEL_SEQ2SEQ_READOUT_H

#include "model/seq2seq_run.h"

/* The readout m(t) of decoder state, context and, for maxout, the word fed; see decoder.h. */

/* Steps first to first + count − 1, with dropout while training. */
void readout_forward(struct seq2seq_run *run, int first, int count);

/* From dreadout [count·B × R], which is changed, to the gradient of what it read: adds to dstates
 * [count·B × H] of s(t), sets dcontext [count·B × D·H]. run->decoder.pre becomes its own
 * gradient. */
void readout_backward(struct seq2seq_run *run, int first, int count, struct mat dreadout,
                      struct mat dstates, struct mat dcontext);

/* After all steps: the gradients of its weights, and, set, that of the embeddings [steps·B × E]. */
void readout_finish(struct seq2seq_run *run, struct seq2seq_weights *gradient, int steps,
                    struct mat dembedded);

#endif
