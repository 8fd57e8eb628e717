/* Holds a picture of svg_print() against the grid that it is of, cell by cell. To be included after
 * cmocka.h. */
#include "draw/theme.h"
#include "read_svg.h"

/* What a color stands for that is the terminal's own, and how dim ink is mixed, for a picture. */
static inline unsigned same_ink(const struct read_svg *svg, const struct look *look)
{
    unsigned ink = look->ink == COLOR_DEFAULT ? svg->ink : theme_rgb(look->ink);
    unsigned paper = look->paper == COLOR_DEFAULT ? svg->paper : theme_rgb(look->paper);
    unsigned mixed = 0;
    for (int shift = 0; look->dim && shift < 24; shift += 8)
        mixed |= (((ink >> shift & 255) * 3 + (paper >> shift & 255) * 2) / 5) << shift;
    return look->dim ? mixed : ink;
}

static inline void assert_same_cell(const struct read_svg *svg, const struct grid *grid,
                                    const struct theme *theme, int row, int column)
{
    const struct cell *cell = grid_cell(grid, row, column);
    const struct read_cell *seen = &svg->cells[row][column];
    struct look look = theme_look(theme, cell);
    unsigned ink = same_ink(svg, &look);
    unsigned paper = look.paper == COLOR_DEFAULT ? svg->paper : theme_rgb(look.paper);
    if (look.reverse) {
        unsigned other = ink;
        ink = paper;
        paper = other;
    }
    bool upper = !strcmp(look.text, "▀"), lower = !strcmp(look.text, "▄"),
         whole = !strcmp(look.text, "█");
    bool blank = upper || lower || whole || !strcmp(look.text, " ") || !look.text[0] ||
                 !strcmp(look.text, "⠀");
    if (strcmp(seen->text, blank ? "" : look.text) != 0)
        fail_msg("row %d, column %d shows \"%s\" in the place of \"%s\"", row, column, seen->text,
                 look.text);
    if (seen->paper[0] != (upper || whole ? ink : paper) ||
        seen->paper[1] != (lower || whole ? ink : paper))
        fail_msg("row %d, column %d has paper #%06x, below #%06x", row, column, seen->paper[0],
                 seen->paper[1]);
    if ((!blank || look.underline) && seen->ink != ink)
        fail_msg("row %d, column %d has ink #%06x", row, column, seen->ink);
    assert_int_equal(seen->underline, look.underline);
    if (seen->written)
        assert_int_equal(seen->bold, look.bold);
}

/* `text` holds an SVG element: every cell of the grid, and nothing beyond. */
static inline void assert_same_cells(const char *text, const struct grid *grid,
                                     const struct theme *theme)
{
    struct read_svg *svg = read_svg(text);
    for (int row = 0; row < READ_ROWS; row++)
        for (int column = 0; column < READ_COLUMNS; column++) {
            if (row < grid->rows && column < grid->columns) {
                if (grid_cell(grid, row, column)->width > 0)
                    assert_same_cell(svg, grid, theme, row, column);
            } else {
                assert_string_equal(svg->cells[row][column].text, "");
                assert_int_equal(svg->cells[row][column].paper[0], svg->paper);
                assert_int_equal(svg->cells[row][column].paper[1], svg->paper);
            }
        }
    assert_true(read_near(svg->view[2], grid->columns * READ_WIDTH + 18));
    assert_true(read_near(svg->view[3], grid->rows * READ_HEIGHT + 18));
    free(svg);
}
