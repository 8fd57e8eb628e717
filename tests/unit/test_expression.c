#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lesson/expression.h"
#include "toy.h"

static struct model *model;
static struct trace *trace;

static int start(void **state)
{
    (void)state;
    model = toy_model(SCORE_ADDITIVE);
    trace = toy_trace(model);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    trace_free(trace);
    model_free(model);
    return 0;
}

static double number(const char *text)
{
    struct expression_value value;
    struct err err = {""};
    if (expression_evaluate(text, trace, &value, &err))
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(value.kind, VALUE_NUMBER);
    return value.number;
}

static void assert_number(const char *text, double expected)
{
    double found = number(text);
    if (!(fabs(found - expected) < 1e-6 || found == expected))
        fail_msg("%s is %g, expected %g", text, found, expected);
    struct err err = {""};
    if (expression_check(text, &err)) /* what evaluates must pass without a trace, too */
        fail_msg("%s: %s", text, err.text);
}

/* Fails, and the message has every one of the parts. */
static void assert_refused(const char *text, const char *part)
{
    struct str out = {0};
    struct err err = {""};
    if (expression_format(text, trace, &out, &err) == 0)
        fail_msg("%s gave %s", text, out.text ? out.text : "nothing");
    if (!strstr(err.text, part))
        fail_msg("%s: the message is \"%s\", expected \"%s\" in it", text, err.text, part);
    assert_non_null(strstr(err.text, "column "));
    assert_non_null(strstr(err.text, "expected"));
    assert_true(!out.text || !out.text[0]);
    str_free(&out);
}

static void assert_text(const char *text, const char *expected)
{
    struct str out = {0};
    struct err err = {""};
    if (expression_format(text, trace, &out, &err) || expression_check(text, &err))
        fail_msg("%s: %s", text, err.text);
    assert_string_equal(out.text, expected);
    str_free(&out);
}

static double cell(int sentence, enum quantity_id id, int row, int column)
{
    return (double)mat_row(trace_get(trace, sentence, id), row)[column];
}

static void arithmetic(void **state)
{
    (void)state;
    assert_number("1", 1);
    assert_number(" 1 + 2 * 3 ", 7);
    assert_number("(1 + 2) * 3", 9);
    assert_number("10 - 4 - 3", 3);
    assert_number("16 / 4 / 2", 2);
    assert_number("2 ^ 3 ^ 2", 512);
    assert_number("-2 ^ 2", -4);
    assert_number("2 ^ -1", .5);
    assert_number("--3", 3);
    assert_number("2 - -3", 5);
    assert_number(".5 + 0.25", .75);
    assert_number("1e3 + 2e-1 + 1e+1", 1010.2);
    assert_number("1 / 0", INFINITY);
    assert_number("1e999", INFINITY);
    assert_number("1 < 2", 1);
    assert_number("2 <= 1", 0);
    assert_number("2 >= 2", 1);
    assert_number("1 + 1 == 2", 1);
    assert_number("1 != 1", 0);
    assert_number("3 > 2 + 1", 0);
    assert_number("abs(-2) + sqrt(9) + round(1.6)", 7);
    assert_number("log(exp(3))", 3);
    assert_number("tanh(0)", 0);
    assert_number("exp(-1000000)", 0);
}

static void quantities(void **state)
{
    (void)state;
    assert_number("weights[2,1]", cell(0, Q_WEIGHTS, 1, 0));
    assert_number("@1.weights[ 2 , 1 ]", cell(0, Q_WEIGHTS, 1, 0));
    assert_number("@2.weights[2,3]", cell(1, Q_WEIGHTS, 1, 2));
    assert_number("weights[1+1,6/3-1]", cell(0, Q_WEIGHTS, 1, 0));
    assert_number("first_state[1,4]", cell(0, Q_FIRST_STATE, 0, 3));
    assert_number("fed[1,2]", cell(0, Q_FED, 0, 1));
    assert_number("states[5,4]", cell(0, Q_STATES, 4, 3));
    assert_number("len(states[1])", 4);
    assert_number("len(first_state)", 4);
    assert_number("words", 5);
    assert_number("@2.words", 3);
    assert_number("steps", trace->sentences[0].steps);
    assert_number("len(@2.weights[1])", 5);
}

static void rows(void **state)
{
    (void)state;
    assert_number("sum(weights[1])", 1);
    assert_number("count(weights[1])", 5);
    assert_number("count(@2.weights[1])", 3);
    assert_number("count(@2.masked[1])", 3);
    assert_number("weights[1, argmax(weights[1])] == max(weights[1])", 1);
    assert_number("rank(weights[1], argmax(weights[1]))", 1);
    assert_number("rank(@2.masked[1], 5)", 4); /* two at −∞ share the last place */
    assert_number("min(@2.masked[1])", -INFINITY);
    assert_number("exp(scores[1,2] - logsumexp(scores[1])) - weights[1,2]", 0);
    double entropy = 0;
    for (int j = 0; j < 5; j++)
        entropy -= cell(0, Q_WEIGHTS, 0, j) * log(cell(0, Q_WEIGHTS, 0, j));
    assert_number("entropy(weights[1])", entropy);
}

static void masks(void **state)
{
    (void)state;
    assert_number("masked(5)", 0);
    assert_number("@2.masked(3)", 0);
    assert_number("@2.masked(4)", 1);
    assert_number("@2.masked[1,5]", -INFINITY);
    assert_number("masked[1,5]", cell(0, Q_MASKED, 0, 4));
}

static void words(void **state)
{
    (void)state;
    assert_text("source[3]", "home");
    assert_text("@2.source[1]", "go");
    assert_text("@2.source[3]", "<eos>");
    assert_text("@2.source[5]", "<pad>");
    assert_text("fed[1]", "<bos>");
    assert_text("target[1]", trace_target_word(trace, 0, 0));
    assert_number("source[1] == source[1]", 1);
    assert_number("source[1] == source[2]", 0);
    assert_number("source[1] != @2.source[1]", 1);
    assert_number("target[1] == fed[2]", 1);
}

static void formats(void **state)
{
    (void)state;
    assert_text("3", "3");
    assert_text("100", "100");
    assert_text("1/4", "0.25");
    assert_text("1/2", "0.5");
    assert_text("2/3", "0.67");
    assert_text("-0.001", "0");
    assert_text("-1000", "-1000");
    assert_text("1/3 %.3f", "0.333");
    assert_text("1/3%+.1f", "+0.3");
    assert_text("-0.001 %.2f", "0.00");
    assert_text("-0.001 %.3f", "-0.001");
    assert_text("7 %3.0f", "  7");
    assert_text("12345 %.1e", "1.2e+04");
    assert_refused("3 %.2f ", "format");
    assert_text("-1/0", "−∞");
    assert_text("1/0 %.2f", "∞");
    assert_text("@2.masked[1,5] %.2f", "−∞");
    assert_refused("3 %d", "column 3");
    assert_refused("3 %s", "%.2f");
    assert_refused("3 %.2f %.2f", "format");
    assert_refused("3 %100f", "format");
    assert_refused("3 %.123f", "format");
    assert_refused("3 %*f", "format");
    assert_refused("3 %", "format");
    assert_refused("source[1] %.2f", "a word has no decimals");
    assert_refused("weights[1]", "a whole row");
    assert_refused("weights", "a whole row");
}

static void mistakes(void **state)
{
    (void)state;
    assert_refused("", "the expression ends");
    assert_refused("1 +", "column 4");
    assert_refused("(1", "expected )");
    assert_refused("1)", "column 2");
    assert_refused("1 2", "an operator or the end");
    assert_refused("weights[1,2,3]", "expected ]");
    assert_refused("weights[1,2", "expected ]");
    assert_refused("weights[]", "expected a number");
    assert_refused("weights[0,1]", "there is no row 0");
    assert_refused("weights[1,6]", "there is no column 6; expected a whole number from 1 to 5");
    assert_refused("weights[1.5,1]", "there is no row 1.5");
    assert_refused("weights[0/0,1]", "there is no row");
    assert_refused("weights[1e30,1]", "there is no row");
    assert_refused("weights[weights[1],1]", "not a number");
    assert_refused("wieghts[1,1]", "unknown name \"wieghts\"");
    assert_refused("nosuch(1)", "unknown function \"nosuch\"");
    assert_refused("1 + nosuch", "column 5");
    assert_refused("argmax(3)", "not a row");
    assert_refused("argmax(weights)", "not a row");
    assert_refused("argmax(source[1])", "not a row");
    assert_refused("exp(weights[1])", "not a number");
    assert_refused("rank(weights[1])", "expected ,");
    assert_refused("rank(weights[1], 9)", "there is no entry 9");
    assert_refused("masked(6)", "there is no source position 6");
    assert_refused("source", "a list of words");
    assert_refused("source[6]", "there is no source position 6");
    assert_refused("target[999]", "there is no step 999");
    assert_refused("steps[1]", "unknown name");
    assert_refused("@3.steps", "no such sentence");
    assert_refused("@0.steps", "no such sentence");
    assert_refused("@steps", "no such sentence");
    assert_refused("@2.argmax(weights[1])", "before a function");
    assert_refused("source[1] + 1", "numbers on both sides");
    assert_refused("source[1] < source[2]", "numbers on both sides");
    assert_refused("-source[1]", "before what is no number");
    assert_refused("0x10", "found \"x10\"");
    assert_refused("nan", "unknown name");
    assert_refused("\xC3\xA9", "column 1");
    assert_refused("1 + \xC3\xA9 + 2", "column 5");
    assert_refused("averyveryveryverylongnamethatneverends[1]", "unknown name");
}

static void columns_count_characters(void **state)
{
    (void)state;
    struct err err = {""};
    assert_int_equal(expression_check("1 \xE2\x88\x92 \xE2\x88\x92", &err), -1);
    assert_non_null(strstr(err.text, "column 3"));
}

static void checks_without_a_trace(void **state)
{
    (void)state;
    struct err err = {""};
    assert_int_equal(expression_check("weights[99,99] %.2f", &err), 0);
    assert_int_equal(expression_check("target[99] == source[99]", &err), 0);
    assert_int_equal(expression_check("rank(@4.scores[50], 60) + masked(70)", &err), 0);
    assert_int_equal(expression_check("argmax(weights)", &err), -1);
    assert_int_equal(expression_check("argmax(weights[1]", &err), -1);
    assert_int_equal(expression_check("target[1] + 1", &err), -1);
    assert_int_equal(expression_check("@5.steps", &err), -1);
    assert_int_equal(expression_check("weights[1]", &err), -1);
}

/* However deep a text nests, it is refused before the stack is used up. */
static void depth_is_limited(void **state)
{
    (void)state;
    enum { SIZE = 100000 };
    static const char *const parts[] = {"(", "1^", "exp(", "weights[", "-", "1^-"};
    char *text = malloc(SIZE + 16);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t n = 0;
        while (n < SIZE)
            n += (size_t)sprintf(text + n, "%s", parts[i]);
        struct err err = {""};
        assert_int_equal(expression_check(text, &err), -1);
    }
    free(text);
    assert_number("((((((((((((((((((((((((1))))))))))))))))))))))))", 1);
}

static void a_model_without_scores_says_so(void **state)
{
    (void)state;
    struct model *fixed = toy_model(SCORE_NONE);
    struct trace *run = toy_trace(fixed);
    struct expression_value value;
    struct err err = {""};
    assert_int_equal(expression_evaluate("weights[1,1]", run, &value, &err), -1);
    assert_non_null(strstr(err.text, "toy has no attention weights"));
    assert_int_equal(expression_evaluate("context[1,1]", run, &value, &err), 0);
    trace_free(run);
    model_free(fixed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic),
        cmocka_unit_test(quantities),
        cmocka_unit_test(rows),
        cmocka_unit_test(masks),
        cmocka_unit_test(words),
        cmocka_unit_test(formats),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(checks_without_a_trace),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(a_model_without_scores_says_so),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
