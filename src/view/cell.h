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

/* The weight of the model that is in the selected term, with its place in its tensor. False where
 * there is none, or nobody trained it. */
struct cell_weight {
    const char *tensor; /* the name; of the model's list */
    bool vector;        /* it has columns only */
    int row, column;    /* from 0 */
};
bool cell_weight(const struct picture *picture, struct cell_weight *out);

/* Back up to the cell that it came from; false when there is none. Showing anything else by the
 * functions above forgets the way. */
bool cell_ascend(struct picture *picture);

/* The picture on the way down to the one on screen, after so many cells. */
struct picture cell_way_at(const struct picture *picture, int cells);

/* Which factor of its term leads from one picture to the next, 0 or 1; −1: none does. */
int cell_factor_to(const struct picture *from, const struct picture *to);

/* After another run: forgets the part of the way that the terms of this one do not go, so that it
 * begins at the first cell from which they lead to the one on screen. */
void cell_keep_way(struct picture *picture);

/* How many terms the selected cell has. */
int cell_terms(const struct picture *picture);

#endif
