#ifndef HEED_QUANTITIES_SEQ2SEQ_NOW_H
#define HEED_QUANTITIES_SEQ2SEQ_NOW_H

#include "trace/trace.h"

/* What a stage of an encoder-decoder does at one step, in a sentence for the flow: of the
 * configuration and under the control that the run had. Appended. */
void seq2seq_now(const struct trace *trace, int sentence, int step, enum stage stage,
                 struct str *out);

#endif
