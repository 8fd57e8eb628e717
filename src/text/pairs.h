#ifndef HEED_TEXT_PAIRS_H
#define HEED_TEXT_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* A TSV corpus read as a stream through libcsv: memory does not grow with the file.
 * Pair files: source, tab, target, further columns ignored. Label files: label, tab, text.
 * A `"` is an ordinary character. Lines end with \n, \r\n; a BOM at the start is skipped. */
struct pairs;

/* One good line: two fields, valid until the next call. Surrounding spaces are trimmed. */
struct pair {
    const char *first, *second; /* NUL-terminated UTF-8, not empty */
    long line;                  /* in the file, from 1 */
};

/* A line that was skipped, with the reason: no tab, invalid UTF-8, an empty side, a NUL byte,
 * longer than 1 MB. */
struct bad_line {
    long line;
    char reason[80];
};

/* Opens a file ("-" is standard input). NULL with a message. */
struct pairs *pairs_open(const char *path, struct err *err);
void pairs_close(struct pairs *pairs);

/* 1 and the next good line, 0 at the end, -1 on a read error. Blank lines are skipped and not
 * counted as bad. */
int pairs_next(struct pairs *pairs, struct pair *pair, struct err *err);

/* From the start again (not for "-"): the same lines in the same order; counters restart. */
int pairs_rewind(struct pairs *pairs, struct err *err);

long pairs_good(const struct pairs *pairs); /* lines returned so far */
long pairs_bad(const struct pairs *pairs);  /* lines skipped so far */

/* The first 5 bad lines; returns how many of them there are. */
int pairs_bad_lines(const struct pairs *pairs, const struct bad_line **list);

/* At the end of a file: -1 when more than 1 % of its lines were bad or there is no good line,
 * with a message that names file, counts and the first bad line. */
int pairs_check(const struct pairs *pairs, struct err *err);

#endif
