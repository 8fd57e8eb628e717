#include "app/live.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/footer.h"
#include "base/mem.h"
#include "draw/layout.h"
#include "view/training.h"

struct live {
    const char *out;
    struct training_report report;
    int rows, columns;
    int chosen; /* one of the watched sentences */
    bool help, asking;
    int help_scroll;
    bool pausing;   /* asked for, whether it rests already or not */
    bool going_in;  /* look inside as soon as it rests, */
    bool returning; /* and go on when that is over */
    int palette_turns;
    char message[TRAINING_LINE]; /* shown until the next key */
};

struct live *live_new(const char *out)
{
    struct live *live = mem_new(1, sizeof *live);
    live->out = out;
    live->rows = 24;
    live->columns = 80;
    return live;
}

void live_free(struct live *live)
{
    free(live);
}

const char *live_sentence(const struct live *live)
{
    return live->report.glances[live->chosen].source;
}

enum palette live_palette(const struct live *live, enum palette start)
{
    return (enum palette)(((int)start + live->palette_turns) % PALETTE_COUNT);
}

static enum live_wish say(struct live *live, const char *format, const char *name)
{
    snprintf(live->message, sizeof live->message, format, name);
    return LIVE_NOTHING;
}

/* ---- reports ---- */

enum live_wish live_report(struct live *live, const struct training_report *report)
{
    if (report->saves != live->report.saves)
        say(live, "%s.checkpoint is saved", live->out);
    live->report = *report;
    if (live->chosen >= report->glance_count)
        live->chosen = 0;
    if (report->state == TRAINING_ENDED) {
        live->asking = false;
        return report->result == TRAIN_DONE ? LIVE_NOTHING : LIVE_LEAVE;
    }
    if (!live->going_in || report->state != TRAINING_PAUSED)
        return LIVE_NOTHING;
    live->going_in = false;
    return LIVE_INSIDE;
}

/* From here on it counts as running, though the next report is still to come. */
static enum live_wish go_on(struct live *live)
{
    live->pausing = live->going_in = live->returning = false;
    if (live->report.state == TRAINING_PAUSED)
        live->report.state = TRAINING_RUNS;
    return LIVE_CONTINUE;
}

enum live_wish live_returned(struct live *live, const char *message)
{
    if (message)
        say(live, "%s", message);
    return live->returning ? go_on(live) : LIVE_NOTHING;
}

/* ---- keys ---- */

static enum context context_of(const struct live *live)
{
    return live->help                             ? CONTEXT_HELP
           : live->asking                         ? CONTEXT_ASK
           : live->report.state == TRAINING_ENDED ? CONTEXT_TRAINED
                                                  : CONTEXT_TRAINING;
}

static struct place place_of(const struct live *live)
{
    return (struct place){.context = context_of(live), .own = true};
}

static enum live_wish pause_or_go_on(struct live *live)
{
    if (live->pausing)
        return go_on(live);
    live->pausing = true;
    return LIVE_PAUSE;
}

static enum live_wish go_inside(struct live *live)
{
    enum training_state state = live->report.state;
    if (!live->report.glance_count)
        return say(live, "%s", "there is nothing to look into yet");
    if (state == TRAINING_PAUSED || state == TRAINING_ENDED)
        return LIVE_INSIDE;
    live->going_in = true;
    live->returning = !live->pausing;
    live->pausing = true;
    return LIVE_PAUSE;
}

static enum live_wish save(struct live *live)
{
    if (live->report.state == TRAINING_PREPARES)
        return say(live, "%s", "there is nothing to save yet");
    say(live, "%s", "the checkpoint is written after this step");
    return LIVE_SAVE;
}

static int help_rows(const struct live *live, struct grid *grid, struct rect rect);

static void move(struct live *live, int by)
{
    struct rect rect = help_rect(live->rows, live->columns);
    int count = live->report.glance_count;
    if (!live->help)
        live->chosen = count ? (live->chosen + by + count) % count : 0;
    else if (by < 0 ? live->help_scroll > 0 : help_rows(live, NULL, rect) > rect.rows)
        live->help_scroll += by;
}

static enum live_wish back(struct live *live)
{
    if (live->help)
        live->help = false;
    else if (live->report.state == TRAINING_ENDED)
        return LIVE_LEAVE;
    else
        live->asking = true;
    return LIVE_NOTHING;
}

static enum live_wish key(struct live *live, const struct event *event)
{
    enum request request = request_of(context_of(live), false, event);
    live->message[0] = '\0';
    switch (request) {
    case REQUEST_PLAY:
        return pause_or_go_on(live);
    case REQUEST_ZOOM_IN:
        return go_inside(live);
    case REQUEST_SAVE:
        return save(live);
    case REQUEST_UP:
    case REQUEST_DOWN:
        move(live, request == REQUEST_UP ? -1 : 1);
        return LIVE_NOTHING;
    case REQUEST_PALETTE:
        live->palette_turns++;
        return LIVE_NOTHING;
    case REQUEST_HELP:
        live->help = !live->help;
        live->help_scroll = 0;
        return LIVE_NOTHING;
    case REQUEST_BACK:
        return back(live);
    case REQUEST_CANCEL:
        live->asking = false;
        return LIVE_NOTHING;
    case REQUEST_ACCEPT:
    case REQUEST_QUIT:
        return live->report.state == TRAINING_ENDED ? LIVE_LEAVE : LIVE_STOP;
    default: /* the final screen stays until a key is pressed: any that does nothing else */
        return context_of(live) == CONTEXT_TRAINED && request == REQUEST_NONE ? LIVE_LEAVE
                                                                              : LIVE_NOTHING;
    }
}

enum live_wish live_event(struct live *live, const struct event *event)
{
    switch (event->kind) {
    case EVENT_KEY:
    case EVENT_TEXT:
        return key(live, event);
    case EVENT_RESIZE:
        live->rows = event->rows;
        live->columns = event->columns;
        return LIVE_NOTHING;
    case EVENT_QUIT:
        return LIVE_STOP;
    default:
        return LIVE_NOTHING;
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
    struct live before = *live;
    before.help = false;
    struct place place = place_of(&before);
    return help_draw(grid, rect, card, sizeof card / sizeof *card, &place, live->help_scroll);
}

/* What the training is doing, as the title says it. */
static const char *state_name(const struct live *live)
{
    switch (live->report.state) {
    case TRAINING_PREPARES:
        return "reads the corpus";
    case TRAINING_PAUSED:
        return "paused";
    case TRAINING_ENDED:
        return "finished: the model is written";
    default:
        return live->pausing ? "pauses after this step" : "runs";
    }
}

static void draw_footer(const struct live *live, struct grid *grid, struct rect rect)
{
    struct place place = place_of(live);
    int column = 0;
    if (live->asking) {
        column = grid_put(grid, rect, 0, 1, STYLE_STRONG, "Stop and save?");
    } else if (*live->message) {
        grid_put_cut(grid, rect, 0, 1, rect.columns - 2, STYLE_STRONG, live->message);
        return;
    }
    footer_draw(grid, rect_part(rect, 0, column, -1, -1), &place);
}

void live_draw(const struct live *live, struct grid *grid)
{
    struct layout layout = layout_of(grid->rows, grid->columns, false, false);
    grid_clear(grid);
    if (layout.too_small) {
        layout_draw_small(grid);
        return;
    }
    char title[80];
    snprintf(title, sizeof title, "training · %s", state_name(live));
    layout_draw(grid, &layout, title, live->report.line);
    if (live->help)
        help_rows(live, grid, help_rect(grid->rows, grid->columns));
    else
        training_draw(grid, layout.picture, &live->report, live->chosen);
    draw_footer(live, grid, layout.footer);
}
