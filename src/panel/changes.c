#include "panel/panel.h"

#include "lab/intervention.h"

/* The list of interventions, and what there is to choose from. */

/* It keeps nothing of its own. */
static void *open_changes(struct bench *bench, const char *words, struct err *err)
{
    static char nothing;
    (void)bench, (void)words, (void)err;
    return &nothing;
}

static void save_changes(const void *own, const struct bench *bench, struct str *out)
{
    (void)own, (void)bench;
    str_add(out, "changes\n");
}

static void close_changes(void *own)
{
    (void)own;
}

static int draw_done(const struct bench *bench, struct grid *grid, struct rect rect)
{
    int row = 0;
    for (size_t i = 0; i < bench->interventions.count; i++) {
        const char *line = bench->interventions.list[i];
        int column = grid_format(grid, rect, row, 0, STYLE_DIM, "%2zu ", i + 1);
        column = grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_STRONG, line);
        grid_put_cut(grid, rect, row++, column + 2, rect.columns - column - 2, STYLE_DIM,
                     intervention_find(line)->help);
    }
    if (!row)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_DIM, "nothing is changed");
    return row;
}

static void draw_changes(const void *own, const struct bench *bench, struct grid *grid,
                         struct rect rect)
{
    int row = draw_done(bench, grid, rect) + 1;
    (void)own;
    if (row + 2 > rect.rows)
        return;
    grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_TITLE, "what can be changed: type :");
    for (const struct intervention_kind *kind = intervention_kinds; kind->name; kind++) {
        if (row >= rect.rows)
            return;
        int column = grid_put_cut(grid, rect, row, 0, rect.columns, STYLE_KEY, kind->name);
        column = grid_put_cut(grid, rect, row, column + 1, rect.columns - column - 1, STYLE_CODE,
                              kind->usage);
        grid_put_cut(grid, rect, row++, column + 2, rect.columns - column - 2, STYLE_DIM,
                     kind->help);
    }
}

const struct panel panel_changes = {
    .opens = {.id = REQUEST_CHANGES,
              .name = "changes",
              .bindings = {{CONTEXT_PICTURE, {"C"}, .help = "what is changed, and what can be"}}},
    .title = "changes",
    .reads = "What is done differently in this run, in the order in which it was asked for, "
             "and what else can be. u takes the last one back, U all of them.",
    .needs = PANEL_NEEDS_RUN,
    .open = open_changes,
    .draw = draw_changes,
    .save = save_changes,
    .close = close_changes,
};
