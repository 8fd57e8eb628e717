#include "beams/score.h"

#include <math.h>

#include "draw/bar.h"
#include "text/utf8.h"

enum {
    MARGIN = 3,  /* of the marker */
    NUMBER = 10, /* columns of a number */
    BAR = 16,
    FRAME = 4, /* rows of a blank line, the title, the head and the sum */
};

static int word_width(const struct search_view *view, int words)
{
    int width = 4;
    for (int t = 0; t < words; t++) {
        int one = utf8_width(search_word(view->search, search_at(view->search, view->leaf, t)));
        width = one > width ? one : width;
    }
    return width;
}

static void draw_word(struct grid *grid, struct rect rect, int row, const struct search_view *view,
                      int t)
{
    const struct search *search = view->search;
    int node = search_at(search, view->leaf, t), column = MARGIN;
    int width = word_width(view, search->beam.nodes[view->leaf].length);
    double p = search_log_probability(search, node);
    enum style style = t == view->step ? STYLE_TITLE : STYLE_PLAIN;
    if (t == view->step)
        grid_put(grid, rect, row, 1, STYLE_TITLE, "▸");
    grid_put(grid, rect, row, column, style, search_word(search, node));
    column += width;
    grid_format(grid, rect, row, column, style, "%*.3f%*.3f", NUMBER, exp(p), NUMBER, p);
    column = grid_format(grid, rect, row, column + 2 * NUMBER, STYLE_DIM, "%*.3f", NUMBER,
                         search->beam.nodes[node].log_probability);
    bar_draw(grid, rect, row, column + 2, BAR, exp(p), STYLE_WEIGHT);
}

/* The words that have room, from the first that keeps the selected one in sight. Returns the row
 * below the sum. */
static int draw_terms(struct grid *grid, struct rect rect, const struct search_view *view)
{
    const struct beam_node *leaf = &view->search->beam.nodes[view->leaf];
    int room = rect.rows - FRAME, words = leaf->length, row = 1;
    int shown = words <= room ? words : room - 1;
    int first = view->step >= shown ? view->step - shown + 1 : 0;
    int column = grid_put(grid, rect, row, 0, STYLE_TITLE, "score of this hypothesis") + 2;
    grid_put_cut(grid, rect, row++, column, rect.columns - column, STYLE_DIM,
                 "ln P of its words, added up");
    column = MARGIN + word_width(view, words);
    grid_format(grid, rect, row++, column, STYLE_DIM, "%*s%*s%*s", NUMBER, "P", NUMBER, "ln P",
                NUMBER, "so far");
    for (int t = first; t < first + shown; t++)
        draw_word(grid, rect, row++, view, t);
    if (shown < words)
        grid_format(grid, rect, row++, MARGIN, STYLE_DIM, "… %d more", words - shown);
    grid_format(grid, rect, row++, MARGIN, STYLE_TITLE, "Σ ln P = %.3f; / %d words = %.3f",
                leaf->log_probability, words, leaf->log_probability / words);
    return row;
}

static void draw_finals(struct grid *grid, struct rect rect, const struct search_view *view)
{
    const struct search *search = view->search;
    grid_put(grid, rect, 1, 0, STYLE_TITLE, "final hypotheses");
    for (int rank = 0; rank < search->beam.best_count && rank + 2 < rect.rows; rank++) {
        int node = search->beam.best[rank];
        enum style style = node == view->leaf ? STYLE_TITLE : STYLE_PLAIN;
        struct str text = {0};
        search_translation(search, node, &text);
        int column = grid_format(grid, rect, rank + 2, MARGIN, STYLE_DIM, "%2d %7.3f  ", rank + 1,
                                 search->beam.nodes[node].score);
        grid_put_cut(grid, rect, rank + 2, column, rect.columns - column, style,
                     text.text ? text.text : "");
        str_free(&text);
    }
}

void beam_score_draw(struct grid *grid, struct rect rect, const struct search_view *view)
{
    if (rect.rows < FRAME + 2)
        return;
    int row = draw_terms(grid, rect, view);
    if (rect.rows - row >= 3)
        draw_finals(grid, rect_part(rect, row, 0, -1, -1), view);
}
