/* What attention is like, by weights small enough to reckon by hand; and alignments in files. */
#include "tiny.h"

#include "decode/summary.h"

enum { WORDS_MAX = 6 };

static void summarize(double values[SUMMARIES], const double *weights, int steps, int length,
                      const unsigned char *marks, const struct links *reference)
{
    static const unsigned char none[WORDS_MAX];
    real copy[WORDS_MAX * WORDS_MAX];
    float row[SUMMARY_STATISTICS];
    for (int i = 0; i < steps * length; i++)
        copy[i] = (real)weights[i];
    struct summary_input input = {mat_of(copy, steps, length), marks ? marks : none, reference};
    summary_row(row, &input);
    bootstrap_measure_rows(values, &summary_measures, &(struct bootstrap_rows){row, NULL, 1});
}

static void everybody_looks_at_the_own_place(void **state)
{
    (void)state;
    static const double weights[] = {1, 0, 0, /**/ 0, 1, 0};
    double v[SUMMARIES];
    summarize(v, weights, 2, 3, NULL, NULL);
    assert_close(v[SUMMARY_ENTROPY], 0, 1e-6, "entropy");
    assert_close(v[SUMMARY_COVERAGE], 1, 1e-6, "coverage");
    assert_close(v[SUMMARY_UNSEEN], 0, 1e-6, "unseen");
    assert_close(v[SUMMARY_DIAGONALITY], 1, 1e-6, "diagonality");
    assert_close(v[SUMMARY_CORRELATION], 1, 1e-6, "correlation");
    assert_close(v[SUMMARY_EOS], 0, 1e-6, "<eos>");
    assert_close(v[SUMMARY_EOS_UNIFORM], 100.0 / 3, 1e-4, "<eos> if uniform");
    assert_true(isnan(v[SUMMARY_AER]) && isnan(v[SUMMARY_PRECISION]) && isnan(v[SUMMARY_RECALL]));
}

static void everybody_looks_everywhere(void **state)
{
    (void)state;
    static const double weights[] = {.25, .25, .25, .25, /**/ .25, .25, .25, .25};
    static const unsigned char marks[] = {0, 0, 1};
    double v[SUMMARIES];
    summarize(v, weights, 2, 4, marks, NULL);
    assert_close(v[SUMMARY_ENTROPY], log(4), 1e-6, "entropy");
    assert_close(v[SUMMARY_ENTROPY_SHARE], 100, 1e-4, "share of the maximum");
    assert_close(v[SUMMARY_COVERAGE], 0.5, 1e-6, "coverage");
    assert_close(v[SUMMARY_DIAGONALITY], 0, 1e-6, "diagonality");
    assert_close(v[SUMMARY_CORRELATION], 0, 1e-6, "correlation");
    assert_close(v[SUMMARY_EOS], 25, 1e-4, "<eos>");
    assert_close(v[SUMMARY_PUNCTUATION], 25, 1e-4, "punctuation");
    assert_close(v[SUMMARY_PUNCTUATION_UNIFORM], 25, 1e-4, "punctuation if uniform");
}

/* Reversed, on two words: x, y = ¼ and ¾. */
static void against_the_diagonal(void **state)
{
    (void)state;
    static const double weights[] = {0, 1, 0, /**/ 1, 0, 0};
    double v[SUMMARIES];
    summarize(v, weights, 2, 3, NULL, NULL);
    /* distance ½ for both; uniform weights: (0 + ½) / 2 */
    assert_close(v[SUMMARY_DIAGONALITY], -1, 1e-6, "diagonality");
    assert_close(v[SUMMARY_CORRELATION], -1, 1e-6, "correlation");
}

static void by_hand(void **state)
{
    (void)state;
    /* three target words, two source words and <eos> */
    static const double weights[] = {.8, 0, .2, /**/ .5, .05, .45, /**/ .6, 0, .4};
    static const unsigned char marks[] = {0, 1};
    double v[SUMMARIES];
    summarize(v, weights, 3, 3, marks, NULL);
    double h1 = -(.8 * log(.8) + .2 * log(.2)), h3 = -(.6 * log(.6) + .4 * log(.4));
    double h2 = -(.5 * log(.5) + .05 * log(.05) + .45 * log(.45));
    assert_close(v[SUMMARY_ENTROPY], (h1 + h2 + h3) / 3, 1e-6, "entropy");
    assert_close(v[SUMMARY_ENTROPY_SHARE], 100 * (h1 + h2 + h3) / 3 / log(3), 1e-4, "share");
    assert_close(v[SUMMARY_COVERAGE], (1 + .05) / 2, 1e-6, "coverage: 1.9 counts as 1");
    assert_close(v[SUMMARY_UNSEEN], 50, 1e-4, "the second word has 0.05 in all");
    assert_close(v[SUMMARY_EOS], 100 * 1.05 / 3, 1e-4, "<eos>");
    assert_close(v[SUMMARY_PUNCTUATION], 100 * .05 / 3, 1e-4, "punctuation");
    /* x = ¼, ¾; y = 1/6, 3/6, 5/6; over the words the rows are (1, 0), (10/11, 1/11), (1, 0) */
    double near = 1.0 / 12 + .25 + 7.0 / 12;
    double uniform = (1.0 / 12 + 7.0 / 12) / 2 + .25 + (7.0 / 12 + 1.0 / 12) / 2;
    assert_close(v[SUMMARY_DIAGONALITY], 1 - near / uniform, 1e-6, "diagonality");
}

/* The rows of a local window do not sum to 1, and one may be empty. */
static void rows_are_scaled_to_one(void **state)
{
    (void)state;
    static const double full[] = {.6, .2, .2, /**/ .1, .8, .1};
    static const double half[] = {.3, .1, .1, /**/ .05, .4, .05, /**/ 0, 0, 0};
    double a[SUMMARIES], b[SUMMARIES];
    summarize(a, full, 2, 3, NULL, NULL);
    summarize(b, half, 2, 3, NULL, NULL);
    for (int m = 0; m < SUMMARY_AER; m++)
        assert_close(a[m], b[m], 1e-5, summary_measures.list[m].name);
    summarize(b, half, 3, 3, NULL, NULL);
    assert_close(a[SUMMARY_ENTROPY], b[SUMMARY_ENTROPY], 1e-5, "an empty row is left out");
    assert_true(b[SUMMARY_DIAGONALITY] <= 1); /* a number */
}

/* Och and Ney: four links, A = {0-0, 1-1, 0-2, 2-3}. */
static void alignment_error_rate_by_hand(void **state)
{
    (void)state;
    static const double weights[] = {.7,      .1, .1, .1, /**/ .1, .6, .2, .1,
                                     /**/ .5, .1, .3, .1, /**/ .1, .1, .2, .6};
    struct link list[] = {{0, 0, true}, {1, 1, false}, {2, 2, true}, {1, 3, true}, {0, 0, true}};
    const struct links reference = {.list = list, .count = 5};
    double v[SUMMARIES];
    summarize(v, weights, 4, 4, NULL, &reference);
    /* S = {0-0, 2-2, 1-3}, A∩S = {0-0}, A∩P = {0-0, 1-1} */
    assert_close(v[SUMMARY_AER], 1 - (1 + 2) / (4 + 3.0), 1e-6, "AER");
    assert_close(v[SUMMARY_PRECISION], 2 / 4.0, 1e-6, "precision");
    assert_close(v[SUMMARY_RECALL], 1 / 3.0, 1e-6, "recall");
    const struct links empty = {0};
    summarize(v, weights, 4, 4, NULL, &empty);
    assert_close(v[SUMMARY_AER], 1, 1e-6, "nothing should have been linked");
    assert_true(isnan(v[SUMMARY_RECALL]));
}

static void a_link_is_to_a_word(void **state)
{
    (void)state;
    static const real row[] = {1, 3, 3, 9};
    assert_int_equal(summary_link(row, 4), 1); /* the first of equals, not <eos> */
    assert_int_equal(summary_link(row, 1), -1);
}

/* ---- files ---- */

static int read_text(struct alignments *alignments, const char *text, struct err *err)
{
    struct folder folder = folder_make();
    char *path = folder_file(&folder, "links");
    file_fill(path, text);
    int result = alignments_read(alignments, path, err);
    free(path);
    folder_remove(&folder);
    return result;
}

static void links_are_read(void **state)
{
    (void)state;
    struct alignments a;
    struct err err;
    assert_int_equal(read_text(&a, "0-0 10-2\t3?4 5p6\r\n\n1-1", &err), 0);
    assert_int_equal(a.count, 3);
    assert_int_equal(a.lines[0].count, 4);
    assert_int_equal(a.lines[0].list[1].source, 10);
    assert_int_equal(a.lines[0].list[1].target, 2);
    assert_true(a.lines[0].list[1].sure && !a.lines[0].list[2].sure && !a.lines[0].list[3].sure);
    assert_int_equal(a.lines[1].count, 0);
    assert_int_equal(a.lines[2].count, 1);
    alignments_free(&a);
    assert_int_equal(read_text(&a, "", &err), 0);
    assert_int_equal(a.count, 0);
    alignments_free(&a);
}

static void bad_links_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"1",     "1-",   "-1",   "1-2-3",         "1:2", "a-b",
                                      "1 - 2", "1-2x", "1--2", "99999999999-1", "1-?"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct alignments a;
        struct err err;
        char text[64];
        snprintf(text, sizeof text, "0-0\n0-0 %s 1-1\n", bad[i]);
        if (read_text(&a, text, &err) == 0)
            fail_msg("\"%s\" was read as a link", bad[i]);
        assert_non_null(strstr(err.text, "links:2: \""));
        assert_int_equal(a.count, 0);
    }
    struct alignments a;
    struct err err;
    assert_int_equal(alignments_read(&a, "/nowhere", &err), -1);
    alignments_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_looks_at_the_own_place),
        cmocka_unit_test(everybody_looks_everywhere),
        cmocka_unit_test(against_the_diagonal),
        cmocka_unit_test(by_hand),
        cmocka_unit_test(rows_are_scaled_to_one),
        cmocka_unit_test(alignment_error_rate_by_hand),
        cmocka_unit_test(a_link_is_to_a_word),
        cmocka_unit_test(links_are_read),
        cmocka_unit_test(bad_links_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
