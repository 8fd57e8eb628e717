#include "app/pages.h"

#include <stdlib.h>
#include <string.h>

#include "app/panels.h"
#include "app/requests.h"
#include "base/mem.h"

/* Lesson pages: what they show. */

static const struct lesson_view *view_of(const struct app *app)
{
    return &app->course.lesson->pages[app->course.page].view;
}

/* How many of the changes that the page keeps back are made; −1: something else is changed. */
static int count_revealed(const struct app *app)
{
    const struct lesson_view *view = view_of(app);
    const struct strs *lines = &app->bench.interventions;
    size_t own = view->changes.count;
    if (lines->count < own || lines->count > own + view->then.count)
        return -1;
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->list[i], i < own ? view->changes.list[i] : view->then.list[i - own]) != 0)
            return -1;
    return (int)(lines->count - own);
}

/* Whether the run on screen is not that of the page. */
static bool is_changed(const struct app *app)
{
    return app->bench.run && count_revealed(app) < 0;
}

static const char *page_model(const struct app *app)
{
    return view_of(app)->model ? view_of(app)->model : app->course.lesson->model;
}

static bool is_other_model(const struct app *app)
{
    const struct ring *ring = &app->bench.models;
    return app->bench.run && ring_find(ring, page_model(app)) != ring->open;
}

struct page_state pages_state(const struct app *app)
{
    return (struct page_state){.lesson = app->course.lesson,
                               .page = app->course.page,
                               .trace = bench_page_run(&app->bench),
                               .now = app->bench.run,
                               .changed = is_changed(app),
                               .other_model = is_other_model(app),
                               .reply = &app->course.replies[app->course.page],
                               .glossary = app->setup.glossary,
                               .words = app->course.words};
}

static struct rect page_rect(const struct app *app)
{
    return layout_of(app->screen.rows, app->screen.columns, true, false).text;
}

int pages_overflow(const struct app *app)
{
    struct page_state state = pages_state(app);
    struct rect rect = page_rect(app);
    int more = rect.rows > 2 ? page_draw(NULL, rect, &state) - rect.rows : 0;
    return more > 0 ? more + 1 : 0; /* the last row tells that there is more */
}

bool pages_able(struct call *c)
{
    if (!app_of(c)->course.lesson)
        return call_refuse(c, "no lesson is open; q goes to the course");
    return app_of(c)->course.page >= 0 || call_refuse(c, "the lesson is being opened");
}

/* Of the states of a file, where no lesson is open. */
static bool able_step_of_sequence(struct call *c)
{
    const struct state_step *state = &app_of(c)->sequence;
    if (c->by > 0 && state->at + 1 >= state->count)
        return call_refuse(c, "this is the last state of %s", state->path);
    return c->by >= 0 || state->at > 0 ||
           call_refuse(c, "this is the first state of %s", state->path);
}

/* Whether the page still has something to show that nobody has asked for. */
bool pages_hide(const struct app *app)
{
    int revealed = count_revealed(app);
    return app->bench.run && revealed >= 0 && revealed < (int)view_of(app)->then.count;
}

static bool able_page(struct call *c)
{
    const struct app *app = app_of(c);
    if (!app->course.lesson && app->sequence.count > 1)
        return able_step_of_sequence(c);
    if (!pages_able(c))
        return false;
    if (c->by > 0 && app->course.page + 1 == app->course.lesson->count &&
        app->course.scroll >= pages_overflow(app) && !pages_hide(app) && !app->course.words)
        return call_refuse(c, "this was the last page; q goes back to the course");
    if (c->by < 0 && app->course.page == 0 && app->course.scroll == 0)
        return call_refuse(c, "this is the first page");
    return true;
}

/* Makes the next change that the page has kept back. The picture keeps its place; with the last one
 * a panel may open. */
void pages_reveal(struct app *app)
{
    const struct lesson_view *view = view_of(app);
    int revealed = count_revealed(app);
    struct err err;
    strs_add(&app->bench.interventions, view->then.list[revealed > 0 ? revealed : 0]);
    app_run(app);
    page_show(view, &app->bench.picture);
    if (!view->reveal || pages_hide(app))
        return;
    panels_close(app);
    if (requests_run_line(app, view->reveal, &err))
        screen_say(&app->screen, true, "%s", err.text);
}

/* The rest of a page that is too long for the screen, then what it shows only when asked, then the
 * next one. */
static void request_page(struct call *c)
{
    struct app *app = app_of(c);
    if (!app->course.lesson) {
        screen_want(c->screen, EFFECT_LOAD, app->sequence.path,
                    c->count ? c->values[0].index : app->sequence.at + c->by);
        return;
    }
    if (c->count) {
        pages_open(app, c->values[0].index);
        return;
    }
    int overflow = pages_overflow(app), scroll = app->course.scroll;
    int screen = page_rect(app).rows - 2;
    if (c->by > 0 && scroll < overflow)
        app->course.scroll = scroll + screen < overflow ? scroll + screen : overflow;
    else if (c->by < 0 && scroll > 0)
        app->course.scroll = scroll > screen ? scroll - screen : 0;
    else if (app->course.words != PAGE_TEXT)
        app->course.words = PAGE_TEXT;
    else if (c->by > 0 && pages_hide(app))
        pages_reveal(app);
    else
        pages_open(app, app->course.page + c->by);
}

/* Carried out one after the other by whoever carries out effects: a command may need a model. */
static void want_commands(struct app *app, const struct strs *commands)
{
    struct str lines = {0};
    for (size_t i = 0; i < commands->count; i++)
        str_format(&lines, "%s\n", commands->list[i]);
    if (lines.length)
        screen_want(&app->screen, EFFECT_COMMANDS, lines.text, 0);
    str_free(&lines);
}

void pages_show(struct app *app)
{
    const struct lesson_view *view = &app->course.lesson->pages[app->course.page].view;
    struct err err;
    app->course.waits = false;
    if (app->bench.run)
        page_show(view, &app->bench.picture);
    want_commands(app, &view->commands);
    if (!view->panel)
        return;
    panels_close(app); /* the command of a panel that is open closes it */
    if (requests_run_line(app, view->panel, &err))
        screen_say(&app->screen, true, "%s", err.text);
}

/* Undoes what one page changed, and whatever else is changed, and makes what another one changes.
 * Returns the model that has to be loaded before the run; NULL: the run is there. A sentence that
 * was typed stays, and so does a model that was chosen, unless one of the pages has its own;
 * `again`: nothing stays. */
static const char *change_page(struct app *app, const struct lesson_view *from,
                               const struct lesson_view *to, bool again)
{
    const struct lesson *lesson = app->course.lesson;
    const char *model = to->model ? to->model : from->model || again ? lesson->model : NULL;
    const struct ring *ring = &app->bench.models;
    bool other = model && app->bench.model && ring_find(ring, model) != ring->open;
    panels_close(app);
    panels_forget_inside(app);
    bool differ = lesson_view_differs(from) || lesson_view_differs(to) || again;
    strs_clear(&app->course.own);
    lesson_view_lines(to, &app->course.own);
    app->bench.own = &app->course.own;
    bench_take_curves(&app->bench, to->curves);
    if (!differ && strs_same(&app->bench.interventions, &to->changes))
        return NULL;
    if (differ)
        strs_copy(&app->bench.texts, to->sources.count ? &to->sources : &lesson->sources);
    strs_copy(&app->bench.interventions, &to->changes);
    app->bench.picture.cursor = (struct picture_cursor){0};
    if (app->bench.model && !other)
        app_run(app);
    return other ? model : NULL;
}

static const struct lesson_view nothing = {.zoom = -1};

static const struct lesson_view *open_view(const struct app *app)
{
    return app->course.page >= 0 ? view_of(app) : &nothing;
}

/* Stops waiting for the model of the open page, which is being left. */
static void wait_no_more(struct app *app)
{
    if (app->course.waits)
        screen_wait_no_more(&app->screen, ASKER_MODEL);
    app->course.waits = false;
}

void pages_leave(struct app *app)
{
    wait_no_more(app);
    if (app->course.lesson && change_page(app, open_view(app), &nothing, false))
        app_run(app); /* the page's model stays, what it changed does not */
    app->bench.own = NULL;
    bench_take_curves(&app->bench, NULL);
    app->course.page = -1;
}

/* Shows a page, once the model is there that it needs; NULL: it is. */
static void show_page(struct app *app, int page, const char *model)
{
    app->course.page = page;
    app->course.words = PAGE_TEXT;
    app->course.scroll = 0;
    app->course.waits = model != NULL;
    if (model)
        app_ask_model(app, model);
    else
        pages_show(app);
}

void pages_again(struct app *app)
{
    wait_no_more(app);
    show_page(app, app->course.page, change_page(app, view_of(app), view_of(app), true));
}

bool pages_own_sentences(const struct app *app)
{
    const struct strs *own = &view_of(app)->sources;
    return strs_same(&app->bench.texts, own->count ? own : &app->course.lesson->sources);
}

static void request_again(struct call *c)
{
    struct app *app = app_of(c);
    pages_again(app);
    screen_say(&app->screen, false, "the page as it began");
}

void pages_open(struct app *app, int page)
{
    wait_no_more(app);
    const struct lesson_view *view = &app->course.lesson->pages[page].view;
    show_page(app, page, change_page(app, open_view(app), view, false));
    if (!app->setup.face)
        screen_want(&app->screen, EFFECT_SEEN, app->course.lesson->key, page);
}

void pages_replace(struct app *app, struct lesson *lesson)
{
    struct app_course *course = &app->course;
    struct lesson *old = course->lesson;
    const struct lesson_view *from = view_of(app);
    wait_no_more(app);
    free(course->replies);
    course->replies = mem_new((size_t)lesson->count, sizeof *course->replies);
    course->lesson = lesson;
    course->page = course->page < lesson->count ? course->page : lesson->count - 1;
    show_page(app, course->page, change_page(app, from, view_of(app), true));
    lesson_free(old);
}

static void request_words(struct call *c)
{
    struct app_course *course = &app_of(c)->course;
    course->words = (enum page_words)((course->words + 1) % PAGE_WORDS_COUNT);
    course->scroll = 0;
}

const struct key_here *pages_keys(const struct app *app)
{
    static const struct key_here keys[] = {
        {REQUEST_PLAY, "next", "more of the words, then the page", 0, 0},
        {REQUEST_BACK, "close", "close the words: the page again", 0, 0},
        {REQUEST_NONE, NULL, NULL, 0, 0},
    };
    bool words = !app->setup.face && app->course.lesson && app->course.words != PAGE_TEXT;
    return words ? keys : NULL;
}

bool pages_request(struct app *app, enum request_id request)
{
    struct app_course *course = &app->course;
    if (app->screen.help || !key_here(pages_keys(app), request))
        return false;
    int overflow = pages_overflow(app), screen = page_rect(app).rows - 2;
    bool more = request == REQUEST_PLAY && course->scroll < overflow;
    course->words = more ? course->words : PAGE_TEXT;
    course->scroll = !more                                ? 0
                     : course->scroll + screen < overflow ? course->scroll + screen
                                                          : overflow;
    return true;
}

static void request_swap(struct call *c)
{
    app_of(c)->course.hidden = !app_of(c)->course.hidden;
}

static bool able_swap(struct call *c)
{
    return app_of(c)->course.lesson || call_refuse(c, "no lesson is open; q goes to the course");
}

const struct request pages_requests[] = {
    {.id = REQUEST_PAGE_NEXT,
     .name = "page-next",
     .bindings = {{CONTEXT_LESSON,
                   {"n", "PageDown"},
                   "page",
                   1,
                   "n p",
                   "the next page of the lesson, or state of the file"}},
     .run = request_page,
     .able = able_page,
     .by = 1},
    {.id = REQUEST_PAGE_PREVIOUS,
     .name = "page-previous",
     .bindings = {{CONTEXT_LESSON, {"p", "PageUp"}, .help = "the page before"}},
     .run = request_page,
     .able = able_page,
     .by = -1},
    {.id = REQUEST_PAGE,
     .name = "page",
     .bindings = {{CONTEXT_LESSON, .help = "to a page of the lesson, or to a state of the file"}},
     .arguments = {ARGUMENT_PAGE},
     .needed = 1,
     .run = request_page,
     .able = able_page},
    {.id = REQUEST_PAGE_AGAIN,
     .name = "page-again",
     .bindings = {{CONTEXT_LESSON,
                   {"."},
                   .help = "the page as it began: its sentence, its model, its changes alone"}},
     .run = request_again,
     .able = pages_able},
    {.id = REQUEST_WORDS,
     .name = "words",
     .bindings =
         {{CONTEXT_LESSON,
           {"d"},
           "words",
           7,
           NULL,
           "what the words of this page mean, and those that are written; again: all words"}},
     .run = request_words,
     .able = pages_able},
    {.id = REQUEST_SWAP,
     .name = "swap",
     .bindings =
         {{CONTEXT_LESSON, {"w"}, "whole", 9, NULL, "the picture on the whole screen, and back"}},
     .run = request_swap,
     .able = able_swap},
    {.name = NULL},
};
