#include "app/requests.h"

#include <string.h>

#include "app/private.h"

/* Moving around in the picture. */

bool able_picture(struct call *c)
{
    return c->app->trace ||
           refuse(c, "no model is open, so there is no picture; Tab tries another");
}

static bool has_matrix(struct call *c)
{
    const struct picture *p = &c->app->picture;
    return able_picture(c) &&
           (p->quantity != Q_NONE ||
            refuse(c, "this model has nothing to show at the %s stage", stage_name(p->stage)));
}

/* ---- stages, steps, playing ---- */

void request_stage(struct call *c)
{
    struct picture *p = &c->app->picture;
    enum stage stage = (enum stage)c->values[0].index;
    if (c->count || picture_stage_beside(p, c->by, &stage))
        picture_set_stage(p, stage);
}

bool able_stage(struct call *c)
{
    const struct picture *p = &c->app->picture;
    enum stage stage;
    if (!able_picture(c))
        return false;
    if (c->count || picture_stage_beside(p, c->by, &stage))
        return true;
    if (c->by < 0)
        return refuse(c, "%s is the first stage", stage_label(p->stage));
    return refuse(c, "%s is the last stage; Down goes to the next word", stage_label(p->stage));
}

void request_step(struct call *c)
{
    struct picture *p = &c->app->picture;
    p->cursor.step = c->count ? c->values[0].index : p->cursor.step + c->by;
    p->term = 0;
    picture_clamp(p);
    picture_follow(p);
    if (p->stage == STAGE_WORD) /* the column is the word that this step writes */
        picture_set_stage(p, STAGE_WORD);
}

static int last_step(const struct app *app)
{
    return app->trace->sentences[app->picture.sentence].steps - 1;
}

bool able_step(struct call *c)
{
    const struct picture *p = &c->app->picture;
    if (p->zoom != ZOOM_FLOW && !has_matrix(c))
        return false;
    if (!able_picture(c))
        return false;
    if (p->zoom != ZOOM_FLOW && trace_quantity(p->trace, p->quantity)->rows != AXIS_TARGET)
        return refuse(c,
                      "the encoder runs once, before the first step; Right goes on to the steps");
    if (c->by < 0 && p->cursor.step == 0)
        return refuse(c, "this is the first step");
    if (c->by > 0 && p->cursor.step >= last_step(c->app))
        return refuse(c, "this is the last step: the sentence ends");
    return true;
}

void play_on(struct app *app)
{
    struct picture *p = &app->picture;
    enum stage next;
    if (!app->trace) {
        app->playing = false;
    } else if (picture_stage_beside(p, 1, &next)) {
        picture_set_stage(p, next);
    } else if (p->cursor.step < last_step(app)) {
        p->cursor.step++;
        picture_follow(p);
        picture_set_stage(p, STAGE_SCORE); /* the encoder ran once, before the first step */
    } else {
        app->playing = false;
    }
}

void request_play(struct call *c)
{
    c->app->playing = !c->app->playing;
    c->app->next_play = c->app->now; /* the first tick moves */
}

bool able_play(struct call *c)
{
    const struct picture *p = &c->app->picture;
    if (!able_picture(c))
        return false;
    enum stage next;
    bool end = !picture_stage_beside(p, 1, &next) && p->cursor.step >= last_step(c->app);
    return !end || refuse(c, "this is the end: the last stage of the last step; g goes back");
}

/* ---- cells ---- */

static bool in_blocks(const struct app *app)
{
    return stage_in_blocks(&app->picture, app_picture_rect(app));
}

/* h j k l: along columns and rows of the matrix or its blocks, or along the terms of a cell. */
static void move_cell(const struct app *app, struct picture *p, bool columns, int by)
{
    if (in_blocks(app)) {
        stage_move_block(p, app_picture_rect(app), columns, by);
    } else if (p->zoom == ZOOM_CELL && !columns) {
        int term = p->term + by, count = picture_terms(p);
        p->term = term < 0 || count == 0 ? 0 : term < count ? term : count - 1;
    } else {
        picture_move(p, columns != p->transposed, by);
    }
}

void request_column(struct call *c)
{
    move_cell(c->app, &c->app->picture, true, c->by);
}

void request_row(struct call *c)
{
    move_cell(c->app, &c->app->picture, false, c->by);
}

/* Whether the picture has a cursor along an axis. */
static bool is_seen(struct call *c, enum axis axis)
{
    return c->app->picture.zoom != ZOOM_FLOW || axis == AXIS_SOURCE || axis == AXIS_TARGET ||
           refuse(c, "the flow has a cursor along the words only; Enter shows the matrix");
}

/* At an end nothing moves. */
static bool able_cell(struct call *c, bool columns)
{
    if (!has_matrix(c))
        return false;
    const struct picture *p = &c->app->picture;
    const struct quantity *q = trace_quantity(p->trace, p->quantity);
    enum axis axis = columns != p->transposed ? q->columns : q->rows;
    struct picture moved = *p;
    move_cell(c->app, &moved, columns, c->by);
    if (picture_place(&moved, axis) != picture_place(p, axis) || moved.term != p->term)
        return is_seen(c, axis);
    return refuse(c, "this is the %s %s", c->by < 0 ? "first" : "last",
                  columns                ? "column"
                  : p->zoom == ZOOM_CELL ? "term"
                                         : "row");
}

bool able_column(struct call *c)
{
    return able_cell(c, true);
}

bool able_row(struct call *c)
{
    return able_cell(c, false);
}

void request_row_maximum(struct call *c)
{
    picture_to_maximum(&c->app->picture, false);
}

void request_column_maximum(struct call *c)
{
    picture_to_maximum(&c->app->picture, true);
}

static bool able_maximum(struct call *c, bool column)
{
    if (!has_matrix(c))
        return false;
    const struct picture *p = &c->app->picture;
    const struct quantity *q = trace_quantity(p->trace, p->quantity);
    enum axis axis = column != p->transposed ? q->rows : q->columns;
    struct picture moved = *p;
    picture_to_maximum(&moved, column);
    if (picture_place(&moved, axis) == picture_place(p, axis))
        return refuse(c, "this is the largest cell of the %s", column ? "column" : "row");
    return is_seen(c, axis);
}

bool able_row_maximum(struct call *c)
{
    return able_maximum(c, false);
}

bool able_column_maximum(struct call *c)
{
    return able_maximum(c, true);
}

/* ---- what is shown of the trace ---- */

void request_go(struct call *c)
{
    struct picture *p = &c->app->picture;
    struct sheet sheet;
    if (quantity_find(c->values[0].text, &sheet)) /* the words of the line were read already */
        picture_go(p, sheet, c->count > 1 ? c->values[1].index : -1,
                   c->count > 2 ? c->values[2].index : -1);
    if (p->zoom == ZOOM_FLOW)
        p->zoom = ZOOM_STAGE;
}

void request_zoom(struct call *c)
{
    struct picture *p = &c->app->picture;
    bool blocks = in_blocks(c->app), cell = p->zoom == ZOOM_CELL && !c->count;
    if (cell && (c->by > 0 ? picture_descend(p, 0) : picture_ascend(p)))
        return;
    if (!c->count && blocks && c->by > 0)
        p->overview = OVERVIEW_OFF;
    else if (!c->count && !blocks && c->by < 0 && stage_overflows(p, app_picture_rect(c->app)))
        p->overview = OVERVIEW_ON;
    else
        p->zoom = c->count ? (enum zoom)c->values[0].index : (enum zoom)((int)p->zoom + c->by);
    picture_follow(p);
    p->term = p->depth = 0;
}

/* Whether the selected term comes from another cell. */
static bool leads_on(struct call *c, int which)
{
    struct picture moved = c->app->picture;
    if (picture_descend(&moved, which))
        return true;
    return which ? refuse(c, "this term has no other factor to go into")
                 : refuse(c, "this is made of nothing else; z goes back up");
}

void request_zoom_other(struct call *c)
{
    picture_descend(&c->app->picture, 1);
}

bool able_zoom_other(struct call *c)
{
    if (!has_matrix(c))
        return false;
    return c->app->picture.zoom == ZOOM_CELL
               ? leads_on(c, 1)
               : refuse(c, "this is for the terms of a cell; Enter goes there");
}

void request_overview(struct call *c)
{
    c->app->picture.overview = in_blocks(c->app) ? OVERVIEW_OFF : OVERVIEW_ON;
}

bool able_overview(struct call *c)
{
    const struct picture *p = &c->app->picture;
    return able_grid(c) && (trace_quantity(p->trace, p->quantity)->columns != AXIS_VOCAB ||
                            refuse(c, "only the most probable words are columns here"));
}

bool able_zoom(struct call *c)
{
    enum zoom zoom = c->app->picture.zoom;
    if (c->by < 0 && zoom == ZOOM_FLOW)
        return refuse(c, "this is the widest view; Enter goes closer");
    if (c->by > 0 && zoom == ZOOM_CELL)
        return has_matrix(c) && leads_on(c, 0);
    bool to_flow = c->count ? c->values[0].index == ZOOM_FLOW : c->by < 0 && zoom == ZOOM_STAGE;
    if (to_flow && c->app->trace && !config_has_flow(&c->app->trace->config) &&
        (c->count || !stage_overflows(&c->app->picture, app_picture_rect(c->app))))
        return refuse(c, "the flow shows a decoding step, and a table has none");
    bool to_cell = c->count ? c->values[0].index == ZOOM_CELL : c->by > 0 && zoom == ZOOM_STAGE;
    return to_cell ? has_matrix(c) : able_picture(c);
}

void request_matrix(struct call *c)
{
    picture_next_quantity(&c->app->picture, c->by);
}

bool able_matrix(struct call *c)
{
    const struct picture *p = &c->app->picture;
    int which;
    if (!has_matrix(c))
        return false;
    if (p->zoom == ZOOM_FLOW)
        return refuse(c, "the flow shows all matrices of a step; Enter shows one");
    return picture_matrices(p, &which) > 1 ||
           refuse(c, "%s is the only matrix of the %s stage",
                  trace_quantity(p->trace, p->quantity)->name, stage_name(p->stage));
}

/* What only the matrix of a stage has. */
bool able_grid(struct call *c)
{
    if (!has_matrix(c))
        return false;
    return c->app->picture.zoom == ZOOM_STAGE ||
           refuse(c, "this is for a matrix; %s shows it",
                  c->app->picture.zoom == ZOOM_FLOW ? "Enter" : "z");
}

void request_transpose(struct call *c)
{
    c->app->picture.transposed = !c->app->picture.transposed;
}

void request_scale(struct call *c)
{
    struct picture *p = &c->app->picture;
    p->scale =
        c->count ? (enum scale)c->values[0].index : (enum scale)((p->scale + 1) % SCALE_COUNT);
    app_say(c->app, false, "%s", scale_label(p->scale));
}
