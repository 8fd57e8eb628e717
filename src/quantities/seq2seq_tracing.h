#ifndef HEED_QUANTITIES_SEQ2SEQ_TRACING_H
#define HEED_QUANTITIES_SEQ2SEQ_TRACING_H

#include "trace/tracing.h"

/* What of an encoder-decoder's runs can be looked at, and how it is run. */
extern const struct tracing seq2seq_tracing;

#endif
