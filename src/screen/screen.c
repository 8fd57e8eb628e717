#include "screen/screen.h"

#include <stdarg.h>

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
    screen->now = now;
    if (!screen->playing || now < screen->next)
        return;
    screen->playing = screen->kind->play(screen);
    screen->next = now + PLAY_MS;
}

void screen_event(struct screen *screen, const struct event *event)
{
    switch (event->kind) {
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
    long left = screen->next - screen->now;
    return left > 0 ? (int)left : 0;
}

enum context screen_context(const struct screen *screen)
{
    return screen->kind->context(screen);
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
    screen->next = screen->now;
}

void screen_help(struct call *call)
{
    call->screen->help = !call->screen->help;
    call->screen->help_scroll = 0;
}

void screen_turn_palette(struct call *call)
{
    struct screen *screen = call->screen;
    screen->palette_turns = call->count ? 0 : (screen->palette_turns + 1) % PALETTE_COUNT;
    if (call->count)
        screen->palette = call->values[0].index;
}

/* There is nothing to do: every frame is drawn whole. */
void screen_redraw(struct call *call)
{
    (void)call;
}
