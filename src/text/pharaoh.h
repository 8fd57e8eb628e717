#ifndef HEED_TEXT_PHARAOH_H
#define HEED_TEXT_PHARAOH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Word alignments in Pharaoh format, a line for every sentence pair: "i-j" links word i of the
 * source with word j of the target, both from 0. "i?j" and "ipj" are links that are possible but
 * not sure (Och and Ney 2003). A pair without links has an empty line. */

struct link {
    int source, target;
    bool sure;
};

struct links {
    struct link *list; /* [count] */
    size_t count, capacity;
};

struct alignments {
    struct links *lines; /* [count] */
    size_t count, capacity;
};

/* Reads one line. 0, or -1 with a message; links->list is to be freed either way. */
int links_read(struct links *links, const char *text, struct err *err);

/* Reads a file. 0, or -1 with file and line, and `alignments` empty. */
int alignments_read(struct alignments *alignments, const char *path, struct err *err);
void alignments_free(struct alignments *alignments);

#endif
