#ifndef HEED_DECODE_TRANSLATE_H
#define HEED_DECODE_TRANSLATE_H

#include <stdbool.h>

#include "base/pool.h"
#include "decode/beam.h"
#include "model/model.h"

enum { ENSEMBLE_MAX = 16 };

/* Many sentences at once: sorted by length, in batches, on all workers of a pool. */

/* All zero is greedy decoding and nothing but the words. */
struct translate_options {
    struct beam_options beam; /* width 0 or 1: greedy */
    int best;                 /* hypotheses for every sentence, at most the width; 0 is 1 */
    bool scores;              /* score and log_probability are wanted: the beam has them anyway */
    bool looks;               /* the attention is wanted */
    bool allow_unknown;       /* <unk> is written where it is the most probable word */
    /* Models that translate together with the one that translates (decode/ensemble.h), which fit it
     * and each other (ensemble_check()): [with_count], with it at most ENSEMBLE_MAX. */
    const struct model *const *with;
    int with_count;
};

struct hypothesis {
    int *words;   /* [length] ids without <eos> */
    int *aligned; /* [length] the source word with the most attention while the word was written,
                     −1 when the source has none; NULL without attention */
    real *looks;  /* [length × source_length] the attention while each word was written; NULL where
                     it was not asked for, or there is none */
    int length;
    bool ended;             /* an <eos> came before the limit */
    double log_probability; /* natural logarithm, <eos> included */
    double score;           /* what hypotheses are ranked by; greedy: the mean per word */
};

struct translation {
    const int *source;       /* [source_length] ids, <eos> at the end; the caller's */
    int source_length;       /* at least 1 */
    struct hypothesis *best; /* out: [count] best first; to be freed with translation_free() */
    int count;               /* out: at least 1 */
};

/* Fills in the outputs of every element; the order of the list is kept, and what is in the list
 * beside a sentence does not matter to its translation. options NULL: all zero. */
void translate_all(const struct config *config, const struct weights *weights, struct pool *pool,
                   const struct translate_options *options, struct translation *list, long count);

void translation_free(struct translation *list, long count);

#endif
