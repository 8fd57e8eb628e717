#include "shell/train_live.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/live.h"
#include "base/mem.h"
#include "shell/shell.h"
#include "term/caps.h"
#include "train/training.h"

/* Between a training in its threads and the screen that shows it. */

struct train_world {
    struct world world; /* first, so that it is one */
    const struct train_command *asked;
    struct training *training;
    struct training_report report;
    struct live *live;
};

bool train_live_possible(void)
{
    struct err err;
    return caps_check(&err) == 0 && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* ---- the laboratory on top of it ---- */

/* What the world inside has besides a shell. */
struct inside {
    struct shell shell; /* first, so that it is one */
    struct model *model;
    char *text;
    struct asker asker; /* who waits for the end of it */
};

static void look_inside(struct train_world *w, const struct effect *effect)
{
    struct err err = {"the training goes on already"};
    bool ended = w->report.state == TRAINING_ENDED;
    struct model *model =
        ended ? model_open(w->asked->train.out, &err) : training_model(w->training, "in-training");
    if (!model) {
        world_answer(&w->world, answer_failed(effect->asker, &err));
        return;
    }
    struct inside *inside = mem_new(1, sizeof *inside);
    inside->model = model;
    inside->text = mem_text(effect->text);
    inside->asker = effect->asker;
    inside->shell.own[0] = model;
    inside->shell.world.start = world_theme(&w->world);
    struct app_setup setup = {.text = inside->text, .inside = true};
    shell_start(&inside->shell, &setup);
    w->world.inside = &inside->shell.world;
}

/* Back from there: by going back, or to leave the program. */
static void returned(struct world *world)
{
    struct train_world *w = (struct train_world *)world;
    struct inside *inside = (struct inside *)world->inside;
    struct event back = {.kind = EVENT_ANSWER, .answer = answer_done(inside->asker, "")};
    if (inside->shell.back) {
        world_event(world, &back);
    } else {
        training_stop(w->training);
        world->over = true;
        answer_free(&back.answer);
    }
    shell_end(&inside->shell);
    model_free(inside->model);
    free(inside->text);
    free(inside);
}

/* ---- effects and news ---- */

static void carry_out(struct world *world, const struct effect *effect)
{
    struct train_world *w = (struct train_world *)world;
    switch (effect->kind) {
    case EFFECT_PAUSE:
        training_pause(w->training);
        break;
    case EFFECT_CONTINUE:
        training_continue(w->training);
        break;
    case EFFECT_CHECKPOINT:
        training_save(w->training);
        break;
    case EFFECT_INSIDE:
        look_inside(w, effect);
        break;
    case EFFECT_STOP:
        training_stop(w->training);
        world->over = true;
        break;
    case EFFECT_QUIT:
        world->over = true;
        break;
    default: /* what the app wants */
        break;
    }
}

static void take_news(struct world *world)
{
    struct train_world *w = (struct train_world *)world;
    struct event event = {.kind = EVENT_REPORT, .report = &w->report};
    if (training_news(w->training, &w->report))
        world_event(world, &event);
}

enum train_result train_live(const struct train_command *asked, struct train_report *last,
                             struct err *err)
{
    struct train_world w = {.asked = asked};
    struct term_options options = {0};
    struct loop_front terminal = loop_terminal;
    if (term_start(&options, &w.world.start, err))
        return TRAIN_FAILED;
    w.training = training_start(&asked->train, &asked->watch);
    w.live = live_new(asked->train.out);
    w.world.screen = live_screen(w.live);
    w.world.carry_out = carry_out;
    w.world.returned = returned;
    w.world.sources[0] = (struct world_source){training_news_fd(w.training), true, take_news};
    w.world.source_count = 1;
    loop_run(&terminal, &w.world);
    term_stop();
    fputs(training_join(w.training), stderr); /* the checkpoint may take a moment */
    training_news(w.training, &w.report);
    *last = w.report.epoch;
    *err = w.report.err;
    live_free(w.live);
    training_free(w.training);
    return w.report.result;
}
