/* What a training works with: any learner that has all its parts. The one made up here measures how
 * large weights are and makes them small. */
#include "tiny.h"

#include "train/log.h"
#include "train/seq2seq_learner.h"
#include "train/stepper.h"
#include "train/task.h"

static const struct figure_kind figures[] = {{"loss", "loss", NULL, 4, false},
                                             {"accuracy", "accuracy", NULL, 1, true},
                                             {"accuracy_long", "long", "accuracy", 1, true},
                                             {.name = NULL}};
static const char *const noted[] = {NULL};

static void note(const struct train_options *options, long step, double *out)
{
    (void)options, (void)step, (void)out;
}

static long count_one(const struct example *example)
{
    (void)example;
    return 1;
}

/* Half the square of every weight, for each example: the gradient is the weight. */
static void shrink(struct share *s)
{
    struct mat all = weights_embedding(&s->model->list, s->model->flat, 0);
    struct mat gradient = s->gradient->seq2seq.source_embedding;
    int *rows = arena_take(s->arena, (size_t)all.rows, sizeof *rows);
    for (int i = s->first; i < s->count; i += s->stride)
        for (int row = 0; row < all.rows; row++)
            for (int k = 0; k < all.cols; k++) {
                real w = mat_row(all, row)[k];
                s->loss += (double)(w * w) / 2;
                mat_row(gradient, row)[k] += s->scale * w;
            }
    for (int row = 0; row < all.rows; row++)
        rows[row] = row;
    s->touched[0] = (struct touched){rows, all.rows};
}

static const struct learner shrinking = {.name = "shrinking",
                                         .counted = "sentences",
                                         .speed = "sentences_per_second",
                                         .curve = "loss",
                                         .figures = figures,
                                         .keep = "accuracy",
                                         .noted = noted,
                                         .note = note,
                                         .count = count_one,
                                         .work = shrink};

static void every_task_has_a_whole_learner(void **state)
{
    (void)state;
    for (int task = 0; task < TASK_COUNT; task++) {
        const struct learner *l = task_learner(task);
        if (!l || !l->name)
            fail_msg("task %d has no learner", task);
        if (!l->counted || !l->speed || !l->curve || !l->figures || !l->keep || !l->noted)
            fail_msg("learner %s lacks a name of something", l->name);
        if (!l->note || !l->check || !l->open || !l->count || !l->work || !l->evaluate)
            fail_msg("learner %s lacks a function", l->name);
        assert_string_equal(l->figures[0].name, "loss");
        assert_false(l->figures[0].higher);
        assert_true(learner_figure(l, l->keep) >= 0);
        int count = 0, steps = 0;
        for (; l->figures[count].name; count++)
            if (!l->figures[count].label ||
                (l->figures[count].with && learner_figure(l, l->figures[count].with) < 0))
                fail_msg("figure %s of %s", l->figures[count].name, l->name);
        while (l->noted[steps])
            steps++;
        assert_true(count <= FIGURES_MAX && steps <= NOTED_MAX);
    }
}

static void figures_decide_by_name_and_direction(void **state)
{
    (void)state;
    const double good[] = {1, 80, 60}, bad[] = {2, 70, NAN};
    assert_true(learner_rank(&shrinking, good, "loss") > learner_rank(&shrinking, bad, "loss"));
    assert_close(learner_rank(&shrinking, good, "accuracy"), 140, 1e-9, "with what is added to it");
    assert_close(learner_rank(&shrinking, bad, "accuracy"), 70, 1e-9, "not asked for");
    assert_int_equal(learner_figure(&shrinking, "accuracy"), 1);
    assert_int_equal(learner_figure(&shrinking, "bleu"), -1);
    struct str text = {0};
    learner_choices(&shrinking, &text);
    assert_string_equal(text.text, "loss, accuracy");
    str_clear(&text);
    learner_print(&shrinking, good, true, &text);
    assert_string_equal(text.text, " accuracy 80.0 (long 60.0)");
    str_clear(&text);
    learner_print(&shrinking, good, false, &text);
    learner_print(&shrinking, bad, true, &text);
    assert_string_equal(text.text, " accuracy 80.0 accuracy 70.0");
    str_free(&text);
}

static void only_figures_of_the_task_can_decide(void **state)
{
    (void)state;
    struct train_options o = train_defaults();
    struct err err;
    o.corpus = o.out = "x";
    assert_int_equal(train_options_check(&o, &err), 0);
    static const char *const bad[] = {"accuracy", "bleu_joined", ""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        o.keep = bad[i];
        assert_int_equal(train_options_check(&o, &err), -1);
        assert_non_null(strstr(err.text, "loss, bleu"));
    }
}

static void a_step_is_the_learners(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 2; threads++) {
        struct model *model = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 2), 3);
        struct train_options o = train_defaults();
        struct stepper stepper = {0};
        struct example example = {0};
        const struct example *list[] = {&example, &example, &example};
        o.threads = threads;
        stepper_start(&stepper, &shrinking, &o, model);
        struct mat table = model->weights.seq2seq.source_embedding;
        real before = mat_row(table, 5)[0], other = model->weights.seq2seq.output.x[0];
        struct step_result first = stepper_step(&stepper, list, 3, 0.01);
        struct step_result second = stepper_step(&stepper, list, 3, 0.01);
        assert_int_equal(first.counted, 3);
        assert_true(second.loss < first.loss && first.norm > 0);
        assert_true(fabs((double)mat_row(table, 5)[0]) < fabs((double)before));
        assert_true(model->weights.seq2seq.output.x[0] == other);
        stepper_free(&stepper);
        model_free(model);
    }
}

static void a_log_has_the_learners_columns(void **state)
{
    (void)state;
    struct str ours = {0}, theirs = {0};
    train_log_columns(&shrinking, &ours);
    train_log_columns(&seq2seq_learner, &theirs);
    assert_string_equal(ours.text,
                        "event,epoch,step,progress,loss,recent_loss,rate,gradient_norm,"
                        "sentences_per_second,seconds,seconds_left,valid_loss,valid_accuracy,"
                        "valid_accuracy_long,best,memory_mib,peak_mib");
    assert_non_null(strstr(theirs.text, "gradient_norm,teacher_forcing,tokens_per_second,"));
    str_free(&ours);
    str_free(&theirs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_has_a_whole_learner),
        cmocka_unit_test(figures_decide_by_name_and_direction),
        cmocka_unit_test(only_figures_of_the_task_can_decide),
        cmocka_unit_test(a_step_is_the_learners),
        cmocka_unit_test(a_log_has_the_learners_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
