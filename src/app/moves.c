#include "app/moves.h"

#include "app/draw.h"
#include "view/cell.h"
#include "view/stage.h"

/* Moving around in the picture. */

/* Everything here needs a picture. */
bool moves_able(struct call *c)
{
    return app_of(c)->bench.run ||
           call_refuse(c, "no model is open, so there is no picture; Tab tries another");
}

bool moves_able_matrix(struct call *c)
{
    const struct picture *p = &app_of(c)->bench.picture;
    return moves_able(c) &&
           (p->quantity != Q_NONE ||
            call_refuse(c, "this model has nothing to show at the %s stage", stage_name(p->stage)));
}

/* ---- stages, steps, playing ---- */

static void request_stage(struct call *c)
{
    struct picture *p = &app_of(c)->bench.picture;
    enum stage stage = c->count ? (enum stage)(STAGE_NONE + 1 + c->values[0].index) : p->stage;
    if (c->count || picture_stage_beside(p, c->by, &stage))
        picture_set_stage(p, stage);
}

static bool able_stage(struct call *c)
{
    const struct picture *p = &app_of(c)->bench.picture;
    enum stage stage;
    if (!moves_able(c))
        return false;
    if (c->count || picture_stage_beside(p, c->by, &stage))
        return true;
    return c->by < 0 ? call_refuse(c, "%s is the first stage", stage_label(p->stage))
                     : call_refuse(c, "%s is the last stage; Down goes to the next word",
                                   stage_label(p->stage));
}

/* The cursor to a word of the source, whatever is shown. */
static void request_source(struct call *c)
{
    struct picture *p = &app_of(c)->bench.picture;
    p->cursor.source = c->values[0].index;
    p->term = 0;
    picture_clamp(p);
}

static int last_step(const struct app *app)
{
    return app->bench.run->sentences[app->bench.picture.sentence].steps - 1;
}

bool moves_play(struct app *app)
{
    struct picture *p = &app->bench.picture;
    enum stage next;
    if (!p->trace)
        return false;
    if (picture_stage_beside(p, 1, &next)) {
        picture_set_stage(p, next);
    } else if (p->cursor.step < last_step(app)) {
        p->cursor.step++;
        picture_follow(p);
        picture_set_stage(p, STAGE_SCORE); /* the encoder ran once, before the first step */
    } else {
        return false;
    }
    return true;
}

static void request_play(struct call *c)
{
    screen_play(c->screen, !c->screen->playing);
}

static bool able_play(struct call *c)
{
    const struct picture *p = &app_of(c)->bench.picture;
    if (!moves_able(c))
        return false;
    enum stage next;
    bool end = !picture_stage_beside(p, 1, &next) && p->cursor.step >= last_step(app_of(c));
    return !end || call_refuse(c, "this is the end: the last stage of the last step; g goes back");
}

/* ---- cells ---- */

bool moves_in_blocks(const struct app *app)
{
    return stage_in_blocks(&app->bench.picture, app_picture_rect(app));
}

/* h j k l: along columns and rows of the matrix or its blocks, or along the terms of a cell. */
static void move_cell(const struct app *app, struct picture *p, bool columns, int by)
{
    if (moves_in_blocks(app)) {
        stage_move_block(p, app_picture_rect(app), columns, by);
    } else if (p->zoom == ZOOM_CELL && !columns) {
        int term = p->term + by, count = cell_terms(p);
        p->term = term < 0 || count == 0 ? 0 : term < count ? term : count - 1;
    } else {
        picture_move(p, columns != p->transposed, by);
    }
}

/* Whether the rows are the steps of a decoder: those of an encoder's and a classifier's matrices
 * are words or units. */
static bool rows_are_steps(const struct picture *p)
{
    const struct quantity *q = trace_quantity(p->trace, p->quantity);
    return p->zoom == ZOOM_FLOW || !q || q->rows == AXIS_TARGET;
}

const struct key_here *moves_keys(const struct app *app)
{
    static const struct key_here keys[] = {
        {REQUEST_STEP_PREVIOUS, "row", "the row above: rows are no steps here", 0, 0},
        {REQUEST_STEP_NEXT, NULL, "the row below", 0, 0},
        {REQUEST_FIRST_STEP, NULL, "the first row", 0, 0},
        {REQUEST_LAST_STEP, NULL, "the last row", 0, 0},
        {REQUEST_NONE, NULL, NULL, 0, 0},
    };
    const struct picture *p = &app->bench.picture;
    return p->trace && !rows_are_steps(p) ? keys : NULL;
}

/* To another row of a matrix whose rows are no steps; from a cell to the one above or below it. */
static void move_row(const struct app *app, struct picture *p, int by)
{
    if (p->zoom == ZOOM_CELL)
        picture_move(p, p->transposed, by);
    else
        move_cell(app, p, false, by);
}

static void request_step(struct call *c)
{
    struct picture *p = &app_of(c)->bench.picture;
    if (!c->count && !rows_are_steps(p)) {
        move_row(app_of(c), p, c->by);
        return;
    }
    p->cursor.step = c->count ? c->values[0].index : p->cursor.step + c->by;
    p->term = 0;
    picture_clamp(p);
    picture_follow(p);
    if (p->stage == STAGE_WORD) /* the column is the word that this step writes */
        picture_set_stage(p, STAGE_WORD);
}

static bool able_step(struct call *c)
{
    const struct picture *p = &app_of(c)->bench.picture;
    if (p->zoom != ZOOM_FLOW && !moves_able_matrix(c))
        return false;
    if (!moves_able(c))
        return false;
    if (!rows_are_steps(p)) {
        struct picture moved = *p;
        const struct quantity *q = trace_quantity(p->trace, p->quantity);
        enum axis axis = p->transposed ? q->columns : q->rows;
        move_row(app_of(c), &moved, c->by);
        return picture_place(&moved, axis) != picture_place(p, axis) ||
               call_refuse(c, "this is the %s row", c->by < 0 ? "first" : "last");
    }
    if (c->by < 0 && p->cursor.step == 0)
        return call_refuse(c, "this is the first step");
    if (c->by > 0 && p->cursor.step >= last_step(app_of(c)))
        return call_refuse(c, "this is the last step: the sentence ends");
    return true;
}

static void request_column(struct call *c)
{
    move_cell(app_of(c), &app_of(c)->bench.picture, true, c->by);
}

static void request_row(struct call *c)
{
    move_cell(app_of(c), &app_of(c)->bench.picture, false, c->by);
}

/* Whether the picture has a cursor along an axis. */
static bool is_seen(struct call *c, enum axis axis)
{
    return app_of(c)->bench.picture.zoom != ZOOM_FLOW || axis == AXIS_SOURCE ||
           axis == AXIS_TARGET ||
           call_refuse(c, "the flow has a cursor along the words only; Enter shows the matrix");
}

/* Whether the cursor would move. At an end it does not. */
static bool able_cell(struct call *c, bool columns)
{
    if (!moves_able_matrix(c))
        return false;
    const struct picture *p = &app_of(c)->bench.picture;
    const struct quantity *q = trace_quantity(p->trace, p->quantity);
    enum axis axis = columns != p->transposed ? q->columns : q->rows;
    struct picture moved = *p;
    move_cell(app_of(c), &moved, columns, c->by);
    if (picture_place(&moved, axis) != picture_place(p, axis) || moved.term != p->term)
        return is_seen(c, axis);
    static const char *const ends[3][2] = {{"this is the first column", "this is the last column"},
                                           {"this is the first row", "this is the last row"},
                                           {"this is the first term", "this is the last term"}};
    return call_refuse(c, "%s", ends[columns ? 0 : p->zoom == ZOOM_CELL ? 2 : 1][c->by > 0]);
}

static bool able_column(struct call *c)
{
    return able_cell(c, true);
}

static bool able_row(struct call *c)
{
    return able_cell(c, false);
}

static void request_row_maximum(struct call *c)
{
    picture_to_maximum(&app_of(c)->bench.picture, false);
}

static void request_column_maximum(struct call *c)
{
    picture_to_maximum(&app_of(c)->bench.picture, true);
}

static bool able_maximum(struct call *c, bool column)
{
    if (!moves_able_matrix(c))
        return false;
    const struct picture *p = &app_of(c)->bench.picture;
    const struct quantity *q = trace_quantity(p->trace, p->quantity);
    enum axis axis = column != p->transposed ? q->rows : q->columns;
    struct picture moved = *p;
    picture_to_maximum(&moved, column);
    if (picture_place(&moved, axis) == picture_place(p, axis))
        return call_refuse(c, column ? "this is the largest cell of the column"
                                     : "this is the largest cell of the row");
    return is_seen(c, axis);
}

static bool able_row_maximum(struct call *c)
{
    return able_maximum(c, false);
}

static bool able_column_maximum(struct call *c)
{
    return able_maximum(c, true);
}

const struct request moves_requests[] = {
    {.id = REQUEST_STAGE_PREVIOUS,
     .name = "stage-previous",
     .bindings = {{CONTEXT_PICTURE, {"Left"}, "stage", 2, "←→", "the stage before"},
                  {CONTEXT_LECTURE, {"<"}, .help = "the stage before"}},
     .run = request_stage,
     .able = able_stage,
     .by = -1},
    {.id = REQUEST_STAGE_NEXT,
     .name = "stage-next",
     .bindings = {{CONTEXT_PICTURE,
                   {"Right"},
                   .help = "the next stage: encode, score, mask, softmax, context, decode, word"},
                  {CONTEXT_LECTURE, {">"}, .help = "the next stage"}},
     .run = request_stage,
     .able = able_stage,
     .by = 1},
    {.id = REQUEST_STEP_PREVIOUS,
     .name = "step-previous",
     .bindings = {{CONTEXT_PICTURE, {"Up"}, "step", 3, "↑↓", "the decoder step before"}},
     .run = request_step,
     .able = able_step,
     .by = -1},
    {.id = REQUEST_STEP_NEXT,
     .name = "step-next",
     .bindings = {{CONTEXT_PICTURE, {"Down"}, .help = "the next decoder step: one word further"}},
     .run = request_step,
     .able = able_step,
     .by = 1},
    {.id = REQUEST_CELL_LEFT,
     .name = "cell-left",
     .bindings = {{CONTEXT_PICTURE, {"h"}, "cell", 11, "hjkl", "the cell to the left"}},
     .run = request_column,
     .able = able_column,
     .by = -1},
    {.id = REQUEST_CELL_DOWN,
     .name = "cell-down",
     .bindings = {{CONTEXT_PICTURE,
                   {"j"},
                   .help = "the cell below; in the cell view, the next term"}},
     .run = request_row,
     .able = able_row,
     .by = 1},
    {.id = REQUEST_CELL_UP,
     .name = "cell-up",
     .bindings = {{CONTEXT_PICTURE,
                   {"k"},
                   .help = "the cell above; in the cell view, the term before"}},
     .run = request_row,
     .able = able_row,
     .by = -1},
    {.id = REQUEST_CELL_RIGHT,
     .name = "cell-right",
     .bindings = {{CONTEXT_PICTURE, {"l"}, .help = "the cell to the right"}},
     .run = request_column,
     .able = able_column,
     .by = 1},
    {.id = REQUEST_ROW_MAXIMUM,
     .name = "row-maximum",
     .bindings = {{CONTEXT_PICTURE, {"m"}, .help = "the largest cell of the row"}},
     .run = request_row_maximum,
     .able = able_row_maximum},
    {.id = REQUEST_COLUMN_MAXIMUM,
     .name = "column-maximum",
     .bindings = {{CONTEXT_PICTURE, {"|"}, .help = "the largest cell of the column"}},
     .run = request_column_maximum,
     .able = able_column_maximum},
    {.id = REQUEST_ROW_START,
     .name = "row-start",
     .bindings = {{CONTEXT_PICTURE, {"0", "Home"}, .help = "the first cell of the row"}},
     .run = request_column,
     .able = able_column,
     .by = -FAR},
    {.id = REQUEST_ROW_END,
     .name = "row-end",
     .bindings = {{CONTEXT_PICTURE, {"$", "End"}, .help = "the last cell of the row"}},
     .run = request_column,
     .able = able_column,
     .by = FAR},
    {.id = REQUEST_FIRST_STEP,
     .name = "first-step",
     .bindings = {{CONTEXT_PICTURE, {"g"}, .help = "the first decoder step"}},
     .run = request_step,
     .able = able_step,
     .by = -FAR},
    {.id = REQUEST_LAST_STEP,
     .name = "last-step",
     .bindings = {{CONTEXT_PICTURE, {"G"}, .help = "the last decoder step"}},
     .run = request_step,
     .able = able_step,
     .by = FAR},
    {.id = REQUEST_PLAY,
     .name = "play",
     .bindings = {{CONTEXT_PICTURE,
                   {"Space"},
                   "play",
                   12,
                   NULL,
                   "walk through the stages by itself; once more stops"}},
     .run = request_play,
     .able = able_play},
    {.id = REQUEST_STAGE,
     .name = "stage",
     .bindings = {{CONTEXT_PICTURE, .help = "to a stage"}},
     .arguments = {ARGUMENT_STAGE},
     .needed = 1,
     .run = request_stage,
     .able = moves_able},
    {.id = REQUEST_STEP,
     .name = "step",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "to a decoder step: a number from 1, or the word that it writes"}},
     .arguments = {ARGUMENT_STEP},
     .needed = 1,
     .run = request_step,
     .able = moves_able},
    {.id = REQUEST_SOURCE,
     .name = "source",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "to a word of the source: a number from 1, or the word"}},
     .arguments = {ARGUMENT_SOURCE},
     .needed = 1,
     .run = request_source,
     .able = moves_able},
    {.name = NULL},
};
