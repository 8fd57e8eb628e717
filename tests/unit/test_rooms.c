#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/heat.h"
#include "export/print.h"
#include "rig.h"
#include "text/altered.h"
#include "text/utf8.h"

/* What holds on a screen of every size: the selected cell is seen, no number is too long for its
 * cell, marks stand behind their numbers, nothing is cut, and large screens are used.
 * HEED_SHARES=1 prints how much of its rows each view uses. */

struct size {
    int rows, columns;
};

static const struct size sizes[] = {{12, 40},  {14, 50},  {16, 60},  {20, 70},  {24, 80},
                                    {28, 90},  {30, 100}, {36, 100}, {40, 120}, {42, 140},
                                    {45, 160}, {50, 180}, {60, 200}, {70, 240}};
enum { SIZES = sizeof sizes / sizeof *sizes, LARGE_ROWS = 40, LARGE_COLUMNS = 120 };

#define FOURTEEN "we walked home in the rain and then made tea and read ."

static const char *const sentences[] = {"Go.", "I'm home.", FOURTEEN, LITERAL_LONG};
enum { SENTENCES = sizeof sentences / sizeof *sentences };

static const char *const stages[] = {"encode",  "score",  "mask", "softmax",
                                     "context", "decode", "word"};
enum { STAGES = sizeof stages / sizeof *stages };

/* What the check of one screen may look at. */
struct shot {
    const struct rig *rig;
    const struct grid *grid;
    const struct size *size;
    const char *sentence, *view;
};

static void say_shot(const struct shot *shot)
{
    const struct theme mono = {.tier = TIER_MONO};
    struct str text = {0};
    print_text(&text, shot->grid, &mono);
    fprintf(stderr, "%s of \"%s\" at %dx%d\n%s", shot->view, shot->sentence, shot->size->columns,
            shot->size->rows, text.text); /* longer than cmocka's messages */
    str_free(&text);
}

#define assert_shot(what)                                                                          \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            say_shot(shot);                                                                        \
            fail_msg("%s", #what);                                                                 \
        }                                                                                          \
    } while (0)

/* ---- rows that carry something ---- */

/* Rules and bars are furniture. */
static bool is_furniture(const char *text)
{
    static const char *const signs[] = {" ", "", "─", "│", "┬", "┴", "━", "┃"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcmp(text, signs[i]) == 0)
            return true;
    return false;
}

static bool row_carries(const struct grid *grid, int row)
{
    for (int column = 0; column < grid->columns; column++) {
        const struct cell *cell = grid_cell(grid, row, column);
        if (cell->ramp != RAMP_NONE || !is_furniture(cell->text))
            return true;
    }
    return false;
}

static int share_of(const struct grid *grid)
{
    int rows = 0;
    for (int row = 0; row < grid->rows; row++)
        rows += row_carries(grid, row);
    return 100 * rows / grid->rows;
}

/* ---- what every screen keeps ---- */

static bool holds(const struct grid *grid, const char *text)
{
    for (int row = 1; row < grid->rows; row++) { /* the title may be cut */
        struct str line = {0};
        for (int column = 0; column < grid->columns; column++)
            str_add(&line, grid_cell(grid, row, column)->text);
        bool found = strstr(line.text, text) != NULL;
        str_free(&line);
        if (found)
            return true;
    }
    return false;
}

static bool cursor_is_seen(const struct grid *grid)
{
    for (int i = 0; i < grid->rows * grid->columns; i++) {
        const struct cell *cell = &grid->cells[i];
        if (cell->marks & MARK_CURSOR ||
            (cell->halved && (cell->level == LEVEL_CURSOR || cell->lower == LEVEL_CURSOR)))
            return true;
    }
    return false;
}

/* In a cell with a number the mark of the largest stands right behind the number. */
static void check_marks(const struct shot *shot)
{
    for (int row = 0; row < shot->grid->rows; row++)
        for (int column = 1; column < shot->grid->columns; column++) {
            const struct cell *cell = grid_cell(shot->grid, row, column);
            const struct cell *before = cell - 1;
            bool star = strcmp(cell->text, "*") == 0 && cell->ramp != RAMP_NONE;
            bool number = isdigit((unsigned char)*before->text) || *before->text == '.';
            bool block =
                before->ramp != RAMP_NONE && (*before->text == ' ' || *before->text == '[');
            assert_shot(!star || number || block);
        }
}

static void check_every(const struct shot *shot)
{
    const struct picture *picture = app_picture(shot->rig->app);
    assert_shot(!holds(shot->grid, "##"));
    assert_shot(picture->zoom != ZOOM_STAGE || picture->quantity == Q_NONE ||
                cursor_is_seen(shot->grid));
    check_marks(shot);
}

/* ---- all of them ---- */

/* Opens every view of every sentence in every size. */
static void visit(const char *zoom, void (*check)(const struct shot *))
{
    for (int s = 0; s < SENTENCES; s++)
        for (int stage = 0; stage < STAGES; stage++) {
            struct rig rig = {0};
            char *keys = mem_format("Down m do:stage_%s do:zoom_%s", stages[stage], zoom);
            char *view = mem_format("%s %s", zoom, stages[stage]);
            rig_start(&rig, NULL, NULL, sentences[s]);
            rig_keys(&rig, keys);
            for (int i = 0; i < SIZES; i++) {
                struct grid grid;
                rig_draw(&rig, &grid, sizes[i].rows, sizes[i].columns);
                struct shot shot = {&rig, &grid, &sizes[i], sentences[s], view};
                check(&shot);
                grid_free(&grid);
            }
            rig_end(&rig);
            free(view);
            free(keys);
        }
}

static void every_view_keeps_its_marks_and_its_cursor(void **state)
{
    (void)state;
    visit("flow", check_every);
    visit("stage", check_every);
    visit("cell", check_every);
}

/* Where little belongs to a matrix and nothing fits beside it, a few rows more stay empty. */
static void check_large(const struct shot *shot)
{
    bool main_stage =
        strcmp(shot->view, "stage score") == 0 || strcmp(shot->view, "stage softmax") == 0;
    if (shot->size->rows >= LARGE_ROWS && shot->size->columns >= LARGE_COLUMNS)
        assert_shot(share_of(shot->grid) >= (main_stage ? 70 : 60));
}

static void large_screens_are_used(void **state)
{
    (void)state;
    visit("stage", check_large);
}

/* An ellipsis that is none of a formula's own ("+ … =") and does not count what is below ("… 27
 * smaller"). The title may be cut. */
static bool is_cut(const struct grid *grid)
{
    for (int row = 1; row < grid->rows; row++)
        for (int column = 2; column < grid->columns - 2; column++) {
            const struct cell *cell = grid_cell(grid, row, column);
            bool own = strcmp(cell[-2].text, "+") == 0 || strcmp(cell[2].text, "=") == 0 ||
                       isdigit((unsigned char)*cell[2].text);
            if (strcmp(cell->text, "…") == 0 && !own)
                return true;
        }
    return false;
}

/* From 80 columns on nothing of a short sentence is cut: no formula, no term, no word. */
static void check_uncut(const struct shot *shot)
{
    bool is_short = shot->sentence == sentences[0] || shot->sentence == sentences[1];
    if (is_short && shot->size->rows >= 24 && shot->size->columns >= 80)
        assert_shot(!is_cut(shot->grid));
}

static void nothing_is_cut(void **state)
{
    (void)state;
    visit("stage", check_uncut);
    visit("cell", check_uncut);
}

/* Fourteen words stand above their columns in 80 columns, each with its letters. */
static void words_stay_above_their_columns(void **state)
{
    (void)state;
    struct rig rig = {0};
    struct grid grid;
    struct strs words = altered_words(FOURTEEN);
    rig_start(&rig, NULL, NULL, FOURTEEN);
    rig_draw(&rig, &grid, 24, 80);
    for (size_t i = 0; i < words.count; i++)
        assert_true(holds(&grid, words.list[i]));
    strs_free(&words);
    grid_free(&grid);
    rig_end(&rig);
}

/* What heed show prints of a matrix at 60x16 is on the screen of the laboratory at 60x16. */
static void a_small_laboratory_shows_the_whole_matrix(void **state)
{
    (void)state;
    struct rig rig = {0};
    struct grid screen, alone;
    rig_start(&rig, NULL, NULL, "I'm home.");
    rig_draw(&rig, &screen, 16, 60);
    grid_init(&alone, 16, 60);
    struct picture picture = *app_picture(rig.app);
    picture.alone = true;
    picture_draw(&alone, grid_whole(&alone), &picture);
    for (int t = 0; t < 6; t++)
        for (int j = 0; j < 5; j++) {
            char number[HEAT_TEXT];
            struct mat weights = trace_get(picture.trace, 0, Q_WEIGHTS);
            heat_number(number, (float)mat_row(weights, t)[j], 3, 2);
            assert_true(holds(&alone, number) && holds(&screen, number));
        }
    for (int t = 0; t < 6; t++)
        assert_true(holds(&screen, trace_target_word(picture.trace, 0, t)));
    grid_free(&screen);
    grid_free(&alone);
    rig_end(&rig);
}

/* ---- the shares, for a person ---- */

static void print_shares(void **state)
{
    (void)state;
    if (!getenv("HEED_SHARES"))
        return;
    static const char *const zooms[] = {"flow", "stage", "cell"};
    print_message("%-14s", "% of rows");
    for (int i = 0; i < SIZES; i++)
        print_message(" %3dx%-3d", sizes[i].columns, sizes[i].rows);
    for (int z = 0; z < 3; z++)
        for (int s = 0; s < SENTENCES; s++) {
            struct rig rig = {0};
            char *keys = mem_format("Down m do:zoom_%s", zooms[z]);
            rig_start(&rig, NULL, NULL, sentences[s]);
            rig_keys(&rig, keys);
            print_message("\n%-6s%2d words", zooms[z],
                          trace_source_length(app_picture(rig.app)->trace, 0));
            for (int i = 0; i < SIZES; i++) {
                struct grid grid;
                rig_draw(&rig, &grid, sizes[i].rows, sizes[i].columns);
                print_message(" %7d", share_of(&grid));
                grid_free(&grid);
            }
            rig_end(&rig);
            free(keys);
        }
    print_message("\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_keeps_its_marks_and_its_cursor),
        cmocka_unit_test(large_screens_are_used),
        cmocka_unit_test(nothing_is_cut),
        cmocka_unit_test(words_stay_above_their_columns),
        cmocka_unit_test(a_small_laboratory_shows_the_whole_matrix),
        cmocka_unit_test(print_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
