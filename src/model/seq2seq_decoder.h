#ifndef HEED_MODEL_SEQ2SEQ_DECODER_H
#define HEED_MODEL_SEQ2SEQ_DECODER_H

#include "model/seq2seq_run.h"

/* The decoder. Step t feeds y(t−1) to the cell of the first layer, and every further layer reads
 * the one below. The state of the last layer asks for attention. The readout makes the word of
 * state and context:
 *
 *   x(t) = [Emb(y(t−1)); c(t)]                feed input (Bahdanau et al. 2015)
 *          Emb(y(t−1))                        feed output
 *          [Emb(y(t−1)); m(t−1)], m(0) = 0    feed input_feeding (Luong et al. 2015, section 3.3)
 *          Emb(y(t−1)), and no c(t) anywhere  feed first (Sutskever et al. 2014)
 *          ReLU(C [Emb(y(t−1)); c(t)] + b)    feed combined (PyTorch's tutorial)
 *   s(t) = cell(x(t), s(t−1))
 *   m(t): maxout       u = U_o s(t) + V_o Emb(y(t−1)) + C_o c(t) + b, m(i) = max(u(2i), u(2i+1))
 *                      (Bahdanau et al. 2015, appendix A.2.2, which writes it with s(t−1))
 *         attentional  tanh(U_o s(t) + C_o c(t) + b) (Luong et al. 2015, eq. 5, without b there)
 *         linear       U_o s(t) + C_o c(t) + b
 *   P(y(t)) = softmax(W_o m(t) + b_o)
 *
 * Feeding, stepping and reading out are three functions. Training knows all fed words, and does the
 * first and the last for all steps as one product. Decoding does all three step by step. */

/* Room for `steps` steps, and s(0). The encoder and attention_start() come before. */
void decoder_start(struct seq2seq_run *run, int steps);

/* Words [count·B] for steps first to first + count − 1: their embeddings and their part of the
 * cell's input. */
void decoder_feed(struct seq2seq_run *run, int first, int count, const int *fed);

/* Step t: attention and cells, up to s(t) and c(t); with input_feeding the readout too, because the
 * next step needs it. */
void decoder_step(struct seq2seq_run *run, int t);

/* The readout of steps first to first + count − 1, where decoder_step() did not make it. */
void decoder_readout(struct seq2seq_run *run, int first, int count);

/* Logits of step t; with KEEP_ALL its probabilities. */
void decoder_output(struct seq2seq_run *run, int t);

/* All of the above for one step: what decoding calls. fed [B]. */
void decoder_advance(struct seq2seq_run *run, int t, const int *fed);

/* Between steps t and t + 1: row i goes on as row rows[i] would have, for i < count. What the next
 * step reads (states, memories, fed readouts) is rearranged; what step t computed otherwise
 * stays. */
void decoder_select(struct seq2seq_run *run, int t, const int *rows, int count);

/* The same for a run that has `count` rows from here on; the encoder's part of it is
 * seq2seq_resize()'s. */
void decoder_resize(struct seq2seq_run *run, int t, const int *rows, int count);

/* The entry of decoder.states that asks at step t: t for s(t−1), t + 1 for s(t). */
int decoder_query_entry(const struct seq2seq_run *run, int t);

/* What asks at step t [B × query]. */
struct mat decoder_query(const struct seq2seq_run *run, int t);

/* The cell of layer l at step t. */
struct cell_step decoder_cell(const struct seq2seq_run *run, int l, int t);

/* What enters the first layer beside the embedding at step t [B × n]: c(t), m(t−1), or nothing (x
 * == NULL), which stands for zeros. */
struct mat decoder_beside(const struct seq2seq_run *run, int t);

/* The part of a first-layer input weight [G·H × in] that sees the embedding, and the part that sees
 * what is fed beside it (x == NULL: nothing is). */
struct mat decoder_fed_part(const struct seq2seq_config *config, struct mat input_weight);
struct mat decoder_context_part(const struct seq2seq_config *config, struct mat input_weight);

#endif
