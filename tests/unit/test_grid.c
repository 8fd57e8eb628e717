#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/str.h"
#include "draw/grid.h"
#include "export/print.h"

static const struct theme plain_theme = {.tier = TIER_MONO};

/* Draws nothing itself: checks what a grid shows, and that wide graphemes are whole. */
static void assert_shows(struct grid *grid, const char *expected)
{
    struct str text = {0};
    print_text(&text, grid, &plain_theme);
    assert_string_equal(text.text, expected);
    str_free(&text);
    for (int row = 0; row < grid->rows; row++)
        for (int column = 0; column < grid->columns; column++) {
            const struct cell *cell = grid_cell(grid, row, column);
            assert_true(cell->width <= 2);
            if (cell->width == 2) {
                assert_true(column + 1 < grid->columns);
                assert_int_equal(cell[1].width, 0);
            } else if (cell->width == 0) {
                assert_true(column > 0 && cell[-1].width == 2);
                assert_string_equal(cell->text, "");
            }
        }
}

static void text_is_clipped_on_every_side(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 3, 6);
    struct rect rect = {1, 1, 1, 4};
    assert_int_equal(grid_put(&grid, rect, 0, 0, STYLE_PLAIN, "abcdefgh"), 4);
    assert_int_equal(grid_put(&grid, rect, 1, 0, STYLE_PLAIN, "no"), 0);
    assert_int_equal(grid_put(&grid, rect, -1, 0, STYLE_PLAIN, "no"), 0);
    assert_shows(&grid, "\n abcd\n\n");
    assert_int_equal(grid_put(&grid, rect, 0, -2, STYLE_PLAIN, "123"), 1);
    assert_shows(&grid, "\n 3bcd\n\n");
    assert_int_equal(grid_put(&grid, rect, 0, 9, STYLE_PLAIN, "no"), 4);
    assert_int_equal(grid_put(&grid, rect, 0, 2, STYLE_PLAIN, ""), 2);
    grid_free(&grid);
}

static void wide_graphemes_stay_whole(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 5);
    struct rect all = grid_whole(&grid);
    grid_put(&grid, all, 0, 0, STYLE_PLAIN, "早上好");
    assert_shows(&grid, "早上\n");
    assert_string_equal(grid_cell(&grid, 0, 4)->text, " ");
    grid_put(&grid, all, 0, 1, STYLE_PLAIN, "x");
    assert_shows(&grid, " x上\n");
    grid_put(&grid, all, 0, 2, STYLE_PLAIN, "y");
    assert_shows(&grid, " xy\n");
    grid_put(&grid, all, 0, 0, STYLE_PLAIN, "早上");
    grid_put(&grid, all, 0, 1, STYLE_PLAIN, "好");
    assert_shows(&grid, " 好\n");
    grid_put(&grid, all, 0, -1, STYLE_PLAIN, "早上");
    assert_shows(&grid, " 上\n");
    grid_free(&grid);
}

static void every_overwriting_keeps_the_halves_together(void **state)
{
    (void)state;
    static const char *const texts[] = {"a", "好", "ab", "a好", "好a", "好好", "e\xCC\x81", "é好é"};
    enum { TEXTS = sizeof texts / sizeof *texts };
    struct grid grid;
    grid_init(&grid, 1, 5);
    for (int i = 0; i < TEXTS * 9; i++)
        for (int j = 0; j < TEXTS * 9; j++) {
            grid_clear(&grid);
            grid_put(&grid, grid_whole(&grid), 0, i / TEXTS - 3, STYLE_PLAIN, texts[i % TEXTS]);
            grid_put(&grid, (struct rect){0, 1, 1, 3}, 0, j / TEXTS - 3, STYLE_PLAIN,
                     texts[j % TEXTS]);
            struct str text = {0};
            print_text(&text, &grid, &plain_theme);
            char copy[64];
            strcpy(copy, text.text);
            str_free(&text);
            assert_shows(&grid, copy);
        }
    grid_free(&grid);
}

static void marks_join_the_letter_before(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 4);
    struct rect all = grid_whole(&grid);
    assert_int_equal(grid_put(&grid, all, 0, 0, STYLE_PLAIN, "e\xCC\x81x"), 2);
    assert_string_equal(grid_cell(&grid, 0, 1)->text, "x");
    assert_int_equal(grid_put(&grid, all, 0, 2, STYLE_PLAIN, "\xCC\x82"), 2);
    assert_int_equal(strncmp(grid_cell(&grid, 0, 1)->text, "x\xCC\x82", 3), 0);
    assert_int_equal(grid_put(&grid, all, 0, 0, STYLE_PLAIN, "\xCC\x82"), 0);
    /* A grapheme without end is cut between characters, and never overflows the cell. */
    char tower[200] = "a";
    for (int i = 0; i < 60; i++)
        strcat(tower, "\xCC\x81");
    assert_int_equal(grid_put(&grid, all, 0, 0, STYLE_PLAIN, tower), 1);
    for (int i = 0; i < 20; i++)
        grid_put(&grid, all, 0, 1, STYLE_PLAIN, "\xCC\x82");
    assert_true(strlen(grid_cell(&grid, 0, 0)->text) < CELL_TEXT);
    grid_free(&grid);
}

static void nothing_unprintable_gets_in(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 12);
    grid_put(&grid, grid_whole(&grid), 0, 0, STYLE_PLAIN, "a\tb\033[1m\x7F\xC2\x9B\xFF");
    for (int column = 0; column < 12; column++)
        for (const char *at = grid_cell(&grid, 0, column)->text; *at; at++)
            assert_true((unsigned char)*at >= 0x20 && *at != 0x7F);
    assert_shows(&grid, "a b [1m  \xEF\xBF\xBD\n");
    grid_free(&grid);
}

static void cutting_ends_with_an_ellipsis(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 10);
    struct rect all = grid_whole(&grid);
    assert_int_equal(grid_put_cut(&grid, all, 0, 1, 5, STYLE_PLAIN, "maison"), 6);
    assert_shows(&grid, " mais…\n");
    grid_put_cut(&grid, all, 0, 1, 6, STYLE_PLAIN, "maison");
    assert_shows(&grid, " maison\n");
    grid_clear(&grid);
    assert_int_equal(grid_put_cut(&grid, all, 0, 0, 4, STYLE_PLAIN, "早上好"), 3);
    assert_shows(&grid, "早…\n");
    assert_int_equal(grid_put_cut(&grid, all, 0, 0, 1, STYLE_PLAIN, "早"), 1);
    assert_shows(&grid, "… …\n");
    assert_int_equal(grid_put_cut(&grid, all, 0, 0, 0, STYLE_PLAIN, "abc"), 0);
    grid_clear(&grid);
    grid_put_right(&grid, all, 0, 8, 4, STYLE_PLAIN, "abc");
    assert_shows(&grid, "     abc\n");
    grid_put_right(&grid, all, 0, 8, 6, STYLE_PLAIN, "abcdefgh");
    assert_shows(&grid, "  abcde…\n");
    grid_clear(&grid);
    grid_put_right(&grid, all, 0, 8, 4, STYLE_PLAIN, "早上好");
    assert_shows(&grid, "     早…\n");
    grid_put_right(&grid, all, 0, 3, 0, STYLE_PLAIN, "abc");
    grid_put_right(&grid, all, 0, 3, 2, STYLE_PLAIN, "");
    assert_shows(&grid, "     早…\n");
    grid_free(&grid);
}

static void heat_and_marks_cover_what_was_asked(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 1, 8);
    struct rect rect = {0, 2, 1, 4};
    grid_heat(&grid, rect, 0, -1, 3, RAMP_SEQUENTIAL, 7);
    grid_heat(&grid, rect, 0, 3, 9, RAMP_DIVERGING, 2);
    grid_heat(&grid, rect, 5, 0, 9, RAMP_DIVERGING, 2);
    grid_mark(&grid, rect, 0, 3, 9, MARK_CURSOR);
    grid_put(&grid, rect, 0, 2, STYLE_DIM, "x");
    struct str styles = {0};
    print_styles(&styles, &grid);
    assert_string_equal(styles.text, "..77a#..\n");
    grid_put(&grid, rect, 0, 0, STYLE_PLAIN, "ab c"); /* writing forgets heat and marks */
    str_clear(&styles);
    print_styles(&styles, &grid);
    assert_string_equal(styles.text, "........\n");
    str_free(&styles);
    grid_free(&grid);
}

static void parts_are_inside(void **state)
{
    (void)state;
    struct rect all = {2, 3, 10, 20};
    struct rect part = rect_part(all, 1, 2, 3, 4);
    assert_memory_equal(&part, (&(struct rect){3, 5, 3, 4}), sizeof part);
    part = rect_part(all, 1, 2, -1, -1);
    assert_memory_equal(&part, (&(struct rect){3, 5, 9, 18}), sizeof part);
    part = rect_part(all, 8, 19, 5, 5);
    assert_memory_equal(&part, (&(struct rect){10, 22, 2, 1}), sizeof part);
    part = rect_part(all, -2, -3, 4, 5);
    assert_memory_equal(&part, (&(struct rect){2, 3, 2, 2}), sizeof part);
    part = rect_part(all, 11, 21, 4, -1);
    assert_true(part.rows == 0 && part.columns == 0);
    part = rect_part((struct rect){0, 0, 0, 0}, 0, 0, -1, -1);
    assert_true(part.rows == 0 && part.columns == 0);
}

static void rules_posts_and_tiny_grids(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 3, 5);
    grid_rule(&grid, grid_whole(&grid), 1, 1, 99, STYLE_DIM, "─");
    grid_post(&grid, grid_whole(&grid), 0, 2, 99, STYLE_DIM, "│");
    assert_shows(&grid, "  │\n ─│──\n  │\n");
    for (int rows = -1; rows < 3; rows++)
        for (int columns = -1; columns < 3; columns++) {
            grid_resize(&grid, rows, columns);
            struct rect rect = {-1, -1, 5, 5};
            for (int row = -2; row < 4; row++) {
                grid_put(&grid, rect, row, -1, STYLE_PLAIN, "好a好");
                grid_heat(&grid, rect, row, -1, 4, RAMP_SEQUENTIAL, 9);
                grid_mark(&grid, rect, row, -1, 4, MARK_BOLD);
                grid_put_right(&grid, rect, row, 2, 2, STYLE_PLAIN, "abc");
                grid_format(&grid, rect, row, 0, STYLE_PLAIN, "%d", row);
            }
        }
    grid_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_clipped_on_every_side),
        cmocka_unit_test(wide_graphemes_stay_whole),
        cmocka_unit_test(every_overwriting_keeps_the_halves_together),
        cmocka_unit_test(marks_join_the_letter_before),
        cmocka_unit_test(nothing_unprintable_gets_in),
        cmocka_unit_test(cutting_ends_with_an_ellipsis),
        cmocka_unit_test(heat_and_marks_cover_what_was_asked),
        cmocka_unit_test(parts_are_inside),
        cmocka_unit_test(rules_posts_and_tiny_grids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
