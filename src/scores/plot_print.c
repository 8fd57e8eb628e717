#include "scores/plot_print.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "export/print.h"
#include "term/caps.h"
#include "term/colors.h"

enum { ROWS = 22, COLUMNS = 80, COLUMNS_MAX = 160 };

static int terminal_columns(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col == 0)
        return COLUMNS;
    return size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
}

void plot_print(const struct plot *plot)
{
    struct grid grid;
    struct str out = {0};
    bool color = isatty(STDOUT_FILENO) && colors_choice(COLOR_AUTO) != COLOR_NEVER;
    const struct theme theme = {.tier = color ? TIER_16 : TIER_MONO, .ascii = !caps_utf8()};
    grid_init(&grid, ROWS, terminal_columns());
    plot_draw(&grid, grid_whole(&grid), plot);
    if (color)
        print_ansi(&out, &grid, &theme);
    else
        print_text(&out, &grid, &theme);
    printf("\n%s", out.text);
    str_free(&out);
    grid_free(&grid);
}
