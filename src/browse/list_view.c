#include "browse/list_view.h"

#include <stdio.h>

#include "draw/bar.h"
#include "draw/para.h"
#include "inspect/excerpt.h"
#include "text/utf8.h"

/* Columns: name, shape, type, values, share with a bar, and figures where there is room. */
enum {
    WIDE_SHAPE = 16,
    WIDE_TYPE = 9,
    WIDE_VALUES = 8,
    WIDE_SHARE = 7,
    WIDE_BAR = 10,
    WIDE_FIGURE = 10,
    WIDE_NAME_LEAST = 20
};

struct list_columns {
    int name, shape, type, values, share, bar, figures; /* where each begins; −1: no room */
};

static struct list_columns columns_of(int width)
{
    struct list_columns c = {
        .shape = -1, .type = -1, .values = -1, .share = -1, .bar = -1, .figures = -1};
    int left = width - WIDE_NAME_LEAST - 2, used = 0;
    int *const places[] = {&c.shape, &c.values, &c.type, &c.share, &c.figures, &c.bar};
    const int widths[] = {WIDE_SHAPE, WIDE_VALUES,     WIDE_TYPE,
                          WIDE_SHARE, 3 * WIDE_FIGURE, WIDE_BAR};
    bool room[6];
    for (int i = 0; i < 6; i++) {
        room[i] = used + widths[i] <= left;
        used += room[i] ? widths[i] : 0;
    }
    c.name = width - used;
    int at = c.name;
    static const int order[] = {0, 2, 1, 3, 5, 4};
    for (int k = 0; k < 6; k++)
        if (room[order[k]]) {
            *places[order[k]] = at;
            at += widths[order[k]];
        }
    return c;
}

static void put_right(struct grid *grid, struct rect rect, int row, int column, int width,
                      enum style style, const char *text)
{
    if (column >= 0)
        grid_put_right(grid, rect, row, column + width - 1, width - 1, style, text);
}

static void draw_head(struct grid *grid, struct rect rect, const struct list_columns *c)
{
    grid_put(grid, rect, 0, 2, STYLE_DIM, "name");
    put_right(grid, rect, 0, c->shape, WIDE_SHAPE, STYLE_DIM, "shape");
    if (c->type >= 0)
        grid_put(grid, rect, 0, c->type + 1, STYLE_DIM, "type");
    put_right(grid, rect, 0, c->values, WIDE_VALUES, STYLE_DIM, "values");
    put_right(grid, rect, 0, c->share, WIDE_SHARE, STYLE_DIM, "share");
    for (int f = 0; f < 3 && c->figures >= 0; f++) {
        static const char *const names[] = {"mean", "sd", "norm"};
        put_right(grid, rect, 0, c->figures + f * WIDE_FIGURE, WIDE_FIGURE, STYLE_DIM, names[f]);
    }
}

static void draw_figures(struct grid *grid, struct rect rect, int row, const struct list_columns *c,
                         const struct inventory_item *item)
{
    const struct statistics *s = &item->statistics;
    const double figures[] = {s->mean, s->sd, s->norm};
    char text[32];
    for (int f = 0; f < 3 && c->figures >= 0 && item->measured; f++) {
        snprintf(text, sizeof text, "%.3g", figures[f]);
        put_right(grid, rect, row, c->figures + f * WIDE_FIGURE, WIDE_FIGURE, STYLE_PLAIN, text);
    }
}

static void draw_row(struct grid *grid, struct rect rect, int line, const struct list_view *view,
                     int index, const struct list_columns *c)
{
    const struct inventory *inventory = view->inventory;
    const struct inventory_row *row = &inventory->rows[index];
    const struct inventory_item *item = row->item >= 0 ? &inventory->items[row->item] : NULL;
    bool chosen = index == view->cursor;
    struct str text = {0};
    if (chosen)
        grid_put(grid, rect, line, 0, STYLE_STRONG, "▸");
    int indent = 2 + 2 * row->depth < c->name / 2 ? 2 + 2 * row->depth : c->name / 2;
    enum style style = row->bad ? STYLE_ERROR
                       : chosen ? STYLE_STRONG
                       : item   ? STYLE_PLAIN
                                : STYLE_STATE;
    int column = grid_put_cut(grid, rect, line, indent, c->name - indent - 1, style, row->label);
    if (row->bad)
        grid_put_cut(grid, rect, line, column + 1, c->name - column - 1, STYLE_ERROR,
                     item && item->damaged ? "damaged" : "NaN or Inf");
    if (item) {
        excerpt_shape(item->tensor, &text);
        put_right(grid, rect, line, c->shape, WIDE_SHAPE, STYLE_PLAIN, text.text);
        if (c->type >= 0)
            grid_put_cut(grid, rect, line, c->type + 1, WIDE_TYPE - 2, STYLE_DIM,
                         item->tensor->dtype_name);
        draw_figures(grid, rect, line, c, item);
    } else {
        str_format(&text, "%d tensors", row->tensors);
        put_right(grid, rect, line, c->shape, WIDE_SHAPE, STYLE_DIM, text.text);
    }
    str_clear(&text);
    inventory_number(&text, row->values);
    put_right(grid, rect, line, c->values, WIDE_VALUES, item ? STYLE_PLAIN : STYLE_DIM, text.text);
    double share = inventory->values ? (double)row->values / (double)inventory->values : 0;
    str_clear(&text);
    str_format(&text, "%.1f %%", 100 * share);
    put_right(grid, rect, line, c->share, WIDE_SHARE, item ? STYLE_PLAIN : STYLE_DIM, text.text);
    if (c->bar >= 0)
        bar_draw(grid, rect, line, c->bar, WIDE_BAR - 1, share, item ? STYLE_STATE : STYLE_DIM);
    if (chosen)
        grid_mark(grid, rect, line, 0, rect.columns, MARK_BOLD);
    str_free(&text);
}

int list_view_page(struct rect rect)
{
    return rect.rows > 2 ? rect.rows - 1 : 1;
}

void list_view_draw(struct grid *grid, struct rect rect, const struct list_view *view)
{
    const struct inventory *inventory = view->inventory;
    struct list_columns c = columns_of(rect.columns);
    draw_head(grid, rect, &c);
    if (!inventory->row_count)
        grid_put_cut(grid, rect, 1, 2, rect.columns - 2, STYLE_PLAIN,
                     inventory->count ? "no name, type or shape has that in it"
                                      : "there are no tensors in it");
    for (int line = 1; line < rect.rows; line++) {
        int index = view->first + line - 1;
        if (index < inventory->row_count)
            draw_row(grid, rect, line, view, index, &c);
    }
}

void list_view_follow(struct list_view *view, struct rect rect)
{
    int page = list_view_page(rect), count = view->inventory->row_count;
    if (view->cursor >= count)
        view->cursor = count - 1;
    if (view->cursor < 0)
        view->cursor = count ? 0 : -1;
    if (view->cursor >= 0 && view->cursor < view->first)
        view->first = view->cursor;
    if (view->cursor >= view->first + page)
        view->first = view->cursor - page + 1;
    if (view->first > count - page)
        view->first = count > page ? count - page : 0;
}

int list_view_card(struct grid *grid, struct rect rect, const struct card *card, int skip)
{
    enum { KEY = 30 };
    int count = (int)card->keys.count, row = 0;
    if (!count)
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_PLAIN,
                     "The file says nothing about itself.");
    int key = rect.columns / 3 < KEY ? rect.columns / 3 : KEY;
    for (int i = skip; i < count && row < rect.rows; i++) {
        const struct para_run run = {STYLE_PLAIN, 0, card->values.list[i]};
        struct rect value = rect_part(rect, row, key + 1, -1, -1);
        grid_put_cut(grid, rect, row, 0, key, STYLE_DIM, card->keys.list[i]);
        row += para_draw(grid, value, &run, 1, 0, 0);
    }
    return count;
}
