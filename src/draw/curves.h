#ifndef HEED_DRAW_CURVES_H
#define HEED_DRAW_CURVES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "draw/grid.h"

/* Measures to plot: a file with tabs between, the name of the x axis and those of the
 * curves in its first line, a line for each point below. Lines before it are settings:
 *
 *   # title: The cost of attention
 *   # y: milliseconds
 *   # log: x y
 *   # command: build/release/tests/bench/curves cost eng-fra-additive 5
 *   words <tab> all words <tab> 11 words a step
 *   10 <tab> 0.037 <tab> 0.037
 *
 * `command` is what the numbers come from, and must be there. */
struct curves {
    char *title, *y_label, *command; /* title and y_label may be NULL */
    bool log_x, log_y;
    struct strs names;  /* of the x axis, then of the curves */
    int curves, points; /* at least one of each */
    double *x;          /* [points] rising */
    double **y;         /* [curves][points] */
};

/* Reads a file. NULL with "path:line: what is wrong; what is expected". */
struct curves *curves_open(const char *path, struct err *err);
struct curves *curves_parse(const char *path, const char *text, struct err *err);
void curves_free(struct curves *curves);

/* Draws them, and in the last row the command that they come from, cut where it is long. */
void curves_draw(struct grid *grid, struct rect rect, const struct curves *curves);

#endif
