#ifndef HEED_QUANTITIES_SEQ2SEQ_ATTENTION_H
#define HEED_QUANTITIES_SEQ2SEQ_ATTENTION_H

#include "trace/quantity.h"

/* From the state that asks to the context:
 * rows of quantities of encoder-decoders, ended by a row without a name. */
extern const struct quantity seq2seq_attention[];

#endif
