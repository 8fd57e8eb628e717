/* What families of models are built of: tables without holes, controls that are copied whole, rows of
 * scores that become rows of weights. */
#include "tiny.h"

#include "layer/control.h"
#include "layer/readout.h"
#include "layer/score.h"
#include "layer/weigh.h"
#include "model/seq2seq_config.h"

static void whole(const char *what, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (!names[i] || !*names[i])
            fail_msg("%s number %d has no name", what, i);
    assert_null(names[count]);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(names[i], names[k]);
}

static void every_kind_has_a_name_of_its_own(void **state)
{
    (void)state;
    whole("score", score_names, SCORE_COUNT);
    whole("window", window_names, WINDOW_COUNT);
    whole("mask", mask_mode_names, MASK_COUNT);
    whole("selection", select_names, SELECT_COUNT);
    whole("scaling", scale_mode_names, SCALE_MODE_COUNT);
    whole("given number", given_names, GIVEN_COUNT);
    whole("cell", cell_names, CELL_COUNT);
    whole("readout", readout_names, READOUT_COUNT);
    for (int i = 0; i < CELL_COUNT; i++)
        if (!cell_labels[i])
            fail_msg("cell %s has no label", cell_names[i]);
}

static void every_score_has_its_parts(void **state)
{
    (void)state;
    for (int i = 0; i < SCORE_COUNT; i++) {
        const struct score_kind *kind = &score_kinds[i];
        if (!kind->formula)
            fail_msg("score %s has no formula", score_names[i]);
        if (*kind->formula && !kind->forward)
            fail_msg("score %s has no forward", score_names[i]);
        if (!kind->forward != !kind->backward)
            fail_msg("score %s goes one way only", score_names[i]);
        const char *other = kind->places ? "{c}" : "{k}";
        if (kind->forward && (!strstr(kind->formula, "{q}") || !strstr(kind->formula, other)))
            fail_msg("the formula of %s is not about what asks and what is asked", score_names[i]);
        if (kind->places && (!kind->query || kind->key))
            fail_msg("score %s has places without a projected query, or keys", score_names[i]);
    }
}

/* The help of a choice names everything that can be chosen. */
static void the_help_of_a_field_names_its_words(void **state)
{
    (void)state;
    static const char *const explained[] = {"cell", "score", "query", "window", "feed", "readout"};
    for (size_t i = 0; i < sizeof explained / sizeof *explained; i++) {
        const struct field *field = family_seq2seq.fields;
        while (strcmp(field->name, explained[i]) != 0)
            field++;
        for (int k = 0; field->words[k]; k++)
            if (!strstr(field->help, field->words[k]))
                fail_msg("the help of %s does not name %s", field->name, field->words[k]);
    }
}

static void a_copied_control_has_arrays_of_its_own(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct cell_change cells[] = {{GIVEN_KEY, 1, 2, 3, 4}};
    unsigned char hidden[] = {0, 1, 2};
    int lengths[] = {-1, 3}, forced[] = {7, 8, 9};
    real row[] = {0.5, 0.25}, context[] = {1, 2, 3};
    struct row_change weights[] = {{.step = 1, .values = row, .count = 2}};
    struct row_change contexts[] = {{.step = -1, .values = context, .count = 3}};
    struct control control = {.mask = MASK_ALL, .temperature = 2, .select_seed = 5};
#define GIVE(type, name)                                                                           \
    control.name = name;                                                                           \
    control.name##_count = (int)(sizeof name / sizeof *name);
    CONTROL_ARRAYS(GIVE)
    struct control copy = control_copy(&arena, &control);
    assert_int_equal(copy.mask, MASK_ALL);
    assert_int_equal(copy.select_seed, 5);
#define COMPARE(type, name)                                                                        \
    assert_int_equal(copy.name##_count, control.name##_count);                                     \
    assert_non_null(copy.name);                                                                    \
    assert_ptr_not_equal(copy.name, control.name);
    CONTROL_ARRAYS(COMPARE)
    memset(row, 0, sizeof row);
    memset(context, 0, sizeof context);
    assert_true(copy.weights[0].values[1] == (real)0.25 && copy.weights[0].step == 1);
    assert_true(copy.contexts[0].values[2] == 3);
    assert_true(copy.hidden[2] == 2 && copy.lengths[1] == 3 && copy.forced[2] == 9);
    assert_true(copy.cells[0].value == 4 && copy.cells[0].which == GIVEN_KEY);
    struct control nothing = {0};
    copy = control_copy(&arena, &nothing);
    assert_memory_equal(&copy, &nothing, sizeof copy);
    arena_free(&arena);
}

static void of_changes_that_name_a_row_the_last_counts(void **state)
{
    (void)state;
    const struct row_change rows[] = {{.sentence = -1, .step = -1, .slice = -1},
                                      {.sentence = 1, .step = 2},
                                      {.sentence = 1, .step = 2, .slice = 3}};
    assert_ptr_equal(control_row(rows, 3, 0, 0, 0), &rows[0]);
    assert_ptr_equal(control_row(rows, 3, 1, 0, 2), &rows[1]);
    assert_ptr_equal(control_row(rows, 3, 1, 3, 2), &rows[2]);
    assert_ptr_equal(control_row(rows, 3, 1, 3, 1), &rows[0]);
    assert_null(control_row(rows + 1, 2, 0, 0, 2));
    assert_null(control_row(NULL, 0, 0, 0, 0));
}

/* ---- rows ---- */

enum { N = 4 };
static const real scores[N] = {1, 3, 2, 9};

struct weighed {
    real weights[N], masked[N], aligned[N];
    unsigned char mask[N], excluded[N];
};

/* A sentence of three words and one of padding; width −1: no window. */
static struct weighed weigh(const struct control *control, real center, real width)
{
    struct weighed out = {0};
    struct weighing w = {.control = control,
                         .step = 1,
                         .bell = width >= 0,
                         .center = center,
                         .width = width,
                         .masked = out.masked,
                         .aligned = out.aligned};
    weigh_mask(out.mask, control, 3, N);
    weigh_exclude(out.excluded, out.mask, control, 1, center, width, N);
    weigh_row(&w, out.weights, scores, out.excluded, N);
    return out;
}

static void is_row(struct weighed weighed, double a, double b, double c, double d)
{
    const real expected[N] = {(real)a, (real)b, (real)c, (real)d};
    assert_rows_close(weighed.weights, expected, N, 1e-6, "a weight");
}

static void a_row_without_control_is_the_softmax_of_the_words(void **state)
{
    (void)state;
    double sum = exp(-2) + 1 + exp(-1);
    struct weighed plain = weigh(NULL, 0, -1);
    is_row(plain, exp(-2) / sum, 1 / sum, exp(-1) / sum, 0);
    assert_true(plain.masked[3] == -INFINITY && plain.masked[1] == 3);
}

static void masks_do_what_their_names_say(void **state)
{
    (void)state;
    is_row(weigh(&(struct control){.mask = MASK_INVERTED}, 0, -1), 0, 0, 0, 1);
    is_row(weigh(&(struct control){.mask = MASK_ALL}, 0, -1), 0, 0, 0, 0);
    is_row(weigh(&(struct control){.mask = MASK_OFF, .select = SELECT_ARGMAX}, 0, -1), 0, 0, 0, 1);
    is_row(weigh(&(struct control){.mask = MASK_ALL, .soft_mask = true}, 0, -1), .25, .25, .25,
           .25);
    assert_true(weigh(&(struct control){.soft_mask = true}, 0, -1).masked[3] == (real)-1e6);
    const unsigned char hidden[] = {0, 1, 0, 2};
    struct control by_hand = {.hidden = hidden, .hidden_count = N, .select = SELECT_UNIFORM};
    is_row(weigh(&by_hand, 0, -1), 1 / 3., 0, 1 / 3., 1 / 3.);
    const int lengths[] = {-1, 2};
    struct control length = {.lengths = lengths, .lengths_count = 2, .select = SELECT_UNIFORM};
    is_row(weigh(&length, 0, -1), .5, .5, 0, 0);
}

static void temperatures_sharpen_and_flatten(void **state)
{
    (void)state;
    struct control control = {.use_temperature = true, .temperature = 0};
    is_row(weigh(&control, 0, -1), 0, 1, 0, 0);
    assert_true(control_is_cold(&control));
    control.temperature = (real)1e-35; /* a quotient would be infinite */
    is_row(weigh(&control, 0, -1), 0, 1, 0, 0);
    control.temperature = INFINITY;
    is_row(weigh(&control, 0, -1), 1 / 3., 1 / 3., 1 / 3., 0);
    assert_false(control_is_cold(&control));
    control.temperature = (real)0.5;
    double sum = exp(-4) + 1 + exp(-2);
    is_row(weigh(&control, 0, -1), exp(-4) / sum, 1 / sum, exp(-2) / sum, 0);
}

static void a_window_leaves_what_is_near_under_a_bell(void **state)
{
    (void)state;
    double sum = exp(-2) + 1, bell = exp(-1 / (2 * .25)); /* D = 1, σ = ½ */
    struct weighed near = weigh(NULL, 1, 1);
    is_row(near, exp(-2) / sum, bell / sum, 0, 0);
    assert_close(near.aligned[1], 1 / sum, 1e-6, "before the bell");
}

static void rows_set_by_hand_win(void **state)
{
    (void)state;
    const real values[] = {.5, .5};
    const struct row_change rows[] = {{.step = 0, .values = values, .count = 1},
                                      {.step = 1, .values = values, .count = 2}};
    struct control control = {.weights = rows, .weights_count = 2, .select = SELECT_ARGMAX};
    struct weighed set = weigh(&control, 0, -1);
    is_row(set, .5, .5, 0, 0);
    assert_close(set.aligned[1], 1 / (exp(-2) + 1 + exp(-1)), 1e-6, "what was there before");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_name_of_its_own),
        cmocka_unit_test(every_score_has_its_parts),
        cmocka_unit_test(the_help_of_a_field_names_its_words),
        cmocka_unit_test(a_copied_control_has_arrays_of_its_own),
        cmocka_unit_test(of_changes_that_name_a_row_the_last_counts),
        cmocka_unit_test(a_row_without_control_is_the_softmax_of_the_words),
        cmocka_unit_test(masks_do_what_their_names_say),
        cmocka_unit_test(temperatures_sharpen_and_flatten),
        cmocka_unit_test(a_window_leaves_what_is_near_under_a_bell),
        cmocka_unit_test(rows_set_by_hand_win),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
