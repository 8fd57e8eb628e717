#include "draw/heat_layout.h"

#include <math.h>
#include <stdio.h>

#include "text/utf8.h"

enum {
    BLOCK = 2,         /* columns of a cell without a number: nearly square */
    WIDEST = 10,       /* a cell is never wider, whatever the words above it are */
    WIDEST_NUMBER = 5, /* "-0.42" */
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

/* Columns for the numbers of this matrix with two decimals. */
static int most_digits(const struct heat *heat)
{
    char text[64];
    if (is_share(heat))
        return 3;
    int n = snprintf(text, sizeof text, "%.2f", (double)largest(heat)) + can_be_negative(heat);
    return n < WIDEST_NUMBER ? n : WIDEST_NUMBER;
}

/* Fewer would say nothing: "-.4" needs three, "-4" two. */
static int fewest_digits(const struct heat *heat)
{
    return is_share(heat) || largest(heat) >= 2 ? 2 : 3;
}

/* The decimals of all cells: as many as the numbers at the ends of the scale leave room for. In
 * three columns "-2.5" has no room for one, but "1.3" and "-.4" have, and are worth it. */
static int common_decimals(const struct heat *heat, int digits)
{
    if (is_share(heat))
        return 2;
    int whole = largest(heat) < 1 ? 0 : 1 + (int)log10f(largest(heat));
    int left = digits - can_be_negative(heat) - whole - 1;
    if (left < 1)
        return digits > 2 && whole < 2;
    return left < 2 ? left : 2;
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
 * for a mark before the number, two for a mark behind it as well. With three or more, a gap keeps
 * the cells apart. */
static void set_cell_size(struct heat_layout *layout, int digits, int extra)
{
    layout->digits = digits;
    layout->pitch = digits + extra;
    layout->paper = layout->pitch - (extra > 2);
    layout->number = extra > 3 ? (extra - 1) / 2 : 1;
    layout->mark = extra == 1 ? 0 : layout->number + digits;
}

/* Finds the largest cells that fit into `room` columns; false when not even the smallest do. */
static bool fit_cells(const struct heat *heat, struct heat_layout *layout, int room)
{
    int word = widest_label(heat->column_labels, heat->columns) + 1;
    int wide = word < WIDEST ? word : WIDEST;
    for (int digits = most_digits(heat); digits >= fewest_digits(heat); digits--)
        for (int extra = wide - digits > 4 ? wide - digits : 4; extra >= 1 + (digits > 3);
             extra--) {
            set_cell_size(layout, digits, extra);
            /* with a mark before it, a number's closing bracket stands in the next cell */
            if (heat->columns * layout->pitch + (extra == 1) <= room + (extra > 2))
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

struct heat_layout heat_layout(const struct heat *heat, struct rect rect)
{
    struct heat_layout layout = {0};
    int most = rect.columns / 4 > 4 ? rect.columns / 4 : 4;
    layout.label = heat_limit(widest_label(heat->row_labels, heat->rows), most);
    layout.left = HEAT_MARKER + layout.label + 1;
    int room = rect.columns - layout.left;
    if (!fit_cells(heat, &layout, room) && !heat->numbers)
        layout = (struct heat_layout){
            .pitch = BLOCK, .paper = BLOCK, .mark = 1, .label = layout.label, .left = layout.left};
    layout.decimals = common_decimals(heat, layout.digits);
    int closing = layout.digits > 0 && layout.mark == 0;
    int gap = layout.pitch - layout.paper;
    layout.visible_columns = heat_limit((room - closing + gap) / layout.pitch, heat->columns);
    /* Words need three columns; where there are fewer, the cursor's word has a row of its own. */
    layout.header = layout.pitch > 3 ? 1 : 2;
    if (rect.rows <= layout.header)
        layout.header = 0;
    int rows = rect.rows - layout.header;
    layout.hint = rows > 1 && (rows < heat->rows || layout.visible_columns < heat->columns);
    layout.visible_rows = heat_limit(rows - layout.hint, heat->rows);
    layout.first_row = scroll(heat->cursor_row, layout.visible_rows, heat->rows);
    layout.first_column = scroll(heat->cursor_column, layout.visible_columns, heat->columns);
    return layout;
}
