/* The words of the course: read from a file, found on pages, and never before their lesson. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/concept.h"
#include "lesson/glossary.h"

static const char *const words = "# attention weight\n"
                                 "names: *weight*, *weights*, attention weights\n"
                                 "symbol: α(t,j)\nshape: steps × words\nlesson: 03-pool\n"
                                 "How much a word counts.\nThey add up to 1.\n\n"
                                 "# GRU\nlesson: 02-read\nA network with gates.\n";

static struct lesson *lesson_of(const char *path, const char *body)
{
    struct err err;
    struct str text = {0};
    str_format(&text, "---\ntitle: t\nmodel: m\nsource: a\n---\n%s", body);
    struct lesson *lesson = lesson_parse(path, text.text, text.length, &err);
    if (!lesson)
        fail_msg("%s", err.text);
    str_free(&text);
    return lesson;
}

static void reads_entries(void **state)
{
    (void)state;
    struct glossary glossary;
    struct err err;
    assert_int_equal(glossary_parse(&glossary, "g.md", words, &err), 0);
    assert_int_equal(glossary.count, 2);
    const struct glossary_entry *weight = &glossary.list[0];
    assert_string_equal(weight->title, "attention weight");
    assert_string_equal(weight->symbol, "α(t,j)");
    assert_string_equal(weight->shape, "steps × words");
    assert_string_equal(weight->lesson, "03-pool");
    assert_string_equal(weight->text, "How much a word counts. They add up to 1.");
    assert_int_equal(weight->names.count, 4); /* the title too */
    assert_true(weight->marked[0]);
    assert_false(weight->marked[2]);
    glossary_free(&glossary);
}

static void knows_words_of_other_languages(void **state)
{
    (void)state;
    static const char *const bad[] = {"in fra: chat\n", "in fra: chat cat, chien\n",
                                      "in french: chat cat\n", "in fra\n"};
    struct glossary glossary;
    struct err err;
    assert_int_equal(glossary_parse(&glossary, "g.md",
                                    "in fra: chat cat, fils son\nin fra: sœur older sister\n\n"
                                    "# GRU\nA network.\n",
                                    &err),
                     0);
    assert_string_equal(glossary_meaning(&glossary, "fra", "chat"), "cat");
    assert_string_equal(glossary_meaning(&glossary, "fra", "fils"), "son");
    assert_string_equal(glossary_meaning(&glossary, "fra", "sœur"), "older sister");
    assert_null(glossary_meaning(&glossary, "deu", "chat"));
    assert_null(glossary_meaning(&glossary, "fra", "cat"));
    assert_int_equal(glossary.count, 1);
    glossary_free(&glossary);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(glossary_parse(&glossary, "g.md", bad[i], &err), -1);
        assert_non_null(strstr(err.text, "g.md:1: "));
        glossary_free(&glossary);
    }
}

static void finds_words(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        bool weight, gru;
    } cases[] = {
        {"The weight of a stone.\n", false, false},
        {"The *weights* of a row.\n", true, false},
        {"An attention weight, and GRUs.\n", true, false},
        {"A **GRU**.\n", false, true},
        {"a gru, `GRU`\n", false, true},
        {"`GRU` only\n", false, false},
        {"x\n```question\nask: x\nchoices: GRU | b\nanswer: 1\n```\n", false, true},
    };
    struct glossary glossary;
    struct err err;
    assert_int_equal(glossary_parse(&glossary, "g.md", words, &err), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lesson *lesson = lesson_of("01-a.md", cases[i].body);
        if (glossary_on_page(&glossary.list[0], lesson->pages) != cases[i].weight ||
            glossary_on_page(&glossary.list[1], lesson->pages) != cases[i].gru)
            fail_msg("%s", cases[i].body);
        lesson_free(lesson);
    }
    glossary_free(&glossary);
}

static void knows_the_order(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        bool later;
    } cases[] = {
        {"02-read.md", true}, {"03-pool.md", false}, {"10-end.md", false}, {"tour.md", false}};
    struct glossary glossary;
    struct err err;
    assert_int_equal(glossary_parse(&glossary, "g.md", words, &err), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lesson *lesson = lesson_of(cases[i].path, "x\n");
        assert_int_equal(glossary_later(&glossary.list[0], lesson), cases[i].later);
        lesson_free(lesson);
    }
    glossary_free(&glossary);
}

static void refuses_what_explains_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {"text\n", "# a\nlesson: 01-a\n", "# a\n# b\ntext\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct glossary glossary;
        struct err err;
        assert_int_equal(glossary_parse(&glossary, "g.md", bad[i], &err), -1);
        assert_non_null(strstr(err.text, "g.md:1: "));
        glossary_free(&glossary);
    }
}

/* What cannot be shown is told with its line, all of it at once; a table is drawn. */
static void faults_are_noted(void **state)
{
    (void)state;
    struct lesson *lesson = lesson_of("01-a.md", "a [link](x)\n\n![picture](y)\n\n- a\n  - b\n\n"
                                                 "```questoin\nask: x\n```\n\n"
                                                 "| a | bbb |\n|---|---|\n| cc | d |\n");
    static const char *const faults[] = {"unknown block \"questoin\"", "link", "image", "list"};
    const struct lesson_page *page = lesson->pages;
    bool table = false;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        bool found = false;
        for (int f = 0; f < page->fault_count; f++)
            found = found || strstr(page->faults[f].text, faults[i]);
        if (!found)
            fail_msg("%s", faults[i]);
    }
    for (int b = 0; b < page->count; b++)
        table = table || strcmp(page->blocks[b].spans[0].text, "a   bbb\ncc  d") == 0;
    assert_true(table);
    long line;
    int column;
    assert_true(lesson_find(lesson, 6, "[link]", &line, &column));
    assert_int_equal(line, 6);
    assert_int_equal(column, 3);
    lesson_free(lesson);
    assert_string_equal(concept_meant("weigths"), "weights");
    assert_null(concept_meant("weights of"));
    assert_null(concept_meant("house"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_entries),
        cmocka_unit_test(knows_words_of_other_languages),
        cmocka_unit_test(finds_words),
        cmocka_unit_test(knows_the_order),
        cmocka_unit_test(refuses_what_explains_nothing),
        cmocka_unit_test(faults_are_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
