#ifndef HEED_DRAW_SCATTER_H
#define HEED_DRAW_SCATTER_H

#include "draw/grid.h"

/* Points with words on a plane. Words never touch each other. A word that finds no free place
 * beside its point is left out, and its point stays. */

struct scatter_point {
    double x, y;
    const char *label;
    const char *dot; /* one column */
    enum style style;
    unsigned marks; /* enum mark, of the label */
    bool firm;      /* no label may cover its dot; its own may cover the dots of others */
};

struct scatter {
    const struct scatter_point
        *points; /* [count] the most important first: it gets its place first */
    int count;
    const char *x_label, *y_label;
};

/* Draws; with little room the labels of the axes go first, then the axes. */
void scatter_draw(struct grid *grid, struct rect rect, const struct scatter *scatter);

#endif
