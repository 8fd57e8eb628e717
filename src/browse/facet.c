#include "browse/facet.h"

#include <string.h>

#include "text/utf8.h"

typedef void draw_facet(struct grid *grid, struct rect rect, const struct facet_view *view);

static const struct {
    const char *name;
    draw_facet *draw;
} facets[FACET_COUNT] = {
    [FACET_STATS] = {"stats", facet_stats}, [FACET_HEAT] = {"heat", facet_heat},
    [FACET_NORMS] = {"norms", facet_norms}, [FACET_SPECTRUM] = {"singular", facet_spectrum},
    [FACET_GATES] = {"gates", facet_gates}, [FACET_NEAREST] = {"nearest", facet_nearest},
    [FACET_PLANE] = {"plane", facet_plane},
};

const char *const facet_names[FACET_COUNT + 1] = {"stats", "heat",    "norms", "singular",
                                                  "gates", "nearest", "plane", NULL};

bool facet_possible(const struct facet_view *view, enum facet facet, const char **why)
{
    const struct survey *survey = view->survey;
    bool vector = survey->slice.folded || survey->slice.rows < 2 || survey->slice.columns < 2;
    *why = NULL;
    if (facet == FACET_GATES && !survey->gates.count)
        *why = "it is no matrix of a GRU or an LSTM, as far as its name and shape tell";
    else if (facet == FACET_NORMS && !survey->row_norms)
        *why = vector ? "norms are of rows and columns, and this is a vector"
                      : "it has too many rows and columns";
    else if (facet >= FACET_SPECTRUM && facet != FACET_GATES && vector)
        *why = "that is of a matrix, and this is a vector";
    return !*why;
}

void facet_row_name(const struct facet_view *view, size_t row, struct str *out)
{
    if (view->words && row < view->words->count)
        utf8_escape(out, view->words->list[row], strlen(view->words->list[row]));
    else
        str_format(out, "row %zu", row);
}

static void draw_tabs(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    int column = 0;
    for (int f = 0; f < FACET_COUNT; f++) {
        const char *why;
        bool here = f == (int)view->facet;
        bool possible = facet_possible(view, (enum facet)f, &why);
        if (!possible && !here)
            continue;
        enum style style = here ? STYLE_BADGE : STYLE_DIM;
        column = grid_format(grid, rect, 0, column, style, " %d %s ", f + 1, facets[f].name);
    }
}

/* Name, slice, shape, type, and what a GRU or an LSTM does with it. */
static void draw_title(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const struct survey *survey = view->survey;
    const struct tensor *tensor = survey->slice.tensor;
    struct str name = {0}, about = {0};
    tensor_show_name(&name, tensor->name);
    excerpt_write(&survey->slice, &name);
    excerpt_shape(tensor, &about);
    str_format(&about, " · %s", tensor->dtype_name);
    if (survey->gates.count) {
        const struct gates *gates = &survey->gates;
        str_format(&about, " · %s%s: times %s", gates->cell, gates->backward ? " backward" : "",
                   gates->part);
    }
    if (tensor->note)
        str_format(&about, " · %s", tensor->note);
    int width = utf8_width(name.text), room = rect.columns - utf8_width(about.text) - 2;
    int column =
        grid_put_cut(grid, rect, 0, 0, room > 12 ? room : rect.columns, STYLE_TITLE, name.text);
    if (room > 12 || width < rect.columns - 4)
        grid_put_cut(grid, rect, 0, column + 2, rect.columns - column - 2, STYLE_DIM, about.text);
    str_free(&name);
    str_free(&about);
}

void facet_draw(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const char *why;
    draw_tabs(grid, rect_part(rect, 0, 0, 1, -1), view);
    draw_title(grid, rect_part(rect, 1, 0, 1, -1), view);
    struct rect body = rect_part(rect, rect.rows > 8 ? 3 : 2, 0, -1, -1);
    if (facet_possible(view, view->facet, &why))
        facets[view->facet].draw(grid, body, view);
    else
        grid_put_cut(grid, body, 0, 0, body.columns, STYLE_PLAIN, why);
}
