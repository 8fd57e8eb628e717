#ifndef HEED_DRAW_LEGEND_H
#define HEED_DRAW_LEGEND_H

#include "draw/heat.h"

/* Draws the scale of a heat matrix: "0 ██████ 1  × masked  * row max", then
 * how its numbers are to be read, if it says so. To fit in `width` columns the swatches shrink,
 * then words go. Returns the column after it. */
int legend_draw(struct grid *grid, struct rect rect, int row, int column, int width,
                const struct heat *heat, bool masked);

#endif
