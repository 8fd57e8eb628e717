#ifndef HEED_LESSON_PROGRESS_H
#define HEED_LESSON_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* How far somebody is in the course: the pages seen and the questions answered right, per lesson.
 * As text it is one line a lesson, with tabs between, pages from 1:
 *
 *   02-masking <tab> seen 1 2 3 <tab> right 2
 */

struct progress_lesson {
    char *name;
    uint64_t seen, right; /* a bit per page; LESSON_PAGES fit */
};

/* All zero: nothing was seen yet. Free with progress_free(). */
struct progress {
    struct progress_lesson *list;
    size_t count, capacity;
};

/* Adds what a text says. Lines it cannot read are left out: a damaged file costs no more than
 * these lines. */
void progress_read(struct progress *progress, const char *text);

/* Appends the text. */
void progress_write(const struct progress *progress, struct str *out);

/* Notes that a page (from 0) was seen, or its question answered right. */
void progress_page(struct progress *progress, const char *lesson, int page);
void progress_right(struct progress *progress, const char *lesson, int page);

bool progress_seen(const struct progress *progress, const char *lesson, int page);
bool progress_answered(const struct progress *progress, const char *lesson, int page);

/* The lesson that was noted last; NULL: none was. */
const char *progress_last(const struct progress *progress);

/* How many pages of a lesson were seen. */
int progress_count(const struct progress *progress, const char *lesson);

void progress_free(struct progress *progress);

#endif
