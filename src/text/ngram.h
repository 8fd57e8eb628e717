#ifndef HEED_TEXT_NGRAM_H
#define HEED_TEXT_NGRAM_H

#include <stddef.h>

/* The longest n-gram that anybody counts. */
enum { NGRAM_MAX = 6 };

/* The n-grams of a sequence of symbols (word ids, code points), of every order. An n-gram is the
 * beginning of a suffix; sorted suffixes let those of two sequences be compared quickly. */
struct ngrams {
    int *symbols; /* [count], owned */
    size_t count;
    struct suffix *sorted; /* [count] */
};

/* Takes over `symbols` (from malloc). */
void ngrams_make(struct ngrams *ngrams, int *symbols, size_t count);
void ngrams_free(struct ngrams *ngrams);

/* How many n-grams of this order there are, repeated ones included. */
long ngrams_total(const struct ngrams *ngrams, size_t order);

/* How many of the n-grams of `of` are found in the references [count]. Each is counted at most as
 * often as the reference has it that has it most. */
long ngrams_match(const struct ngrams *of, const struct ngrams *references, size_t count,
                  size_t order);

#endif
