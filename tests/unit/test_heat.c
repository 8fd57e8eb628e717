#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "draw/heat.h"
#include "draw/heat_layout.h"
#include "draw/legend.h"
#include "export/print.h"

enum { COLUMNS = 4 };

static const float weights[3][COLUMNS] = {
    {0.83f, 0.07f, 0.1f, 0}, {0.004f, 0.086f, 0.91f, 0}, {0, 0, 1, 0}};
static const char *const rows[] = {"le", "chat", "dort"};
static const char *const columns[] = {"the", "cat", "sleeping", "<pad>"};

static float weight(const void *data, int row, int column)
{
    const float *numbers = data;
    return numbers[row * COLUMNS + column];
}

static bool last_column(const void *data, int row, int column)
{
    (void)data;
    (void)row;
    return column == COLUMNS - 1;
}

static struct heat sample(void)
{
    return (struct heat){.rows = 3,
                         .columns = COLUMNS,
                         .value = weight,
                         .masked = last_column,
                         .data = weights,
                         .row_labels = rows,
                         .column_labels = columns,
                         .ramp = RAMP_SEQUENTIAL,
                         .high = 1,
                         .cursor_row = 1,
                         .cursor_column = 2,
                         .row_maximum = true};
}

static void check(const struct heat *heat, int height, int width, const char *text,
                  const char *styles)
{
    struct grid grid;
    struct theme theme = {.tier = TIER_MONO};
    struct str out = {0};
    grid_init(&grid, height, width);
    assert_true(heat_draw(&grid, grid_whole(&grid), heat) <= height);
    print_text(&out, &grid, &theme);
    assert_string_equal(out.text, text);
    str_clear(&out);
    print_styles(&out, &grid);
    if (styles)
        assert_string_equal(out.text, styles);
    str_free(&out);
    grid_free(&grid);
}

static void wide_cells_have_gaps(void **state)
{
    (void)state;
    struct heat heat = sample();
    check(&heat, 5, 48,
          "         the      cat   sleeping   <pad>\n"
          "  le   ▓ .83*▓▓   .07    · .10···    ×\n"
          "▸ chat   .00      .09    █[.91*]█    ×\n"
          "  dort   .00      .00    █ 1.0*██    ×\n"
          "\n",
          ".........fff......fff...cccccccc...ggggg........\n"
          "..ff...88888888.00000000.11111111....g..........\n"
          "c.cccc.00000000.00000000.9######9....g..........\n"
          "..ffff.00000000.00000000.99999999....g..........\n"
          "................................................\n");
}

/* A hyphen says that the next word goes on with this one: it is never cut off. */
static void hyphens_stay(void **state)
{
    (void)state;
    static const char *const pieces[] = {"labora-", "tory", "sleeping", "well-"};
    struct heat heat = sample();
    heat.column_labels = pieces;
    check(&heat, 4, 24,
          "       l…- to… sl… w…-\n"
          "  le   .83*.07 .10· ×\n"
          "▸ chat .00 .09[.91* ×\n"
          "  dort .00 .00 1.0* ×\n",
          NULL);
}

static void narrow_cells_keep_their_numbers(void **state)
{
    (void)state;
    struct heat heat = sample();
    check(&heat, 4, 24,
          "       the cat sl… <p…\n"
          "  le   .83*.07 .10· ×\n"
          "▸ chat .00 .09[.91* ×\n"
          "  dort .00 .00 1.0* ×\n",
          NULL);
    heat.row_maximum = false;
    heat.cursor_column = 3;
    check(&heat, 4, 24,
          "       the cat sl… <p…\n"
          "  le   .83▓.07 .10· ×\n"
          "▸ chat .00 .09 .91█[×]\n"
          "  dort .00 .00 1.0█ ×\n",
          NULL);
    heat.cursor_column = 2;
    check(&heat, 5, 20,
          "          cat  <pad>\n"
          "       the  slee…\n"
          "  le   83▓07 10· ×\n"
          "▸ chat 00 09[91] ×\n"
          "  dort 00 00 1.█ ×\n",
          NULL);
    heat.row_maximum =
        true; /* every mark stays with its number, also under and beside the cursor */
    check(&heat, 5, 20,
          "          cat  <pad>\n"
          "       the  slee…\n"
          "  le   83*07 10· ×\n"
          "▸ chat 00 09[91* ×\n"
          "  dort 00 00 1.* ×\n",
          NULL);
    heat.cursor_row = 0;
    heat.cursor_column = 1;
    check(&heat, 5, 20,
          "          cat  <pad>\n"
          "       the  slee…\n"
          "▸ le   83*07]10· ×\n"
          "  chat 00 09 91* ×\n"
          "  dort 00 00 1.* ×\n",
          NULL);
}

static void blocks_show_the_word_of_the_cursor(void **state)
{
    (void)state;
    struct heat heat = sample();
    check(&heat, 5, 16,
          "        sleeping\n"
          "           ▾\n"
          "  le   ▓*  ··×\n"
          "▸ chat     [*×\n"
          "  dort     █*×\n",
          "........cccccccc\n"
          "...........c....\n"
          "..ff...880011g..\n"
          "c.cccc.0000##g..\n"
          "..ffff.000099g..\n");
    heat.numbers = true; /* rather scrolls */
    check(&heat, 5, 15,
          "       sleeping\n"
          "       cat\n"
          "  le   07 10·┃\n"
          "▸ chat 09[91*│\n"
          "  ◂ 1 more\n",
          NULL);
}

static float nothing(const void *data, int row, int column)
{
    (void)data, (void)row, (void)column;
    return 0;
}

/* The bars reach the ends where the cells do, and only there. */
static void bars_say_where_the_cells_in_sight_are(void **state)
{
    (void)state;
    struct heat heat = {
        .rows = 20, .columns = 200, .value = nothing, .ramp = RAMP_SEQUENTIAL, .high = 1};
    for (int row = 0; row < heat.rows; row++)
        for (int column = 0; column < heat.columns; column += 3) {
            struct grid grid;
            grid_init(&grid, 9, 80);
            heat.cursor_row = row;
            heat.cursor_column = column;
            heat_draw(&grid, grid_whole(&grid), &heat);
            struct heat_layout at = heat_layout(&heat, grid_whole(&grid));
            int bar = at.left + at.visible_columns * at.pitch;
            bool first = strcmp(grid_cell(&grid, at.header, bar)->text, "┃") == 0;
            bool last = strcmp(grid_cell(&grid, 7, bar)->text, "┃") == 0;
            assert_int_equal(first, at.first_row == 0);
            assert_int_equal(last, at.first_row + at.visible_rows == heat.rows);
            int from = 0, to = 79;
            while (strcmp(grid_cell(&grid, 8, from)->text, "─") &&
                   strcmp(grid_cell(&grid, 8, from)->text, "━"))
                from++;
            while (strcmp(grid_cell(&grid, 8, to)->text, "─") &&
                   strcmp(grid_cell(&grid, 8, to)->text, "━"))
                to--;
            assert_true(to - from >= 9);
            assert_int_equal(strcmp(grid_cell(&grid, 8, from)->text, "━") == 0,
                             at.first_column == 0);
            assert_int_equal(strcmp(grid_cell(&grid, 8, to)->text, "━") == 0,
                             at.first_column + at.visible_columns == heat.columns);
            grid_free(&grid);
        }
}

static float signed_value(const void *data, int row, int column)
{
    static const float values[2][3] = {{-2.5f, 0.04f, 1.26f}, {NAN, -INFINITY, INFINITY}};
    (void)data;
    return values[row][column];
}

static void signed_values_and_what_is_no_number(void **state)
{
    (void)state;
    struct heat heat = {.rows = 2,
                        .columns = 3,
                        .value = signed_value,
                        .ramp = RAMP_DIVERGING,
                        .high = 2.5f,
                        .cursor_row = -1,
                        .cursor_column = -1,
                        .row_maximum = true};
    check(&heat, 3, 40,
          "       1        2        3\n"
          "  1  -2.50≡≡   0.04   ▒ 1.26*▒\n"
          "  2    !        ×        ∞\n",
          NULL);
    check(&heat, 3, 15,
          "     1  2  3\n"
          "  1 -2  0  1*\n"
          "  2  !  ×  ∞\n",
          NULL);
    heat.cursor_row = 1;
    heat.cursor_column = 2;
    check(&heat, 4, 18,
          "     1   2   3\n"
          "  1  -2 0.0 1.3*\n"
          "▸ 2  !   ×  [∞]\n"
          "\n",
          NULL);
}

static float ramp_value(const void *data, int row, int column)
{
    (void)data;
    return (float)(row + column) / 200;
}

static void the_cursor_stays_in_sight(void **state)
{
    (void)state;
    struct heat heat = {.rows = 100,
                        .columns = 100,
                        .value = ramp_value,
                        .ramp = RAMP_SEQUENTIAL,
                        .high = 1,
                        .row_maximum = true};
    for (int height = 0; height < 12; height++)
        for (int width = 0; width < 40; width++)
            for (int cursor = -1; cursor < 100; cursor += 33) {
                struct grid grid;
                grid_init(&grid, height, width);
                heat.cursor_row = heat.cursor_column = cursor;
                struct heat_layout layout = heat_layout(&heat, grid_whole(&grid));
                int used = heat_draw(&grid, grid_whole(&grid), &heat);
                assert_true(used <= height);
                assert_in_range(layout.first_row, 0, 99);
                if (layout.visible_rows > 0 && cursor >= 0)
                    assert_in_range(cursor, layout.first_row,
                                    layout.first_row + layout.visible_rows - 1);
                if (layout.visible_columns > 0 && cursor >= 0)
                    assert_in_range(cursor, layout.first_column,
                                    layout.first_column + layout.visible_columns - 1);
                assert_true(layout.left + layout.visible_columns * layout.pitch <= width + 1 ||
                            layout.visible_columns == 0);
                grid_free(&grid);
            }
}

static void an_empty_matrix_is_no_trouble(void **state)
{
    (void)state;
    struct heat heat = {.value = ramp_value, .ramp = RAMP_SEQUENTIAL};
    check(&heat, 2, 10, "\n\n", NULL);
}

static void numbers_use_the_room_they_have(void **state)
{
    (void)state;
    static const struct {
        float value;
        int columns, decimals;
        const char *text;
    } cases[] = {
        {-0.42f, 5, 2, "-0.42"},   {-0.42f, 4, 2, "-.42"},   {-0.42f, 3, 2, "-.4"},
        {-0.42f, 2, 1, "0"},       {3.05f, 4, 2, "3.05"},    {3.05f, 3, 2, "3.0"},
        {3.05f, 2, 0, "3"},        {0.91f, 3, 2, ".91"},     {0.91f, 2, 2, "91"},
        {0.05f, 2, 2, "05"},       {0.001f, 2, 2, "00"},     {1, 2, 2, "1."},
        {1, 3, 2, "1.0"},          {0, 3, 2, ".00"},         {-0.001f, 5, 2, "0.00"},
        {123456, 3, 2, "1e5"},     {-100, 3, 2, "###"},      {-100, 4, 2, "-100"},
        {1e30f, 5, 2, "1e30"},     {-1e6f, 3, 2, "-1M"},     {-1e6f, 4, 2, "-1M"},
        {-1e6f, 8, 2, "-1000000"}, {-1e6f, 2, 2, "##"},      {123456, 4, 2, "123k"},
        {2e30f, 4, 0, "2e30"},     {-9.9e5f, 5, 2, "-990k"}, {NAN, 3, 2, "!"},
        {-INFINITY, 3, 2, "×"},    {INFINITY, 3, 2, "∞"},    {-99.96f, 5, 2, "-100"},
        {9.999f, 4, 2, "10.0"},
    };
    char text[HEAT_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(heat_number(text, cases[i].value, cases[i].columns, cases[i].decimals),
                            cases[i].text);
}

static void levels_cover_the_scale(void **state)
{
    (void)state;
    assert_int_equal(heat_level(RAMP_SEQUENTIAL, 0, 1, 0), 0);
    assert_int_equal(heat_level(RAMP_SEQUENTIAL, 0, 1, 0.0999f), 0);
    assert_int_equal(heat_level(RAMP_SEQUENTIAL, 0, 1, 0.11f), 1);
    assert_int_equal(heat_level(RAMP_SEQUENTIAL, 0, 1, 1), 9);
    assert_int_equal(heat_level(RAMP_SEQUENTIAL, 0, 1, 7), 9);
    assert_int_equal(heat_level(RAMP_SEQUENTIAL, 0, 1, -7), 0);
    assert_int_equal(heat_level(RAMP_SEQUENTIAL, 2, 2, 5), 0);
    assert_int_equal(heat_level(RAMP_DIVERGING, 0, 2, 0), 4);
    assert_int_equal(heat_level(RAMP_DIVERGING, 0, 2, -2), 0);
    assert_int_equal(heat_level(RAMP_DIVERGING, 0, 2, 2), 8);
    assert_int_equal(heat_level(RAMP_DIVERGING, 0, 2, 0.3f), 5);
    assert_int_equal(heat_level(RAMP_DIVERGING, 0, 2, -0.3f), 3);
    assert_int_equal(heat_level(RAMP_DIVERGING, 0, 0, 3), 4);
    assert_int_equal(heat_level(RAMP_DIVERGING, 0, 1, 1e30f), 8);
}

static void scales_by_row_and_by_root(void **state)
{
    (void)state;
    static const float low[3][COLUMNS] = {{0.05f, 0.25f, 0.12f, 0}};
    struct heat heat = sample();
    heat.rows = 1;
    heat.data = low;
    heat.cursor_row = -1;
    struct grid grid;
    grid_init(&grid, 2, 40);
    static const struct {
        enum heat_scale scale;
        int levels[3];
    } cases[] = {{HEAT_FIXED, {0, 2, 1}}, {HEAT_ROW, {2, 9, 4}}, {HEAT_ROOT, {2, 5, 3}}};
    for (int i = 0; i < 3; i++) {
        heat.scale = cases[i].scale;
        heat_draw(&grid, grid_whole(&grid), &heat);
        struct heat_layout layout = heat_layout(&heat, grid_whole(&grid));
        for (int column = 0; column < 3; column++)
            assert_int_equal(grid_cell(&grid, 1, layout.left + column * layout.pitch)->level,
                             cases[i].levels[column]);
    }
    grid_free(&grid);
}

static void check_legend(const struct heat *heat, int width, const char *form, const char *text)
{
    struct grid grid;
    struct theme theme = {.tier = TIER_MONO, .ascii = true};
    struct str out = {0};
    grid_init(&grid, 1, 80);
    struct heat formed = *heat;
    formed.form = form;
    assert_true(legend_draw(&grid, grid_whole(&grid), 0, 1, width, &formed, true) <= 1 + width);
    print_text(&out, &grid, &theme);
    assert_string_equal(out.text, text);
    str_free(&out);
    grid_free(&grid);
}

static void the_legend_names_the_ends(void **state)
{
    (void)state;
    struct heat heat = sample();
    check_legend(&heat, 60, "", " 0    ...:::---===+++ooo###%%%@@@ 1  x masked  * row max\n");
    check_legend(&heat, 36, "", " 0  .:-=+o#%@ 1  x masked  * row max\n");
    check_legend(&heat, 24, "", " 0   ..::--==++oo##%%@@ 1\n");
    check_legend(&heat, 14, "", " 0  .:-=+o#%@ 1\n");
    check_legend(&heat, 13, "", "\n");
    check_legend(&heat, 50, "rounded", " 0  .:-=+o#%@ 1  x masked  * row max  rounded\n");
    heat.scale = HEAT_ROW;
    check_legend(&heat, 30, "", " 0   ..::--==++oo##%%@@ row max\n");
    heat.ramp = RAMP_DIVERGING;
    heat.high = 3.05f;
    heat.scale = HEAT_FIXED;
    heat.row_maximum = false;
    check_legend(&heat, 40, "", " -3.05 ==~~--..  ::++oo## +3.05  x masked\n");
}

/* A scale from 0 to 1 is left only where it would show nothing. */
static void numbers_that_are_near_each_other_get_a_scale(void **state)
{
    (void)state;
    assert_true(heat_flat(0.19, 0.23));
    assert_true(heat_flat(0.11, 0.28));  /* softmax of squashed scores, all rows together */
    assert_true(heat_flat(0.001, 0.04)); /* of a long sentence */
    assert_true(heat_flat(0, 0.09));
    assert_false(heat_flat(0, 0.3));
    assert_false(heat_flat(0.1, 0.3));
    assert_false(heat_flat(0.05, 0.05)); /* nothing to tell apart */
    assert_false(heat_flat(0, 0));
    double low = 1 / (1 + exp(1)), high = 1 / (1 + exp(-1)); /* the farthest that two rows can be */
    double least = exp(low) / (exp(low) + 6 * exp(high)),
           most = exp(high) / (exp(high) + 6 * exp(low));
    assert_true(most / least < 2.53 && heat_flat(least, most));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_cells_have_gaps),
        cmocka_unit_test(hyphens_stay),
        cmocka_unit_test(narrow_cells_keep_their_numbers),
        cmocka_unit_test(blocks_show_the_word_of_the_cursor),
        cmocka_unit_test(bars_say_where_the_cells_in_sight_are),
        cmocka_unit_test(signed_values_and_what_is_no_number),
        cmocka_unit_test(the_cursor_stays_in_sight),
        cmocka_unit_test(an_empty_matrix_is_no_trouble),
        cmocka_unit_test(numbers_use_the_room_they_have),
        cmocka_unit_test(levels_cover_the_scale),
        cmocka_unit_test(scales_by_row_and_by_root),
        cmocka_unit_test(the_legend_names_the_ends),
        cmocka_unit_test(numbers_that_are_near_each_other_get_a_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
