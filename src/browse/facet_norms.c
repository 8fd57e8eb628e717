#include "browse/facet.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "draw/bar.h"
#include "draw/plot.h"

/* Norms of rows and columns, in their order and the largest ones by name. */

struct ranked {
    double norm;
    size_t index;
};

static int larger_first(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    return a->norm < b->norm ? 1 : a->norm > b->norm ? -1 : a->index < b->index ? -1 : 1;
}

static struct ranked *rank(const double *norms, size_t n)
{
    struct ranked *ranked = mem_new(n, sizeof *ranked);
    for (size_t i = 0; i < n; i++)
        ranked[i] = (struct ranked){isfinite(norms[i]) ? norms[i] : HUGE_VAL, i};
    qsort(ranked, n, sizeof *ranked, larger_first);
    return ranked;
}

/* A few of the largest and of the smallest. */
static void draw_extremes(struct grid *grid, struct rect rect, const struct facet_view *view,
                          bool columns)
{
    const struct survey *survey = view->survey;
    size_t n = columns ? survey->slice.columns : survey->slice.rows;
    struct ranked *ranked = rank(columns ? survey->column_norms : survey->row_norms, n);
    int rows = rect.rows - 1, half = rows / 2;
    bool all = n <= (size_t)rows;
    grid_format(grid, rect, 0, 0, STYLE_TITLE, "%s, the largest %s", columns ? "columns" : "rows",
                all ? "first" : "and the smallest");
    for (int r = 0; r < rows && (size_t)r < n; r++) {
        size_t at = all || r < half ? (size_t)r : n - (size_t)(rows - r);
        struct str name = {0};
        if (columns)
            str_format(&name, "column %zu", ranked[at].index);
        else
            facet_row_name(view, ranked[at].index, &name);
        grid_put_cut(grid, rect, r + 1, 0, 13, STYLE_WORD, name.text);
        grid_format(grid, rect, r + 1, 14, STYLE_PLAIN, "%-8.4g", ranked[at].norm);
        if (ranked[0].norm > 0 && isfinite(ranked[0].norm) && rect.columns > 26)
            bar_draw(grid, rect, r + 1, 23, rect.columns - 24, ranked[at].norm / ranked[0].norm,
                     STYLE_STATE);
        str_free(&name);
    }
    free(ranked);
}

static void draw_curve(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const struct survey *survey = view->survey;
    size_t n[2] = {survey->slice.rows, survey->slice.columns};
    const double *norms[2] = {survey->row_norms, survey->column_norms};
    double *x = mem_new(n[0] > n[1] ? n[0] : n[1], sizeof *x);
    for (size_t i = 0; i < n[0] || i < n[1]; i++)
        x[i] = (double)i;
    for (int side = 0; side < 2; side++) {
        struct plot_series series = {.name = side ? "columns" : "rows",
                                     .n = (int)n[side],
                                     .x = x,
                                     .y = norms[side],
                                     .style = side ? STYLE_QUERY : STYLE_STATE};
        struct plot plot = {.title = side ? "norms of the columns" : "norms of the rows",
                            .series = &series,
                            .count = 1,
                            .from_zero = true};
        plot_draw(grid, rect_part(rect, 0, side * (rect.columns / 2), -1, rect.columns / 2 - 1),
                  &plot);
    }
    free(x);
}

void facet_norms(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    int lists = rect.rows >= 14 ? rect.rows / 2 - 1 : rect.rows;
    if (rect.rows >= 14)
        draw_curve(grid, rect_part(rect, lists + 1, 0, -1, -1), view);
    if (rect.columns >= 56) {
        draw_extremes(grid, rect_part(rect, 0, 0, lists, rect.columns / 2 - 1), view, false);
        draw_extremes(grid, rect_part(rect, 0, rect.columns / 2, lists, -1), view, true);
    } else {
        draw_extremes(grid, rect_part(rect, 0, 0, lists, -1), view, false);
    }
}
