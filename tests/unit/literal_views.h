/* Views without an app around them, of literal traces: each draws the whole grid. To be included
 * after literal_search.h. */
#include "beams/tree.h"
#include "view/compare.h"

static inline void draw_search_of(struct grid *grid, const char *name, int line, int step,
                                  bool fallen)
{
    struct model *model = literal_model(name);
    struct trace *trace = trace_new(model, (const char *const[]){"I'm home."}, 1, NULL);
    literal_fill(trace);
    struct search *search = literal_search(trace);
    struct search_view view = {.fallen = fallen};
    search_view_start(&view, search);
    search_view_line(&view, line);
    search_view_step(&view, step);
    beam_tree_draw(grid, grid_whole(grid), &view);
    search_free(search);
    trace_free(trace);
    model_free(model);
}

static inline void draw_search(struct grid *grid)
{
    draw_search_of(grid, "eng-fra-additive", 0, 2, false);
}

static inline void draw_search_third(struct grid *grid)
{
    draw_search_of(grid, "eng-fra-additive", 2, 9, false);
}

static inline void draw_search_fallen(struct grid *grid)
{
    draw_search_of(grid, "eng-fra-additive", 6, 1, true);
}

static inline void draw_search_fixed(struct grid *grid)
{
    draw_search_of(grid, "eng-fra-fixed", 1, 3, false);
}

static inline void draw_compare_of(struct grid *grid, enum zoom zoom, enum quantity_id id,
                                   const char *name, const char *text)
{
    struct model *model = literal_model("eng-fra-additive"), *other = literal_model(name);
    struct trace *trace = trace_new(model, (const char *const[]){"I'm home."}, 1, NULL);
    struct trace *beside = trace_new(other, &text, 1, NULL);
    literal_fill(trace);
    literal_fill(beside);
    struct picture picture = {.trace = trace, .zoom = zoom, .cursor.word = -1};
    picture_go(&picture, sheet_of(id), 3, 3);
    compare_draw(grid, grid_whole(grid), &picture, beside, 0);
    trace_free(trace);
    trace_free(beside);
    model_free(model);
    model_free(other);
}

static inline void draw_compare(struct grid *grid)
{
    draw_compare_of(grid, ZOOM_STAGE, Q_WEIGHTS, "eng-fra-additive", "Go.");
}

static inline void draw_compare_fixed(struct grid *grid)
{
    draw_compare_of(grid, ZOOM_STAGE, Q_WEIGHTS, "eng-fra-fixed", "I'm home.");
}

static inline void draw_compare_flow(struct grid *grid)
{
    draw_compare_of(grid, ZOOM_FLOW, Q_CONTEXT, "eng-fra-fixed", "I'm home.");
}

static inline void draw_compare_cell(struct grid *grid)
{
    draw_compare_of(grid, ZOOM_CELL, Q_CONTEXT, "eng-fra-additive", "Go.");
}
