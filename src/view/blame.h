#ifndef HEED_VIEW_BLAME_H
#define HEED_VIEW_BLAME_H

#include "draw/grid.h"
#include "study/blame.h"

/* Where did it go wrong: the verdict, the scores of reference and beams, and a row for every
 * word of the reference, from number `first` on, as many as fit. */
void blame_draw(struct grid *grid, struct rect rect, const struct blame *blame, int first);

#endif
