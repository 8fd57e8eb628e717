#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "draw/bar.h"
#include "draw/strip.h"
#include "export/print.h"

static void check_strip(const float *values, int count, int width, const char *styles)
{
    struct grid grid;
    struct str out = {0};
    grid_init(&grid, 1, 8);
    int end = strip_draw(&grid, grid_whole(&grid), 0, 1, width, values, count, 1);
    assert_int_equal(end, 1 + (width < count ? width : count));
    print_styles(&out, &grid);
    assert_string_equal(out.text, styles);
    str_free(&out);
    grid_free(&grid);
}

static void a_cell_shows_the_strongest_of_its_run(void **state)
{
    (void)state;
    static const float values[] = {-1, -0.5f, 0, 0.5f, 1, 0.1f};
    check_strip(values, 6, 6, ".ACEGIE.\n");
    check_strip(values, 6, 3, ".AGI....\n");
    check_strip(values, 6, 4, ".ACGI...\n");
    check_strip(values, 2, 6, ".AC.....\n");
    check_strip(values, 6, 1, ".A......\n");
    check_strip(values, 6, 0, "........\n");
    check_strip(values, 0, 6, "........\n");
    static const float broken[] = {0.5f, NAN, 1, 1};
    check_strip(broken, 4, 2, ".hI.....\n");
}

static void every_value_is_in_one_run(void **state)
{
    (void)state;
    for (int count = 1; count < 40; count++)
        for (int cells = 1; cells <= count; cells++) {
            assert_int_equal(strip_bucket(0, cells, count), 0);
            assert_int_equal(strip_bucket(cells, cells, count), count);
            for (int cell = 0; cell < cells; cell++)
                assert_true(strip_bucket(cell, cells, count) <
                            strip_bucket(cell + 1, cells, count));
        }
}

static void check_bar(double fraction, int width, bool ascii, const char *text)
{
    struct grid grid;
    struct theme theme = {.tier = TIER_MONO, .ascii = ascii};
    struct str out = {0};
    grid_init(&grid, 1, 12);
    int end = bar_draw(&grid, grid_whole(&grid), 0, 0, width, fraction, STYLE_WEIGHT);
    assert_in_range(end, 0, width > 0 ? width : 0);
    print_text(&out, &grid, &theme);
    assert_string_equal(out.text, text);
    str_free(&out);
    grid_free(&grid);
}

static void bars_have_eighths(void **state)
{
    (void)state;
    check_bar(1, 4, false, "████\n");
    check_bar(0.5, 4, false, "██\n");
    check_bar(0.53, 4, false, "██▏\n");
    check_bar(0.84, 10, false, "████████▍\n");
    check_bar(0.84, 10, true, "########:\n");
    check_bar(0.0001, 10, false, "▏\n");
    check_bar(0, 10, false, "\n");
    check_bar(-3, 10, false, "\n");
    check_bar(7, 3, false, "███\n");
    check_bar(NAN, 3, false, "\n");
    check_bar(1, 0, false, "\n");
    check_bar(1, -2, false, "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_shows_the_strongest_of_its_run),
        cmocka_unit_test(every_value_is_in_one_run),
        cmocka_unit_test(bars_have_eighths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
