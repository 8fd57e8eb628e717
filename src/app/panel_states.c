#include "app/panels.h"

#include <stdlib.h>
#include <string.h>

#include "app/private.h"
#include "base/choice.h"
#include "base/mem.h"
#include "view/states.h"

/* The states of the sentence among those of a set of sentences. The chosen one is where the
 * cursor of the picture is, so that both stay together. */

struct states_panel {
    enum states_side side;
    struct state_set *set; /* NULL until the sentences are there */
    struct state_map *map;
    int sentence; /* of the batch, that the map is of */
};

enum { FAR = TRACE_TOKENS };

/* clang-format off */
const struct key_here states_keys[] = {
    {REQUEST_STAGE_PREVIOUS, "word", "the word before", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next word", 1, 0},
    {REQUEST_STEP_PREVIOUS, NULL, "the word before", -1, 0},
    {REQUEST_STEP_NEXT, NULL, "the next word", 1, 0},
    {REQUEST_CELL_LEFT, NULL, "the word before", -1, 0},
    {REQUEST_CELL_RIGHT, NULL, "the next word", 1, 0},
    {REQUEST_CELL_UP, NULL, "the word before", -1, 0},
    {REQUEST_CELL_DOWN, NULL, "the next word", 1, 0},
    {REQUEST_ROW_START, NULL, "the first word", -FAR, 0},
    {REQUEST_FIRST_STEP, NULL, "the first word", -FAR, 0},
    {REQUEST_ROW_END, NULL, "the last word", FAR, 0},
    {REQUEST_LAST_STEP, NULL, "the last word", FAR, 0},
    {REQUEST_MATRIX_NEXT, "side", "the states of the decoder, or those of the encoder", 0, 1},
    {REQUEST_MATRIX_PREVIOUS, NULL, "the same", 0, 1},
    {REQUEST_ZOOM_IN, NULL, "there is nothing closer to see here", 0, 0},
    {REQUEST_PLAY, NULL, "there is nothing to play here", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

static int *place_of(struct app *app)
{
    const struct states_panel *p = app->panel_data;
    struct cursor *cursor = &app->picture.cursor;
    return p->side == STATES_ENCODER ? &cursor->source : &cursor->step;
}

/* Where the cursor is among the words of the sentence; it may stand on padding. */
static int chosen_of(struct app *app)
{
    const struct states_panel *p = app->panel_data;
    int place = *place_of(app);
    return place < p->map->own ? place : p->map->own - 1;
}

static void make_map(struct app *app, struct states_panel *p)
{
    state_map_free(p->map);
    p->sentence = app->picture.sentence;
    p->map = app->trace ? state_map_new(p->set, app->trace, p->sentence, p->side) : NULL;
    if (p->map)
        state_map_choose(p->map, chosen_of(app));
}

static const char side_names[] = "encoder|decoder";

int states_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    int side = *words ? choice_find(side_names, words) : app->picture.stage >= STAGE_DECODE;
    if (side < 0)
        return err_set(err, "there are states of the encoder and of the decoder, not \"%s\"",
                       words);
    struct states_panel *p = mem_new(1, sizeof *p);
    p->side = (enum states_side)side;
    app->panel_data = p;
    make_map(app, p);
    app_ask(app, effects, EFFECT_LOAD_SENTENCES, ASKER_PANEL, app->model->config.source.language);
    return 0;
}

void states_panel_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct states_panel *p = app->panel_data;
    if (p->map)
        states_draw(grid, rect, p->map);
}

void states_refresh(struct app *app)
{
    make_map(app, app->panel_data);
}

void states_moved(struct app *app)
{
    struct states_panel *p = app->panel_data;
    if (p->map && p->sentence != app->picture.sentence)
        make_map(app, p);
    else if (p->map && p->map->chosen != chosen_of(app))
        state_map_choose(p->map, chosen_of(app));
}

bool states_request(struct app *app, enum request request)
{
    struct states_panel *p = app->panel_data;
    const struct key_here *key = key_here(states_keys, request);
    if (!key)
        return false;
    if (!key->across && !key->down)
        app_say(app, false, "%s", key->help);
    if (key->down) {
        p->side = p->side == STATES_ENCODER ? STATES_DECODER : STATES_ENCODER;
        make_map(app, p);
    }
    int *place = place_of(app), next = *place + key->across, last = p->map ? p->map->own - 1 : 0;
    *place = next < 0 ? 0 : next > last ? last : next;
    return true;
}

/* The states of another model have nothing to do with those of this one. */
void states_model(struct app *app, struct effects *effects)
{
    struct states_panel *p = app->panel_data;
    state_set_free(p->set);
    p->set = NULL;
    app_ask(app, effects, EFFECT_LOAD_SENTENCES, ASKER_PANEL, app->model->config.source.language);
}

void states_take(struct app *app, struct answer *answer)
{
    struct states_panel *p = app->panel_data;
    state_set_free(p->set);
    p->set = state_set_new(app->model, answer->sentences);
    make_map(app, p);
    answer_free(answer);
}

void states_close(struct app *app)
{
    struct states_panel *p = app->panel_data;
    state_map_free(p->map);
    state_set_free(p->set);
    free(p);
}
