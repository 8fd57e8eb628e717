#include "panel/wall.h"

#include "draw/heat.h"
#include "draw/para.h"
#include "view/matrix.h"

/* The least rows of a tile, with its caption, and the rows below the wall. */
enum { LEAST = 4, BELOW = 3 };

static void draw_tile(struct grid *grid, struct rect rect, const struct wall_tile *tile,
                      bool chosen)
{
    const struct quantity *q = trace_quantity(tile->trace, tile->sheet.quantity);
    struct picture picture = {.trace = tile->trace,
                              .sentence = tile->sentence,
                              .zoom = ZOOM_STAGE,
                              .stage = q->stage,
                              .quantity = q->id,
                              .slice = tile->sheet.slice,
                              .bare = true};
    struct arena arena = {0};
    int column = grid_put(grid, rect, 0, 0, chosen ? STYLE_KEY : STYLE_DIM, chosen ? "▸ " : "  ");
    grid_put_cut(grid, rect, 0, column, rect.columns - column - 1,
                 chosen ? STYLE_TITLE : STYLE_PLAIN, tile->caption);
    if (trace_has_sheet(tile->trace, tile->sheet)) {
        struct matrix matrix = matrix_of(&picture, rect.columns);
        struct heat heat = matrix_heat(&matrix, &arena);
        heat.tallest = 1;
        heat_draw(grid, rect_part(rect, 1, 0, rect.rows - 1, rect.columns - 1), &heat);
    }
    arena_free(&arena);
}

void wall_draw(struct grid *grid, struct rect rect, const struct wall *wall)
{
    int room = rect.rows - BELOW, rows = (wall->count + wall->columns - 1) / wall->columns;
    int seen = room / LEAST < rows ? room / LEAST : rows;
    seen = seen < 1 ? 1 : seen;
    int at = wall->chosen / wall->columns, first = at < seen ? 0 : at - seen + 1;
    int height = room / seen, width = rect.columns / wall->columns;
    for (int i = first * wall->columns; i < wall->count && i < (first + seen) * wall->columns;
         i++) {
        int row = i / wall->columns - first, column = i % wall->columns;
        draw_tile(grid, rect_part(rect, row * height, column * width, height, width),
                  &wall->tiles[i], i == wall->chosen);
    }
    const struct para_run said = {STYLE_PLAIN, 0, wall->below};
    if (rect.rows > BELOW)
        para_draw(grid, rect_part(rect, rect.rows - BELOW + 1, 0, BELOW - 1, -1), &said, 1, 0, 0);
}
