#include "app/looks.h"

#include <stdlib.h>

#include "app/draw.h"
#include "app/moves.h"
#include "base/mem.h"
#include "view/cell.h"
#include "view/stage.h"

/* What is shown of the trace: which matrix, how close, how it is drawn. */

static void request_go(struct call *c)
{
    struct picture *p = &app_of(c)->bench.picture;
    struct sheet sheet;
    if (quantity_find(c->values[0].text, &sheet)) /* the words of the line were read already */
        picture_go(p, sheet, c->count > 1 ? c->values[1].index : -1,
                   c->count > 2 ? c->values[2].index : -1);
    if (p->zoom == ZOOM_FLOW)
        p->zoom = ZOOM_STAGE;
}

/* On to the row of the matrix that the selected term was multiplied with, in the model's file. */
static void request_tensor(struct call *c)
{
    const struct picture *p = &app_of(c)->bench.picture;
    struct cell_weight weight;
    if (!cell_weight(p, &weight))
        return;
    char *text =
        mem_format("%d %d %s %s", weight.row, weight.column, weight.tensor, p->trace->model->name);
    screen_want(c->screen, EFFECT_TENSOR, text, 0);
    free(text);
}

static bool able_tensor(struct call *c)
{
    struct cell_weight weight;
    if (!moves_able_matrix(c))
        return false;
    if (app_of(c)->bench.picture.zoom != ZOOM_CELL)
        return call_refuse(c, "this is for the terms of a cell; Enter goes there");
    return cell_weight(&app_of(c)->bench.picture, &weight) ||
           call_refuse(c, "no weight of the model is in this term");
}

static void request_zoom(struct call *c)
{
    struct picture *p = &app_of(c)->bench.picture;
    bool blocks = moves_in_blocks(app_of(c)), cell = p->zoom == ZOOM_CELL && !c->count;
    if (cell && (c->by > 0 ? cell_descend(p, 0) : cell_ascend(p)))
        return;
    if (cell && c->by > 0) {
        request_tensor(c);
        return;
    }
    if (!c->count && blocks && c->by > 0)
        p->overview = OVERVIEW_OFF;
    else if (!c->count && !blocks && c->by < 0 && stage_overflows(p, app_picture_rect(app_of(c))))
        p->overview = OVERVIEW_ON;
    else
        p->zoom = c->count ? (enum zoom)c->values[0].index : (enum zoom)((int)p->zoom + c->by);
    picture_follow(p);
    p->term = p->depth = 0;
}

/* Whether the selected term comes from another cell. */
static bool leads_on(struct call *c, int which)
{
    struct picture moved = app_of(c)->bench.picture;
    struct cell_weight weight;
    if (cell_descend(&moved, which) || cell_weight(&moved, &weight))
        return true;
    return which ? call_refuse(c, "this term has no other factor to go into")
                 : call_refuse(c, "this is made of nothing else; z goes back up");
}

static void request_zoom_other(struct call *c)
{
    if (!cell_descend(&app_of(c)->bench.picture, 1))
        request_tensor(c);
}

static bool able_zoom_other(struct call *c)
{
    if (!moves_able_matrix(c))
        return false;
    return app_of(c)->bench.picture.zoom == ZOOM_CELL
               ? leads_on(c, 1)
               : call_refuse(c, "this is for the terms of a cell; Enter goes there");
}

static void request_overview(struct call *c)
{
    struct picture *p = &app_of(c)->bench.picture;
    if (c->count)
        p->overview = (enum overview_mode)c->values[0].index;
    else
        p->overview = moves_in_blocks(app_of(c)) ? OVERVIEW_OFF : OVERVIEW_ON;
}

static bool able_grid(struct call *c);

static bool able_overview(struct call *c)
{
    const struct picture *p = &app_of(c)->bench.picture;
    return able_grid(c) && (trace_quantity(p->trace, p->quantity)->columns != AXIS_VOCAB ||
                            call_refuse(c, "only the most probable words are columns here"));
}

static bool able_zoom(struct call *c)
{
    enum zoom zoom = app_of(c)->bench.picture.zoom;
    if (c->by < 0 && zoom == ZOOM_FLOW)
        return call_refuse(c, "this is the widest view; Enter goes closer");
    if (c->by > 0 && zoom == ZOOM_CELL)
        return moves_able_matrix(c) && leads_on(c, 0);
    bool to_flow = c->count ? c->values[0].index == ZOOM_FLOW : c->by < 0 && zoom == ZOOM_STAGE;
    if (to_flow && app_of(c)->bench.run && !config_has_flow(&app_of(c)->bench.run->config) &&
        (c->count || !stage_overflows(&app_of(c)->bench.picture, app_picture_rect(app_of(c)))))
        return call_refuse(c, "the flow shows a decoding step, and this model has none");
    bool to_cell = c->count ? c->values[0].index == ZOOM_CELL : c->by > 0 && zoom == ZOOM_STAGE;
    return to_cell ? moves_able_matrix(c) : moves_able(c);
}

static void request_matrix(struct call *c)
{
    picture_next_quantity(&app_of(c)->bench.picture, c->by);
}

static bool able_matrix(struct call *c)
{
    const struct picture *p = &app_of(c)->bench.picture;
    int which;
    if (!moves_able_matrix(c))
        return false;
    if (p->zoom == ZOOM_FLOW)
        return call_refuse(c, "the flow shows all matrices of a step; Enter shows one");
    return picture_matrices(p, &which) > 1 ||
           call_refuse(c, "%s is the only matrix of the %s stage",
                       trace_quantity(p->trace, p->quantity)->name, stage_name(p->stage));
}

/* What only the matrix of a stage has. */
static bool able_grid(struct call *c)
{
    if (!moves_able_matrix(c))
        return false;
    enum zoom zoom = app_of(c)->bench.picture.zoom;
    return zoom == ZOOM_STAGE ||
           call_refuse(c, zoom == ZOOM_FLOW ? "this is for a matrix; Enter shows it"
                                            : "this is for a matrix; z shows it");
}

static void request_transpose(struct call *c)
{
    app_of(c)->bench.picture.transposed = !app_of(c)->bench.picture.transposed;
}

static void request_scale(struct call *c)
{
    struct picture *p = &app_of(c)->bench.picture;
    p->scale =
        c->count ? (enum scale)c->values[0].index : (enum scale)((p->scale + 1) % SCALE_COUNT);
    screen_say(c->screen, false, "%s", scale_label(p->scale));
}

const struct request looks_requests[] = {
    {.id = REQUEST_ZOOM_IN,
     .name = "zoom-in",
     .bindings = {{CONTEXT_PICTURE,
                   {"Enter"},
                   "in",
                   4,
                   NULL,
                   "closer: the flow of a step, the matrix of a stage, the terms of a cell, the "
                   "cell or the weight that a term comes from"}},
     .run = request_zoom,
     .able = able_zoom,
     .by = 1},
    {.id = REQUEST_ZOOM_OUT,
     .name = "zoom-out",
     .bindings = {{CONTEXT_PICTURE, {"z", "Backspace"}, "out", 10, NULL, "back out"}},
     .run = request_zoom,
     .able = able_zoom,
     .by = -1},
    {.id = REQUEST_ZOOM_OTHER,
     .name = "zoom-other",
     .bindings = {{CONTEXT_PICTURE,
                   {"f"},
                   .help =
                       "in the cell view, into the other factor of the term: a cell, or the row "
                       "of the weight matrix"}},
     .run = request_zoom_other,
     .able = able_zoom_other},
    {.id = REQUEST_TENSOR,
     .name = "tensor",
     .bindings = {{CONTEXT_PICTURE,
                   {"K"},
                   .help = "in the cell view, the weight of the term in its matrix"}},
     .run = request_tensor,
     .able = able_tensor},
    {.id = REQUEST_OVERVIEW,
     .name = "overview",
     .bindings = {{CONTEXT_PICTURE,
                   {"o"},
                   .help =
                       "all of a matrix in blocks, or its cells; h j k l go from block to block"}},
     .arguments = {ARGUMENT_OVERVIEW},
     .run = request_overview,
     .able = able_overview},
    {.id = REQUEST_MATRIX_NEXT,
     .name = "matrix-next",
     .bindings = {{CONTEXT_PICTURE, {"v"}, .help = "another matrix of the same stage"}},
     .run = request_matrix,
     .able = able_matrix,
     .by = 1},
    {.id = REQUEST_MATRIX_PREVIOUS,
     .name = "matrix-previous",
     .bindings = {{CONTEXT_PICTURE, {"V"}, .help = "the matrix before of the same stage"}},
     .run = request_matrix,
     .able = able_matrix,
     .by = -1},
    {.id = REQUEST_TRANSPOSE,
     .name = "transpose",
     .bindings = {{CONTEXT_PICTURE, {"t"}, .help = "exchange rows and columns"}},
     .run = request_transpose,
     .able = able_grid},
    {.id = REQUEST_SCALE,
     .name = "scale",
     .bindings = {{CONTEXT_PICTURE,
                   {"N"},
                   .help = "what colors are measured by: the matrix, the row, the square root; or "
                           "the one of a name"}},
     .arguments = {ARGUMENT_SCALE},
     .run = request_scale,
     .able = able_grid},
    {.id = REQUEST_GO,
     .name = "go",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "to a matrix, a row and a column of it: words, or numbers from 1"}},
     .arguments = {ARGUMENT_MATRIX, ARGUMENT_ROW, ARGUMENT_COLUMN},
     .needed = 1,
     .run = request_go,
     .able = moves_able},
    {.id = REQUEST_ZOOM,
     .name = "zoom",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "to the flow of a step, the matrix of a stage, the terms of a cell"}},
     .arguments = {ARGUMENT_ZOOM},
     .needed = 1,
     .run = request_zoom,
     .able = able_zoom},
    {.name = NULL},
};
