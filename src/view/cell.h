#ifndef HEED_VIEW_CELL_H
#define HEED_VIEW_CELL_H

#include "draw/layout.h"
#include "view/picture.h"

/* The closest view: what one number is made of, term by term, largest first. */
void cell_draw(struct grid *grid, struct rect rect, const struct picture *picture);

/* The room it wishes for. */
struct wish cell_wish(const struct picture *picture);

/* In the cell view: goes down into the first or the second cell that the selected term is made of
 * (which 0 or 1). False where there is none. */
bool cell_descend(struct picture *picture, int which);

/* Back up to the cell that it came from; false when there is none. Showing anything else by the
 * functions above forgets the way. */
bool cell_ascend(struct picture *picture);

/* How many terms the selected cell has. */
int cell_terms(const struct picture *picture);

#endif
