#ifndef HEED_TOKENIZER_BPE_H
#define HEED_TOKENIZER_BPE_H

#include "base/err.h"
#include "base/str.h"
#include "text/vocab.h"
#include "tokenizer/couples.h"

/* Byte-pair encoding of words (Sennrich, Haddow and Birch 2016, arXiv:1508.07909): frequent words
 * stay whole, rare ones are cut into pieces that are frequent, so that a small vocabulary can write
 * every word.
 *
 * A word begins as its characters (grapheme clusters, so that every piece can be drawn in a cell)
 * and the sign "</w>" of its end. A merge makes one symbol of two that stand side by side. The list
 * of merges, in the order in which they were learned (tokenizer/bpe_learn.h), is all that is
 * learned. */
struct bpe {
    struct vocab *symbols; /* their texts; the four specials of a vocabulary are none of them */
    struct couples merges; /* of symbols, first learned first */
    int *made;             /* [merges.count] the symbol that each makes */
    int *parts; /* [symbols] the first merge that makes it; −1: a character, or "</w>" */
    size_t made_capacity, parts_capacity;
    struct cuts *cuts; /* of words met so far */
};

enum {
    BPE_END = VOCAB_SPECIAL, /* the symbol "</w>" */
    BPE_WORD = 100, /* of longer words, stretches of so many characters are cut on their own */
};

/* Without any merge. To be filled with the two functions below. */
struct bpe *bpe_new(void);
struct bpe *bpe_copy(const struct bpe *bpe);
void bpe_free(struct bpe *bpe);

/* The symbol of a character of n bytes, which is added when it is not there. */
int bpe_character(struct bpe *bpe, const char *text, size_t n);

/* Adds a merge as the last one; the symbol that it makes. −1 when it is there, or cannot be:
 * nothing follows the end of a word, and "@", which marks pieces, stays alone. */
int bpe_merge(struct bpe *bpe, int left, int right);

long bpe_merges(const struct bpe *bpe);

/* One merge a line, two symbols with a space between, in order: "e s", "es t", "est </w>". This is
 * what the model file holds. */
void bpe_write(const struct bpe *bpe, struct str *out);

/* Whether the merges are the same, in the same order. */
bool bpe_equal(const struct bpe *a, const struct bpe *b);

/* The reverse of bpe_write(). NULL with a message that has the line when a symbol is neither a
 * character nor made by a line before, or when a merge comes twice or cannot be. */
struct bpe *bpe_read(const char *text, size_t n, struct err *err);

/* Appends the pieces of a word (tokenizer/piece.h); the merge that was learned first is done first.
 * With `known`, a piece that it lacks is taken apart again, the way it was merged; a character that
 * it lacks into code points, and those into bytes. Several threads may cut at once: words are
 * remembered behind a lock. */
void bpe_cut(const struct bpe *bpe, const struct vocab *known, const char *word, struct strs *out);

#endif
