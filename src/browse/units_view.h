#ifndef HEED_BROWSE_UNITS_VIEW_H
#define HEED_BROWSE_UNITS_VIEW_H

#include "draw/grid.h"
#include "study/units.h"

/* What the units of recurrent layers do over a set of sentences: a matrix a line, and the units of
 * one of them, those that never move or hardly leave an end first. */

struct units_view {
    const struct units *units; /* NULL: they are being measured */
    int group;                 /* the matrix of the cursor; −1: none, as in print */
    int unit;                  /* the line of the cursor among its units */
};

/* The matrices, with the dead and the saturated units of the one under the cursor. */
void units_view_groups(struct grid *grid, struct rect rect, const struct units_view *view);

/* The units of that matrix: their range, mean, and how often they are near an end. */
void units_view_group(struct grid *grid, struct rect rect, const struct units_view *view);

/* Lines that the second has room for. */
int units_view_page(struct rect rect);

#endif
