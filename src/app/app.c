#include "app/app.h"

#include <stdlib.h>
#include <string.h>

#include "app/answers.h"
#include "app/change.h"
#include "app/draw.h"
#include "app/face.h"
#include "app/menu.h"
#include "app/moves.h"
#include "app/pages.h"
#include "app/panels.h"
#include "app/private.h"
#include "app/prompt.h"
#include "app/requests.h"
#include "app/sentences.h"
#include "base/mem.h"
#include "view/cell.h"

static const char *const first_sentence = "I'm home.";

static const struct screen_kind app_kind;

struct app *app_new(const struct app_setup *setup)
{
    struct app *app = mem_new(1, sizeof *app);
    struct bench *bench = &app->bench;
    screen_init(&app->screen, &app_kind);
    requests_collect(&app->screen.requests);
    if (setup->face)
        request_list_add(&app->screen.requests, setup->face->requests);
    app->setup = *setup;
    app->menu = setup->start;
    app->course.page = app->line.proposed = -1;
    bench->screen = &app->screen;
    ring_start(&bench->models, setup->models, setup->model_count, setup->folder);
    bench->picture =
        (struct picture){.zoom = ZOOM_STAGE, .stage = STAGE_SOFTMAX, .quantity = Q_WEIGHTS};
    const char *model = setup->model;
    if (!model && setup->model_count > 0)
        model = setup->models[0];
    strs_add(&bench->texts, setup->text ? setup->text : first_sentence);
    if (setup->text)
        app->mode = MODE_PICTURE;
    if (setup->lesson)
        screen_ask(&app->screen, EFFECT_LOAD_LESSON, ASKER_LESSON, setup->lesson);
    else
        app_ask_model(app, model); /* none: learn why */
    return app;
}

void app_free(struct app *app)
{
    panels_close(app);
    panels_forget_inside(app);
    menu_forget_aside(app);
    free(app->sequence.path);
    bench_clear(&app->bench);
    lesson_free(app->course.lesson);
    free(app->course.replies);
    strs_free(&app->course.own);
    input_free(&app->line.input);
    strs_free(&app->line.commands);
    strs_free(&app->line.sentences);
    strs_free(&app->line.proposals);
    screen_clear(&app->screen);
    free(app);
}

void app_take_course(struct app *app, const struct app_setup *setup)
{
    menu_show(app);
    app->setup.lessons = setup->lessons;
    app->setup.lesson_count = setup->lesson_count;
    app->setup.glossary = setup->glossary;
    app->menu = app->setup.start = setup->start;
}

struct screen *app_screen(struct app *app)
{
    return &app->screen;
}

const struct picture *app_picture(const struct app *app)
{
    return &app->bench.picture;
}

const struct strs *app_changes(const struct app *app)
{
    return &app->bench.interventions;
}

static struct footer_place place_of(const struct screen *screen)
{
    const struct app *app = (const struct app *)screen;
    bool menu = app->mode == MODE_MENU;
    return (struct footer_place){.requests = &screen->requests,
                                 .context = app->line.prompt == PROMPT_SENTENCE  ? CONTEXT_EDIT
                                            : app->line.prompt == PROMPT_COMMAND ? CONTEXT_COMMAND
                                            : app->setup.face ? app->setup.face->context(app)
                                            : menu            ? CONTEXT_MENU
                                                              : CONTEXT_PICTURE,
                                 .lesson = !menu && (app->course.lesson || app->sequence.count > 1),
                                 .keys = pages_keys(app)    ? pages_keys(app)
                                         : app->panel.which ? app->panel.which->keys
                                         : menu             ? NULL
                                                            : moves_keys(app)};
}

/* ---- answers ---- */

/* Whether an open lesson waits for its model, to show its first page. */
static bool lesson_waits(const struct app *app)
{
    return app->course.lesson && app->mode == MODE_PICTURE && app->course.page < 0;
}

/* The page that was asked for; the file of the lesson may be shorter by now. */
static void open_first(struct app *app)
{
    pages_open(app, app->first < app->course.lesson->count ? app->first : 0);
}

static void take_model(struct app *app, struct model *model)
{
    struct ring *ring = &app->bench.models;
    if (ring->asked >= 0)
        ring_learn(ring, ring->asked, model);
    if (ring->turning && ring->open >= 0 && ring_differ(ring, ring->asked, ring->open)) {
        model_free(model);
        sentences_turn(app, ring->turning);
        return;
    }
    bench_set_model(&app->bench, model);
    panels_model(app);
    app_run(app);
    if (lesson_waits(app))
        open_first(app);
    else if (app->course.waits)
        pages_show(app);
}

/* A lesson brings its sentences and asks for its model; its first page opens when both are
 * there. */
static void take_lesson(struct app *app, struct lesson *lesson)
{
    struct bench *bench = &app->bench;
    app->aside.asked = false;
    panels_close(app);
    bench->own = NULL;
    bench_take_curves(bench, NULL);
    lesson_free(app->course.lesson);
    free(app->course.replies);
    strs_free(&app->course.own);
    app->course = (struct app_course){.lesson = lesson, .page = -1};
    app->course.replies = mem_new((size_t)lesson->count, sizeof *app->course.replies);
    app->mode = MODE_PICTURE;
    app->sequence.count = 0;
    screen_wait_no_more(&app->screen, ASKER_MODEL);
    bench_begin(bench, &lesson->sources);
    if (bench->model && ring_find(&bench->models, lesson->model) == bench->models.open) {
        app_run(app);
        open_first(app);
    } else {
        bench_set_model(bench, NULL); /* it is not that of the lesson */
        app_ask_model(app, lesson->model);
    }
}

/* The file of the open lesson was written anew. */
static void take_lesson_again(struct app *app, struct lesson *lesson)
{
    const struct lesson *open = app->course.lesson;
    if (open && app->course.page >= 0 && strcmp(open->path, lesson->path) == 0)
        pages_replace(app, lesson);
    else
        lesson_free(lesson);
}

/* A lesson whose model cannot be opened can still be read, without any picture. */
static void take_failure(struct app *app, const struct answer *answer)
{
    screen_say(&app->screen, true, "%s", answer->text);
    if (app->aside.asked && answer->asker.kind == ASKER_LESSON)
        menu_forget_aside(app);
    if (answer->asker.kind == ASKER_MODEL && lesson_waits(app))
        open_first(app);
}

/* Takes an answer over; when nobody waits for it any more (the panel was closed, the page turned,
 * something else asked for) it is dropped. */
static void take_answer(struct app *app, struct answer answer)
{
    enum asker_kind asker = answer.asker.kind;
    if (!screen_awaits(&app->screen, answer.asker)) {
        answer_free(&answer);
    } else if (answer.kind == ANSWER_DONE) {
        screen_say(&app->screen, false, "%s", answer.text);
        answer_free(&answer);
    } else if (answer.kind == ANSWER_FAILED) {
        take_failure(app, &answer);
        answer_free(&answer);
    } else if (answer.kind == ANSWER_STATE) {
        free(app->sequence.path);
        app->sequence = answer.state;
    } else if (answer.kind == ANSWER_MODEL && asker == ASKER_MODEL) {
        take_model(app, answer.model);
    } else if (answer.kind == ANSWER_LESSON && asker == ASKER_LESSON) {
        take_lesson(app, answer.lesson);
    } else if (answer.kind == ANSWER_LESSON && asker == ASKER_NOBODY) {
        take_lesson_again(app, answer.lesson);
    } else {
        panels_take(app, &answer);
    }
}

/* ---- keys and commands ---- */

/* On a page that asks for a number, any sign that a number can begin with begins the answer. */
static bool take_first(struct screen *screen, const struct event *event)
{
    struct app *app = (struct app *)screen;
    if (screen_context(screen) != CONTEXT_PICTURE || !answers_begin(app, event->text))
        return false;
    screen->playing = false;
    answers_type(app, event->text);
    return true;
}

/* With a face, what would lead elsewhere is left to commands. */
static int run(struct screen *screen, const struct request *request, const char *key,
               struct err *err)
{
    if (((struct app *)screen)->setup.face && request->no_state)
        return 0;
    return requests_run((struct app *)screen, request, key, err);
}

/* A key that a face has no use for means what it means in a picture. */
static void take_beyond_face(struct app *app, const struct event *event)
{
    struct err err;
    bool lecture = screen_context(&app->screen) == CONTEXT_LECTURE;
    struct bound found = bound_key(&app->screen.requests, CONTEXT_PICTURE, event);
    if (!lecture || !found.request)
        return;
    app->screen.playing = false;
    if (run(&app->screen, found.request, found.request->digits ? event->text : "", &err))
        screen_say(&app->screen, false, "%s", err.text);
}

static bool take_typed(struct screen *screen, const struct event *event)
{
    struct app *app = (struct app *)screen;
    if (app->line.prompt)
        prompt_event(app, event);
    else if (app->setup.face)
        take_beyond_face(app, event);
    return app->line.prompt || app->setup.face; /* others need not see that a key was missed */
}

/* A command from a script. When it cannot be carried out, the script is told as well. */
static void take_command(struct app *app, const char *line)
{
    struct err err;
    str_clear(&app->screen.message);
    app->screen.playing = false;
    if (requests_run_line(app, line, &err)) {
        screen_say(&app->screen, true, "%s", err.text);
        screen_want(&app->screen, EFFECT_REFUSED, err.text, 0);
    }
}

static void take_event(struct screen *screen, const struct event *event)
{
    struct app *app = (struct app *)screen;
    switch (event->kind) {
    case EVENT_COMMAND:
        take_command(app, event->line);
        break;
    case EVENT_ANSWER:
        take_answer(app, event->answer);
        break;
    case EVENT_QUIT:
        screen_want(screen, EFFECT_QUIT, NULL, 0);
        break;
    default:
        break;
    }
    if (app->line.stale && !event->more)
        change_preview(app);
    if (app->bench.run && !app->bench.preview.length) /* what is typed may be dropped */
        cell_keep_way(&app->bench.picture);
    panels_moved(app);
    if (app->setup.face)
        app->setup.face->after(app);
}

static bool play_on(struct screen *screen)
{
    struct app *app = (struct app *)screen;
    if (app->setup.face)
        return app->setup.face->play(app);
    return app->panel.which && app->panel.which->play
               ? app->panel.which->play(app->panel.own, &app->bench)
               : moves_play(app);
}

static const struct screen_kind app_kind = {.event = take_event,
                                            .draw = app_draw,
                                            .place = place_of,
                                            .reads = app_reads,
                                            .run = run,
                                            .first = take_first,
                                            .key = take_typed,
                                            .play = play_on};
