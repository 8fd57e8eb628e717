#include "browse/facet.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/para.h"
#include "draw/plot.h"

static void draw_plot(struct grid *grid, struct rect rect, const struct spectrum *spectrum)
{
    double *x = mem_new((size_t)spectrum->count, sizeof *x);
    for (int i = 0; i < spectrum->count; i++)
        x[i] = i + 1;
    struct plot_series series = {"singular values", spectrum->count, x, spectrum->values,
                                 STYLE_STATE};
    struct plot plot = {.title = "σ, the largest first",
                        .x_label = "number",
                        .series = &series,
                        .count = 1,
                        .from_zero = true};
    plot_draw(grid, rect, &plot);
    free(x);
}

void facet_spectrum(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const struct spectrum *s = view->spectrum;
    if (!s) {
        const struct para_run run = {STYLE_PLAIN, 0,
                                     view->why && *view->why ? view->why : "being computed …"};
        para_draw(grid, rect, &run, 1, 0, 0);
        return;
    }
    struct str text = {0};
    str_format(&text,
               "largest %.5g, smallest %.5g; condition %.4g\n"
               "effective rank %.1f of %d: e to the entropy of the values as shares\n"
               "stable rank %.1f: the sum of their squares by the largest square\n"
               "%d of them hold 90 %% of the squares; numerical rank %d",
               s->values[0], s->values[s->count - 1],
               s->values[s->count - 1] > 0 ? s->values[0] / s->values[s->count - 1] : 0,
               s->effective_rank, s->count, s->stable_rank, s->most, s->numerical_rank);
    const struct para_run run = {STYLE_PLAIN, 0, text.text};
    int rows = para_draw(grid, rect, &run, 1, 2, 0);
    str_free(&text);
    draw_plot(grid, rect_part(rect, rows + 1, 0, -1, -1), s);
}
