#include "browse/atlas_screen.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "browse/atlas_view.h"
#include "draw/layout.h"
#include "screen/help.h"
#include "screen/shared.h"

struct atlas_screen {
    struct screen screen; /* first, so that it is one */
    const char *name;
    struct atlas_view view;
};

static struct atlas_screen *atlas_of(const struct call *call)
{
    return (struct atlas_screen *)call->screen;
}

static bool is_single(const struct atlas_screen *a)
{
    return a->view.atlas->layers * a->view.atlas->heads == 1;
}

static struct footer_place place_of(const struct screen *screen)
{
    const struct atlas_screen *a = (const struct atlas_screen *)screen;
    return (struct footer_place){.requests = &screen->requests,
                                 .context = a->view.one ? CONTEXT_MAP : CONTEXT_HEADS};
}

static struct rect picture_rect(const struct atlas_screen *a)
{
    return layout_of(a->screen.rows, a->screen.columns, false, false).picture;
}

/* ---- requests ---- */

static void request_rows(struct call *c)
{
    atlas_view_move(&atlas_of(c)->view, picture_rect(atlas_of(c)), false, c->by);
}

static void request_columns(struct call *c)
{
    atlas_view_move(&atlas_of(c)->view, picture_rect(atlas_of(c)), true, c->by);
}

static void request_open(struct call *c)
{
    atlas_of(c)->view.one = true;
}

/* The next head, from layer to layer. */
static void request_head(struct call *c)
{
    struct atlas_view *view = &atlas_of(c)->view;
    int count = view->atlas->layers * view->atlas->heads;
    int at = (view->layer * view->atlas->heads + view->head + c->by + count) % count;
    view->layer = at / view->atlas->heads;
    view->head = at % view->atlas->heads;
}

static void request_figure(struct call *c)
{
    struct atlas_view *view = &atlas_of(c)->view;
    int figure = (int)view->figure;
    do
        figure = (figure + 1) % ATLAS_COUNT;
    while (figure != (int)view->figure &&
           isnan(atlas_measure(view->atlas, 0, 0, (enum atlas_figure)figure)));
    view->figure = (enum atlas_figure)figure;
}

static void request_log(struct call *c)
{
    struct atlas_screen *a = atlas_of(c);
    a->view.log = !a->view.log && !a->view.difference;
    if (a->view.difference)
        screen_say(c->screen, false, "a difference has both signs: no powers of ten");
}

static void request_back(struct call *c)
{
    struct atlas_screen *a = atlas_of(c);
    if (a->view.one && !is_single(a))
        a->view.one = false;
    else
        screen_want(c->screen, EFFECT_QUIT, NULL, 1);
}

static const struct request rows[] = {
    {.name = "up",
     .bindings = {{CONTEXT_HEADS, {"Up", "k"}, "move", 1, "←↑↓→", "the layer above"},
                  {CONTEXT_MAP, {"Up", "k"}, "move", 1, "←↑↓→", "the row above"}},
     .run = request_rows,
     .by = -1},
    {.name = "down",
     .bindings = {{CONTEXT_HEADS, {"Down", "j"}, .help = "the layer below"},
                  {CONTEXT_MAP, {"Down", "j"}, .help = "the row below"}},
     .run = request_rows,
     .by = 1},
    {.name = "left",
     .bindings = {{CONTEXT_HEADS, {"Left", "h"}, .help = "the head on the left"},
                  {CONTEXT_MAP, {"Left", "h"}, .help = "the column on the left"}},
     .run = request_columns,
     .by = -1},
    {.name = "right",
     .bindings = {{CONTEXT_HEADS, {"Right", "l"}, .help = "the head on the right"},
                  {CONTEXT_MAP, {"Right", "l"}, .help = "the column on the right"}},
     .run = request_columns,
     .by = 1},
    {.name = "open",
     .bindings = {{CONTEXT_HEADS, {"Enter"}, "open", 2, NULL, "the matrix of the chosen head"}},
     .run = request_open},
    {.name = "next",
     .bindings = {{CONTEXT_MAP, {"n", "Tab"}, "next head", 2, NULL, "the next head"}},
     .run = request_head,
     .by = 1},
    {.name = "previous",
     .bindings = {{CONTEXT_MAP, {"p", "Shift-Tab"}, .help = "the head before"}},
     .run = request_head,
     .by = -1},
    {.name = "figure",
     .bindings = {{CONTEXT_HEADS,
                   {"f"},
                   "figure",
                   3,
                   NULL,
                   "another figure: entropy, diagonal, weight on the first or last word ..."}},
     .run = request_figure},
    {.name = "scale",
     .bindings = {{CONTEXT_MAP, {"s"}, "scale", 3, NULL, "colors by powers of ten, or as they are"},
                  {CONTEXT_HEADS, {"s"}, .help = "of the small picture: powers of ten"}},
     .run = request_log},
    {.id = REQUEST_BACK,
     .name = "back",
     .bindings = {{CONTEXT_HEADS, {"q", "Esc"}, "quit", 14, NULL, "leave"},
                  {CONTEXT_MAP,
                   {"q", "Esc", "Backspace"},
                   "back",
                   14,
                   NULL,
                   "to all heads; leave, where there is but one"}},
     .run = request_back},
    {.id = REQUEST_QUIT,
     .name = "quit",
     .bindings = {{CONTEXT_ANY, {"Q", "Ctrl-C"}, .help = "leave at once"}},
     .run = screen_quit},
    {.name = NULL},
};

static void take_event(struct screen *screen, const struct event *event)
{
    struct answer answer = event->answer;
    if (event->kind == EVENT_ANSWER)
        answer_free(&answer);
    else if (event->kind == EVENT_QUIT)
        screen_want(screen, EFFECT_QUIT, NULL, 0);
}

/* ---- drawing ---- */

static void say_reads(const struct screen *screen, struct str *out)
{
    (void)screen;
    str_add(out,
            "Attention that some model wrote to a file. The map has a cell for every head: its "
            "figure is measured from the matrix of the head, whose small picture is below. In "
            "the matrix, a row is what attends and a column what it looks at; the largest of a "
            "row has a mark. Where not all cells fit, a block shows the largest of them.");
}

static void draw(const struct screen *screen, struct grid *grid)
{
    const struct atlas_screen *a = (const struct atlas_screen *)screen;
    const struct atlas *atlas = a->view.atlas;
    struct layout layout = layout_of(grid->rows, grid->columns, false, false);
    struct str title = {0}, right = {0};
    grid_clear(grid);
    if (layout.too_small) {
        layout_draw_small(grid);
        return;
    }
    str_format(&title, "view · %s", a->name);
    if (a->view.one && !is_single(a))
        str_format(&title, " · layer %d, head %d", a->view.layer, a->view.head);
    if (!is_single(a))
        str_format(&right, "%d layers × %d heads of ", atlas->layers, atlas->heads);
    str_format(&right, "%d × %d", atlas->rows, atlas->columns);
    layout_draw(grid, &layout, title.text, right.text);
    if (screen->help)
        screen_help_rows(screen, grid, help_rect(grid->rows, grid->columns));
    else
        atlas_view_draw(grid, layout.picture, &a->view);
    screen_draw_footer(screen, grid, layout.footer);
    str_free(&title);
    str_free(&right);
}

/* ---- making it ---- */

static const struct screen_kind atlas_kind = {
    .event = take_event, .draw = draw, .place = place_of, .reads = say_reads};

struct atlas_screen *atlas_screen_new(const struct atlas *atlas, const char *name, bool difference)
{
    struct atlas_screen *a = mem_new(1, sizeof *a);
    screen_init(&a->screen, &atlas_kind);
    request_list_add(&a->screen.requests, rows);
    request_list_add(&a->screen.requests, shared_requests);
    a->name = name;
    a->view = (struct atlas_view){
        .atlas = atlas, .difference = difference, .figure = atlas_view_figure(atlas)};
    a->view.one = is_single(a);
    return a;
}

void atlas_screen_free(struct atlas_screen *a)
{
    screen_clear(&a->screen);
    free(a);
}

struct screen *atlas_screen_of(struct atlas_screen *a)
{
    return &a->screen;
}
