#include "view/cell.h"

#include <math.h>
#include <string.h>

#include "draw/para.h"
#include "text/utf8.h"
#include "trace/derive.h"
#include "trace/formula.h"

enum { MARKER = 2, LABEL_MOST = 24, BAR_WIDTH = 16, BAR_GAP = 2, NUMBER_WIDTH = 9 };

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

static bool weight_of(const struct trace *trace, const struct summand *term,
                      struct cell_weight *out)
{
    const struct weight *weight =
        term->weight ? model_weight_at(trace->model, term->weight, &out->row, &out->column) : NULL;
    out->tensor = weight ? weight->name : NULL;
    out->vector = weight && weight->rank == 1;
    return weight != NULL;
}

bool cell_weight(const struct picture *picture, struct cell_weight *out)
{
    struct arena arena = {0};
    struct derivation d;
    int *order;
    bool found = explain(picture, &arena, &d, &order) &&
                 weight_of(picture->trace, &d.terms[order[selected_term(picture, &d)]], out);
    arena_free(&arena);
    return found;
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

/* Where the columns of the terms stand. */
struct term_table {
    int label, detail; /* columns that they take */
    bool partials;     /* the sum so far has room */
    bool bars;
    int rows; /* of a term: 2 where its factors stand below it */
};

/* What is left out first: the bars, then the sum so far. Factors are never cut: where there is no
 * room for them they go below. */
static struct term_table table_of(const struct derivation *d, int columns)
{
    struct term_table t = {.rows = 1};
    for (int i = 0; i < d->count; i++) {
        int label = utf8_width(d->terms[i].label), detail = utf8_width(d->terms[i].detail);
        t.label = label > t.label ? label : t.label;
        t.detail = detail > t.detail ? detail : t.detail;
    }
    t.label = t.label < LABEL_MOST ? t.label : LABEL_MOST;
    int left = columns - MARKER - t.label - NUMBER_WIDTH - 1;
    bool sums = d->count > 1 && (d->how == COMBINE_SUM || d->how == COMBINE_QUOTIENT);
    if (t.detail > left)
        t.rows = 2;
    else
        left -= t.detail;
    t.partials = sums && left >= NUMBER_WIDTH;
    left -= t.partials ? NUMBER_WIDTH : 0;
    t.bars = left >= BAR_WIDTH + BAR_GAP;
    return t;
}

static void draw_term(struct grid *grid, struct rect rect, const struct term_table *table,
                      const struct summand *term, double largest, double partial, bool selected)
{
    int column = MARKER + table->label;
    grid_put(grid, rect, 0, 0, STYLE_STRONG, selected ? "▸" : " ");
    grid_put_cut(grid, rect, 0, MARKER, table->label, selected ? STYLE_STRONG : STYLE_PLAIN,
                 term->label);
    grid_format(grid, rect, 0, column, STYLE_PLAIN, "%+*.4f", NUMBER_WIDTH, term->value);
    column += NUMBER_WIDTH;
    if (table->partials) {
        grid_format(grid, rect, 0, column, STYLE_DIM, "%+*.4f", NUMBER_WIDTH, partial);
        column += NUMBER_WIDTH;
    }
    if (table->bars) {
        draw_bar(grid, rect, 0, column + 1, BAR_WIDTH, term->value, largest);
        column += BAR_WIDTH + BAR_GAP;
    }
    bool below = table->rows > 1;
    column = below ? MARKER + 2 : column + 1;
    grid_put_cut(grid, rect, below, column, rect.columns - column, STYLE_DIM, term->detail);
}

static int draw_code(struct grid *grid, struct rect rect, int row, const char *text)
{
    const struct para_run run = {STYLE_CODE, 0, text};
    return row + para_draw(grid, rect_part(rect, row, 0, -1, -1), &run, 1, 2, 0);
}

/* Name, value, formula and the formula with numbers. Returns the next row. With grid NULL nothing
 * is drawn. */
static int draw_head(struct grid *grid, struct rect rect, int row, const struct trace *trace,
                     const struct derivation *d, bool low)
{
    const struct quantity *q = trace_quantity(trace, d->sheet.quantity);
    struct origin cell = {q->id, d->row, d->column, d->sheet.slice};
    struct str text = {0};
    formula_write_cell(trace, cell, &text);
    if (grid) {
        int column = grid_put(grid, rect, row, 0, picture_style(q->concept), text.text);
        column = grid_format(grid, rect, row, column, STYLE_TITLE, " = %.5g", d->value);
        str_clear(&text);
        trace_sheet_label(trace, d->sheet, &text);
        grid_put_cut(grid, rect, row, column + 3, rect.columns - column - 3, STYLE_DIM, text.text);
    }
    str_free(&text);
    row = draw_code(grid, rect, row + 1, d->formula);
    if (d->numbers[0] && (!low || d->how != COMBINE_SUM)) /* the terms below say it too */
        row = draw_code(grid, rect, row, d->numbers);
    return row;
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

/* "output.weight[7,3]", with numbers from 0 as in the file and on its screen. */
static void add_weight(struct str *out, const struct cell_weight *weight)
{
    str_format(out, "%s[", weight->tensor);
    if (!weight->vector)
        str_format(out, "%d,", weight->row);
    str_format(out, "%d]", weight->column);
}

/* The keys that lead on from the selected term, and where: below each other where they do not fit
 * beside each other. Returns the rows; with grid NULL nothing is drawn. */
static int draw_leads(struct grid *grid, struct rect rect, const struct trace *trace,
                      const struct summand *term)
{
    enum { FACTORS = 2, LEADS };
    static const char *const keys[LEADS] = {"Enter", "f", "K"};
    static const char *const nowhere = "a weight, or looked up or set: made of nothing else";
    struct cell_weight weight;
    struct str name = {0};
    int row = 0, column = 0;
    bool shown = false; /* the weight: by the first key that leads nowhere else */
    for (int i = 0; i < LEADS; i++) {
        str_clear(&name);
        if (i < FACTORS && term->from[i].quantity != Q_NONE)
            formula_write_cell(trace, term->from[i], &name);
        else if (!shown && (shown = weight_of(trace, term, &weight)) != false)
            add_weight(&name, &weight);
        if (!name.length)
            continue;
        int width = utf8_width(keys[i]) + 1 + utf8_width(name.text);
        if (column && column + 3 + width > rect.columns) {
            row++;
            column = 0;
        }
        column += column ? 3 : 0;
        if (grid) {
            int at = grid_put(grid, rect, row, column, STYLE_KEY, keys[i]) + 1;
            grid_put_cut(grid, rect, row, at, rect.columns - at, STYLE_PLAIN, name.text);
        }
        column += width;
    }
    str_free(&name);
    const struct para_run run = {STYLE_DIM, 0, nowhere};
    return column ? row + 1 : para_draw(grid, rect, &run, 1, 0, 0);
}

/* The terms that have room, from the first one that keeps the selected one in sight. Returns the
 * row below them. */
static int draw_terms(struct grid *grid, struct rect rect, const struct term_table *table,
                      const struct picture *picture, const struct derivation *d, const int *order)
{
    int room = rect.rows / table->rows, selected = selected_term(picture, d);
    int first = selected >= room && room > 0 ? selected - room + 1 : 0, row = 0;
    double largest = 0, partial = 0;
    for (int i = 0; i < d->count; i++)
        largest = fmax(largest, fabs(d->terms[i].value)); /* the first one need not be it */
    for (int i = 0; i < d->count; i++) {
        partial += d->terms[order[i]].value;
        if (i < first || i >= first + room)
            continue;
        draw_term(grid, rect_part(rect, row, 0, table->rows, -1), table, &d->terms[order[i]],
                  largest, partial, i == selected && !picture->bare && !picture->beside);
        row += table->rows;
    }
    return row;
}

/* How many terms a place of so many rows leaves out. */
static int terms_left(const struct term_table *table, const struct picture *picture,
                      const struct derivation *d, int rows)
{
    int room = rows / table->rows, selected = selected_term(picture, d);
    int first = selected >= room && room > 0 ? selected - room + 1 : 0;
    return first + room < d->count ? d->count - first - room : 0;
}

/* From the name of the cell to where its terms lead. */
static void draw_derivation(struct grid *grid, struct rect rect, const struct picture *picture,
                            const struct derivation *d, const int *order)
{
    bool low = rect.rows < 10; /* every row is needed for the terms */
    struct term_table table = table_of(d, rect.columns);
    int row = picture->depth && !low && !picture->bare;
    if (row)
        draw_way(grid, rect, 0, picture);
    row = draw_head(grid, rect, row, picture->trace, d, low);
    draw_columns(grid, rect, row++, d, table.partials);
    const struct summand *term = &d->terms[order[selected_term(picture, d)]];
    int total = 1, few = d->count < 2 ? d->count : 2;
    int least = few * table.rows + (few < d->count); /* two terms, and how many are left out */
    int lead_rows = draw_leads(NULL, rect, picture->trace, term);
    bool leads = !picture->bare && !picture->beside && rect.rows - row - total - lead_rows >= least;
    int rows = rect.rows - row - total - (leads ? lead_rows : 0);
    rows -= terms_left(&table, picture, d, rows) > 0;
    int left = terms_left(&table, picture, d, rows);
    row += draw_terms(grid, rect_part(rect, row, 0, rows, -1), &table, picture, d, order);
    if (left > 0)
        grid_format(grid, rect, row++, MARKER, STYLE_DIM,
                    picture->bare || picture->beside ? "… %d smaller" : "… %d smaller below (j)",
                    left);
    draw_total(grid, rect, row++, d);
    if (leads)
        draw_leads(grid, rect_part(rect, row, 0, -1, -1), picture->trace, term);
}

void cell_draw(struct grid *grid, struct rect rect, const struct picture *picture)
{
    struct arena arena = {0};
    struct derivation d;
    int *order;
    if (explain(picture, &arena, &d, &order))
        draw_derivation(grid, rect, picture, &d, order);
    else
        grid_put(grid, rect, 0, 0, STYLE_DIM, "there is no such cell");
    arena_free(&arena);
}

/* Columns of the line that names the cell. */
static int name_width(const struct trace *trace, const struct derivation *d)
{
    struct str name = {0};
    struct origin cell = {d->sheet.quantity, d->row, d->column, d->sheet.slice};
    formula_write_cell(trace, cell, &name);
    str_add(&name, " = -0.12345   ");
    trace_sheet_label(trace, d->sheet, &name);
    int width = utf8_width(name.text);
    str_free(&name);
    return width;
}

struct wish cell_wish(const struct picture *picture)
{
    enum { WIDE = 76 /* columns; longer factors stand below their terms */ };
    struct arena arena = {0};
    struct derivation d;
    int *order;
    struct wish wish = {.rows = 1, .columns = 1, .below = true};
    if (explain(picture, &arena, &d, &order)) {
        struct term_table table = table_of(&d, WIDE);
        int factors = table.rows > 1 ? 0 : table.detail;
        int width = MARKER + table.label + NUMBER_WIDTH + 1 + factors;
        int words = MARKER + 5 + utf8_width(combination_words(&d));
        int name = name_width(picture->trace, &d);
        width = words > width ? words : width;
        wish.columns = name > width ? name : width;
        wish.most_columns = wish.columns + NUMBER_WIDTH + BAR_WIDTH + BAR_GAP;
        struct rect rect = {0, 0, 1, wish.columns};
        int least = draw_head(NULL, rect, 0, picture->trace, &d, true) + 2; /* and the total */
        int most = draw_head(NULL, rect, 0, picture->trace, &d, false) + 2;
        wish.rows = least + table.rows + (d.count > 1); /* the largest term, and how many more */
        wish.most_rows = most + d.count * table.rows;
    }
    wish.easy_rows = wish.rows;
    arena_free(&arena);
    return wish;
}

/* ---- the way down ---- */

/* Whether two pictures show the same cell. */
static bool same_cell(const struct picture *a, const struct picture *b)
{
    struct origin x = picture_cell(a), y = picture_cell(b);
    return sheet_same(picture_shown(a), picture_shown(b)) && x.row == y.row && x.column == y.column;
}

struct picture cell_way_at(const struct picture *p, int cells)
{
    struct picture at = *p;
    for (int up = p->depth; up > cells; up--)
        cell_ascend(&at);
    return at;
}

int cell_factor_to(const struct picture *from, const struct picture *to)
{
    for (int which = 0; which < 2; which++) {
        struct picture moved = *from;
        if (cell_descend(&moved, which) && same_cell(&moved, to))
            return which;
    }
    return -1;
}

void cell_keep_way(struct picture *picture)
{
    struct picture at = *picture;
    int first = picture->depth;
    while (first > 0) {
        struct picture above = cell_way_at(picture, first - 1);
        if (cell_factor_to(&above, &at) < 0)
            break;
        at = above;
        first--;
    }
    picture->depth -= first;
    memmove(picture->way, picture->way + first, (size_t)picture->depth * sizeof *picture->way);
}
