#include "app/panels.h"

#include <stdlib.h>

#include "app/footer.h"
#include "app/private.h"
#include "base/mem.h"
#include "view/difference.h"

/* What the changes did: the unchanged run, the changed one, and the difference. */

struct difference_panel {
    enum difference_part part; /* shown where the three take turns */
};

const struct key_here difference_keys[] = {
    {REQUEST_ZOOM_IN, "turn", "unchanged, changed or their difference, where they take turns", 1,
     0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};

int difference_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    (void)words, (void)effects, (void)err;
    struct difference_panel *p = mem_new(1, sizeof *p);
    p->part = DIFFERENCE_ITSELF;
    app->panel_data = p;
    app->picture.zoom = ZOOM_STAGE; /* the keys of a matrix */
    return 0;
}

void difference_show(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct difference_panel *p = app->panel_data;
    difference_draw(grid, rect, &app->picture, app->unchanged, p->part);
}

bool difference_request(struct app *app, enum request request)
{
    struct difference_panel *p = app->panel_data;
    if (request != REQUEST_ZOOM_IN)
        return false;
    p->part = (enum difference_part)((p->part + 1) % DIFFERENCE_PARTS);
    return true;
}

void difference_close(struct app *app)
{
    free(app->panel_data);
}
