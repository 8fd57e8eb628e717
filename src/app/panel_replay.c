#include "app/panels.h"

#include <stdlib.h>

#include "app/private.h"
#include "base/mem.h"
#include "draw/para.h"
#include "view/replay.h"

/* The snapshots of the training of the model on screen. */

struct replay_panel {
    long step; /* that was asked for */
    struct snapshots *snapshots;
    struct replay replay;
};

enum { FAR = 1000000 };

/* clang-format off */
const struct key_here replay_keys[] = {
    {REQUEST_STAGE_PREVIOUS, "snapshot", "the snapshot before", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next snapshot", 1, 0},
    {REQUEST_CELL_LEFT, NULL, "the snapshot before", -1, 0},
    {REQUEST_CELL_RIGHT, NULL, "the next snapshot", 1, 0},
    {REQUEST_STEP_PREVIOUS, "sentence", "the sentence before", 0, -1},
    {REQUEST_STEP_NEXT, NULL, "the next sentence", 0, 1},
    {REQUEST_CELL_UP, NULL, "the sentence before", 0, -1},
    {REQUEST_CELL_DOWN, NULL, "the next sentence", 0, 1},
    {REQUEST_ROW_START, NULL, "the start of the training", -FAR, 0},
    {REQUEST_FIRST_STEP, NULL, "the start of the training", -FAR, 0},
    {REQUEST_ROW_END, NULL, "the end of the training", FAR, 0},
    {REQUEST_LAST_STEP, NULL, "the end of the training", FAR, 0},
    {REQUEST_PLAY, "play", "go through the snapshots by itself; once more stops", 0, 0},
    {REQUEST_ZOOM_IN, NULL, "there is nothing closer to see here", 0, 0},
    {REQUEST_MATRIX_NEXT, NULL, "only the weights were kept", 0, 0},
    {REQUEST_MATRIX_PREVIOUS, NULL, "only the weights were kept", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

int replay_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    char *end;
    long step = strtol(words, &end, 10);
    if (*end || step < 0)
        return err_set(err, "replay goes to a step of the training, a number from 0, not \"%s\"",
                       words);
    struct replay_panel *p = mem_new(1, sizeof *p);
    p->step = step;
    app->panel_data = p;
    app_ask(app, effects, EFFECT_LOAD_SNAPSHOTS, ASKER_PANEL, app->model->name);
    return 0;
}

void replay_panel_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct replay_panel *p = app->panel_data;
    const struct para_run none = {
        STYLE_DIM, 0,
        "There is nothing to replay: no snapshots of the training of this model were kept. "
        "heed train --snapshots PAIRS writes them beside the model."};
    if (p->snapshots)
        replay_draw(grid, rect, &p->replay);
    else
        para_draw(grid, rect, &none, 1, 0, 0);
}

static void move(struct replay_panel *p, int snapshots, int sentences)
{
    if (!p->snapshots)
        return;
    p->replay.at += snapshots;
    p->replay.sentence += sentences;
    replay_clamp(&p->replay);
}

static bool at_end(const struct replay_panel *p)
{
    return !p->snapshots || p->replay.at + 1 >= p->snapshots->count;
}

/* Playing from the end begins again. */
static void toggle_play(struct app *app, struct replay_panel *p)
{
    if (!app->playing && at_end(p))
        move(p, -FAR, 0);
    app->playing = !app->playing && !at_end(p);
    app->next_play = app->now; /* the first tick moves */
}

bool replay_request(struct app *app, enum request request)
{
    struct replay_panel *p = app->panel_data;
    const struct key_here *key = key_here(replay_keys, request);
    if (!key)
        return false;
    if (request == REQUEST_PLAY)
        toggle_play(app, p);
    else if (!key->across && !key->down)
        app_say(app, false, "%s", key->help);
    move(p, key->across, key->down);
    return true;
}

bool replay_play(struct app *app)
{
    struct replay_panel *p = app->panel_data;
    move(p, 1, 0);
    return !at_end(p);
}

void replay_model(struct app *app, struct effects *effects)
{
    struct replay_panel *p = app->panel_data;
    snapshots_free(p->snapshots);
    p->snapshots = NULL;
    app_ask(app, effects, EFFECT_LOAD_SNAPSHOTS, ASKER_PANEL, app->model->name);
}

void replay_take(struct app *app, struct answer *answer)
{
    struct replay_panel *p = app->panel_data;
    snapshots_free(p->snapshots);
    p->snapshots = answer->snapshots;
    p->replay =
        (struct replay){.snapshots = p->snapshots, .at = replay_find(p->snapshots, p->step)};
}

void replay_close(struct app *app)
{
    struct replay_panel *p = app->panel_data;
    snapshots_free(p->snapshots);
    free(p);
    app->playing = false;
}
