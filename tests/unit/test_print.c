#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export/print.h"

/* A word, a wide word under the cursor, a heat cell with a number, a blank one. */
static void draw_sample(struct grid *grid)
{
    grid_init(grid, 2, 14);
    struct rect all = grid_whole(grid);
    grid_put(grid, all, 0, 0, STYLE_TITLE, "née");
    grid_put(grid, all, 0, 4, STYLE_WORD, "早");
    grid_mark(grid, all, 0, 4, 2, MARK_CURSOR);
    grid_put(grid, all, 0, 7, STYLE_PLAIN, ".91");
    grid_heat(grid, all, 0, 7, 3, RAMP_SEQUENTIAL, 9);
    grid_heat(grid, all, 0, 10, 2, RAMP_DIVERGING, 0);
    grid_put(grid, all, 1, 1, STYLE_SCORE, "e");
}

typedef void print_function(struct str *, const struct grid *, const struct theme *);

static void check(print_function *print, struct theme theme, const char *expected)
{
    struct grid grid;
    struct str out = {0};
    draw_sample(&grid);
    print(&out, &grid, &theme);
    assert_string_equal(out.text, expected);
    str_free(&out);
    grid_free(&grid);
}

static void text_has_glyphs_alone(void **state)
{
    (void)state;
    check(print_text, (struct theme){.tier = TIER_256}, "née 早 .91≡≡\n e\n");
    check(print_text, (struct theme){.ascii = true}, "nee ?? .91==\n e\n");
}

static void ansi_sets_and_resets(void **state)
{
    (void)state;
    check(print_ansi, (struct theme){.tier = TIER_256},
          "\033[0;1mnée\033[0m \033[0;1;7m早\033[0m \033[0;38;5;16;48;5;230m.91"
          "\033[0;38;5;16;48;5;159m  \033[0m\n \033[0;38;5;208me\033[0m\n");
    check(print_ansi, (struct theme){.tier = TIER_16, .light = true},
          "\033[0;1mnée\033[0m \033[0;1;7m早\033[0m \033[0;1m.91\033[0;1;36m≡≡\033[0m\n "
          "\033[0;33me\033[0m\n");
    check(print_ansi, (struct theme){.tier = TIER_MONO, .ascii = true},
          "\033[0;1mnee\033[0m \033[0;1;7m??\033[0m \033[0;1m.91==\033[0m\n e\n");
}

static void the_style_plane_has_a_letter_for_every_column(void **state)
{
    (void)state;
    struct grid grid;
    struct str out = {0};
    draw_sample(&grid);
    print_styles(&out, &grid);
    assert_string_equal(out.text, "bbb.##.999AA..\n.l............\n");
    str_free(&out);
    grid_free(&grid);
}

static void an_empty_grid_prints_nothing(void **state)
{
    (void)state;
    struct grid grid;
    struct theme theme = {0};
    struct str out = {0};
    grid_init(&grid, 0, 0);
    print_text(&out, &grid, &theme);
    print_ansi(&out, &grid, &theme);
    print_styles(&out, &grid);
    assert_int_equal(out.length, 0);
    grid_resize(&grid, 2, 0);
    print_ansi(&out, &grid, &theme);
    assert_string_equal(out.text, "\n\n");
    str_free(&out);
    grid_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_has_glyphs_alone),
        cmocka_unit_test(ansi_sets_and_resets),
        cmocka_unit_test(the_style_plane_has_a_letter_for_every_column),
        cmocka_unit_test(an_empty_grid_prints_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
