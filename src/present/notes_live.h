#ifndef HEED_PRESENT_NOTES_LIVE_H
#define HEED_PRESENT_NOTES_LIVE_H

#include "base/err.h"
#include "lecture/lecture.h"
#include "term/term.h"

/* The notes of a lecture in a second terminal, until they are closed. Looks for a lecture as long
 * as there is none. −1 with the reason when the terminal cannot show it. */
int notes_live(const struct term_options *terminal, struct err *err);

/* What a lecture tells as one line of JSON, to be freed. Without the time: it is the same as long
 * as nothing has changed. */
char *notes_write(const struct lecture_notes *notes, long elapsed_ms);

/* The reverse; −1 for a line that is none. */
int notes_read(const char *line, struct lecture_notes *out, long *elapsed_ms);

#endif
