#include "export/plate.h"

#include <string.h>

#include "draw/para.h"
#include "export/outline.h"

/* A caption is at least this wide, when the grid is: a word a line is no caption. */
enum { CAPTION_COLUMNS = 60 };

static bool is_empty(const struct theme *theme, const struct cell *cell)
{
    struct look look = theme_look(theme, cell);
    return cell->width > 0 && cell->ramp == RAMP_NONE && !strcmp(look.text, " ") &&
           look.paper == COLOR_DEFAULT && !look.reverse && !look.underline;
}

/* From the first row that is drawn on, and from the left edge, to the last row and column. */
static struct rect drawn_part(const struct grid *grid, const struct theme *theme)
{
    struct rect part = {0};
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++)
            if (!is_empty(theme, grid_cell(grid, row, column))) {
                part.row = part.rows ? part.row : row;
                part.rows = row + 1 - part.row;
                part.columns = column >= part.columns ? column + 1 : part.columns;
            }
    return part;
}

static int at_least(int number, int least)
{
    return number > least ? number : least;
}

void plate_compose(struct grid *out, const struct grid *grid, const struct theme *theme,
                   const char *caption)
{
    const struct para_run run = {STYLE_DIM, 0, caption};
    struct rect part = drawn_part(grid, theme);
    int columns = part.columns, lines = 0;
    if (caption[0]) {
        columns =
            at_least(columns, grid->columns < CAPTION_COLUMNS ? grid->columns : CAPTION_COLUMNS);
        lines = para_draw(NULL, (struct rect){.columns = columns}, &run, 1, 0, 0);
    }
    grid_init(out, part.rows + (lines ? 1 + lines : 0), columns);
    for (int row = 0; row < part.rows; row++)
        memcpy(grid_cell(out, row, 0), grid_cell(grid, part.row + row, 0),
               (size_t)part.columns * sizeof(struct cell));
    if (lines)
        para_draw(out, (struct rect){part.rows + 1, 0, lines, columns}, &run, 1, 0, 0);
}

void plate_text(const struct grid *grid, const struct theme *theme, struct str *out)
{
    struct outline outline;
    bool apart = false, any = false;
    str_add(out, "");
    for (int row = 0; row < grid->rows; row++) {
        for (int column = 0; column < grid->columns; column++) {
            const struct cell *cell = grid_cell(grid, row, column);
            const char *text = theme_look(theme, cell).text;
            if (cell->width == 0)
                continue;
            if (!strcmp(text, " ") || outline_of(text, &outline)) {
                apart = true;
                continue;
            }
            str_add(out, apart && any ? " " : "");
            str_add(out, text);
            any = true;
            apart = false;
        }
        apart = true;
    }
}

int plate_width(const struct grid *grid)
{
    return grid->columns * CELL_WIDTH + 2 * PLATE_MARGIN;
}

int plate_height(const struct grid *grid)
{
    return grid->rows * CELL_HEIGHT + 2 * PLATE_MARGIN;
}
