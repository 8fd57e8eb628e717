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

/* `text`: there is a lesson or a menu. `alone`: the picture has the whole screen. Otherwise it
 * stands beside the text where both fit. */
struct layout layout_of(int rows, int columns, bool text, bool alone);

/* What a part of a picture wishes for. */
struct wish {
    int rows, columns;           /* it is left out where it would have fewer */
    int easy_rows;               /* with air */
    int step;                    /* more help only in steps of so many rows; 0: any do */
    int most_rows, most_columns; /* more would stay empty */
    bool below;                  /* not beside the first part */
};

/* Gives the parts their places in a room, the most important part first: side by side from the
 * left, and in bands one below the other. The first part always has a place. Of several ways the
 * one is taken that uses most of the rows and makes the first part large. `places` [count]: no rows
 * where a part is left out. */
void layout_arrange(struct rect room, const struct wish *wishes, int count, struct rect *places);

/* Draws the title row, the rules and the divider. */
void layout_draw(struct grid *grid, const struct layout *layout, const char *title,
                 const char *right);

/* One line that says how large the terminal must be. */
void layout_draw_small(struct grid *grid);

#endif
