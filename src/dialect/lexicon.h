#ifndef HEED_DIALECT_LEXICON_H
#define HEED_DIALECT_LEXICON_H

#include "text/vocab.h"

/* The words of one side of a foreign model, in our order: ours begins with <pad> <bos> <eos> <unk>,
 * theirs has those at other numbers, or has them not at all. */

struct lexicon {
    struct vocab *vocab; /* ours, owned until lexicon_take() */
    int *rows;           /* [vocab_size] the number of each in theirs; −1: theirs has no such */
};

/* Where their specials are, by default: numbers of pad, bos, eos, unk; −1: there is none. */
struct specials {
    int number[VOCAB_SPECIAL];
};

/* Of `count` rows. `words`: theirs, in their order, by whose usual names the specials are found
 * (<pad>, [PAD], <s>, SOS, </s>, EOS, <unk> ...); empty: words are their numbers, specials where
 * `usual` has them. 0, or -1: another number of words, one of them twice, no end of sentence. */
int lexicon_make(struct lexicon *lexicon, const struct strs *words, size_t count,
                 struct specials usual, struct err *err);
void lexicon_free(struct lexicon *lexicon);

/* Hands the vocabulary over. */
struct vocab *lexicon_take(struct lexicon *lexicon);

#endif
