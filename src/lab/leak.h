#ifndef HEED_LAB_LEAK_H
#define HEED_LAB_LEAK_H

#include "trace/trace.h"

/* Padding that takes part in the softmax: how much weight it takes from the words, and what that
 * does to the word that is written. */

/* Whether any step of the sentence has weight on padding. */
bool leak_any(const struct trace *trace, int sentence);

/* The same run with its padding masked and nothing else changed: every step follows the words
 * that the sentence has in `trace`, so that its distribution differs by the padding alone. The
 * caller frees it. */
struct trace *leak_masked(const struct trace *trace, int sentence);

/* "36 % of this step's weight lies on <pad>; with the padding masked at all steps P(chez) would be
 * 0.81, it is 0.55", appended; nothing where the step has no weight there. `masked`: of
 * leak_masked(). */
void leak_say(const struct trace *trace, const struct trace *masked, int sentence, int step,
              struct str *out);

#endif
