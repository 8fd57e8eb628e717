/* The app without a terminal: keys go in by name, its effects are carried out on literal models and
 * lessons, and what it asked for is written down. To be included after cmocka.h. */
#include <stdio.h>

#include "app/private.h"
#include "lecture/lecture.h"
#include "literal.h"
#include "literal_snapshots.h"

struct rig {
    struct app *app;
    struct str asked;       /* "model eng-fra-dot; seen 01-rig 2; quit" */
    bool live;              /* the runs keep their own numbers */
    struct lecture lecture; /* where the lesson is shown to a class */
    bool late;              /* answers wait in `open` until rig_deliver() */
    struct effects open;
};

static const char *const rig_models[] = {"eng-fra-additive", "eng-fra-dot", "eng-fra-fixed",
                                         "cmn-eng-additive", "broken-model"};

static const struct app_lesson rig_lessons[] = {
    {.name = "01-rig",
     .title = "Where it looks",
     .minutes = 5,
     .pages = 3,
     .seen = 3,
     .questions = 1,
     .right = 1,
     .done = true},
    {.name = "02-batch",
     .title = "A batch of two",
     .needs = (char *)(uintptr_t) "1",
     .minutes = 12},
    {.name = "03-fixed", .title = "No attention", .summary = "One vector.", .minutes = 8},
    {.name = "04-lost", .title = "A file that is gone", .minutes = 1},
};

enum { RIG_LESSONS = sizeof rig_lessons / sizeof *rig_lessons };

/* The lesson files, in the order of rig_lessons. */
static const char *const rig_texts[RIG_LESSONS] = {
    "---\ntitle: Where it looks\nmodel: eng-fra-additive\nsource: I'm home.\n---\n"
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

    "---\ntitle: A batch of two\nmodel: eng-fra-additive\nsource: I'm home.\n"
    "source: Go.\n---\n# Padding\n\nThe shorter sentence is filled up with `<pad>`; the *mask* "
    "hides it.\n```view\nstage: mask\nsentence: 2\nstep: 2\n```\n",

    "---\ntitle: No attention\nmodel: eng-fra-fixed\nsource: I'm home.\n---\n"
    "# One vector\n\nThe last *state* is all that the decoder gets.\n"
    "```view\nstage: softmax\n```\n",
    NULL,
};

/* A lesson for a class, in no menu. */
static const char rig_slides[] =
    "---\ntitle: For a class\nmodel: eng-fra-additive\nsource: I'm home.\n---\n"
    "# Where does it look?\n\nThe learner reads this. Press [[n]].\n"
    "```view\nzoom: stage\nstage: softmax\nstep: 3\ncell: 3\n```\n"
    "```slide\n*chez* looks at *home*.\n...\n- with {weights[3,3] %.2f}\n- of **one**\n```\n"
    "```notes\nSECRET: ask first. It is {weights[3,3] %.2f}.\n\n- wait\n- go on\n```\n"
    "---\n# Predict\n\nA row sums to **one**. More is for readers.\n\nPress [[a]] now.\n\n"
    "```c\nsum(weights) == 1\n```\n"
    "```view\nstage: softmax\nstep: 3\ncell: 1\nthen: temperature 0.5\n```\n"
    "```question\nask: Which word does *chez* look at?\nchoices: source\n"
    "answer: argmax(weights[3])\nright: It is where one lives.\n```\n"
    "```notes\nSECRET: hands up.\n```\n"
    "---\n# Inside\n\nThe flow of step 4.\n"
    "```view\nzoom: flow\nstage: context\nstep: 4\n```\n";

/* Writes literal numbers over a new run. The cursor may have been on a step that it had. */
static inline void rig_settle(struct rig *rig)
{
    if (!rig->app->bench.run || rig->live)
        return;
    literal_fill(rig->app->bench.run);
    if (rig->app->bench.unchanged)
        literal_fill(rig->app->bench.unchanged);
    if (rig->app->bench.of_page)
        literal_fill(rig->app->bench.of_page);
    struct str *message = &rig->app->screen.message;
    if (message->length && strncmp(message->text, "cut off: no <eos>", 17) == 0)
        str_clear(message); /* the literal run ends */
    picture_clamp(&rig->app->bench.picture);
}

/* What a question gets for an answer here. */
static inline struct answer rig_failed(struct asker asker, const char *why)
{
    return (struct answer){.kind = ANSWER_FAILED, .asker = asker, .text = mem_text(why)};
}

static inline struct answer rig_lesson(struct asker asker, const char *name)
{
    struct err err;
    struct lesson *lesson = NULL;
    if (strcmp(name, "slides") == 0)
        lesson = lesson_parse(name, rig_slides, strlen(rig_slides), &err);
    for (int i = 0; i < RIG_LESSONS; i++)
        if (strcmp(rig_lessons[i].name, name) == 0 && rig_texts[i]) {
            lesson = lesson_parse(name, rig_texts[i], strlen(rig_texts[i]), &err);
            if (!lesson)
                fail_msg("%s", err.text);
        }
    return lesson ? (struct answer){.kind = ANSWER_LESSON, .asker = asker, .lesson = lesson}
                  : rig_failed(asker, "the lesson cannot be opened");
}

static inline struct answer rig_model(struct asker asker, const char *name)
{
    char *base = model_name(name); /* a path is good for a model too */
    struct model *model = literal_model(base);
    free(base);
    return model ? (struct answer){.kind = ANSWER_MODEL, .asker = asker, .model = model}
                 : rig_failed(asker, "the model cannot be opened");
}

static inline struct answer rig_sentences(struct asker asker)
{
    struct strs *texts = mem_new(1, sizeof *texts);
    strs_add(texts, "Go home.");
    strs_add(texts, "We walked.");
    return (struct answer){.kind = ANSWER_SENTENCES, .asker = asker, .sentences = texts};
}

/* Models without attention have no snapshots here. */
static inline struct answer rig_snapshots(struct asker asker, const char *name)
{
    if (strcmp(name, "eng-fra-fixed") == 0)
        return rig_failed(asker, "there are no snapshots");
    return (struct answer){
        .kind = ANSWER_SNAPSHOTS, .asker = asker, .snapshots = literal_snapshots(true)};
}

/* Carries an effect out as far as that is done here; true: *answer is what comes back. */
static inline bool rig_answer(const struct effect *effect, struct answer *answer)
{
    switch (effect->kind) {
    case EFFECT_LOAD_MODEL:
        *answer = rig_model(effect->asker, effect->text);
        return true;
    case EFFECT_LOAD_LESSON:
        *answer = rig_lesson(effect->asker, effect->text);
        return true;
    case EFFECT_LOAD_SENTENCES:
        *answer = rig_sentences(effect->asker);
        return true;
    case EFFECT_LOAD_SNAPSHOTS:
        *answer = rig_snapshots(effect->asker, effect->text);
        return true;
    default:
        return false;
    }
}

/* Writes down what was asked for. */
static inline void rig_note(struct rig *rig, const struct effect *effect)
{
    static const char *const names[EFFECT_COUNT] = {
        [EFFECT_QUIT] = "quit",
        [EFFECT_LOAD_MODEL] = "model",
        [EFFECT_LOAD_LESSON] = "lesson",
        [EFFECT_LOAD_SENTENCES] = "sentences",
        [EFFECT_LOAD_SNAPSHOTS] = "snapshots",
        [EFFECT_SEEN] = "seen",
        [EFFECT_ANSWERED] = "answered",
        [EFFECT_EXPORT] = "export",
        [EFFECT_SAVE] = "save",
        [EFFECT_LOAD] = "load",
        [EFFECT_PRESENT] = "present",
        [EFFECT_COMMANDS] = "commands",
        [EFFECT_TENSOR] = "tensor",
        [EFFECT_REFUSED] = "refused",
    };
    bool other = effect->kind == EFFECT_LOAD_MODEL && effect->asker.kind == ASKER_PANEL;
    str_format(&rig->asked, "%s%s", rig->asked.length ? "; " : "",
               other ? "other" : names[effect->kind]);
    if (*effect->text && effect->kind != EFFECT_REFUSED)
        str_format(&rig->asked, " %s", effect->text);
    if (effect->kind == EFFECT_SEEN || effect->kind == EFFECT_ANSWERED)
        str_format(&rig->asked, " %d", effect->number + 1);
}

/* Carries out what the app wants done, until it wants nothing more. */
static inline void rig_carry_out(struct rig *rig)
{
    while (rig->app->screen.effects.count) {
        struct effects effects = screen_take_effects(&rig->app->screen);
        for (size_t i = 0; i < effects.count; i++) {
            const struct effect *effect = &effects.list[i];
            struct event event = {.kind = EVENT_ANSWER};
            rig_note(rig, effect);
            if (rig->late)
                effects_add(&rig->open, effect->kind, effect->asker, effect->text, effect->number);
            else if (rig_answer(effect, &event.answer))
                screen_event(&rig->app->screen, &event);
        }
        effects_free(&effects);
    }
    rig_settle(rig);
}

static inline void rig_event(struct rig *rig, const struct event *event)
{
    screen_event(&rig->app->screen, event);
    rig_carry_out(rig);
}

/* Answers one of the open questions now, or never. */
static inline void rig_deliver(struct rig *rig, size_t which, bool answered)
{
    struct effect effect = rig->open.list[which];
    struct event event = {.kind = EVENT_ANSWER};
    rig->open.list[which] = rig->open.list[--rig->open.count];
    if (answered && rig_answer(&effect, &event.answer))
        rig_event(rig, &event);
    free(effect.text);
}

/* `lesson`, or else `text`, or else the menu; `model` NULL for the first one. A lesson
 * "lecture:NAME" is shown to a class. */
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
    if (lesson && strncmp(lesson, "lecture:", 8) == 0) {
        lecture_init(&rig->lecture);
        setup.lesson = lesson + 8;
        setup.face = &lecture_face;
        setup.of_face = &rig->lecture;
    }
    rig->app = app_new(&setup);
    rig_carry_out(rig);
}

static inline void rig_end(struct rig *rig)
{
    app_free(rig->app);
    effects_free(&rig->open);
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
            event = (struct event){.kind = EVENT_COMMAND, .line = word + 3};
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
    screen_draw(&rig->app->screen, grid);
}
