#ifndef HEED_DRAW_PARA_H
#define HEED_DRAW_PARA_H

#include "draw/grid.h"

/* Text in runs of one style each, wrapped at spaces (and anywhere between Han characters), with
 * "\n" as a forced break. */
struct para_run {
    enum style style;
    unsigned marks; /* enum mark */
    const char *text;
};

/* Draws the lines from `skip` on, as many as fit. A line that goes on after a wrap starts at column
 * `hang`. Returns how many lines the whole text takes. Without a grid (NULL) it only counts. */
int para_draw(struct grid *grid, struct rect rect, const struct para_run *runs, int count, int hang,
              int skip);

#endif
