#ifndef HEED_DRAW_PLOT_H
#define HEED_DRAW_PLOT_H

#include <stdbool.h>

#include "draw/grid.h"

/* Curves over a plane, in a grid: axes with ticks, lines of braille dots (2 × 4 a cell), a mark on
 * the points, a legend. The marks differ from curve to curve, so the curves are told apart without
 * color, and in ASCII. */

enum { PLOT_MARKS = 6 }; /* curves with marks of their own; more begin again */

struct plot_series {
    const char *name;
    int n;
    const double *x, *y; /* [n] x rising; the line is broken at a point that cannot be shown */
    enum style style;
};

struct plot {
    const char *title, *x_label, *y_label; /* NULL: none */
    const struct plot_series *series;      /* [count] */
    int count;
    bool from_zero;    /* the y axis reaches down to 0 */
    bool log_x, log_y; /* the axis is logarithmic */
};

/* Draws; with little room the title, the labels and the legend go first, the axes last. A point
 * that is not finite is left out, and on a logarithmic axis one that is not above 0. Without points
 * it says that there are none yet. */
void plot_draw(struct grid *grid, struct rect rect, const struct plot *plot);

#endif
