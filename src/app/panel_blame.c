#include "app/panels.h"

#include <stdlib.h>

#include "app/private.h"
#include "base/mem.h"
#include "study/blame.h"
#include "view/blame.h"

/* Where a translation went wrong, held against a reference. */

struct blame_panel {
    char *reference;
    struct blame *blame; /* NULL: this sentence cannot be compared, why is in: */
    struct err err;
    int sentence;
    int first; /* the first word in sight */
};

void blame_refresh(struct app *app)
{
    struct blame_panel *panel = app->panel_data;
    panel->sentence = app->picture.sentence;
    const char *text = app->trace->sentences[panel->sentence].text;
    blame_free(panel->blame);
    panel->blame = blame_new(app->model, text, panel->reference, NULL, &panel->err);
}

void blame_moved(struct app *app)
{
    const struct blame_panel *panel = app->panel_data;
    if (panel->sentence != app->picture.sentence)
        blame_refresh(app);
}

void blame_close(struct app *app)
{
    struct blame_panel *panel = app->panel_data;
    blame_free(panel->blame);
    free(panel->reference);
    free(panel);
}

int blame_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    struct blame_panel *panel = mem_new(1, sizeof *panel);
    (void)effects;
    panel->reference = mem_text(words);
    app->panel_data = panel;
    blame_refresh(app);
    if (panel->blame)
        return 0;
    *err = panel->err;
    blame_close(app);
    app->panel_data = NULL;
    return -1;
}

bool blame_request(struct app *app, enum request request)
{
    struct blame_panel *panel = app->panel_data;
    int rows = panel->blame ? panel->blame->count : 0;
    if (request == REQUEST_CELL_DOWN)
        panel->first += panel->first + 1 < rows;
    else if (request == REQUEST_CELL_UP)
        panel->first -= panel->first > 0;
    else
        return false;
    return true;
}

void blame_show(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct blame_panel *panel = app->panel_data;
    if (panel->blame)
        blame_draw(grid, rect, panel->blame, panel->first);
    else
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_ERROR, panel->err.text);
}

void request_blame(struct call *c)
{
    if (c->count || c->app->panel == &panels[PANEL_BLAME])
        request_panel(c);
    else
        prompt_open(c->app, PROMPT_COMMAND, "blame ");
}
