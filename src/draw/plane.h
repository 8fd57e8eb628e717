#ifndef HEED_DRAW_PLANE_H
#define HEED_DRAW_PLANE_H

#include <stdbool.h>

#include "draw/grid.h"

/* A plane of numbers in a grid: two axes with ticks at round values, and where a number stands
 * between them, in braille dots (2 × 4 a cell). Plots and scatters draw on it. */

enum { DOTS_WIDE = 2, DOTS_HIGH = 4, TICKS_MAX = 40, TICK_TEXT = 16 };

struct plane_axis {
    bool log;
    double low, high; /* of the values, low < high */
    int count;
    double ticks[TICKS_MAX];
    char texts[TICKS_MAX][TICK_TEXT];
};

struct plane {
    struct plane_axis x, y;
    struct rect body; /* without the axes */
    bool any;         /* the axes have a range */
};

/* Whether both axes can show this point. */
bool plane_shows(const struct plane *plane, double x, double y);

/* Widens the range of the axes to this point, if it can be shown. */
void plane_reach(struct plane *plane, double x, double y);

/* Sets the ticks, at most about `most`. A range without length is widened. `round` lets the axis
 * end at round values, unless it is logarithmic. */
void plane_axis_settle(struct plane_axis *axis, int most, bool round);

/* Columns of the longest text of a tick. */
int plane_axis_text_width(const struct plane_axis *axis);

/* The dot of a number, inside the body. */
int plane_dot_column(const struct plane *plane, double x);
int plane_dot_row(const struct plane *plane, double y);

/* The y axis in the columns left of the body, the x axis in the two rows below it; rect holds
 * both. */
void plane_draw_y(struct grid *grid, struct rect rect, const struct plane *plane);
void plane_draw_x(struct grid *grid, struct rect rect, const struct plane *plane);

#endif
