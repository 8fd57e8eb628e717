#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "draw/heat.h"
#include "handout/galley.h"
#include "handout/leaves.h"
#include "handout/web.h"
#include "lesson/blank.h"
#include "literal.h"
#include "same_cells.h"
#include "view/picture.h"

/* Lessons on paper, below the command: what is blank and what would tell it; pictures with blanks;
 * a document as HTML, lines and pages. */

/* fontconfig loses a little of what it reads of its configuration, once. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

static struct model *model;
static struct trace *trace;

static int set_up(void **state)
{
    (void)state;
    const char *const sentences[] = {"I'm home.", "We have a new house."};
    model = literal_model("eng-fra-additive");
    trace = trace_new(model, sentences, 2, NULL);
    literal_fill(trace);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    trace_free(trace);
    model_free(model);
    return 0;
}

/* ---- blanks ---- */

static struct blank blank_of(const char *text)
{
    struct blank blank;
    struct err err;
    assert_int_equal(blank_read(text, &blank, &err), 0);
    assert_int_equal(blank_settle(&blank, trace, 0, 1, &err), 0);
    return blank;
}

static void assert_area(struct blank blank, enum quantity_id id, int row, int rows, int column,
                        int columns)
{
    assert_int_equal(blank.sheet.quantity, id);
    assert_int_equal(blank.row, row);
    assert_int_equal(blank.rows, rows);
    assert_int_equal(blank.column, column);
    assert_int_equal(blank.columns, columns);
}

static void a_lesson_says_what_is_blank(void **state)
{
    (void)state;
    struct mat weights = trace_get(trace, 0, Q_WEIGHTS);
    assert_area(blank_of("weights"), Q_WEIGHTS, 0, weights.rows, 0, weights.cols);
    assert_area(blank_of("weights[2]"), Q_WEIGHTS, 1, 1, 0, weights.cols);
    assert_area(blank_of("weights[2,1]"), Q_WEIGHTS, 1, 1, 0, 1);
    assert_area(blank_of("mask"), Q_MASKED, 0, weights.rows, 0, weights.cols);
    assert_area(blank_of("context"), Q_CONTEXT, 1, 1, 0, BLANK_UNITS);
    assert_int_equal(blank_of("none").rule, BLANK_NONE);
}

static void assert_refused(const char *text, const char *why)
{
    struct blank blank;
    struct err err = {.text = ""};
    if (blank_read(text, &blank, &err) == 0)
        assert_int_equal(blank_settle(&blank, trace, 0, 0, &err), -1);
    assert_non_null(strstr(err.text, why));
}

static void what_cannot_be_blank_is_refused(void **state)
{
    (void)state;
    const char *const wrong[] = {"",
                                 "wieghts",
                                 "weights[",
                                 "weights[2",
                                 "weights[0]",
                                 "weights[2,0]",
                                 "weights[2,1]x",
                                 "weights[a]",
                                 "weights[2]]",
                                 "[2]",
                                 "masks",
                                 "weights[2,1,1]"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_refused(wrong[i], "is nothing to be left blank");
    assert_refused("weights[99]", "there is no row 99; expected 1 to");
    assert_refused("weights[1,99]", "there is no column 99; expected 1 to");
    assert_refused("memory", "has no");
    assert_refused("probabilities", "for every word of the vocabulary");
}

static struct blank usual(enum quantity_id id)
{
    return blank_usual(trace, 0, sheet_of(id), 1);
}

static void a_page_has_a_usual_blank(void **state)
{
    (void)state;
    assert_area(usual(Q_WEIGHTS), Q_WEIGHTS, 1, 1, 0, trace_source_count(trace));
    assert_int_equal(usual(Q_MASKED).rule, BLANK_MASK);
    assert_int_equal(usual(Q_CONTEXT).columns, BLANK_UNITS);
    assert_int_equal(usual(Q_STATES).rule, BLANK_NONE);
    assert_int_equal(usual(Q_PROBABILITIES).rule, BLANK_NONE);
    assert_int_equal(usual(Q_NONE).rule, BLANK_NONE);
}

static void a_secret_is_told_as_it_is_or_in_percent(void **state)
{
    (void)state;
    const struct secret secrets[] = {{0.37f, 0, 0}, {-1.25f, 1, 2}};
    const struct blanks blanks = {.secrets = secrets, .secret_count = 2};
    assert_true(blanks_tell(&blanks, 0.37));
    assert_true(blanks_tell(&blanks, 37.0));
    assert_true(blanks_tell(&blanks, 1.25));
    assert_false(blanks_tell(&blanks, 0.38));
    assert_false(blanks_tell(&blanks, 3.7));
    assert_false(blanks_tell(NULL, 0.37));
}

/* ---- pictures ---- */

/* The text of a grid, a line each. */
static void text_of(const struct grid *grid, struct str *out)
{
    for (int row = 0; row < grid->rows; row++) {
        for (int column = 0; column < grid->columns; column++)
            if (grid_cell(grid, row, column)->width)
                str_add(out, grid_cell(grid, row, column)->text);
        str_add(out, "\n");
    }
}

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

static struct exhibit *weights_with(const struct blanks *blanks)
{
    struct strs lines = {0};
    struct picture picture = {.trace = trace,
                              .zoom = ZOOM_STAGE,
                              .stage = STAGE_SOFTMAX,
                              .quantity = Q_WEIGHTS,
                              .blanks = blanks};
    return exhibit_of_picture(&picture, &lines);
}

static void a_blank_shows_no_number_and_no_color(void **state)
{
    (void)state;
    const struct blank row = blank_of("weights[2]");
    const struct blanks blanks = {.list = &row, .count = 1};
    struct exhibit *full = weights_with(NULL), *blank = weights_with(&blanks);
    struct str there = {0}, left = {0};
    text_of(&full->grid, &there);
    text_of(&blank->grid, &left);
    assert_int_equal(count_of(there.text, "__"), 0);
    assert_true(count_of(left.text, "__") >= row.columns);
    int numbers = count_of(there.text, "."), fewer = count_of(left.text, ".");
    assert_true(numbers - fewer >= row.columns - 2); /* but for what is masked */
    assert_non_null(strstr(blank->words, "of its cells are to be filled in"));
    for (int r = 0; r < blank->grid.rows; r++)
        for (int c = 0; c < blank->grid.columns; c++)
            if (grid_cell(&blank->grid, r, c)->text[0] == '_')
                assert_int_equal(grid_cell(&blank->grid, r, c)->ramp, RAMP_NONE);
    str_free(&there);
    str_free(&left);
    exhibit_free(full);
    exhibit_free(blank);
}

/* A blank number is blank at its place of other matrices as well. */
static void a_secret_is_hidden_wherever_it_stands(void **state)
{
    (void)state;
    struct mat weights = trace_get(trace, 0, Q_WEIGHTS);
    const struct secret secret = {(float)mat_row(weights, 0)[0], 0, 0};
    const struct blanks blanks = {.secrets = &secret, .secret_count = 1};
    for (int i = 0; i < weights.rows; i++)
        for (int j = 0; j < weights.cols; j++) {
            float value = (float)mat_row(weights, i)[j];
            assert_int_equal(blanks_hide(&blanks, sheet_of(Q_WEIGHTS), i, j, value), !i && !j);
            assert_int_equal(blanks_hide(&blanks, sheet_of(Q_ALIGNED), i, j, value), !i && !j);
            assert_false(blanks_hide(&blanks, sheet_of(Q_SCORES), i, j, value + 1));
        }
}

static void the_answers_have_the_same_grid(void **state)
{
    (void)state;
    const struct blank row = blank_of("weights[2]");
    const struct blanks sheet = {.list = &row, .count = 1};
    const struct blanks key = {.list = &row, .count = 1, .filled = true};
    struct exhibit *blank = weights_with(&sheet), *filled = weights_with(&key);
    assert_int_equal(blank->grid.rows, filled->grid.rows);
    assert_int_equal(blank->grid.columns, filled->grid.columns);
    for (int r = 0; r < blank->grid.rows; r++)
        for (int c = 0; c < blank->grid.columns; c++) {
            const struct cell *a = grid_cell(&blank->grid, r, c);
            const struct cell *b = grid_cell(&filled->grid, r, c);
            if (strcmp(a->text, b->text) != 0) /* only where something is filled in */
                assert_true(a->text[0] == '_' || b->style == STYLE_STRONG ||
                            b->style == STYLE_MASKED);
        }
    assert_string_equal(blank->caption, filled->caption);
    exhibit_free(blank);
    exhibit_free(filled);
}

/* ---- documents ---- */

#define HOSTILE "</p><script>alert('1')</script> & \"more\" \xFF"

/* A document with everything that may stand in one. */
static struct document document_of_all(void)
{
    struct document document = {.title = mem_text(HOSTILE)};
    document_say(&document, PASSAGE_TITLE, HOSTILE);
    for (int kind = PASSAGE_HEADING; kind < PASSAGE_EXHIBIT; kind++)
        document_say(&document, (enum passage_kind)kind, HOSTILE);
    struct passage *passage = document_add(&document, PASSAGE_TEXT);
    for (int kind = SPAN_PLAIN; kind <= SPAN_VALUE; kind++)
        spans_add(&passage->text, (enum span_kind)kind, CONCEPT_WEIGHT, "a<b", 3);
    document_show(&document, weights_with(NULL));
    document_say(&document, PASSAGE_FOLD, "Answer");
    document_say(&document, PASSAGE_CHOICE, "right")->right = true;
    document_add(&document, PASSAGE_UNFOLD);
    return document;
}

static void a_page_has_the_cells_of_the_terminal(void **state)
{
    (void)state;
    struct document document = document_of_all();
    struct str html = {0};
    web_print(&html, &document);
    const char *svg = strstr(html.text, "<svg");
    assert_non_null(svg);
    for (size_t i = 0; i < document.count; i++)
        if (document.list[i].exhibit)
            assert_same_cells(svg, &document.list[i].exhibit->grid, &exhibit_theme);
    str_free(&html);
    document_free(&document);
}

static void hostile_words_are_only_words(void **state)
{
    (void)state;
    struct document document = document_of_all();
    struct str html = {0};
    web_print(&html, &document);
    assert_null(strstr(html.text, "<script"));
    assert_null(strstr(html.text, "\xFF"));
    assert_null(strstr(html.text, "a<b"));
    assert_int_equal(count_of(html.text, "<details>"), count_of(html.text, "</details>"));
    assert_int_equal(count_of(html.text, "<ul"), count_of(html.text, "</ul>"));
    assert_int_equal(count_of(html.text, "<li"), count_of(html.text, "</li>"));
    str_free(&html);
    document_free(&document);
}

/* ---- pages ---- */

static void pages_are_the_same_again(void **state)
{
    (void)state;
    struct document document = document_of_all();
    struct str first = {0}, second = {0};
    struct err err;
    if (!cairo_api(&err)) {
        print_message("skipped: %s\n", err.text);
        document_free(&document);
        skip();
    }
    assert_int_equal(leaves_print(&first, &document, &err), 0);
    assert_int_equal(leaves_print(&second, &document, &err), 0);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.text, second.text, first.length);
    assert_memory_equal(first.text, "%PDF-", 5);
    str_free(&first);
    str_free(&second);
    document_free(&document);
}

/* A galley of words of these widths, with spaces of one before each. */
static struct galley galley_of(const double *widths, int count)
{
    struct galley galley = {0};
    galley.list = mem_new((size_t)count, sizeof *galley.list);
    galley.count = count;
    for (int i = 0; i < count; i++)
        galley.list[i] = (struct fragment){.may_break = true, .space = i > 0, .width = widths[i]};
    return galley;
}

static void lines_break_between_words(void **state)
{
    (void)state;
    const double widths[] = {4, 4, 4, 30, 2};
    struct galley galley = galley_of(widths, 5);
    assert_int_equal(galley_line(&galley, 0, 9), 2); /* 4 + 1 + 4 */
    assert_int_equal(galley_line(&galley, 2, 9), 3); /* the next is too wide */
    assert_int_equal(galley_line(&galley, 3, 9), 4); /* too wide for any line: alone */
    assert_int_equal(galley_line(&galley, 4, 9), 5);
    galley.list[1].may_break = false; /* the two are one word, too wide for the line */
    assert_int_equal(galley_line(&galley, 0, 8), 1);
    galley.list[2].may_break = false;
    assert_int_equal(galley_line(&galley, 0, 100), 5);
    galley_free(&galley);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_says_what_is_blank),
        cmocka_unit_test(what_cannot_be_blank_is_refused),
        cmocka_unit_test(a_page_has_a_usual_blank),
        cmocka_unit_test(a_secret_is_told_as_it_is_or_in_percent),
        cmocka_unit_test(a_blank_shows_no_number_and_no_color),
        cmocka_unit_test(a_secret_is_hidden_wherever_it_stands),
        cmocka_unit_test(the_answers_have_the_same_grid),
        cmocka_unit_test(a_page_has_the_cells_of_the_terminal),
        cmocka_unit_test(hostile_words_are_only_words),
        cmocka_unit_test(pages_are_the_same_again),
        cmocka_unit_test(lines_break_between_words),
    };
    return cmocka_run_group_tests_name("handout", tests, set_up, tear_down);
}
