#include "export/paint.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

uint32_t paint_ink(const struct theme *theme)
{
    return theme_rgb(theme->light ? 234 : 254);
}

/* A dark picture is not black: the weakest heat is nearly black and should sink into it. */
uint32_t paint_paper(const struct theme *theme)
{
    return theme_rgb(theme->light ? 231 : 233);
}

/* Three fifths of the ink, the rest paper: still read with ease. */
static uint32_t dimmed(uint32_t ink, uint32_t paper)
{
    uint32_t mixed = 0;
    for (int shift = 0; shift < 24; shift += 8)
        mixed |= ((ink >> shift & 255) * 3 + (paper >> shift & 255) * 2) / 5 << shift;
    return mixed;
}

static struct paint paint_cell(const struct cell *cell, const struct theme *theme)
{
    struct look look = theme_look(theme, cell);
    uint32_t ink = look.ink == COLOR_DEFAULT ? paint_ink(theme) : theme_rgb(look.ink);
    uint32_t paper = look.paper == COLOR_DEFAULT ? paint_paper(theme) : theme_rgb(look.paper);
    if (look.dim)
        ink = dimmed(ink, paper);
    bool valid = utf8_valid(look.text, strlen(look.text));
    return (struct paint){.text = valid ? look.text : "\uFFFD",
                          .width = cell->width,
                          .ink = look.reverse ? paper : ink,
                          .paper = look.reverse ? ink : paper,
                          .bold = look.bold,
                          .underline = look.underline};
}

struct paint *paint_grid(const struct grid *grid, const struct theme *theme)
{
    long count = (long)grid->rows * grid->columns;
    struct paint *paints = mem_new((size_t)count + 1, sizeof *paints);
    for (long i = 0; i < count; i++)
        paints[i] = paint_cell(&grid->cells[i], theme);
    /* The padding behind a wide grapheme has the colors of its front half. */
    for (long i = 1; i < count; i++)
        if (paints[i].width == 0 && paints[i - 1].width == 2) {
            paints[i] = paints[i - 1];
            paints[i].width = 0;
            paints[i].text = "";
        }
    return paints;
}

bool paint_blank(const struct paint *paint)
{
    return !paint->text[0] || !strcmp(paint->text, " ");
}

/* How many cells from (row, column) on have this paper and are in no box yet. */
static int same_paper(const struct paint *paints, const bool *boxed, int columns, int row,
                      int column, uint32_t paper)
{
    int end = column;
    for (long at = (long)row * columns + column; end < columns; end++, at++)
        if (boxed[at] || paints[at].paper != paper)
            break;
    return end - column;
}

static struct paint_box box_at(const struct paint *paints, bool *boxed, int rows, int columns,
                               int row, int column)
{
    struct paint_box box = {.row = row, .column = column, .rows = 1};
    box.paper = paints[(long)row * columns + column].paper;
    box.columns = same_paper(paints, boxed, columns, row, column, box.paper);
    while (row + box.rows < rows &&
           same_paper(paints, boxed, columns, row + box.rows, column, box.paper) == box.columns)
        box.rows++;
    for (int i = row; i < row + box.rows; i++)
        memset(&boxed[(long)i * columns + column], true, (size_t)box.columns);
    return box;
}

struct paint_box *paint_boxes(const struct paint *paints, int rows, int columns,
                              const struct theme *theme, int *count)
{
    size_t cells = (size_t)rows * (size_t)columns;
    struct paint_box *boxes = mem_new(cells + 1, sizeof *boxes);
    bool *boxed = mem_new(cells + 1, sizeof *boxed);
    *count = 0;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            long at = (long)row * columns + column;
            if (!boxed[at] && paints[at].paper != paint_paper(theme))
                boxes[(*count)++] = box_at(paints, boxed, rows, columns, row, column);
        }
    free(boxed);
    return boxes;
}
