#include "shell/loop.h"

#include "term/term.h"

/* Milliseconds between frames that a patient source asks for: at least this, and so many times what
 * one costs. */
enum { FRAME_MS = 250, FRAME_SHARE = 200 };

/* ---- a world ---- */

/* Effects may lead to further effects: opening a lesson loads its model. */
void world_event(struct world *world, const struct event *event)
{
    screen_event(world->screen, event);
    while (world->screen->effects.count) {
        struct effects effects = screen_take_effects(world->screen);
        for (size_t i = 0; i < effects.count; i++)
            world->carry_out(world, &effects.list[i]);
        effects_free(&effects);
    }
}

void world_answer(struct world *world, struct answer answer)
{
    struct event event = {.kind = EVENT_ANSWER, .answer = answer};
    screen_event(world->screen, &event);
}

struct theme world_theme(const struct world *world)
{
    struct theme theme = world->start;
    if (world->screen->room)
        theme = theme_in_room(&theme, world->screen->room);
    theme.palette = screen_palette(world->screen, theme.palette);
    return theme;
}

/* The one that is seen and gets the keys. */
static struct world *top_of(struct world *world)
{
    while (world->inside)
        world = world->inside;
    return world;
}

/* ---- what is waited for ---- */

/* The sources of a world and of all on top of it, with whose they are. */
struct waiting {
    struct term_source list[WORLD_SOURCES];
    struct world *worlds[WORLD_SOURCES];
    const struct world_source *sources[WORLD_SOURCES];
    int count;
};

static void collect(struct waiting *waiting, struct world *world, long next_frame)
{
    waiting->count = 0;
    for (; world; world = world->inside)
        for (int i = 0; i < world->source_count && waiting->count < WORLD_SOURCES; i++) {
            const struct world_source *source = &world->sources[i];
            waiting->list[waiting->count] =
                (struct term_source){.fd = source->fd, .from_ms = source->patient ? next_frame : 0};
            waiting->worlds[waiting->count] = world;
            waiting->sources[waiting->count++] = source;
        }
}

static void take_news(const struct waiting *waiting)
{
    for (int i = 0; i < waiting->count; i++)
        if (waiting->list[i].ready)
            waiting->sources[i]->ready(waiting->worlds[i]);
}

/* ---- the loop ---- */

static void tell_size(struct world *world, const struct grid *grid)
{
    struct event event = {.kind = EVENT_RESIZE, .rows = grid->rows, .columns = grid->columns};
    world_event(world, &event);
}

/* Goes back from screens that were left to those below them. */
static void go_back(struct world *world)
{
    while (world->inside) {
        struct world *below = world;
        while (below->inside->inside)
            below = below->inside;
        if (!below->inside->over)
            return;
        below->returned(below);
        below->inside = NULL;
    }
}

/* Draws the top one. Returns when the next frame may be. */
static long show(struct loop_front *front, struct world *world, struct grid *grid)
{
    long start = term_clock();
    struct theme theme = world_theme(world);
    screen_draw(world->screen, grid);
    front->show(front, grid, &theme);
    if (world->shown)
        world->shown(world, grid, &theme);
    long now = term_clock(), rest = (now - start) * FRAME_SHARE;
    return now + (rest > FRAME_MS ? rest : FRAME_MS);
}

/* One event, for the one that is on top. */
static void take_event(struct loop_front *front, struct world *world, const struct event *event,
                       int wait, struct grid *grid)
{
    if (event->kind == EVENT_RESIZE)
        grid_resize(grid, event->rows, event->columns);
    if (front->ticks && wait >= 0) { /* time passes for who plays, whatever else happened */
        struct event tick = {.kind = EVENT_TICK, .time_ms = event->time_ms};
        world_event(world, &tick);
    }
    world_event(world, event);
}

void loop_run(struct loop_front *front, struct world *world)
{
    struct grid grid;
    struct event event;
    struct waiting waiting;
    int rows, columns;
    bool more = true;
    long next_frame = 0;
    event.more = false;
    front->size(front, &rows, &columns);
    grid_init(&grid, rows, columns);
    tell_size(world, &grid);
    while (more) {
        struct world *top = top_of(world);
        if (!event.more || world->over) /* a picture that is over at once is not drawn */
            next_frame = show(front, top, &grid);
        if (world->over)
            break;
        int wait = screen_wait(top->screen);
        collect(&waiting, world, next_frame);
        more = front->next(front, &event, waiting.list, waiting.count, event.more ? 0 : wait);
        if (!more)
            break;
        take_event(front, top, &event, wait, &grid);
        take_news(&waiting);
        go_back(world);
        if (top_of(world) != top)
            tell_size(top_of(world), &grid);
    }
    grid_free(&grid);
}

/* ---- a terminal ---- */

static void terminal_size(struct loop_front *front, int *rows, int *columns)
{
    (void)front;
    term_size(rows, columns);
}

static void terminal_show(struct loop_front *front, const struct grid *grid,
                          const struct theme *theme)
{
    (void)front;
    term_draw(grid, theme);
}

static bool terminal_next(struct loop_front *front, struct event *event,
                          struct term_source *sources, int count, int timeout_ms)
{
    (void)front;
    term_next(event, sources, count, timeout_ms);
    return true;
}

const struct loop_front loop_terminal = {
    .ticks = true, .size = terminal_size, .show = terminal_show, .next = terminal_next};
