#include "screen/shared.h"

#include "screen/help.h"
#include "screen/screen.h"

/* Opens or closes it. */
static void request_help_open(struct call *c)
{
    c->screen->help = !c->screen->help;
    c->screen->help_scroll = 0;
}

/* From which row the help is shown after a move. */
static int scrolled(const struct call *c)
{
    const struct screen *screen = c->screen;
    struct rect rect = help_rect(screen->rows, screen->columns);
    return help_moved(screen->help_scroll, c->by, screen_help_rows(screen, NULL, rect), rect.rows);
}

static void request_scroll(struct call *c)
{
    c->screen->help_scroll = scrolled(c);
}

static bool able_scroll(struct call *c)
{
    return scrolled(c) != c->screen->help_scroll ||
           call_refuse(c, c->by < 0 ? "this is the beginning of the help"
                                    : "this is the end of the help");
}

/* The next one, or that of a name. */
static void request_palette(struct call *c)
{
    struct screen *screen = c->screen;
    screen->palette_turns = c->count ? 0 : (screen->palette_turns + 1) % PALETTE_COUNT;
    if (c->count) {
        screen->palette = c->values[0].index;
        screen_say(screen, false, "the colors of the palette %s", c->values[0].text);
    } else {
        screen_say(screen, false, "other colors for the cells");
    }
}

/* There is nothing to do: every frame is drawn whole. */
static void request_redraw(struct call *c)
{
    (void)c;
}

const struct request shared_requests[] = {
    {.id = REQUEST_HELP_UP,
     .name = "help-up",
     .bindings = {{CONTEXT_HELP, {"Up", "k"}, "scroll", 1, "↑↓", "a line up"}},
     .run = request_scroll,
     .able = able_scroll,
     .by = -1},
    {.id = REQUEST_HELP_DOWN,
     .name = "help-down",
     .bindings = {{CONTEXT_HELP, {"Down", "j"}, .help = "a line down"}},
     .run = request_scroll,
     .able = able_scroll,
     .by = 1},
    {.id = REQUEST_HELP_NEXT,
     .name = "help-next",
     .bindings =
         {{CONTEXT_HELP, {"Space", "PageDown"}, "next", 2, NULL, "the next screen of the help"}},
     .run = request_scroll,
     .able = able_scroll,
     .by = HELP_PAGE},
    {.id = REQUEST_HELP_BEFORE,
     .name = "help-before",
     .bindings = {{CONTEXT_HELP, {"PageUp", "Backspace"}, .help = "the screen before"}},
     .run = request_scroll,
     .able = able_scroll,
     .by = -HELP_PAGE},
    {.id = REQUEST_HELP_START,
     .name = "help-start",
     .bindings = {{CONTEXT_HELP, {"g", "Home"}, .help = "the beginning of the help"}},
     .run = request_scroll,
     .able = able_scroll,
     .by = -FAR},
    {.id = REQUEST_HELP_END,
     .name = "help-end",
     .bindings = {{CONTEXT_HELP, {"G", "End"}, .help = "the end of the help"}},
     .run = request_scroll,
     .able = able_scroll,
     .by = FAR},
    {.id = REQUEST_CLOSE,
     .name = "close",
     .bindings = {{CONTEXT_HELP, {"q", "Esc", "?", "Enter"}, "close", 14, NULL, "close the help"}},
     .run = request_help_open},
    {.id = REQUEST_PALETTE,
     .name = "palette",
     .bindings = {{CONTEXT_ANY, {"c"}, .help = "other colors for the heat cells"}},
     .arguments = {ARGUMENT_PALETTE},
     .run = request_palette},
    {.id = REQUEST_REDRAW,
     .name = "redraw",
     .bindings = {{CONTEXT_ANY, {"Ctrl-L"}, .help = "draw the screen anew"}},
     .run = request_redraw},
    {.id = REQUEST_HELP,
     .name = "help",
     .bindings = {{CONTEXT_ANY,
                   {"?"},
                   "help",
                   13,
                   NULL,
                   "how to read this screen, and all that can be done"}},
     .run = request_help_open},
    {.name = NULL},
};
