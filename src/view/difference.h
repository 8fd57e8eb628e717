#ifndef HEED_VIEW_DIFFERENCE_H
#define HEED_VIEW_DIFFERENCE_H

#include "view/picture.h"

/* A matrix of the unchanged run, of the changed one, and their difference, beside each other where
 * there is room for their numbers; below, how the distribution of the word of the step moved. */

enum difference_part { DIFFERENCE_BEFORE, DIFFERENCE_AFTER, DIFFERENCE_ITSELF, DIFFERENCE_PARTS };

/* What the two runs are called. */
struct difference_names {
    const char *parts[DIFFERENCE_PARTS]; /* titles: "unchanged", "changed", "changed − unchanged" */
    const char *before;                  /* in a sentence: "unchanged" */
    const char *moved;                   /* behind "moved": " from B to A" */
};

/* Two runs that are no change of each other: B, A and A − B. */
extern const struct difference_names difference_of_two;

/* `picture` is of the changed run; `unchanged` NULL: nothing is changed. `part` is the one that is
 * shown where only one has room. `names` NULL: those of a change. */
void difference_draw(struct grid *grid, struct rect rect, const struct picture *picture,
                     const struct trace *unchanged, enum difference_part part,
                     const struct difference_names *names);

#endif
