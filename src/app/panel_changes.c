#include "app/panels.h"

#include <string.h>

#include "app/private.h"
#include "lab/intervention.h"

/* The list of interventions, and what there is to choose from. */

int changes_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    (void)app, (void)words, (void)effects, (void)err; /* it shows the list itself */
    return 0;
}

static int draw_done(const struct app *app, struct grid *grid, struct rect rect)
{
    int row = 0;
    for (size_t i = 0; i < app->interventions.count; i++) {
        const char *line = app->interventions.list[i];
        int column = grid_format(grid, rect, row, 0, STYLE_DIM, "%2zu ", i + 1);
        column = grid_put_cut(grid, rect, row, column, rect.columns - column, STYLE_STRONG, line);
        grid_put_cut(grid, rect, row++, column + 2, rect.columns - column - 2, STYLE_DIM,
                     intervention_find(line)->help);
    }
    if (!row)
        grid_put_cut(grid, rect, row++, 0, rect.columns, STYLE_DIM, "nothing is changed");
    return row;
}

void changes_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    int row = draw_done(app, grid, rect) + 1;
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
