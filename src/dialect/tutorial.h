#ifndef HEED_DIALECT_TUTORIAL_H
#define HEED_DIALECT_TUTORIAL_H

#include "dialect/dialect.h"

/* PyTorch's tutorial "NLP from scratch: translation with a sequence to sequence network and
 * attention": EncoderRNN, AttnDecoderRNN, BahdanauAttention, as one module or as a dictionary with
 * "encoder" and "decoder".
 *
 * Its attention has biases, which our score has not: Va tanh(Wa s + a + Ua h + b) + c. Encoder and
 * decoder get one unit more, which is always 1 (an update gate that is shut, and one that is open);
 * a and b are the weights of that unit, so that every number of the run is the same. One attention
 * unit more, whose tanh is 1, carries c. */
extern const struct dialect dialect_tutorial;

/* The same tutorial as it was until 2023, which is copied most: an AttnDecoderRNN whose attn scores
 * the max_length places of a sentence from the fed word and the state, and whose attn_combine makes
 * the cell's input of word and context. The bias of attn is the weight of the unit that is 1. */
extern const struct dialect dialect_tutorial_places;

#endif
