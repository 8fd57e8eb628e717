#ifndef HEED_DRAW_LEGEND_H
#define HEED_DRAW_LEGEND_H

#include "draw/heat.h"

/* Draws the scale of a heat matrix: "0 ██████ 1  × masked  * row max". To fit in `width` columns
 * the swatches shrink, then the words go. Returns the column after the scale. */
int legend_draw(struct grid *grid, struct rect rect, int row, int column, int width,
                const struct heat *heat, bool masked);

#endif
