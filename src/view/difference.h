#ifndef HEED_VIEW_DIFFERENCE_H
#define HEED_VIEW_DIFFERENCE_H

#include "view/picture.h"

/* A matrix of the unchanged run, of the changed one, and their difference, beside each other where
 * there is room for their numbers; below, how the distribution of the word of the step moved. */

enum difference_part { DIFFERENCE_BEFORE, DIFFERENCE_AFTER, DIFFERENCE_ITSELF, DIFFERENCE_PARTS };

/* `picture` is of the changed run; `unchanged` NULL: nothing is changed. `part` is the one that is
 * shown where only one has room. */
void difference_draw(struct grid *grid, struct rect rect, const struct picture *picture,
                     const struct trace *unchanged, enum difference_part part);

#endif
