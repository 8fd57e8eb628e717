#ifndef HEED_TEXT_VOCAB_H
#define HEED_TEXT_VOCAB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* The first four ids of every vocabulary. */
enum { ID_PAD = 0, ID_BOS = 1, ID_EOS = 2, ID_UNK = 3, VOCAB_SPECIAL = 4 };

/* Tokens and their ids. The specials <pad> <bos> <eos> <unk> come first. */
struct vocab;

struct vocab *vocab_new(void); /* only the four specials */
void vocab_free(struct vocab *vocab);

int vocab_size(const struct vocab *vocab);

/* The token with this id; "<?>" when out of range. Owned by the vocabulary. */
const char *vocab_token(const struct vocab *vocab, int id);

/* The token as people read it: vocab_token(), unless the vocabulary was told how its tokens are
 * written for them. From then on, tokens that are added get a label, too. */
const char *vocab_label(const struct vocab *vocab, int id);
void vocab_label_by(struct vocab *vocab, void (*write)(struct str *out, const char *token));

/* The id of a token, ID_UNK when there is none. */
int vocab_id(const struct vocab *vocab, const char *token);
bool vocab_has(const struct vocab *vocab, const char *token);

/* The ids of the first `limit` tokens, to be freed. `end` adds <eos>. *count becomes how many. */
int *vocab_ids(const struct vocab *vocab, const struct strs *tokens, size_t limit, bool end,
               int *count);

/* Adds a token (no effect when it is there); returns its id. */
int vocab_add(struct vocab *vocab, const char *token);

/* How often the tokens of a corpus come. */
struct vocab_counts;
struct vocab_counts *vocab_counts_new(void);
void vocab_counts_free(struct vocab_counts *counts);
void vocab_count(struct vocab_counts *counts, const char *token); /* once more */
void vocab_count_times(struct vocab_counts *counts, const char *token, long times);
size_t vocab_counts_size(const struct vocab_counts *counts);

/* Token number i in the order in which they were first met, and how often it was counted. */
const char *vocab_counts_at(const struct vocab_counts *counts, size_t i, long *times);

/* The tokens seen at least `min_count` times, the most frequent first, equally frequent ones in the
 * order of their bytes. At most `limit` of them besides the specials; 0: no limit. */
struct vocab *vocab_from_counts(const struct vocab_counts *counts, long min_count, size_t limit);

/* One token a line, in order of id, specials included: what the model file holds. */
void vocab_write(const struct vocab *vocab, struct str *out);

/* The reverse of vocab_write(). NULL with a message when the text does not start with the specials,
 * a token comes twice, is empty, or is not UTF-8. */
struct vocab *vocab_read(const char *text, size_t n, struct err *err);

bool vocab_equal(const struct vocab *a, const struct vocab *b);

#endif
