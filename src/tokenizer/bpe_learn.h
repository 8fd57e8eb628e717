#ifndef HEED_TOKENIZER_BPE_LEARN_H
#define HEED_TOKENIZER_BPE_LEARN_H

#include "tokenizer/bpe.h"

/* Learns at most `merges` merges from words and how often they occur (Sennrich et al. 2016,
 * algorithm 1): always of the two symbols that stand side by side most often; of pairs that are
 * equally frequent, the one that comes first by the bytes of its left, then of its right symbol.
 * The order in which the words were counted does not matter. Ends early when no two symbols stand
 * together twice. Words of more than BPE_WORD characters are left out. To be freed. */
struct bpe *bpe_learn(const struct vocab_counts *words, long merges);

#endif
