/* Tasks that make their pairs up: what they bring along, and a model that learns one. */
#include "tiny.h"

#include "measure/evaluate.h"
#include "train/task.h"
#include "train/trainer.h"

static struct folder folder;
static char *whole, *parts;

static int prepare(void **state)
{
    (void)state;
    folder = folder_make();
    whole = folder_file(&folder, "whole.safetensors");
    parts = folder_file(&folder, "parts.safetensors");
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    free(whole);
    free(parts);
    folder_remove(&folder);
    return 0;
}

static struct train_options task_options(int task)
{
    struct train_options o = train_defaults();
    task_defaults(&o, task);
    return o;
}

static void a_task_brings_its_own_options(void **state)
{
    (void)state;
    struct train_options plain = train_defaults(), o = task_options(TASK_TRANSLATE);
    struct str ours = {0}, theirs = {0};
    train_options_print(&o, &ours);
    train_options_print(&plain, &theirs);
    assert_string_equal(ours.text, theirs.text);
    str_free(&ours);
    str_free(&theirs);
    o = task_options(TASK_DATES);
    assert_int_equal(o.task, TASK_DATES);
    assert_int_equal(o.config.source.unit, UNIT_CHAR);
    assert_int_equal(o.config.target.unit, UNIT_CHAR);
    assert_true(o.pairs > 0 && o.config.seq2seq.embed < plain.config.seq2seq.embed);
}

static void refused(const struct train_options *o, const char *reason)
{
    struct err err;
    assert_int_equal(train_options_check(o, &err), -1);
    if (!strstr(err.text, reason))
        fail_msg("refused with: %s\nwithout saying: %s", err.text, reason);
}

static void files_and_made_pairs_do_not_mix(void **state)
{
    (void)state;
    struct err err;
    struct train_options files = task_options(TASK_TRANSLATE), made = task_options(TASK_DATES), bad;
    assert_int_equal(train_options_check(&made, &err), 0);
    made.patience = 3; /* there is always something to validate with */
    assert_int_equal(train_options_check(&made, &err), 0);
    bad = made;
    bad.corpus = "pairs.tsv";
    refused(&bad, "--corpus");
    bad = made;
    bad.pairs = 0;
    refused(&bad, "--pairs");
    refused(&files, "--corpus");
    files.corpus = "pairs.tsv";
    assert_int_equal(train_options_check(&files, &err), 0);
    files.pairs = 5;
    refused(&files, "--pairs");
}

static void where_the_pairs_come_from(void **state)
{
    (void)state;
    struct train_options files = task_options(TASK_TRANSLATE), made = task_options(TASK_DATES);
    struct pair_source source;
    files.corpus = "pairs.tsv";
    assert_string_equal(task_training(&files).path, "pairs.tsv");
    assert_null(task_training(&files).maker);
    assert_false(task_validation(&files, &source));
    files.valid = made.valid = "valid.tsv";
    assert_true(task_validation(&files, &source));
    assert_string_equal(pair_source_name(&source), "valid.tsv");
    assert_true(task_validation(&made, &source)); /* a file that is given goes first */
    assert_string_equal(pair_source_name(&source), "valid.tsv");
    made.valid = NULL;
    made.seed = 9;
    assert_true(task_validation(&made, &source));
    assert_int_equal(source.part, PART_VALID);
    assert_true(source.maker == task_maker(TASK_DATES) && source.seed == 9 && source.count > 0);
    source = task_training(&made);
    assert_true(source.part == PART_TRAIN && source.seed == 9 && source.count == made.pairs);
    source = task_test(TASK_DATES, 4, 77);
    assert_true(source.part == PART_TEST && source.seed == 4 && source.count == 77);
}

/* --- training --------------------------------------------------------------------------------- */

/* The last report, and after which step to stop; 0: never. */
struct watch {
    struct train_report last;
    long stop_at;
};

static enum train_wish on_report(void *data, const struct train_report *report,
                                 const struct model *model)
{
    struct watch *watch = data;
    (void)model;
    watch->last = *report;
    return watch->stop_at && report->step >= watch->stop_at ? TRAIN_STOP : TRAIN_GO_ON;
}

static void on_say(void *data, const char *line)
{
    (void)data;
    (void)line;
}

static void run(const struct train_options *options, struct watch *watch, enum train_result wanted)
{
    struct err err = {""};
    struct train_hooks hooks = {.report = on_report, .say = on_say, .data = watch};
    if (train(options, &hooks, &err) != wanted)
        fail_msg("%s", err.text);
}

static struct model *opened(const char *path)
{
    struct err err;
    struct model *model = model_open(path, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static struct train_options short_training(const char *out)
{
    struct train_options o = task_options(TASK_DATES);
    o.out = out;
    o.threads = 1;
    o.pairs = 600;
    o.epochs = 4;
    o.batch = 16;
    o.rate = 0.01;
    o.half = false;
    o.force = true;
    return o;
}

static void dates_are_learned_in_seconds(void **state)
{
    (void)state;
    struct err err;
    struct watch watch = {0};
    struct train_options o = short_training(whole);
    run(&o, &watch, TRAIN_DONE);
    assert_true(watch.last.validated && watch.last.figures[0] < 0.9); /* ln 15 is 2.7 */
    struct model *model = opened(whole);
    assert_true(model_training_number(model, "pairs", 0) == 600);
    struct evaluation e;
    struct evaluation_options options = {.source = task_test(TASK_DATES, 1, 50), .join = 1};
    struct pool *pool = pool_new(1);
    assert_int_equal(evaluate(&e, model, &model->weights, pool, &options, &err), 0);
    assert_int_equal(e.pairs, 50);
    assert_int_equal(e.tokens, 50 * 11);
    assert_true(e.loss < 1.0);
    evaluation_free(&e);
    pool_free(pool);
    model_free(model);
}

/* The model of the test before, in two parts. */
static void a_stopped_task_continues_to_the_same_bits(void **state)
{
    (void)state;
    struct watch watch = {.stop_at = 50};
    struct train_options o = short_training(parts);
    run(&o, &watch, TRAIN_STOPPED);
    assert_int_equal(watch.last.step, 50);
    o.resume = true;
    o.pairs = 601; /* not the same pairs */
    watch.stop_at = 0;
    run(&o, &watch, TRAIN_FAILED);
    o.pairs = 600;
    run(&o, &watch, TRAIN_DONE);
    struct model *a = opened(whole), *b = opened(parts);
    assert_int_equal(a->list.size, b->list.size);
    assert_memory_equal(a->flat, b->flat, a->list.size * sizeof(real));
    model_free(a);
    model_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_brings_its_own_options),
        cmocka_unit_test(files_and_made_pairs_do_not_mix),
        cmocka_unit_test(where_the_pairs_come_from),
        cmocka_unit_test(dates_are_learned_in_seconds),
        cmocka_unit_test(a_stopped_task_continues_to_the_same_bits),
    };
    return cmocka_run_group_tests_name("task", tests, prepare, clean_up);
}
