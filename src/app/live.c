#include "app/live.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/layout.h"
#include "screen/help.h"
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

static enum context context_of(const struct screen *screen)
{
    const struct live *live = (const struct live *)screen;
    return screen->help                           ? CONTEXT_HELP
           : live->asking                         ? CONTEXT_ASK
           : live->report.state == TRAINING_ENDED ? CONTEXT_TRAINED
                                                  : CONTEXT_TRAINING;
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
        screen_say(&live->screen, false, "%s", answer.text);
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

static int help_rows(const struct live *live, struct grid *grid, struct rect rect);

/* Up and down in the help, else from sentence to sentence. */
static void request_list(struct call *c)
{
    struct live *live = live_of(c);
    struct rect rect = help_rect(c->screen->rows, c->screen->columns);
    int count = live->report.glance_count;
    if (!c->screen->help)
        live->chosen = count ? (live->chosen + c->by + count) % count : 0;
    else
        c->screen->help_scroll =
            help_moved(c->screen->help_scroll, c->by, help_rows(live, NULL, rect), rect.rows);
}

static void request_back(struct call *c)
{
    struct live *live = live_of(c);
    if (c->screen->help)
        c->screen->help = false;
    else if (live->report.state == TRAINING_ENDED)
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
                  {CONTEXT_TRAINED, {"Up", "k"}, "sentence", 2, "↑↓", "choose the other sentence"},
                  {CONTEXT_HELP, {"Up", "k"}, "scroll", 1, "↑↓", "a line up"}},
     .run = request_list,
     .by = -1},
    {.name = "down",
     .bindings = {{CONTEXT_TRAINING, {"Down", "j"}, .help = "the same"},
                  {CONTEXT_TRAINED, {"Down", "j"}, .help = "the same"},
                  {CONTEXT_HELP, {"Down", "j"}, .help = "a line down"}},
     .run = request_list,
     .by = 1},
    {.name = "close",
     .bindings = {{CONTEXT_HELP, {"?", "Enter"}, "close", 2, NULL, "close the help"}},
     .run = screen_help},
    {.name = "help-next",
     .bindings =
         {{CONTEXT_HELP, {"Space", "PageDown"}, "next", 3, NULL, "the next screen of the help"}},
     .run = request_list,
     .by = HELP_PAGE},
    {.name = "help-before",
     .bindings = {{CONTEXT_HELP, {"PageUp"}, .help = "the screen before"}},
     .run = request_list,
     .by = -HELP_PAGE},
    {.name = "help-start",
     .bindings = {{CONTEXT_HELP, {"g", "Home"}, .help = "the beginning of the help"}},
     .run = request_list,
     .by = -FAR},
    {.name = "help-end",
     .bindings = {{CONTEXT_HELP, {"G", "End"}, .help = "the end of the help"}},
     .run = request_list,
     .by = FAR},
    {.name = "palette",
     .bindings = {{CONTEXT_TRAINING, {"c"}, .help = "other colors for the heat cells"},
                  {CONTEXT_TRAINED, {"c"}, .help = "other colors for the heat cells"},
                  {CONTEXT_HELP, {"c"}, .help = "other colors for the heat cells"}},
     .run = screen_turn_palette},
    {.name = "redraw",
     .bindings = {{CONTEXT_TRAINING, {"Ctrl-L"}, .help = "draw the screen anew"},
                  {CONTEXT_TRAINED, {"Ctrl-L"}, .help = "draw the screen anew"},
                  {CONTEXT_HELP, {"Ctrl-L"}, .help = "draw the screen anew"}},
     .run = screen_redraw},
    {.name = "help",
     .bindings =
         {{CONTEXT_TRAINING, {"?"}, "help", 13, NULL, "how to read this screen, and its keys"},
          {CONTEXT_TRAINED, {"?"}, "help", 13, NULL, "how to read this screen, and its keys"}},
     .run = screen_help},
    {.name = "back",
     .bindings =
         {{CONTEXT_TRAINING, {"q", "Esc"}, "stop", 14, NULL, "stop and save, after a question"},
          {CONTEXT_TRAINED,
           {"q", "Enter", "Esc"},
           "leave",
           14,
           NULL,
           "leave, as any other key does"},
          {CONTEXT_HELP, {"q", "Esc"}, .help = "close the help"}},
     .run = request_back},
    {.name = "quit",
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

/* When the training is over, any key that has no other meaning leaves the screen. */
static void take_key(struct live *live, const struct event *event)
{
    enum context context = screen_context(&live->screen);
    struct bound found = bound_key(&live->screen.requests, context, event);
    str_clear(&live->screen.message);
    if (found.request) {
        struct call call = {.screen = &live->screen, .by = found.request->by};
        found.request->run(&call);
    } else if (context == CONTEXT_TRAINED) {
        leave(live);
    }
}

static void take_event(struct screen *screen, const struct event *event)
{
    struct live *live = (struct live *)screen;
    switch (event->kind) {
    case EVENT_KEY:
    case EVENT_TEXT:
        take_key(live, event);
        break;
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

/* Returns the row after its last line; with grid NULL nothing is drawn, only counted. */
static int help_rows(const struct live *live, struct grid *grid, struct rect rect)
{
    static const struct para_run card[] = {
        {STYLE_TITLE, 0, "How to read this view\n"},
        {STYLE_PLAIN, 0,
         "The curves are the loss per target token: of the training, a mean over neighbouring "
         "steps, and of the validation file after every epoch. Beside them stands what the model "
         "makes of two sentences just now. A row of a grid is a word that it writes, its colors "
         "say how much of its attention each source word gets: early on every row is the same, "
         "later each finds its word. What is looked into stands still, so it costs next to "
         "nothing to watch.\n \n"},
        {STYLE_TITLE, 0, "Keys"},
    };
    bool ended = live->report.state == TRAINING_ENDED;
    struct footer_place place = {.requests = &live->screen.requests,
                                 .context = ended ? CONTEXT_TRAINED : CONTEXT_TRAINING};
    return help_draw(grid, rect, card, sizeof card / sizeof *card, &place,
                     live->screen.help_scroll);
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

static void draw_footer(const struct live *live, struct grid *grid, struct rect rect)
{
    struct footer_place place = {.requests = &live->screen.requests,
                                 .context = screen_context(&live->screen)};
    int column = 0;
    if (live->asking) {
        column = grid_put(grid, rect, 0, 1, STYLE_STRONG, "Stop and save?");
    } else if (live->screen.message.length) {
        grid_put_cut(grid, rect, 0, 1, rect.columns - 2, STYLE_STRONG, live->screen.message.text);
        return;
    }
    footer_draw(grid, rect_part(rect, 0, column, -1, -1), &place);
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
        help_rows(live, grid, help_rect(grid->rows, grid->columns));
    else
        training_draw(grid, layout.picture, &live->report, live->chosen);
    draw_footer(live, grid, layout.footer);
}

/* ---- making it ---- */

static const struct screen_kind live_kind = {
    .event = take_event, .draw = draw, .context = context_of};

struct live *live_new(const char *out)
{
    struct live *live = mem_new(1, sizeof *live);
    screen_init(&live->screen, &live_kind);
    request_list_add(&live->screen.requests, rows);
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
