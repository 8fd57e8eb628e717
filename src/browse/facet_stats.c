#include "browse/facet.h"

#include <math.h>
#include <stdio.h>

/* Figures on the left, or above; the histogram below. */

struct figure {
    const char *name;
    char text[64];
    enum style style;
};

static void put_place(char *text, size_t size, const struct facet_view *view, double value,
                      size_t at)
{
    const struct excerpt *slice = &view->survey->slice;
    struct str place = {0};
    excerpt_place(slice, at / slice->columns, at % slice->columns, &place);
    snprintf(text, size, "%.5g at %s", value, place.text);
    str_free(&place);
}

/* Where the first values that are not finite are. */
static void put_bad(char *text, size_t size, const struct facet_view *view)
{
    const struct excerpt *slice = &view->survey->slice;
    const struct statistics *s = &view->survey->statistics;
    struct str places = {0};
    size_t bad = s->nan + s->infinite;
    for (size_t i = 0; i < bad && i < 2; i++) {
        str_add(&places, i ? " " : "");
        excerpt_place(slice, s->places[i] / slice->columns, s->places[i] % slice->columns, &places);
    }
    snprintf(text, size, "%zu NaN, %zu Inf at %.*s%s", s->nan, s->infinite,
             str_fit(places.text, 40), places.text, bad > 2 ? " …" : "");
    str_free(&places);
}

enum { FIGURES = 10 };

static void fill_figures(struct figure figures[FIGURES], const struct facet_view *view)
{
    const struct statistics *s = &view->survey->statistics;
    const struct histogram *h = &view->survey->histogram;
    const size_t size = sizeof figures->text;
    double root = sqrt((double)statistics_finite(s));
    static const char *const names[FIGURES] = {
        "min", "max", "mean", "sd", "norm", "rms", "median", "middle 90 %", "zeros", "not finite"};
    for (int f = 0; f < FIGURES; f++)
        figures[f] = (struct figure){.name = names[f], .style = STYLE_PLAIN};
    put_place(figures[0].text, size, view, s->min, s->min_at);
    put_place(figures[1].text, size, view, s->max, s->max_at);
    snprintf(figures[2].text, size, "%.5g", s->mean);
    snprintf(figures[3].text, size, "%.5g", s->sd);
    snprintf(figures[4].text, size, "%.5g", s->norm);
    snprintf(figures[5].text, size, "%.5g", root > 0 ? s->norm / root : 0);
    snprintf(figures[6].text, size, "≈ %.3g", histogram_quantile(h, 0.5));
    snprintf(figures[7].text, size, "≈ %.3g to %.3g", histogram_quantile(h, 0.05),
             histogram_quantile(h, 0.95));
    snprintf(figures[8].text, size, "%zu of %zu, %.2f %%", s->zero, s->count,
             100 * statistics_sparsity(s));
    if (s->nan + s->infinite) {
        put_bad(figures[9].text, size, view);
        figures[9].style = STYLE_ERROR;
    } else {
        snprintf(figures[9].text, size, "none");
    }
}

/* In two columns; returns the rows used. */
static int draw_figures(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    enum { NAME = 13, WIDE = 38 };
    struct figure figures[FIGURES];
    int columns = rect.columns >= 2 * WIDE ? 2 : 1, rows = (FIGURES + columns - 1) / columns;
    fill_figures(figures, view);
    for (int f = 0; f < FIGURES; f++) {
        struct rect at = rect_part(rect, f % rows, f / rows * (rect.columns / columns), 1,
                                   rect.columns / columns - 1);
        grid_put(grid, at, 0, 0, STYLE_DIM, figures[f].name);
        grid_put_cut(grid, at, 0, NAME, at.columns - NAME, figures[f].style, figures[f].text);
    }
    return rows;
}

/* Bins side by side, their heights in eighths of a row. */
static void draw_histogram(struct grid *grid, struct rect rect, const struct histogram *h)
{
    static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    int wide = rect.columns / HISTOGRAM_BINS ? rect.columns / HISTOGRAM_BINS : 1;
    int bins = rect.columns < HISTOGRAM_BINS ? HISTOGRAM_BINS / 2 : HISTOGRAM_BINS;
    int together = HISTOGRAM_BINS / bins, rows = rect.rows - 2;
    size_t most = 1, count[HISTOGRAM_BINS] = {0};
    for (int b = 0; b < HISTOGRAM_BINS; b++) {
        size_t *bin = &count[b / together];
        *bin += h->bins[b];
        most = *bin > most ? *bin : most;
    }
    for (int b = 0; b < bins; b++) {
        int height = (int)ceil((double)count[b] / (double)most * rows * 8);
        for (int r = 0; r < rows; r++) {
            int part = height - (rows - 1 - r) * 8;
            for (int c = 0; c < wide; c++)
                grid_put(grid, rect, r + 1, b * wide + c, STYLE_STATE,
                         eighths[part < 0   ? 0
                                 : part > 8 ? 8
                                            : part]);
        }
    }
    int end = bins * wide;
    grid_rule(grid, rect, rows + 1, 0, end, STYLE_DIM, "─");
    grid_format(grid, rect, 0, 0, STYLE_DIM, "values in %d equal steps, %zu in the fullest", bins,
                most);
    char text[32];
    int column = grid_format(grid, rect, rows + 1, 0, STYLE_DIM, "%.3g ", h->low);
    if (h->low < 0 && h->high > 0) {
        int zero = (int)(-h->low / (h->high - h->low) * end);
        if (zero > column && zero < end - 10)
            grid_put(grid, rect, rows + 1, zero, STYLE_DIM, "0");
    }
    snprintf(text, sizeof text, " %.3g", h->high);
    grid_put_right(grid, rect, rows + 1, end, 14, STYLE_DIM, text);
}

void facet_stats(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    enum { BARS_LEAST = 4, BARS_MOST = 22 };
    int rows = draw_figures(grid, rect, view);
    struct rect below = rect_part(rect, rows + 1, 0, -1, -1);
    if (below.rows > BARS_MOST)
        below.rows = BARS_MOST;
    if (below.rows >= BARS_LEAST && statistics_finite(&view->survey->statistics))
        draw_histogram(grid, below, &view->survey->histogram);
}
