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

/* Starts the screen and installs the handlers: SIGTERM, SIGHUP, SIGINT end the loop as
 * EVENT_QUIT; SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT restore the terminal by write() and
 * tcsetattr() alone, then die by the signal; SIGTSTP and SIGCONT suspend and redraw. Also
 * registers die_hook() and atexit(). Fails with what to do instead when stdin or stdout is not a
 * terminal, TERM is unset or unknown or cannot move the cursor ("dumb"). Fills in *theme: tier,
 * light, ascii, palette (night or day). */
int term_start(const struct term_options *options, struct theme *theme, struct err *err);

/* Gives the terminal back; safe to call twice. */
void term_stop(void);

void term_size(int *rows, int *columns);

/* Writes bytes to the terminal as they are, past the frames: a recording of another screen. */
void term_write(const char *text, size_t n);

/* Shows the grid as the next frame: only what changed goes out. */
void term_draw(const struct grid *grid, const struct theme *theme);

#endif
