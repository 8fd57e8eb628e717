#ifndef HEED_TEXT_DICTIONARY_H
#define HEED_TEXT_DICTIONARY_H

#include "base/err.h"
#include "text/token.h"

/* Words of one language and what to write for them in another, read from a pair file: source word,
 * tab, target word. The source word is cut as the sentences are, so that it is found in any case of
 * letters. The target word stays as it is written. Of several lines for a word the first counts. */
struct dictionary;

/* NULL with a message. An entry whose source side is several tokens can never be looked up, so it
 * is an error, which names its line. */
struct dictionary *dictionary_open(const char *path, enum unit source_unit, struct err *err);
void dictionary_free(struct dictionary *dictionary);

/* What to write for a source token, owned by the dictionary; NULL when it is not there. */
const char *dictionary_find(const struct dictionary *dictionary, const char *token);

#endif
