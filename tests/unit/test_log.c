/* The log of a training: its rows, and what becomes of them when a training is resumed. */
#include "tiny.h"

#include "base/file.h"
#include "train/log.h"
#include "train/seq2seq_learner.h"

static struct folder folder;
static char *path;
static const char header[] =
    "event,epoch,step,progress,loss,recent_loss,rate,gradient_norm,teacher_forcing,tokens_per_"
    "second,seconds,"
    "seconds_left,valid_loss,valid_bleu,valid_bleu_joined,best,memory_mib,peak_mib\n";

static int prepare(void **state)
{
    (void)state;
    folder = folder_make();
    path = folder_file(&folder, "log.csv");
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    free(path);
    folder_remove(&folder);
    return 0;
}

static struct train_log *open_log(int every, bool resume)
{
    struct err err;
    struct train_log *log = train_log_open(path, &seq2seq_learner, every, resume, &err);
    if (!log)
        fail_msg("%s", err.text);
    return log;
}

static void add(struct train_log *log, long step, double loss, bool epoch)
{
    struct err err;
    struct train_report r = {.epoch = 1,
                             .step = step,
                             .loss = 2.5,
                             .step_loss = loss,
                             .step_counted = step,
                             .rate = 0.001,
                             .norm = 0.75,
                             .noted = {0.5},
                             .epoch_done = epoch,
                             .validated = epoch,
                             .figures = {1.5, 40.25},
                             .best = true};
    assert_int_equal(train_log_add(log, &r, &err), 0);
}

/* The file without the last two columns, which are the machine's. */
static char *rows(void)
{
    struct str text = {0}, out = {0};
    struct err err;
    assert_int_equal(file_read(&text, path, 1 << 20, &err), 0);
    for (char *line = text.text; *line;) {
        size_t n = strcspn(line, "\n"), cut = n;
        for (int commas = 0; cut > 0 && commas < 2; cut--)
            commas += line[cut - 1] == ',';
        assert_int_equal(line[n], '\n');
        str_add_n(&out, line, cut);
        str_add(&out, "\n");
        line += n + 1;
    }
    str_free(&text);
    return str_take(&out);
}

static void holds(const char *expected)
{
    char *got = rows();
    const char *after = strchr(got, '\n') + 1;
    assert_string_equal(after, expected);
    free(got);
}

#define STEP(step, recent) "step,1," step ",0,2.5," recent ",0.001,0.75,0.5,0,0,0,,,,\n"
#define EPOCH(step)        "epoch,1," step ",0,2.5,,,,,0,0,0,1.5,40.25,0,1\n"

static void a_row_every_so_many_steps_and_one_an_epoch(void **state)
{
    (void)state;
    struct train_log *log = open_log(2, false);
    for (long step = 1; step <= 5; step++)
        add(log, step, (double)step, false);
    add(log, 5, 5, true);
    holds(STEP("2", "1.66666667") STEP("4", "3.57142857") EPOCH("5")); /* (1·1 + 2·2) / 3 */
    train_log_close(log);
    struct str text = {0};
    struct err err;
    assert_int_equal(file_read(&text, path, 1 << 20, &err), 0);
    assert_int_equal(strncmp(text.text, header, strlen(header)), 0);
    const char *memory = strrchr(text.text, ',');
    assert_true(atof(memory + 1) > 1);
    str_free(&text);
    log = open_log(2, false); /* starts anew */
    holds("");
    train_log_close(log);
}

static void resuming_replaces_what_is_done_again(void **state)
{
    (void)state;
    struct train_log *log = open_log(1, false);
    add(log, 1, 1, false);
    add(log, 2, 1, false);
    add(log, 2, 1, true);
    add(log, 3, 1, false);
    train_log_close(log);
    log = open_log(1, true); /* ended before anything was done */
    train_log_close(log);
    log = open_log(1, true);
    add(log, 3, 7, false); /* the checkpoint was after the epoch */
    holds(STEP("1", "1") STEP("2", "1") EPOCH("2") STEP("3", "7"));
    train_log_close(log);
    log = open_log(1, true);
    add(log, 2, 2.5, true); /* right before its end */
    holds(STEP("1", "1") STEP("2", "1") EPOCH("2"));
    train_log_close(log);
    log = open_log(1, true);
    add(log, 1, 9, false);
    holds(STEP("1", "9"));
    train_log_close(log);
}

/* Whatever a kill leaves. */
static void half_a_row_is_dropped(void **state)
{
    (void)state;
    struct str text = {0};
    static const char *const ends[] = {"", "s", "step,1,2", "step,1,2,0.5"};
    for (int i = 0; i < 4; i++) {
        str_clear(&text);
        str_format(&text, "%s" STEP("1", "1") "%s", header, ends[i]);
        file_fill(path, text.text);
        struct train_log *log = open_log(1, true);
        add(log, 9, 4, false);
        str_clear(&text);
        str_free(&text);
        assert_int_equal(file_read(&text, path, 1 << 20, &(struct err){{0}}), 0);
        assert_non_null(strstr(text.text, "\nstep,1,9,"));
        assert_null(strstr(text.text, "\nstep,1,2"));
        train_log_close(log);
    }
    file_fill(path, "event,epo");
    struct train_log *log = open_log(1, true);
    add(log, 1, 1, false);
    holds(STEP("1", "1"));
    train_log_close(log);
    unlink(path);
    log = open_log(1, true);
    add(log, 1, 1, false);
    holds(STEP("1", "1"));
    train_log_close(log);
    str_free(&text);
}

static void other_files_are_left_alone(void **state)
{
    (void)state;
    struct err err;
    file_fill(path, "my,own,table\n1,2,3\n");
    assert_null(train_log_open(path, &seq2seq_learner, 1, true, &err));
    assert_non_null(strstr(err.text, "log.csv:1: not the columns"));
    struct str text = {0};
    assert_int_equal(file_read(&text, path, 100, &err), 0);
    assert_string_equal(text.text, "my,own,table\n1,2,3\n");
    str_free(&text);
    assert_null(train_log_open("/nowhere/log.csv", &seq2seq_learner, 1, false, &err));
    assert_non_null(strstr(err.text, "/nowhere/log.csv: cannot open: No such file"));
    assert_null(train_log_open("/nowhere/log.csv", &seq2seq_learner, 1, true, &err));
    assert_null(train_log_open(folder.path, &seq2seq_learner, 1, true, &err));
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct err err;
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_null(train_log_open("/dev/full", &seq2seq_learner, 1, false, &err));
    assert_non_null(strstr(err.text, "/dev/full: cannot write"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_every_so_many_steps_and_one_an_epoch),
        cmocka_unit_test(resuming_replaces_what_is_done_again),
        cmocka_unit_test(half_a_row_is_dropped),
        cmocka_unit_test(other_files_are_left_alone),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
