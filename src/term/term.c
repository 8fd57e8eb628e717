#include "term/term.h"

#include <errno.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "base/die.h"
#include "term/caps.h"
#include "term/colors.h"
#include "term/signals.h"
#include "text/utf8.h"

enum { ESCAPE_MS = 25 }; /* how long Esc waits for the rest of a key: fast, and enough for SSH */

static SCREEN *screen;

static void start_input(void)
{
    raw(); /* Ctrl-C and Ctrl-Z are keys like others; input.c gives them their meaning */
    noecho();
    nonl(); /* Enter is told from Ctrl-J, and fewer bytes go out */
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    typeahead(-1); /* a frame is always finished */
    if (!getenv("ESCDELAY"))
        set_escdelay(ESCAPE_MS);
}

int term_start(const struct term_options *options, struct theme *theme, struct err *err)
{
    bool utf8 = caps_utf8();
    if (caps_check(err) != 0)
        return -1;
    signals_remember_terminal();
    screen = newterm(NULL, stdout, stdin);
    if (!screen)
        return err_set(err, "cannot start the screen on TERM=%s", getenv("TERM"));
    die_hook(term_stop);
    static bool registered;
    if (!registered)
        registered = atexit(term_stop) == 0;
    signals_install();
    start_input();
    *theme =
        (struct theme){.ascii = options->ascii || !utf8, .light = options->light || colors_light()};
    theme->palette = theme->light ? PALETTE_DAY : PALETTE_NIGHT;
    /* What terminfo says: start_color() would tell as well, but paints all white on black. */
    int colors = has_colors() ? tigetnum("colors") : 0;
    theme->tier = colors_tier(colors, tigetnum("pairs"), colors_choice(options->color));
    colors_start(theme->tier);
    return 0;
}

void term_stop(void)
{
    if (!screen)
        return;
    curs_set(1);
    endwin();
    signals_remove();
    delscreen(screen);
    screen = NULL;
}

void term_size(int *rows, int *columns)
{
    getmaxyx(stdscr, *rows, *columns);
}

static attr_t attributes_of(const struct look *look)
{
    return (look->bold ? A_BOLD : 0) | (look->dim ? A_DIM : 0) |
           (look->underline ? A_UNDERLINE : 0) | (look->reverse ? A_REVERSE : 0);
}

/* The grapheme for ncurses: a character of the cell's width and marks of none. False when the C
 * library sees its width otherwise than we do, because then the row would shift. */
static bool wide_of(const struct look *look, int width, wchar_t wide[CCHARW_MAX + 1])
{
    size_t n = strlen(look->text), count = 0;
    for (size_t at = 0; at < n && count < CCHARW_MAX;) {
        int code;
        at += utf8_decode(look->text + at, n - at, &code);
        wide[count] = (wchar_t)code;
        int columns = wcwidth((wchar_t)code);
        if (count == 0 && columns != width)
            return false;
        if (count == 0 || columns == 0)
            count++;
    }
    wide[count] = L'\0';
    return count > 0;
}

/* False when there was no pair left for its colors. */
static bool draw_cell(int row, int column, const struct cell *cell, const struct look *look)
{
    attr_t attributes = attributes_of(look);
    int found = colors_pair(look->ink, look->paper);
    short pair = found < 0 ? 0 : (short)found;
    wchar_t wide[CCHARW_MAX + 1];
    cchar_t packed;
    if ((signed char)look->text[0] < 0 && wide_of(look, cell->width, wide) &&
        setcchar(&packed, wide, attributes, pair, NULL) == OK) {
        mvadd_wch(row, column, &packed);
        return found >= 0;
    }
    const char *text = (signed char)look->text[0] < 0 ? "??" : look->text;
    for (int i = 0; i < cell->width && text[i]; i++)
        mvaddch(row, column + i, (chtype)(unsigned char)text[i] | attributes | COLOR_PAIR(pair));
    return found >= 0;
}

static void place_cursor(const struct grid *grid)
{
    bool shown = grid->cursor_row >= 0 && grid->cursor_row < LINES && grid->cursor_column >= 0 &&
                 grid->cursor_column < COLS;
    curs_set(shown);
    if (shown)
        move(grid->cursor_row, grid->cursor_column);
}

static bool draw_cells(const struct grid *grid, const struct theme *theme)
{
    int rows, columns;
    bool all = true;
    term_size(&rows, &columns);
    erase();
    for (int row = 0; row < grid->rows && row < rows; row++)
        for (int column = 0; column < grid->columns && column < columns; column++) {
            const struct cell *cell = grid_cell(grid, row, column);
            if (cell->width == 0 || column + cell->width > columns)
                continue;
            struct look look = theme_look(theme, cell);
            all &= draw_cell(row, column, cell, &look);
        }
    return all;
}

/* One screen never needs all pairs of colors, but the screens of a long session may. */
void term_draw(const struct grid *grid, const struct theme *theme)
{
    if (!draw_cells(grid, theme)) {
        colors_forget();
        draw_cells(grid, theme);
    }
    place_cursor(grid);
    wnoutrefresh(stdscr);
    doupdate();
}

void term_write(const char *text, size_t n)
{
    while (n) {
        ssize_t put = write(STDOUT_FILENO, text, n);
        if (put < 0 && errno != EINTR && errno != EAGAIN)
            return;
        if (put > 0) {
            text += put;
            n -= (size_t)put;
        }
    }
}
