#ifndef HEED_TEXT_TOKEN_JOIN_H
#define HEED_TEXT_TOKEN_JOIN_H

#include "text/token.h"

/* Appends tokens to `out` as readable text: the way back from tokens_split(). <pad> <bos> <eos> are
 * left out, <unk> stays. UNIT_BPE is not for this function. UNIT_WORD puts no space before . , and
 * n't 's 'm ..., none after an elision (j'), none between Chinese signs. French (language "fra",
 * ISO 639-3), ! ? ; : % » keep a space before them. The first letter of a sentence and the English
 * word i become upper case. */
void tokens_join(struct str *out, enum unit unit, const char *language, const char *const *tokens,
                 size_t count);

#endif
