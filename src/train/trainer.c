#include "train/trainer.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "corpus/corpus.h"
#include "model/model.h"
#include "train/checkpoint.h"
#include "train/clock.h"
#include "train/describe.h"
#include "train/log.h"
#include "train/schedule.h"
#include "train/snapper.h"
#include "train/start.h"
#include "train/stepper.h"
#include "train/task.h"

struct trainer {
    const struct train_options *options;
    const struct learner *learner;
    const struct train_hooks *hooks;
    struct model *model;
    struct pair_source pairs, validation;
    bool validates;
    struct corpus *corpus;
    struct stepper stepper;
    struct position at;
    double progress;                             /* of the epoch before this step */
    double started, epoch_started, checkpointed; /* seconds of the clock */
    double begun;     /* epochs that were over when this run of the program began */
    long epoch_first; /* counted in this epoch by an earlier run, which has no part in the speed */
    struct train_report report;
    struct snapper *snapper;           /* NULL: no snapshots */
    struct train_log *log;             /* NULL: none */
    const struct example *const *list; /* the batch of this step */
    int count;
};

static int step(struct trainer *t, struct err *err)
{
    struct train_report *r = &t->report;
    struct schedule_at at = {t->stepper.adam.step + 1, t->at.epoch, t->progress};
    r->rate = schedule_rate(t->options, at);
    t->learner->note(t->options, t->stepper.adam.step, r->noted);
    struct step_result result = stepper_step(&t->stepper, t->list, t->count, r->rate);
    if (!isfinite(result.loss))
        return err_set(err,
                       "the loss is no longer a number at step %ld of epoch %d: lower --rate or "
                       "--clip; the last checkpoint is from before",
                       t->at.batches + 1, t->at.epoch);
    r->norm = result.norm;
    r->step_loss = result.loss / (double)result.counted;
    r->step_counted = result.counted;
    t->at.loss += result.loss;
    t->at.counted += result.counted;
    t->at.batches++;
    return 0;
}

/* Brings the report up to date. */
static void fill_report(struct trainer *t)
{
    struct train_report *r = &t->report;
    double now = clock_seconds(), here = now - t->epoch_started;
    long done = t->at.counted - t->epoch_first;
    r->learner = t->learner;
    r->epoch = t->at.epoch;
    r->epochs = t->options->epochs;
    r->step = t->stepper.adam.step;
    r->progress = r->epoch_done ? 1 : corpus_progress(t->corpus);
    r->loss = t->at.counted ? t->at.loss / (double)t->at.counted : 0;
    r->speed = here > 0 ? (double)done / here : 0;
    r->seconds = now - t->started;
    double behind = t->at.epoch - 1 + r->progress, here_done = behind - t->begun;
    r->seconds_left = here_done > 0.002 ? r->seconds * (r->epochs - behind) / here_done : 0;
}

static int write_checkpoint(struct trainer *t, struct err *err)
{
    t->checkpointed = clock_seconds();
    return checkpoint_write(t->options, &t->at, t->model->flat, &t->stepper.adam, err);
}

/* A log that cannot be written does not end the training. */
static void add_to_log(struct trainer *t)
{
    struct err err;
    if (!t->log || train_log_add(t->log, &t->report, &err) == 0)
        return;
    t->hooks->say(t->hooks->data, err.text);
    train_log_close(t->log);
    t->log = NULL;
}

/* Tells the caller and does what it wishes: TRAIN_DONE to go on, TRAIN_STOPPED, TRAIN_FAILED. */
static enum train_result tell(struct trainer *t, struct err *err)
{
    add_to_log(t);
    for (;;) {
        double before = clock_seconds();
        enum train_wish wish = t->hooks->report(t->hooks->data, &t->report, t->model);
        double away = clock_seconds() - before;
        t->started += away;
        t->epoch_started += away;
        if (wish != TRAIN_SAVE)
            return wish == TRAIN_STOP ? TRAIN_STOPPED : TRAIN_DONE;
        if (write_checkpoint(t, err))
            return TRAIN_FAILED;
    }
}

static int validate(struct trainer *t, struct err *err)
{
    struct train_report *r = &t->report;
    r->validated = true;
    return t->learner->evaluate(r->figures, t->options, &t->validation, t->model, t->stepper.pool,
                                err);
}

/* Whether this epoch is the best so far; of several that are as good the last counts. */
static void judge(struct trainer *t)
{
    struct train_report *r = &t->report;
    double rank = learner_rank(t->learner, r->figures, t->options->keep);
    r->best = rank >= t->at.best;
    t->at.waited = r->best ? 0 : t->at.waited + 1;
    if (r->best)
        t->at.best = rank;
}

static bool ended(const struct trainer *t)
{
    const struct train_options *o = t->options;
    return t->at.epoch > o->epochs || (o->patience && t->at.waited >= o->patience);
}

static int write_model(struct trainer *t, const char *path, struct err *err)
{
    free(t->model->training);
    t->model->training = describe_training(t->options, &t->report);
    return model_write(t->model, t->model->flat, t->options->half ? DTYPE_F16 : DTYPE_F32, path,
                       err);
}

/* Of an epoch that has ended: the best so far, and every so many. */
static int keep_model(struct trainer *t, struct err *err)
{
    const struct train_options *o = t->options;
    int result = 0;
    if (t->report.best)
        result = write_model(t, o->out, err) || snapper_take(t->snapper, &t->report, true, err);
    if (result == 0 && o->keep_every && t->at.epoch % o->keep_every == 0) {
        char *path = checkpoint_epoch(o, t->at.epoch);
        result = write_model(t, path, err);
        free(path);
    }
    return result ? -1 : 0;
}

/* After the last batch of an epoch: measure, keep the best, move on, checkpoint. */
static int finish_epoch(struct trainer *t, struct err *err)
{
    struct train_report *r = &t->report;
    struct str bad = {0};
    if (t->at.epoch == 1 && corpus_bad(t->corpus, &bad))
        t->hooks->say(t->hooks->data, bad.text);
    str_free(&bad);
    r->epoch_done = true;
    r->best = true;
    fill_report(t); /* before the validation, which is no part of the training's speed */
    if (t->validates) {
        if (validate(t, err))
            return -1;
        judge(t);
    }
    if (keep_model(t, err))
        return -1;
    enum train_result told = tell(t, err);
    if (told == TRAIN_FAILED)
        return -1;
    *r = (struct train_report){0};
    t->at.epoch++;
    t->at.batches = t->at.counted = 0;
    t->at.loss = 0;
    if (write_checkpoint(t, err))
        return -1;
    return ended(t) ? TRAIN_DONE : (int)told;
}

/* Skips the batches of this epoch that were done before the checkpoint. */
static int skip_batches(struct trainer *t, struct err *err)
{
    for (long i = 0; i < t->at.batches; i++) {
        int got = corpus_next(t->corpus, &t->list, &t->count, err);
        if (got <= 0)
            return got < 0 ? -1
                           : err_set(err, "%s is shorter than it was when this training began",
                                     pair_source_name(&t->pairs));
    }
    return 0;
}

static int run_epoch(struct trainer *t, struct err *err)
{
    int got;
    enum train_result told;
    if (corpus_start(t->corpus, t->at.epoch, err) || skip_batches(t, err))
        return -1;
    t->epoch_started = clock_seconds();
    t->epoch_first = t->at.counted;
    if (t->begun < 0)
        t->begun = t->at.epoch - 1 + corpus_progress(t->corpus);
    for (;;) {
        t->progress = corpus_progress(t->corpus);
        got = corpus_next(t->corpus, &t->list, &t->count, err);
        if (got <= 0)
            break;
        if (step(t, err))
            return -1;
        fill_report(t);
        if (snapper_take(t->snapper, &t->report, false, err))
            return -1;
        told = tell(t, err);
        if (told != TRAIN_DONE)
            return told == TRAIN_FAILED || write_checkpoint(t, err) ? TRAIN_FAILED : TRAIN_STOPPED;
        if (clock_seconds() - t->checkpointed >= t->options->checkpoint_every &&
            write_checkpoint(t, err))
            return -1;
    }
    if (got < 0)
        return -1;
    return finish_epoch(t, err);
}

/* The model as it begins. */
static int take_first(struct trainer *t, struct err *err)
{
    struct train_report start = {.epoch = 1};
    return t->stepper.adam.step ? 0 : snapper_take(t->snapper, &start, false, err);
}

/* Removes what a killed training left half written. */
static void clean_up(const struct train_options *o)
{
    char *path = checkpoint_path(o);
    file_clean(path);
    file_clean(o->out);
    free(path);
}

/* Reads word vectors, and says what there is to say before the first step. */
static int introduce(struct trainer *t, struct err *err)
{
    const struct model *model = t->model;
    struct str said = {0};
    if (t->options->from) {
        struct model *from = start_model(t->options, err);
        if (!from)
            return -1;
        start_weights(model, from, &said);
        model_free(from);
    }
    int result = embeddings_start(&t->stepper.embeddings, t->options, model, &said, err);
    str_format(&said, "vocabulary %d source, %d target tokens; %.2f million weights; ",
               vocab_size(model->source.vocab), vocab_size(model->target.vocab),
               (double)model->list.size / 1e6);
    config_describe(&model->config, &said);
    if (result == 0)
        t->hooks->say(t->hooks->data, said.text);
    str_free(&said);
    return result;
}

static int prepare(struct trainer *t, struct err *err)
{
    const struct train_options *o = t->options;
    t->learner = task_learner(o->task);
    t->pairs = task_training(o);
    t->validates = task_validation(o, &t->validation);
    if (!o->resume && checkpoint_claim(o, err))
        return -1;
    if (t->learner->open(o, &t->model, &t->corpus, err))
        return -1;
    stepper_start(&t->stepper, t->learner, o, t->model);
    clean_up(o);
    if (introduce(t, err))
        return -1;
    t->at = (struct position){.epoch = 1, .best = -DBL_MAX};
    if (o->resume && checkpoint_read(o, &t->at, t->model->flat, &t->stepper.adam, err))
        return -1;
    if (o->snapshots &&
        !(t->snapper = snapper_open(o, t->model, t->stepper.adam.step, t->hooks, err)))
        return -1;
    if (!o->resume)
        checkpoint_remove_others(o); /* only now: nothing that it needs is missing */
    if (o->log && !(t->log = train_log_open(o->log, t->learner, o->log_every, o->resume, err)))
        return -1;
    return take_first(t, err);
}

static void say_early(const struct trainer *t)
{
    char *line = mem_format("stopped early: %d epochs in a row were no better", t->at.waited);
    t->hooks->say(t->hooks->data, line);
    free(line);
}

static void release(struct trainer *t)
{
    snapper_close(t->snapper);
    stepper_free(&t->stepper);
    corpus_close(t->corpus);
    model_free(t->model);
    train_log_close(t->log);
    free(t);
}

enum train_result train(const struct train_options *options, const struct train_hooks *hooks,
                        struct err *err)
{
    struct trainer *t = mem_new(1, sizeof *t);
    t->options = options;
    t->hooks = hooks;
    t->started = t->checkpointed = clock_seconds();
    t->begun = -1;
    int result = train_options_check(options, err) || prepare(t, err) ? TRAIN_FAILED : TRAIN_DONE;
    while (result == TRAIN_DONE && !ended(t))
        result = run_epoch(t, err);
    if (result == TRAIN_DONE && snapper_finish(t->snapper, err))
        result = TRAIN_FAILED;
    if (result == TRAIN_DONE) {
        if (t->at.epoch <= options->epochs)
            say_early(t);
        char *path = checkpoint_path(options);
        unlink(path); /* nothing is left to resume */
        free(path);
    }
    release(t);
    return (enum train_result)result;
}
