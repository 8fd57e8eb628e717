#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "export/print.h"
#include "lab/caption.h"
#include "literal.h"
#include "view/words.h"

/* What is said of pictures of literal traces, and pictures without anything to say. */

struct fixture {
    struct model *model;
    struct trace *trace;
    struct picture picture;
};

static struct fixture fixture_of(const char *name, const char *text)
{
    struct fixture f = {.model = literal_model(name)};
    f.trace = trace_new(f.model, &text, 1, NULL);
    literal_fill(f.trace);
    f.picture = (struct picture){.trace = f.trace, .zoom = ZOOM_STAGE, .cursor.word = -1};
    picture_go(&f.picture, sheet_of(trace_has(f.trace, Q_WEIGHTS) ? Q_WEIGHTS : Q_CONTEXT), 2, 2);
    return f;
}

static void end(struct fixture *f)
{
    trace_free(f->trace);
    model_free(f->model);
}

static void says(void (*say)(const struct picture *, struct str *), const struct picture *picture,
                 const char *expected)
{
    struct str text = {0};
    say(picture, &text);
    if (!strstr(text.text, expected))
        fail_msg("\"%s\" does not say \"%s\"", text.text, expected);
    str_free(&text);
}

static void a_matrix_says_the_largest_of_each_row(void **state)
{
    (void)state;
    struct fixture f = fixture_of("eng-fra-additive", "I'm home.");
    struct mat weights = trace_get(f.trace, 0, Q_WEIGHTS);
    char expected[80];
    assert_int_equal(weights.rows, 6);
    says(words_title, &f.picture, "attention weights α(t,j) of \"I'm home.\"");
    says(words_picture, &f.picture, "A matrix of 6 rows and 5 columns.");
    snprintf(expected, sizeof expected, "each row: je: i %.2f; suis: 'm %.2f; chez: home %.2f;",
             (double)mat_row(weights, 0)[0], (double)mat_row(weights, 1)[1],
             (double)mat_row(weights, 2)[2]);
    says(words_picture, &f.picture, expected);
    says(words_picture, &f.picture, "\"chez\" looks at \"home\" with weight");
    end(&f);
}

static void a_matrix_over_units_says_its_range(void **state)
{
    (void)state;
    struct fixture f = fixture_of("eng-fra-additive", "I'm home.");
    struct mat states = trace_get(f.trace, 0, Q_STATES);
    double low = 1e9, high = -1e9;
    char expected[80];
    for (int i = 0; i < states.rows * states.cols; i++) {
        double x = mat_row(states, i / states.cols)[i % states.cols];
        low = x < low ? x : low;
        high = x > high ? x : high;
    }
    picture_go(&f.picture, sheet_of(Q_STATES), 1, 3);
    snprintf(expected, sizeof expected, "Its numbers go from %.2f to %.2f.", low, high);
    says(words_picture, &f.picture, expected);
    end(&f);
}

static void a_long_matrix_says_its_first_rows(void **state)
{
    (void)state;
    struct fixture f = fixture_of("eng-fra-additive", LITERAL_LONG);
    picture_go(&f.picture, sheet_of(Q_STATES), 0, 0);
    picture_go(&f.picture, sheet_of(Q_WEIGHTS), 0, 0);
    says(words_picture, &f.picture, "nous: ");
    end(&f);
}

static void a_step_says_its_weights_and_its_word(void **state)
{
    (void)state;
    struct fixture f = fixture_of("eng-fra-additive", "I'm home.");
    f.picture.zoom = ZOOM_FLOW;
    const float *row = mat_row(trace_get(f.trace, 0, Q_WEIGHTS), 2);
    char expected[120];
    snprintf(expected, sizeof expected,
             "Step 3 of 6, after \"suis\". Weights: i %.2f, 'm %.2f, home %.2f", (double)row[0],
             (double)row[1], (double)row[2]);
    says(words_title, &f.picture, "decoding step 3 of \"I'm home.\"");
    says(words_picture, &f.picture, expected);
    says(words_picture, &f.picture, "It writes \"chez\" with probability 0.");
    end(&f);

    f = fixture_of("eng-fra-fixed", "I'm home.");
    f.picture.zoom = ZOOM_FLOW;
    says(words_picture, &f.picture, "There is no attention.");
    f.picture.zoom = ZOOM_STAGE;
    picture_set_stage(&f.picture, STAGE_SOFTMAX);
    says(words_title, &f.picture, "the softmax stage of");
    says(words_picture, &f.picture, "eng-fra-fixed has nothing at the softmax stage.");
    end(&f);
}

static void a_cell_says_what_it_is_made_of(void **state)
{
    (void)state;
    struct fixture f = fixture_of("eng-fra-additive", "I'm home.");
    char expected[40];
    f.picture.zoom = ZOOM_CELL;
    says(words_title, &f.picture, "a cell of attention weights");
    snprintf(expected, sizeof expected, "α(3,3) = %.4g. α(3,3) = exp",
             (double)mat_row(trace_get(f.trace, 0, Q_WEIGHTS), 2)[2]);
    says(words_picture, &f.picture, expected);
    says(words_picture, &f.picture, "largest first: home 1;");
    end(&f);
}

static void a_caption_says_what_was_run(void **state)
{
    (void)state;
    struct fixture f = fixture_of("eng-fra-additive", "I'm home.");
    struct strs changes = {0};
    struct str text = {0};
    caption_say(f.trace, 0, &changes, &text);
    assert_string_equal(text.text, "eng-fra-additive: I'm home. → Je suis chez moi.");
    str_clear(&text);
    strs_add(&changes, "mask off");
    strs_add(&changes, "temperature 0.5");
    caption_say(f.trace, 0, &changes, &text);
    assert_string_equal(text.text, "eng-fra-additive: I'm home. → Je suis chez moi.\n"
                                   "changed: mask off, temperature 0.5");
    strs_free(&changes);
    str_free(&text);
    end(&f);
}

/* --- bare ------------------------------------------------------------------------------------- */

static void check_bare(struct picture picture, int rows, int columns)
{
    struct grid grid;
    struct str text = {0};
    const struct theme theme = {.tier = TIER_MONO};
    picture.bare = true;
    grid_init(&grid, rows, columns);
    picture_draw(&grid, grid_whole(&grid), &picture);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            const struct cell *cell = grid_cell(&grid, i, j);
            assert_false(cell->marks & MARK_CURSOR);
            assert_int_not_equal(cell->style, STYLE_KEY);
            if (cell->style == STYLE_BADGE && i == 0)
                fail_msg("a badge in the first row");
        }
    print_text(&text, &grid, &theme);
    const char *const none[] = {"\n▸", "[.", "[0", "[-", "(v)", "below (j)", "looks at"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (strstr(text.text, none[i]))
            fail_msg("\"%s\" is in\n%s", none[i], text.text);
    str_free(&text);
    grid_free(&grid);
}

static void a_bare_picture_has_no_cursor_and_no_keys(void **state)
{
    (void)state;
    static const enum quantity_id ids[] = {Q_WEIGHTS, Q_STATES, Q_CONTEXT};
    const char *const texts[] = {"I'm home.", LITERAL_LONG};
    for (int s = 0; s < 2; s++) {
        struct fixture f = fixture_of("eng-fra-additive", texts[s]);
        for (int zoom = ZOOM_FLOW; zoom <= ZOOM_CELL; zoom++)
            for (int i = 0; i < 3; i++) {
                picture_go(&f.picture, sheet_of(ids[i]), 1, 1);
                f.picture.zoom = (enum zoom)zoom;
                check_bare(f.picture, 24, 80);
                check_bare(f.picture, 40, 120);
                check_bare(f.picture, 10, 40);
            }
        end(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matrix_says_the_largest_of_each_row),
        cmocka_unit_test(a_matrix_over_units_says_its_range),
        cmocka_unit_test(a_long_matrix_says_its_first_rows),
        cmocka_unit_test(a_step_says_its_weights_and_its_word),
        cmocka_unit_test(a_cell_says_what_it_is_made_of),
        cmocka_unit_test(a_caption_says_what_was_run),
        cmocka_unit_test(a_bare_picture_has_no_cursor_and_no_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
