#include "beams/tree.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "beams/score.h"
#include "beams/tree_lines.h"
#include "draw/heat.h"
#include "draw/heat_layout.h"
#include "draw/legend.h"
#include "draw/para.h"
#include "text/utf8.h"

/* ---- moving ---- */

bool search_view_shows(const struct search_view *view, int node)
{
    return view->fallen || view->search->nodes[node].fate != FATE_FELL;
}

/* What fell comes last among those that follow a node. */
bool search_view_ends(const struct search_view *view, int node)
{
    int child = view->search->nodes[node].child;
    return child < 0 || !search_view_shows(view, child);
}

int search_view_node(const struct search_view *view)
{
    return view->leaf < 0 ? -1 : search_at(view->search, view->leaf, view->step);
}

/* The word of this step that the line has, and the source word that it looks at most. */
static void settle(struct search_view *view)
{
    if (view->leaf < 0)
        return;
    view->step = heat_limit(view->step, view->search->beam.nodes[view->leaf].length - 1);
    view->source = search_focus(view->search, search_view_node(view));
}

/* The first end of a line at or after place `at` of the order; −1: there is none. */
static int end_from(const struct search_view *view, int at, int by)
{
    const struct search *search = view->search;
    for (; at >= 0 && at < search->beam.count; at += by) {
        int node = search->order[at];
        if (search_view_shows(view, node) && search_view_ends(view, node))
            return at;
    }
    return -1;
}

void search_view_start(struct search_view *view, const struct search *search)
{
    view->search = search;
    int at = search->beam.count ? end_from(view, 0, 1) : -1;
    view->leaf = at < 0 ? -1 : search->order[at];
    settle(view);
}

static int place_of(const struct search *search, int node)
{
    int at = 0;
    while (search->order[at] != node)
        at++;
    return at;
}

void search_view_line(struct search_view *view, int by)
{
    if (view->leaf < 0)
        return;
    int at = place_of(view->search, view->leaf), way = by < 0 ? -1 : 1;
    for (; by; by -= way) {
        int next = end_from(view, at + way, way);
        if (next < 0)
            break;
        at = next;
    }
    view->leaf = view->search->order[at];
    settle(view);
}

void search_view_step(struct search_view *view, int by)
{
    view->step += by;
    settle(view);
}

void search_view_source(struct search_view *view, int by)
{
    if (view->leaf >= 0)
        view->source = heat_limit(view->source + by, trace_source_count(view->search->trace) - 1);
}

/* The selected node stays where it can: its line ends elsewhere now. */
void search_view_fallen(struct search_view *view, bool fallen)
{
    int node = search_view_node(view);
    view->fallen = fallen;
    while (node >= 0 && !search_view_shows(view, node))
        node = view->search->beam.nodes[node].parent;
    if (view->leaf >= 0 && search_view_shows(view, view->leaf) &&
        search_view_ends(view, view->leaf))
        return;
    int at = end_from(view, node >= 0 ? place_of(view->search, node) : 0, 1);
    view->leaf = at < 0 ? -1 : view->search->order[at];
    settle(view);
}

/* ---- the attention of the selected hypothesis ---- */

static float weight_at(const void *data, int row, int column)
{
    const struct search_view *view = data;
    int node = search_at(view->search, view->leaf, row);
    return (float)view->search->beam.nodes[node].weights[column];
}

static bool is_masked(const void *data, int row, int column)
{
    const struct search_view *view = data;
    (void)row;
    return trace_masked(view->search->trace, view->search->sentence, -1, column);
}

static void draw_attention(struct grid *grid, struct rect rect, const struct search_view *view)
{
    const struct search *search = view->search;
    int rows = search->beam.nodes[view->leaf].length, columns = trace_source_count(search->trace);
    const char *words[rows], *sources[columns];
    bool masked = false;
    for (int t = 0; t < rows; t++)
        words[t] = search_word(search, search_at(search, view->leaf, t));
    for (int j = 0; j < columns; j++) {
        sources[j] = trace_source_word(search->trace, search->sentence, j);
        masked |= is_masked(view, 0, j);
    }
    struct heat heat = {.rows = rows,
                        .columns = columns,
                        .value = weight_at,
                        .masked = is_masked,
                        .data = view,
                        .row_labels = words,
                        .column_labels = sources,
                        .ramp = RAMP_SEQUENTIAL,
                        .high = 1,
                        .cursor_row = view->step,
                        .cursor_column = view->source,
                        .row_maximum = true};
    int row = 0;
    if (rect.rows >= 5) {
        int column = grid_put(grid, rect, row, 0, STYLE_WEIGHT, "α(t,j)") + 1;
        grid_put_cut(grid, rect, row++, column, rect.columns - column, STYLE_TITLE,
                     "attention of this hypothesis");
    }
    struct rect part = rect_part(rect, row, 0, rect.rows - row - (rect.rows >= 7), -1);
    row += heat_draw(grid, part, &heat);
    struct heat_layout layout = heat_layout(&heat, part);
    heat.form = heat_form(&heat, &layout);
    if (rect.rows >= 7)
        legend_draw(grid, rect, row, 0, rect.columns, &heat, masked);
}

static void draw_no_attention(struct grid *grid, struct rect rect, const struct search_view *view)
{
    char *text = mem_format("%s has no attention: every word of every hypothesis is written from "
                            "the same context, the last encoder state.",
                            view->search->trace->model->name);
    const struct para_run run = {STYLE_DIM, 0, text};
    para_draw(grid, rect, &run, 1, 0, 0);
    free(text);
}

/* ---- all of it ---- */

/* Where things stand; what has no rows is not drawn. */
struct places {
    struct rect head, tree, said, attention, score;
};

static struct places places_of(struct rect rect, const struct search_view *view)
{
    enum { BESIDE = 96, BELOW = 12, LABEL = 14, CELL = 5, WIDEST = 9 };
    struct places places = {0};
    int rows, columns, words = trace_source_count(view->search->trace);
    beam_tree_lines_size(view, &rows, &columns);
    int head = rect.rows >= 6, said = rect.rows < 5 ? 0 : rect.columns < 90 ? 2 : 1;
    places.head = rect_part(rect, 0, 0, head, -1);
    struct rect body = rect_part(rect, head, 0, -1, -1);
    int need = LABEL + words * CELL, most = rect.columns / 2;
    int width = need < most ? need : most;
    int wider = LABEL + words * WIDEST, left = rect.columns - columns - 2;
    wider = wider < left ? wider : left; /* what the tree leaves */
    width = wider > width ? wider : width;
    int below = view->search->beam.nodes[view->leaf].length + 4; /* title, words, legend */
    bool rather_below = columns > rect.columns - width - 2 && rows + said + below <= body.rows;
    if (rect.columns >= BESIDE && !rather_below) {
        places.attention = rect_part(body, 0, rect.columns - width, -1, -1);
        body = rect_part(body, 0, 0, -1, rect.columns - width - 2);
        said = 3;
    } else if (rect.rows >= BELOW) {
        int room = body.rows - said, least = room * 2 / 5 > 5 ? room * 2 / 5 : 5;
        int height = rows < room - least ? rows : room - least;
        places.attention = rect_part(body, height + said, 0, -1, -1);
        body = rect_part(body, 0, 0, height + said, -1);
    }
    int height = rows < body.rows - said ? rows : body.rows - said;
    places.tree = rect_part(body, 0, 0, height > 0 ? height : body.rows, -1);
    bool blank = said == 3 && height + said < body.rows;
    places.said = rect_part(body, places.tree.rows + blank, 0, said + blank, -1);
    if (said == 3)
        places.score = rect_part(body, places.tree.rows + blank + said, 0, -1, -1);
    return places;
}

static void draw_head(struct grid *grid, struct rect rect, const struct search_view *view)
{
    const struct search *search = view->search;
    struct str text = {0};
    str_format(&text, "%d final, best first; score = ln P / words", search->beam.best_count);
    if (search->greedy < 0)
        str_format(&text, "; the greedy one fell out at step %d", search->prefix + 1);
    str_add(&text, view->fallen ? "; × fell out of the beam" : "");
    int column = grid_format(grid, rect, 0, 0, STYLE_TITLE, "beam %d ", search->options.width) + 1;
    grid_put_cut(grid, rect, 0, column, rect.columns - column, STYLE_DIM, text.text);
    str_free(&text);
}

void beam_tree_draw(struct grid *grid, struct rect rect, const struct search_view *view)
{
    if (!view->search || view->leaf < 0) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, "there is nothing to search for");
        return;
    }
    struct places places = places_of(rect, view);
    struct str text = {0};
    draw_head(grid, places.head, view);
    beam_tree_lines_draw(grid, places.tree, view);
    search_say(view->search, search_view_node(view), &text);
    const struct para_run said = {STYLE_PLAIN, 0, text.text};
    para_draw(grid, places.said, &said, 1, 0, 0);
    beam_score_draw(grid, places.score, view);
    if (!places.attention.rows)
        ;
    else if (view->search->beam.nodes[view->leaf].weights)
        draw_attention(grid, places.attention, view);
    else
        draw_no_attention(grid, places.attention, view);
    str_free(&text);
}
