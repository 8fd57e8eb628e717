#include "app/panels.h"

#include <stdlib.h>

#include "app/private.h"
#include "base/mem.h"
#include "view/beam_tree.h"

/* The tree of a beam search for the sentence on screen, under everything that is changed. */

struct beam_panel {
    struct search *search; /* of app->trace */
    struct search_view view;
    int width;
};

enum { WIDTH = 4, FAR = 1 << 20 };

/* clang-format off */
const struct key_here beam_keys[] = {
    {REQUEST_STAGE_PREVIOUS, "word", "the word before of this hypothesis", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next word of this hypothesis", 1, 0},
    {REQUEST_STEP_PREVIOUS, "hypothesis", "the hypothesis above", 0, -1},
    {REQUEST_STEP_NEXT, NULL, "the hypothesis below", 0, 1},
    {REQUEST_CELL_UP, NULL, "the word before of this hypothesis", -1, 0},
    {REQUEST_CELL_DOWN, NULL, "the next word of this hypothesis", 1, 0},
    {REQUEST_ROW_START, NULL, "the first word", -FAR, 0},
    {REQUEST_ROW_END, NULL, "the last word", FAR, 0},
    {REQUEST_FIRST_STEP, NULL, "the first line of the tree", 0, -FAR},
    {REQUEST_LAST_STEP, NULL, "the last line of the tree", 0, FAR},
    {REQUEST_ROW_MAXIMUM, NULL, "the source word that this step looks at most", 0, 0},
    {REQUEST_CELL_LEFT, "cell", "the source word to the left, in the attention", 0, 0},
    {REQUEST_CELL_RIGHT, NULL, "the source word to the right", 0, 0},
    {REQUEST_MATRIX_NEXT, "pruned", "what fell out of the beam too, or no longer", 0, 0},
    {REQUEST_MATRIX_PREVIOUS, NULL, "the same", 0, 0},
    {REQUEST_ZOOM_IN, "inside", "look inside this hypothesis: it is written in place of the greedy one, until u", 0, 0},
    {REQUEST_PLAY, NULL, "there is nothing to play here", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

/* The old search is of a run that may be gone: nothing of it is looked at. */
static void search_again(struct app *app, struct beam_panel *p)
{
    search_free(p->search);
    p->search = NULL;
    p->view.search = NULL;
    if (!app->trace)
        return;
    p->search = search_new(app->trace, app->picture.sentence, p->width);
    search_view_start(&p->view, p->search);
}

int beam_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    (void)effects, (void)err; /* the width was read by the table of arguments */
    struct beam_panel *p = mem_new(1, sizeof *p);
    p->width = *words ? atoi(words) : WIDTH;
    app->panel_data = p;
    search_again(app, p);
    return 0;
}

void beam_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct beam_panel *p = app->panel_data;
    struct search_view nothing = {.leaf = -1};
    search_draw(grid, rect, app->trace ? &p->view : &nothing);
}

void beam_refresh(struct app *app)
{
    search_again(app, app->panel_data);
}

void beam_moved(struct app *app)
{
    struct beam_panel *p = app->panel_data;
    if (app->trace && p->search && p->search->sentence != app->picture.sentence)
        search_again(app, p);
}

/* Makes the selected hypothesis what the run writes, and leaves for the picture of it. */
static void look_inside(struct app *app, const struct beam_panel *p)
{
    struct str line = {0};
    struct err err;
    bool final = p->search->nodes[p->view.leaf].rank > 0;
    str_add(&line, final ? "reference " : "force ");
    search_translation(p->search, p->view.leaf, &line);
    panel_close(app);
    if (app_change(app, line.text, &err))
        app_say(app, true, "%s", err.text);
    str_free(&line);
}

bool beam_request(struct app *app, enum request request)
{
    struct beam_panel *p = app->panel_data;
    const struct key_here *key = key_here(beam_keys, request);
    if (!key || !app->trace || p->view.leaf < 0)
        return false;
    switch (request) {
    case REQUEST_CELL_LEFT:
    case REQUEST_CELL_RIGHT:
        search_view_source(&p->view, request == REQUEST_CELL_LEFT ? -1 : 1);
        break;
    case REQUEST_MATRIX_NEXT:
    case REQUEST_MATRIX_PREVIOUS:
        search_view_fallen(&p->view, !p->view.fallen);
        break;
    case REQUEST_ZOOM_IN:
        look_inside(app, p);
        break;
    case REQUEST_PLAY:
        app_say(app, false, "%s", key->help);
        break;
    default: /* those that move; the row's largest is where each move ends */
        search_view_line(&p->view, key->down);
        search_view_step(&p->view, key->across);
    }
    return true;
}

bool able_width(struct call *c)
{
    const struct app *app = c->app;
    if (app->panel != &panels[PANEL_BEAM])
        return refuse(c, "this is the width of a beam; b shows one");
    int width = ((const struct beam_panel *)app->panel_data)->width + c->by;
    if (width < 1)
        return refuse(c, "a beam of width 1 is greedy decoding: there is none narrower");
    return width <= BEAM_SHOWN || refuse(c, "a tree of more than %d is not shown", BEAM_SHOWN);
}

void request_width(struct call *c)
{
    struct beam_panel *p = c->app->panel_data;
    p->width += c->by;
    search_again(c->app, p);
}

void beam_close(struct app *app)
{
    struct beam_panel *p = app->panel_data;
    search_free(p->search);
    free(p);
}
