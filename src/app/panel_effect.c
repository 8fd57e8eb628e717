#include "app/panels.h"

#include <stdlib.h>

#include "app/private.h"
#include "base/mem.h"
#include "study/influence.h"
#include "view/influence.h"

/* What the word of the cursor's step depends on. */

struct effect_panel {
    struct influence *influence; /* of this place: */
    int sentence, step;
    int first; /* the first word in sight */
};

void effect_measure(struct app *app)
{
    struct effect_panel *panel = app->panel_data;
    panel->sentence = app->picture.sentence;
    panel->step = app->picture.cursor.step;
    influence_free(panel->influence);
    panel->influence = influence_new(app->trace, panel->sentence, panel->step);
}

int effect_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    (void)words, (void)effects, (void)err;
    app->panel_data = mem_new(1, sizeof(struct effect_panel));
    effect_measure(app);
    return 0;
}

void effect_moved(struct app *app)
{
    const struct effect_panel *panel = app->panel_data;
    if (panel->sentence != app->picture.sentence || panel->step != app->picture.cursor.step)
        effect_measure(app);
}

/* The step moves in every stage, also where the picture has no steps. */
bool effect_request(struct app *app, enum request request)
{
    struct effect_panel *panel = app->panel_data;
    int *step = &app->picture.cursor.step, rows = panel->influence->count;
    if (request == REQUEST_STEP_NEXT)
        ++*step;
    else if (request == REQUEST_STEP_PREVIOUS)
        --*step;
    else if (request == REQUEST_CELL_DOWN)
        panel->first += panel->first + 1 < rows;
    else if (request == REQUEST_CELL_UP)
        panel->first -= panel->first > 0;
    else
        return false;
    picture_clamp(&app->picture);
    return true;
}

void effect_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct effect_panel *panel = app->panel_data;
    influence_draw(grid, rect, panel->influence, panel->first);
}

void effect_close(struct app *app)
{
    struct effect_panel *panel = app->panel_data;
    influence_free(panel->influence);
    free(panel);
}
