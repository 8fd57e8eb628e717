#include "panel/wall.h"

#include "draw/heat.h"
#include "draw/heat_layout.h"
#include "draw/overview.h"
#include "draw/para.h"
#include "text/utf8.h"
#include "view/matrix.h"

/* The least rows of a tile, with its caption, and the rows below the wall. */
enum { LEAST = 4, BELOW = 4 };

/* A heat whose every column stands several times. */
struct stretched {
    const struct heat *heat;
    int wide;
};

static float stretched_value(const void *data, int row, int column)
{
    const struct stretched *s = data;
    return s->heat->value(s->heat->data, row, column / s->wide);
}

static bool stretched_masked(const void *data, int row, int column)
{
    const struct stretched *s = data;
    return s->heat->masked && s->heat->masked(s->heat->data, row, column / s->wide);
}

/* All of a matrix as blocks without words, as wide as there is room for. */
static void draw_blocks(struct grid *grid, struct rect rect, const struct heat *heat)
{
    enum { WIDEST = 4 };
    int room = rect.columns - HEAT_MARKER, columns = heat->columns > 0 ? heat->columns : 1;
    if (room < 1 || rect.rows < 1)
        return;
    struct stretched stretched = {heat, heat_limit(room / columns, WIDEST)};
    stretched.wide += stretched.wide == 0;
    struct heat wide = *heat;
    wide.data = &stretched;
    wide.value = stretched_value;
    wide.masked = stretched_masked;
    wide.columns = heat->columns * stretched.wide;
    struct overview o = {.left = HEAT_MARKER, .halves = heat->rows > rect.rows};
    int most = o.halves ? 2 * rect.rows : rect.rows;
    o.row_span = (heat->rows + most - 1) / most;
    o.column_span = (wide.columns + room - 1) / room;
    o.rows = (heat->rows + o.row_span - 1) / o.row_span;
    o.columns = (wide.columns + o.column_span - 1) / o.column_span;
    overview_draw(grid, rect, &wide, &o);
}

/* With words and numbers where all of it has room, else as blocks. */
static void draw_cells(struct grid *grid, struct rect rect, const struct heat *heat)
{
    struct heat_layout layout = heat_layout(heat, rect);
    if (layout.words && layout.visible_rows == heat->rows &&
        layout.visible_columns == heat->columns)
        heat_draw(grid, rect, heat);
    else
        draw_blocks(grid, rect, heat);
}

static struct picture picture_of(const struct wall_tile *tile)
{
    const struct quantity *q = trace_quantity(tile->trace, tile->sheet.quantity);
    return (struct picture){.trace = tile->trace,
                            .sentence = tile->sentence,
                            .zoom = ZOOM_STAGE,
                            .stage = q->stage,
                            .quantity = q->id,
                            .slice = tile->sheet.slice,
                            .bare = true};
}

void wall_say_colors(const struct wall_tile *tile, struct str *out)
{
    struct arena arena = {0};
    if (!trace_has_sheet(tile->trace, tile->sheet))
        return;
    struct picture picture = picture_of(tile);
    struct matrix matrix = matrix_of(&picture, 0);
    struct heat heat = matrix_heat(&matrix, &arena);
    double low = heat.ramp == RAMP_DIVERGING ? -(double)heat.high : (double)heat.low;
    if (heat.low == (float)matrix.low && heat.high == (float)matrix.high)
        str_format(out, "colors: %.3g to %.3g, its least and largest", low, matrix.high);
    else
        str_format(out, "colors: %.3g to %.3g", low, (double)heat.high);
    arena_free(&arena);
}

static void draw_tile(struct grid *grid, struct rect rect, const struct wall_tile *tile,
                      bool chosen)
{
    struct picture picture = picture_of(tile);
    struct arena arena = {0};
    int column = grid_put(grid, rect, 0, 0, chosen ? STYLE_KEY : STYLE_DIM, chosen ? "▸ " : "  ");
    int room = rect.columns - column - 1;
    bool brief = tile->brief && utf8_width(tile->caption) > room;
    grid_put_cut(grid, rect, 0, column, room, chosen ? STYLE_TITLE : STYLE_PLAIN,
                 brief ? tile->brief : tile->caption);
    if (trace_has_sheet(tile->trace, tile->sheet)) {
        struct matrix matrix = matrix_of(&picture, rect.columns);
        struct heat heat = matrix_heat(&matrix, &arena);
        heat.tallest = 1;
        draw_cells(grid, rect_part(rect, 1, 0, rect.rows - 1, rect.columns - 1), &heat);
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
