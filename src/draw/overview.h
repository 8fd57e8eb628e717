#ifndef HEED_DRAW_OVERVIEW_H
#define HEED_DRAW_OVERVIEW_H

#include "draw/heat.h"

/* A large matrix as a whole. Cells are taken together in blocks half a character high. A block
 * shows its largest cell; of signed numbers, the largest in magnitude. */
struct overview {
    int row_span, column_span; /* cells to a block */
    int rows, columns;         /* blocks */
    bool halves;               /* two blocks in a character; else one is enough */
    int label;                 /* columns for a row's word */
    int left;                  /* the column where the blocks start */
    int header;                /* rows above the blocks */
};

/* The smallest blocks with which all of the matrix is seen. */
struct overview overview_of(const struct heat *heat, struct rect rect);

/* Draws; returns the rows used. */
int overview_draw(struct grid *grid, struct rect rect, const struct heat *heat,
                  const struct overview *overview);

/* Moves a place in the matrix `by` blocks along its columns or its rows, to the cell that the block
 * there shows. Stops at the ends. */
void overview_move(const struct heat *heat, const struct overview *overview, bool columns, int by,
                   int *row, int *column);

#endif
