/* Training: it learns, it is the same every time, it can be stopped anywhere. */
#include "tiny.h"

#include <cjson/cJSON.h>

#include "base/file.h"
#include "measure/evaluate.h"
#include "store/safetensors.h"
#include "train/checkpoint.h"
#include "train/describe.h"
#include "train/schedule.h"
#include "train/seq2seq_learner.h"
#include "train/teaching.h"
#include "train/trainer.h"

static struct folder folder;
static char *corpus, *repeated, *out, *second, *saved;

static int prepare(void **state)
{
    (void)state;
    static const char text[] = "The cat sleeps.\tLe chat dort.\n"
                               "The dog sleeps.\tLe chien dort.\n"
                               "The cat runs here.\tLe chat court ici.\n"
                               "A dog runs.\tUn chien court.\n"
                               "We rest.\tNous dormons.\n"
                               "We run here.\tNous courons ici.\n"
                               "A cat.\tUn chat.\n"
                               "Here sleeps a small grey cat.\tIci dort un petit chat gris.\n"
                               "The small dog is grey.\tLe petit chien est gris.\n"
                               "Rest!\tDormez !\n";
    folder = folder_make();
    corpus = folder_file(&folder, "corpus.tsv");
    out = folder_file(&folder, "out.safetensors");
    second = folder_file(&folder, "second.safetensors");
    saved = folder_file(&folder, "out.safetensors.checkpoint");
    file_fill(corpus, text);
    struct str many = {0}; /* few epochs and files, many steps */
    for (int i = 0; i < 16; i++)
        str_add(&many, text);
    repeated = folder_file(&folder, "repeated.tsv");
    file_fill(repeated, many.text);
    str_free(&many);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    free(corpus);
    free(repeated);
    free(out);
    free(second);
    free(saved);
    folder_remove(&folder);
    return 0;
}

static struct train_options small_options(const char *path)
{
    struct train_options o = train_defaults();
    o.corpus = corpus;
    o.out = path;
    o.config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    o.epochs = 3;
    o.batch = 3;
    o.threads = 1;
    o.halve_from = 2;
    o.min_count = 1;
    o.half = false;
    o.force = true;
    return o;
}

/* What the hooks saw, and when they stop. */
struct watch {
    long stop_at; /* optimizer step; 0: never */
    long steps, epochs;
    struct train_report last;
    bool said;
};

static enum train_wish on_report(void *data, const struct train_report *report,
                                 const struct model *model)
{
    struct watch *watch = data;
    assert_true(report->progress >= 0 && report->progress <= 1);
    assert_true(report->epoch >= 1 && report->epoch <= report->epochs);
    watch->last = *report;
    if (report->epoch_done)
        watch->epochs++;
    else
        watch->steps++;
    assert_non_null(model);
    return report->step == watch->stop_at && !report->epoch_done ? TRAIN_STOP : TRAIN_GO_ON;
}

static void on_say(void *data, const char *line)
{
    ((struct watch *)data)->said = line[0] != '\0';
}

static enum train_result run(const struct train_options *options, struct watch *watch,
                             struct err *err)
{
    struct train_hooks hooks = {.report = on_report, .say = on_say, .data = watch};
    err->text[0] = '\0';
    return train(options, &hooks, err);
}

static void run_to_the_end(const struct train_options *options, struct watch *watch)
{
    struct err err;
    if (run(options, watch, &err) != TRAIN_DONE)
        fail_msg("%s", err.text);
}

static struct model *result(const char *path)
{
    struct err err;
    struct model *model = model_open(path, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static void compare_results(const char *a, const char *b, double tolerance)
{
    struct model *left = result(a), *right = result(b);
    assert_rows_close(left->flat, right->flat, (long)left->list.size, tolerance, "a weight");
    if (tolerance == 0)
        assert_memory_equal(left->flat, right->flat, left->list.size * sizeof(real));
    model_free(left);
    model_free(right);
}

static void a_small_corpus_is_learned_by_heart(void **state)
{
    (void)state;
    for (int score = SCORE_NONE; score < SCORE_COUNT; score++) {
        struct watch watch = {0};
        struct train_options o = small_options(out);
        struct err err;
        o.config = tiny_config((enum score)score, INIT_TANH, 2);
        o.config.seq2seq.embed = o.config.seq2seq.decoder_hidden = o.config.seq2seq.readout_hidden =
            16;
        o.config.seq2seq.encoder_hidden = 8;
        o.corpus = repeated;
        o.epochs = 5;
        o.halve_from = 0;
        o.rate = 0.02;
        o.dropout = 0;
        o.valid = score == SCORE_ADDITIVE ? corpus : NULL;
        o.half = score == SCORE_ADDITIVE;
        run_to_the_end(&o, &watch);
        assert_true(watch.said);
        assert_int_equal(watch.epochs, 5);
        assert_int_equal(watch.last.step, 5 * 54); /* 160 pairs, 3 a batch */
        if (!(watch.last.loss < 0.02))
            fail_msg("score %d: the loss is still %g", score, watch.last.loss);
        struct model *model = result(out);
        struct pool *pool = pool_new(1);
        struct evaluation measured;
        struct evaluation_options options = {.source = {.path = corpus}, .join = 1};
        assert_int_equal(evaluate(&measured, model, &model->weights, pool, &options, &err), 0);
        assert_true(measured.loss < 0.05);
        assert_close(bleu_score(&measured.bleu), 100, 1e-6, "BLEU");
        assert_int_equal(measured.pairs, 10);
        assert_int_equal(measured.tokens, 52);
        evaluation_free(&measured);
        assert_true(model_training_number(model, "train_loss", 9) < 0.02);
        if (o.valid) {
            assert_true(watch.last.validated);
            assert_close(model_training_number(model, "valid_bleu", 0), 100, 1e-6, "BLEU");
        }
        pool_free(pool);
        model_free(model);
        assert_int_not_equal(access(saved, F_OK), 0); /* nothing is left to resume */
    }
}

/* Pieces of words: as well, and what is written is measured in words. */
static void pieces_are_learned_by_heart(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        struct watch watch = {0};
        struct train_options o = small_options(out);
        struct err err;
        o.config.source.unit = o.config.target.unit = UNIT_BPE;
        o.config.seq2seq.embed = o.config.seq2seq.decoder_hidden = o.config.seq2seq.readout_hidden =
            16;
        o.config.seq2seq.encoder_hidden = 8;
        o.corpus = repeated;
        o.merges = 20;
        o.shared_merges = shared;
        o.epochs = 6;
        o.halve_from = 0;
        o.rate = 0.02;
        o.dropout = 0;
        run_to_the_end(&o, &watch);
        if (!(watch.last.loss < 0.02))
            fail_msg("the loss is still %g", watch.last.loss);
        struct model *model = result(out);
        assert_int_equal(bpe_merges(model->source.bpe), 20);
        struct pool *pool = pool_new(1);
        struct evaluation measured;
        struct evaluation_options options = {.source = {.path = corpus}, .join = 1};
        assert_int_equal(evaluate(&measured, model, &model->weights, pool, &options, &err), 0);
        assert_close(bleu_score(&measured.bleu), 100, 1e-6, "BLEU");
        assert_int_equal(measured.bleu.reference_length, 42); /* 52 tokens less 10 <eos> */
        assert_true(measured.tokens > 60);
        evaluation_free(&measured);
        pool_free(pool);
        model_free(model);
    }
}

/* One step is the whole corpus, with dropout: which numbers drop does not depend on threads. */
static void two_threads_compute_what_one_does(void **state)
{
    (void)state;
    struct watch watch = {0};
    struct train_options o = small_options(out);
    o.epochs = 1;
    o.batch = 100;
    o.join = 2;
    run_to_the_end(&o, &watch);
    double loss = watch.last.loss;
    assert_int_equal(watch.last.step, 1);
    o.out = second;
    o.threads = 2;
    run_to_the_end(&o, &watch);
    compare_results(out, second, 1e-5);
    assert_close(watch.last.loss, loss, 1e-5, "the loss");
    o.threads = 16; /* more threads than sentences */
    run_to_the_end(&o, &watch);
    compare_results(out, second, 1e-5);
}

static void the_same_threads_give_the_same_bits(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct watch watch = {0};
        struct train_options o = small_options(out);
        o.threads = threads;
        run_to_the_end(&o, &watch);
        o.out = second;
        run_to_the_end(&o, &watch);
        compare_results(out, second, 0);
    }
    struct watch watch = {0};
    struct train_options o = small_options(second);
    o.threads = 3;
    o.seed = 2;
    run_to_the_end(&o, &watch);
    struct model *a = result(out), *b = result(second);
    assert_memory_not_equal(a->flat, b->flat, a->list.size * sizeof(real));
    model_free(a);
    model_free(b);
}

static struct train_options resumable(const char *path)
{
    struct train_options o = small_options(path);
    o.threads = 2;
    o.join = 2;
    o.batch = 2;
    o.valid = corpus;
    o.epochs = 2;
    o.vary = 0.5;
    return o;
}

static void stop_and_go_on(struct train_options o, struct watch *watch, long at)
{
    struct err err;
    *watch = (struct watch){.stop_at = at};
    assert_int_equal(run(&o, watch, &err), TRAIN_STOPPED);
    assert_int_equal(watch->last.step, at);
    assert_int_equal(access(saved, F_OK), 0);
}

static void it_continues_to_the_same_bits(void **state)
{
    (void)state;
    struct watch whole = {0}, part;
    struct train_options o = resumable(second);
    run_to_the_end(&o, &whole);
    assert_int_equal(whole.epochs, 2);
    assert_true(whole.last.step > 6);
    o.out = out;
    for (long at = 1; at < whole.last.step; at++) {
        o.resume = false;
        stop_and_go_on(o, &part, at);
        o.resume = true;
        part = (struct watch){0};
        run_to_the_end(&o, &part);
        assert_int_equal(part.last.step, whole.last.step);
        assert_int_equal(part.steps, whole.steps - at);
        assert_true(part.last.loss == whole.last.loss);
        assert_true(part.last.figures[0] == whole.last.figures[0]);
        assert_true(part.last.figures[1] == whole.last.figures[1]);
        compare_results(out, second, 0);
        assert_int_not_equal(access(saved, F_OK), 0);
    }
    o.resume = false; /* and stopped again and again */
    for (long at = 2; at < whole.last.step; at += 3) {
        stop_and_go_on(o, &part, at);
        o.resume = true;
    }
    part = (struct watch){0};
    run_to_the_end(&o, &part);
    compare_results(out, second, 0);
}

static void refused(const struct train_options *o, const char *reason)
{
    struct watch watch = {0};
    struct err err;
    assert_int_equal(run(o, &watch, &err), TRAIN_FAILED);
    if (!strstr(err.text, reason))
        fail_msg("refused with: %s\nwithout saying: %s", err.text, reason);
}

static void other_options_do_not_continue(void **state)
{
    (void)state;
    struct watch watch;
    struct train_options o = resumable(out), other;
    o.resume = true;
    unlink(saved);
    refused(&o, "nothing to resume");
    o.resume = false;
    stop_and_go_on(o, &watch, 4);
    o.resume = true;
    other = o;
    other.seed = 9;
    refused(&other, "seed=1");
    other = o;
    other.threads = 1;
    refused(&other, "threads");
    other = o;
    other.config.seq2seq.attention.score = SCORE_DOT;
    refused(&other, "score=additive");
    other = o;
    other.dropout = 0.1;
    refused(&other, "dropout");
    file_fill(saved, "damaged");
    refused(&o, saved);
    unlink(saved);
}

static void impossible_options_are_refused(void **state)
{
    (void)state;
    struct train_options o = small_options(out), bad;
    bad = o;
    bad.threads = 0;
    refused(&bad, "--threads");
    bad.threads = 1000;
    refused(&bad, "--threads");
    bad = o;
    bad.batch = 0;
    refused(&bad, "--batch");
    bad = o;
    bad.dropout = 1;
    refused(&bad, "--dropout");
    bad.dropout = NAN;
    refused(&bad, "--dropout");
    bad = o;
    bad.rate = 0;
    refused(&bad, "--rate");
    bad = o;
    bad.corpus = "/nowhere/corpus.tsv";
    refused(&bad, "/nowhere/corpus.tsv");
    bad = o;
    bad.valid = "/nowhere/valid.tsv";
    refused(&bad, "/nowhere/valid.tsv");
    bad = o;
    bad.out = "/nowhere/out.safetensors";
    refused(&bad, "/nowhere/out.safetensors");
    bad = o;
    bad.config.seq2seq.attention.score = SCORE_DOT;
    bad.config.seq2seq.decoder_hidden = 7;
    refused(&bad, "decoder_hidden");
}

static void a_loss_that_is_no_number_ends_it(void **state)
{
    (void)state;
    struct train_options o = small_options(out);
    o.rate = 1e30;
    refused(&o, "no longer a number");
}

static void the_rate_is_halved(void **state)
{
    (void)state;
    struct watch watch = {0};
    struct train_options o = small_options(out);
    o.epochs = 4;
    o.rate = 0.008;
    run_to_the_end(&o, &watch);
    assert_true(watch.last.rate == 0.001); /* from epoch 2 on: three times */
    o.halve_from = 0;
    run_to_the_end(&o, &watch);
    assert_true(watch.last.rate == 0.008);
}

/* What is measured is not what is learned: that gets better at first, then worse. */
static void it_stops_early(void **state)
{
    (void)state;
    char *other = folder_file(&folder, "other.tsv");
    file_fill(other, "The cat sleeps.\tDormez un petit chat !\nRest!\tLe chien court.\n");
    struct watch watch = {0};
    struct train_options o = small_options(out);
    o.valid = other;
    o.epochs = 60;
    o.rate = 0.02;
    o.keep = "loss";
    o.patience = 2;
    o.halve_from = 0;
    run_to_the_end(&o, &watch);
    assert_true(watch.epochs >= 3 && watch.epochs < 60);
    struct model *model = result(out);
    assert_int_equal(model_training_number(model, "best_epoch", 0), watch.epochs - 2);
    assert_int_not_equal(access(saved, F_OK), 0);
    model_free(model);
    free(other);
}

/* The rate of every step, those of an interrupted training too. */
static void schedules_continue_to_the_same_bits(void **state)
{
    (void)state;
    for (int schedule = SCHEDULE_CONSTANT; schedule <= SCHEDULE_INVERSE_SQRT; schedule++) {
        struct watch whole = {0}, part;
        struct train_options o = resumable(second);
        o.schedule = schedule;
        o.warmup = 3;
        run_to_the_end(&o, &whole);
        o.out = out;
        stop_and_go_on(o, &part, whole.last.step / 2 + 1);
        o.resume = true;
        part = (struct watch){0};
        run_to_the_end(&o, &part);
        assert_true(part.last.rate == whole.last.rate);
        compare_results(out, second, 0);
        if (schedule_needs_end(&o))
            assert_true(whole.last.rate < 0.3 * o.rate);
    }
}

/* A layer of noise more: other weights, whatever the number of threads. */
static void attention_may_drop_weights(void **state)
{
    (void)state;
    struct watch watch = {0};
    struct train_options o = small_options(out);
    o.epochs = 1;
    o.batch = 100;
    o.dropout = 0;
    run_to_the_end(&o, &watch);
    struct model *plain = result(out);
    o.attention_dropout = 0.5;
    run_to_the_end(&o, &watch);
    struct model *dropped = result(out);
    assert_memory_not_equal(plain->flat, dropped->flat, plain->list.size * sizeof(real));
    o.out = second;
    o.threads = 2;
    run_to_the_end(&o, &watch);
    compare_results(out, second, 1e-5);
    model_free(plain);
    model_free(dropped);
}

/* Whatever the options and figures are, the model file says them in JSON. */
static void the_description_can_be_read(void **state)
{
    (void)state;
    struct train_options o = train_defaults();
    o.corpus = "folder/a \"name\" with \\ and \xff.tsv";
    o.seed = UINT64_MAX;
    o.halve_from = 7;
    struct train_report report = {
        .learner = &seq2seq_learner, .epoch = 2, .loss = NAN, .validated = true};
    for (int i = 0; i < FIGURES_MAX; i++)
        report.figures[i] = NAN; /* not measured */
    report.figures[learner_figure(&seq2seq_learner, "loss")] = INFINITY;
    report.figures[learner_figure(&seq2seq_learner, "bleu")] = 12.3456;
    char *text = describe_training(&o, &report);
    cJSON *root = cJSON_Parse(text);
    assert_true(cJSON_IsObject(root));
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(root, "corpus");
    assert_string_equal(cJSON_GetStringValue(name), "a \"name\" with \\ and \xef\xbf\xbd.tsv");
    assert_non_null(strstr(text, "\"seed\":18446744073709551615,"));
    assert_non_null(strstr(text, "\"halve_from\":7,"));
    assert_non_null(strstr(text, "\"best_epoch\":2,"));
    assert_non_null(strstr(text, "\"train_loss\":null,\"valid_loss\":null,"));
    assert_non_null(strstr(text, "\"valid_bleu\":12.35}"));
    cJSON_Delete(root);
    free(text);
}

/* Padding then takes part: other weights, and the model file says so. */
static void the_mask_may_be_left_out(void **state)
{
    (void)state;
    struct watch watch = {0};
    struct train_options o = small_options(out);
    o.epochs = 1;
    o.batch = 100;
    o.dropout = 0;
    run_to_the_end(&o, &watch);
    struct model *masked = result(out);
    o.no_mask = true;
    run_to_the_end(&o, &watch);
    struct model *unmasked = result(out);
    assert_memory_not_equal(masked->flat, unmasked->flat, masked->list.size * sizeof(real));
    assert_non_null(strstr(unmasked->training, "\"no_mask\":true"));
    assert_non_null(strstr(masked->training, "\"no_mask\":false"));
    model_free(masked);
    model_free(unmasked);
}

/* Choices too are those of the sentence, not of the thread. */
static void own_words_are_fed_the_same_everywhere(void **state)
{
    (void)state;
    struct watch whole = {0}, part;
    struct train_options o = resumable(second);
    o.scheduled_sampling = TEACHING_INVERSE_SIGMOID;
    o.teaching_k = 3;
    o.sampling = 1;
    run_to_the_end(&o, &whole);
    assert_true(whole.last.noted[0] < 0.5);
    o.out = out;
    stop_and_go_on(o, &part, whole.last.step / 2);
    o.resume = true;
    run_to_the_end(&o, &part);
    compare_results(out, second, 0);
    o.resume = false;
    o.epochs = 1;
    o.batch = 100; /* one step, so that rounding has no time to change a word */
    o.teaching_k = 0;
    o.scheduled_sampling = TEACHING_CONSTANT;
    o.teacher_forcing = 0.5;
    run_to_the_end(&o, &part);
    o.out = second;
    o.threads = 3;
    run_to_the_end(&o, &part);
    compare_results(out, second, 1e-5);
}

static void the_best_model_is_kept(void **state)
{
    (void)state;
    struct watch watch = {0};
    struct train_options o = small_options(out);
    struct err err;
    o.valid = corpus;
    o.rate = 0.02;
    o.epochs = 12;
    run_to_the_end(&o, &watch);
    struct model *model = result(out);
    struct pool *pool = pool_new(1);
    struct evaluation measured;
    struct evaluation_options options = {.source = {.path = corpus}, .join = 1};
    assert_int_equal(evaluate(&measured, model, &model->weights, pool, &options, &err), 0);
    assert_close(bleu_score(&measured.bleu), model_training_number(model, "valid_bleu", -1), 0.006,
                 "the score in the file is that of its weights");
    assert_true(bleu_score(&measured.bleu) >= watch.last.figures[1] - 1e-9);
    evaluation_free(&measured);
    assert_true(model_training_number(model, "best_epoch", 0) >= 1);
    pool_free(pool);
    model_free(model);
}

/* Every other epoch leaves its model; the last is what a training without validation keeps. */
static void epochs_leave_models(void **state)
{
    (void)state;
    struct watch watch = {0};
    struct train_options o = small_options(out);
    o.epochs = 4;
    o.keep_every = 2;
    run_to_the_end(&o, &watch);
    for (int epoch = 1; epoch <= 4; epoch++) {
        char *path = checkpoint_epoch(&o, epoch);
        assert_int_equal(access(path, F_OK) == 0, epoch % 2 == 0);
        if (epoch % 2 == 0) {
            struct model *model = result(path);
            assert_int_equal(model_training_number(model, "best_epoch", 0), epoch);
            model_free(model);
        }
        if (epoch == 4)
            compare_results(out, path, 0);
        unlink(path);
        free(path);
    }
    o.out = "folder/m.tar";
    char *path = checkpoint_epoch(&o, 12);
    assert_string_equal(path, "folder/m.tar.epoch-12.safetensors");
    free(path);
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* Without --force nothing that lies there is touched; with it what another training left goes. */
static void files_are_not_overwritten(void **state)
{
    (void)state;
    static const char *const endings[] = {"", ".checkpoint", ".snapshots"};
    char *alone = folder_file(&folder, "[a*] b.safetensors"), *log = folder_file(&folder, "a.csv");
    struct watch watch = {0};
    struct train_options o = small_options(alone);
    o.force = false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char *path = mem_format("%s%s", alone, endings[i]);
        struct str text = {0};
        struct err err;
        file_fill(path, "my thesis");
        refused(&o, path);
        refused(&o, i == 1 ? "--resume continues it" : "--force");
        assert_int_equal(file_read(&text, path, 100, &err), 0);
        assert_string_equal(text.text, "my thesis");
        str_free(&text);
        unlink(path);
        free(path);
    }
    char *epoch = checkpoint_epoch(&o, 12), *snapshots = mem_format("%s.snapshots", alone);
    file_fill(epoch, "another");
    refused(&o, epoch);
    file_fill(log, "figures");
    o.log = log;
    unlink(epoch);
    refused(&o, log);
    o.force = true;
    file_fill(epoch, "another");
    file_fill(snapshots, "another");
    char *not_ours = folder_file(&folder, "axx b.epoch-3.safetensors");
    file_fill(not_ours, "another");
    run_to_the_end(&o, &watch);
    assert_true(is_there(alone) && is_there(not_ours) && !is_there(epoch) && !is_there(snapshots));
    o.force = o.resume = false;
    o.corpus = "nowhere.tsv";
    refused(&o, alone); /* before anything else is looked at */
    char *const paths[] = {alone, log, epoch, snapshots, not_ours};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        unlink(paths[i]);
        free(paths[i]);
    }
}

static void assert_same_bytes(const char *a, const char *b)
{
    struct str first = {0}, other = {0};
    struct err err;
    assert_int_equal(file_read(&first, a, 1 << 24, &err), 0);
    assert_int_equal(file_read(&other, b, 1 << 24, &err), 0);
    assert_int_equal(first.length, other.length);
    assert_memory_equal(first.text, other.text, first.length);
    str_free(&first);
    str_free(&other);
}

/* The whole files: no time, no speed, no name. */
static void equal_trainings_give_equal_bytes(void **state)
{
    (void)state;
    struct watch watch;
    struct train_options o = resumable(out);
    char *first = mem_format("%s.first", saved);
    stop_and_go_on(o, &watch, 5);
    assert_int_equal(rename(saved, first), 0);
    usleep(20000);
    stop_and_go_on(o, &watch, 5);
    assert_same_bytes(saved, first);
    watch = (struct watch){0};
    run_to_the_end(&o, &watch);
    o.out = second;
    run_to_the_end(&o, &watch);
    assert_same_bytes(out, second);
    unlink(first);
    free(first);
}

/* Puts `with` in the place of `what` in the header of a safetensors file, whose length stays. */
static void edit_header(const char *path, const char *what, const char *with)
{
    struct str text = {0};
    struct err err;
    assert_int_equal(file_read(&text, path, 1 << 24, &err), 0);
    uint64_t size;
    memcpy(&size, text.text, sizeof size);
    char *at = memmem(text.text, size, what, strlen(what)), *end = text.text + 8 + size;
    assert_non_null(at);
    size_t gap = strlen(what) - strlen(with);
    memcpy(at, with, strlen(with));
    memmove(at + strlen(with), at + strlen(what), (size_t)(end - at) - strlen(what));
    memset(end - gap, ' ', gap);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.text, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
    str_free(&text);
}

/* As an older heed made them: an option that it did not know was what it is by default. */
static void older_checkpoints_continue(void **state)
{
    (void)state;
    struct watch watch;
    struct train_options o = resumable(out);
    o.vary = 0;
    stop_and_go_on(o, &watch, 3);
    edit_header(saved, "vary=0\\n", "");
    edit_header(saved, "window_width=2\\n", "");
    o.resume = true;
    struct train_options other = o;
    other.vary = 0.5;
    refused(&other, "vary=0, not with vary=0.5");
    other = o;
    other.threads = 1;
    refused(&other, "threads=2, not with threads=1");
    watch = (struct watch){0};
    run_to_the_end(&o, &watch);
    o.resume = false;
    stop_and_go_on(o, &watch, 3);
    edit_header(saved, "vary=", "very="); /* of a newer one */
    o.resume = true;
    refused(&o, "an option very, which this heed does not have");
    unlink(saved);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_corpus_is_learned_by_heart),
        cmocka_unit_test(pieces_are_learned_by_heart),
        cmocka_unit_test(two_threads_compute_what_one_does),
        cmocka_unit_test(the_same_threads_give_the_same_bits),
        cmocka_unit_test(it_continues_to_the_same_bits),
        cmocka_unit_test(other_options_do_not_continue),
        cmocka_unit_test(impossible_options_are_refused),
        cmocka_unit_test(a_loss_that_is_no_number_ends_it),
        cmocka_unit_test(the_rate_is_halved),
        cmocka_unit_test(it_stops_early),
        cmocka_unit_test(schedules_continue_to_the_same_bits),
        cmocka_unit_test(attention_may_drop_weights),
        cmocka_unit_test(the_mask_may_be_left_out),
        cmocka_unit_test(the_description_can_be_read),
        cmocka_unit_test(own_words_are_fed_the_same_everywhere),
        cmocka_unit_test(the_best_model_is_kept),
        cmocka_unit_test(epochs_leave_models),
        cmocka_unit_test(files_are_not_overwritten),
        cmocka_unit_test(equal_trainings_give_equal_bytes),
        cmocka_unit_test(older_checkpoints_continue),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
