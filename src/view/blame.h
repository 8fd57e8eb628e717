#ifndef HEED_VIEW_BLAME_H
#define HEED_VIEW_BLAME_H

#include "draw/grid.h"
#include "study/blame.h"

/* Where did it go wrong: the verdict, the scores of reference and beams, and a row for every
 * word of the reference, from number `first` on, as many as fit. */
void blame_draw(struct grid *grid, struct rect rect, const struct blame *blame, int first);

/* How many words of the reference are in sight at this size. */
int blame_visible(struct rect rect, const struct blame *blame);

#endif
