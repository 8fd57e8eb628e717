#include "browse/list_view.h"

#include <stdio.h>

#include "draw/bar.h"
#include "draw/para.h"
#include "inspect/change.h"
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

enum column { PUT_SHAPE, PUT_TYPE, PUT_VALUES, PUT_SHARE, PUT_FIGURES, PUT_BAR, PUT_COUNT };

/* Columns that the longest name of the list takes with its place in the tree. */
static int name_columns(const struct inventory *inventory)
{
    int most = 0;
    for (int r = 0; r < inventory->row_count; r++) {
        const struct inventory_row *row = &inventory->rows[r];
        int own = 3 + 2 * row->depth + utf8_width(row->label);
        most = own > most ? own : most;
    }
    return most;
}

/* Which columns there is room for, the most useful first; the bar, and the size of a difference,
 * only where no name is cut for them. Of differences the figures are what one wants to see. */
static struct list_columns columns_of(int width, const struct inventory *inventory)
{
    static const int widths[PUT_COUNT] = {
        [PUT_SHAPE] = WIDE_SHAPE, [PUT_TYPE] = WIDE_TYPE,          [PUT_VALUES] = WIDE_VALUES,
        [PUT_SHARE] = WIDE_SHARE, [PUT_FIGURES] = 3 * WIDE_FIGURE, [PUT_BAR] = WIDE_BAR};
    static const enum column of_files[] = {PUT_SHAPE,   PUT_VALUES, PUT_TYPE, PUT_SHARE,
                                           PUT_FIGURES, PUT_BAR,    PUT_COUNT};
    static const enum column of_changes[] = {PUT_FIGURES, PUT_SHAPE, PUT_VALUES, PUT_COUNT};
    const enum column *order = inventory->changes ? of_changes : of_files;
    int at[PUT_COUNT], used = 0, name = name_columns(inventory);
    bool room[PUT_COUNT] = {false};
    for (int i = 0; order[i] != PUT_COUNT; i++) {
        bool needed = order[i] != PUT_BAR && (!inventory->changes || order[i] != PUT_VALUES);
        int least = needed || name < WIDE_NAME_LEAST ? WIDE_NAME_LEAST : name;
        room[order[i]] = used + widths[order[i]] <= width - least - 2;
        used += room[order[i]] ? widths[order[i]] : 0;
    }
    static const enum column across[PUT_COUNT] = {PUT_SHAPE, PUT_TYPE, PUT_VALUES,
                                                  PUT_SHARE, PUT_BAR,  PUT_FIGURES};
    for (int k = 0, next = width - used; k < PUT_COUNT; k++) {
        at[across[k]] = room[across[k]] ? next : -1;
        next += room[across[k]] ? widths[across[k]] : 0;
    }
    return (struct list_columns){.name = width - used,
                                 .shape = at[PUT_SHAPE],
                                 .type = at[PUT_TYPE],
                                 .values = at[PUT_VALUES],
                                 .share = at[PUT_SHARE],
                                 .bar = at[PUT_BAR],
                                 .figures = at[PUT_FIGURES]};
}

static void put_right(struct grid *grid, struct rect rect, int row, int column, int width,
                      enum style style, const char *text)
{
    if (column >= 0)
        grid_put_right(grid, rect, row, column + width - 1, width - 1, style, text);
}

static void draw_head(struct grid *grid, struct rect rect, const struct inventory *inventory,
                      const struct list_columns *c)
{
    static const char *const of_files[] = {"mean", "sd", "norm"}, *const of_changes[] = {"|B − A|",
                                                                                         "of |A|",
                                                                                         "largest"};
    const char *const *names = inventory->changes ? of_changes : of_files;
    grid_put(grid, rect, 0, 2, STYLE_DIM, "name");
    put_right(grid, rect, 0, c->shape, WIDE_SHAPE, STYLE_DIM, "shape");
    if (c->type >= 0)
        grid_put(grid, rect, 0, c->type + 1, STYLE_DIM, "type");
    put_right(grid, rect, 0, c->values, WIDE_VALUES, STYLE_DIM, "values");
    put_right(grid, rect, 0, c->share, WIDE_SHARE, STYLE_DIM, "share");
    for (int f = 0; f < 3 && c->figures >= 0; f++)
        put_right(grid, rect, 0, c->figures + f * WIDE_FIGURE, WIDE_FIGURE, STYLE_DIM, names[f]);
}

static void put_figures(struct grid *grid, struct rect rect, int row, int column,
                        const double figures[3])
{
    char text[32];
    for (int f = 0; f < 3; f++) {
        snprintf(text, sizeof text, "%.3g", figures[f]);
        put_right(grid, rect, row, column + f * WIDE_FIGURE, WIDE_FIGURE, STYLE_PLAIN, text);
    }
}

/* Mean, standard deviation and norm of a tensor that was measured; of a difference what the change
 * is, or why there is none. */
static void draw_figures(struct grid *grid, struct rect rect, int row, int column,
                         const struct inventory *inventory, int index)
{
    const struct statistics *s = &inventory->items[index].statistics;
    const struct change *change = inventory->changes ? &inventory->changes->list[index] : NULL;
    if (change && change_has_numbers(change))
        put_figures(grid, rect, row, column,
                    (const double[]){change->norm, change_relative(change), change->largest});
    else if (change)
        put_right(grid, rect, row, column, 3 * WIDE_FIGURE, STYLE_STRONG,
                  change_names[change->kind]);
    else if (inventory->items[index].measured)
        put_figures(grid, rect, row, column, (const double[]){s->mean, s->sd, s->norm});
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
        if (c->figures >= 0)
            draw_figures(grid, rect, line, c->figures, inventory, row->item);
    } else {
        str_format(&text, "%d tensor%s", row->tensors, row->tensors == 1 ? "" : "s");
        put_right(grid, rect, line, c->shape, WIDE_SHAPE, STYLE_DIM, text.text);
    }
    str_clear(&text);
    inventory_number(&text, row->values);
    put_right(grid, rect, line, c->values, WIDE_VALUES, item ? STYLE_PLAIN : STYLE_DIM, text.text);
    double share = inventory->values ? (double)row->values / (double)inventory->values : 0;
    str_clear(&text);
    str_format(&text, share < 0.9995 ? "%.1f %%" : "%.0f %%", 100 * share);
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
    struct list_columns c = columns_of(rect.columns, inventory);
    draw_head(grid, rect, inventory, &c);
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

/* A key that is too long keeps its end, which tells it from its neighbours. */
static void put_key(struct grid *grid, struct rect rect, int row, int width, const char *key)
{
    int over = utf8_width(key) - width;
    if (over <= 0) {
        grid_put(grid, rect, row, 0, STYLE_DIM, key);
        return;
    }
    key += utf8_fit(key, over + 1);
    grid_put(grid, rect, row, grid_put(grid, rect, row, 0, STYLE_DIM, "…"), STYLE_DIM, key);
}

int list_view_card(struct grid *grid, struct rect rect, const struct card *card, int skip)
{
    enum { KEY = 30 };
    int count = (int)card->keys.count, row = 0;
    if (!count)
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_PLAIN,
                     "The file says nothing about itself.");
    int key = rect.columns / 3 < KEY ? rect.columns / 3 : KEY, longest = 0;
    for (int i = 0; i < count; i++)
        longest =
            utf8_width(card->keys.list[i]) > longest ? utf8_width(card->keys.list[i]) : longest;
    if (longest > key)
        key = longest < rect.columns / 2 ? longest : rect.columns / 2;
    for (int i = skip; i < count && row < rect.rows; i++) {
        const struct para_run run = {STYLE_PLAIN, 0, card->values.list[i]};
        struct rect value = rect_part(rect, row, key + 1, -1, -1);
        put_key(grid, rect, row, key, card->keys.list[i]);
        row += para_draw(grid, value, &run, 1, 0, 0);
    }
    return count;
}
