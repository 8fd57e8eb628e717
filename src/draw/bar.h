#ifndef HEED_DRAW_BAR_H
#define HEED_DRAW_BAR_H

#include "draw/grid.h"

/* A number as a bar in one row. */

/* Draws a bar of `fraction` (0 to 1) of `width` columns, in eighths of a column. Any fraction above
 * 0 shows. Returns the column after the bar. */
int bar_draw(struct grid *grid, struct rect rect, int row, int column, int width, double fraction,
             enum style style);

/* Draws a line in the middle of `width` columns (at least 3) and a bar of `fraction` (−1 to 1) from
 * it, to the right when it is positive. Returns the column after them. */
int bar_signed_draw(struct grid *grid, struct rect rect, int row, int column, int width,
                    double fraction, enum style style);

#endif
