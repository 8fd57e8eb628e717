#include "train/training.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/model.h"
#include "train/clock.h"
#include "train/task.h"

/* A glance stops every worker. Glances may cost one part in GLANCE_SHARE of the time, and
 * GLANCE_SECONDS lie between two of them at least. */
enum { GLANCE_SECONDS = 2, GLANCE_SHARE = 200 };

struct training {
    const struct train_options *options;
    struct strs watched;
    pthread_t thread;
    double next_glance; /* seconds of the clock; only the training thread uses it */
    bool saving;        /* it has gone to write a checkpoint that was asked for */

    pthread_mutex_t lock; /* for everything below */
    pthread_cond_t wish;  /* pause, save or stop has changed */
    bool pause, save, stop;
    long told;                 /* the number of the report that was looked at last */
    const struct model *model; /* while it is paused */
    struct training_report report;
    struct str said;
    int news[2]; /* a pipe with one byte in it while there is news: read end, write end */
};

/* With the lock: the report is another one now. */
static void publish(struct training *t)
{
    if (t->report.number++ == t->told)
        (void)!write(t->news[1], "", 1);
}

/* The translations and weights as they are now, without the lock: it takes milliseconds. */
static void glance(struct training *t, const struct model *model, long step)
{
    double start = clock_seconds();
    struct glance glances[TRAINING_GLANCES];
    int count = (int)t->watched.count;
    struct trace *trace = trace_new(model, (const char *const *)t->watched.list, count, NULL);
    for (int i = 0; i < count; i++)
        glance_take(&glances[i], trace, i);
    trace_free(trace);
    pthread_mutex_lock(&t->lock);
    memcpy(t->report.glances, glances, (size_t)count * sizeof *glances);
    t->report.glance_count = count;
    t->report.glance_step = step;
    pthread_mutex_unlock(&t->lock);
    double now = clock_seconds(), rest = (now - start) * GLANCE_SHARE;
    t->next_glance = now + (rest > GLANCE_SECONDS ? rest : GLANCE_SECONDS);
}

static void note(struct training *t, const struct train_report *r)
{
    t->report.now = *r;
    if (!r->epoch_done) {
        curve_add(&t->report.loss, (double)r->step, r->step_loss);
        return;
    }
    t->report.epoch = *r;
    if (r->validated)
        curve_add(&t->report.valid, (double)r->step, r->figures[0]); /* the loss */
}

/* With the lock: rests while it is paused, then says what is wished. */
static enum train_wish rest(struct training *t, const struct model *model)
{
    while (t->pause && !t->stop && !t->save) {
        t->report.state = TRAINING_PAUSED;
        publish(t);
        t->model = model;
        pthread_cond_wait(&t->wish, &t->lock);
    }
    t->model = NULL;
    if (!t->pause || t->stop)
        t->report.state = TRAINING_RUNS;
    t->saving = t->save && !t->stop;
    t->save = false;
    return t->stop ? TRAIN_STOP : t->saving ? TRAIN_SAVE : TRAIN_GO_ON;
}

static enum train_wish on_report(void *data, const struct train_report *r,
                                 const struct model *model)
{
    struct training *t = data;
    pthread_mutex_lock(&t->lock);
    if (t->saving)
        t->report.saves++; /* the report itself was noted before the checkpoint */
    else
        note(t, r);
    bool stale = t->report.glance_step != r->step;
    bool due = r->epoch_done || t->pause || clock_seconds() >= t->next_glance;
    pthread_mutex_unlock(&t->lock);
    if (stale && due && t->watched.count)
        glance(t, model, r->step);
    pthread_mutex_lock(&t->lock);
    enum train_wish wish = rest(t, model);
    publish(t);
    pthread_mutex_unlock(&t->lock);
    return wish;
}

static void on_say(void *data, const char *line)
{
    struct training *t = data;
    size_t n = strcspn(line, "\n");
    n = n < TRAINING_LINE ? n : str_whole(line, TRAINING_LINE - 1);
    pthread_mutex_lock(&t->lock);
    memcpy(t->report.line, line, n);
    t->report.line[n] = '\0';
    publish(t);
    str_add(&t->said, line);
    if (t->said.length && t->said.text[t->said.length - 1] != '\n')
        str_add(&t->said, "\n");
    pthread_mutex_unlock(&t->lock);
}

static void choose_watched(struct training *t)
{
    const struct train_options *o = t->options;
    struct pair_source pairs = task_training(o), validation;
    if (t->watched.count)
        return;
    for (const char *const *text = task_examples(o->task); *text; text++)
        strs_add(&t->watched, *text);
    if (task_validation(o, &validation))
        glance_choose(&t->watched, TRAINING_GLANCES, &validation, o->config.source.unit);
    glance_choose(&t->watched, t->watched.count ? 0 : TRAINING_GLANCES, &pairs,
                  o->config.source.unit);
}

static void *thread_main(void *data)
{
    struct training *t = data;
    const struct train_options *o = t->options;
    struct train_hooks hooks = {.report = on_report, .say = on_say, .data = t};
    struct err err = {{0}};
    choose_watched(t);
    enum train_result result = train(o, &hooks, &err);
    pthread_mutex_lock(&t->lock);
    t->report.state = TRAINING_ENDED;
    t->report.result = result;
    t->report.err = err;
    publish(t);
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

struct training *training_start(const struct train_options *options, const struct strs *watched)
{
    struct training *t = mem_new(1, sizeof *t);
    t->options = options;
    for (size_t i = 0; i < watched->count && i < TRAINING_GLANCES; i++)
        strs_add(&t->watched, watched->list[i]);
    if (pipe2(t->news, O_NONBLOCK | O_CLOEXEC) != 0)
        die("cannot open a pipe for the news of the training");
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->wish, NULL);
    if (pthread_create(&t->thread, NULL, thread_main, t) != 0)
        die("cannot start the thread of the training");
    return t;
}

bool training_news(struct training *t, struct training_report *report)
{
    pthread_mutex_lock(&t->lock);
    bool news = t->report.number != report->number;
    if (news) {
        char byte;
        *report = t->report;
        if (t->told != t->report.number)
            (void)!read(t->news[0], &byte, 1);
        t->told = t->report.number;
    }
    pthread_mutex_unlock(&t->lock);
    return news;
}

int training_news_fd(const struct training *t)
{
    return t->news[0];
}

static void ask(struct training *t, bool *what, bool value)
{
    pthread_mutex_lock(&t->lock);
    *what = value;
    pthread_cond_signal(&t->wish);
    pthread_mutex_unlock(&t->lock);
}

void training_pause(struct training *t)
{
    ask(t, &t->pause, true);
}

void training_continue(struct training *t)
{
    ask(t, &t->pause, false);
}

void training_save(struct training *t)
{
    ask(t, &t->save, true);
}

void training_stop(struct training *t)
{
    ask(t, &t->stop, true);
}

struct model *training_model(struct training *t, const char *name)
{
    pthread_mutex_lock(&t->lock);
    struct model *copy = t->model ? model_copy(t->model, name) : NULL;
    pthread_mutex_unlock(&t->lock);
    return copy;
}

const char *training_join(struct training *t)
{
    pthread_join(t->thread, NULL);
    return t->said.text ? t->said.text : "";
}

void training_free(struct training *t)
{
    strs_free(&t->watched);
    str_free(&t->said);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->wish);
    close(t->news[0]);
    close(t->news[1]);
    free(t);
}
