/* Measures that a lesson plots: their file, what expressions make of them, and what is drawn. */
#include "paper.h"

#include "draw/curves.h"
#include "export/print.h"
#include "lesson/check.h"
#include "lesson/expression.h"

#define SETTINGS "# title: Time\n# y: ms\n# log: x y\n# command: measure it\n"

static const char *const good = SETTINGS "words\tall\tsome\n1\t2\t0.5\n\n10\t200\t5e0\r\n";

static void reads_a_file(void **state)
{
    (void)state;
    struct err err;
    struct curves *c = curves_parse("t.tsv", good, &err);
    assert_non_null(c);
    assert_string_equal(c->title, "Time");
    assert_string_equal(c->y_label, "ms");
    assert_string_equal(c->command, "measure it");
    assert_true(c->log_x && c->log_y);
    assert_int_equal(c->curves, 2);
    assert_int_equal(c->points, 2);
    assert_string_equal(c->names.list[0], "words");
    assert_string_equal(c->names.list[2], "some");
    assert_true(c->x[1] == 10 && c->y[0][1] == 200 && c->y[1][0] == 0.5);
    curves_free(c);
}

static void refuses(const char *text, const char *expected)
{
    struct err err = {""};
    assert_null(curves_parse("t.tsv", text, &err));
    if (!strstr(err.text, expected) || !strstr(err.text, "expected"))
        fail_msg("\"%s\", expected \"%s\"", err.text, expected);
}

static void mistakes_have_their_line(void **state)
{
    (void)state;
    refuses(SETTINGS "x\ty\n1\t2\n1\t3\n", "t.tsv:7: 1 after 1");
    refuses(SETTINGS "x\ty\n1\n", "t.tsv:6: no point");
    refuses(SETTINGS "x\ty\n1\t2\t3\n", "t.tsv:6: no point; expected 2 numbers");
    refuses(SETTINGS "x\ty\n1\tnan\n", "t.tsv:6: no point");
    refuses(SETTINGS "x\n1\n", "t.tsv:5: 0 curves");
    refuses("# titel: Time\n", "t.tsv:1: \"# titel: Time\" is no setting");
    refuses(SETTINGS "x\ty\n", "t.tsv: no point");
    refuses("x\ty\n1\t2\n", "t.tsv: no # command");
    refuses("", "t.tsv: no point");
}

static double value_of(const char *text, const struct trace *trace)
{
    struct expression_value value;
    struct err err;
    if (expression_evaluate(text, trace, &value, &err))
        fail_msg("%s: %s", text, err.text);
    return value.number;
}

static void expressions_name_them(void **state)
{
    (void)state;
    struct err err;
    struct expression_value value;
    struct model *model = paper();
    const char *source = "a b";
    struct trace *trace = trace_new(model, &source, 1, NULL);
    struct curves *c = curves_parse("t.tsv", good, &err);
    assert_int_equal(expression_check("curve[1,2] / curve_x[2] > 1", &err), 0);
    assert_int_equal(expression_evaluate("curve[1,2]", trace, &value, &err), -1);
    assert_non_null(strstr(err.text, "has no measures"));
    trace->curves = c;
    assert_true(value_of("curve[1,2] / curve_x[2]", trace) == 20);
    assert_true(value_of("curve[2,1]", trace) == 0.5);
    static const char *const wrong[] = {"curve[3,1]",   "curve[1,3]", "curve[1]",
                                        "curve_x[1,1]", "curve_x[3]", "curve"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(expression_evaluate(wrong[i], trace, &value, &err), -1);
    trace_free(trace);
    curves_free(c);
    model_free(model);
}

static void are_drawn_with_their_command(void **state)
{
    (void)state;
    struct err err;
    struct grid grid;
    struct str out = {0};
    const struct theme theme = {.tier = TIER_MONO};
    struct curves *c = curves_parse("t.tsv", good, &err);
    for (int rows = 1; rows < 20; rows += 6) { /* however small */
        grid_init(&grid, rows, 40);
        curves_draw(&grid, grid_whole(&grid), c);
        str_clear(&out);
        print_text(&out, &grid, &theme);
        assert_non_null(strstr(out.text, "numbers from: measure it"));
        grid_free(&grid);
    }
    assert_non_null(strstr(out.text, "● all"));
    assert_non_null(strstr(out.text, "× some"));
    assert_non_null(strstr(out.text, "words"));
    str_free(&out);
    curves_free(c);
}

/* A file that cannot be read is a fault of the page. */
static void the_check_says_what_is_wrong(void **state)
{
    (void)state;
    static const char text[] = "---\ntitle: t\nmodel: m\nsource: a\n---\ntext\n"
                               "```view\nplot: gone.tsv\n```\n";
    struct err err;
    struct strs problems = {0};
    const struct lesson_checker checker = {0};
    struct lesson *lesson = lesson_parse("some/t.md", text, sizeof text - 1, &err);
    assert_non_null(lesson);
    assert_int_equal(lesson_check(lesson, NULL, &checker, &problems), 1);
    assert_non_null(strstr(problems.list[0], "some/t.md:6: error: plot: some/gone.tsv"));
    strs_free(&problems);
    lesson_free(lesson);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_file),
        cmocka_unit_test(mistakes_have_their_line),
        cmocka_unit_test(expressions_name_them),
        cmocka_unit_test(are_drawn_with_their_command),
        cmocka_unit_test(the_check_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
