#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/curves.h"

/* The measures that a page of a lesson is about, as curves. */

static void *open_plot(struct bench *bench, const char *words, struct err *err)
{
    (void)words;
    if (bench->curves)
        return mem_new(1, 1); /* it has nothing of its own */
    err_set(err, "this page has no measures to plot");
    return NULL;
}

static void draw_plot(const void *own, const struct bench *bench, struct grid *grid,
                      struct rect rect)
{
    (void)own;
    if (bench->curves) /* none: the page was left */
        curves_draw(grid, rect, bench->curves);
}

static void save_plot(const void *own, const struct bench *bench, struct str *out)
{
    (void)own, (void)bench;
    str_add(out, "plot\n");
}

static void close_plot(void *own)
{
    free(own);
}

const struct panel panel_plot = {
    .opens = {.id = REQUEST_PLOT,
              .name = "plot",
              .bindings = {{CONTEXT_PICTURE, .help = "the measures that a page is about"}}},
    .title = "measured",
    .reads = "Curves of measured numbers, which are in a file beside the lesson. Where there is "
             "room, the command that they come from stands below them.",
    .needs = PANEL_NEEDS_RUN,
    .open = open_plot,
    .draw = draw_plot,
    .save = save_plot,
    .close = close_plot,
};
