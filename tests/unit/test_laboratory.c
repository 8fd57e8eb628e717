#include "paper.h"

#include "shell/data.h"

/* Every intervention on shipped models: what must hold whatever the numbers are; and that nothing is
 * left of one that was undone. See test_intervention.c for numbers. */

/* ---- undoing ---- */

/* Every number of every quantity, every word, to the bit. */
static void assert_identical(const struct trace *a, const struct trace *b, const char *what)
{
    assert_int_equal(a->count, b->count);
    for (int s = 0; s < a->count; s++) {
        assert_int_equal(a->sentences[s].steps, b->sentences[s].steps);
        for (int t = 0; t < a->sentences[s].steps; t++)
            assert_string_equal(trace_target_word(a, s, t), trace_target_word(b, s, t));
        for (int id = 0; id < Q_COUNT; id++) {
            struct mat x = trace_get(a, s, (enum quantity_id)id),
                       y = trace_get(b, s, (enum quantity_id)id);
            assert_true((x.x != NULL) == (y.x != NULL));
            for (int i = 0; x.x && i < x.rows; i++)
                if (memcmp(mat_row(x, i), mat_row(y, i), (size_t)x.cols * sizeof(real)) != 0)
                    fail_msg("%s: %s is another", what, quantity_any((enum quantity_id)id)->name);
        }
    }
}

/* What is applied to a sentence of at least two words with a translation of at least two. */
static const char *const each[] = {
    "sentence hello",
    "exchange 1 2",
    "drop 1",
    "replace 1 2",
    "beside one two three four five six seven eight nine ten",
    "score dot",
    "score general 2",
    "score additive 2",
    "scaling on",
    "keys equal",
    "query other",
    "mask off",
    "mask inverted",
    "mask all",
    "mask soft",
    "hide 1",
    "show 1",
    "length 1 1",
    "window local_m 1",
    "window local_p 1 2",
    "temperature 0",
    "temperature 3",
    "temperature inf",
    "select argmax",
    "select sample 3",
    "select uniform",
    "unknown on",
    "weight 1 1 0.9",
    "row all 1",
    "shift 1",
    "collapse 1",
    "context zero",
    "context freeze 1",
    "context 2 from 1",
    "force <unk>",
    "reference <unk> <unk>",
    "choose 1 <eos>",
};

/* The list is the state: whatever was in it, what is left of it decides alone. */
static void undoing_restores_the_identical_trace(void **state)
{
    const char *name = *state;
    struct err err;
    struct model *model = name ? data_open_model(name, &err) : paper();
    const char *text = name ? "The old man waited." : "a b c";
    if (!model)
        fail_msg("%s", err.text);
    struct strs sentences = {0}, list = {0};
    struct lab lab = {model, &sentences, &list};
    strs_add(&sentences, text);
    struct trace *plain = trace_new(model, &text, 1, NULL);
    int applied = 0;
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        strs_add(&list, each[i]);
        struct trace *changed = lab_run(&lab, &err);
        applied += err.text[0] == '\0';
        trace_free(changed);
        strs_clear(&list);
        struct trace *undone = lab_run(&lab, &err);
        assert_identical(plain, undone, each[i]);
        trace_free(undone);
    }
    assert_true(applied >= (int)(sizeof each / sizeof *each) - 6);
    trace_free(plain);
    strs_free(&sentences);
    strs_free(&list);
    model_free(model);
}

/* ---- shipped models: what must hold whatever the numbers are ---- */

enum law {
    ONE_HOT,
    EVEN,
    ZERO,
    SUMS_TO_1,
    SAME_CONTEXT,
    NO_CONTEXT,
    ON_PADDING,
    ON_WORDS,
    FIRST,
    ONLY_ONE
};

/* clang-format off */
static const struct {
    const char *lines;
    enum law law;
} laws[] = {
    {"", SUMS_TO_1},
    {"temperature 0", ONE_HOT},
    {"temperature 1e-40", ONE_HOT},
    {"temperature inf", EVEN},
    {"temperature 1e30", EVEN},
    {"temperature 0.3", SUMS_TO_1},
    {"select argmax", ONE_HOT},
    {"select sample 4", ONE_HOT},
    {"select uniform", EVEN},
    {"keys equal", EVEN},
    {"beside A much longer sentence than the other one is.; keys equal", EVEN},
    {"beside A much longer sentence than the other one is.", ON_WORDS},
    {"beside A much longer sentence than the other one is.; mask off", ON_PADDING},
    {"beside A much longer sentence than the other one is.; mask off; temperature 2", ON_PADDING},
    {"beside A much longer sentence than the other one is.; show 9", ON_PADDING},
    {"mask inverted", ZERO},
    {"mask all", ZERO},
    {"mask all soft", EVEN},
    {"length 1 1", FIRST},
    {"window local_m 1 2", SUMS_TO_1},
    {"window local_m 0.5 1", ONLY_ONE},
    {"collapse 1", ONLY_ONE},
    {"row all 1", ONLY_ONE},
    {"row all 7", ONLY_ONE},
    {"weight 1 1 1", FIRST},
    {"weight 2 1 0.7", SUMS_TO_1},
    {"row all 1 2 3 4", SUMS_TO_1},
    {"shift 1", SUMS_TO_1},
    {"shift -2", SUMS_TO_1},
    {"hide 1; hide 2", SUMS_TO_1},
    {"context zero", NO_CONTEXT},
    {"context freeze 1", SAME_CONTEXT},
    {"mask all", NO_CONTEXT},
};
/* clang-format on */

static bool holds(const struct trace *trace, enum law law, int t)
{
    const real *weights = row_of(trace, Q_WEIGHTS, t), *context = row_of(trace, Q_CONTEXT, t);
    int n = trace_source_count(trace), words_n = trace_source_length(trace, 0);
    double sum = 0, padding = 0, largest = 0, energy = 0;
    for (int j = 0; j < n; j++) {
        sum += weights[j];
        padding += j >= words_n ? weights[j] : 0;
        largest = fmax(largest, weights[j]);
    }
    struct mat contexts = trace_get(trace, 0, Q_CONTEXT);
    for (int k = 0; k < contexts.cols; k++)
        energy += fabs(context[k]);
    switch (law) {
    case ONE_HOT:
        return largest == 1 && sum == 1;
    case EVEN:
        return fabs(largest - 1.0 / words_n) < 1e-5 && fabs(sum - 1) < 1e-5 && padding == 0;
    case ZERO:
        return sum == 0 && largest == 0;
    case ON_PADDING:
        return padding > 0 && fabs(sum - 1) < 1e-5;
    case ON_WORDS:
        return padding == 0 && fabs(sum - 1) < 1e-5;
    case NO_CONTEXT:
        return energy == 0;
    case SAME_CONTEXT:
        return memcmp(context, mat_row(contexts, 0), (size_t)contexts.cols * sizeof *context) == 0;
    case FIRST:
        return t > 0 ? fabs(sum - 1) < 1e-5 : weights[0] == 1 && sum == 1;
    case ONLY_ONE:
        return weights[0] == 1 && sum == 1;
    default:
        return fabs(sum - 1) < 1e-5;
    }
}

static void laws_hold_on_shipped_models(void **state)
{
    struct err err;
    struct model *model = data_open_model(*state, &err);
    if (!model)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        struct trace *trace = run(model, "The old man waited.", laws[i].lines);
        assert_true(trace->sentences[0].steps >= 1);
        for (int t = 0; t < trace->sentences[0].steps; t++)
            if (!holds(trace, laws[i].law, t))
                fail_msg("%s: not at step %d", laws[i].lines, t + 1);
        trace_free(trace);
    }
    model_free(model);
}

/* Off by one reaches the steps too that only the shifted run has. */
static void shifted_rows_are_the_rows_before_further_on(void **state)
{
    struct err err;
    struct model *model = data_open_model(*state, &err);
    assert_non_null(model);
    struct trace *plain = run(model, "The old man waited.", ""),
                 *shifted = run(model, "The old man waited.", "shift 1");
    int n = trace_source_count(plain);
    for (int t = 0; t < plain->sentences[0].steps && t < shifted->sentences[0].steps; t++)
        for (int j = 0; j < n; j++)
            assert_true(row_of(plain, Q_WEIGHTS, t)[j] ==
                        row_of(shifted, Q_WEIGHTS, t)[(j + 1) % n]);
    for (int t = plain->sentences[0].steps; t < shifted->sentences[0].steps; t++)
        assert_memory_not_equal(row_of(shifted, Q_WEIGHTS, t), row_of(shifted, Q_ALIGNED, t),
                                (size_t)n * sizeof(real));
    trace_free(plain);
    trace_free(shifted);
    model_free(model);
}

int main(void)
{
    static char additive[] = "eng-fra-additive", dot[] = "eng-fra-dot";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undoing_restores_the_identical_trace),
        cmocka_unit_test_prestate(undoing_restores_the_identical_trace, additive),
        cmocka_unit_test_prestate(undoing_restores_the_identical_trace, dot),
        cmocka_unit_test_prestate(laws_hold_on_shipped_models, additive),
        cmocka_unit_test_prestate(laws_hold_on_shipped_models, dot),
        cmocka_unit_test_prestate(shifted_rows_are_the_rows_before_further_on, additive),
        cmocka_unit_test_prestate(shifted_rows_are_the_rows_before_further_on, dot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
