#ifndef HEED_DRAW_LEGEND_H
#define HEED_DRAW_LEGEND_H

#include "draw/heat.h"

/* The scale of a heat matrix: "0 ██████ 1  × masked  * row max", shades where there is no color.
 * The swatches shrink, then the words go, to fit in `width` columns. Returns the column after. */
int legend_draw(struct grid *grid, struct rect rect, int row, int column, int width,
                const struct heat *heat, bool masked);

#endif
