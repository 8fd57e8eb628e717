#include "draw/overview.h"

#include <math.h>

#include "text/utf8.h"

enum { HEADER = 2, LABEL_MOST = 10 };

static int spans(int count, int span)
{
    return (count + span - 1) / span;
}

static int widest(const char *const *labels, int count)
{
    char text[HEAT_TEXT];
    int most = 1;
    for (int i = labels ? 0 : count - 1; i >= 0 && i < count; i++) {
        int width = utf8_width(heat_label(labels, i, text));
        most = width > most ? width : most;
    }
    return heat_limit(most, LABEL_MOST);
}

struct overview overview_of(const struct heat *heat, struct rect rect)
{
    struct overview o = {0};
    if (heat->cursor_row >= 0) { /* whose words are the only ones */
        o.label = widest(heat->row_labels, heat->rows);
        o.header = rect.rows > HEADER ? HEADER : 0;
        o.left = HEAT_MARKER + o.label + 1;
    }
    int rows = rect.rows - o.header, columns = rect.columns - o.left;
    rows = rows > 0 ? rows : 1;
    columns = columns > 0 ? columns : 1;
    o.halves = heat->rows > rows;
    o.row_span = o.halves ? spans(heat->rows, 2 * rows) : 1;
    o.column_span = spans(heat->columns > 0 ? heat->columns : 1, columns);
    o.rows = spans(heat->rows, o.row_span);
    o.columns = spans(heat->columns, o.column_span);
    return o;
}

/* ---- what a block shows ---- */

struct overview_block {
    int row, column; /* of the cell it shows; −1: all are masked */
    float value;     /* NaN when one of them is */
};

static struct overview_block overview_block_at(const struct heat *heat, const struct overview *o,
                                               int row, int column)
{
    struct overview_block block = {-1, -1, 0};
    int first = column * o->column_span;
    for (int i = row * o->row_span; i < (row + 1) * o->row_span && i < heat->rows; i++)
        for (int j = first; j < first + o->column_span && j < heat->columns; j++) {
            float value = heat->value(heat->data, i, j);
            if ((heat->masked && heat->masked(heat->data, i, j)) || (isinf(value) && value < 0))
                continue;
            bool larger = heat->ramp == RAMP_DIVERGING ? fabsf(value) > fabsf(block.value)
                                                       : value > block.value;
            if (block.row < 0 || isnan(value) || larger)
                block = (struct overview_block){i, j, value};
            if (isnan(value))
                return block;
        }
    return block;
}

void overview_move(const struct heat *heat, const struct overview *o, bool columns, int by,
                   int *row, int *column)
{
    int at[2] = {*row / o->row_span, *column / o->column_span};
    at[columns] += by;
    at[0] = heat_limit(at[0], o->rows - 1);
    at[1] = heat_limit(at[1], o->columns - 1);
    struct overview_block block = overview_block_at(heat, o, at[0], at[1]);
    *row = block.row < 0 ? at[0] * o->row_span : block.row;
    *column = block.row < 0 ? at[1] * o->column_span : block.column;
}

/* ---- drawing ---- */

struct half {
    int level; /* or LEVEL_NOTHING, LEVEL_CURSOR */
    bool bad, masked;
};

static struct half half_at(const struct heat *heat, const struct overview *o, int row, int column)
{
    if (row >= o->rows)
        return (struct half){.level = LEVEL_NOTHING};
    struct overview_block block = overview_block_at(heat, o, row, column);
    if (heat->cursor_row >= 0 && row == heat->cursor_row / o->row_span &&
        column == heat->cursor_column / o->column_span)
        return (struct half){.level = LEVEL_CURSOR};
    if (block.row < 0 || !isfinite(block.value))
        return (struct half){LEVEL_NOTHING, block.row >= 0, block.row < 0};
    return (struct half){.level = heat_scaled_level(heat, block.row, block.value)};
}

static void draw_character(struct grid *grid, struct rect rect, const struct heat *heat,
                           const struct overview *o, int line, int column)
{
    int row = o->halves ? 2 * line : line, at = o->left + column;
    struct half upper = half_at(heat, o, row, column);
    struct half lower = o->halves ? half_at(heat, o, row + 1, column) : upper;
    line += o->header;
    grid_halves(grid, rect, line, at, heat->ramp, upper.level, lower.level);
    if (upper.bad || lower.bad)
        grid_put(grid, rect, line, at, STYLE_ERROR, "!");
    else if (upper.masked && (lower.masked || lower.level == LEVEL_NOTHING))
        grid_put(grid, rect, line, at, STYLE_MASKED, "×");
}

/* The words of all rows, where each has a line of its own. */
static void draw_labels(struct grid *grid, struct rect rect, const struct heat *heat,
                        const struct overview *o)
{
    char text[HEAT_TEXT];
    if (!o->label || o->halves || o->row_span > 1 || !heat->row_labels)
        return;
    for (int row = 0; row < heat->rows; row++)
        grid_put_cut(grid, rect, o->header + row, HEAT_MARKER, o->label, STYLE_WORD,
                     heat_label(heat->row_labels, row, text));
}

/* The cursor's words, and marks on both axes where it is. */
static void draw_cursor(struct grid *grid, struct rect rect, const struct heat *heat,
                        const struct overview *o)
{
    char text[HEAT_TEXT];
    if (heat->cursor_row < 0 || heat->cursor_column < 0)
        return;
    int row = heat->cursor_row / o->row_span, line = o->header + (o->halves ? row / 2 : row);
    int at = o->left + heat->cursor_column / o->column_span;
    grid_put(grid, rect, line, 0, STYLE_STRONG, "▸");
    grid_put_cut(grid, rect, line, HEAT_MARKER, o->label, STYLE_STRONG,
                 heat_label(heat->row_labels, heat->cursor_row, text));
    if (!o->header)
        return;
    const char *word = heat_label(heat->column_labels, heat->cursor_column, text);
    int width = heat_limit(utf8_width(word), rect.columns);
    int start = heat_limit(at - (width - 1) / 2, rect.columns - width);
    grid_put_cut(grid, rect, 0, start, width, STYLE_STRONG, word);
    grid_put(grid, rect, 1, at, STYLE_STRONG, "▾");
}

int overview_draw(struct grid *grid, struct rect rect, const struct heat *heat,
                  const struct overview *o)
{
    int lines = o->halves ? spans(o->rows, 2) : o->rows;
    for (int line = 0; line < lines && o->header + line < rect.rows; line++)
        for (int column = 0; column < o->columns; column++)
            draw_character(grid, rect, heat, o, line, column);
    draw_labels(grid, rect, heat, o);
    draw_cursor(grid, rect, heat, o);
    return o->header + lines;
}
