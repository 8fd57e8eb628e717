#include "draw/grid.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "text/utf8.h"

/* Most texts are shorter than this in bytes; longer ones need memory of their own. */
enum { LINE_BYTES = 512 };

static const struct cell blank_cell = {.text = " ", .width = 1};

void grid_init(struct grid *grid, int rows, int columns)
{
    *grid = (struct grid){0};
    grid_resize(grid, rows, columns);
}

void grid_free(struct grid *grid)
{
    free(grid->cells);
    *grid = (struct grid){0};
}

void grid_resize(struct grid *grid, int rows, int columns)
{
    grid->rows = rows > 0 ? rows : 0;
    grid->columns = columns > 0 ? columns : 0;
    free(grid->cells);
    grid->cells = mem_new((size_t)grid->rows * (size_t)grid->columns, sizeof *grid->cells);
    grid_clear(grid);
}

void grid_clear(struct grid *grid)
{
    long count = (long)grid->rows * grid->columns;
    for (long i = 0; i < count; i++)
        grid->cells[i] = blank_cell;
    grid->cursor_row = grid->cursor_column = -1;
}

struct rect grid_whole(const struct grid *grid)
{
    return (struct rect){0, 0, grid->rows, grid->columns};
}

/* Cuts the span [*start, *start + *length) to [0, limit); length < 0 means "to the end". */
static void clip_span(int *start, int *length, int limit)
{
    int end = *length < 0 || *length > limit - *start ? limit : *start + *length;
    if (*start < 0)
        *start = 0;
    *length = end > *start ? end - *start : 0;
}

struct rect rect_part(struct rect rect, int row, int column, int rows, int columns)
{
    clip_span(&row, &rows, rect.rows);
    clip_span(&column, &columns, rect.columns);
    return (struct rect){rect.row + row, rect.column + column, rows, columns};
}

/* The part of one row of rect that lies in the grid, in grid coordinates: false when empty. */
static bool row_span(const struct grid *grid, struct rect rect, int row, int *first, int *end)
{
    int line = rect.row + row;
    if (row < 0 || row >= rect.rows || line < 0 || line >= grid->rows)
        return false;
    *first = rect.column > 0 ? rect.column : 0;
    *end = rect.column + rect.columns < grid->columns ? rect.column + rect.columns : grid->columns;
    return *first < *end;
}

/* Puts one cell down and blanks what is left of a wide grapheme that it cuts in two. */
static void set_cell(struct grid *grid, int row, int column, const struct cell *cell)
{
    struct cell *at = grid_cell(grid, row, column);
    if (at->width == 0 && column > 0)
        at[-1] = blank_cell;
    if (at->width == 2 && column + 1 < grid->columns)
        at[1] = blank_cell;
    *at = *cell;
}

static void set_grapheme(struct grid *grid, int row, int column, enum style style,
                         const char *bytes, size_t n, int width)
{
    struct cell cell = {.width = (uint8_t)width, .style = (uint8_t)style};
    memcpy(cell.text, bytes, n);
    set_cell(grid, row, column, &cell);
    if (width == 2)
        set_cell(grid, row, column + 1, &(struct cell){.style = (uint8_t)style});
}

/* Adds a mark without a width of its own to the grapheme that ends before `column`, if there is
 * room. A cell's text is zero behind its end, so that it still ends with NUL. */
static void join_grapheme(struct grid *grid, int row, int column, const char *bytes, size_t n)
{
    struct cell *cell = grid_cell(grid, row, column - 1);
    if (cell->width == 0 && column > 1)
        cell--;
    size_t used = strlen(cell->text);
    if (used + n < CELL_TEXT)
        memcpy(cell->text + used, bytes, n);
}

/* The bytes of the next grapheme, at most as many as a cell can hold. It takes *used bytes from the
 * text. ASCII needs no tables. */
static size_t next_grapheme(const char *text, size_t n, size_t *used, int *width)
{
    if ((signed char)text[0] > 0 && (signed char)text[1] >= 0) {
        *used = 1;
        *width = 1;
        return 1;
    }
    *used = utf8_grapheme(text, n, width);
    size_t bytes = *used;
    if (bytes >= CELL_TEXT)
        for (bytes = CELL_TEXT - 1; ((unsigned char)text[bytes] & 0xC0) == 0x80;)
            bytes--;
    return bytes;
}

/* Whether a terminal can be given the text: control characters would move its cursor, and bad bytes
 * have no width. */
static bool is_clean(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char byte = (unsigned char)text[i], next = (unsigned char)text[i + 1];
        if (byte < 0x20 || byte == 0x7F || (byte == 0xC2 && next < 0xA0))
            return false;
    }
    return utf8_valid(text, n);
}

static int put_clean(struct grid *grid, struct rect rect, int row, int column, enum style style,
                     const char *text, size_t n)
{
    int first, end;
    if (!row_span(grid, rect, row, &first, &end))
        return column;
    int line = rect.row + row, at = rect.column + column;
    while (n > 0 && at < end) {
        size_t used;
        int width;
        size_t bytes = next_grapheme(text, n, &used, &width);
        if (width == 0 && at > first)
            join_grapheme(grid, line, at, text, bytes);
        else if (width > 0 && at >= first && at + width <= end)
            set_grapheme(grid, line, at, style, text, bytes, width);
        else if (width == 2 && at + 1 >= first) /* half of it is outside */
            set_grapheme(grid, line, at < first ? first : at, style, " ", 1, 1);
        at += width;
        text += used;
        n -= used;
    }
    return (at < end ? at : end) - rect.column;
}

int grid_put(struct grid *grid, struct rect rect, int row, int column, enum style style,
             const char *text)
{
    size_t n = strlen(text);
    if (is_clean(text, n))
        return put_clean(grid, rect, row, column, style, text, n);
    struct str clean = {0};
    utf8_clean(&clean, text, n);
    int end = put_clean(grid, rect, row, column, style, clean.text, clean.length);
    str_free(&clean);
    return end;
}

int grid_format(struct grid *grid, struct rect rect, int row, int column, enum style style,
                const char *format, ...)
{
    char text[LINE_BYTES], *longer = NULL;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n >= LINE_BYTES) {
        longer = mem_new((size_t)n + 1, 1);
        va_start(args, format);
        vsnprintf(longer, (size_t)n + 1, format, args);
        va_end(args);
    }
    int end = grid_put(grid, rect, row, column, style, longer ? longer : text);
    free(longer);
    return end;
}

/* A cleaned copy that takes at most `width` columns. */
static void cut_text(struct str *out, const char *text, int width)
{
    utf8_clean(out, text, strlen(text));
    if (out->length > 0 && utf8_width(out->text) > width) {
        out->length = utf8_fit(out->text, width - 1);
        str_add(out, "…");
    }
}

int grid_put_cut(struct grid *grid, struct rect rect, int row, int column, int width,
                 enum style style, const char *text)
{
    struct str cut = {0};
    if (width > 0)
        cut_text(&cut, text, width);
    int end = put_clean(grid, rect, row, column, style, cut.text, cut.length);
    str_free(&cut);
    return end;
}

void grid_put_right(struct grid *grid, struct rect rect, int row, int end, int width,
                    enum style style, const char *text)
{
    struct str cut = {0};
    if (width > 0)
        cut_text(&cut, text, width);
    if (cut.length > 0)
        put_clean(grid, rect, row, end - utf8_width(cut.text), style, cut.text, cut.length);
    str_free(&cut);
}

void grid_heat(struct grid *grid, struct rect rect, int row, int column, int width, enum ramp ramp,
               int level)
{
    assert(level >= 0 && level < LEVELS_SEQUENTIAL);
    int first, end;
    if (!row_span(grid, rect, row, &first, &end))
        return;
    int from = rect.column + column;
    for (int at = from > first ? from : first; at < end && at < from + width; at++) {
        struct cell *cell = grid_cell(grid, rect.row + row, at);
        cell->ramp = (uint8_t)ramp;
        cell->level = (uint8_t)level;
        cell->halved = 0;
    }
}

void grid_halves(struct grid *grid, struct rect rect, int row, int column, enum ramp ramp,
                 int upper, int lower)
{
    int first, end, at = rect.column + column;
    grid_put(grid, rect, row, column, STYLE_PLAIN, " ");
    if (!row_span(grid, rect, row, &first, &end) || at < first || at >= end)
        return;
    struct cell *cell = grid_cell(grid, rect.row + row, at);
    cell->ramp = (uint8_t)ramp;
    cell->halved = 1;
    cell->level = (uint8_t)upper;
    cell->lower = (uint8_t)lower;
    if (upper == LEVEL_CURSOR || lower == LEVEL_CURSOR)
        cell->marks = MARK_CURSOR;
}

static int strength(const struct cell *cell, int level)
{
    return level >= LEVEL_NOTHING ? -1 : cell->ramp == RAMP_DIVERGING ? abs(level - 4) : level;
}

int cell_level(const struct cell *cell)
{
    if (!cell->halved)
        return cell->level;
    bool upper = strength(cell, cell->level) >= strength(cell, cell->lower);
    int level = upper ? cell->level : cell->lower;
    return level < LEVEL_NOTHING ? level : cell->ramp == RAMP_DIVERGING ? 4 : 0;
}

void grid_mark(struct grid *grid, struct rect rect, int row, int column, int width, unsigned marks)
{
    int first, end;
    if (!row_span(grid, rect, row, &first, &end))
        return;
    int from = rect.column + column;
    for (int at = from > first ? from : first; at < end && at < from + width; at++)
        grid_cell(grid, rect.row + row, at)->marks |= (uint8_t)marks;
}

void grid_rule(struct grid *grid, struct rect rect, int row, int column, int width,
               enum style style, const char *grapheme)
{
    int step = utf8_width(grapheme);
    for (int at = 0; step > 0 && at + step <= width && column + at < rect.columns; at += step)
        grid_put(grid, rect, row, column + at, style, grapheme);
}

void grid_post(struct grid *grid, struct rect rect, int row, int column, int height,
               enum style style, const char *grapheme)
{
    for (int at = 0; at < height && row + at < rect.rows; at++)
        grid_put(grid, rect, row + at, column, style, grapheme);
}

void grid_spotlight(struct grid *grid)
{
    long count = (long)grid->rows * grid->columns;
    bool any = false;
    for (long i = 0; i < count && !any; i++)
        any = grid->cells[i].marks & MARK_SPOT;
    for (long i = 0; any && i < count; i++)
        if (!(grid->cells[i].marks & MARK_SPOT))
            grid->cells[i].marks |= MARK_FADED;
}
