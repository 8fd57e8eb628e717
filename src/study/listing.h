#ifndef HEED_STUDY_LISTING_H
#define HEED_STUDY_LISTING_H

#include "base/str.h"
#include "trace/trace.h"

/* The C code of the program itself that computed a matrix. The sources are embedded when the
 * program is built. */
struct listing {
    const char *path; /* "src/layer/score.c" */
    const char *name; /* of the function */
    const char *text; /* of the whole file */
};

/* What computed this matrix in this run. */
struct listing listing_of(const struct trace *trace, struct sheet sheet);

/* Appends the function with the comment above it, a line for each of its lines; nothing where the
 * file has none of this name. */
void listing_lines(const struct listing *listing, struct strs *out);

#endif
