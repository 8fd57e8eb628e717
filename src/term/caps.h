#ifndef HEED_TERM_CAPS_H
#define HEED_TERM_CAPS_H

#include <stdbool.h>

#include "base/str.h"
#include "term/term.h"

/* What the system says about the terminal, before a screen is started. */

/* 0 when there is a terminal that a screen can be drawn on, or -1 and what to do instead. */
int caps_check(struct err *err);

/* Takes the locale for characters from the environment, C.UTF-8 where that names none or one that
 * is not there: whether it is UTF-8. */
bool caps_utf8(void);

/* What this terminal is, for a person: TERM, colors, pairs, size, locale, tier, one a line. */
void term_describe(struct str *out, const struct term_options *options);

#endif
