#include "app/live.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/layout.h"
#include "screen/help.h"
#include "screen/shared.h"
#include "train/training.h"
#include "view/training.h"

struct live {
    struct screen screen; /* first, so that it is one */
    const char *out;
    struct training_report report;
    int chosen; /* one of the watched sentences */
    bool asking;
    bool pausing;   /* a pause was asked for, whether it has begun or not */
    bool going_in;  /* it is looked inside as soon as the pause begins */
    bool returning; /* the training goes on after that */
};

static struct live *live_of(const struct call *call)
{
    return (struct live *)call->screen;
}

static struct footer_place place_of(const struct screen *screen)
{
    const struct live *live = (const struct live *)screen;
    return (struct footer_place){.requests = &screen->requests,
                                 .context = live->asking ? CONTEXT_ASK
                                            : live->report.state == TRAINING_ENDED
                                                ? CONTEXT_TRAINED
                                                : CONTEXT_TRAINING};
}

/* ---- reports, and coming back ---- */

static void leave(struct live *live)
{
    screen_want(&live->screen, EFFECT_QUIT, NULL, 0);
}

static void look_inside(struct live *live)
{
    screen_ask(&live->screen, EFFECT_INSIDE, ASKER_INSIDE,
               live->report.glances[live->chosen].source);
}

static void take_report(struct live *live, const struct training_report *report)
{
    if (report->saves != live->report.saves)
        screen_say(&live->screen, false, "%s.checkpoint is saved", live->out);
    live->report = *report;
    if (live->chosen >= report->glance_count)
        live->chosen = 0;
    if (report->state == TRAINING_ENDED) {
        live->asking = false;
        if (report->result != TRAIN_DONE)
            leave(live);
    } else if (live->going_in && report->state == TRAINING_PAUSED) {
        live->going_in = false;
        look_inside(live);
    }
}

/* From here on it counts as running, though the next report is still to come. */
static void go_on(struct live *live)
{
    live->pausing = live->going_in = live->returning = false;
    if (live->report.state == TRAINING_PAUSED)
        live->report.state = TRAINING_RUNS;
    screen_want(&live->screen, EFFECT_CONTINUE, NULL, 0);
}

/* Back from inside, or why that was not possible. */
static void take_answer(struct live *live, struct answer answer)
{
    if (answer.kind == ANSWER_FAILED)
        screen_say(&live->screen, true, "%s", answer.text);
    if (screen_awaits(&live->screen, answer.asker) && live->returning)
        go_on(live);
    answer_free(&answer);
}

/* ---- requests ---- */

static void request_pause(struct call *c)
{
    struct live *live = live_of(c);
    if (live->pausing) {
        go_on(live);
        return;
    }
    live->pausing = true;
    screen_want(c->screen, EFFECT_PAUSE, NULL, 0);
}

static void request_inside(struct call *c)
{
    struct live *live = live_of(c);
    enum training_state state = live->report.state;
    if (!live->report.glance_count) {
        screen_say(c->screen, false, "there is nothing to look into yet");
    } else if (state == TRAINING_PAUSED || state == TRAINING_ENDED) {
        look_inside(live);
    } else {
        live->going_in = true;
        live->returning = !live->pausing;
        live->pausing = true;
        screen_want(c->screen, EFFECT_PAUSE, NULL, 0);
    }
}

static void request_checkpoint(struct call *c)
{
    if (live_of(c)->report.state == TRAINING_PREPARES) {
        screen_say(c->screen, false, "there is nothing to save yet");
        return;
    }
    screen_say(c->screen, false, "the checkpoint is written after this step");
    screen_want(c->screen, EFFECT_CHECKPOINT, NULL, 0);
}

static void request_sentence(struct call *c)
{
    struct live *live = live_of(c);
    int count = live->report.glance_count;
    live->chosen = count ? (live->chosen + c->by + count) % count : 0;
}

static void request_back(struct call *c)
{
    struct live *live = live_of(c);
    if (live->report.state == TRAINING_ENDED)
        leave(live);
    else
        live->asking = true;
}

static void request_stop(struct call *c)
{
    if (live_of(c)->report.state == TRAINING_ENDED)
        leave(live_of(c));
    else
        screen_want(c->screen, EFFECT_STOP, NULL, 0);
}

static void request_stay(struct call *c)
{
    live_of(c)->asking = false;
}

static const struct request rows[] = {
    {.name = "pause",
     .bindings = {{CONTEXT_TRAINING,
                   {"Space"},
                   "pause",
                   1,
                   NULL,
                   "pause the training; once more continues it"}},
     .run = request_pause},
    {.name = "inside",
     .bindings = {{CONTEXT_TRAINING,
                   {"Enter", "v"},
                   "inside",
                   2,
                   NULL,
                   "look inside: the model as it is now, on the chosen sentence, in every view; q "
                   "there comes back"},
                  {CONTEXT_TRAINED,
                   {"v"},
                   "inside",
                   1,
                   NULL,
                   "look into the model that was written, on the chosen sentence"}},
     .run = request_inside},
    {.name = "checkpoint",
     .bindings = {{CONTEXT_TRAINING,
                   {"s"},
                   "save",
                   3,
                   NULL,
                   "write a checkpoint now, from which --resume continues"}},
     .run = request_checkpoint},
    {.name = "up",
     .bindings = {{CONTEXT_TRAINING, {"Up", "k"}, "sentence", 4, "↑↓", "choose the other sentence"},
                  {CONTEXT_TRAINED, {"Up", "k"}, "sentence", 2, "↑↓", "choose the other sentence"}},
     .run = request_sentence,
     .by = -1},
    {.name = "down",
     .bindings = {{CONTEXT_TRAINING, {"Down", "j"}, .help = "the same"},
                  {CONTEXT_TRAINED, {"Down", "j"}, .help = "the same"}},
     .run = request_sentence,
     .by = 1},
    {.id = REQUEST_BACK,
     .name = "back",
     .bindings =
         {{CONTEXT_TRAINING, {"q", "Esc"}, "stop", 14, NULL, "stop and save, after a question"},
          {CONTEXT_TRAINED,
           {"q", "Enter", "Esc"},
           "leave",
           14,
           NULL,
           "leave, as any other key does"}},
     .run = request_back},
    {.id = REQUEST_QUIT,
     .name = "quit",
     .bindings = {{CONTEXT_TRAINING, {"Q", "Ctrl-C"}, .help = "stop and save at once"},
                  {CONTEXT_ASK, {"Ctrl-C"}, .help = "do it"},
                  {CONTEXT_HELP, {"Q", "Ctrl-C"}, .help = "stop and save at once"}},
     .run = request_stop},
    {.name = "accept",
     .bindings = {{CONTEXT_ASK, {"y"}, "yes", 1, NULL, "do it"}},
     .run = request_stop},
    {.name = "cancel",
     .bindings = {{CONTEXT_ASK, {"n", "q", "Esc"}, "no", 2, NULL, "go on"}},
     .run = request_stay},
    {.name = NULL},
};

/* When the training is over, any key that has no other meaning leaves the screen. While it asks,
 * there are but two answers. */
static bool take_other_key(struct screen *screen, const struct event *event)
{
    enum context context = screen_context(screen);
    (void)event;
    if (context == CONTEXT_TRAINED)
        leave((struct live *)screen);
    return context == CONTEXT_TRAINED || context == CONTEXT_ASK;
}

static void take_event(struct screen *screen, const struct event *event)
{
    struct live *live = (struct live *)screen;
    switch (event->kind) {
    case EVENT_REPORT:
        take_report(live, event->report);
        break;
    case EVENT_ANSWER:
        take_answer(live, event->answer);
        break;
    case EVENT_QUIT:
        screen_want(screen, EFFECT_STOP, NULL, 0);
        break;
    default:
        break;
    }
}

/* ---- drawing ---- */

static void say_reads(const struct screen *screen, struct str *out)
{
    (void)screen;
    str_add(out,
            "The curves are the loss per target token: of the training, a mean over neighbouring "
            "steps, and of the validation file after every epoch. Beside them stands what the "
            "model makes of two sentences just now. A row of a grid is a word that it writes, its "
            "colors say how much of its attention each source word gets: early on every row is "
            "the same, later each finds its word. What is looked into stands still, so it costs "
            "next to nothing to watch.");
}

/* What the training is doing, as the title says it. */
static const char *title_of(const struct live *live)
{
    switch (live->report.state) {
    case TRAINING_PREPARES:
        return "training · reads the corpus";
    case TRAINING_PAUSED:
        return "training · paused";
    case TRAINING_ENDED:
        return "training · finished: the model is written";
    default:
        return live->pausing ? "training · pauses after this step" : "training · runs";
    }
}

static void draw(const struct screen *screen, struct grid *grid)
{
    const struct live *live = (const struct live *)screen;
    struct layout layout = layout_of(grid->rows, grid->columns, false, false);
    grid_clear(grid);
    if (layout.too_small) {
        layout_draw_small(grid);
        return;
    }
    layout_draw(grid, &layout, title_of(live), live->report.line);
    if (screen->help)
        screen_help_rows(screen, grid, help_rect(grid->rows, grid->columns));
    else
        training_draw(grid, layout.picture, &live->report, live->chosen);
    if (live->asking) {
        struct footer_place place = place_of(screen);
        int column = grid_put(grid, layout.footer, 0, 1, STYLE_STRONG, "Stop and save?");
        footer_draw(grid, rect_part(layout.footer, 0, column, -1, -1), &place);
    } else {
        screen_draw_footer(screen, grid, layout.footer);
    }
}

/* ---- making it ---- */

static const struct screen_kind live_kind = {.event = take_event,
                                             .draw = draw,
                                             .place = place_of,
                                             .reads = say_reads,
                                             .key = take_other_key};

struct live *live_new(const char *out)
{
    struct live *live = mem_new(1, sizeof *live);
    screen_init(&live->screen, &live_kind);
    request_list_add(&live->screen.requests, rows);
    request_list_add(&live->screen.requests, shared_requests);
    live->out = out;
    return live;
}

void live_free(struct live *live)
{
    screen_clear(&live->screen);
    free(live);
}

struct screen *live_screen(struct live *live)
{
    return &live->screen;
}
