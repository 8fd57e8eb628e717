#ifndef HEED_QUANTITIES_SEQ2SEQ_LAYERS_H
#define HEED_QUANTITIES_SEQ2SEQ_LAYERS_H

#include "trace/formula.h"
#include "trace/summand.h"

/* What the recurrent layers of encoder and decoder compute: states, memories, gates (layer/cell.h).
 * One set of functions for both directions of the encoder and for the decoder: a row of a quantity
 * says by its `chain` and `part` which it is about, a slice says of which layer. */

/* All rows about recurrent layers, those of the encoder and those of the decoder; each table ends
 * with a row without a name. */
extern const struct quantity seq2seq_layers_encoder[];
extern const struct quantity seq2seq_layers_decoder[];

/* The part of a layer as a matrix; the layer counts from 0. */
struct sheet seq2seq_layer_sheet(const struct trace *trace, enum chain chain, int layer,
                                 enum layer_part part);

/* The layer of a matrix, from 0. */
int seq2seq_layer_number(const struct trace *trace, struct sheet sheet);

/* Whether a row of the encoder is padding, where states and memories are 0. */
bool seq2seq_layer_padding(const struct trace *trace, int sentence, const struct quantity *q,
                           int row);

/* "GRU", on screen. */
const char *seq2seq_layer_cell_label(enum cell_kind cell);

/* "[→h(last); ←h(1)]": the states at the ends of the sentence, of a layer from 0. */
void seq2seq_layer_ends(struct formula *f, int layer, enum layer_part part);

/* "[→h(j); ←h(j)]" at the row of the formula. */
void seq2seq_layer_states(struct formula *f, int layer);

#endif
