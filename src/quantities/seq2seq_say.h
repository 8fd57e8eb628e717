#ifndef HEED_QUANTITIES_SEQ2SEQ_SAY_H
#define HEED_QUANTITIES_SEQ2SEQ_SAY_H

#include "trace/trace.h"

/* A cell of an encoder-decoder's run as a sentence: "chez" looks at "home" with weight 0.910 (score
 * 3.05, rank 1 of 5). Appended; nothing where there is no such cell. */
void seq2seq_say(const struct trace *trace, int sentence, struct origin cell, struct str *out);

#endif
