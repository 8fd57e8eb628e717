#ifndef HEED_EXPORT_SHAPES_H
#define HEED_EXPORT_SHAPES_H

#include "export/outline.h"
#include "export/paint.h"

/* The shapes of a whole grid, those of one look after another: drawn as one path, they show no seam
 * where they meet, at no scale. */

struct shape_kind {
    uint32_t ink;
    double opacity;
    bool block; /* see struct outline */
};

/* Who draws: for every kind begin(), then add() for each of its shapes, then end(). */
struct shape_pen {
    void *data;
    void (*begin)(void *data, const struct shape_kind *kind);
    void (*add)(void *data, const struct outline *outline, int row, int column);
    void (*end)(void *data);
};

/* Glyphs that have an outline, then the lines below underlined cells. */
void shapes_draw(const struct paint *paints, int rows, int columns, const struct shape_pen *pen);

#endif
