#ifndef HEED_DRAW_STRIP_H
#define HEED_DRAW_STRIP_H

#include "draw/grid.h"

/* A vector in one row. */

/* Draws a signed vector as diverging cells on the scale ±limit, in at most `width` columns. With
 * more values than columns a cell stands for a run of neighbours and shows the one of the largest
 * magnitude. NaN is "!". Returns the column after the strip. */
int strip_draw(struct grid *grid, struct rect rect, int row, int column, int width,
               const float *values, int count, float limit);

/* The first of `count` values that cell number `cell` of such a strip stands for, when it has
 * `cells` cells. The cell after the last gives count. */
int strip_bucket(int cell, int cells, int count);

#endif
