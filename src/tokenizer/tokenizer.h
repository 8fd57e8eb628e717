#ifndef HEED_TOKENIZER_TOKENIZER_H
#define HEED_TOKENIZER_TOKENIZER_H

#include "text/token.h"
#include "text/vocab.h"
#include "tokenizer/bpe.h"

/* How the text of one side of a model becomes tokens with numbers, and text again: whoever cuts
 * text for a model goes through the model's tokenizer.
 *
 * There are two steps. Words are what unit_words() of the unit gives; UNIT_BPE then cuts each of
 * them into pieces, the tokens. With every other unit the words are the tokens. */
struct tokenizer {
    enum unit unit;
    struct vocab *vocab; /* owned */
    struct bpe *bpe;     /* owned; UNIT_BPE: the merges; NULL with every other unit */
    char language[4];    /* ISO 639-3, as in struct config_side; of joined text */
};

/* Without merges: not for UNIT_BPE. Takes the vocabulary over. */
struct tokenizer tokenizer_of(enum unit unit, struct vocab *vocab);

/* Takes the merges of UNIT_BPE over; the vocabulary, which is there, learns how pieces are shown
 * (piece_label() of tokenizer/piece.h). */
void tokenizer_take_merges(struct tokenizer *tokenizer, struct bpe *bpe);

void tokenizer_free(struct tokenizer *tokenizer);

/* A copy that owns all of its own. */
struct tokenizer tokenizer_copy(const struct tokenizer *tokenizer);

/* Whether both make the same tokens with the same numbers of every text. */
bool tokenizer_equal(const struct tokenizer *a, const struct tokenizer *b);

/* 0, or -1 with the reason: UNIT_BPE without merges, or with a vocabulary that lacks a token of the
 * alphabet (tokenizer/piece.h). */
int tokenizer_check(const struct tokenizer *tokenizer, struct err *err);

/* Appends the tokens of one line, or its words; or the tokens of words that are there. */
void tokenizer_split(const struct tokenizer *tokenizer, struct strs *out, const char *line);
void tokenizer_words(const struct tokenizer *tokenizer, struct strs *out, const char *line);
void tokenizer_cut(const struct tokenizer *tokenizer, struct strs *out, const struct strs *words);

/* The ids of the first `limit` tokens of words, to be freed; `end` adds <eos>. *count: how many. */
int *tokenizer_ids(const struct tokenizer *tokenizer, const struct strs *words, size_t limit,
                   bool end, int *count);

/* The number, from 0, of the word that each token belongs to, into word [count]. Specials are words
 * of their own. Returns how many words there are. */
int tokenizer_group(const struct tokenizer *tokenizer, const char *const *tokens, size_t count,
                    int *word);

/* Appends the words that tokens make, specials included. Bytes that are not UTF-8 become U+FFFD: a
 * model may write any. */
void tokenizer_merge(const struct tokenizer *tokenizer, struct strs *out, const char *const *tokens,
                     size_t count);

/* Appends tokens as readable text: their words, joined by tokens_join(). */
void tokenizer_join(const struct tokenizer *tokenizer, struct str *out, const char *const *tokens,
                    size_t count);

/* The same of words. */
void tokenizer_join_words(const struct tokenizer *tokenizer, struct str *out,
                          const char *const *words, size_t count);

#endif
