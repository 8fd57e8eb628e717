#include "view/cell.h"

#include <math.h>
#include <string.h>

#include "text/utf8.h"
#include "trace/derive.h"
#include "trace/formula.h"

enum { LABEL_WIDTH = 14, BAR_WIDTH = 16, NUMBER_WIDTH = 9 };

/* What the selected cell is made of, and the order of its terms; false: there is no such cell. */
static bool explain(const struct picture *picture, struct arena *arena, struct derivation *d,
                    int **order)
{
    if (!derive(picture->trace, picture->sentence, picture_cell(picture), arena, d))
        return false;
    *order = derive_order(d, arena);
    return true;
}

static int selected_term(const struct picture *picture, const struct derivation *d)
{
    return picture->term < d->count ? picture->term : d->count - 1;
}

int cell_terms(const struct picture *picture)
{
    struct arena arena = {0};
    struct derivation d = {0};
    int *order;
    explain(picture, &arena, &d, &order);
    arena_free(&arena);
    return d.count;
}

bool cell_descend(struct picture *picture, int which)
{
    struct arena arena = {0};
    struct derivation d;
    int *order, depth = picture->depth;
    struct origin to = {.quantity = Q_NONE};
    if (explain(picture, &arena, &d, &order))
        to = d.terms[order[selected_term(picture, &d)]].from[which];
    arena_free(&arena);
    if (to.quantity == Q_NONE)
        return false;
    if (depth == LEVELS) /* the oldest is forgotten */
        memmove(picture->way, picture->way + 1, (size_t)--depth * sizeof *picture->way);
    picture->way[depth] = (struct level){picture_shown(picture), picture->cursor, picture->term};
    picture_go(picture, (struct sheet){to.quantity, to.slice}, to.row, to.column);
    picture->depth = depth + 1;
    return true;
}

bool cell_ascend(struct picture *picture)
{
    int depth = picture->depth - 1;
    if (depth < 0)
        return false;
    struct level to = picture->way[depth];
    picture_go(picture, to.sheet, -1, -1);
    picture->cursor = to.cursor;
    picture->term = to.term;
    picture->depth = depth;
    picture_clamp(picture);
    return true;
}

static const char *combination_words(const struct derivation *d)
{
    switch (d->how) {
    case COMBINE_SUM:
        return d->count == 1 ? "where it comes from" : "terms of the sum";
    case COMBINE_MAX:
        return "candidates, the larger one wins";
    case COMBINE_QUOTIENT:
        return "exponentials, each divided by their sum";
    case COMBINE_COPY:
        break;
    }
    return "where it comes from";
}

/* A bar of `width` columns from the middle: to the right for positive, to the left for negative. */
static void draw_bar(struct grid *grid, struct rect rect, int row, int column, int width,
                     double value, double largest)
{
    double part = fabs(value) / largest; /* no finite number where all is zero or masked (−∞) */
    int half = width / 2, length = isfinite(part) ? (int)(part * half + 0.5) : 0;
    grid_put(grid, rect, row, column + half, STYLE_DIM, "│");
    if (value >= 0)
        grid_heat(grid, rect, row, column + half + 1, length, RAMP_DIVERGING, 7);
    else
        grid_heat(grid, rect, row, column + half - length, length, RAMP_DIVERGING, 1);
}

static void draw_term(struct grid *grid, struct rect rect, int row, const struct summand *term,
                      double largest, double partial, bool selected, bool partials)
{
    bool wide = rect.columns >= 62;
    int label = wide ? LABEL_WIDTH + 4 : LABEL_WIDTH, column = 2 + label;
    grid_put(grid, rect, row, 0, STYLE_STRONG, selected ? "▸" : " ");
    grid_put_cut(grid, rect, row, 2, label - 1, selected ? STYLE_STRONG : STYLE_PLAIN, term->label);
    grid_format(grid, rect, row, column, STYLE_PLAIN, "%+*.4f", NUMBER_WIDTH - 1, term->value);
    column += NUMBER_WIDTH;
    if (partials && rect.columns >= 44) {
        grid_format(grid, rect, row, column, STYLE_DIM, "%+*.4f", NUMBER_WIDTH - 1, partial);
        column += NUMBER_WIDTH;
    }
    if (wide) {
        draw_bar(grid, rect, row, column, BAR_WIDTH, term->value, largest);
        column += BAR_WIDTH + 2;
    }
    grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_DIM, term->detail);
}

/* Name, value, formula and the formula with numbers: up to 4 rows. Returns the next row. */
static int draw_head(struct grid *grid, struct rect rect, int row, const struct trace *trace,
                     const struct derivation *d, bool low)
{
    const struct quantity *q = trace_quantity(trace, d->sheet.quantity);
    struct origin cell = {q->id, d->row, d->column, d->sheet.slice};
    struct str text = {0};
    formula_write_cell(trace, cell, &text);
    int column = grid_put(grid, rect, row, 0, picture_style(q->concept), text.text);
    column = grid_format(grid, rect, row, column, STYLE_TITLE, " = %.5g", d->value);
    str_clear(&text);
    trace_sheet_label(trace, d->sheet, &text);
    grid_put_cut(grid, rect, row, column + 3, rect.columns - column - 3, STYLE_DIM, text.text);
    str_free(&text);
    row++;
    grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_CODE, d->formula);
    if (d->numbers[0] && (!low || d->how != COMBINE_SUM)) /* the terms below say it too */
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_CODE, d->numbers);
    return row + 1;
}

/* What the rows below are, and what their numbers, as far as there is room. */
static void draw_columns(struct grid *grid, struct rect rect, int row, const struct derivation *d,
                         bool partials)
{
    static const char *const names = " · value, sum so far";
    int column = 2;
    if (d->count > 1)
        column = grid_format(grid, rect, row, column, STYLE_DIM, "%d ", d->count);
    column = grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_DIM,
                          combination_words(d));
    if (partials && column + utf8_width(names) <= rect.columns)
        grid_put(grid, rect, row, column, STYLE_DIM, names);
}

static void draw_total(struct grid *grid, struct rect rect, int row, const struct derivation *d)
{
    if (d->how == COMBINE_SUM && d->outer)
        grid_format(grid, rect, row, 0, STYLE_TITLE, "Σ = %.5g, and %s(Σ) = %.5g", d->inner,
                    d->outer, d->value);
    else if (d->how == COMBINE_SUM && d->count > 1)
        grid_format(grid, rect, row, 0, STYLE_TITLE, "Σ of %d terms = %.5g", d->count, d->inner);
    else if (d->how == COMBINE_QUOTIENT)
        grid_format(grid, rect, row, 0, STYLE_TITLE, "Σ = %.5g; %.5g / %.5g = %.5g", d->inner,
                    d->terms[d->chosen].value, d->inner, d->value);
}

/* The cells that were passed on the way down to this one, the last ones if there is no room for
 * all. */
static void draw_way(struct grid *grid, struct rect rect, int row, const struct picture *picture)
{
    struct str text = {0};
    for (int i = picture->depth - 1; i >= 0; i--) {
        struct picture level = *picture;
        level.cursor = picture->way[i].cursor;
        level.quantity = picture->way[i].sheet.quantity;
        level.slice = picture->way[i].sheet.slice;
        str_add(&text, " ‹ ");
        formula_write_cell(picture->trace, picture_cell(&level), &text);
    }
    if (text.length)
        grid_put_cut(grid, rect, row, 0, rect.columns, STYLE_DIM, text.text + 1);
    str_free(&text);
}

/* Where the keys lead from the selected term. */
static void draw_leads(struct grid *grid, struct rect rect, int row, const struct trace *trace,
                       const struct summand *term)
{
    static const char *const keys[] = {"Enter", "f"};
    struct str name = {0};
    int column = 0;
    for (int i = 0; i < 2; i++) {
        if (term->from[i].quantity == Q_NONE)
            continue;
        str_clear(&name);
        formula_write_cell(trace, term->from[i], &name);
        column = grid_put(grid, rect, row, column, STYLE_KEY, keys[i]) + 1;
        column =
            grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_PLAIN, name.text) +
            3;
    }
    str_free(&name);
    if (column == 0)
        grid_put_cut(grid, rect, row, 0, rect.columns, STYLE_DIM,
                     "a weight, or looked up or set: made of nothing else");
}

void cell_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    struct arena arena = {0};
    struct derivation d;
    int *order;
    bool low = rect.rows < 8; /* every row is needed for the terms */
    if (!low)
        picture_draw_stages(grid, rect, 0, picture);
    if (!explain(picture, &arena, &d, &order)) {
        grid_put(grid, rect, 2, 0, STYLE_DIM, "there is no such cell");
        return;
    }
    int row = draw_head(grid, rect, low ? 0 : rect.rows >= 12 ? 2 : 1, picture->trace, &d, low);
    if (rect.rows >= 12 && !picture->bare)
        draw_way(grid, rect, 1, picture);
    bool leads =
        rect.rows - row >= 6 && !picture->bare; /* a row to say where the selected term leads */
    int room = rect.rows - row - 2 - leads, selected = selected_term(picture, &d);
    int first = selected >= room && room > 0 ? selected - room + 1 : 0;
    double largest = d.count ? fabs(d.terms[order[0]].value) : 0, partial = 0;
    bool partials = d.count > 1 && (d.how == COMBINE_SUM || d.how == COMBINE_QUOTIENT);
    draw_columns(grid, rect, row - 1, &d, partials && rect.columns >= 44);
    for (int i = 0; i < d.count; i++) {
        partial += d.terms[order[i]].value;
        if (i >= first && i < first + room)
            draw_term(grid, rect, row + i - first, &d.terms[order[i]], largest, partial,
                      i == selected && !picture->bare, partials);
    }
    int after = row + (d.count - first < room ? d.count - first : room);
    if (first + room < d.count)
        grid_format(grid, rect, after, 2, STYLE_DIM, "… %d smaller%s", d.count - first - room,
                    picture->bare ? "" : " below (j)");
    draw_total(grid, rect, after + 1, &d);
    if (leads)
        draw_leads(grid, rect, after + 2, picture->trace, &d.terms[order[selected]]);
    arena_free(&arena);
}
