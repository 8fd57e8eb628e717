#ifndef HEED_EXPORT_PAINT_H
#define HEED_EXPORT_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/grid.h"
#include "draw/theme.h"

/* A grid in final colors, for pictures: what a terminal decides by itself (its own ink and paper,
 * reversed, dim) is decided here. Colors are 0xRRGGBB. */

/* One cell. */
struct paint {
    const char *text; /* what to draw, valid UTF-8: points into the grid or into tables */
    int width;        /* 1 or 2 columns; 0 behind a wide grapheme */
    uint32_t ink;
    uint32_t paper[2]; /* of the upper and the lower half */
    bool bold, underline;
};

/* Halves of cells of one paper, side by side and one below the other. */
struct paint_box {
    int row, rows; /* in halves of cells: row 3 is the lower half of the cells of row 1 */
    int column, columns;
    uint32_t paper;
};

/* What has no color of its own is drawn in this ink on this paper. */
uint32_t paint_ink(const struct theme *theme);
uint32_t paint_paper(const struct theme *theme);

/* [rows × columns] of the grid, which must outlive it. Halves and whole blocks are papers here, not
 * glyphs: drawn beside papers, they would not meet them at every scale. To be freed. */
struct paint *paint_grid(const struct grid *grid, const struct theme *theme);

/* Every half whose paper is not paint_paper(), in few boxes that do not overlap. To be freed. */
struct paint_box *paint_boxes(const struct paint *paints, int rows, int columns,
                              const struct theme *theme, int *count);

/* Whether it has no glyph. */
bool paint_blank(const struct paint *paint);

#endif
