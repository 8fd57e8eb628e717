#include "paper.h"

#include "lab/difference.h"
#include "lab/leak.h"
#include "view/difference.h"

/* What changes did, on the model on paper (paper.h). */

static void numbers_are_subtracted(void **state)
{
    (void)state;
    struct model *model = paper();
    struct arena arena = {0};
    struct difference d;
    struct trace *before = run(model, "a b c", "temperature inf"),
                 *after = run(model, "a b c", "temperature inf; weight 1 a 0.4; hide 3");
    difference_of(before, after, 0, sheet_of(Q_WEIGHTS), &arena, &d);
    assert_int_equal(d.rows, 2);
    assert_int_equal(d.columns, 4);
    assert_int_equal(d.apart, -1);
    assert_close(mat_row(d.values, 0)[0], 0.15, 1e-6, "what was set");
    assert_close(mat_row(d.values, 0)[1], -0.05, 1e-6, "what made room");
    assert_close(mat_row(d.values, 1)[1], 1.0 / 3 - 0.25, 1e-6, "what a hidden word left");
    assert_close(d.largest, 0.25, 1e-6, "largest");
    assert_close(d.high, 0.4, 1e-6, "high");
    assert_close(d.low, 0, 1e-6, "low");
    difference_of(before, after, 0, sheet_of(Q_MASKED), &arena, &d);
    assert_true(isinf(mat_row(d.values, 0)[2])); /* masked in one of them: no number */
    assert_true(mat_row(d.values, 0)[0] == 0 && d.largest == 0);
    trace_free(before);
    trace_free(after);
    arena_free(&arena);
    model_free(model);
}

static void what_cannot_be_subtracted_says_why(void **state)
{
    (void)state;
    struct model *model = paper();
    struct arena arena = {0};
    struct difference d;
    struct trace *before = run(model, "a b c", ""),
                 *other = run(model, "a b c", "sentence a c c; query other"),
                 *shorter = run(model, "a b c", "sentence a c"),
                 *longer = run(model, "a b c", "force x y z"),
                 *padded = run(model, "a b c", "beside a a a a a; mask off");
    difference_of(before, shorter, 0, sheet_of(Q_WEIGHTS), &arena, &d);
    assert_null(d.values.x);
    assert_non_null(strstr(d.why, "the sentence is another"));
    difference_of(before, other, 0, sheet_of(Q_WEIGHTS), &arena, &d); /* of the same length */
    assert_non_null(d.values.x);
    difference_of(before, other, 0, sheet_of(Q_OTHER_SCORES), &arena, &d);
    assert_non_null(strstr(d.why, "the unchanged run has no"));
    difference_of(before, other, 0, sheet_of(Q_CONTEXT), &arena, &d);
    assert_int_equal(d.values.cols, 3);
    difference_of(before, longer, 0, sheet_of(Q_WEIGHTS), &arena, &d);
    assert_int_equal(d.rows, 2);
    assert_int_equal(d.apart, 1);
    difference_of(before, padded, 0, sheet_of(Q_WEIGHTS), &arena, &d);
    assert_int_equal(d.columns, 4); /* the padding is the changed run's alone */
    trace_free(before);
    trace_free(other);
    trace_free(shorter);
    trace_free(longer);
    trace_free(padded);
    arena_free(&arena);
    model_free(model);
}

/* KL of two distributions of three words that count, written out. */
static void divergence_is_that_of_the_definition(void **state)
{
    (void)state;
    enum { MOVES = 4 };
    struct model *model = paper();
    struct word_move moves[MOVES];
    struct trace *before = run(model, "a b c", ""), *after = run(model, "a b c", "collapse b");
    const real *p = row_of(before, Q_PROBABILITIES, 0), *q = row_of(after, Q_PROBABILITIES, 0);
    double expected = 0;
    for (int i = 0; i < vocab_size(model->target.vocab); i++)
        expected += p[i] > 0 ? (double)p[i] * log((double)p[i] / (double)q[i]) : 0;
    double nats = difference_words(before, after, 0, 0, moves, MOVES);
    assert_true(nats > 0.1);
    assert_close(nats, expected, 1e-5 * expected, "KL");
    for (int i = 0; i < MOVES; i++) {
        assert_close(moves[i].before, p[moves[i].word], 1e-6, "before");
        assert_close(moves[i].after, q[moves[i].word], 1e-6, "after");
        assert_true(i == 0 || fabs(moves[i].after - moves[i].before) <=
                                  fabs(moves[i - 1].after - moves[i - 1].before));
    }
    int largest = 0;
    for (int i = 0; i < vocab_size(model->target.vocab); i++)
        if (fabs((double)(q[i] - p[i])) > fabs((double)(q[largest] - p[largest])))
            largest = i;
    assert_int_equal(moves[0].word, largest);
    assert_true(difference_words(before, before, 0, 1, NULL, 0) == 0);
    trace_free(before);
    trace_free(after);
    model_free(model);
}

/* Any size, any matrix, any pair of runs: it only has to end. */
static void it_is_drawn_at_every_size(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "", "collapse b", "sentence c", "force x y z", "query other", "beside a a a a a; mask off"};
    struct model *model = paper();
    struct trace *before = run(model, "a b c", "");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct trace *after = run(model, "a b c", lines[i]);
        for (int size = 1; size < 130; size += size < 12 ? 1 : 17)
            for (int id = 0; id < Q_COUNT; id++) {
                struct picture picture = {.trace = after, .zoom = ZOOM_STAGE};
                struct grid grid;
                if (!trace_has(after, (enum quantity_id)id))
                    continue;
                picture_go(&picture, sheet_of((enum quantity_id)id), 2, 1);
                grid_init(&grid, 1 + size / 3, size);
                difference_draw(&grid, grid_whole(&grid), &picture, i ? before : NULL,
                                (enum difference_part)(size % 3), NULL);
                grid_free(&grid);
            }
        trace_free(after);
    }
    trace_free(before);
    model_free(model);
}

/* Padding takes 2 of ALL + 2 shares; what it does to the word is measured after the same words. */
static void what_leaks_into_padding_is_measured(void **state)
{
    (void)state;
    struct model *model = paper();
    struct str text = {0};
    struct trace *padded = run(model, "a b c", "beside a b c a b"),
                 *leaking = run(model, "a b c", "beside a b c a b; mask off; force x x"),
                 *shown = run(model, "a b c", "beside a b c a b; length 1 6; show 5");
    assert_false(leak_any(padded, 0));
    assert_true(leak_any(leaking, 0));
    assert_false(leak_any(leaking, 1));
    assert_true(leak_any(shown, 0));
    struct trace *masked = leak_masked(leaking, 0), *hidden = leak_masked(shown, 0);
    assert_false(leak_any(masked, 0));
    assert_false(leak_any(hidden, 0));
    assert_int_equal(masked->sentences[0].steps, leaking->sentences[0].steps);
    size_t vocabulary = (size_t)vocab_size(model->target.vocab) * sizeof(real);
    assert_memory_equal(row_of(masked, Q_PROBABILITIES, 0), row_of(padded, Q_PROBABILITIES, 0),
                        vocabulary);
    leak_say(leaking, masked, 0, 0, &text);
    int x = vocab_id(model->target.vocab, "x");
    char *expected = mem_format(
        "%.0f %% of this step's weight lies on <pad>; with the padding masked at all steps P(x) "
        "would be %.3f, it is %.3f",
        200 / (exp(0.4) + 1 + exp(-0.4) + exp(0.64) + 2),
        (double)row_of(padded, Q_PROBABILITIES, 0)[x],
        (double)row_of(leaking, Q_PROBABILITIES, 0)[x]);
    assert_string_equal(text.text, expected);
    str_clear(&text);
    leak_say(padded, masked, 0, 0, &text);
    assert_int_equal(text.length, 0);
    free(expected);
    str_free(&text);
    trace_free(padded);
    trace_free(leaking);
    trace_free(shown);
    trace_free(masked);
    trace_free(hidden);
    model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_subtracted),
        cmocka_unit_test(what_cannot_be_subtracted_says_why),
        cmocka_unit_test(divergence_is_that_of_the_definition),
        cmocka_unit_test(what_leaks_into_padding_is_measured),
        cmocka_unit_test(it_is_drawn_at_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
