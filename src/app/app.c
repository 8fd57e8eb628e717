#include "app/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/actions.h"
#include "app/panels.h"
#include "app/private.h"
#include "base/mem.h"
#include "lab/intervention.h"
#include "lab/leak.h"

enum { PLAY_MS = 900 };

static const char *const first_sentence = "I'm home.";

void app_ask(struct app *app, struct effects *effects, enum effect_kind kind, enum asker_kind asker,
             const char *text)
{
    app->waits_for[asker] = ++app->questions;
    effects_add(effects, kind, (struct asker){asker, app->questions}, text, 0);
}

void app_want(struct effects *effects, enum effect_kind kind, const char *text, int number)
{
    effects_add(effects, kind, (struct asker){0}, text, number);
}

void app_say(struct app *app, bool bad, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    str_clear(&app->message);
    str_add(&app->message, text);
    app->message_bad = bad;
}

struct app *app_new(const struct app_setup *setup, struct effects *effects)
{
    struct app *app = mem_new(1, sizeof *app);
    app->setup = *setup;
    app->rows = 24;
    app->columns = 80;
    app->palette = app->proposed = -1;
    app->picture.zoom = ZOOM_STAGE;
    app->picture.stage = STAGE_SOFTMAX;
    app->picture.quantity = Q_WEIGHTS;
    const char *model = setup->model;
    if (!model && setup->model_count > 0)
        model = setup->models[0];
    strs_add(&app->texts, setup->text ? setup->text : first_sentence);
    if (setup->text)
        app->mode = MODE_PICTURE;
    if (setup->lesson)
        app_ask(app, effects, EFFECT_LOAD_LESSON, ASKER_LESSON, setup->lesson);
    else
        app_ask(app, effects, EFFECT_LOAD_MODEL, ASKER_MODEL, model); /* without any: learn why */
    return app;
}

static void forget_runs(struct app *app)
{
    trace_free(app->trace);
    trace_free(app->unchanged);
    trace_free(app->unpadded);
    app->trace = app->unchanged = app->unpadded = NULL;
    app->picture.trace = app->picture.unpadded = NULL;
}

/* A model without a run of it is never kept. */
static void forget_model(struct app *app)
{
    forget_runs(app);
    model_free(app->model);
    app->model = NULL;
}

void app_free(struct app *app)
{
    panel_close(app);
    forget_runs(app);
    strs_free(&app->interventions);
    str_free(&app->preview);
    model_free(app->model);
    lesson_free(app->lesson);
    strs_free(&app->texts);
    str_free(&app->message);
    input_free(&app->input);
    strs_free(&app->commands);
    strs_free(&app->proposals);
    free(app->replies);
    free(app);
}

enum context app_context(const struct app *app)
{
    if (app->prompt)
        return app->prompt == PROMPT_SENTENCE ? CONTEXT_EDIT : CONTEXT_COMMAND;
    if (app->help)
        return CONTEXT_HELP;
    return app->mode == MODE_MENU ? CONTEXT_MENU : CONTEXT_PICTURE;
}

/* Names what the model does not know, so that <unk> is no surprise. */
static void tell_unknown(struct app *app)
{
    struct str words = {0};
    for (int b = 0; b < app->trace->count; b++) {
        const struct trace_sentence *s = &app->trace->sentences[b];
        for (int j = 0; (size_t)j < s->tokens.count; j++)
            if (!trace_source_known(app->trace, b, j))
                str_format(&words, "%s%s", words.length ? ", " : "", s->tokens.list[j]);
        if (s->cut)
            app_say(app, true, "sentence of %zu words: only the first %zu are used",
                    s->tokens.count + (size_t)s->cut, s->tokens.count);
    }
    if (words.length && !app->message.length)
        app_say(app, true, "not in the vocabulary, read as <unk>: %s", words.text);
    str_free(&words);
}

void app_measure_leak(struct app *app)
{
    int sentence = app->picture.sentence;
    trace_free(app->unpadded);
    app->unpadded = leak_any(app->trace, sentence) ? leak_masked(app->trace, sentence) : NULL;
    app->picture.unpadded = app->unpadded;
}

void app_run(struct app *app)
{
    struct err err;
    forget_runs(app);
    if (!app->model)
        return;
    struct strs none = {0}, lines = app_lines(app);
    struct lab lab = {app->model, &app->texts, &lines}, plain = {app->model, &app->texts, &none};
    app->trace = lab_run(&lab, &err);
    app->picture.trace = app->trace;
    if (lines.count) {
        struct err unused;
        app->unchanged = lab_run(&plain, &unused);
    }
    app->trace->before = app->unchanged;
    if (app->picture.sentence >= app->trace->count)
        app->picture.sentence = 0;
    picture_clamp(&app->picture);
    app_measure_leak(app);
    if (!app->preview.length)
        tell_unknown(app);
    if (err.text[0])
        app_say(app, true, "left out: %s", err.text);
    free(lines.list);
    panel_refresh(app);
}

static void take_model(struct app *app, struct model *model, struct effects *effects)
{
    forget_model(app);
    app->model = model;
    if (!config_reads_words(&model->config) && app->panel && !app->panel->table)
        panel_close(app);
    panel_model(app, effects);
    for (int i = 0; i < app->setup.model_count; i++)
        if (strcmp(app->setup.models[i], model->name) == 0)
            app->model_at = i;
    app_run(app);
    if (app->lesson && app->mode == MODE_PICTURE && app->page < 0)
        app_open_page(app, 0, effects);
    else if (app->page_waits)
        app_show_page(app, effects);
}

/* A lesson brings its sentences and asks for its model; its first page opens when both are there. */
static void take_lesson(struct app *app, struct lesson *lesson, struct effects *effects)
{
    lesson_free(app->lesson);
    free(app->replies);
    app->lesson = lesson;
    app->replies = mem_new((size_t)lesson->count, sizeof *app->replies);
    app->page = -1;
    app->page_waits = false;
    app->waits_for[ASKER_MODEL] = 0;
    panel_close(app);
    app->mode = MODE_PICTURE;
    app->lesson_hidden = false;
    strs_clear(&app->interventions);
    strs_clear(&app->texts);
    for (size_t i = 0; i < lesson->sources.count; i++)
        strs_add(&app->texts, lesson->sources.list[i]);
    app->picture = (struct picture){.zoom = ZOOM_STAGE, .stage = STAGE_SOFTMAX, .quantity = Q_NONE};
    if (app->model && strcmp(app->model->name, lesson->model) == 0) {
        app_run(app);
        app_open_page(app, 0, effects);
    } else {
        forget_model(app);
        app_ask(app, effects, EFFECT_LOAD_MODEL, ASKER_MODEL, lesson->model);
    }
}

/* A lesson whose model cannot be opened can still be read, without any picture. */
static void take_failure(struct app *app, const struct answer *answer, struct effects *effects)
{
    app_say(app, true, "%s", answer->text);
    if (answer->asker.kind == ASKER_MODEL && app->lesson && app->mode == MODE_PICTURE &&
        app->page < 0)
        app_open_page(app, 0, effects);
}

/* Whether nobody has asked for something else since, closed the panel or turned the page. */
static bool is_awaited(const struct app *app, struct asker asker)
{
    return asker.kind == ASKER_NOBODY || app->waits_for[asker.kind] == asker.serial;
}

/* Takes an answer over, or drops it when it comes too late. */
static void take_answer(struct app *app, struct answer answer, struct effects *effects)
{
    enum asker_kind asker = answer.asker.kind;
    if (!is_awaited(app, answer.asker)) {
        answer_free(&answer);
        return;
    }
    app->waits_for[asker] = 0;
    if (answer.kind == ANSWER_DONE) {
        app_say(app, false, "%s", answer.text);
        answer_free(&answer);
    } else if (answer.kind == ANSWER_FAILED) {
        take_failure(app, &answer, effects);
        answer_free(&answer);
    } else if (answer.kind == ANSWER_MODEL && asker == ASKER_MODEL) {
        take_model(app, answer.model, effects);
    } else if (answer.kind == ANSWER_LESSON && asker == ASKER_LESSON) {
        take_lesson(app, answer.lesson, effects);
    } else {
        panel_take(app, &answer);
    }
}

/* A key that needs to be told something says it by its name: 1 to 9 choose an answer. */
static void bound_event(struct app *app, const struct binding *binding, const struct event *event,
                        struct effects *effects)
{
    struct err err;
    char name[16];
    event_name(event, name, sizeof name);
    bool says = action_at(binding->request)->needed > 0;
    if (binding->request != REQUEST_PLAY)
        app->playing = false;
    if (action_run(app, binding->request, says ? name : "", effects, &err))
        app_say(app, false, "%s", err.text);
}

/* A key that means nothing here says where it does. */
static void unbound_event(struct app *app, const struct event *event)
{
    const struct binding *binding = binding_elsewhere(event);
    char name[16];
    event_name(event, name, sizeof name);
    if (binding)
        app_say(app, false, "%s is for %s: %s", name, context_name(binding->context),
                binding->help);
    else
        app_say(app, false, "%s has no meaning; ? lists the keys", *name ? name : "this key");
}

static void key_event_run(struct app *app, const struct event *event, struct effects *effects)
{
    const struct binding *binding = binding_of(app_context(app), event);
    str_clear(&app->message);
    if (binding)
        bound_event(app, binding, event, effects);
    else if (app->prompt)
        prompt_event(app, event);
    else
        unbound_event(app, event);
}

/* A command from a script: that it cannot be carried out is for the script to say. */
static void command_event_run(struct app *app, const char *line, struct effects *effects)
{
    struct err err;
    str_clear(&app->message);
    app->playing = false;
    if (action_line(app, line, effects, &err)) {
        app_say(app, true, "%s", err.text);
        app_want(effects, EFFECT_REFUSED, err.text, 0);
    }
}

void app_event(struct app *app, const struct event *event, struct effects *effects)
{
    switch (event->kind) {
    case EVENT_KEY:
    case EVENT_TEXT:
        key_event_run(app, event, effects);
        break;
    case EVENT_COMMAND:
        command_event_run(app, event->line, effects);
        break;
    case EVENT_RESIZE:
        app->rows = event->rows;
        app->columns = event->columns;
        break;
    case EVENT_TICK:
        app->now = event->time_ms;
        if (app->playing && app->now >= app->next_play) {
            if (!panel_play(app))
                play_on(app);
            app->next_play = app->now + PLAY_MS;
        }
        break;
    case EVENT_QUIT:
        app_want(effects, EFFECT_QUIT, NULL, 0);
        break;
    case EVENT_ANSWER:
        take_answer(app, event->answer, effects);
        break;
    case EVENT_NONE:
        break;
    }
    panel_moved(app);
}

int app_wait(const struct app *app)
{
    if (!app->playing)
        return -1;
    long left = app->next_play - app->now;
    return left > 0 ? (int)left : 0;
}

enum palette app_palette(const struct app *app, enum palette start)
{
    int base = app->palette < 0 ? (int)start : app->palette;
    return (enum palette)((base + app->palette_turns) % PALETTE_COUNT);
}

const struct picture *app_picture(const struct app *app)
{
    return &app->picture;
}
