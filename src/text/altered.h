#ifndef HEED_TEXT_ALTERED_H
#define HEED_TEXT_ALTERED_H

#include <stdbool.h>

#include "base/str.h"

/* Which words two sentences do not share. */

/* The words of a text, at its blanks. The caller frees them. */
struct strs altered_words(const char *text);

/* Marks the words of `a` [a->count] and of `b` [b->count] that are in no longest common subsequence
 * of the two lists (the table of Wagner and Fischer 1974). */
void altered_mark(const struct strs *a, const struct strs *b, bool *a_marks, bool *b_marks);

#endif
