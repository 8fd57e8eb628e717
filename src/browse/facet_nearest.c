#include "browse/facet.h"

#include <math.h>

#include "draw/bar.h"
#include "draw/para.h"
#include "text/utf8.h"

/* The rows that are most like one row; and those that nothing ever filled. */

static void draw_unused(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const struct nearest *nearest = view->nearest;
    struct str text = {0};
    str_format(&text, "%zu of %zu rows are all zero%s", nearest->zero_rows,
               view->survey->slice.rows, nearest->zero_rows ? ": unused\n" : ".\n");
    for (size_t i = 0; i < nearest->zero_rows && i < UNUSED_MAX; i++) {
        facet_row_name(view, nearest->unused[i], &text);
        str_add(&text, "  ");
    }
    if (!view->words)
        str_add(&text, "\n \nThe rows have no words: --vocab FILE gives them some, a word a line "
                       "or JSON.");
    const struct para_run run = {STYLE_DIM, 0, text.text};
    para_draw(grid, rect, &run, 1, 0, 0);
    str_free(&text);
}

void facet_nearest(struct grid *grid, struct rect rect, const struct facet_view *view)
{
    const struct nearest *nearest = view->nearest;
    if (!nearest) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_PLAIN,
                     view->why && *view->why ? view->why : "being computed …");
        return;
    }
    struct str name = {0};
    facet_row_name(view, nearest->row, &name);
    int column = grid_put(grid, rect, 0, 0, STYLE_PLAIN, "by cosine, most like ");
    column = grid_put_cut(grid, rect, 0, column, 24, STYLE_WORD, name.text);
    grid_format(grid, rect, 0, column, STYLE_DIM, " (row %zu, norm %.4g)", nearest->row,
                nearest->norm);
    int wide = rect.columns >= 70 ? rect.columns * 3 / 5 : rect.columns;
    for (int i = 0; i < nearest->count && i + 2 < rect.rows; i++) {
        str_clear(&name);
        facet_row_name(view, nearest->rows[i], &name);
        grid_put_cut(grid, rect, i + 2, 0, 20, STYLE_WORD, name.text);
        grid_format(grid, rect, i + 2, 21, STYLE_PLAIN, "%6.3f", nearest->cosine[i]);
        bar_draw(grid, rect, i + 2, 29, wide - 31, fmax(nearest->cosine[i], 0), STYLE_EMBED);
    }
    str_free(&name);
    if (wide < rect.columns)
        draw_unused(grid, rect_part(rect, 2, wide, -1, -1), view);
}
