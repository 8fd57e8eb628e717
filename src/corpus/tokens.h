#ifndef HEED_CORPUS_TOKENS_H
#define HEED_CORPUS_TOKENS_H

#include "text/pairs.h"
#include "tokenizer/tokenizer.h"

/* What a training learns from its corpus before the first step: how text becomes tokens. */

enum token_side { SIDE_SOURCE, SIDE_TARGET, SIDES };

struct token_options {
    struct pair_source source;
    enum unit units[SIDES];
    long min_count;     /* tokens seen less often are left out of the vocabulary */
    size_t vocab_limit; /* the most frequent tokens kept; 0: all */
    long merges;        /* for UNIT_BPE, at most */
    bool shared_merges; /* learned on the words of both sides together; both are UNIT_BPE */
    double vary;   /* a share of the pairs is counted in another form, as the training meets it */
    uint64_t seed; /* decides which pairs these are */
    const struct tokenizer *given[SIDES]; /* of a model that is there: not learned; or NULL */
};

/* Reads the corpus once, counts its words, learns merges, makes the vocabularies; *lines: the good
 * ones. 0, or -1 with nothing to free. */
int tokens_learn(struct tokenizer out[SIDES], const struct token_options *options, long *lines,
                 struct err *err);

#endif
