#ifndef HEED_DECODE_WORD_WEIGHTS_H
#define HEED_DECODE_WORD_WEIGHTS_H

#include "base/mem.h"
#include "math/mat.h"
#include "tokenizer/tokenizer.h"

/* The attention between the words of a sentence pair, of the attention between their tokens. Where
 * words are pieces, a target word looks at a source word with the mean, over the pieces of the
 * target word, of the sums over those of the source word: so a row sums to what it did. */

/* weights: [target tokens × source tokens + 1], the last column is <eos>; of both sides the ids of
 * the tokens, without <eos>. The result: [target words × source words + 1], in the arena; `weights`
 * itself where the tokens are the words. Words are numbered as by tokenizer_group(). */
struct mat word_weights(struct arena *arena, struct mat weights, const struct tokenizer *source,
                        const int *source_ids, const struct tokenizer *target,
                        const int *target_ids);

#endif
