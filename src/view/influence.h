#ifndef HEED_VIEW_INFLUENCE_H
#define HEED_VIEW_INFLUENCE_H

#include "draw/grid.h"
#include "study/influence.h"

/* Attention and effect: a row for every source word with its weight, the effect of leaving it
 * out and gradient x input as bars and numbers, how far their ranks agree, and why they may not.
 * The words from number `first` on are in sight, as many as fit. */
void influence_draw(struct grid *grid, struct rect rect, const struct influence *influence,
                    int first);

#endif
