#ifndef HEED_DRAW_STRIP_H
#define HEED_DRAW_STRIP_H

#include "draw/grid.h"

/* Vectors and single numbers in one row. */

/* A signed vector as a row of diverging cells on the scale ±limit. With more values than columns
 * a cell stands for a run of neighbours and shows the one of the largest magnitude. NaN is "!".
 * Returns the column after. */
int strip_draw(struct grid *grid, struct rect rect, int row, int column, int width,
               const float *values, int count, float limit);

/* The first value that cell `cell` of such a strip stands for; cell = cells gives count. */
int strip_bucket(int cell, int cells, int count);

/* A bar of `fraction` (0 to 1) of `width` columns, in eighths of a column; what is more than
 * nothing shows. Returns the column after the bar. */
int bar_draw(struct grid *grid, struct rect rect, int row, int column, int width, double fraction,
             enum style style);

/* A bar of `fraction` (−1 to 1) from a line in the middle of `width` columns, at least 3, to the right
 * or to the left. Returns the column after them. */
int bar_signed_draw(struct grid *grid, struct rect rect, int row, int column, int width,
                    double fraction, enum style style);

#endif
