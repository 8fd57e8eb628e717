#ifndef HEED_QUANTITIES_SEQ2SEQ_QUANTITIES_H
#define HEED_QUANTITIES_SEQ2SEQ_QUANTITIES_H

#include "trace/quantity.h"

/* The rows of the quantities of encoder-decoders, a table a file, beside those of recurrent.h; each
 * table ends with a row without a name. */

extern const struct quantity seq2seq_source[];    /* what the encoder reads and hands on */
extern const struct quantity seq2seq_attention[]; /* from the query to the context */
extern const struct quantity seq2seq_readout[];   /* what is fed, and how a word is made */

#endif
