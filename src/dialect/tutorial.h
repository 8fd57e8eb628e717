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

#endif
