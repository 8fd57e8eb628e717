/* Questions of every kind: what counts as right, what is said to a first and a second wrong answer. */
#include "paper.h"

#include "lesson/lesson.h"

/* The run of the paper model: e(1,j) = 0.4, 0, −0.4, 0.64. */
static struct run_of_lines {
    struct model *model;
    struct trace *plain, *changed;
} table;

static int start(void **state)
{
    (void)state;
    struct err err;
    struct strs texts = {0}, none = {0}, uniform = {0};
    strs_add(&texts, "a b c");
    strs_add(&uniform, "select uniform");
    table.model = paper();
    table.plain = lab_run(&(struct lab){table.model, &texts, &none}, &err);
    table.changed = lab_run(&(struct lab){table.model, &texts, &uniform}, &err);
    strs_free(&texts);
    strs_free(&uniform);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    trace_free(table.plain);
    trace_free(table.changed);
    model_free(table.model);
    return 0;
}

static struct lesson *lesson_asking(const char *settings)
{
    struct err err = {""};
    struct str text = {0};
    str_format(&text,
               "---\ntitle: t\nmodel: paper\nsource: a b c\n---\nx\n```question\nask: x\n%s```\n",
               settings);
    struct lesson *lesson = lesson_parse("t.md", text.text, text.length, &err);
    if (!lesson)
        fail_msg("%s", err.text);
    str_free(&text);
    return lesson;
}

static void expect(const char *settings, struct question_given given, const struct trace *now,
                   enum question_verdict expected)
{
    struct lesson *lesson = lesson_asking(settings);
    struct question_reply reply = {0};
    struct err err = {""};
    if (question_judge(&lesson->pages[0].question, table.plain, now, &given, &reply, &err))
        fail_msg("%s", err.text);
    assert_int_equal(reply.verdict, expected);
    lesson_free(lesson);
}

static void numbers(void **state)
{
    (void)state;
    const char *settings = "kind: number\nanswer: scores[1,1]\nwithin: 0.05\n";
    expect(settings, (struct question_given){.number = 0.44}, table.plain, REPLY_RIGHT);
    expect(settings, (struct question_given){.number = 0.36}, table.plain, REPLY_RIGHT);
    expect(settings, (struct question_given){.number = 0.46}, table.plain, REPLY_AGAIN);
    expect(settings, (struct question_given){.number = -0.4}, table.plain, REPLY_AGAIN);
}

static void cells(void **state)
{
    (void)state;
    const char *any = "kind: cell\nanswer: argmax(scores[1])\n";
    const char *one = "kind: cell\nrow: 2\nanswer: argmax(scores[1])\n";
    expect(any, (struct question_given){.row = 1, .column = 4}, table.plain, REPLY_RIGHT);
    expect(any, (struct question_given){.row = 2, .column = 1}, table.plain, REPLY_AGAIN);
    expect(one, (struct question_given){.row = 1, .column = 4}, table.plain, REPLY_AGAIN);
    expect(one, (struct question_given){.row = 2, .column = 4}, table.plain, REPLY_RIGHT);
}

static void orders(void **state)
{
    (void)state;
    struct lesson *lesson = lesson_asking("kind: order\nchoices: one | two | three | four\n");
    const struct question *question = &lesson->pages[0].question;
    struct question_reply reply = {0};
    struct question_given right = {.count = 4}, as_shown = {.order = {1, 2, 3, 4}, .count = 4};
    static const char *const words[] = {"one", "two", "three", "four"};
    struct strs choices = {0};
    struct err err;
    int unused;
    assert_int_equal(question_choices(question, table.plain, &choices, &unused, &err), 0);
    for (int i = 0; i < 4; i++) {
        int place = question_place(question, 4, i);
        assert_string_equal(choices.list[i], words[place]);
        right.order[place] = i + 1;
    }
    assert_int_equal(question_judge(question, table.plain, table.plain, &as_shown, &reply, &err),
                     0);
    assert_int_equal(reply.verdict, REPLY_AGAIN);
    assert_int_equal(question_judge(question, table.plain, table.plain, &right, &reply, &err), 0);
    assert_int_equal(reply.verdict, REPLY_RIGHT);
    strs_free(&choices);
    lesson_free(lesson);
}

/* Whatever the line of the question is, the order shown is not the right one. */
static void orders_are_mixed(void **state)
{
    (void)state;
    for (int n = 2; n <= QUESTION_CHOICES; n++)
        for (long line = 1; line < 30; line++) {
            struct question question = {.kind = QUESTION_ORDER, .line = line};
            unsigned seen = 0;
            bool same = true;
            for (int i = 0; i < n; i++) {
                int place = question_place(&question, n, i);
                assert_in_range(place, 0, n - 1);
                seen |= 1u << place;
                same = same && place == i;
            }
            assert_int_equal(seen, (1u << n) - 1);
            assert_false(same);
        }
}

static void deeds(void **state)
{
    (void)state;
    const char *settings = "kind: do\nsolution: hide 1\nanswer: abs(weights[1,1] - 0.25) < 0.001\n";
    expect(settings, (struct question_given){0}, table.plain, REPLY_AGAIN);
    expect(settings, (struct question_given){0}, table.changed, REPLY_RIGHT);
}

/* A choice of its own is told why; any other gets the first hint. The second miss ends it. */
static void says_why(void **state)
{
    (void)state;
    struct lesson *lesson =
        lesson_asking("choices: a | b | c\nanswer: 3\nhint: look\nhint: look again\n"
                      "reply: 2 not b\nright: yes\nwrong: c it is\n");
    const struct question *question = &lesson->pages[0].question;
    struct question_reply reply = {0};
    struct err err;
    assert_null(question_said(question, &reply));
    question_judge(question, table.plain, table.plain, &(struct question_given){.choice = 2},
                   &reply, &err);
    assert_string_equal(question_said(question, &reply), "not b");
    assert_int_equal(reply.hints, 0);
    question_judge(question, table.plain, table.plain, &(struct question_given){.choice = 1},
                   &reply, &err);
    assert_int_equal(reply.verdict, REPLY_WRONG);
    assert_string_equal(question_said(question, &reply), "c it is");
    reply = (struct question_reply){0};
    question_judge(question, table.plain, table.plain, &(struct question_given){.choice = 1},
                   &reply, &err);
    assert_null(question_said(question, &reply));
    assert_int_equal(reply.hints, 1);
    question_judge(question, table.plain, table.plain, &(struct question_given){.choice = 3},
                   &reply, &err);
    assert_string_equal(question_said(question, &reply), "yes");
    lesson_free(lesson);
}

static void refuses(const char *settings, const char *expected)
{
    struct err err = {""};
    struct str text = {0};
    str_format(&text,
               "---\ntitle: t\nmodel: paper\nsource: a b c\n---\nx\n```question\nask: x\n%s```\n",
               settings);
    struct lesson *lesson = lesson_parse("t.md", text.text, text.length, &err);
    if (lesson || !strstr(err.text, expected))
        fail_msg("\"%s\", expected \"%s\"", err.text, expected);
    str_free(&text);
}

static void incomplete(void **state)
{
    (void)state;
    refuses("choices: a | b\n", "t.md:7: \"answer\" is missing");
    refuses("answer: 1\n", "\"choices\" is missing");
    refuses("kind: number\nanswer: 1\n", "\"within\" is missing");
    refuses("kind: number\nanswer: 1\nwithin: 1\nchoices: a | b\n", "\"choices\" is there");
    refuses("kind: order\nchoices: source\n", "words of a sentence cannot be put in order");
    refuses("kind: riddle\n", "unknown kind \"riddle\"");
    refuses("choices: a | b\nanswer: 1\nreply: b no\n", "begins with no choice");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),          cmocka_unit_test(cells), cmocka_unit_test(orders),
        cmocka_unit_test(orders_are_mixed), cmocka_unit_test(deeds), cmocka_unit_test(says_why),
        cmocka_unit_test(incomplete),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
