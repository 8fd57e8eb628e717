#ifndef HEED_MODEL_TRANSLATE_H
#define HEED_MODEL_TRANSLATE_H

#include <stdbool.h>

#include "base/pool.h"
#include "model/model.h"

/* Many sentences at once: sorted by length, in batches, on all workers of a pool. */

struct translation {
    const int *source; /* [source_length] ids, <eos> at the end; the caller's */
    int source_length; /* at least 1 */
    int *words;        /* [length] out: ids without <eos>; to be freed with translation_free() */
    int length;
    bool ended;             /* out: an <eos> came before the limit */
    double log_probability; /* out: natural logarithm, <eos> included */
};

/* Fills in the outputs of every element: by greedy decoding, or with beam > 1 by beam search of
 * that width (at most BEAM_WIDTH_MAX), sentence by sentence. The order of the list is kept. */
void translate_all(const struct config *config, const struct weights *weights, struct pool *pool,
                   int beam, struct translation *list, long count);

void translation_free(struct translation *list, long count);

#endif
