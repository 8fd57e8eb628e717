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

/* Makes the blocks that fill halves papers. */
static void paint_halves(struct paint *paint)
{
    static const char *const blocks[] = {"▀", "▄", "█"}; /* the halves that they fill, as bits */
    for (int i = 0; i < 3; i++)
        if (!strcmp(paint->text, blocks[i])) {
            for (int half = 0; half < 2; half++)
                if ((i + 1) >> half & 1)
                    paint->paper[half] = paint->ink;
            paint->text = " ";
            return;
        }
}

static struct paint paint_cell(const struct cell *cell, const struct theme *theme)
{
    struct look look = theme_look(theme, cell);
    uint32_t ink = look.ink == COLOR_DEFAULT ? paint_ink(theme) : theme_rgb(look.ink);
    uint32_t paper = look.paper == COLOR_DEFAULT ? paint_paper(theme) : theme_rgb(look.paper);
    if (look.dim)
        ink = dimmed(ink, paper);
    bool valid = utf8_valid(look.text, strlen(look.text));
    struct paint paint = {.text = valid ? look.text : "\uFFFD",
                          .width = cell->width,
                          .ink = look.reverse ? paper : ink,
                          .bold = look.bold,
                          .underline = look.underline};
    paint.paper[0] = paint.paper[1] = look.reverse ? ink : paper;
    paint_halves(&paint);
    return paint;
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

/* Halves of cells, and which of them are in a box. */
struct halves {
    const struct paint *paints; /* [rows / 2 × columns] */
    bool *boxed;                /* [rows × columns] */
    int rows, columns;
};

static uint32_t paper_at(const struct halves *halves, int row, int column)
{
    return halves->paints[(long)(row / 2) * halves->columns + column].paper[row % 2];
}

/* How many halves from (row, column) on have this paper and are in no box yet. */
static int same_paper(const struct halves *halves, int row, int column, uint32_t paper)
{
    int end = column;
    while (end < halves->columns && !halves->boxed[(long)row * halves->columns + end] &&
           paper_at(halves, row, end) == paper)
        end++;
    return end - column;
}

static struct paint_box box_at(const struct halves *halves, int row, int column)
{
    struct paint_box box = {
        .row = row, .rows = 1, .column = column, .paper = paper_at(halves, row, column)};
    box.columns = same_paper(halves, row, column, box.paper);
    while (row + box.rows < halves->rows &&
           same_paper(halves, row + box.rows, column, box.paper) == box.columns)
        box.rows++;
    for (int i = row; i < row + box.rows; i++)
        memset(&halves->boxed[(long)i * halves->columns + column], true, (size_t)box.columns);
    return box;
}

struct paint_box *paint_boxes(const struct paint *paints, int rows, int columns,
                              const struct theme *theme, int *count)
{
    size_t most = 2 * (size_t)rows * (size_t)columns;
    struct paint_box *boxes = mem_new(most + 1, sizeof *boxes);
    struct halves halves = {paints, mem_new(most + 1, sizeof(bool)), 2 * rows, columns};
    *count = 0;
    for (int row = 0; row < halves.rows; row++)
        for (int column = 0; column < columns; column++)
            if (!halves.boxed[(long)row * columns + column] &&
                paper_at(&halves, row, column) != paint_paper(theme))
                boxes[(*count)++] = box_at(&halves, row, column);
    free(halves.boxed);
    return boxes;
}
