#ifndef HEED_PANEL_WALL_H
#define HEED_PANEL_WALL_H

#include "draw/grid.h"
#include "trace/trace.h"

/* Several matrices as small pictures beside and below each other, one of them chosen. */

struct wall_tile {
    const struct trace *trace;
    int sentence;
    struct sheet sheet;
    const char *caption;
    const char *brief; /* the same where that has no room, or NULL: it is cut */
};

struct wall {
    const struct wall_tile *tiles; /* [count] row by row */
    int count, columns;            /* tiles in a row */
    int chosen;
    const char *below; /* said of the chosen one */
};

/* Draws; where not all rows of tiles have room, those around the chosen one. */
void wall_draw(struct grid *grid, struct rect rect, const struct wall *wall);

/* What the colors of a tile mean, appended: they are its own. */
void wall_say_colors(const struct wall_tile *tile, struct str *out);

#endif
