#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/plot.h"
#include "export/print.h"

/* Curves as pictures: literal ones, then whatever is odd. */

static const double lengths[] = {5, 10, 20, 30, 40};
static const double even[] = {40, 41, 40, 39, 38}, falling[] = {35, 30, 20, 12, 5};
static const struct plot_series two[] = {
    {"attention", 5, lengths, even, STYLE_WEIGHT},
    {"fixed", 5, lengths, falling, STYLE_CONTEXT},
};
static const struct plot by_length = {.title = "BLEU by length",
                                      .x_label = "source tokens",
                                      .y_label = "BLEU",
                                      .series = two,
                                      .count = 2,
                                      .from_zero = true};

static char *draw(const struct plot *plot, int rows, int columns, bool ascii)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO, .ascii = ascii};
    grid_init(&grid, rows, columns);
    plot_draw(&grid, grid_whole(&grid), plot);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static void check(const struct plot *plot, int rows, int columns, bool ascii, const char *expected)
{
    char *text = draw(plot, rows, columns, ascii);
    assert_string_equal(text, expected);
    free(text);
}

static void two_curves_with_everything_around_them(void **state)
{
    (void)state;
    check(&by_length, 16, 50, false,
          "BLEU by length\n"
          "   ● attention   × fixed\n"
          "BLEU\n"
          "50┤\n"
          "  │   ⢀⣀⣀●⣀⣀⣀⣀⣀⣀⡀\n"
          "40┤●⠉⠉⠁         ⠈⠉⠉⠉⠉⠉⠉●⠉⠉⠉⠉⠉⠑⠒⠒⠒⠒⠒⠒●⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒●\n"
          "  │×⠒⠢⠤⢄⣀\n"
          "30┤      ×⠑⠒⠢⠤⢄⣀⡀\n"
          "20┤             ⠈⠉⠑⠒⠢⠤⢄×\n"
          "  │                     ⠉⠉⠒⠒⠤⢄⣀⡀\n"
          "10┤                            ⠈⠉⠑⠒⠢×⢄⣀⣀⡀\n"
          "  │                                     ⠈⠉⠉⠒⠒⠢⠤⠤⢄×\n"
          " 0┤\n"
          "  └──────┬─────────────┬────────────┬────────────┬\n"
          "        10            20           30           40\n"
          "                                     source tokens\n");
}

static void curves_differ_in_ascii_too(void **state)
{
    (void)state;
    check(&by_length, 16, 50, true,
          "BLEU by length\n"
          "   o attention   x fixed\n"
          "BLEU\n"
          "50+\n"
          "  |   ...o.......\n"
          "40+o'''         '''''''o''''''''''''o''''''''''''o\n"
          "  |x':...\n"
          "30+      x'':....\n"
          "20+             '''':..x\n"
          "  |                     ''''....\n"
          "10+                            '''':x....\n"
          "  |                                     ''''':...x\n"
          " 0+\n"
          "  +------+-------------+------------+------------+\n"
          "        10            20           30           40\n"
          "                                     source tokens\n");
}

static void what_stands_around_goes_first(void **state)
{
    (void)state;
    check(&by_length, 7, 30, true,
          "BLEU by length\n"
          "   o attention   x fixed\n"
          "50+x...o......o.......o......o\n"
          "  |  ''x'''...x....\n"
          " 0+               ''''x'''''.x\n"
          "  +-----------+--------------+\n"
          "             20             40\n");
    check(&by_length, 3, 30, true,
          "50+x...o......o.......o......o\n"
          "  |  ''x'''...x....\n"
          " 0+               ''''x'''''.x\n");
}

static void a_curve_takes_the_style_of_its_series(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 10, 30);
    plot_draw(&grid, grid_whole(&grid), &by_length);
    bool seen[STYLE_COUNT] = {false};
    for (int i = 0; i < 300; i++)
        seen[grid.cells[i].style] = true;
    assert_true(seen[STYLE_WEIGHT] && seen[STYLE_CONTEXT] && seen[STYLE_DIM] && seen[STYLE_TITLE]);
    assert_false(seen[STYLE_STATE]);
    grid_free(&grid);
}

/* A loss as it falls, and one that is first measured later: not a point where there is none. */
static void long_curves_on_a_logarithmic_axis(void **state)
{
    (void)state;
    enum { N = 200 };
    double x[N], y[N], late[N];
    for (int i = 0; i < N; i++) {
        x[i] = i * 100;
        y[i] = 6 * exp(-i / 40.0) + 1.2;
        late[i] = i < 50 ? NAN : 7 * exp(-i / 50.0) + 1.5;
    }
    const struct plot_series series[] = {{"training", N, x, y, STYLE_QUERY},
                                         {"validation", N, x, late, STYLE_SCORE}};
    const struct plot plot = {.title = "loss", .series = series, .count = 2, .log_y = true};
    check(&plot, 16, 60, false,
          "loss\n"
          "  ● training   × validation\n"
          "7┤●⢄\n"
          "6┤  ⠙⢆⡀\n"
          "5┤    ⠙⠦⡀\n"
          " │      ⠈⠢●     ×\n"
          "4┤         ⠑⢦⡀  ⠈⠙⠢⢤⡀\n"
          "3┤           ⠈⠳⢄⡀   ⠈⠑⠢⢄×\n"
          " │              ⠙⠲●⡀    ⠈⠙⠒⠤⣀⡀\n"
          " │                 ⠉⠒⢤⣀      ⠉⠙⠒×⢄⣀\n"
          "2┤                     ⠙⠢⢤●        ⠉⠙⠒⠲⠤×⣀⣀⡀\n"
          " │                         ⠉⠒⠢⢤⣀⡀          ⠈⠉⠉⠒⠒×⠦⠤⠤⠤⣄⣀⣀×⣀⡀\n"
          " │                              ⠈⠉●⠒⠤⠤⣄⣀⣀                 ⠈×\n"
          " │                                      ⠈⠉●⠉⠒⠒⠒⠒⠤⠤●⠤⠤⠤⢤⣀⣀⣀●●\n"
          " └┬─────────────┬──────────────┬─────────────┬──────────────\n"
          "  0            5k             10k           15k\n");
}

static void decades(void **state)
{
    (void)state;
    enum { N = 200 };
    double x[N], y[N];
    for (int i = 0; i < N; i++) {
        x[i] = i;
        y[i] = pow(10, i / 40.0);
    }
    const struct plot_series series = {"growth", N, x, y, STYLE_QUERY};
    const struct plot plot = {.series = &series, .count = 1, .log_y = true};
    check(&plot, 14, 40, true,
          "   |                                 .:o\n"
          "   |                              .:o'\n"
          "10k+                           .:''\n"
          "   |                        o:''\n"
          " 1k+                     .:'\n"
          "   |                  .:'\n"
          "   |               .o'\n"
          "100+            .:'\n"
          "   |        ..:'\n"
          " 10+     ..:o\n"
          "   |  ..:'\n"
          "  1+o:'\n"
          "   ++--------+--------+--------+--------\n"
          "    0       50       100      150\n");
}

static void no_points_and_one_point(void **state)
{
    (void)state;
    const double x = 0, y = 7, nothing[] = {NAN, INFINITY, -INFINITY}, xs[] = {1, 2, 3};
    struct plot_series series = {"a", 0, NULL, NULL, STYLE_QUERY};
    struct plot plot = {.series = &series, .count = 1};
    check(&plot, 3, 30, false, "no points yet\n\n\n");
    series = (struct plot_series){"a", 3, xs, nothing, STYLE_QUERY};
    check(&plot, 3, 30, false, "no points yet\n\n\n");
    plot.count = 0;
    check(&plot, 3, 30, false, "no points yet\n\n\n");
    plot.count = 1;
    series = (struct plot_series){"a", 1, &x, &y, STYLE_QUERY};
    check(&plot, 7, 30, false,
          "  │\n"
          "10┤\n"
          "  │             ●\n"
          "  │\n"
          " 0┤\n"
          "  └┬────────────┬────────────┬\n"
          "  -1            0            1\n");
}

static void nothing_of_a_gap_is_bridged(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2, 3, 4}, y[] = {1, 1, NAN, 1, 1};
    const struct plot_series series = {"a", 5, x, y, STYLE_QUERY};
    const struct plot plot = {.series = &series, .count = 1};
    char *text = draw(&plot, 3, 23, false);
    assert_non_null(strstr(text, "●⠤⠤⠤⠤●         ●⠤⠤⠤⠤●"));
    free(text);
}

static void any_size_and_any_numbers(void **state)
{
    (void)state;
    static const double values[] = {0,    -0.0,  1,    -1,    1e-320, 1e300, -1e308,
                                    1e20, 2e20,  1e-9, 1e9,   NAN,    7,     1e308,
                                    5e19, 1e299, 0.1,  1e-30, 100000, 3,     INFINITY};
    enum { N = sizeof values / sizeof *values };
    double x[N];
    for (int i = 0; i < N; i++)
        x[i] = i;
    for (int rows = 0; rows < 14; rows++)
        for (int columns = 0; columns < 34; columns += 3)
            for (int from = 0; from < N; from++) {
                const struct plot_series series = {"values", N - from < 4 ? N - from : 4, x,
                                                   values + from, STYLE_QUERY};
                struct plot plot = by_length;
                plot.series = &series;
                plot.count = 1;
                plot.log_y = from % 2;
                free(draw(&plot, rows, columns, false));
            }
    /* So close together that a double can hardly tell them apart. */
    const double close[] = {1e20, 1e20 + 20000};
    const struct plot_series series = {"close", 2, close, close, STYLE_QUERY};
    const struct plot plot = {.series = &series, .count = 1};
    free(draw(&plot, 10, 40, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_curves_with_everything_around_them),
        cmocka_unit_test(curves_differ_in_ascii_too),
        cmocka_unit_test(what_stands_around_goes_first),
        cmocka_unit_test(a_curve_takes_the_style_of_its_series),
        cmocka_unit_test(long_curves_on_a_logarithmic_axis),
        cmocka_unit_test(decades),
        cmocka_unit_test(no_points_and_one_point),
        cmocka_unit_test(nothing_of_a_gap_is_bridged),
        cmocka_unit_test(any_size_and_any_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
