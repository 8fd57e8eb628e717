/* A training on its own thread: watched, paused, looked into, stopped; and the same bits. */
#include "tiny.h"

#include <time.h>

#include "text/utf8.h"
#include "train/training.h"

static struct folder folder;
static char *corpus, *out, *second, *saved;
static const struct strs nobody;

static int prepare(void **state)
{
    (void)state;
    struct str text = {0};
    for (int i = 0; i < 20; i++)
        str_add(&text, "The cat sleeps here.\tLe chat dort ici.\n"
                       "We rest.\tNous dormons.\n"
                       "The small dog runs here.\tLe petit chien court ici.\n"
                       "A cat.\tUn chat.\n");
    folder = folder_make();
    corpus = folder_file(&folder, "corpus.tsv");
    out = folder_file(&folder, "out.safetensors");
    second = folder_file(&folder, "second.safetensors");
    saved = folder_file(&folder, "out.safetensors.checkpoint");
    file_fill(corpus, text.text);
    str_free(&text);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    free(corpus);
    free(out);
    free(second);
    free(saved);
    folder_remove(&folder);
    return 0;
}

static struct train_options options_for(const char *path)
{
    struct train_options o = train_defaults();
    o.corpus = o.valid = corpus;
    o.out = path;
    o.config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    o.epochs = 3;
    o.batch = 4;
    o.threads = 2;
    o.min_count = 1;
    o.half = false;
    o.force = true;
    return o;
}

/* Reads the news until it is so. */
static void wait_for(struct training *training, struct training_report *report,
                     bool (*so)(const struct training_report *))
{
    for (int i = 0; i < 20000; i++) {
        training_news(training, report);
        if (so(report))
            return;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    fail_msg("waited in vain: state %d, step %ld", report->state, report->now.step);
}

static bool is_paused(const struct training_report *r)
{
    return r->state == TRAINING_PAUSED;
}

static bool has_ended(const struct training_report *r)
{
    return r->state == TRAINING_ENDED;
}

static bool rests(const struct training_report *r)
{
    return is_paused(r) || has_ended(r);
}

static bool moves_on(const struct training_report *r)
{
    return !is_paused(r);
}

static bool has_saved(const struct training_report *r)
{
    return r->saves > 0 && r->state == TRAINING_PAUSED;
}

static void end(struct training *training, struct training_report *report)
{
    wait_for(training, report, has_ended);
    assert_true(strstr(training_join(training), "vocabulary") != NULL);
    training_free(training);
}

static void compare_files(const char *a, const char *b)
{
    struct err err;
    struct model *left = model_open(a, &err), *right = model_open(b, &err);
    assert_true(left && right);
    assert_memory_equal(left->flat, right->flat, left->list.size * sizeof(real));
    model_free(left);
    model_free(right);
}

static enum train_wish go_on(void *data, const struct train_report *report,
                             const struct model *model)
{
    (void)data, (void)report, (void)model;
    return TRAIN_GO_ON;
}

static void say_nothing(void *data, const char *line)
{
    (void)data, (void)line;
}

static void watching_changes_no_bit(void **state)
{
    (void)state;
    struct err err;
    struct train_options o = options_for(second);
    const struct train_hooks hooks = {.report = go_on, .say = say_nothing};
    assert_int_equal(train(&o, &hooks, &err), TRAIN_DONE);
    o = options_for(out);
    struct training *training = training_start(&o, &nobody);
    static struct training_report report;
    report = (struct training_report){0};
    do { /* a glance before every rest */
        training_pause(training);
        wait_for(training, &report, rests);
        assert_int_equal(report.glance_step, report.now.step);
        training_continue(training);
        wait_for(training, &report, moves_on);
    } while (!has_ended(&report));
    end(training, &report);
    assert_int_equal(report.result, TRAIN_DONE);
    compare_files(out, second);
}

static void reports_say_how_it_goes(void **state)
{
    (void)state;
    struct train_options o = options_for(out);
    static struct training_report report;
    report = (struct training_report){0};
    struct training *training = training_start(&o, &nobody);
    end(training, &report);
    assert_int_equal(report.now.step, 60);
    assert_int_equal(report.loss.count, 60);
    assert_int_equal(report.valid.count, 3);
    assert_true(report.loss.y[59] < report.loss.y[0]);
    assert_true(report.valid.x[2] == 60 && report.valid.y[2] == report.epoch.figures[0]);
    assert_int_equal(report.epoch.epoch, 3);
    assert_true(strstr(report.line, "vocabulary") != NULL);
    assert_int_equal(report.glance_count, 2);
    assert_string_equal(report.glances[0].source, "The cat sleeps here.");
    assert_string_equal(report.glances[1].source, "The small dog runs here.");
    assert_string_equal(report.glances[1].source_words[1], "small");
    for (int t = 0; t < report.glances[0].rows; t++) {
        double sum = 0;
        for (int j = 0; j < report.glances[0].columns; j++)
            sum += report.glances[0].weights[t][j];
        assert_close(sum, 1, 1e-5, "a row of weights");
    }
}

static void the_asked_sentences_are_watched(void **state)
{
    (void)state;
    struct train_options o = options_for(out);
    struct strs watched = {0};
    static struct training_report report;
    report = (struct training_report){0};
    strs_add(&watched, "A dog nobody knows.");
    struct training *training = training_start(&o, &watched);
    end(training, &report);
    assert_int_equal(report.glance_count, 1);
    assert_string_equal(report.glances[0].source, "A dog nobody knows.");
    strs_free(&watched);
}

static void a_pause_lets_one_look_inside_save_and_stop(void **state)
{
    (void)state;
    struct train_options o = options_for(out);
    static struct training_report report;
    report = (struct training_report){0};
    unlink(saved);
    o.epochs = 1000;
    struct training *training = training_start(&o, &nobody);
    training_pause(training);
    wait_for(training, &report, is_paused);
    long step = report.now.step;
    struct model *model = training_model(training, "now");
    assert_non_null(model);
    assert_string_equal(model->name, "now");
    const char *text = report.glances[0].source; /* it is the model that the glance was at */
    struct trace *trace = trace_new(model, &text, 1, NULL);
    struct str translation = {0};
    trace_translation(trace, 0, &translation);
    assert_string_equal(translation.text ? translation.text : "", report.glances[0].translation);
    str_free(&translation);
    trace_free(trace);
    training_save(training);
    wait_for(training, &report, has_saved);
    assert_int_equal(report.now.step, step);
    assert_int_equal(report.loss.count, step); /* told twice, noted once */
    assert_int_equal(access(saved, F_OK), 0);
    training_stop(training);
    end(training, &report);
    assert_int_equal(report.result, TRAIN_STOPPED);
    assert_int_equal(report.now.step, step);
    model_free(model); /* a copy of its own */
}

static void a_model_at_work_is_not_given_away(void **state)
{
    (void)state;
    struct train_options o = options_for(out);
    static struct training_report report;
    report = (struct training_report){0};
    struct training *training = training_start(&o, &nobody);
    training_join(training);
    assert_null(training_model(training, "late"));
    assert_true(training_news(training, &report));
    assert_false(training_news(training, &report));
    training_free(training);
}

static void a_failure_arrives(void **state)
{
    (void)state;
    struct train_options o = options_for(out);
    static struct training_report report;
    report = (struct training_report){0};
    o.corpus = "/nowhere/corpus.tsv";
    struct training *training = training_start(&o, &nobody);
    wait_for(training, &report, has_ended);
    assert_int_equal(report.result, TRAIN_FAILED);
    assert_true(strstr(report.err.text, "/nowhere/corpus.tsv") != NULL);
    assert_string_equal(training_join(training), "");
    training_free(training);
}

static void a_curve_stays_bounded(void **state)
{
    (void)state;
    static struct curve curve;
    long values = 100000;
    for (long i = 1; i <= values; i++) {
        curve_add(&curve, (double)i, 3 * (double)i);
        assert_in_range(curve.count,
                        i < 2              ? 1
                        : i < CURVE_POINTS ? i
                                           : CURVE_POINTS / 2,
                        CURVE_POINTS);
    }
    for (int i = 0; i < curve.count; i++) { /* means, each of as many */
        double middle = (double)curve.each * (i + 0.5) + 0.5;
        assert_close(curve.x[i], middle, 1e-9, "x");
        assert_close(curve.y[i], 3 * middle, 1e-9, "y");
    }
    assert_int_equal(curve.each * curve.count + curve.pending, values);
}

static void long_texts_are_cut_whole(void **state)
{
    (void)state;
    struct train_options o = options_for(out);
    struct strs watched = {0};
    struct str text = {0};
    static struct training_report report;
    report = (struct training_report){0};
    for (int i = 0; i < 100; i++)
        str_add(&text, i ? " élèves" : "anticonstitutionnellementéééééé");
    strs_add(&watched, text.text);
    struct training *training = training_start(&o, &watched);
    end(training, &report);
    assert_int_equal(report.glances[0].columns, GLANCE_TOKENS);
    assert_true(utf8_valid(report.glances[0].source, strlen(report.glances[0].source)));
    const char *word = report.glances[0].source_words[0];
    assert_true(strlen(word) < GLANCE_TOKEN && utf8_valid(word, strlen(word)));
    strs_free(&watched);
    str_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watching_changes_no_bit),
        cmocka_unit_test(reports_say_how_it_goes),
        cmocka_unit_test(the_asked_sentences_are_watched),
        cmocka_unit_test(a_pause_lets_one_look_inside_save_and_stop),
        cmocka_unit_test(a_model_at_work_is_not_given_away),
        cmocka_unit_test(a_failure_arrives),
        cmocka_unit_test(a_curve_stays_bounded),
        cmocka_unit_test(long_texts_are_cut_whole),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
