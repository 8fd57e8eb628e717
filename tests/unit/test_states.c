#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "export/print.h"
#include "toy.h"
#include "view/states.h"

/* States of many sentences: collected as the trace has them, near by hand, drawn from literal
 * numbers. */

static struct state_set *set_of(const struct model *model, const char *const *texts)
{
    struct strs list = {0};
    for (; *texts; texts++)
        strs_add(&list, *texts);
    struct state_set *set = state_set_new(model, &list);
    strs_free(&list);
    return set;
}

static void states_are_those_of_the_trace(void **state)
{
    (void)state;
    struct model *model = toy_model(SCORE_ADDITIVE);
    struct trace *trace = toy_trace(model);
    struct state_set *set =
        set_of(model, (const char *[]){"Go.", "", "calm", "I'm home.", "go home", "i go", NULL});
    assert_int_equal(set->texts.count, 5); /* the empty one is left out */
    for (int side = 0; side < STATES_COUNT; side++) {
        struct state_map *map = state_map_new(set, trace, 1, (enum states_side)side);
        struct mat rows = trace_get(trace, 1, side == STATES_ENCODER ? Q_STATES : Q_STATE);
        int own = side == STATES_ENCODER ? 3 : trace->sentences[1].steps;
        assert_int_equal(map->own, own);
        assert_int_equal(map->states.size, rows.cols);
        assert_int_equal(map->states.count, own + set->sides[side].count);
        for (int i = 0; i < own; i++) {
            assert_memory_equal(state_map_vector(map, i), mat_row(rows, i),
                                (size_t)rows.cols * sizeof(real));
            assert_string_equal(map->states.list[i].word, side == STATES_ENCODER
                                                              ? trace_source_word(trace, 1, i)
                                                              : trace_target_word(trace, 1, i));
        }
        assert_string_equal(state_map_text(map, 0), "Go.");
        assert_string_equal(state_map_text(map, map->states.count - 1), "i go");
        /* the same sentence is in the set: its state there is the nearest, batch or not */
        assert_true(fabs(map->likeness[0] - 1) < 1e-5);
        assert_true(map->share[0] >= map->share[1] && map->share[0] + map->share[1] < 1.00001);
        state_map_free(map);
    }
    state_set_free(set);
    trace_free(trace);
    model_free(model);
}

static void without_other_sentences_nothing_is_near(void **state)
{
    (void)state;
    struct model *model = toy_model(SCORE_NONE);
    struct trace *trace = toy_trace(model);
    struct state_map *map = state_map_new(NULL, trace, 0, STATES_ENCODER);
    assert_int_equal(map->states.count, 5);
    assert_int_equal(map->nearest_count, 0);
    state_map_choose(map, 99);
    assert_int_equal(map->chosen, 4);
    state_map_choose(map, -1);
    assert_int_equal(map->chosen, 0);
    state_map_free(map);
    trace_free(trace);
    model_free(model);
}

/* ---- a map whose numbers are written down here ---- */

enum { COUNT = 8, SIZE = 3 };

static real vectors[COUNT * SIZE] = {
    1,   0,    0, /* I */
    0,   1,    0, /* go */
    .6f, .8f,  0, /* we: cosine .6 with I, .8 with go */
    0,   -1,   0, /* stay: −1 with go */
    .5f, 0,    0, /* i: 1 with I */
    0,   0,    0, /* a state without direction is near nothing */
    .1f, -.1f, .9f, -.9f, .3f, .3f,
};
static real places[COUNT * 2] = {-2, 1, 3, 1.5f, 2.9f, 1.4f, -2.1f, 1, 0, 0, 1, -1, -3, -2, 3, -2};
static struct state list[COUNT] = {{"I", -1, 0}, {"go", -1, 1},   {"we", 0, 0},   {"stay", 0, 1},
                                   {"i", 1, 0},  {"<eos>", 1, 1}, {"早上", 2, 0}, {"calm", 2, 1}};

static struct state_set *literal_set(void)
{
    static struct state_set set;
    if (!set.texts.count)
        for (int i = 0; i < 3; i++)
            strs_add(&set.texts, (const char *[]){"we stay", "i", "早上 calm"}[i]);
    return &set;
}

static struct state_map literal_map(int chosen)
{
    struct state_map map = {
        .side = STATES_ENCODER,
        .set = literal_set(),
        .text = "I go",
        .states = {.count = COUNT, .size = SIZE, .list = list, .vectors = vectors},
        .own = 2,
        .places = places,
        .share = {0.625, 0.25}};
    state_map_choose(&map, chosen);
    return map;
}

static void the_nearest_by_hand(void **state)
{
    (void)state;
    struct state_map map = literal_map(1); /* go */
    const int expected[] = {2, 7, 4, 6, 3};
    const double cosines[] = {0.8, 0.3 / sqrt(0.99), 0, -0.1 / sqrt(0.83), -1};
    assert_int_equal(map.nearest_count, 5); /* not its own sentence, not the zero */
    for (int i = 0; i < 5; i++) {
        assert_int_equal(map.nearest[i], expected[i]);
        assert_true(fabs(map.likeness[i] - cosines[i]) < 1e-6);
    }
    state_map_choose(&map, 0);
    assert_int_equal(map.nearest[0], 4);
    assert_int_equal(map.nearest[1], 2);
    state_map_choose(&map, 2); /* one of the set: its own sentence is the one that is left out */
    assert_int_equal(map.nearest[0], 1);
    for (int i = 0; i < map.nearest_count; i++)
        assert_true(map.nearest[i] != 3);
}

/* ---- pictures ---- */

static char *draw(const struct state_map *map, int rows, int columns, bool ascii)
{
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO, .ascii = ascii};
    grid_init(&grid, rows, columns);
    states_draw(&grid, grid_whole(&grid), map);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static void check(int chosen, int rows, int columns, bool ascii, const char *expected)
{
    struct state_map map = literal_map(chosen);
    char *text = draw(&map, rows, columns, ascii);
    assert_string_equal(text, expected);
    free(text);
}

static void beside_each_other(void **state)
{
    (void)state;
    check(1, 16, 60, false,
          "h(2) go  I go\n"
          "2nd component: 25.0 % of the vari…  nearest (cosine) in 3 s…\n"
          "  │                            go■   0.80 we         we stay\n"
          "  │stay◆●I                      we   0.30 calm       早上 c…\n"
          "  │                                  0.00 i          i\n"
          " 0┤               ◆i                -0.11 早上       早上 c…\n"
          "  │                                 -1.00 stay       we stay\n"
          "  │                    ·<eos>\n"
          "  │\n"
          "-2┤◆早上                     calm◆\n"
          "  └─────┬─────────┬─────────┬─────\n"
          "       -2         0         2\n"
          "1st component: 62.5 % of the vari…\n"
          "3 units from −1 to 1: the chosen state, then the nearest\n"
          "go          █\n"
          "we         ▒▓\n");
}

static void in_ascii(void **state)
{
    (void)state;
    check(0, 16, 60, true,
          "h(1) I  I go\n"
          "2nd component: 25.0 % of the vari~  nearest (cosine) in 3 s~\n"
          "  |                            goo   1.00 i          i\n"
          "  |stay*#I                      we   0.60 we         we stay\n"
          "  |                                  0.11 ????       ???? c~\n"
          " 0+               *i                 0.00 stay       we stay\n"
          "  |                                 -0.90 calm       ???? c~\n"
          "  |                    .<eos>\n"
          "  |\n"
          "-2+*????                     calm*\n"
          "  +-----+---------+---------+-----\n"
          "       -2         0         2\n"
          "1st component: 62.5 % of the vari~\n"
          "3 units from -1 to 1: the chosen state, then the nearest\n"
          "I          #\n"
          "i          +\n");
}

static void above_each_other(void **state)
{
    (void)state;
    check(1, 20, 40, false,
          "h(2) go  I go\n"
          "2nd component: 25.0 % of the variance\n"
          "  │ stay◆●I                          go■\n"
          "  │                                   we\n"
          " 0┤                  ◆i\n"
          "  │\n"
          "  │                        ·<eos>\n"
          "-2┤◆早上                           calm◆\n"
          "  └──────┬───────────┬───────────┬──────\n"
          "        -2           0           2\n"
          "   1st component: 62.5 % of the variance\n"
          "nearest (cosine) in 3 sentences\n"
          " 0.80 we         we stay\n"
          " 0.30 calm       早上 calm\n"
          " 0.00 i          i\n"
          "-0.11 早上       早上 calm\n"
          "3 units from −1 to 1: the chosen state,\n"
          "go          █\n"
          "we         ▒▓\n"
          "calm       ≡░░\n");
}

/* The chosen word is on every screen that has a row for it; no size and no number is too odd. */
static void any_size(void **state)
{
    (void)state;
    struct state_map map = literal_map(6);
    for (int rows = 1; rows <= 40; rows++)
        for (int columns = 1; columns <= 130; columns += 3) {
            char *text = draw(&map, rows, columns, false);
            assert_true(columns < 10 || strstr(text, "早上"));
            free(text);
        }
    real odd[COUNT * 2] = {(real)NAN, (real)NAN, (real)INFINITY, 1};
    map.places = odd;
    free(draw(&map, 24, 80, false));
    struct state_map none = {.text = "I go"};
    state_map_choose(&none, 3);
    free(draw(&none, 24, 80, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_those_of_the_trace),
        cmocka_unit_test(without_other_sentences_nothing_is_near),
        cmocka_unit_test(the_nearest_by_hand),
        cmocka_unit_test(beside_each_other),
        cmocka_unit_test(in_ascii),
        cmocka_unit_test(above_each_other),
        cmocka_unit_test(any_size),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    strs_free(&literal_set()->texts);
    return failed;
}
