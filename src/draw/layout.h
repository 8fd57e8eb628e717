#ifndef HEED_DRAW_LAYOUT_H
#define HEED_DRAW_LAYOUT_H

#include "draw/grid.h"

/* Where things stand on a screen of some size. Drawing and events ask the same function. */

enum { SMALLEST_ROWS = 8, SMALLEST_COLUMNS = 30 };

struct layout {
    bool too_small;
    bool beside;         /* text and picture stand side by side */
    struct rect title;   /* one row */
    struct rect text;    /* lesson or menu; no rows when the picture has its turn */
    struct rect picture; /* no rows when the text has its turn */
    struct rect footer;  /* one row */
    int divider;         /* column between text and picture; −1: none */
};

/* `text`: there is a lesson or a menu. `picture_first`: where only one of the two fits, it is the
 * picture. */
struct layout layout_of(int rows, int columns, bool text, bool picture_first);

/* Draws the title row, the rules and the divider. */
void layout_draw(struct grid *grid, const struct layout *layout, const char *title,
                 const char *right);

/* One line that says how large the terminal must be. */
void layout_draw_small(struct grid *grid);

#endif
