#ifndef HEED_QUANTITIES_SEQ2SEQ_READOUT_H
#define HEED_QUANTITIES_SEQ2SEQ_READOUT_H

#include "trace/quantity.h"

/* What is fed to the decoder, and from its state to the word:
 * rows of quantities of encoder-decoders, ended by a row without a name. */
extern const struct quantity seq2seq_readout[];

#endif
