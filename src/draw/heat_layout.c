#include "draw/heat_layout.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "text/utf8.h"

enum {
    BLOCK = 2,         /* columns of a cell without a number: nearly square */
    WIDEST = 9,        /* a cell of 8 columns and a gap */
    WIDEST_LARGE = 21, /* of a large one */
    TALLEST = 3,       /* rows of a cell */
    TALLEST_LARGE = 9,
    WIDEST_NUMBER = 6, /* "-12.34" */
    EASY = 2,          /* columns around a number that is read with ease */
    LINES = 3,         /* of words above the cells */
    CUT_WORD = 5,      /* "hous…": shorter ones say too little */
};

static bool is_share(const struct heat *heat)
{
    return heat->ramp == RAMP_SEQUENTIAL && heat->low >= 0 && heat->high <= 1;
}

static float largest(const struct heat *heat)
{
    return heat->ramp == RAMP_DIVERGING ? heat->high : fmaxf(fabsf(heat->low), fabsf(heat->high));
}

static bool can_be_negative(const struct heat *heat)
{
    return heat->ramp == RAMP_DIVERGING || heat->low < 0;
}

/* Columns of the longest number of this matrix with so many decimals. */
static int digits_with(const struct heat *heat, int decimals)
{
    char text[64];
    float low = heat->ramp == RAMP_DIVERGING ? -heat->high : heat->low;
    int of_low = snprintf(text, sizeof text, "%.*f", decimals, (double)low);
    int of_high = snprintf(text, sizeof text, "%.*f", decimals, (double)heat->high);
    return of_low > of_high ? of_low : of_high;
}

/* Columns for the numbers of this matrix with two decimals. */
static int most_digits(const struct heat *heat)
{
    int n = is_share(heat) ? 3 : digits_with(heat, 2);
    return n < WIDEST_NUMBER ? n : WIDEST_NUMBER;
}

/* Fewer would say nothing, or would not hold the whole number: "-.4" needs three, "-4" two, "-12"
 * three. */
static int fewest_digits(const struct heat *heat)
{
    if (is_share(heat))
        return 2;
    int whole = digits_with(heat, 0), least = largest(heat) >= 2 ? 2 : 3;
    whole = whole < WIDEST_NUMBER ? whole : WIDEST_NUMBER;
    return whole > least ? whole : least;
}

/* The decimals of the cells. Where there is room for four columns, every number has as many of two
 * as fit. In three columns "-2.5" has no room for one, but "1.3" and "-.4" have, and are worth
 * it. */
static int common_decimals(const struct heat *heat, int digits)
{
    if (is_share(heat) || digits > 3)
        return 2;
    int whole = largest(heat) < 1 ? 0 : 1 + (int)log10f(largest(heat));
    return digits - can_be_negative(heat) - whole > 1 || (digits > 2 && whole < 2);
}

static int widest_label(const char *const *labels, int count)
{
    char text[HEAT_TEXT];
    int widest = 1;
    for (int i = labels || count == 0 ? 0 : count - 1; i < count; i++) {
        int width = utf8_width(heat_label(labels, i, text));
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* A cell for a number of so many digits with `extra` columns around it. One extra column has room
 * for a mark behind the number, two for a blank before it as well. With three or more, a gap keeps
 * the cells apart. */
static void set_cell_size(struct heat_layout *layout, int digits, int extra)
{
    layout->digits = digits;
    layout->pitch = digits + extra;
    layout->paper = layout->pitch - (extra > 2);
    layout->number = extra > 3 ? (extra - 1) / 2 : extra > 1;
    layout->mark = layout->number + digits;
}

static int widest_cell(const struct heat *heat)
{
    return heat->large ? WIDEST_LARGE : WIDEST;
}

/* Rows of a cell at most: a large one looks like a square at best, which is twice as many columns
 * as rows. */
static int tallest_cell(const struct heat *heat, const struct heat_layout *layout)
{
    if (!heat->large || layout->pitch <= 2 * TALLEST)
        return layout->pitch > 3 ? TALLEST : 2;
    return heat_limit(layout->pitch / 2, TALLEST_LARGE);
}

/* Columns of all cells. */
static int cells_width(const struct heat *heat, const struct heat_layout *layout)
{
    return heat->columns * layout->pitch - (layout->pitch - layout->paper);
}

/* Finds the largest cells that fit into `room` columns; false when not even the smallest do. */
static bool fit_cells(const struct heat *heat, struct heat_layout *layout, int room)
{
    for (int digits = most_digits(heat); digits >= fewest_digits(heat); digits--)
        for (int extra = widest_cell(heat) - digits; extra >= 1; extra--) {
            set_cell_size(layout, digits, extra);
            if (cells_width(heat, layout) <= room)
                return true;
        }
    return false;
}

/* The first one in sight of `count` when `visible` of them are: the cursor is in the middle. */
static int scroll(int cursor, int visible, int count)
{
    int first = cursor - visible / 2;
    if (first > count - visible)
        first = count - visible;
    return first > 0 ? first : 0;
}

/* ---- the words above the columns ---- */

/* Where a word starts that stands over the middle of a number or a block. */
static int head_start(const struct heat_layout *layout, int i, int width, int columns)
{
    bool close = layout->number == 0; /* cells without a blank before the number */
    int room = close ? layout->pitch : layout->digits;
    int start = layout->left + i * layout->pitch + layout->number;
    start += room >= width ? (room - width) / 2 : -((width - room + 1) / 2);
    return heat_limit(start, columns - width);
}

/* The lowest line on which a word has room behind the one before it; −1: on none. */
static int free_line(const int ends[LINES], int lines, int start)
{
    for (int line = lines - 1; line >= 0; line--)
        if (start > ends[line])
            return line;
    return -1;
}

/* The line whose last word ends first. */
static int freest_line(const int ends[LINES], int lines)
{
    int best = lines - 1;
    for (int line = lines - 2; line >= 0; line--)
        if (ends[line] < ends[best])
            best = line;
    return best;
}

/* On exactly so many lines, each word of at most so many columns; returns whether every word is
 * there in full. */
static bool place_words(const struct heat *heat, const struct heat_layout *layout, int columns,
                        int lines, int most, struct heat_head *heads)
{
    int ends[LINES] = {-1, -1, -1};
    bool full = true;
    char text[HEAT_TEXT];
    for (int i = 0; i < layout->visible_columns; i++) {
        int word = utf8_width(heat_label(heat->column_labels, layout->first_column + i, text));
        int width = heat_limit(word, most), start = head_start(layout, i, width, columns);
        int line = free_line(ends, lines, start);
        if (line < 0) { /* cut at the left, where the word before it ends */
            line = freest_line(ends, lines);
            width -= heat_limit(ends[line] + 1 - start, width);
            start = ends[line] + 1;
        }
        full &= width == word;
        ends[line] = start + width;
        if (heads)
            heads[i] = (struct heat_head){line, start, width};
    }
    return full;
}

/* In full, if that can be; else no word is so long that it leaves none for its neighbors. */
static bool place_heads(const struct heat *heat, const struct heat_layout *layout, int columns,
                        int lines, struct heat_head *heads)
{
    return place_words(heat, layout, columns, lines, LINES * layout->pitch - 1, heads) ||
           place_words(heat, layout, columns, lines, lines * layout->pitch - 1, heads);
}

int heat_heads(const struct heat *heat, const struct heat_layout *layout, int columns, int lines,
               struct heat_head *heads)
{
    int used = 1;
    while (used < lines && !place_heads(heat, layout, columns, used, NULL))
        used++;
    if (heads)
        place_heads(heat, layout, columns, used, heads);
    return used;
}

/* Whether the words of the columns say enough: numbers and short words always do, others need room
 * for a few letters. */
static bool heads_fit(const struct heat *heat, const struct heat_layout *layout, int columns,
                      int lines)
{
    return lines > 0 && (heat->column_labels || layout->digits) &&
           (layout->pitch > 3 || lines * layout->pitch > CUT_WORD ||
            place_heads(heat, layout, columns, lines, NULL));
}

/* ---- the whole ---- */

static void set_label(const struct heat *heat, struct heat_layout *layout, int columns)
{
    int most = columns / 4 > 4 ? columns / 4 : 4;
    layout->label = heat_limit(widest_label(heat->row_labels, heat->rows), most);
    layout->left = HEAT_MARKER + layout->label + 1;
}

static void set_columns(const struct heat *heat, struct heat_layout *layout, struct rect rect)
{
    int room = rect.columns - layout->left - (rect.rows <= heat->rows); /* one is for a bar */
    if (!fit_cells(heat, layout, room) && !heat->numbers)
        *layout = (struct heat_layout){.pitch = BLOCK,
                                       .paper = BLOCK,
                                       .mark = 1,
                                       .label = layout->label,
                                       .left = layout->left};
    layout->decimals = common_decimals(heat, layout->digits);
    int gap = layout->pitch - layout->paper;
    layout->visible_columns = heat_limit((room + gap) / layout->pitch, heat->columns);
    layout->first_column = scroll(heat->cursor_column, layout->visible_columns, heat->columns);
}

/* All words of the columns, on as many lines as the rows leave, or a third of the room where they
 * scroll anyway; or the cursor's word alone, if there is one. */
static void set_header(const struct heat *heat, struct heat_layout *layout, struct rect rect)
{
    bool scrolls = rect.rows <= heat->rows;
    int lines = heat_limit(scrolls ? rect.rows / 3 : rect.rows - heat->rows, LINES);
    layout->words = heads_fit(heat, layout, rect.columns, lines);
    layout->header = layout->words ? heat_heads(heat, layout, rect.columns, lines, NULL)
                     : heat->cursor_column >= 0 ? 2
                                                : 0;
    if (rect.rows <= layout->header)
        layout->header = 0;
}

static void set_rows(const struct heat *heat, struct heat_layout *layout, int rows)
{
    int tallest = tallest_cell(heat, layout);
    tallest = heat->tallest && heat->tallest < tallest ? heat->tallest : tallest;
    layout->hint = rows > 1 && (rows < heat->rows || layout->visible_columns < heat->columns);
    rows -= layout->hint;
    layout->height = heat->rows ? heat_limit(rows / heat->rows, tallest) : 1;
    layout->height += layout->height == 0;
    layout->visible_rows = heat_limit(rows / layout->height, heat->rows);
    layout->first_row = scroll(heat->cursor_row, layout->visible_rows, heat->rows);
}

struct heat_layout heat_layout(const struct heat *heat, struct rect rect)
{
    struct heat_layout layout = {0};
    set_label(heat, &layout, rect.columns);
    set_columns(heat, &layout, rect);
    set_header(heat, &layout, rect);
    set_rows(heat, &layout, rect.rows - layout.header);
    return layout;
}

struct heat_size heat_size(const struct heat *heat)
{
    enum { VAST = 1 << 16 };
    struct heat_layout layout = {0};
    set_label(heat, &layout, VAST);
    layout.visible_columns = heat->columns;
    set_cell_size(&layout, most_digits(heat), widest_cell(heat) - most_digits(heat));
    int most = layout.left + cells_width(heat, &layout) + 1;
    int most_rows =
        heat_heads(heat, &layout, most, LINES, NULL) + tallest_cell(heat, &layout) * heat->rows;
    set_cell_size(&layout, most_digits(heat), EASY);
    int least = layout.left + cells_width(heat, &layout) + 1;
    int least_rows = heat_heads(heat, &layout, least, LINES, NULL) + heat->rows;
    return (struct heat_size){least, least_rows, most, most_rows};
}

const char *heat_form(const struct heat *heat, const struct heat_layout *layout)
{
    if (layout->digits == 2 && is_share(heat))
        return "41 is .41";
    return layout->digits && layout->digits < most_digits(heat) ? "rounded" : "";
}
