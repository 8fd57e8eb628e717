#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "draw/overview.h"
#include "draw/theme.h"

/* Large matrices in blocks: nothing large is lost, and all of it is seen. */

enum { MOST = 512 };

/* A faint diagonal, and a few cells that must be found again. */
static float plain(const void *data, int row, int column)
{
    const int *spot = data;
    if (spot && row == spot[0] && column == spot[1])
        return 0.95f;
    return row == column ? 0.5f : 0.02f;
}

static float negative(const void *data, int row, int column)
{
    const int *spot = data;
    return row == spot[0] && column == spot[1] ? -1 : 0.1f;
}

static float broken(const void *data, int row, int column)
{
    const int *spot = data;
    return row == spot[0] && column == spot[1] ? NAN : 0.1f;
}

static bool masked_from_half(const void *data, int row, int column)
{
    (void)data, (void)row;
    return column >= MOST / 2;
}

static struct heat heat_of(int rows, int columns, const int *spot)
{
    return (struct heat){.rows = rows,
                         .columns = columns,
                         .value = plain,
                         .data = spot,
                         .ramp = RAMP_SEQUENTIAL,
                         .high = 1,
                         .cursor_row = -1,
                         .cursor_column = -1};
}

static const struct rect rects[] = {{0, 0, 20, 76}, {0, 0, 12, 56},  {2, 3, 36, 110}, {0, 0, 4, 20},
                                    {0, 0, 3, 8},   {0, 0, 60, 200}, {0, 0, 1, 10},   {0, 0, 1, 1}};

enum { RECTS = sizeof rects / sizeof *rects };

static void blocks_cover_the_matrix_and_fit(void **state)
{
    (void)state;
    static const int sizes[] = {1, 2, 3, 7, 24, 25, 47, 48, 49, 100, 511, 512};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    for (int r = 0; r < RECTS; r++)
        for (int i = 0; i < SIZES * SIZES; i++) {
            struct heat heat = heat_of(sizes[i / SIZES], sizes[i % SIZES], NULL);
            struct overview o = overview_of(&heat, rects[r]);
            assert_true(o.rows * o.row_span >= heat.rows);
            assert_true((o.rows - 1) * o.row_span < heat.rows);
            assert_true(o.columns * o.column_span >= heat.columns);
            assert_true((o.columns - 1) * o.column_span < heat.columns);
            int lines = o.halves ? (o.rows + 1) / 2 : o.rows;
            assert_true(o.header + lines <= rects[r].rows);
            if (rects[r].columns > o.left)
                assert_true(o.left + o.columns <= rects[r].columns);
        }
}

/* The levels of the halves at a block. */
static int level_at(const struct grid *grid, struct rect rect, const struct overview *o, int row,
                    int column)
{
    int line = o->header + (o->halves ? row / 2 : row);
    const struct cell *cell = grid_cell(grid, rect.row + line, rect.column + o->left + column);
    assert_true(cell->halved);
    return o->halves && row % 2 ? cell->lower : cell->level;
}

static void one_large_cell_is_never_lost(void **state)
{
    (void)state;
    static const int spots[][2] = {{0, 511}, {511, 0}, {300, 17}, {255, 256}, {510, 509}, {1, 1}};
    struct grid grid;
    grid_init(&grid, 70, 220);
    for (size_t i = 0; i < sizeof spots / sizeof *spots; i++)
        for (int r = 0; r < 4; r++) {
            struct heat heat = heat_of(MOST, MOST, spots[i]);
            struct overview o = overview_of(&heat, rects[r]);
            grid_clear(&grid);
            overview_draw(&grid, rects[r], &heat, &o);
            int found = 0;
            for (int row = 0; row < o.rows; row++)
                for (int column = 0; column < o.columns; column++)
                    found += level_at(&grid, rects[r], &o, row, column) == 9;
            assert_int_equal(found, 1);
            assert_int_equal(level_at(&grid, rects[r], &o, spots[i][0] / o.row_span,
                                      spots[i][1] / o.column_span),
                             9);
        }
    grid_free(&grid);
}

static void signs_masks_and_bad_numbers_are_shown(void **state)
{
    (void)state;
    static const int spot[] = {100, 400};
    struct rect rect = {0, 0, 34, 131}; /* blocks of 8 × 4 */
    struct grid grid;
    struct heat heat = heat_of(MOST, MOST, spot);
    grid_init(&grid, rect.rows, rect.columns);
    struct overview o = overview_of(&heat, rect);
    int row = spot[0] / o.row_span, column = spot[1] / o.column_span;
    heat.ramp = RAMP_DIVERGING;
    heat.value = negative;
    overview_draw(&grid, rect, &heat, &o);
    assert_int_equal(level_at(&grid, rect, &o, row, column), 0);
    heat.value = broken;
    overview_draw(&grid, rect, &heat, &o);
    const struct cell *cell = grid_cell(&grid, o.header + row / 2, o.left + column);
    assert_string_equal(cell->text, "!");
    assert_int_equal(cell->style, STYLE_ERROR);
    heat.masked = masked_from_half;
    overview_draw(&grid, rect, &heat, &o);
    cell = grid_cell(&grid, o.header + row / 2, o.left + column);
    assert_string_equal(cell->text, "×");
    assert_int_equal(cell->ramp, RAMP_NONE);
    assert_int_equal(level_at(&grid, rect, &o, 0, o.columns / 2 - 1), 4);
    grid_free(&grid);
}

static void the_cursor_goes_by_blocks_to_what_they_show(void **state)
{
    (void)state;
    static const int spot[] = {100, 400};
    struct rect rect = {0, 0, 34, 131};
    struct heat heat = heat_of(MOST, MOST, spot);
    struct overview o = overview_of(&heat, rect);
    assert_true(o.row_span > 1 && o.column_span > 1);
    int row = 0, column = 0;
    overview_move(&heat, &o, true, -1, &row, &column);
    assert_int_equal(row, 0);
    assert_int_equal(column, 0);
    overview_move(&heat, &o, true, 1, &row, &column);
    assert_in_range(column, o.column_span, 2 * o.column_span - 1);
    overview_move(&heat, &o, true, 1 << 20, &row, &column);
    assert_int_equal(column / o.column_span, o.columns - 1);
    overview_move(&heat, &o, false, 1 << 20, &row, &column);
    assert_int_equal(row, column); /* the last block has a part of the diagonal */
    row = spot[0] - o.row_span;
    column = spot[1];
    overview_move(&heat, &o, false, 1, &row, &column);
    assert_int_equal(row, spot[0]);
    assert_int_equal(column, spot[1]);
}

static void the_cursor_is_shown_in_its_half(void **state)
{
    (void)state;
    struct rect rect = {0, 0, 20, 76};
    struct grid grid;
    struct heat heat = heat_of(MOST, MOST, NULL);
    grid_init(&grid, rect.rows, rect.columns);
    for (int i = 0; i < MOST; i += 37) {
        heat.cursor_row = i;
        heat.cursor_column = MOST - 1 - i;
        struct overview o = overview_of(&heat, rect);
        grid_clear(&grid);
        overview_draw(&grid, rect, &heat, &o);
        int row = i / o.row_span, column = (MOST - 1 - i) / o.column_span;
        assert_int_equal(level_at(&grid, rect, &o, row, column), LEVEL_CURSOR);
        assert_string_equal(grid_cell(&grid, o.header + row / 2, 0)->text, "▸");
        assert_string_equal(grid_cell(&grid, 1, o.left + column)->text, "▾");
        assert_true(grid_cell(&grid, o.header + row / 2, o.left + column)->marks & MARK_CURSOR);
    }
    grid_free(&grid);
}

static void no_place_is_too_small(void **state)
{
    (void)state;
    struct grid grid;
    grid_init(&grid, 70, 220);
    for (int rows = 0; rows < 8; rows++)
        for (int columns = 0; columns < 20; columns++) {
            struct rect rect = {1, 1, rows, columns};
            struct heat heat = heat_of(MOST, 3, NULL);
            heat.cursor_row = 511;
            heat.cursor_column = 2;
            struct overview o = overview_of(&heat, rect);
            overview_draw(&grid, rect, &heat, &o);
        }
    grid_free(&grid);
}

/* ---- how halves look ---- */

static struct look look_at(enum tier tier, bool ascii, int upper, int lower)
{
    static struct cell cell;
    const struct theme theme = {.tier = tier, .ascii = ascii};
    cell = (struct cell){.text = " ",
                         .width = 1,
                         .ramp = RAMP_SEQUENTIAL,
                         .halved = 1,
                         .level = (uint8_t)upper,
                         .lower = (uint8_t)lower};
    return theme_look(&theme, &cell);
}

static void halves_look_like_their_levels(void **state)
{
    (void)state;
    struct look low = look_at(TIER_256, false, 2, 2), high = look_at(TIER_256, false, 9, 9);
    struct look look = look_at(TIER_256, false, 2, 9);
    bool upper = strcmp(look.text, "▀") == 0;
    assert_int_equal(upper ? look.ink : look.paper, low.paper);
    assert_int_equal(upper ? look.paper : look.ink, high.paper);
    look = look_at(TIER_256, false, 9, LEVEL_NOTHING);
    assert_string_equal(look.text, "▀");
    assert_int_equal(look.ink, high.paper);
    assert_int_equal(look.paper, COLOR_DEFAULT);
    look = look_at(TIER_256, false, LEVEL_NOTHING, 9);
    assert_string_equal(look.text, "▄");
    assert_string_equal(look_at(TIER_256, false, LEVEL_NOTHING, LEVEL_NOTHING).text, " ");
    /* where there are no halves the stronger one stands for both */
    look = look_at(TIER_256, true, 2, 9);
    assert_string_equal(look.text, " ");
    assert_int_equal(look.paper, high.paper);
    for (int tier = TIER_16; tier <= TIER_MONO; tier++) {
        assert_string_equal(look_at((enum tier)tier, false, 2, 9).text, "█");
        assert_string_equal(look_at((enum tier)tier, true, 9, 2).text, "@");
        assert_string_equal(look_at((enum tier)tier, true, 0, LEVEL_NOTHING).text, " ");
    }
}

/* A terminal has 255 pairs of colors; a screen full of halves must not use them up. */
static void halves_need_few_pairs_of_colors(void **state)
{
    (void)state;
    static bool seen[257][257];
    int pairs = 0;
    for (int i = 0; i < 12 * 12; i++) {
        int level[2] = {i / 12, i % 12};
        for (int k = 0; k < 2; k++)
            level[k] = level[k] < 10 ? level[k] : LEVEL_NOTHING + level[k] - 10;
        struct look look = look_at(TIER_256, false, level[0], level[1]);
        bool *one = &seen[look.ink + 1][look.paper + 1];
        pairs += !*one;
        *one = true;
    }
    assert_in_range(pairs, 50, 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_cover_the_matrix_and_fit),
        cmocka_unit_test(one_large_cell_is_never_lost),
        cmocka_unit_test(signs_masks_and_bad_numbers_are_shown),
        cmocka_unit_test(the_cursor_goes_by_blocks_to_what_they_show),
        cmocka_unit_test(the_cursor_is_shown_in_its_half),
        cmocka_unit_test(no_place_is_too_small),
        cmocka_unit_test(halves_look_like_their_levels),
        cmocka_unit_test(halves_need_few_pairs_of_colors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
