#ifndef HEED_TEXT_PAIRS_H
#define HEED_TEXT_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Pairs of texts as a stream: memory does not grow with their number. They come from a TSV file,
 * through libcsv, or a program makes them up. A line of a pair file is source, tab, target; of a
 * label file label, tab, text. Further columns are ignored. A `"` is an ordinary character. Lines
 * end with \n or \r\n. A byte order mark at the start is skipped. */
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
    const char *reason;
};

/* Which pairs of a maker. No pair of one part says what a pair of another part says. */
enum pair_part { PART_TRAIN, PART_VALID, PART_TEST };

/* Makes pairs up. */
struct pair_maker {
    const char *name; /* for messages */

    /* Appends the two texts of pair `number` (from 0) of a part. The same arguments always give the
     * same texts. */
    void (*make)(struct str *first, struct str *second, enum pair_part part, uint64_t seed,
                 long number);
};

/* Where pairs come from: a file, or `count` pairs of a maker. */
struct pair_source {
    const char *path; /* "-" is standard input; not used with a maker */
    bool labels;      /* a label file: its second column, the text, becomes `first` of a pair */
    const struct pair_maker *maker;
    enum pair_part part;
    uint64_t seed;
    long count;
};

/* What it is called in messages: the path, or the maker's name. */
const char *pair_source_name(const struct pair_source *source);

/* NULL with a message. */
struct pairs *pairs_open_source(const struct pair_source *source, struct err *err);
struct pairs *pairs_open(const char *path, struct err *err); /* that of a file */
void pairs_close(struct pairs *pairs);

/* 1 and the next good line, 0 at the end, -1 on a read error. Blank lines are skipped and not
 * counted as bad. */
int pairs_next(struct pairs *pairs, struct pair *pair, struct err *err);

/* Starts again, with counters at 0: the same lines come in the same order. 0, or -1 for standard
 * input, which cannot be read twice. */
int pairs_rewind(struct pairs *pairs, struct err *err);

long pairs_good(const struct pairs *pairs); /* lines returned so far */
long pairs_bad(const struct pairs *pairs);  /* lines skipped so far */

/* *list becomes the first 5 bad lines, or fewer; returns how many. */
int pairs_bad_lines(const struct pairs *pairs, const struct bad_line **list);

/* For the end of a file: 0 if it can be used. -1 when more than 1 % of its lines were bad or none
 * was good, with a message that names file, counts and the first bad line. */
int pairs_check(const struct pairs *pairs, struct err *err);

#endif
