#include "shell/train_live.h"

#include <stdio.h>
#include <unistd.h>

#include "app/live.h"
#include "shell/session.h"
#include "term/caps.h"

/* Between a training in its threads, the screen's value and the terminal. */

/* Milliseconds between frames without a key: at least this, and so many times what one costs. */
enum { FRAME_MS = 250, FRAME_SHARE = 200 };

struct screen {
    const struct train_command *asked;
    struct training *training;
    struct training_report report;
    struct live *live;
    struct theme theme;
    enum palette start; /* before the person chose another */
    struct grid grid;
    bool over;
};

bool train_live_possible(void)
{
    struct err err;
    return caps_check(&err) == 0 && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

static void fit(struct screen *s)
{
    struct event event = {.kind = EVENT_RESIZE};
    term_size(&event.rows, &event.columns);
    grid_resize(&s->grid, event.rows, event.columns);
    live_event(s->live, &event);
}

static enum live_wish look_inside(struct screen *s)
{
    struct err err = {"the training goes on already"};
    bool ended = s->report.state == TRAINING_ENDED;
    struct model *model =
        ended ? model_open(s->asked->train.out, &err) : training_model(s->training, "in-training");
    if (!model)
        return live_returned(s->live, err.text);
    bool back = session_inside(&s->theme, model, live_sentence(s->live));
    model_free(model);
    fit(s);
    enum live_wish wish = live_returned(s->live, NULL);
    return back ? wish : LIVE_STOP;
}

static void carry_out(struct screen *s, enum live_wish wish)
{
    if (wish == LIVE_INSIDE)
        wish = look_inside(s);
    if (wish == LIVE_PAUSE)
        training_pause(s->training);
    else if (wish == LIVE_CONTINUE)
        training_continue(s->training);
    else if (wish == LIVE_SAVE)
        training_save(s->training);
    else if (wish == LIVE_STOP)
        training_stop(s->training);
    s->over = wish == LIVE_STOP || wish == LIVE_LEAVE;
}

/* Returns how long to wait for the next frame. */
static int draw(struct screen *s)
{
    long start = term_clock();
    s->theme.palette = live_palette(s->live, s->start);
    live_draw(s->live, &s->grid);
    term_draw(&s->grid, &s->theme);
    long wait = (term_clock() - start) * FRAME_SHARE;
    return (int)(wait > FRAME_MS ? wait : FRAME_MS);
}

static void watch(struct screen *s)
{
    struct event event = {.kind = EVENT_RESIZE};
    int wait = 0;
    fit(s);
    while (!s->over) {
        bool news = training_news(s->training, &s->report);
        if (news)
            carry_out(s, live_report(s->live, &s->report));
        if (s->over)
            break;
        if (news || event.kind != EVENT_NONE)
            wait = draw(s);
        term_next(&event, wait);
        if (event.kind == EVENT_RESIZE)
            grid_resize(&s->grid, event.rows, event.columns);
        carry_out(s, live_event(s->live, &event));
    }
}

enum train_result train_live(const struct train_command *asked, struct train_report *last,
                             struct err *err)
{
    struct screen s = {.asked = asked};
    struct term_options terminal = {0};
    if (term_start(&terminal, &s.theme, err))
        return TRAIN_FAILED;
    s.start = s.theme.palette;
    s.training = training_start(&asked->train, &asked->watch);
    s.live = live_new(asked->train.out);
    grid_init(&s.grid, 1, 1);
    watch(&s);
    term_stop();
    fputs(training_join(s.training), stderr); /* the checkpoint may take a moment */
    training_news(s.training, &s.report);
    *last = s.report.epoch;
    *err = s.report.err;
    grid_free(&s.grid);
    live_free(s.live);
    training_free(s.training);
    return s.report.result;
}
