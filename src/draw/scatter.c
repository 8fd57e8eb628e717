#include "draw/scatter.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/plane.h"
#include "text/utf8.h"

enum { AXIS_ROWS = 2, BODY_ROWS = 4, BODY_COLUMNS = 16, TICK_COLUMNS = 8, TICK_ROWS = 3 };

/* What a cell of the body holds. */
enum { FREE, DOT, FIRM_DOT, LABEL };

struct canvas {
    struct grid *grid;
    struct plane plane;
    unsigned char *taken; /* [rows × columns] of the body */
};

static unsigned char *taken_at(const struct canvas *c, int row, int column)
{
    return &c->taken[row * c->plane.body.columns + column];
}

static int row_of(const struct canvas *c, const struct scatter_point *point)
{
    return plane_dot_row(&c->plane, point->y) / DOTS_HIGH;
}

static int column_of(const struct canvas *c, const struct scatter_point *point)
{
    return plane_dot_column(&c->plane, point->x) / DOTS_WIDE;
}

static void draw_dot(const struct canvas *c, const struct scatter_point *point)
{
    int row = row_of(c, point), column = column_of(c, point);
    grid_put(c->grid, c->plane.body, row, column, point->style, point->dot);
    *taken_at(c, row, column) = point->firm ? FIRM_DOT : DOT;
}

/* Whether a label of this width may stand there without touching another label. */
static bool has_room(const struct canvas *c, int row, int column, int width, bool firm)
{
    struct rect body = c->plane.body;
    if (row < 0 || row >= body.rows || column < 0 || column + width > body.columns)
        return false;
    for (int i = column; i < column + width; i++)
        if (*taken_at(c, row, i) > (firm ? DOT : FREE))
            return false;
    return !(column > 0 && *taken_at(c, row, column - 1) == LABEL) &&
           !(column + width < body.columns && *taken_at(c, row, column + width) == LABEL);
}

/* Puts a label beside its point, or above or below it. Without room it is left out; that of the
 * first point is cut instead. */
static void draw_label(const struct canvas *c, const struct scatter_point *point, bool first)
{
    int row = row_of(c, point), column = column_of(c, point), width = utf8_width(point->label);
    const int places[][2] = {{row, column + 1},
                             {row, column - width},
                             {row - 1, column - width / 2},
                             {row + 1, column - width / 2},
                             {row - 1, column + 1},
                             {row + 1, column + 1},
                             {row - 1, column - width},
                             {row + 1, column - width}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (has_room(c, places[i][0], places[i][1], width, point->firm)) {
            row = places[i][0];
            column = places[i][1];
            grid_put(c->grid, c->plane.body, row, column, point->style, point->label);
            grid_mark(c->grid, c->plane.body, row, column, width, point->marks);
            memset(taken_at(c, row, column), LABEL, (size_t)width);
            return;
        }
    if (!first)
        return;
    column = column + 1 < c->plane.body.columns ? column + 1 : 0;
    width = grid_put_cut(c->grid, c->plane.body, row, column, c->plane.body.columns - column,
                         point->style, point->label) -
            column;
    grid_mark(c->grid, c->plane.body, row, column, width, point->marks);
    memset(taken_at(c, row, column), LABEL, (size_t)width);
}

static void draw_points(struct canvas *c, const struct scatter *scatter)
{
    size_t cells = (size_t)c->plane.body.rows * (size_t)c->plane.body.columns;
    c->taken = mem_new(cells, 1);
    const struct scatter_point *points = scatter->points;
    for (int i = scatter->count - 1; i >= 0; i--) /* the important ones come on top */
        if (plane_shows(&c->plane, points[i].x, points[i].y))
            draw_dot(c, &points[i]);
    for (int i = 0; i < scatter->count; i++)
        if (plane_shows(&c->plane, points[i].x, points[i].y))
            draw_label(c, &points[i], i == 0);
    free(c->taken);
}

void scatter_draw(struct grid *grid, struct rect rect, const struct scatter *scatter)
{
    struct canvas c = {.grid = grid};
    for (int i = 0; i < scatter->count; i++)
        plane_reach(&c.plane, scatter->points[i].x, scatter->points[i].y);
    bool axes = rect.rows >= BODY_ROWS + AXIS_ROWS && rect.columns >= BODY_COLUMNS;
    bool labels = axes && rect.rows >= BODY_ROWS + AXIS_ROWS + 2;
    int rows = rect.rows - (axes ? AXIS_ROWS : 0) - (labels ? 2 : 0);
    if (!c.plane.any || rows < 1 || rect.columns < 1)
        return;
    plane_axis_settle(&c.plane.y, rows / TICK_ROWS > 1 ? rows / TICK_ROWS : 1, false);
    plane_axis_settle(&c.plane.x, rect.columns / TICK_COLUMNS > 1 ? rect.columns / TICK_COLUMNS : 1,
                      false);
    c.plane.body =
        rect_part(rect, labels, axes ? plane_axis_text_width(&c.plane.y) + 1 : 0, rows, -1);
    if (labels) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, scatter->y_label);
        grid_put_right(grid, rect, rect.rows - 1, rect.columns, rect.columns, STYLE_DIM,
                       scatter->x_label);
    }
    if (axes) {
        plane_draw_y(grid, rect, &c.plane);
        plane_draw_x(grid, rect, &c.plane);
    }
    draw_points(&c, scatter);
}
