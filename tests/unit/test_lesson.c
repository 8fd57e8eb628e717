#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "lesson/check.h"
#include "toy.h"

#define HEAD "---\ntitle: T\nmodel: toy\nsource: I'm home.\nsource: Go.\n---\n"

static struct lesson *parse(const char *text)
{
    struct err err = {""};
    struct lesson *lesson = lesson_parse("some/02-name.md", text, strlen(text), &err);
    if (!lesson)
        fail_msg("%s", err.text);
    return lesson;
}

static void assert_refused(const char *text, const char *expected)
{
    struct err err = {""};
    struct lesson *lesson = lesson_parse("f.md", text, strlen(text), &err);
    if (lesson)
        fail_msg("accepted: %s", text);
    if (!strstr(err.text, expected))
        fail_msg("the message is \"%s\", expected \"%s\"", err.text, expected);
    assert_non_null(strstr(err.text, "expected"));
}

/* The kinds and texts of spans: "plain|strong*bold*|". */
static void describe(struct str *out, const struct span *spans, int count)
{
    static const char *const names[] = {
        "", "strong:", "code:", "key:", "word:", "concept:", "value:"};
    for (int i = 0; i < count; i++)
        str_format(out, "%s%s%s", i ? "|" : "", names[spans[i].kind], spans[i].text);
}

static void assert_spans(const char *markdown, const char *expected)
{
    struct spans spans = {0};
    struct str out = {0};
    struct err err = {""};
    if (spans_parse(&spans, markdown, &err))
        fail_msg("%s: %s", markdown, err.text);
    describe(&out, spans.list, spans.count);
    assert_string_equal(out.text, expected);
    str_free(&out);
    spans_free(&spans);
}

static void assert_block(const struct lesson_page *page, int i, enum block_kind kind, long line,
                         const char *expected)
{
    struct str out = {0};
    assert_in_range(i, 0, page->count - 1);
    describe(&out, page->blocks[i].spans, page->blocks[i].count);
    assert_string_equal(out.text, expected);
    assert_int_equal(page->blocks[i].kind, kind);
    assert_int_equal(page->blocks[i].line, line);
    str_free(&out);
}

static void reads_the_front_matter(void **state)
{
    (void)state;
    struct lesson *lesson = parse("---\ntitle:  Scores: how?  \nmodel: toy\r\n"
                                  "source: I'm home.\nsource: Go.\nneeds: 01-a , 02-b\n\n"
                                  "summary: one\n  and more\n---\ntext\n");
    assert_string_equal(lesson->path, "some/02-name.md");
    assert_string_equal(lesson->name, "02-name");
    assert_string_equal(lesson->title, "Scores: how?");
    assert_string_equal(lesson->model, "toy");
    assert_string_equal(lesson->summary, "one and more");
    assert_int_equal(lesson->sources.count, 2);
    assert_string_equal(lesson->sources.list[0], "I'm home.");
    assert_int_equal(lesson->needs.count, 2);
    assert_string_equal(lesson->needs.list[0], "01-a");
    assert_string_equal(lesson->needs.list[1], "02-b");
    assert_int_equal(lesson->count, 1);
    lesson_free(lesson);
}

static void reads_pages_and_blocks(void **state)
{
    (void)state;
    struct lesson *lesson = parse(HEAD "# One *scores*\nfirst\nline\n\n- a\n- b\n  more\n\n"
                                       "3. x\n4. y\n\n```c\nint a[] = {1};\n---\n```\nlast\n"
                                       "---\nno heading\n");
    assert_int_equal(lesson->count, 2);
    const struct lesson_page *page = &lesson->pages[0];
    assert_string_equal(page->title, "One scores");
    assert_int_equal(page->line, 7);
    assert_int_equal(page->count, 8);
    assert_block(page, 0, BLOCK_HEADING, 7, "One |concept:scores");
    assert_block(page, 1, BLOCK_PARAGRAPH, 8, "first line");
    assert_block(page, 2, BLOCK_ITEM, 11, "a");
    assert_block(page, 3, BLOCK_ITEM, 12, "b more");
    assert_block(page, 4, BLOCK_ITEM, 15, "x");
    assert_block(page, 5, BLOCK_ITEM, 16, "y");
    assert_block(page, 6, BLOCK_CODE, 19, "code:int a[] = {1};\n---");
    assert_block(page, 7, BLOCK_PARAGRAPH, 22, "last");
    assert_int_equal(page->blocks[2].number, 0);
    assert_int_equal(page->blocks[4].number, 3);
    assert_int_equal(page->blocks[5].number, 4);
    assert_false(page->question.present);
    assert_int_equal(page->view.zoom, -1);
    assert_int_equal(page->view.matrix.quantity, Q_NONE);
    assert_null(lesson->pages[1].title);
    assert_int_equal(lesson->pages[1].line, 24);
    lesson_free(lesson);
}

static void reads_spans(void **state)
{
    (void)state;
    assert_spans("plain", "plain");
    assert_spans("a **b** c", "a |strong:b| c");
    assert_spans("`a*b` [[Enter]] *home*", "code:a*b| |key:Enter| |word:home");
    assert_spans("[[?]] [[h]] [[Ctrl-C]]", "key:?| |key:h| |key:Ctrl-C");
    assert_spans("*weights* *Query* *e(t,j)* *weightless*",
                 "concept:weights| |concept:Query| |concept:e(t,j)| |word:weightless");
    assert_spans("is {target[3]}.", "is |value:target[3]|.");
    assert_spans("{weights[2,1]*2*3 %.2f} and *{source[1]}*",
                 "value:weights[2,1]*2*3 %.2f| and |value:source[1]");
    assert_spans("{first_state[1,1]}{2}", "value:first_state[1,1]|value:2");
    assert_spans("a\nb", "a b");
    assert_spans("a \\{b\\} c", "a {b} c");
    assert_spans("`{x}` }", "code:{x}| }");
    assert_spans("<pad> & <eos> &amp;", "<pad> & <eos> &amp;");
    assert_spans("x_1 and x_2, s(t−1)", "x_1 and x_2, s(t−1)");
    assert_spans("**a *b* c**", "strong:a |word:b|strong: c");
    struct spans spans = {0};
    struct err err = {""};
    assert_int_equal(spans_parse(&spans, "# no", &err), -1);
    assert_int_equal(spans_parse(&spans, "two\n\nblocks", &err), -1);
    assert_int_equal(spans_parse(&spans, "{1 +}", &err), -1);
    assert_non_null(strstr(err.text, "column 4"));
    spans_free(&spans);
}

static void knows_concepts(void **state)
{
    (void)state;
    struct spans spans = {0};
    struct err err = {""};
    assert_int_equal(spans_parse(&spans,
                                 "*states* *scores* *weights* *context* *queries* *word* "
                                 "*embedding*",
                                 &err),
                     0);
    static const enum concept expected[] = {CONCEPT_STATE,    CONCEPT_SCORE, CONCEPT_WEIGHT,
                                            CONCEPT_CONTEXT,  CONCEPT_QUERY, CONCEPT_WORD,
                                            CONCEPT_EMBEDDING};
    assert_int_equal(spans.count, 13);
    for (int i = 0; i < 7; i++) {
        assert_int_equal(spans.list[2 * i].kind, SPAN_CONCEPT);
        assert_int_equal(spans.list[2 * i].concept, expected[i]);
    }
    spans_free(&spans);
}

static void reads_views_and_questions(void **state)
{
    (void)state;
    struct lesson *lesson = parse(
        HEAD "text\n```view\nzoom: cell\nmatrix: keys\nstep: 3\ncell: 2\nsentence: 2\n"
             "overview: off\n```\nmore\n```question\nask: Which *word*?\nchoices: a | {1+1} | c "
             "d\nanswer: 2\n"
             "hint: look\n  again\nright: yes\nwrong: no\n```\n---\ntext\n```view\nstage: word\n"
             "```\n```question\nask: ?\nchoices: source\nanswer: 1\n```\n");
    const struct lesson_page *page = &lesson->pages[0];
    assert_int_equal(page->count, 2);
    assert_block(page, 1, BLOCK_PARAGRAPH, 16, "more");
    assert_int_equal(page->view.zoom, 2);
    assert_int_equal(page->view.overview, -1);
    assert_int_equal(page->view.stage, STAGE_SCORE);
    assert_int_equal(page->view.matrix.quantity, Q_KEYS);
    assert_int_equal(page->view.step, 2);
    assert_int_equal(page->view.column, 1);
    assert_int_equal(page->view.sentence, 1);
    const struct question *question = &page->question;
    assert_true(question->present);
    assert_int_equal(question->line, 17);
    assert_string_equal(question->ask, "Which *word*?");
    assert_int_equal(question->choices.count, 3);
    assert_string_equal(question->choices.list[2], "c d");
    assert_string_equal(question->answer, "2");
    assert_string_equal(question->hints.list[0], "look again");
    assert_string_equal(question->right, "yes");
    assert_string_equal(question->wrong, "no");
    assert_int_equal(question->sentence, 1);
    assert_int_equal(lesson->pages[1].view.stage, STAGE_WORD);
    assert_int_equal(lesson->pages[1].question.words, 1);
    assert_int_equal(lesson->pages[1].question.hints.count, 0);
    lesson_free(lesson);
}

static void refuses_a_bad_front_matter(void **state)
{
    (void)state;
    assert_refused("", "f.md:1: the file does not start");
    assert_refused("title: T\n", "f.md:1: the file does not start");
    assert_refused("---\ntitle: T\n", "f.md:1: the block that starts here does not end");
    assert_refused("---\ntitel: T\n---\n", "f.md:2: unknown key \"titel\"; expected one of title");
    assert_refused("---\ntitle: T\ntitle: U\n---\n", "f.md:3: a second \"title\"");
    assert_refused("---\ntitle:\nmodel: m\n---\n", "f.md:2: title: has no value");
    assert_refused("---\nmodel: m\nsource: s\n---\nx", "f.md:4: \"title\" is missing");
    assert_refused("---\ntitle: t\nsource: s\n---\nx", "\"model\" is missing");
    assert_refused("---\ntitle: t\nmodel: m\n---\nx", "\"source\" is missing");
    assert_refused(HEAD "t\n```view\nstep: ten\n```\n", "f.md:9: step: \"ten\" is no number");
    assert_refused(HEAD "t\n```view\nstep: 0\n```\n", "is no number");
    assert_refused(HEAD "t\n```view\nstep: 99999999999999999999\n```\n", "is no number");
    assert_refused("---\njust words\n---\n", "f.md:2: \"just words\" is no setting");
    assert_refused("---\n  goes on\n---\n", "f.md:2:");
    assert_refused("---\nneeds: a,,b\n---\n", "empty part");
    assert_refused("---\nsource: 1\nsource: 2\nsource: 3\nsource: 4\nsource: 5\n---\n",
                   "f.md:6: source: one sentence too many");
}

static void refuses_bad_pages(void **state)
{
    (void)state;
    assert_refused(HEAD, "f.md:7: a page without text");
    assert_refused(HEAD "x\n---\n", "f.md:9: a page without text");
    assert_refused(HEAD "x\n---\n\n---\ny", "f.md:9: a page without text");
    assert_refused(HEAD "x\n\n{1 + } y\n", "f.md:9: {1 + }: column 5");
    assert_refused(HEAD "x\n{nosuch[1]}\n", "unknown name \"nosuch\"");
    assert_refused(HEAD "x { y\n\n} z\n", "f.md:7: { without its }");
    assert_refused(HEAD "x {1 {2}}\n", "{ without its }");
    assert_refused(HEAD "x\n```\ncode\n", "f.md:8: the code that starts here does not end");
    assert_refused(HEAD "x\a\n", "f.md:7: a byte that is no text");
    assert_refused(HEAD "x\n\xFF\n", "f.md:8: a byte that is no text");
    struct str text = {0};
    str_add(&text, HEAD "x\n");
    for (int i = 0; i < LESSON_PAGES; i++)
        str_add(&text, "---\nx\n");
    assert_refused(text.text, "too many pages");
    str_free(&text);
}

static void refuses_bad_blocks(void **state)
{
    (void)state;
    assert_refused(HEAD "x\n```view\nstage: scores\n```\n",
                   "f.md:9: stage: unknown stage \"scores\"; expected one of encode");
    assert_refused(HEAD "x\n```view\nzoom: out\n```\n", "unknown zoom");
    assert_refused(HEAD "x\n```view\noverview: all\n```\n", "unknown overview");
    assert_refused(HEAD "x\n```view\nmatrix: alpha\n```\n", "unknown matrix \"alpha\"");
    assert_refused(HEAD "x\n```view\nstage: word\nmatrix: weights\n```\n",
                   "f.md:8: the stage word has no matrix \"weights\"; expected stage: softmax");
    assert_refused(HEAD "x\n```view\nstep: 0\n```\n", "\"0\" is no number");
    assert_refused(HEAD "x\n```view\nstep: 1\n", "f.md:8: the block that starts here does not end");
    assert_refused(HEAD "x\n```question\nask: a\nchoices: a | b\n```\n", "\"answer\" is missing");
    assert_refused(HEAD "x\n```question\nchoices: a\n```\n", "f.md:9: choices: 1 choices");
    assert_refused(HEAD "x\n```question\nchoices: a | \n```\n", "empty part");
    assert_refused(HEAD "x\n```question\nanswer: argmax(\n```\n", "f.md:9: answer: column 8");
    assert_refused(HEAD "x\n```question\nask: {}\n```\n", "f.md:9: ask:");
    assert_refused(HEAD "x\n```question\nchoices: {1 | 2}\n```\n", "f.md:9: choices:");
    static const char question[] = "```question\nask: a\nchoices: a | b\nanswer: 1\n```\n";
    char text[400];
    snprintf(text, sizeof text, HEAD "x\n%s%s", question, question);
    assert_refused(text, "f.md:13: a second question");
}

/* A lesson cut off anywhere is a lesson or a message; no read beyond its end (ASan looks). */
static void survives_truncation(void **state)
{
    (void)state;
    static const char text[] =
        HEAD "# A *b* {weights[1,1] %.2f}\n\n- x\n```view\nstage: mask\n```\n```c\n{\n```\n"
             "```question\nask: q\nchoices: source\nanswer: argmax(weights[1])\n```\n---\n[[n]]\n";
    for (size_t n = 0; n < sizeof text; n++) {
        char *cut = malloc(n ? n : 1);
        struct err err = {""};
        memcpy(cut, text, n);
        struct lesson *lesson = lesson_parse("f.md", cut, n, &err);
        assert_true(lesson || strncmp(err.text, "f.md:", 5) == 0);
        lesson_free(lesson);
        free(cut);
    }
}

/* ---- against a run ---- */

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

static void evaluates_spans(void **state)
{
    (void)state;
    struct spans parsed = {0}, values = {0};
    struct str out = {0};
    struct err err = {""};
    assert_int_equal(spans_parse(&parsed, "**a** {1/4} {source[9]} {source[3]}", &err), 0);
    assert_int_equal(spans_evaluate(&values, parsed.list, parsed.count, trace, &err), -1);
    describe(&out, values.list, values.count);
    assert_string_equal(out.text, "strong:a| |value:0.25| |value:{?}| |value:home");
    assert_non_null(strstr(err.text, "{source[9]}: column 1: there is no source position 9"));
    spans_free(&values);
    assert_int_equal(spans_evaluate(&values, parsed.list, parsed.count, trace, NULL), 0);
    assert_string_equal(values.list[4].text, "{?}");
    spans_free(&values);
    spans_free(&parsed);
    str_free(&out);
}

/* Asks one question on a page; "a, b, c: right" or the error. */
static void assert_choices(const char *view, const char *choices, const char *answer,
                           const char *expected)
{
    struct str text = {0}, out = {0};
    struct strs list = {0};
    struct err err = {""};
    int right;
    str_format(&text,
               HEAD "x\n```view\n%s\n```\n```question\nask: a\nchoices: %s\nanswer: %s\n```\n",
               view, choices, answer);
    struct lesson *lesson = parse(text.text);
    if (question_choices(&lesson->pages[0].question, trace, &list, &right, &err)) {
        str_add(&out, err.text);
    } else {
        for (size_t i = 0; i < list.count; i++)
            str_format(&out, "%s ", list.list[i]);
        str_format(&out, ": %d", right);
    }
    if (!strstr(out.text, expected))
        fail_msg("%s: \"%s\", expected \"%s\"", answer, out.text, expected);
    strs_free(&list);
    str_free(&out);
    str_free(&text);
    lesson_free(lesson);
}

static void answers_questions(void **state)
{
    (void)state;
    assert_choices("", "a | *b* | {1 + 2}", "3", "a b 3 : 2");
    assert_choices("", "source", "2 + 1", "i 'm home . <eos> : 2");
    assert_choices("sentence: 2", "source", "1", "go . <eos> : 0");
    assert_choices("", "source", "source[4]", "i 'm home . <eos> : 3");
    assert_choices("", "a | b", "0", "the answer is 0; expected the number of a choice, 1 to 2");
    assert_choices("", "a | b", "3", "the answer is 3");
    assert_choices("", "a | b", "1.5", "the answer is 1.5");
    assert_choices("", "a | b", "0/0", "the answer is");
    assert_choices("", "a | b", "source[1]", "\"i\" is none of the choices");
    assert_choices("", "a | b", "scores[1,9]", "answer: column 1: there is no column 9");
    assert_choices("", "a | {scores[99,1]}", "1", "there is no row 99");
    assert_choices("", "source", "argmax(weights[1])", "home . <eos> : ");
}

static bool known_key(const char *name)
{
    return strcmp(name, "n") == 0 || strcmp(name, "Enter") == 0;
}

static bool short_page(const struct lesson *lesson, const struct lesson_page *page,
                       const struct trace *run, struct str *why)
{
    assert_non_null(lesson);
    assert_ptr_equal(run, trace);
    str_format(why, "%d blocks", page->count);
    return page->count < 3;
}

/* The problems of a lesson with this page: all of them, one on a line, and how many are errors. */
static void assert_problems(const char *page, int errors, const char *expected)
{
    static const struct lesson_checker checker = {.key_exists = known_key, .fits = short_page};
    struct str text = {0}, found = {0};
    struct strs problems = {0};
    str_format(&text, HEAD "%s", page);
    struct lesson *lesson = parse(text.text);
    int count = lesson_check(lesson, trace, &checker, &problems);
    for (size_t i = 0; i < problems.count; i++)
        str_format(&found, "%s\n", problems.list[i]);
    if (!strstr(found.text ? found.text : "", expected) || (!*expected && problems.count))
        fail_msg("found \"%s\", expected \"%s\"", found.text ? found.text : "", expected);
    assert_int_equal(count, errors);
    strs_free(&problems);
    str_free(&found);
    str_free(&text);
    lesson_free(lesson);
}

static void checks_a_lesson(void **state)
{
    (void)state;
    assert_problems("Press [[n]] or [[Enter]]. {weights[1,1] %.2f}, at 3.\n", 0, "");
    assert_problems("x\n\nPress [[Enter|y]] or [[w]].\n", 2,
                    "some/02-name.md:9: error: there is no key [[w]]");
    assert_problems("x\n\n{weights[1,9]}\n", 1,
                    "some/02-name.md:9: error: {weights[1,9]}: column 1: there is no column 9");
    assert_problems("It is 0.91 here\n", 0, "some/02-name.md:7: warning: the number 0.91 in");
    assert_problems("It is **.91** here\n", 0, "warning: the number .91 in the text");
    assert_problems("`0.91`, v1.2, e.g. ... 1. and {0.5} at 10.\n", 0, "");
    assert_problems("a\n\nb\n\nc\n", 1,
                    "some/02-name.md:7: error: the page does not fit: 3 blocks");
}

static void checks_questions(void **state)
{
    (void)state;
    assert_problems("x\n```question\nask: [[w]]\nchoices: a | b\nanswer: 1\n```\n", 1,
                    "some/02-name.md:8: error: there is no key [[w]]");
    assert_problems("x\n```question\nask: x\nchoices: a | b\nanswer: 1\nhint: {fed[99]}\n```\n", 1,
                    "some/02-name.md:8: error: {fed[99]}: column 1: there is no step 99");
    assert_problems("x\n```question\nask: x\nchoices: a | 0.5\nanswer: 1\n```\n", 0,
                    "warning: the number 0.5");
    assert_problems("x\n```question\nask: x\nchoices: a | b\nanswer: 3\n```\n", 1,
                    "error: the answer is 3; expected");
    assert_problems("x\n```question\nask: x\nchoices: 2 | {1+1}\nanswer: 1\n```\n", 1,
                    "error: all choices are \"2\"");
    assert_problems("x\n```question\nask: x\nchoices: 2 | 3 | {1+1}\nanswer: 1\n```\n", 0,
                    "warning: 2 choices read \"2\"");
}

static void checks_views(void **state)
{
    (void)state;
    assert_problems("x\n```view\nstage: mask\nsentence: 2\nstep: 1\ncell: 5\n```\n", 0, "");
    assert_problems("x\n```view\nsentence: 3\n```\n", 1,
                    "error: view: there is no sentence 3; expected 1 to 2");
    assert_problems("x\n```view\nstep: 999\n```\n", 1, "error: view: there is no step 999");
    assert_problems("x\n```view\nstage: softmax\ncell: 6\n```\n", 1,
                    "error: view: there is no cell 6 in weights; expected 1 to 5");
    assert_problems("x\n```view\nmatrix: query\ncell: 5\n```\n", 1, "no cell 5 in query");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_front_matter),
        cmocka_unit_test(reads_pages_and_blocks),
        cmocka_unit_test(reads_spans),
        cmocka_unit_test(knows_concepts),
        cmocka_unit_test(reads_views_and_questions),
        cmocka_unit_test(refuses_a_bad_front_matter),
        cmocka_unit_test(refuses_bad_pages),
        cmocka_unit_test(refuses_bad_blocks),
        cmocka_unit_test(survives_truncation),
        cmocka_unit_test(evaluates_spans),
        cmocka_unit_test(answers_questions),
        cmocka_unit_test(checks_a_lesson),
        cmocka_unit_test(checks_questions),
        cmocka_unit_test(checks_views),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
