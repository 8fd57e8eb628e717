#ifndef HEED_TERM_TERM_H
#define HEED_TERM_TERM_H

#include <stdbool.h>

#include "base/err.h"
#include "draw/grid.h"
#include "draw/theme.h"
#include "screen/event.h"

/* The terminal: the only folder that includes ncurses. It puts a grid on the screen, turns input
 * into events, and gives the terminal back on every way out. */

enum color_choice { COLOR_AUTO, COLOR_NEVER, COLOR_16, COLOR_256 };

struct term_options {
    enum color_choice color; /* NO_COLOR (not empty) makes AUTO mean NEVER */
    bool ascii;              /* only ASCII glyphs, also chosen when the locale is not UTF-8 */
    bool light;              /* inks for a light background; else taken from COLORFGBG */
};

/* Starts the screen and installs the handlers: SIGTERM, SIGHUP, SIGINT end the loop as EVENT_QUIT; SIGSEGV, SIGBUS,
 * SIGFPE, SIGILL, SIGABRT restore the terminal by write() and tcsetattr() alone, then die by the
 * signal; SIGTSTP and SIGCONT suspend and redraw. Also registers die_hook() and atexit().
 * Fails with what to do instead when stdin or stdout is not a terminal, TERM is unset or
 * unknown or cannot move the cursor ("dumb"). Fills in *theme: tier, light, ascii, palette (night or day). */
int term_start(const struct term_options *options, struct theme *theme, struct err *err);

/* Gives the terminal back; safe to call twice. */
void term_stop(void);

void term_size(int *rows, int *columns);

/* Shows the grid as the next frame: only what changed goes out. */
void term_draw(const struct grid *grid, const struct theme *theme);

/* Waits for input at most timeout_ms (−1: for ever). EVENT_NONE on time out. A closed terminal
 * gives EVENT_QUIT, as do the signals above; a pending resize gives EVENT_RESIZE with the new size. `event->time_ms` is a
 * monotonic clock. */
void term_next(struct event *event, int timeout_ms);

/* Milliseconds of a monotonic clock: the one clock of the interactive program. */
long term_clock(void);

/* What this terminal is, for a person: TERM, colors, pairs, size, locale, tier, one a line. */
struct str;
void term_describe(struct str *out, const struct term_options *options);

#endif
