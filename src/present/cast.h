#ifndef HEED_PRESENT_CAST_H
#define HEED_PRESENT_CAST_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "draw/grid.h"
#include "draw/theme.h"

/* Recordings of a screen: asciicast v2, a line of JSON for the head and one for each piece of
 * output (https://docs.asciinema.org/manual/asciicast/v2/). Other players show them too. */

struct cast_writer;

/* Starts one. Every frame is in the file once it was shown, so that what was recorded stays
 * whatever happens later. A file that is there stays, unless `force`. NULL with the reason. */
struct cast_writer *cast_create(const char *path, bool force, struct err *err);

/* What was shown at a time in milliseconds, of which the first one counts as 0. Only the rows that
 * changed are written, in 256 colors. */
void cast_frame(struct cast_writer *cast, const struct grid *grid, const struct theme *theme,
                long time_ms);

/* −1 with the reason when something of it could not be written. NULL is allowed. */
int cast_finish(struct cast_writer *cast, struct err *err);

/* A recording that was read. */
struct cast_piece {
    double time; /* seconds from the start */
    char *output;
};

struct cast {
    int rows, columns;
    struct cast_piece *pieces; /* [count] in the order of time */
    size_t count, capacity;
};

/* 0, or −1 with file, line and what is wrong. What a screen need not obey (titles, questions to the
 * terminal, the clipboard) is left out of the output: a file may come from anywhere. */
int cast_read(struct cast *cast, const char *path, struct err *err);
void cast_free(struct cast *cast);

/* Appends output without what is left out of it. */
void cast_clean(const char *output, struct str *out);

#endif
