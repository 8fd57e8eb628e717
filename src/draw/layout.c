#include "draw/layout.h"

#include "text/utf8.h"

enum { BESIDE_ROWS = 16, BESIDE_COLUMNS = 60, TEXT_MIN = 24, TEXT_MAX = 46 };

/* The text column with its margin: 31 of 80, 39 of 100, 46 of 120. */
static int text_width(int columns)
{
    int width = columns * 39 / 100;
    return width < TEXT_MIN ? TEXT_MIN : width > TEXT_MAX ? TEXT_MAX : width;
}

struct layout layout_of(int rows, int columns, bool text, bool picture_first)
{
    struct rect all = {0, 0, rows, columns};
    struct layout layout = {.divider = -1};
    layout.too_small = rows < SMALLEST_ROWS || columns < SMALLEST_COLUMNS;
    layout.title = rect_part(all, 0, 0, 1, -1);
    layout.footer = rect_part(all, rows - 1, 0, 1, -1);
    bool rules = rows >= 12;
    int top = rules ? 2 : 1, height = rows - top - (rules ? 2 : 1);
    struct rect body = rect_part(all, top, 0, height, -1);
    layout.beside = text && rows >= BESIDE_ROWS && columns >= BESIDE_COLUMNS;
    if (layout.beside) {
        int width = text_width(columns);
        layout.divider = width + 1;
        layout.text = rect_part(body, 0, 1, -1, width - 1);
        layout.picture = rect_part(body, 0, width + 3, -1, -1);
    } else if (text && !picture_first) {
        layout.text = rect_part(body, 0, 1, -1, columns - 2);
        layout.picture = (struct rect){0};
    } else {
        layout.text = (struct rect){0};
        layout.picture = rect_part(body, 0, 1, -1, columns - 2);
    }
    return layout;
}

void layout_draw(struct grid *grid, const struct layout *layout, const char *title,
                 const char *right)
{
    struct rect all = grid_whole(grid);
    int column = grid_put(grid, layout->title, 0, 0, STYLE_BADGE, " heed ") + 2;
    column = grid_put_cut(grid, layout->title, 0, column, layout->title.columns - column,
                          STYLE_PLAIN, title);
    int room = layout->title.columns - column - 2;
    if (room >= 8)
        grid_put_right(grid, layout->title, 0, layout->title.columns, room, STYLE_DIM, right);
    if (grid->rows < 12)
        return;
    int bottom = grid->rows - 2;
    grid_rule(grid, all, 1, 0, grid->columns, STYLE_DIM, "─");
    grid_rule(grid, all, bottom, 0, grid->columns, STYLE_DIM, "─");
    if (layout->divider < 0)
        return;
    grid_post(grid, all, 2, layout->divider, bottom - 2, STYLE_DIM, "│");
    grid_put(grid, all, 1, layout->divider, STYLE_DIM, "┬");
    grid_put(grid, all, bottom, layout->divider, STYLE_DIM, "┴");
}

void layout_draw_small(struct grid *grid)
{
    struct rect all = grid_whole(grid);
    int row = grid->rows / 2;
    const char *text = "heed needs 30×8, q quits";
    if (utf8_width(text) > grid->columns)
        text = "needs 30×8";
    grid_put(grid, all, row, 0, STYLE_PLAIN, text);
}
