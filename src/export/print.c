#include "export/print.h"

#include <string.h>

/* Whether nothing would be seen of it. */
static bool is_blank(const struct look *look)
{
    return !strcmp(look->text, " ") && look->paper == COLOR_DEFAULT && !look->reverse &&
           !look->underline;
}

static struct look look_at(const struct grid *grid, const struct theme *theme, int row, int column)
{
    return theme_look(theme, grid_cell(grid, row, column));
}

/* Columns up to and with the last one that is seen. */
static int used_columns(const struct grid *grid, const struct theme *theme, int row)
{
    int used = grid->columns;
    while (used > 0) {
        struct look look = look_at(grid, theme, row, used - 1);
        if (!is_blank(&look))
            break;
        used--;
    }
    return used;
}

static bool same_colors(const struct look *a, const struct look *b)
{
    return a->ink == b->ink && a->paper == b->paper && a->bold == b->bold && a->dim == b->dim &&
           a->underline == b->underline && a->reverse == b->reverse;
}

/* `base` 30 for ink, 40 for paper. */
static void add_color(struct str *out, enum tier tier, int base, int color)
{
    if (color == COLOR_DEFAULT)
        return;
    if (tier == TIER_256)
        str_format(out, ";%d;5;%d", base + 8, color);
    else
        str_format(out, ";%d", color < 8 ? base + color : base + 60 + color - 8);
}

static void add_sgr(struct str *out, enum tier tier, const struct look *look)
{
    static const char codes[] = {'1', '2', '4', '7'};
    const bool on[] = {look->bold, look->dim, look->underline, look->reverse};
    str_add(out, "\033[0");
    for (int i = 0; i < 4; i++)
        if (on[i])
            str_format(out, ";%c", codes[i]);
    add_color(out, tier, 30, look->ink);
    add_color(out, tier, 40, look->paper);
    str_add(out, "m");
}

void print_ansi(struct str *out, const struct grid *grid, const struct theme *theme)
{
    const struct look plain = {.ink = COLOR_DEFAULT, .paper = COLOR_DEFAULT};
    for (int row = 0; row < grid->rows; row++) {
        struct look now = plain;
        int used = used_columns(grid, theme, row);
        for (int column = 0; column < used; column++) {
            struct look look = look_at(grid, theme, row, column);
            if (grid_cell(grid, row, column)->width == 0)
                continue;
            if (!same_colors(&look, &now))
                add_sgr(out, theme->tier, &look);
            str_add(out, look.text);
            now = look;
        }
        if (!same_colors(&now, &plain))
            str_add(out, "\033[0m");
        str_add(out, "\n");
    }
}

void print_text(struct str *out, const struct grid *grid, const struct theme *theme)
{
    /* No attribute shows in plain text, so nothing but the glyphs counts as seen. */
    struct theme mono = *theme;
    mono.tier = TIER_MONO;
    struct str line = {0};
    for (int row = 0; row < grid->rows; row++) {
        str_clear(&line);
        for (int column = 0; column < grid->columns; column++)
            if (grid_cell(grid, row, column)->width > 0)
                str_add(&line, look_at(grid, &mono, row, column).text);
        while (line.length > 0 && line.text[line.length - 1] == ' ')
            line.length--;
        str_add_n(out, line.text, line.length);
        str_add(out, "\n");
    }
    str_free(&line);
}

static char style_letter(const struct cell *cell)
{
    if (cell->marks & MARK_FADED)
        return '-';
    if (cell->marks & MARK_CURSOR)
        return '#';
    if (cell->ramp != RAMP_NONE)
        return (char)((cell->ramp == RAMP_DIVERGING ? 'A' : '0') + cell_level(cell));
    return cell->style == STYLE_PLAIN ? '.' : (char)('a' + cell->style - 1);
}

void print_styles(struct str *out, const struct grid *grid)
{
    for (int row = 0; row < grid->rows; row++) {
        for (int column = 0; column < grid->columns; column++) {
            char letter = style_letter(grid_cell(grid, row, column));
            str_add_n(out, &letter, 1);
        }
        str_add(out, "\n");
    }
}
