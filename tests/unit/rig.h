/* The app without a terminal: keys go in by name, its effects are carried out on literal models and
 * lessons, and what it asked for is written down. To be included after cmocka.h. */
#include <stdio.h>

#include "app/private.h"
#include "literal.h"
#include "literal_snapshots.h"

struct rig {
    struct app *app;
    struct str asked; /* "model eng-fra-dot; seen 01-rig 2; quit" */
    bool live;        /* the runs keep their own numbers */
};

static const char *const rig_models[] = {"eng-fra-additive", "eng-fra-dot", "eng-fra-fixed",
                                         "cmn-eng-additive", "broken-model"};

static const struct app_lesson rig_lessons[] = {
    {"01-rig", "Where it looks", 5, true},
    {"02-batch", "A batch of two", 12, false},
    {"03-fixed", "No attention", 8, false},
    {"04-lost", "A file that is gone", 1, false},
};

enum { RIG_LESSONS = sizeof rig_lessons / sizeof *rig_lessons };

/* The lesson files, in the order of rig_lessons. */
static const char *const rig_texts[RIG_LESSONS] = {
    "---\ntitle: Where it looks\nminutes: 5\nmodel: eng-fra-additive\nsource: I'm home.\n---\n"
    "# Where does it look?\n\nEvery word that is *written* has a row of *weights*, one for each "
    "source word. The row of *chez* has {weights[3,3] %.2f} at *home*.\n\n"
    "- Press [[Right]] for the next stage.\n- Press [[n]] for the next page.\n"
    "---\n# Predict\n\nA row sums to **one**.\n\n```c\nsum(weights) == 1\n```\n"
    "```view\nstage: softmax\nstep: 3\ncell: 1\n```\n"
    "```question\nask: Which word does *chez* look at?\nchoices: source\n"
    "answer: argmax(weights[3])\nhint: It is where one *lives*.\n"
    "right: Its weight is {weights[3,3] %.2f}.\nwrong: Look at the brightest cell of row 3.\n```\n"
    "---\n# Inside\n\nThe flow of step 4, then it is over.\n"
    "```view\nzoom: flow\nstage: context\nstep: 4\n```\n",

    "---\ntitle: A batch of two\nminutes: 12\nmodel: eng-fra-additive\nsource: I'm home.\n"
    "source: Go.\n---\n# Padding\n\nThe shorter sentence is filled up with `<pad>`; the *mask* "
    "hides it.\n```view\nstage: mask\nsentence: 2\nstep: 2\n```\n",

    "---\ntitle: No attention\nminutes: 8\nmodel: eng-fra-fixed\nsource: I'm home.\n---\n"
    "# One vector\n\nThe last *state* is all that the decoder gets.\n"
    "```view\nstage: softmax\n```\n",
    NULL,
};

/* Writes literal numbers over a new run. The cursor may have been on a step that it had. */
static inline void rig_settle(struct rig *rig)
{
    if (!rig->app->trace || rig->live)
        return;
    literal_fill(rig->app->trace);
    if (rig->app->unchanged)
        literal_fill(rig->app->unchanged);
    picture_clamp(&rig->app->picture);
}

static inline void rig_lesson(struct rig *rig, const char *name, struct effects *effects)
{
    struct event event = {.kind = EVENT_FAILED, .message = "the lesson cannot be opened"};
    struct err err;
    for (int i = 0; i < RIG_LESSONS; i++)
        if (strcmp(rig_lessons[i].name, name) == 0 && rig_texts[i]) {
            event.kind = EVENT_LESSON;
            event.data = lesson_parse(name, rig_texts[i], strlen(rig_texts[i]), &err);
            if (!event.data)
                fail_msg("%s", err.text);
        }
    app_event(rig->app, &event, effects);
}

static inline void rig_model(struct rig *rig, const char *name, struct effects *effects)
{
    struct event event = {.kind = EVENT_MODEL, .data = literal_model(name)};
    if (!event.data)
        event = (struct event){.kind = EVENT_FAILED, .message = "the model cannot be opened"};
    app_event(rig->app, &event, effects);
}

/* What panels ask for. Models without attention have no snapshots here. */
static inline void rig_drop_sentences(void *data)
{
    strs_free(data);
    free(data);
}

static inline void rig_drop_snapshots(void *data)
{
    snapshots_free(data);
}

static inline void rig_sentences(struct rig *rig, struct effects *effects)
{
    struct strs *texts = mem_new(1, sizeof *texts);
    strs_add(texts, "Go home.");
    strs_add(texts, "We walked.");
    struct event event = {.kind = EVENT_PANEL, .data = texts, .drop = rig_drop_sentences};
    app_event(rig->app, &event, effects);
}

static inline void rig_snapshots(struct rig *rig, struct effects *effects)
{
    struct event event = {.kind = EVENT_FAILED, .message = "there are no snapshots"};
    if (rig->app->model->config.score != SCORE_NONE)
        event = (struct event){
            .kind = EVENT_PANEL, .data = literal_snapshots(true), .drop = rig_drop_snapshots};
    app_event(rig->app, &event, effects);
}

static inline void rig_drop_model(void *data)
{
    model_free(data);
}

static inline void rig_other(struct rig *rig, const char *name, struct effects *effects)
{
    struct event event = {.kind = EVENT_PANEL, .data = literal_model(name), .drop = rig_drop_model};
    if (!event.data)
        event = (struct event){.kind = EVENT_FAILED, .message = "the model cannot be opened"};
    app_event(rig->app, &event, effects);
}

static inline void rig_effect(struct rig *rig, const struct effect *effect, struct effects *next)
{
    if (rig->asked.length)
        str_add(&rig->asked, "; ");
    switch (effect->kind) {
    case EFFECT_QUIT:
        str_add(&rig->asked, "quit");
        break;
    case EFFECT_LOAD_MODEL:
        str_format(&rig->asked, "model %s", effect->text);
        rig_model(rig, effect->text, next);
        break;
    case EFFECT_LOAD_LESSON:
        str_format(&rig->asked, "lesson %s", effect->text);
        rig_lesson(rig, effect->text, next);
        break;
    case EFFECT_LOAD_OTHER:
        str_format(&rig->asked, "other %s", effect->text);
        rig_other(rig, effect->text, next);
        break;
    case EFFECT_LOAD_SENTENCES:
        str_format(&rig->asked, "sentences %s", effect->text);
        rig_sentences(rig, next);
        break;
    case EFFECT_LOAD_SNAPSHOTS:
        str_add(&rig->asked, "snapshots");
        rig_snapshots(rig, next);
        break;
    case EFFECT_EXPORT:
        str_format(&rig->asked, "export %s", effect->text);
        break;
    case EFFECT_SAVE:
        str_format(&rig->asked, "save %s", effect->text);
        break;
    case EFFECT_LOAD:
        str_format(&rig->asked, "load %s", effect->text);
        break;
    case EFFECT_REFUSED:
        str_format(&rig->asked, "refused");
        break;
    case EFFECT_SEEN:
        str_format(&rig->asked, "seen %s %d", effect->text, effect->number + 1);
        break;
    case EFFECT_ANSWERED:
        str_format(&rig->asked, "answered %s %d", effect->text, effect->number + 1);
        break;
    }
}

static inline void rig_carry_out(struct rig *rig, struct effects effects)
{
    while (effects.count) {
        struct effects next = {0};
        for (int i = 0; i < effects.count; i++)
            rig_effect(rig, &effects.list[i], &next);
        effects = next;
    }
    rig_settle(rig);
}

static inline void rig_event(struct rig *rig, const struct event *event)
{
    struct effects effects = {0};
    app_event(rig->app, event, &effects);
    rig_carry_out(rig, effects);
}

/* `lesson`, or else `text`, or else the menu; `model` NULL for the first one. */
static inline void rig_start(struct rig *rig, const char *lesson, const char *model,
                             const char *text)
{
    struct app_setup setup = {.models = rig_models,
                              .model_count = sizeof rig_models / sizeof *rig_models,
                              .lessons = rig_lessons,
                              .lesson_count = RIG_LESSONS,
                              .lesson = lesson,
                              .model = model,
                              .text = text};
    struct effects effects = {0};
    rig->app = app_new(&setup, &effects);
    rig_carry_out(rig, effects);
}

static inline void rig_end(struct rig *rig)
{
    app_free(rig->app);
    str_free(&rig->asked);
}

/* Keys by name with spaces between; "resize:30x100" and "tick:900" are other events, and what
 * starts with "type:" is typed, with "_" for a space; "do:..." is a command from a script. */
static inline void rig_keys(struct rig *rig, const char *keys)
{
    char *copy = mem_text(keys), *rest = copy;
    for (char *word; (word = strtok_r(rest, " ", &rest));) {
        struct event event = {.kind = EVENT_RESIZE};
        if (sscanf(word, "resize:%dx%d", &event.rows, &event.columns) == 2) {
            rig_event(rig, &event);
        } else if (sscanf(word, "tick:%ld", &event.time_ms) == 1) {
            event.kind = EVENT_TICK;
            rig_event(rig, &event);
        } else if (strncmp(word, "type:", 5) == 0) {
            for (char *c = word + 5; *c; c++) {
                event = (struct event){.kind = EVENT_TEXT, .text = {*c == '_' ? ' ' : *c}};
                rig_event(rig, &event);
            }
        } else if (strncmp(word, "do:", 3) == 0) {
            for (char *c = word; *c; c++)
                *c = *c == '_' ? ' ' : *c;
            event = (struct event){.kind = EVENT_COMMAND, .message = word + 3};
            rig_event(rig, &event);
        } else if (key_event(word, &event) == 0) {
            rig_event(rig, &event);
        } else {
            fail_msg("\"%s\" in \"%s\" is not the name of a key", word, keys);
        }
    }
    free(copy);
}

static inline void rig_draw(const struct rig *rig, struct grid *grid, int rows, int columns)
{
    grid_init(grid, rows, columns);
    app_draw(rig->app, grid);
}
