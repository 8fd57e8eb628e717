#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "panel/wall.h"
#include "study/heads.h"
#include "trace/tracing.h"

/* All heads of all layers side by side: a row of the wall is a layer, a column a head. */

struct heads_panel {
    struct arena arena;
    struct wall_tile *tiles; /* [count] */
    struct head_figures *figures;
    int count, columns, chosen;
    struct str below;
};

/* clang-format off */
static const struct key_here keys[] = {
    {REQUEST_STAGE_PREVIOUS, "head", "the head before", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next head", 1, 0},
    {REQUEST_STEP_PREVIOUS, "layer", "the layer below", 0, -1},
    {REQUEST_STEP_NEXT, NULL, "the layer above", 0, 1},
    {REQUEST_CELL_LEFT, NULL, "the head before", -1, 0},
    {REQUEST_CELL_RIGHT, NULL, "the next head", 1, 0},
    {REQUEST_CELL_UP, NULL, "the layer below", 0, -1},
    {REQUEST_CELL_DOWN, NULL, "the layer above", 0, 1},
    {REQUEST_ZOOM_IN, "open", "the matrix of this head", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

static void describe(struct heads_panel *p)
{
    const struct head_figures *f = &p->figures[p->chosen];
    const struct slice *slice = &p->tiles[p->chosen].sheet.slice;
    str_clear(&p->below);
    str_format(&p->below,
               "layer %d head %d: entropy %.2f of %.2f · %.0f %% on the word and its neighbors · "
               "%.0f %% on itself · %.0f %% on the first word · %.0f %% on marks",
               slice->layer, slice->head, f->entropy, f->even, 100 * f->near, 100 * f->self,
               100 * f->first, 100 * f->marks);
}

static void make_tiles(struct heads_panel *p, const struct bench *bench)
{
    const struct trace *run = bench->run;
    struct slice counts = run->tracing->slices(run);
    arena_reset(&p->arena);
    p->count = counts.layer * counts.head;
    p->columns = counts.head;
    p->chosen = p->chosen < p->count ? p->chosen : 0;
    p->tiles = arena_zero(&p->arena, (size_t)p->count, sizeof *p->tiles);
    p->figures = arena_zero(&p->arena, (size_t)p->count, sizeof *p->figures);
    for (int i = 0; i < p->count; i++) {
        struct sheet sheet = {Q_WEIGHTS, {i / counts.head + 1, i % counts.head + 1, 0}};
        p->figures[i] = head_figures_of(run, bench->picture.sentence, sheet);
        p->tiles[i] = (struct wall_tile){
            .trace = run,
            .sentence = bench->picture.sentence,
            .sheet = sheet,
            .caption = arena_format(&p->arena, "%d.%d H %.2f self %.2f", sheet.slice.layer,
                                    sheet.slice.head, p->figures[i].entropy, p->figures[i].self),
            .brief = arena_format(&p->arena, "%d.%d H%.1f", sheet.slice.layer, sheet.slice.head,
                                  p->figures[i].entropy)};
    }
    describe(p);
}

static bool has_heads(const struct trace *run)
{
    struct slice counts = run->tracing->slices(run);
    return counts.layer * counts.head > 1 &&
           trace_has_sheet(run, (struct sheet){Q_WEIGHTS, {counts.layer, counts.head, 0}});
}

static void *open_heads(struct bench *bench, const char *words, struct err *err)
{
    (void)words;
    if (!has_heads(bench->run)) {
        err_set(err, "%s has no heads: there is one matrix of weights, or none",
                bench->model->name);
        return NULL;
    }
    struct heads_panel *p = mem_new(1, sizeof *p);
    bench->picture.zoom = ZOOM_STAGE; /* the keys of a matrix */
    make_tiles(p, bench);
    return p;
}

static void refresh_heads(void *own, struct bench *bench)
{
    struct heads_panel *p = own;
    if (bench->run && has_heads(bench->run))
        make_tiles(p, bench);
    else
        p->count = 0;
}

static void draw_heads(const void *own, const struct bench *bench, struct grid *grid,
                       struct rect rect)
{
    const struct heads_panel *p = own;
    (void)bench;
    if (!p->count) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, "this model has no heads");
        return;
    }
    wall_draw(grid, rect,
              &(struct wall){.tiles = p->tiles,
                             .count = p->count,
                             .columns = p->columns,
                             .chosen = p->chosen,
                             .below = p->below.text});
}

static enum panel_reply request_heads(void *own, struct bench *bench, enum request_id request,
                                      struct err *err)
{
    struct heads_panel *p = own;
    const struct key_here *key = key_here(keys, request);
    (void)err;
    if (!key || !p->count)
        return PANEL_PASSES;
    if (request == REQUEST_ZOOM_IN) {
        picture_go(&bench->picture, p->tiles[p->chosen].sheet, -1, -1);
        return PANEL_LEAVES;
    }
    int next = p->chosen + key->across + key->down * p->columns;
    if (next >= 0 && next < p->count)
        p->chosen = next;
    describe(p);
    return PANEL_TOOK;
}

static void save_heads(const void *own, const struct bench *bench, struct str *out)
{
    const struct heads_panel *p = own;
    (void)bench;
    str_add(out, "heads\n");
    panel_save_moves(out, "cell-right", p->chosen);
}

static void close_heads(void *own)
{
    struct heads_panel *p = own;
    arena_free(&p->arena);
    str_free(&p->below);
    free(p);
}

const struct panel panel_heads = {
    .opens = {.id = REQUEST_HEADS,
              .name = "heads",
              .bindings = {{CONTEXT_PICTURE,
                            {"A"},
                            .help = "all heads of all layers side by side, with figures"}}},
    .title = "heads",
    .reads = "A row is a layer, a column a head. Each small picture is the matrix of its weights: "
             "a row is a word that asks, a column a word that it looks at. H is the mean entropy "
             "of a row in nats (0: all on one word), self the mean weight of a word on itself. "
             "Enter opens the chosen one.",
    .keys = keys,
    .needs = PANEL_NEEDS_WORDS,
    .open = open_heads,
    .draw = draw_heads,
    .save = save_heads,
    .refresh = refresh_heads,
    .request = request_heads,
    .close = close_heads,
};
