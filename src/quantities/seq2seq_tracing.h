#ifndef HEED_QUANTITIES_SEQ2SEQ_TRACING_H
#define HEED_QUANTITIES_SEQ2SEQ_TRACING_H

#include "model/seq2seq_run.h"
#include "trace/tracing.h"

/* What of an encoder-decoder's runs can be looked at, and how it is run. */
extern const struct tracing seq2seq_tracing;

/* What the trace of an encoder-decoder computed. */
struct seq2seq_traced {
    struct seq2seq_run run;
    struct steps fed_readout; /* [B × R] m(t−1) of every step; only with input_feeding */
};

const struct seq2seq_traced *seq2seq_traced_of(const struct trace *trace);

#endif
