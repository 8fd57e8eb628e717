/* Dead and saturated units of recurrent layers, over many sentences. */
#include "tiny.h"

#include "study/units.h"

static const char *const texts[] = {"the cat sleeps here", "dog", "we rest . the a", "cat runs"};

/* Everything that one unit of a layer of tanh reads, and its bias. */
static void set_unit(struct cell_weights *cell, int unit, real bias)
{
    for (int i = 0; i < cell->input.cols; i++)
        mat_row(cell->input, unit)[i] = 0;
    for (int i = 0; i < cell->hidden.cols; i++)
        mat_row(cell->hidden, unit)[i] = 0;
    cell->input_bias.x[unit] = bias;
    cell->hidden_bias.x[unit] = 0;
}

static struct model *model_with_units(void)
{
    struct config config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    config.seq2seq.cell = CELL_RNN;
    struct model *model = tiny_model(config, 5);
    struct cell_weights *forward = &model->weights.seq2seq.encoder[0][0];
    set_unit(forward, 0, 0); /* always 0 */
    set_unit(forward, 1, 9); /* always 1: it never moves either */
    for (int i = 0; i < forward->input.cols; i++)
        mat_row(forward->input, 2)[i] *= 1000; /* −1 or 1, by the word */
    return model;
}

static const struct unit_group *group_of(const struct units *units, enum quantity_id id)
{
    for (int i = 0; i < units->count; i++)
        if (units->groups[i].sheet.quantity == id)
            return &units->groups[i];
    fail_msg("no group of the quantity %d", id);
    return NULL;
}

static void units_that_never_move_or_are_at_an_end_are_found(void **state)
{
    (void)state;
    struct model *model = model_with_units();
    struct units units = {0};
    long words = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trace *trace = trace_new(model, &texts[i], 1, NULL);
        units_add(&units, trace);
        words += trace_source_length(trace, 0);
        trace_free(trace);
    }
    const struct unit_group *forward = group_of(&units, Q_FORWARD);
    assert_int_equal(units.sentences, 4);
    assert_int_equal(forward->positions, words);
    assert_int_equal(units_kind(forward, 0), UNIT_DEAD);
    assert_int_equal(units_kind(forward, 1), UNIT_DEAD);
    assert_int_equal(units_kind(forward, 2), UNIT_SATURATED);
    for (int u = 3; u < forward->count; u++)
        assert_int_equal(units_kind(forward, u), UNIT_LIVE);
    for (int u = 0; u < group_of(&units, Q_BACKWARD)->count; u++)
        assert_int_equal(units_kind(group_of(&units, Q_BACKWARD), u), UNIT_LIVE);
    units_free(&units);
    model_free(model);
}

/* What is noted of a unit is what a walk over the numbers of all runs finds; padding of a batch does
 * not count. */
static void figures_are_those_of_the_runs(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 2), 6);
    struct trace *trace = trace_new(model, texts, 4, NULL);
    struct units units = {0};
    units_add(&units, trace);
    const struct unit_group *gate = group_of(&units, Q_FORWARD_UPDATE);
    assert_true(gate->gate);
    for (int u = 0; u < gate->count; u++) {
        double least = INFINITY, most = -INFINITY, sum = 0;
        long ends = 0, seen = 0;
        for (int s = 0; s < 4; s++)
            for (int j = 0; j < trace_source_length(trace, s); j++, seen++) {
                double x = (double)mat_row(trace_get(trace, s, Q_FORWARD_UPDATE), j)[u];
                least = fmin(least, x);
                most = fmax(most, x);
                sum += x;
                ends += x < 0.05 || x > 0.95;
            }
        assert_int_equal(seen, gate->positions);
        assert_int_equal(ends, gate->list[u].ends);
        assert_true(least == gate->list[u].least && most == gate->list[u].most);
        assert_true(fabs(sum - gate->list[u].sum) < 1e-9);
    }
    units_free(&units);
    trace_free(trace);
    model_free(model);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_that_never_move_or_are_at_an_end_are_found),
        cmocka_unit_test(figures_are_those_of_the_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
