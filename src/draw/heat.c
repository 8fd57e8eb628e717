#include "draw/heat.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "draw/heat_layout.h"
#include "text/utf8.h"

/* ---- numbers and levels ---- */

bool heat_flat(double low, double high)
{
    const double most = 2.56, seen = 0.1;
    return high > low && (high < seen || (low > 0 && high < most * low));
}

int heat_level(enum ramp ramp, float low, float high, float value)
{
    bool is_signed = ramp == RAMP_DIVERGING;
    int levels = is_signed ? LEVELS_DIVERGING : LEVELS_SEQUENTIAL;
    if (is_signed)
        low = -high;
    float way = high > low ? (value - low) / (high - low) : is_signed ? 0.5f : 0;
    /* The ends of a signed scale get half a level each, so that zero is in the middle of one. */
    float level =
        is_signed ? roundf(way * (LEVELS_DIVERGING - 1)) : floorf(way * LEVELS_SEQUENTIAL);
    return level > 0 ? (level < (float)levels ? (int)level : levels - 1) : 0;
}

/* "0.42" as ".42", "-0.0" as "0.0". */
static void strip_number(char *text, bool leading_zero)
{
    char *digits = text + (*text == '-');
    if (*text == '-' && !strpbrk(digits, "123456789")) {
        memmove(text, digits, strlen(digits) + 1);
        digits = text;
    }
    if (leading_zero && digits[0] == '0' && digits[1] == '.')
        memmove(digits, digits + 1, strlen(digits));
}

/* "-1M" for −1,000,000 and "2e30"; false when that does not fit either. */
static bool write_large(char text[HEAT_TEXT], double value, int columns)
{
    static const struct {
        double unit;
        char letter;
    } units[] = {{1e9, 'G'}, {1e6, 'M'}, {1e3, 'k'}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (fabs(value) < units[i].unit)
            continue;
        int n = snprintf(text, HEAT_TEXT, "%.0f%c", value / units[i].unit, units[i].letter);
        if (n <= columns)
            return true;
        break;
    }
    if (fabs(value) < 1e4)
        return false;
    int power = (int)floor(log10(fabs(value)));
    return snprintf(text, HEAT_TEXT, "%.0fe%d", value / pow(10, power), power) <= columns;
}

const char *heat_number(char text[HEAT_TEXT], float value, int columns, int decimals)
{
    if (isnan(value) || (isinf(value) && value > 0))
        return strcpy(text, isnan(value) ? "!" : "∞");
    if (isinf(value))
        return strcpy(text, "×");
    if (columns == 2 && decimals == 2 && value >= 0 && value <= 1) {
        snprintf(text, HEAT_TEXT, value < 0.995f ? "%02.0f" : "1.", (double)value * 100);
        return text;
    }
    for (; decimals >= 0; decimals--)
        for (int strip = 0; strip < 2; strip++) {
            if (snprintf(text, HEAT_TEXT, "%.*f", decimals, (double)value) >= HEAT_TEXT)
                continue;
            strip_number(text, strip);
            if ((int)strlen(text) <= columns && text[0])
                return text;
        }
    if (!write_large(text, (double)value, columns))
        snprintf(text, HEAT_TEXT, "%.*s", columns, "########");
    return text;
}

const char *heat_label(const char *const *labels, int index, char text[HEAT_TEXT])
{
    if (labels)
        return labels[index];
    snprintf(text, HEAT_TEXT, "%d", index + 1);
    return text;
}

/* ---- drawing ---- */

struct canvas {
    struct grid *grid;
    struct rect rect;
    const struct heat *heat;
    struct heat_layout layout;
};

static bool is_masked(const struct heat *heat, int row, int column, float value)
{
    return (heat->masked && heat->masked(heat->data, row, column)) || (isinf(value) && value < 0);
}

static enum heat_gap gap_at(const struct heat *heat, int row, int column)
{
    return heat->gap ? heat->gap(heat->data, row, column) : HEAT_SHOWN;
}

static int column_at(const struct heat_layout *layout, int column)
{
    return layout->left + (column - layout->first_column) * layout->pitch;
}

/* The line of a row's number: the middle one of its cells. */
static int line_at(const struct heat_layout *layout, int row)
{
    return layout->header + (row - layout->first_row) * layout->height + (layout->height - 1) / 2;
}

/* What is largest in a row. */
struct row_facts {
    int maximum; /* its column; −1: none */
    float high;  /* the end of the row's own scale: of signed numbers the largest in magnitude */
};

static struct row_facts row_facts(const struct heat *heat, int row)
{
    struct row_facts facts = {.maximum = -1};
    float best = 0;
    for (int column = 0; column < heat->columns; column++) {
        float value = heat->value(heat->data, row, column);
        if (!isfinite(value) || is_masked(heat, row, column, value))
            continue;
        if (facts.maximum < 0 || value > best) {
            facts.maximum = column;
            best = value;
        }
        facts.high = fmaxf(facts.high, heat->ramp == RAMP_DIVERGING ? fabsf(value) : value);
    }
    return facts;
}

static int level_of(const struct heat *heat, const struct row_facts *facts, float value)
{
    float high = heat->scale == HEAT_ROW ? facts->high : heat->high;
    if (heat->scale != HEAT_ROOT)
        return heat_level(heat->ramp, heat->low, high, value);
    if (heat->ramp == RAMP_DIVERGING)
        return heat_level(heat->ramp, 0, 1,
                          high > 0 ? copysignf(sqrtf(fabsf(value) / high), value) : 0);
    float way = high > heat->low ? (value - heat->low) / (high - heat->low) : 0;
    return heat_level(heat->ramp, 0, 1, sqrtf(fmaxf(way, 0)));
}

int heat_scaled_level(const struct heat *heat, int row, float value)
{
    struct row_facts facts = {0};
    if (heat->scale == HEAT_ROW)
        facts = row_facts(heat, row);
    return level_of(heat, &facts, value);
}

/* What a cell shows. A number stands at the right of its place, "×" for what a mask hides and "!"
 * for what is no number in the middle. A block shows nothing. */
struct shown {
    char text[HEAT_TEXT];
    enum style style;
    int level;      /* −1: no heat */
    int start, end; /* columns of the text */
};

/* A line to write a number on; returns its columns. */
static int write_blank(char text[HEAT_TEXT], const struct heat_layout *layout)
{
    int columns = layout->digits ? layout->digits : layout->paper;
    columns = heat_limit(columns, HEAT_TEXT - 1);
    memset(text, '_', (size_t)columns);
    text[columns] = '\0';
    return columns;
}

static struct shown shown_at(const struct canvas *canvas, const struct row_facts *facts, int row,
                             int column)
{
    const struct heat_layout *layout = &canvas->layout;
    float value = canvas->heat->value(canvas->heat->data, row, column);
    bool masked = is_masked(canvas->heat, row, column, value), sign = masked || !isfinite(value);
    struct shown shown = {.level = -1};
    enum heat_gap gap = gap_at(canvas->heat, row, column);
    shown.end = column_at(layout, column) + layout->number + layout->digits;
    if (gap == HEAT_BLANK) {
        shown.start = shown.end - write_blank(shown.text, layout);
        return shown;
    }
    if (sign) {
        shown.style = masked ? STYLE_MASKED : STYLE_ERROR;
        shown.end += (layout->digits == 0) - (layout->digits - 1) / 2;
    } else if (gap == HEAT_FILLED) {
        shown.style = STYLE_STRONG;
    } else {
        shown.level = level_of(canvas->heat, facts, value);
    }
    if (sign || layout->digits)
        heat_number(shown.text, masked ? -INFINITY : value, layout->digits, layout->decimals);
    shown.start = shown.end - utf8_width(shown.text);
    return shown;
}

/* Colors a cell over all of its height. */
static void paint(const struct canvas *canvas, int row, int at, int width, int level)
{
    const struct heat_layout *layout = &canvas->layout;
    int top = line_at(layout, row) - (layout->height - 1) / 2;
    for (int line = top; level >= 0 && line < top + layout->height; line++)
        grid_heat(canvas->grid, canvas->rect, line, at, width, canvas->heat->ramp, level);
}

static bool is_maximum(const struct canvas *canvas, const struct row_facts *facts, int column)
{
    return canvas->heat->row_maximum && column == facts->maximum;
}

static void draw_cell(const struct canvas *canvas, const struct row_facts *facts, int row,
                      int column)
{
    const struct heat_layout *layout = &canvas->layout;
    struct shown shown = shown_at(canvas, facts, row, column);
    int line = line_at(layout, row), at = column_at(layout, column);
    if (gap_at(canvas->heat, row, column) == HEAT_BLANK) /* what is written stands on the line */
        line += layout->height / 2;
    grid_put(canvas->grid, canvas->rect, line, shown.start, shown.style, shown.text);
    if (is_maximum(canvas, facts, column))
        grid_put(canvas->grid, canvas->rect, line, at + layout->mark, STYLE_PLAIN, "*");
    paint(canvas, row, at, layout->paper, shown.level);
    bool close_signs = canvas->heat->ramp == RAMP_DIVERGING && layout->number == 0;
    if (layout->digits && shown.start > at)
        grid_mark(canvas->grid, canvas->rect, line, shown.start - 1, 1, MARK_CLEAR);
    if (layout->digits && close_signs) /* the shades of negative numbers look like signs */
        grid_mark(canvas->grid, canvas->rect, line, at + layout->mark, 1, MARK_CLEAR);
}

/* Brackets around what the cell shows. Where cells stand close together a bracket would take the
 * place of a mark of the maximum, and the mark stays. */
static void draw_cursor(const struct canvas *canvas, const struct row_facts *facts)
{
    const struct heat *heat = canvas->heat;
    const struct heat_layout *layout = &canvas->layout;
    int column = heat->cursor_column, line = line_at(layout, heat->cursor_row);
    struct shown shown = shown_at(canvas, facts, heat->cursor_row, column);
    int at = column_at(layout, column), open = at, close = at + 1;
    if (layout->digits) {
        open = shown.start - 1;
        close = shown.end;
    }
    bool starred = is_maximum(canvas, facts, column);
    bool close_by = !layout->digits || layout->pitch - layout->digits < 2;
    bool opens = open >= at || column == 0 || !is_maximum(canvas, facts, column - 1);
    close += starred && !close_by;
    open += !opens;
    if (opens)
        grid_put(canvas->grid, canvas->rect, line, open, STYLE_STRONG, "[");
    if (!starred || !close_by)
        grid_put(canvas->grid, canvas->rect, line, close, STYLE_STRONG, "]");
    if (shown.level >= 0)
        grid_heat(canvas->grid, canvas->rect, line, open, close - open + 1, heat->ramp,
                  shown.level);
    grid_mark(canvas->grid, canvas->rect, line, open, close - open + 1, MARK_CURSOR);
}

/* A word in at most `width` columns; the hyphen of one that the next goes on stays. */
static void put_label(const struct canvas *canvas, int line, int at, int width, enum style style,
                      const char *word)
{
    size_t n = strlen(word);
    bool keeps = utf8_width(word) > width && width > 1 && n && word[n - 1] == '-';
    int end = grid_put_cut(canvas->grid, canvas->rect, line, at, width - keeps, style, word);
    if (keeps)
        grid_put(canvas->grid, canvas->rect, line, end, style, "-");
}

static void draw_row(const struct canvas *canvas, int row)
{
    const struct heat *heat = canvas->heat;
    const struct heat_layout *layout = &canvas->layout;
    bool selected = row == heat->cursor_row;
    int line = line_at(layout, row), end = layout->first_column + layout->visible_columns;
    char text[HEAT_TEXT];
    if (selected)
        grid_put(canvas->grid, canvas->rect, line, 0, STYLE_STRONG, "▸");
    put_label(canvas, line, HEAT_MARKER, layout->label, selected ? STYLE_STRONG : STYLE_WORD,
              heat_label(heat->row_labels, row, text));
    struct row_facts facts = row_facts(heat, row);
    for (int column = layout->first_column; column < end; column++)
        draw_cell(canvas, &facts, row, column);
    if (selected && heat->cursor_column >= layout->first_column && heat->cursor_column < end)
        draw_cursor(canvas, &facts);
}

/* Whether a mask hides all that is in sight of a column, and it may be told. */
static bool is_hidden(const struct canvas *canvas, int column)
{
    const struct heat_layout *layout = &canvas->layout;
    for (int i = 0; i < layout->visible_rows; i++) {
        int row = layout->first_row + i;
        if (gap_at(canvas->heat, row, column) == HEAT_BLANK ||
            !is_masked(canvas->heat, row, column,
                       canvas->heat->value(canvas->heat->data, row, column)))
            return false;
    }
    return layout->visible_rows > 0;
}

/* The words of the columns, over the middle of each. */
static void draw_column_words(const struct canvas *canvas)
{
    const struct heat_layout *layout = &canvas->layout;
    struct heat_head *heads = mem_new((size_t)layout->visible_columns + 1, sizeof *heads);
    char text[HEAT_TEXT];
    heat_heads(canvas->heat, layout, canvas->rect.columns, layout->header, heads);
    for (int i = 0; i < layout->visible_columns; i++) {
        int column = layout->first_column + i;
        put_label(canvas, heads[i].line, heads[i].start, heads[i].width,
                  column == canvas->heat->cursor_column ? STYLE_STRONG
                  : is_hidden(canvas, column)           ? STYLE_MASKED
                                                        : STYLE_WORD,
                  heat_label(canvas->heat->column_labels, column, text));
    }
    free(heads);
}

/* For cells too narrow for words: the cursor's word stands in full above its column. */
static void draw_cursor_word(const struct canvas *canvas)
{
    const struct heat_layout *layout = &canvas->layout;
    int cursor = canvas->heat->cursor_column, at = column_at(layout, cursor);
    char text[HEAT_TEXT];
    if (cursor < layout->first_column || cursor >= layout->first_column + layout->visible_columns)
        return;
    const char *word = heat_label(canvas->heat->column_labels, cursor, text);
    int width = heat_limit(utf8_width(word), canvas->rect.columns);
    int start = heat_limit(at - (width - 1) / 2, canvas->rect.columns - width);
    grid_put_cut(canvas->grid, canvas->rect, 0, start, width, STYLE_STRONG, word);
    grid_put(canvas->grid, canvas->rect, 1, at, STYLE_STRONG, "▾");
}

/* The part of a bar of `length` cells that stands for `visible` of `count` items from `first` on.
 * Not all items are visible. */
struct thumb {
    int start, length;
};

static struct thumb thumb_of(int length, int count, int first, int visible)
{
    struct thumb thumb = {.length = length * visible / count};
    thumb.length += thumb.length == 0;
    int last = length - thumb.length, left = count - visible;
    bool between = first > 0 && first < left; /* then the bar does not touch its ends either */
    thumb.start = first * last / left;
    if (between && last > 1)
        thumb.start = 1 + heat_limit(thumb.start - 1, last - 2);
    return thumb;
}

/* Which columns of all are in sight. */
static void draw_columns_bar(const struct canvas *canvas, int line, int at)
{
    enum { SHORTEST = 10, LONGEST = 30 };
    const struct heat_layout *layout = &canvas->layout;
    int length = heat_limit(canvas->rect.columns - at, LONGEST);
    if (length < SHORTEST)
        return;
    struct thumb thumb =
        thumb_of(length, canvas->heat->columns, layout->first_column, layout->visible_columns);
    grid_rule(canvas->grid, canvas->rect, line, at, length, STYLE_DIM, "─");
    grid_rule(canvas->grid, canvas->rect, line, at + thumb.start, thumb.length, STYLE_STRONG, "━");
}

/* How much is out of sight on each side. */
static void draw_hint(const struct canvas *canvas, int line)
{
    const struct heat_layout *layout = &canvas->layout;
    const struct {
        int count;
        const char *format;
    } sides[] = {
        {layout->first_column, "◂ %d more"},
        {canvas->heat->columns - layout->first_column - layout->visible_columns, "%d more ▸"},
        {layout->first_row, "▴ %d above"},
        {canvas->heat->rows - layout->first_row - layout->visible_rows, "▾ %d below"},
    };
    int at = HEAT_MARKER;
    for (int i = 0; i < 4; i++) {
        char text[64];
        snprintf(text, sizeof text, sides[i].format, sides[i].count);
        if (sides[i].count > 0 && at + utf8_width(text) <= canvas->rect.columns)
            at = 2 + grid_put(canvas->grid, canvas->rect, line, at, STYLE_DIM, text);
    }
    if (canvas->heat->cursor_column >= 0 && layout->visible_columns < canvas->heat->columns)
        draw_columns_bar(canvas, line, at);
}

/* Beside the cells: which rows of all are in sight. Pictures without a cursor do not scroll. */
static void draw_rows_bar(const struct canvas *canvas)
{
    const struct heat_layout *layout = &canvas->layout;
    int shown = layout->visible_rows, all = canvas->heat->rows;
    if (canvas->heat->cursor_row < 0 || shown == all)
        return;
    int length = shown * layout->height;
    int at = layout->left + layout->visible_columns * layout->pitch;
    at = heat_limit(at, canvas->rect.columns - 1);
    struct thumb thumb = thumb_of(length, all, layout->first_row, shown);
    grid_post(canvas->grid, canvas->rect, layout->header, at, length, STYLE_DIM, "│");
    grid_post(canvas->grid, canvas->rect, layout->header + thumb.start, at, thumb.length,
              STYLE_STRONG, "┃");
}

/* ---- the spotlight ---- */

/* Marks a cell over all of its height. */
static void spot_cell(const struct canvas *canvas, int row, int column)
{
    const struct heat_layout *layout = &canvas->layout;
    int top = line_at(layout, row) - (layout->height - 1) / 2;
    for (int line = top; line < top + layout->height; line++)
        grid_mark(canvas->grid, canvas->rect, line, column_at(layout, column), layout->pitch,
                  MARK_SPOT);
}

/* Marks the words of the rows, or of the cursor's row alone. */
static void spot_row_words(const struct canvas *canvas, bool all)
{
    const struct heat_layout *layout = &canvas->layout;
    for (int i = 0; i < layout->visible_rows; i++) {
        int row = layout->first_row + i;
        if (all || row == canvas->heat->cursor_row)
            grid_mark(canvas->grid, canvas->rect, line_at(layout, row), 0, layout->left, MARK_SPOT);
    }
}

/* The same with the words of the columns. */
static void spot_column_words(const struct canvas *canvas, bool all)
{
    const struct heat_layout *layout = &canvas->layout;
    struct heat_head *heads = mem_new((size_t)layout->visible_columns + 1, sizeof *heads);
    if (layout->header && layout->words)
        heat_heads(canvas->heat, layout, canvas->rect.columns, layout->header, heads);
    for (int i = 0; i < layout->visible_columns; i++)
        if (all || layout->first_column + i == canvas->heat->cursor_column)
            grid_mark(canvas->grid, canvas->rect, heads[i].line, heads[i].start, heads[i].width,
                      MARK_SPOT);
    if (layout->header && !layout->words)
        for (int line = 0; line < layout->header; line++)
            grid_mark(canvas->grid, canvas->rect, line, 0, canvas->rect.columns, MARK_SPOT);
    free(heads);
}

static void draw_spot(const struct canvas *canvas)
{
    const struct heat *heat = canvas->heat;
    const struct heat_layout *layout = &canvas->layout;
    for (int i = 0; i < layout->visible_rows; i++)
        for (int k = 0; k < layout->visible_columns; k++) {
            int row = layout->first_row + i, column = layout->first_column + k;
            bool in_row = row == heat->cursor_row || heat->spot == HEAT_SPOT_COLUMN;
            bool in_column = column == heat->cursor_column || heat->spot == HEAT_SPOT_ROW;
            if (in_row && in_column)
                spot_cell(canvas, row, column);
        }
    spot_row_words(canvas, heat->spot == HEAT_SPOT_COLUMN);
    spot_column_words(canvas, heat->spot == HEAT_SPOT_ROW);
}

int heat_draw(struct grid *grid, struct rect rect, const struct heat *heat)
{
    struct canvas canvas = {grid, rect, heat, heat_layout(heat, rect)};
    const struct heat_layout *layout = &canvas.layout;
    if (layout->header && layout->words)
        draw_column_words(&canvas);
    else if (layout->header)
        draw_cursor_word(&canvas);
    for (int i = 0; i < layout->visible_rows; i++)
        draw_row(&canvas, layout->first_row + i);
    draw_rows_bar(&canvas);
    if (heat->spot && heat->cursor_row >= 0)
        draw_spot(&canvas);
    int used = layout->header + layout->visible_rows * layout->height;
    if (layout->hint)
        draw_hint(&canvas, used++);
    return used;
}
