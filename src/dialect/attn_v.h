#ifndef HEED_DIALECT_ATTN_V_H
#define HEED_DIALECT_ATTN_V_H

#include "dialect/dialect.h"

/* The usual encoder-decoder of PyTorch courses: encoder.rnn (or gru, lstm) with one or two
 * directions, encoder.fc from its last states to the first state of the decoder, attention.attn
 * over [s(t−1); h(j)] and attention.v, and an output layer over [s(t)], [s(t); c(t)] or
 * [s(t); c(t); y(t−1)].
 *
 * What our model has not is made of what it has, so that every number of the run is the same:
 *  - the bias of attn is the weight of an encoder unit more, which is always 1 (in an LSTM tanh 1);
 *  - an output layer over several vectors is a readout that copies them; where the embedding is one
 *    of them, a maxout whose other half is too low to be chosen. */
extern const struct dialect dialect_attn_v;

#endif
