#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "view/difference.h"

/* What the changes did: the unchanged run, the changed one, and the difference. */

struct difference_panel {
    enum difference_part part; /* shown where the three take turns */
};

static const struct key_here keys[] = {
    {REQUEST_ZOOM_IN, "turn", "unchanged, changed or their difference, where they take turns", 1,
     0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};

static void *open_difference(struct bench *bench, const char *words, struct err *err)
{
    (void)words, (void)err;
    struct difference_panel *p = mem_new(1, sizeof *p);
    p->part = DIFFERENCE_ITSELF;
    bench->picture.zoom = ZOOM_STAGE; /* the keys of a matrix */
    return p;
}

static void draw_difference(const void *own, const struct bench *bench, struct grid *grid,
                            struct rect rect)
{
    const struct difference_panel *p = own;
    difference_draw(grid, rect, &bench->picture, bench->unchanged, p->part, NULL);
}

static enum panel_reply request_difference(void *own, struct bench *bench, enum request_id request,
                                           struct err *err)
{
    struct difference_panel *p = own;
    (void)bench, (void)err;
    if (request != REQUEST_ZOOM_IN)
        return PANEL_PASSES;
    p->part = (enum difference_part)((p->part + 1) % DIFFERENCE_PARTS);
    return PANEL_TOOK;
}

static void save_difference(const void *own, const struct bench *bench, struct str *out)
{
    const struct difference_panel *p = own;
    (void)bench;
    str_add(out, "difference\n");
    int turns = ((int)p->part - DIFFERENCE_ITSELF + DIFFERENCE_PARTS) % DIFFERENCE_PARTS;
    panel_save_moves(out, "zoom-in", turns);
}

static void close_difference(void *own)
{
    free(own);
}

const struct panel panel_difference = {
    .opens = {.id = REQUEST_DIFFERENCE,
              .name = "difference",
              .bindings = {{CONTEXT_PICTURE,
                            {"D"},
                            .help = "what the changes did: both runs, their difference, and how "
                                    "the next word moved"}}},
    .title = "difference",
    .reads = "The matrix of the unchanged run, of the changed one, and what was added (+) or "
             "taken away (−); rows are the steps that both have, and a row that was written "
             "with another word carries both. Below: how far the distribution of the next word "
             "moved (Kullback–Leibler divergence, 0 when it did not), and the words that moved "
             "most.",
    .keys = keys,
    .needs = PANEL_NEEDS_RUN,
    .open = open_difference,
    .draw = draw_difference,
    .save = save_difference,
    .request = request_difference,
    .close = close_difference,
};
