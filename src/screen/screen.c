#include "screen/screen.h"

#include <stdarg.h>

#include "screen/help.h"

enum { PLAY_MS = 900 };

void screen_init(struct screen *screen, const struct screen_kind *kind)
{
    *screen = (struct screen){.kind = kind, .rows = 24, .columns = 80, .palette = -1};
}

void screen_clear(struct screen *screen)
{
    str_free(&screen->message);
    effects_free(&screen->effects);
}

/* Time passed: what plays by itself goes on. */
static void tick(struct screen *screen, long now)
{
    int pace = screen->pace ? screen->pace : PLAY_MS;
    screen->now = now;
    if (screen->playing && screen->next < 0)
        screen->next = now + pace;
    if (!screen->playing || now < screen->next)
        return;
    screen->playing = screen->kind->play(screen);
    screen->next = now + pace;
}

/* ---- keys ---- */

/* A key that means nothing here says where it does. */
static void say_elsewhere(struct screen *screen, const struct event *event)
{
    char key[EVENT_NAME];
    struct bound found = {0};
    event_name(event, key, sizeof key);
    for (int i = 1; i <= CONTEXT_COUNT && !found.request; i++) { /* the help comes last */
        enum context context = (enum context)((CONTEXT_HELP + i) % CONTEXT_COUNT);
        if (!context_asks(context))
            found = bound_key(&screen->requests, context, event);
    }
    if (found.request)
        screen_say(screen, false, "%s is for %s: %s", key, context_label(found.binding->context),
                   found.binding->help);
    else
        screen_say(screen, false, "%s has no meaning; ? lists the keys", *key ? key : "this key");
}

/* Where all digits are keys, the digit is also what the request is told. */
static void run_bound(struct screen *screen, const struct request *request,
                      const struct event *event)
{
    struct err err;
    const char *digit = request->digits ? event->text : "";
    struct call call = {.screen = screen, .by = *digit ? *digit - '0' : request->by};
    if (request->id != REQUEST_PLAY)
        screen->playing = false;
    if (screen->kind->run ? screen->kind->run(screen, request, digit, &err)
                          : request_run(request, &call, &err))
        screen_say(screen, false, "%s", err.text);
}

static void take_key(struct screen *screen, const struct event *event)
{
    struct bound found = bound_key(&screen->requests, screen_context(screen), event);
    str_clear(&screen->message);
    if (screen->kind->first && screen->kind->first(screen, event))
        return;
    if (found.request)
        run_bound(screen, found.request, event);
    else if (!screen->kind->key || !screen->kind->key(screen, event))
        say_elsewhere(screen, event);
}

void screen_event(struct screen *screen, const struct event *event)
{
    switch (event->kind) {
    case EVENT_KEY:
    case EVENT_TEXT:
        take_key(screen, event);
        break;
    case EVENT_RESIZE:
        screen->rows = event->rows;
        screen->columns = event->columns;
        break;
    case EVENT_TICK:
        tick(screen, event->time_ms);
        break;
    default:
        break;
    }
    screen->kind->event(screen, event);
}

void screen_draw(const struct screen *screen, struct grid *grid)
{
    screen->kind->draw(screen, grid);
}

int screen_wait(const struct screen *screen)
{
    if (!screen->playing)
        return -1;
    if (screen->next < 0)
        return 0;
    long left = screen->next - screen->now;
    return left > 0 ? (int)left : 0;
}

enum context screen_context(const struct screen *screen)
{
    return screen_place(screen).context;
}

struct footer_place screen_place(const struct screen *screen)
{
    struct footer_place place = screen->kind->place(screen);
    if (screen->help)
        place.context = CONTEXT_HELP;
    return place;
}

enum palette screen_palette(const struct screen *screen, enum palette start)
{
    int base = screen->palette < 0 ? (int)start : screen->palette;
    return (enum palette)((base + screen->palette_turns) % PALETTE_COUNT);
}

struct effects screen_take_effects(struct screen *screen)
{
    struct effects effects = screen->effects;
    screen->effects = (struct effects){0};
    return effects;
}

void screen_say(struct screen *screen, bool bad, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    str_clear(&screen->message);
    str_format_list(&screen->message, format, args);
    va_end(args);
    screen->message_bad = bad;
}

/* ---- effects and their answers ---- */

void screen_want(struct screen *screen, enum effect_kind kind, const char *text, int number)
{
    effects_add(&screen->effects, kind, (struct asker){0}, text, number);
}

void screen_ask(struct screen *screen, enum effect_kind kind, enum asker_kind asker,
                const char *text)
{
    screen->waits_for[asker] = ++screen->questions;
    effects_add(&screen->effects, kind, (struct asker){asker, screen->questions}, text, 0);
}

void screen_wait_no_more(struct screen *screen, enum asker_kind asker)
{
    screen->waits_for[asker] = 0;
}

bool screen_awaits(struct screen *screen, struct asker asker)
{
    if (asker.kind == ASKER_NOBODY)
        return true;
    if (!asker.serial || screen->waits_for[asker.kind] != asker.serial)
        return false;
    screen->waits_for[asker.kind] = 0;
    return true;
}

/* ---- what every screen does ---- */

void screen_play(struct screen *screen, bool playing)
{
    screen->playing = playing;
    screen->next = screen->pace ? -1 : screen->now;
}

void screen_quit(struct call *call)
{
    screen_want(call->screen, EFFECT_QUIT, NULL, 0);
}

int screen_help_rows(const struct screen *screen, struct grid *grid, struct rect rect)
{
    struct footer_place place = screen->kind->place(screen);
    struct str reads = {0};
    screen->kind->reads(screen, &reads);
    int rows = help_draw(grid, rect, reads.text, &place, screen->help_scroll);
    str_free(&reads);
    return rows;
}

void screen_draw_footer(const struct screen *screen, struct grid *grid, struct rect rect)
{
    struct footer_place place = screen_place(screen);
    if (screen->message.length)
        grid_put_cut(grid, rect, 0, 1, rect.columns - 2,
                     screen->message_bad ? STYLE_ERROR : STYLE_STRONG, screen->message.text);
    else
        footer_draw(grid, rect, &place);
}
