/* Tables of queries, keys and values: numbers worked out by hand, every way in which a file can be bad, and
 * the laboratory on a table. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/app.h"
#include "base/mem.h"
#include "draw/grid.h"
#include "lab/intervention.h"
#include "model/qkv.h"
#include "trace/summand.h"

static const char *const paper = "# two sentences\n"
                                 "query,1,2\nquery,0,1\n"
                                 "key,1,0\nkey,0,1\nkey,1,1\n"
                                 "value,10\nvalue,20\nvalue,30\n"
                                 "\n"
                                 "sentence\r\n"
                                 "query,-1,3,,\nkey,2,\"1\"\nvalue, 7\n"
                                 "W,1,0\nW,0,1\nU,1,0\nU,0,1\nv,1,2\n";

static struct model *model_of(const char *text, enum score score)
{
    struct err err;
    struct qkv *table = qkv_read("t.csv", text, strlen(text), &err);
    if (!table)
        fail_msg("%s", err.text);
    return qkv_model(table, "t.csv:score", score);
}

static struct trace *run_of(const struct model *model, const char *const *lines)
{
    struct err err;
    struct strs texts = {0}, list = {0};
    for (; lines && *lines; lines++)
        strs_add(&list, *lines);
    strs_add(&texts, "");
    struct lab lab = {model, &texts, &list};
    struct trace *trace = lab_run(&lab, &err);
    assert_string_equal(err.text, "");
    strs_free(&texts);
    strs_free(&list);
    return trace;
}

static void assert_row(const struct trace *trace, int sentence, enum quantity_id id, int row,
                       const double *numbers, int count)
{
    struct mat all = trace_get(trace, sentence, id);
    assert_non_null(all.x);
    assert_int_equal(all.cols, count);
    for (int i = 0; i < count; i++)
        if (!(fabs(mat_row(all, row)[i] - numbers[i]) < 1e-5))
            fail_msg("%s[%d,%d] is %g, expected %g", quantity_any(id)->name, row, i,
                     (double)mat_row(all, row)[i], numbers[i]);
}
#define ROW(...)                                                                                   \
    (const double[]){__VA_ARGS__}, (int)(sizeof(double[]){__VA_ARGS__} / sizeof(double))

static void numbers_are_those_on_paper(void **state)
{
    (void)state;
    struct model *model = model_of(paper, SCORE_DOT);
    struct trace *trace = run_of(model, NULL);
    double sum = exp(1) + exp(2) + exp(3);
    assert_row(trace, 0, Q_SCORES, 0, ROW(1, 2, 3));
    assert_row(trace, 0, Q_SCORES, 1, ROW(0, 1, 1));
    assert_row(trace, 0, Q_WEIGHTS, 0, ROW(exp(1) / sum, exp(2) / sum, exp(3) / sum));
    assert_row(trace, 0, Q_CONTEXT, 0, ROW((10 * exp(1) + 20 * exp(2) + 30 * exp(3)) / sum));
    assert_row(trace, 1, Q_WEIGHTS, 0, ROW(1, 0, 0));
    assert_row(trace, 1, Q_CONTEXT, 0, ROW(7));
    assert_int_equal(trace->sentences[0].steps, 2);
    assert_int_equal(trace->sentences[1].steps, 1);
    assert_string_equal(trace_source_word(trace, 0, 2), "k3");
    assert_string_equal(trace_target_word(trace, 0, 1), "q2");
    trace_free(trace);
    model_free(model);
    model = model_of(paper, SCORE_SCALED_DOT);
    trace = run_of(model, NULL);
    assert_row(trace, 0, Q_SCORES, 0, ROW(1 / sqrt(2), 2 / sqrt(2), 3 / sqrt(2)));
    trace_free(trace);
    model_free(model);
    model = model_of(paper, SCORE_ADDITIVE);
    trace = run_of(model, NULL);
    assert_row(trace, 0, Q_SCORES, 0,
               ROW(tanh(2) + 2 * tanh(2), tanh(1) + 2 * tanh(3), tanh(2) + 2 * tanh(3)));
    assert_row(trace, 0, Q_GIVEN_KEYS, 2, ROW(1, 1));
    trace_free(trace);
    model_free(model);
}

/* The other parameters of the same table are used, not drawn ones. */
static void scores_change_in_place(void **state)
{
    (void)state;
    static const char *const additive[] = {"score additive", NULL};
    struct model *model = model_of(paper, SCORE_DOT);
    struct trace *trace = run_of(model, additive);
    assert_row(trace, 0, Q_SCORES, 0,
               ROW(tanh(2) + 2 * tanh(2), tanh(1) + 2 * tanh(3), tanh(2) + 2 * tanh(3)));
    trace_free(trace);
    model_free(model);
}

static void example_is_uniform_over_2_and_6(void **state)
{
    (void)state;
    struct err err;
    struct qkv *table = qkv_open("data/qkv/example.csv", &err);
    if (!table)
        fail_msg("%s", err.text);
    for (int score = 0; score < 3; score++) {
        static const char *const scores[] = {"dot", "scaled_dot", "additive"};
        table = score ? qkv_open("data/qkv/example.csv", &err) : table;
        struct model *model = qkv_model(table, "example", (enum score)qkv_score(scores[score]));
        struct trace *trace = run_of(model, NULL);
        assert_int_equal(trace->count, 2);
        for (int b = 0; b < 2; b++) {
            int valid = b ? 6 : 2;
            const real *weights = mat_row(trace_get(trace, b, Q_WEIGHTS), 0);
            for (int j = 0; j < 10; j++)
                assert_true(weights[j] == (j < valid ? (real)1 / (real)valid : 0));
        }
        trace_free(trace);
        model_free(model);
    }
}

static void numbers_can_be_set(void **state)
{
    (void)state;
    static const char *const lines[] = {"set query 1 1 0", "set @1 key 3 2 -1", "set value 2 1 0.5",
                                        "set @2 length 0", NULL};
    struct model *model = model_of(paper, SCORE_DOT);
    struct trace *trace = run_of(model, lines), *before = run_of(model, NULL);
    assert_row(trace, 0, Q_SCORES, 0, ROW(0, 2, -2));
    assert_row(trace, 0, Q_VALUES, 1, ROW(0.5));
    assert_row(trace, 1, Q_WEIGHTS, 0, ROW(0, 0, 0));
    assert_row(trace, 1, Q_CONTEXT, 0, ROW(0));
    assert_row(before, 0, Q_SCORES, 0, ROW(1, 2, 3)); /* the table itself is as it was */
    trace_free(trace);
    trace_free(before);
    model_free(model);
}

static void what_cannot_be_set_says_why(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"set", "expected part of a table: query|key|value|length"},
        {"set word 1 1 1", "there is no part of a table \"word\""},
        {"set query 3 1 1", "the number of a query"},
        {"set @2 query 2 1 1", "the number of a query"},
        {"set key 1 3 1", "which of its numbers"},
        {"set key 1 1 x", "a number"},
        {"set key 1 1 inf", "not infinite"},
        {"set @3 key 1 1 1", "the number of a sentence"},
        {"set length 4", "from 0 to 3"},
        {"set length 1.5", "from 0 to 3"},
        {"set length 1 1", "too much"},
        {"sentence a b", "a table has no words"},
        {"beside a b", "a table has no words"},
        {"force a", "a table has no words"},
        {"choose 1 q2", "a table has no words"},
        {"query other", "a table has no words"},
    };
    struct model *model = model_of(paper, SCORE_DOT);
    struct strs texts = {0}, none = {0};
    strs_add(&texts, "");
    struct lab lab = {model, &texts, &none};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err err;
        assert_int_equal(lab_check(&lab, bad[i][0], &err), -1);
        if (!strstr(err.text, bad[i][1]))
            fail_msg("%s: %s", bad[i][0], err.text);
    }
    strs_free(&texts);
    model_free(model);
}

/* Every number that is shown adds up from its terms, down to what the table has. */
static void every_number_adds_up(void **state)
{
    (void)state;
    static const char *const none[] = {NULL},
                             *const changed[] = {"keys equal", "temperature 2", NULL},
                             *const general[] = {"score general", "hide 1", NULL};
    static const char *const *const lists[] = {none, changed, general};
    for (int score = SCORE_DOT; score < SCORE_COUNT; score++)
        for (size_t l = 0; l < 3; l++) {
            if (score == SCORE_GENERAL || score == SCORE_LOCATION)
                continue;
            struct model *model = model_of(paper, (enum score)score);
            struct trace *trace = run_of(model, lists[l]);
            struct arena arena = {0};
            for (int b = 0; b < trace->count; b++)
                for (int id = 0; id < Q_COUNT; id++) {
                    struct mat all = trace_get(trace, b, (enum quantity_id)id);
                    for (int cell = 0; all.x && cell < all.rows * all.cols; cell++) {
                        struct derivation d;
                        assert_true(derive(
                            trace, b,
                            origin_at((enum quantity_id)id, cell / all.cols, cell % all.cols),
                            &arena, &d));
                        double made = d.how == COMBINE_QUOTIENT
                                          ? d.inner > 0 ? d.terms[d.chosen].value / d.inner : 0
                                          : d.inner;
                        if (isfinite(d.value) && !(fabs(made - d.value) < 1e-4))
                            fail_msg("%s: terms give %g, it is %g", d.name, made, d.value);
                        assert_null(strstr(d.formula, " h("));
                        assert_null(strstr(d.formula, " s("));
                    }
                }
            arena_free(&arena);
            trace_free(trace);
            model_free(model);
        }
}

static void values_may_be_the_keys(void **state)
{
    (void)state;
    struct model *model = model_of("query,1\nkey,2\nkey,2\nkey,9\nlength,2\n", SCORE_DOT);
    struct trace *trace = run_of(model, NULL);
    assert_row(trace, 0, Q_WEIGHTS, 0, ROW(0.5, 0.5, 0));
    assert_row(trace, 0, Q_CONTEXT, 0, ROW(2));
    assert_true(qkv_of(model)->random);
    trace_free(trace);
    model_free(model);
}

/* Other separators and capitals are what spreadsheets write. */
static void other_separators_are_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"# a; b\nQuery;1\nKey;2\nKEY;2\nLength;1\n",
                                        "query\t1\nkey\t2\nkey\t2\nlength\t1\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct model *model = model_of(texts[i], SCORE_DOT);
        struct trace *trace = run_of(model, NULL);
        assert_row(trace, 0, Q_WEIGHTS, 0, ROW(1, 0));
        trace_free(trace);
        model_free(model);
    }
}

/* A run of random parameters says so with every picture and table: it stands in the source. */
static void random_parameters_are_said(void **state)
{
    (void)state;
    static const enum score scores[] = {SCORE_DOT, SCORE_ADDITIVE};
    for (int i = 0; i < 2; i++) {
        struct model *model = model_of("query,1\nkey,2\n", scores[i]);
        struct trace *trace = run_of(model, NULL);
        assert_int_equal(strstr(trace->sentences[0].text, "W, U, v are random") != NULL,
                         scores[i] == SCORE_ADDITIVE);
        trace_free(trace);
        model_free(model);
    }
}

static void bad_files_say_where(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"", "t.csv: a table without rows"},
        {"key,1\n", "t.csv:1: sentence 1 ends without any query"},
        {"query,1\n", "t.csv:1: sentence 1 ends without any key"},
        {"query\n", "t.csv:1: a query of 0 numbers"},
        {"query,1\n\nkey,a\n", "t.csv:3: column 2: expected a number, found \"a\""},
        {"query,1,,2\n", "t.csv:1: column 3: expected a number, found \"\""},
        {"query,nan\n", "t.csv:1: column 2: expected a number"},
        {"query,1e999\n", "t.csv:1: column 2: expected a number"},
        {"query,1\nquery,1,2\n", "t.csv:2: a query of 2 numbers; expected 1"},
        {"query,1\nkey,1\nvalue,1\nvalue,1\n", "t.csv:4: sentence 1 has 1 keys and 2 values"},
        {"query,1\nkey,1\nlength,2\n", "t.csv:3: sentence 1: length 2, but it has 1 keys"},
        {"length,-1\n", "t.csv:1: a length of -1"},
        {"length,1.5\n", "t.csv:1: a length of 1.5"},
        {"length\n", "t.csv:1: expected length,N"},
        {"quarry,1\n", "t.csv:1: there is no row \"quarry\""},
        {"sentence\n", "t.csv: a table without rows"},
        {"query;0,5\nkey;1\n", "t.csv:1: column 2: expected a number, found \"0,5\""},
        {"query,1\nkey,1\nW,1\n", "t.csv: W has 1 rows, U 0, v 0 numbers"},
        {"query,1\nkey,1\nW,1,2\nU,1\nv,1\n", "t.csv: rows of W have 2 numbers, queries 1"},
        {"v,1\nv,1\n", "t.csv:2: one v too many"},
        {"query,1\nkey,1\nvalue,1\nsentence\nquery,1\nkey,1\n", "t.csv: sentence 2 has no values"},
        {"query,1\nkey,1\nsentence\nquery,1\nkey,1\nsentence\nquery,1\nkey,1\nsentence\nquery,1\n"
         "key,1\nsentence\n",
         "t.csv:12: one sentence too many"},
        {"query,\xff\n", "not text in UTF-8"},
    };
    struct err err;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(qkv_read("t.csv", bad[i][0], strlen(bad[i][0]), &err));
        if (strncmp(err.text, bad[i][1], strlen(bad[i][1])) != 0 && !strstr(err.text, bad[i][1]))
            fail_msg("%s", err.text);
        assert_null(strchr(err.text, '\n'));
    }
    assert_null(qkv_open("no/such.csv", &err));
}

/* A file that ends anywhere, or has any byte changed, is a table or one line. */
static void damaged_files_are_tables_or_one_line(void **state)
{
    (void)state;
    size_t n = strlen(paper);
    char *text = mem_text(paper);
    for (size_t i = 0; i < 2 * n; i++) {
        struct err err = {""};
        char kept = text[i % n];
        text[i % n] = i < n ? kept : "\",\n9q"[i % 5];
        struct qkv *table = qkv_read("t.csv", text, i < n ? i : n, &err);
        text[i % n] = kept;
        if (!table) {
            assert_true(err.text[0] && !strchr(err.text, '\n'));
            continue;
        }
        struct model *model = qkv_model(table, "t", SCORE_ADDITIVE);
        trace_free(run_of(model, NULL));
        model_free(model);
    }
    free(text);
}

static void dot_needs_one_size(void **state)
{
    (void)state;
    static const char *const text = "query,1,2\nkey,1\nvalue,1\n";
    struct err err;
    struct qkv *table = qkv_read("t.csv", text, strlen(text), &err);
    assert_int_equal(qkv_check(table, SCORE_DOT, &err), -1);
    assert_non_null(strstr(err.text, "a query has 2 numbers, a key 1"));
    assert_int_equal(qkv_check(table, SCORE_ADDITIVE, &err), 0);
    struct model *model = qkv_model(table, "t.csv:additive", SCORE_ADDITIVE);
    struct trace *trace = run_of(model, NULL);
    assert_row(trace, 0, Q_WEIGHTS, 0, ROW(1));
    trace_free(trace);
    model_free(model);
}

/* Whatever is pressed on a table, there is a screen. */
static void every_key_leaves_a_screen(void **state)
{
    (void)state;
    static const char *const models[] = {"t.csv:score"};
    struct app_setup setup = {.text = "table", .models = models, .model_count = 1};
    struct app *app = app_new(&setup);
    struct screen *screen = app_screen(app);
    struct event event = {.kind = EVENT_ANSWER,
                          .answer = {.kind = ANSWER_MODEL,
                                     .asker = screen->effects.list[0].asker,
                                     .model = model_of(paper, SCORE_DOT)}};
    screen_event(screen, &event);
    struct grid grid;
    grid_init(&grid, 24, 80);
    unsigned random = 7;
    for (int i = 0; i < 4000; i++) {
        random = random * 1103515245u + 12345u;
        int key = (int)(random >> 16) % 110;
        struct event press = {.kind = EVENT_TEXT, .text = {(char)(key < 95 ? ' ' + key : 0)}};
        if (key >= 95)
            press = (struct event){.kind = EVENT_KEY, .key = (enum key)(key - 94)};
        effects_free(&screen->effects);
        screen_event(screen, &press);
        screen_draw(screen, &grid);
    }
    grid_free(&grid);
    app_free(app);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_on_paper),
        cmocka_unit_test(scores_change_in_place),
        cmocka_unit_test(example_is_uniform_over_2_and_6),
        cmocka_unit_test(numbers_can_be_set),
        cmocka_unit_test(what_cannot_be_set_says_why),
        cmocka_unit_test(every_number_adds_up),
        cmocka_unit_test(values_may_be_the_keys),
        cmocka_unit_test(other_separators_are_read),
        cmocka_unit_test(random_parameters_are_said),
        cmocka_unit_test(bad_files_say_where),
        cmocka_unit_test(damaged_files_are_tables_or_one_line),
        cmocka_unit_test(dot_needs_one_size),
        cmocka_unit_test(every_key_leaves_a_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
