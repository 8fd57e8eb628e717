#include "app/state.h"

#include <string.h>

#include "trace/derive.h"

/* What requests do. */

static void run_open(struct call *c)
{
    struct app *app = c->app;
    if (app->menu < app->setup.lesson_count)
        effect_add(c->effects, EFFECT_LOAD_LESSON, app->setup.lessons[app->menu].name, 0);
    else
        app->mode = MODE_PICTURE;
}

static void run_list(struct call *c)
{
    struct app *app = c->app;
    int by = c->by;
    if (app->help) {
        if (by < 0 ? app->help_scroll > 0 : app_help_goes_on(app))
            app->help_scroll += by;
        return;
    }
    int count = app->setup.lesson_count + 1; /* the last line: explore */
    app->menu = (app->menu + by + count) % count;
}

static void run_back(struct call *c)
{
    struct app *app = c->app;
    if (app->help) {
        app->help = false;
    } else if (app->mode == MODE_MENU || (app->setup.inside && !app->lesson)) {
        effect_add(c->effects, EFFECT_QUIT, NULL, 1);
    } else {
        app->mode = MODE_MENU;
        lesson_free(app->lesson);
        app->lesson = NULL;
    }
}

static void run_step(struct call *c)
{
    struct picture *p = &c->app->picture;
    p->cursor.step += c->by;
    p->term = 0;
    picture_clamp(p);
    picture_follow(p);
    if (p->stage == STAGE_WORD) /* the column is the word that this step writes */
        picture_set_stage(p, STAGE_WORD);
}

static void run_stage(struct call *c)
{
    struct picture *p = &c->app->picture;
    int stage = (int)p->stage + c->by;
    if (stage < 0 || stage >= STAGE_COUNT)
        app_say(c->app, false, "%s is the %s stage%s", stage_name(p->stage),
                c->by < 0 ? "first" : "last", c->by < 0 ? "" : "; Down goes to the next word");
    else
        picture_set_stage(p, (enum stage)stage);
}

void play_on(struct app *app)
{
    struct picture *p = &app->picture;
    if (!app->trace) {
        app->playing = false;
    } else if (p->stage + 1 < STAGE_COUNT) {
        picture_set_stage(p, p->stage + 1);
    } else if (p->cursor.step + 1 < app->trace->sentences[p->sentence].steps) {
        p->cursor.step++;
        picture_follow(p);
        picture_set_stage(p, STAGE_SCORE); /* the encoder ran once, before the first step */
    } else {
        app->playing = false;
    }
}

static void run_play(struct call *c)
{
    c->app->playing = !c->app->playing;
    c->app->next_play = c->app->now; /* the first tick moves */
}

/* How many terms the selected cell has. */
static int term_count(const struct picture *p)
{
    const struct quantity *q = quantity_at(p->quantity);
    struct arena arena = {0};
    struct derivation d = {0};
    derive(p->trace, p->sentence, q->id, picture_place(p, q->rows), picture_place(p, q->columns),
           &arena, &d);
    arena_free(&arena);
    return d.count;
}

/* h j k l: along columns and rows of the matrix, or along the terms of a cell. */
static void move_cell(struct app *app, bool columns, int by)
{
    struct picture *p = &app->picture;
    if (p->zoom == ZOOM_CELL && !columns && p->trace && p->quantity != Q_NONE) {
        int term = p->term + by, count = term_count(p);
        p->term = term < 0 || count == 0 ? 0 : term < count ? term : count - 1;
        return;
    }
    picture_move(p, columns != p->transposed, by);
}

static void run_zoom_in(struct call *c)
{
    struct picture *p = &c->app->picture;
    if (p->zoom == ZOOM_CELL)
        app_say(c->app, false, "this is the closest view; z goes back out");
    else if (p->zoom == ZOOM_STAGE && p->quantity == Q_NONE)
        app_say(c->app, true, "this model has nothing to show at the %s stage",
                stage_name(p->stage));
    else
        p->zoom = (enum zoom)(p->zoom + 1);
    p->term = 0;
}

static void run_zoom_out(struct call *c)
{
    struct picture *p = &c->app->picture;
    if (p->zoom == ZOOM_FLOW)
        app_say(c->app, false, "this is the widest view; Enter goes closer");
    else
        p->zoom = (enum zoom)(p->zoom - 1);
    picture_follow(p);
    p->term = 0;
}

static void run_quit(struct call *c)
{
    effect_add(c->effects, EFFECT_QUIT, NULL, 0);
}

static void run_help(struct call *c)
{
    c->app->help = !c->app->help;
    c->app->help_scroll = 0;
}

static void run_column(struct call *c)
{
    move_cell(c->app, true, c->by);
}

static void run_row(struct call *c)
{
    move_cell(c->app, false, c->by);
}

static void run_maximum(struct call *c)
{
    picture_to_maximum(&c->app->picture);
}

static void run_matrix(struct call *c)
{
    picture_next_quantity(&c->app->picture, c->by);
}

static void run_transpose(struct call *c)
{
    c->app->picture.transposed = !c->app->picture.transposed;
}

static void run_scale(struct call *c)
{
    struct picture *p = &c->app->picture;
    p->scale = (enum scale)((p->scale + 1) % SCALE_COUNT);
    app_say(c->app, false, "%s", scale_name(p->scale));
}

static void run_palette(struct call *c)
{
    c->app->palette_turns = (c->app->palette_turns + 1) % PALETTE_COUNT;
}

static void run_swap(struct call *c)
{
    c->app->lesson_hidden = !c->app->lesson_hidden;
}

static void run_cancel(struct call *c)
{
    c->app->editing = false;
}

/* ---- the table: one row a request ---- */

enum { FAR = 1 << 20 }; /* to the end of whatever is moved along */

static const struct {
    void (*run)(struct call *);
    int by;
} actions[REQUEST_COUNT] = {
    [REQUEST_QUIT] = {run_quit, 0},
    [REQUEST_BACK] = {run_back, 0},
    [REQUEST_HELP] = {run_help, 0},
    [REQUEST_UP] = {run_list, -1},
    [REQUEST_DOWN] = {run_list, 1},
    [REQUEST_OPEN] = {run_open, 0},
    [REQUEST_STAGE_PREVIOUS] = {run_stage, -1},
    [REQUEST_STAGE_NEXT] = {run_stage, 1},
    [REQUEST_STEP_PREVIOUS] = {run_step, -1},
    [REQUEST_STEP_NEXT] = {run_step, 1},
    [REQUEST_FIRST_STEP] = {run_step, -FAR},
    [REQUEST_LAST_STEP] = {run_step, FAR},
    [REQUEST_CELL_LEFT] = {run_column, -1},
    [REQUEST_CELL_RIGHT] = {run_column, 1},
    [REQUEST_ROW_START] = {run_column, -FAR},
    [REQUEST_ROW_END] = {run_column, FAR},
    [REQUEST_CELL_UP] = {run_row, -1},
    [REQUEST_CELL_DOWN] = {run_row, 1},
    [REQUEST_ROW_MAXIMUM] = {run_maximum, 0},
    [REQUEST_ZOOM_IN] = {run_zoom_in, 0},
    [REQUEST_ZOOM_OUT] = {run_zoom_out, 0},
    [REQUEST_MATRIX_NEXT] = {run_matrix, 1},
    [REQUEST_MATRIX_PREVIOUS] = {run_matrix, -1},
    [REQUEST_SENTENCE_NEXT] = {request_sentence, 0},
    [REQUEST_PLAY] = {run_play, 0},
    [REQUEST_EDIT] = {request_edit, 0},
    [REQUEST_UNDO] = {request_undo, 0},
    [REQUEST_MODEL_NEXT] = {request_model, 1},
    [REQUEST_MODEL_PREVIOUS] = {request_model, -1},
    [REQUEST_TRANSPOSE] = {run_transpose, 0},
    [REQUEST_SCALE] = {run_scale, 0},
    [REQUEST_PALETTE] = {run_palette, 0},
    [REQUEST_SWAP] = {run_swap, 0},
    [REQUEST_PAGE_NEXT] = {request_page, 1},
    [REQUEST_PAGE_PREVIOUS] = {request_page, -1},
    [REQUEST_ANSWER] = {request_answer, 0},
    [REQUEST_HINT] = {request_hint, 0},
    [REQUEST_ACCEPT] = {request_accept, 0},
    [REQUEST_CANCEL] = {run_cancel, 0},
};

void request_run(struct app *app, enum request request, const struct event *event,
                 struct effects *effects)
{
    struct call call = {app, event, effects, actions[request].by};
    if (actions[request].run) /* redrawing needs nothing: every frame is drawn whole */
        actions[request].run(&call);
}
