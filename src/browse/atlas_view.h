#ifndef HEED_BROWSE_ATLAS_VIEW_H
#define HEED_BROWSE_ATLAS_VIEW_H

#include "draw/grid.h"
#include "inspect/atlas.h"

/* Attention of any model: the map of its layers and heads, or the matrix of one head. */
struct atlas_view {
    const struct atlas *atlas;
    bool difference; /* it is one of two: positive and negative */
    bool one;        /* a head; else the map of all */
    int layer, head; /* the chosen one, from 0 */
    enum atlas_figure figure;
    bool log;        /* colors by the order of magnitude */
    int row, column; /* the cell under the cursor of a head, from 0 */
};

void atlas_view_draw(struct grid *grid, struct rect rect, const struct atlas_view *view);

/* Moves the cursor by a cell, or by a block where cells are drawn together. */
void atlas_view_move(struct atlas_view *view, struct rect rect, bool columns, int by);

/* The first figure that can be said of these matrices. */
enum atlas_figure atlas_view_figure(const struct atlas *atlas);

#endif
