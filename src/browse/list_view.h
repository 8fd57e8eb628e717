#ifndef HEED_BROWSE_LIST_VIEW_H
#define HEED_BROWSE_LIST_VIEW_H

#include "draw/grid.h"
#include "inspect/card.h"
#include "inspect/inventory.h"

/* The list of what is in a file, and what the file says about itself. */

struct list_view {
    const struct inventory *inventory;
    int cursor; /* a row; −1: none */
    int first;  /* the row on top */
};

/* Draws the head of the columns and the rows. */
void list_view_draw(struct grid *grid, struct rect rect, const struct list_view *view);

/* Scrolls so that the cursor is seen. */
void list_view_follow(struct list_view *view, struct rect rect);

/* Rows of the list that such a rect shows. */
int list_view_page(struct rect rect);

/* The facts of the file, from row `skip` on; returns how many there are. */
int list_view_card(struct grid *grid, struct rect rect, const struct card *card, int skip);

#endif
