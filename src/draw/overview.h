#ifndef HEED_DRAW_OVERVIEW_H
#define HEED_DRAW_OVERVIEW_H

#include "draw/heat.h"

/* A large matrix as a whole: every block of cells is half a character high and shows the largest of
 * them (of signed numbers the largest in magnitude). */
struct overview {
    int row_span, column_span; /* cells to a block */
    int rows, columns;         /* blocks */
    bool halves;               /* two blocks in a character; else one is enough */
    int label, left, header;   /* as in struct heat_layout */
};

/* The smallest blocks with which all of the matrix is seen. */
struct overview overview_of(const struct heat *heat, struct rect rect);

/* Draws; returns the rows used. */
int overview_draw(struct grid *grid, struct rect rect, const struct heat *heat,
                  const struct overview *overview);

/* Moves a place in the matrix by blocks, along its columns or its rows, to what the block there
 * shows. Stops at the ends. */
void overview_move(const struct heat *heat, const struct overview *overview, bool columns, int by,
                   int *row, int *column);

#endif
