#ifndef HEED_DIALECT_JOEY_H
#define HEED_DIALECT_JOEY_H

#include "dialect/dialect.h"

/* JoeyNMT's recurrent encoder-decoder (Kreutzer et al. 2019): src_embed and trg_embed, an encoder
 * with one layer of GRU, bahdanau or luong attention asked by s(t), att_vector_layer over [s(t);
 * c(t)], input feeding, a bridge or the last state to begin with. Its output layer has no bias. */
extern const struct dialect dialect_joey;

/* OpenNMT-py's, which is known and does not fit: the reason is said. */
extern const struct dialect dialect_opennmt;

#endif
