#ifndef HEED_QUANTITIES_SEQ2SEQ_SOURCE_H
#define HEED_QUANTITIES_SEQ2SEQ_SOURCE_H

#include "trace/quantity.h"

/* What the encoder reads, and what it hands on:
 * rows of quantities of encoder-decoders, ended by a row without a name. */
extern const struct quantity seq2seq_source[];

#endif
