#ifndef HEED_HANDOUT_GALLEY_H
#define HEED_HANDOUT_GALLEY_H

#include "export/typeset.h"
#include "lesson/spans.h"

/* Text that is broken into lines by the width of its letters. */

/* What is not broken. */
struct fragment {
    char *text;
    enum typeface face;
    uint32_t ink;           /* 0: that of the text around it */
    bool boxed, underlined; /* a key; a concept */
    bool may_break;         /* a line may begin here */
    double space, width;    /* before it in a line; its own */
};

/* All zero is empty. */
struct galley {
    struct fragment *list; /* [count] */
    int count;
    size_t capacity;
};

/* Adds spans, their values in place, in letters of a size; `bold`: all of them. */
void galley_add(struct galley *galley, struct typeset *typeset, const struct spans *spans,
                double size, bool bold);

/* The end of the line that starts with fragment `first`: at least one fragment, and as many more
 * as fit. */
int galley_line(const struct galley *galley, int first, double width);

void galley_free(struct galley *galley);

#endif
