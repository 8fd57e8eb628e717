#include "browse/units_view.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw/bar.h"
#include "draw/para.h"

enum {
    WIDE_NAME = 26,
    WIDE_FIGURES = 44, /* units, words, near ends, dead, saturated */
    WIDE_UNIT = 52,    /* number, kind, least, most, mean, near ends */
    HEAD = 3           /* lines above the first unit */
};

/* ---- the matrices ---- */

/* Columns for the name of a matrix: the figures come first. */
static int name_width(struct rect rect)
{
    return rect.columns < WIDE_NAME + WIDE_FIGURES ? rect.columns - WIDE_FIGURES : WIDE_NAME;
}

static void draw_group(struct grid *grid, struct rect rect, int row, const struct unit_group *group,
                       bool chosen)
{
    int wide = name_width(rect);
    struct str name = {0};
    double ends = units_near_ends(group);
    int dead = units_count(group, UNIT_DEAD), saturated = units_count(group, UNIT_SATURATED);
    quantity_name(group->sheet, &name);
    if (chosen)
        grid_put(grid, rect, row, 0, STYLE_STRONG, "▸");
    grid_put_cut(grid, rect, row, 2, wide - 3, chosen ? STYLE_STRONG : STYLE_PLAIN, name.text);
    int column = grid_format(grid, rect, row, wide, STYLE_PLAIN, "%5d %8ld %8.1f %%", group->count,
                             group->positions, 100 * ends);
    column = grid_format(grid, rect, row, column, dead ? STYLE_ERROR : STYLE_DIM, "%6d", dead);
    grid_format(grid, rect, row, column, saturated ? STYLE_ERROR : STYLE_DIM, "%11d", saturated);
    int bar = wide + WIDE_FIGURES;
    if (rect.columns > bar + 8)
        bar_draw(grid, rect, row, bar, rect.columns - bar - 1, ends, STYLE_STATE);
    str_free(&name);
}

/* "dead: 3 17   saturated: 5", numbers as in the laboratory. */
static void say_units(const struct unit_group *group, struct str *out)
{
    for (int kind = UNIT_DEAD; kind < UNIT_KIND_COUNT; kind++) {
        if (!units_count(group, (enum unit_kind)kind))
            continue;
        str_format(out, "%s%s:", out->length ? "   " : "", unit_kind_names[kind]);
        for (int u = 0; u < group->count; u++)
            if (units_kind(group, u) == (enum unit_kind)kind)
                str_format(out, " %d", u + 1);
    }
    if (!out->length)
        str_add(out, "every unit moves, and none is near an end nearly always");
}

void units_view_groups(struct grid *grid, struct rect rect, const struct units_view *view)
{
    const struct units *units = view->units;
    int room = rect.rows - HEAD - (rect.rows > 12 ? 4 : 0);
    int first = view->group >= room && room > 0 ? view->group - room + 1 : 0, row = HEAD;
    grid_format(grid, rect, 0, 0, STYLE_PLAIN, "%ld sentences. Near an end: within 0.05 of it.",
                units->sentences);
    grid_put_cut(grid, rect, 1, 0, rect.columns, STYLE_DIM,
                 "Dead: moves less than 0.01. Saturated: 95 % near an end.");
    grid_put(grid, rect, 2, 2, STYLE_DIM, "matrix");
    grid_format(grid, rect, 2, name_width(rect), STYLE_DIM, "%5s %8s %10s%6s%11s", "units", "words",
                "near ends", "dead", "saturated");
    for (int i = first; i < units->count && row < HEAD + room; i++)
        draw_group(grid, rect, row++, &units->groups[i], i == view->group);
    if (view->group < 0)
        return;
    struct str said = {0};
    say_units(&units->groups[view->group], &said);
    const struct para_run run = {STYLE_PLAIN, 0, said.text};
    if (row + 1 < rect.rows)
        para_draw(grid, rect_part(rect, row + 1, 2, -1, -1), &run, 1, 0, 0);
    str_free(&said);
}

/* ---- the units of one ---- */

struct place {
    const struct unit_group *group;
    int unit;
};

/* Those that say nothing first, then those that are near an end most often. */
static int by_trouble(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    int live_a = units_kind(a->group, a->unit) == UNIT_LIVE;
    int live_b = units_kind(b->group, b->unit) == UNIT_LIVE;
    long ends_a = a->group->list[a->unit].ends, ends_b = b->group->list[b->unit].ends;
    if (live_a != live_b)
        return live_a - live_b;
    return ends_a != ends_b ? (ends_a < ends_b ? 1 : -1) : a->unit - b->unit;
}

/* From the least to the most value, with a mark at the mean. */
static void draw_range(struct grid *grid, struct rect rect, int row, int column, int width,
                       const struct unit_group *group, const struct unit_seen *unit)
{
    double low = group->gate ? 0 : -1, span = 1 - low;
    double mean = unit->sum / (double)group->positions;
    int from = (int)((unit->least - low) / span * (width - 1));
    int to = (int)((unit->most - low) / span * (width - 1));
    grid_rule(grid, rect, row, column + from, to - from + 1, STYLE_STATE, "─");
    grid_put(grid, rect, row, column + (int)((mean - low) / span * (width - 1)), STYLE_STRONG, "●");
}

static void draw_unit(struct grid *grid, struct rect rect, int row, const struct place *place,
                      bool chosen)
{
    const struct unit_group *group = place->group;
    const struct unit_seen *unit = &group->list[place->unit];
    enum unit_kind kind = units_kind(group, place->unit);
    double words = (double)group->positions;
    if (chosen)
        grid_put(grid, rect, row, 0, STYLE_STRONG, "▸");
    grid_format(grid, rect, row, 1, chosen ? STYLE_STRONG : STYLE_PLAIN, "%5d", place->unit + 1);
    grid_put(grid, rect, row, 8, kind == UNIT_LIVE ? STYLE_DIM : STYLE_ERROR,
             unit_kind_names[kind]);
    grid_format(grid, rect, row, 18, STYLE_PLAIN, "%7.3f %7.3f %7.3f %6.1f %%", unit->least,
                unit->most, unit->sum / words, 100 * (double)unit->ends / words);
    if (rect.columns > WIDE_UNIT + 10)
        draw_range(grid, rect, row, WIDE_UNIT + 1, rect.columns - WIDE_UNIT - 2, group, unit);
}

int units_view_page(struct rect rect)
{
    return rect.rows > HEAD + 1 ? rect.rows - HEAD : 1;
}

void units_view_group(struct grid *grid, struct rect rect, const struct units_view *view)
{
    const struct unit_group *group = &view->units->groups[view->group];
    struct place *places = mem_new((size_t)group->count, sizeof *places);
    struct str name = {0};
    int page = units_view_page(rect), first = view->unit >= page ? view->unit - page + 1 : 0;
    for (int u = 0; u < group->count; u++)
        places[u] = (struct place){group, u};
    qsort(places, (size_t)group->count, sizeof *places, by_trouble);
    quantity_name(group->sheet, &name);
    int column = grid_put(grid, rect, 0, 0, STYLE_TITLE, name.text);
    grid_format(grid, rect, 0, column + 2, STYLE_DIM, "%d units over %ld words", group->count,
                group->positions);
    grid_format(grid, rect, HEAD - 1, 1, STYLE_DIM, "%5s  %-9s %7s %7s %7s %8s", "unit", "kind",
                "least", "most", "mean", "near end");
    if (rect.columns > WIDE_UNIT + 10) {
        grid_put(grid, rect, HEAD - 1, WIDE_UNIT + 1, STYLE_DIM, group->gate ? "0" : "−1");
        grid_put_right(grid, rect, HEAD - 1, rect.columns - 1, 1, STYLE_DIM, "1");
    }
    for (int i = 0; i < page && first + i < group->count; i++)
        draw_unit(grid, rect, HEAD + i, &places[first + i], first + i == view->unit);
    free(places);
    str_free(&name);
}
