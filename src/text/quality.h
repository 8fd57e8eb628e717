#ifndef HEED_TEXT_QUALITY_H
#define HEED_TEXT_QUALITY_H

#include <stdbool.h>

#include "text/bleu.h"
#include "text/bootstrap.h"
#include "text/chrf.h"

/* How good a model and its translations are: measures of a corpus, from statistics per sentence. */

enum quality {
    QUALITY_LOSS,       /* nats per target token, <eos> included */
    QUALITY_PERPLEXITY, /* its exponential */
    QUALITY_BLEU,
    QUALITY_CHRF,
    QUALITY_EXACT,   /* % of the sentences that are one of their references, token by token */
    QUALITY_UNKNOWN, /* % of the translations that have <unk> in them */
    QUALITIES
};

/* What one sentence adds to all of them. */
struct sentence_quality {
    double loss; /* nats, over the tokens of all its references */
    long tokens; /* of all its references, <eos> included; 0: the loss was not measured */
    bool exact, unknown;
    struct bleu bleu;
    struct chrf chrf;
};

enum { QUALITY_STATISTICS = 33 };

/* The sentence as a row of statistics [QUALITY_STATISTICS]. */
void quality_row(float *row, const struct sentence_quality *sentence);

/* Over such rows, in the order of enum quality. Loss and perplexity are NaN where no loss was
 * measured. */
extern const struct bootstrap_measures quality_measures;

#endif
