#ifndef HEED_LESSON_NUMBER_H
#define HEED_LESSON_NUMBER_H

#include <stdbool.h>

#include "base/str.h"

/* How the text of a lesson writes a number. */

/* Whether a text is one printf format for a double, such as "%.2f", and nothing else. */
bool number_is_format(const char *format);

/* Appends a number as the format says; with an empty one two decimals without trailing zeros.
 * Never "-0"; infinities are ∞ and −∞. */
void number_write(struct str *out, double number, const char *format);

#endif
