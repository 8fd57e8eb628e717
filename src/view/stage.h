#ifndef HEED_VIEW_STAGE_H
#define HEED_VIEW_STAGE_H

#include "draw/layout.h"
#include "view/picture.h"

/* One stage as a matrix over all steps or all source words, and what is said about it. */
void stage_draw(struct grid *grid, struct rect rect, const struct picture *picture);

/* The room it wishes for in a picture of so many columns. */
struct wish stage_wish(const struct picture *picture, int columns);

/* The rows of a cell in this rectangle. */
int stage_cell_rows(const struct picture *picture, struct rect rect);

/* What stage_draw() shows in this rectangle: all of the matrix in blocks; or not all of it. For
 * words of a vocabulary there are no blocks: only the most probable are columns. */
bool stage_in_blocks(const struct picture *picture, struct rect rect);
bool stage_overflows(const struct picture *picture, struct rect rect);

/* Moves the cursor by blocks, along the columns or the rows on screen. */
void stage_move_block(struct picture *picture, struct rect rect, bool columns, int by);

#endif
