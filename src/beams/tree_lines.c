#include "beams/tree_lines.h"

#include <stdio.h>
#include <string.h>

#include "draw/heat.h"
#include "text/utf8.h"

/* The tree of a beam search. The first that follows a node goes on in its line, every other one
 * begins a line of its own:
 *
 *  rank score 1    2        3
 *  ▸ 1 -0.213 ┬ je ┬ suis ─ chez ─ moi ─ <eos>
 *    3 -0.480 │    └ rentre ─ . ─ <eos>
 *    2 -0.391 └ chez ─ moi ─ <eos>
 */

enum {
    LEFT = 13,   /* columns of marker, rank and score, which do not scroll */
    GUTTER = 3,  /* between the words of two steps: blank, branch, blank */
    WIDEST = 12, /* longer words are cut */
    ROOT = 2,    /* branch and blank before the words of the first step */
};

struct tree {
    const struct search_view *view;
    const struct search *search;
    struct grid *grid;
    struct rect rect; /* of what scrolls */
    int *line;        /* [nodes] −1: not drawn */
    int *column;      /* [steps + 1] where the words of a step start */
    int *last;        /* [nodes + 1] line of the latest child drawn; entry 0 is the root's */
    int lines, steps;
    int first_line, first_column; /* in sight */
    struct arena arena;
};

static int word_width(const struct search *search, int node)
{
    return heat_limit(utf8_width(search_word(search, node)), WIDEST);
}

/* Lines in the order of reading, columns by the widest word of each step. */
static void lay_out(struct tree *tree)
{
    const struct search *search = tree->search;
    const struct beam *beam = &search->beam;
    int *widest = arena_zero(&tree->arena, (size_t)beam->count + 1, sizeof *widest), before = -1;
    tree->line = arena_take(&tree->arena, (size_t)beam->count, sizeof *tree->line);
    for (int i = 0; i < beam->count; i++) {
        int node = search->order[i], t = beam->nodes[node].length - 1;
        tree->line[node] = -1;
        if (!search_view_shows(tree->view, node))
            continue;
        bool goes_on = before >= 0 && beam->nodes[node].parent == before;
        tree->line[node] = goes_on ? tree->lines - 1 : tree->lines++;
        before = node;
        int width = word_width(search, node);
        widest[t] = width > widest[t] ? width : widest[t];
        tree->steps = t + 1 > tree->steps ? t + 1 : tree->steps;
    }
    tree->column = arena_take(&tree->arena, (size_t)tree->steps + 1, sizeof *tree->column);
    tree->column[0] = ROOT;
    for (int t = 0; t < tree->steps; t++)
        tree->column[t + 1] = tree->column[t] + widest[t] + GUTTER;
}

/* The first of `count` in sight when `place` is in the middle of `visible`. */
static int first_seen(int place, int visible, int count)
{
    return heat_limit(place - visible / 2, count > visible ? count - visible : 0);
}

static void scroll(struct tree *tree)
{
    const struct search_view *view = tree->view;
    int node = search_view_node(view), room = tree->rect.columns;
    tree->first_line = first_seen(tree->line[node], tree->rect.rows, tree->lines);
    int whole = tree->column[tree->steps] - GUTTER;
    if (whole <= room)
        return;
    /* by whole steps, so that no word is cut at the left */
    int wanted = first_seen(tree->column[view->step], room, whole), t = 0;
    while (tree->column[t] - ROOT < wanted && t < view->step)
        t++;
    tree->first_column = tree->column[t] - ROOT;
}

static void put(const struct tree *tree, int line, int column, enum style style, const char *text)
{
    grid_put(tree->grid, tree->rect, line - tree->first_line, column - tree->first_column, style,
             text);
}

static void rule(const struct tree *tree, int line, int from, int end, enum style style)
{
    for (int at = from; at < end; at++)
        put(tree, line, at, style, "─");
}

/* The way from a node's parent to it: along the line, or down from the sibling before. */
static void draw_edge(const struct tree *tree, int node, enum style style)
{
    const struct beam_node *at = &tree->search->beam.nodes[node];
    int line = tree->line[node], branch = tree->column[at->length - 1] - ROOT;
    int above = at->parent < 0 ? 0 : tree->line[at->parent], *last = &tree->last[at->parent + 1];
    if (line == above) {
        int from = branch;
        if (at->parent >= 0)
            from = tree->column[at->length - 2] + word_width(tree->search, at->parent) + 1;
        rule(tree, line, from, branch + 1, style);
    } else {
        put(tree, *last, branch, style, *last == above ? "┬" : "├");
        for (int down = *last + 1; down < line; down++)
            put(tree, down, branch, style, "│");
        put(tree, line, branch, style, "└");
    }
    *last = line;
}

static enum style style_of(const struct tree *tree, int node)
{
    const struct search_view *view = tree->view;
    int length = tree->search->beam.nodes[node].length;
    bool selected = length <= tree->search->beam.nodes[view->leaf].length &&
                    search_at(tree->search, view->leaf, length - 1) == node;
    if (selected)
        return STYLE_TITLE;
    return tree->search->nodes[node].fate == FATE_FELL ? STYLE_DIM : STYLE_WORD;
}

static void draw_node(const struct tree *tree, int node)
{
    const struct search *search = tree->search;
    const struct beam_node *at = &search->beam.nodes[node];
    int row = tree->line[node] - tree->first_line;
    int column = tree->column[at->length - 1] - tree->first_column;
    draw_edge(tree, node, STYLE_DIM);
    int end = grid_put_cut(tree->grid, tree->rect, row, column, word_width(search, node),
                           style_of(tree, node), search_word(search, node));
    if (node == search_view_node(tree->view))
        grid_mark(tree->grid, tree->rect, row, column, end - column, MARK_CURSOR);
    if (node == search->greedy)
        grid_put(tree->grid, tree->rect, row, end + 1, STYLE_DIM, "greedy");
}

/* The branches of the selected hypothesis once more, so that one sees where it goes. */
static void stress_path(const struct tree *tree)
{
    int node = tree->view->leaf;
    for (; node >= 0; node = tree->search->beam.nodes[node].parent) {
        const struct beam_node *at = &tree->search->beam.nodes[node];
        int above = at->parent < 0 ? 0 : tree->line[at->parent];
        int column = tree->column[at->length - 1] - ROOT - tree->first_column;
        for (int line = above; line <= tree->line[node]; line++) {
            int row = line - tree->first_line;
            if (row >= 0 && row < tree->rect.rows && column >= 0 && column < tree->rect.columns)
                grid_cell(tree->grid, tree->rect.row + row, tree->rect.column + column)->style =
                    STYLE_TITLE;
        }
    }
}

/* Marker, rank and score of the hypothesis whose line it is. */
static void draw_left(const struct tree *tree, struct rect rect, int node)
{
    const struct search_node *own = &tree->search->nodes[node];
    int row = tree->line[node] - tree->first_line;
    bool selected = node == tree->view->leaf;
    enum style style = selected ? STYLE_TITLE : own->rank ? STYLE_WORD : STYLE_DIM;
    if (row < 0 || row >= tree->rect.rows)
        return;
    struct rect left = rect_part(rect, 1 + row, 0, 1, LEFT - 1);
    grid_put(tree->grid, left, 0, 0, STYLE_STRONG, selected ? "▸" : " ");
    if (own->rank)
        grid_format(tree->grid, left, 0, 1, style, "%3d", own->rank);
    else
        grid_put(tree->grid, left, 0, 3, style, own->fate == FATE_FELL ? "×" : "…");
    grid_format(tree->grid, left, 0, 5, style, "%6.3f", tree->search->beam.nodes[node].score);
}

/* The numbers of the steps, and of the lines that are out of sight. */
static void draw_head(const struct tree *tree, struct rect rect)
{
    int below = tree->lines - tree->first_line - tree->rect.rows;
    struct rect head = rect_part(rect, 0, LEFT, 1, -1);
    for (int t = 0; t < tree->steps; t++)
        grid_format(tree->grid, head, 0, tree->column[t] - tree->first_column,
                    t == tree->view->step ? STYLE_STRONG : STYLE_DIM, "%d", t + 1);
    grid_put(tree->grid, rect, 0, 1, STYLE_DIM, "rank score");
    char text[48] = "";
    size_t used = 0;
    if (tree->first_line)
        used = (size_t)snprintf(text, sizeof text, " ▴ %d above", tree->first_line);
    if (below > 0)
        snprintf(text + used, sizeof text - used, " ▾ %d below", below);
    grid_put_right(tree->grid, head, 0, head.columns, head.columns, STYLE_DIM, text);
}

static void tree_start(struct tree *tree, const struct search_view *view)
{
    *tree = (struct tree){.view = view, .search = view->search};
    lay_out(tree);
}

void beam_tree_lines_size(const struct search_view *view, int *rows, int *columns)
{
    struct tree tree;
    tree_start(&tree, view);
    *rows = tree.lines + 1;
    *columns = LEFT + tree.column[tree.steps] + (int)strlen("greedy") - GUTTER + 1;
    arena_free(&tree.arena);
}

void beam_tree_lines_draw(struct grid *grid, struct rect rect, const struct search_view *view)
{
    struct tree tree;
    tree_start(&tree, view);
    tree.grid = grid;
    tree.rect = rect_part(rect, 1, LEFT, -1, -1);
    tree.last = arena_zero(&tree.arena, (size_t)view->search->beam.count + 1, sizeof *tree.last);
    scroll(&tree);
    for (int i = 0; i < view->search->beam.count; i++) {
        int node = view->search->order[i];
        if (tree.line[node] < 0)
            continue;
        draw_node(&tree, node);
        if (search_view_ends(view, node))
            draw_left(&tree, rect, node);
    }
    stress_path(&tree);
    draw_head(&tree, rect);
    arena_free(&tree.arena);
}
