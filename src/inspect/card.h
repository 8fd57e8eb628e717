#ifndef HEED_INSPECT_CARD_H
#define HEED_INSPECT_CARD_H

#include "store/tensors.h"

/* What a file says about itself: settings, training, tokenizer, classes. */

struct card {
    struct strs keys, values; /* a line each; both are escaped, values cut to a few hundred bytes */
};

/* JSON objects among the facts are taken apart: "heed.training.epochs". Long texts, vocabularies
 * for instance, are counted in lines and bytes. */
void card_fill(struct card *card, const struct tensors *file);
void card_free(struct card *card);

#endif
