#include "view/picture.h"

#include <math.h>
#include <stdio.h>

#include "text/utf8.h"
#include "trace/derive.h"

/* The closest view: what one number is made of, term by term, largest first. */

enum { LABEL_WIDTH = 14, BAR_WIDTH = 16, NUMBER_WIDTH = 9 };

static const char *combination_words(const struct derivation *d)
{
    switch (d->how) {
    case COMBINE_SUM:
        return "terms of the sum";
    case COMBINE_MAX:
        return "candidates, the larger one wins";
    case COMBINE_QUOTIENT:
        return "exponentials, each divided by their sum";
    default:
        return "where it comes from";
    }
}

/* A bar of `width` columns from the middle: to the right for positive, to the left for negative. */
static void draw_bar(struct grid *grid, struct rect rect, int row, int column, int width,
                     double value, double largest)
{
    double part = fabs(value) / largest; /* not a number where all is zero or masked (−∞) */
    int half = width / 2, length = part > 0 ? (int)(part * half + 0.5) : 0;
    grid_put(grid, rect, row, column + half, STYLE_DIM, "│");
    if (value >= 0)
        grid_heat(grid, rect, row, column + half + 1, length, RAMP_DIVERGING, 7);
    else
        grid_heat(grid, rect, row, column + half - length, length, RAMP_DIVERGING, 1);
}

static void draw_term(struct grid *grid, struct rect rect, int row, const struct term *term,
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
static int draw_head(struct grid *grid, struct rect rect, int row, const struct derivation *d,
                     bool low)
{
    const struct quantity *q = quantity_at(d->quantity);
    int column = grid_put(grid, rect, row, 0, concept_style(q->concept), d->name);
    if (q->columns == AXIS_UNIT)
        column = grid_format(grid, rect, row, column, STYLE_PLAIN, " unit %d", d->column + 1);
    column = grid_format(grid, rect, row, column, STYLE_TITLE, " = %.5g", d->value);
    grid_put_cut(grid, rect, row, column + 3, rect.columns - column - 3, STYLE_DIM, q->words);
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
    if (d->how != COMBINE_COPY)
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
    else if (d->how == COMBINE_SUM)
        grid_format(grid, rect, row, 0, STYLE_TITLE, "Σ of %d terms = %.5g", d->count, d->inner);
    else if (d->how == COMBINE_QUOTIENT)
        grid_format(grid, rect, row, 0, STYLE_TITLE, "Σ = %.5g; %.5g / %.5g = %.5g", d->inner,
                    d->terms[d->chosen].value, d->inner, d->value);
}

void cell_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    const struct quantity *q = quantity_at(picture->quantity);
    struct arena arena = {0};
    struct derivation d;
    bool low = rect.rows < 8; /* every row is needed for the terms */
    if (!low)
        stages_draw(grid, rect, 0, picture);
    if (!derive(picture->trace, picture->sentence, q->id, picture_place(picture, q->rows),
                picture_place(picture, q->columns), &arena, &d)) {
        grid_put(grid, rect, 2, 0, STYLE_DIM, "there is no such cell");
        return;
    }
    int row = draw_head(grid, rect, low ? 0 : rect.rows >= 12 ? 2 : 1, &d, low);
    int *order = derive_order(&d, &arena), room = rect.rows - row - 2;
    int selected = picture->term < d.count ? picture->term : d.count - 1;
    int first = selected >= room && room > 0 ? selected - room + 1 : 0;
    double largest = d.count ? fabs(d.terms[order[0]].value) : 0, partial = 0;
    bool partials = d.how == COMBINE_SUM || d.how == COMBINE_QUOTIENT;
    draw_columns(grid, rect, row - 1, &d, partials && rect.columns >= 44);
    for (int i = 0; i < d.count; i++) {
        partial += d.terms[order[i]].value;
        if (i >= first && i < first + room)
            draw_term(grid, rect, row + i - first, &d.terms[order[i]], largest, partial,
                      i == selected, partials);
    }
    int after = row + (d.count - first < room ? d.count - first : room);
    if (first + room < d.count)
        grid_format(grid, rect, after, 2, STYLE_DIM, "… %d smaller below (j)",
                    d.count - first - room);
    draw_total(grid, rect, after + 1, &d);
    arena_free(&arena);
}
