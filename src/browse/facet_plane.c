#include "browse/facet.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/scatter.h"
#include "text/utf8.h"

/* The row of the cursor comes first, so that its word has a place. */
static void fill_points(struct scatter_point *points, struct arena *arena,
                        const struct facet_view *view)
{
    const struct rows_plane *plane = view->plane;
    for (int i = 0; i < plane->count; i++) {
        struct str name = {0};
        if (view->words)
            facet_row_name(view, (size_t)i, &name);
        else
            str_format(&name, "%d", i);
        bool chosen = (size_t)i == view->row;
        points[i] = (struct scatter_point){.x = plane->places[2 * i],
                                           .y = plane->places[2 * i + 1],
                                           .label = arena_format(arena, "%s", name.text),
                                           .dot = chosen ? "●" : "·",
                                           .style = chosen ? STYLE_CHOSEN : STYLE_WORD,
                                           .marks = chosen ? MARK_BOLD : 0,
                                           .firm = chosen};
        str_free(&name);
    }
    if (view->row < (size_t)plane->count) {
        struct scatter_point first = points[0];
        points[0] = points[view->row];
        points[view->row] = first;
    }
}

void facet_plane(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const struct rows_plane *plane = view->plane;
    if (!plane) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_PLAIN,
                     view->why && *view->why ? view->why : "being computed …");
        return;
    }
    struct arena arena = {0};
    struct scatter_point *points = arena_take(&arena, (size_t)plane->count, sizeof *points);
    fill_points(points, &arena, view);
    struct scatter scatter = {
        .points = points,
        .count = plane->count,
        .y_label = arena_format(&arena, "%s%d rows; up: %.1f %% of their variance",
                                (size_t)plane->count < view->survey->slice.rows ? "the first " : "",
                                plane->count, 100 * plane->share[1]),
        .x_label = arena_format(&arena, "across: %.1f %%", 100 * plane->share[0])};
    scatter_draw(grid, rect, &scatter);
    arena_free(&arena);
}
