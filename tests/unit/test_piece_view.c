/* Pieces on screen: a hyphen says that a word goes on, also where there is little room, and the line
 * below names the word. */
#include "pieces.h"

#include "export/print.h"
#include "lab/intervention.h"
#include "trace/derive.h"
#include "view/picture.h"

static struct model *model;
static struct trace *trace;

static int prepare(void **state)
{
    (void)state;
    static const char *const text = "I'm slower, newest 早.";
    model = pieces_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 4);
    trace = trace_new(model, &text, 1, NULL);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    trace_free(trace);
    model_free(model);
    return 0;
}

/* The screen of a view, to be freed. */
static char *screen_of(enum stage stage, enum zoom zoom, int rows, int columns)
{
    struct picture picture = {.trace = trace, .zoom = zoom, .cursor.word = -1};
    struct theme theme = {.tier = TIER_MONO};
    struct str out = {0};
    struct grid grid;
    picture_set_stage(&picture, stage);
    picture_clamp(&picture);
    grid_init(&grid, rows, columns);
    picture_draw(&grid, grid_whole(&grid), &picture);
    print_text(&out, &grid, &theme);
    grid_free(&grid);
    return str_take(&out);
}

static char *screen(enum zoom zoom, int rows, int columns)
{
    return screen_of(STAGE_SOFTMAX, zoom, rows, columns);
}

/* The mark of a token that its word goes on after is for programs. */
static void no_screen_shows_a_token(void **state)
{
    (void)state;
    static const enum stage stages[] = {STAGE_ENCODE,  STAGE_SCORE,  STAGE_MASK, STAGE_SOFTMAX,
                                        STAGE_CONTEXT, STAGE_DECODE, STAGE_WORD};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        for (int zoom = ZOOM_FLOW; zoom <= ZOOM_CELL; zoom++)
            for (int width = 60; width <= 160; width += 50) {
                char *text = screen_of(stages[i], (enum zoom)zoom, width / 3, width);
                if (strstr(text, "@@") || strstr(text, "<0x"))
                    fail_msg("a token is on screen:\n%s", text);
                free(text);
            }
}

static void programs_get_tokens(void **state)
{
    (void)state;
    char buffer[32];
    assert_string_equal(trace_token(trace, 0, AXIS_SOURCE, 3, buffer, sizeof buffer), "s@@");
    assert_string_equal(trace_label(trace, 0, AXIS_SOURCE, 3, buffer, sizeof buffer), "s-");
    assert_string_equal(trace_token(trace, 0, AXIS_UNIT, 3, buffer, sizeof buffer), "4");
}

static void expect(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        fail_msg("no \"%s\" in:\n%s", wanted, text);
}

static void heads_say_that_a_word_goes_on(void **state)
{
    (void)state;
    char *wide = screen(ZOOM_STAGE, 30, 140), *flow = screen(ZOOM_FLOW, 40, 100);
    expect(wide, " s- ");
    expect(wide, " lower ");
    expect(wide, " E6- ");
    expect(wide, " A9 ");
    assert_null(strstr(wide, "@@ "));
    expect(flow, "s- ");
    expect(flow, "E6- ");
    free(wide);
    free(flow);
}

static void the_word_is_named(void **state)
{
    (void)state;
    struct str text = {0};
    assert_string_equal(trace_source_word(trace, 0, 3), "s-");
    trace_say(trace, 0, (struct origin){.quantity = Q_WEIGHTS, .row = 0, .column = 3}, &text);
    expect(text.text, "at \"s-\" of \"slower\" with weight");
    str_clear(&text);
    trace_say(trace, 0, (struct origin){.quantity = Q_WEIGHTS, .row = 0, .column = 0}, &text);
    expect(text.text, "at \"i\" with weight");
    /* i 'm slower , newest 早 . */
    assert_int_equal(trace_source_length(trace, 0),
                     7 + 1 + 1 + 2 + 1); /* '@@ m, s@@ lower, 3 bytes */
    str_free(&text);
}

/* The sentence under one intervention, to be freed. */
static struct trace *run_under(const char *line)
{
    struct strs sentences = {0}, lines = {0};
    struct err err;
    strs_add(&sentences, trace->sentences[0].text);
    strs_add(&lines, line);
    struct lab lab = {.model = model, .sentences = &sentences, .interventions = &lines};
    struct trace *changed = lab_run(&lab, &err);
    assert_string_equal(err.text, "");
    strs_free(&sentences);
    strs_free(&lines);
    return changed;
}

/* What is done to a piece is done to its word. */
static void words_are_moved_as_a_whole(void **state)
{
    (void)state;
    static const struct {
        const char *line, *wanted;
    } cases[] = {
        {"drop s@@", "I'm, newest 早."},
        {"drop lower", "I'm, newest 早."},
        {"exchange s@@ newest", "I'm newest, slower 早."},
        {"replace lower low", "I'm low, newest 早."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace *changed = run_under(cases[i].line);
        assert_string_equal(changed->sentences[0].text, cases[i].wanted);
        trace_free(changed);
    }
}

/* A word that is cut is named by itself, and all of its pieces go; a piece by its own name. */
static void a_word_is_hidden_with_all_its_pieces(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int first, end; /* what is hidden */
    } cases[] = {{"hide slower", 3, 5}, {"hide s@@", 3, 4}, {"hide s-", 3, 4}, {"hide lower", 4, 5},
                 {"hide 3", 2, 3},      {"hide i", 0, 1},   {"hide 'm", 1, 3}};
    assert_string_equal(trace_source_word(trace, 0, 3), "s-");
    assert_string_equal(trace_source_word(trace, 0, 4), "lower");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace *changed = run_under(cases[i].line);
        for (int j = 0; j < trace_source_count(changed); j++)
            if (trace_masked(changed, 0, 0, j) != (j >= cases[i].first && j < cases[i].end))
                fail_msg("%s: position %d", cases[i].line, j + 1);
        trace_free(changed);
    }
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_say_that_a_word_goes_on),
        cmocka_unit_test(no_screen_shows_a_token),
        cmocka_unit_test(programs_get_tokens),
        cmocka_unit_test(the_word_is_named),
        cmocka_unit_test(words_are_moved_as_a_whole),
        cmocka_unit_test(a_word_is_hidden_with_all_its_pieces),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
