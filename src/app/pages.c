#include "app/pages.h"

#include <string.h>

#include "app/panels.h"
#include "app/requests.h"

/* Lesson pages: what they show, and the replies to their questions. */

/* Shows what the view block of a page says. What it does not mention stays as it was. */
static void show_view(struct app *app, const struct lesson_view *view)
{
    struct picture *p = &app->bench.picture;
    if (view->sentence >= 0)
        p->sentence = view->sentence;
    if (view->step >= 0)
        p->cursor.step = view->step;
    picture_clamp(p);
    bool has =
        p->trace && view->matrix.quantity != Q_NONE && trace_has_sheet(p->trace, view->matrix);
    if (has)
        picture_go(p, view->matrix, -1, -1);
    else if (view->stage >= 0)
        picture_set_stage(p, (enum stage)view->stage);
    if (view->zoom >= 0)
        p->zoom = (enum zoom)view->zoom;
    picture_follow(p);
    if (p->quantity != Q_NONE) {
        const struct quantity *q = trace_quantity(p->trace, p->quantity);
        bool asking = q->rows == AXIS_ASKING; /* where the step is the word that asks */
        picture_set_place(p, asking ? view->step : -1,
                          q->columns == AXIS_VOCAB ? -1 : view->column);
    }
    p->transposed = false;
    p->term = 0;
    picture_clamp(p);
}

static bool same_lines(const struct strs *a, const struct strs *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = strcmp(a->list[i], b->list[i]) == 0;
    return same;
}

static const struct lesson_view *view_of(const struct app *app)
{
    return &app->course.lesson->pages[app->course.page].view;
}

/* Whether the run on screen is not that of the page. */
static bool is_changed(const struct app *app)
{
    return app->bench.run && !same_lines(&app->bench.interventions, &view_of(app)->changes);
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
    const struct app_reply *reply = &app->course.replies[app->course.page];
    return (struct page_state){.lesson = app->course.lesson,
                               .page = app->course.page,
                               .trace = bench_page_run(&app->bench),
                               .changed = is_changed(app),
                               .other_model = is_other_model(app),
                               .chosen = reply->chosen,
                               .hint = reply->hint};
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

static bool has_lesson(struct call *c)
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

static bool able_page(struct call *c)
{
    const struct app *app = app_of(c);
    if (!app->course.lesson && app->sequence.count > 1)
        return able_step_of_sequence(c);
    if (!has_lesson(c))
        return false;
    if (c->by > 0 && app->course.page + 1 == app->course.lesson->count &&
        app->course.scroll >= pages_overflow(app))
        return call_refuse(c, "this was the last page; q goes back to the course");
    if (c->by < 0 && app->course.page == 0 && app->course.scroll == 0)
        return call_refuse(c, "this is the first page");
    return true;
}

/* The rest of a page that is too long for the screen, then the next one. */
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
    else
        pages_open(app, app->course.page + c->by);
}

void pages_show(struct app *app)
{
    const struct lesson_view *view = &app->course.lesson->pages[app->course.page].view;
    struct err err;
    app->course.waits = false;
    if (app->bench.run)
        show_view(app, view);
    if (!view->panel)
        return;
    panels_close(app); /* the command of a panel that is open closes it */
    if (requests_run_line(app, view->panel, &err))
        screen_say(&app->screen, true, "%s", err.text);
}

static void copy_lines(struct strs *to, const struct strs *from)
{
    strs_clear(to);
    for (size_t i = 0; i < from->count; i++)
        strs_add(to, from->list[i]);
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
    if (from->panel)
        panels_close(app);
    bool differ = lesson_view_differs(from) || lesson_view_differs(to) || again;
    app->bench.own = &to->changes;
    if (!differ && same_lines(&app->bench.interventions, &to->changes))
        return NULL;
    if (differ)
        copy_lines(&app->bench.texts, to->sources.count ? &to->sources : &lesson->sources);
    copy_lines(&app->bench.interventions, &to->changes);
    app->bench.picture.cursor = (struct picture_cursor){0};
    if (app->bench.model && !other)
        app_run(app);
    return other ? model : NULL;
}

static const struct lesson_view nothing = {.zoom = -1};

static const struct lesson_view *open_view(const struct app *app)
{
    return app->course.page >= 0 ? &app->course.lesson->pages[app->course.page].view : &nothing;
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
    app->course.page = -1;
}

/* Shows a page, once the model is there that it needs; NULL: it is. */
static void show_page(struct app *app, int page, const char *model)
{
    app->course.page = page;
    app->course.scroll = 0;
    app->course.waits = model != NULL;
    if (model)
        app_ask_model(app, model);
    else
        pages_show(app);
}

/* The page as it was when it was opened. */
static void request_again(struct call *c)
{
    struct app *app = app_of(c);
    wait_no_more(app);
    show_page(app, app->course.page, change_page(app, view_of(app), view_of(app), true));
}

void pages_open(struct app *app, int page)
{
    wait_no_more(app);
    const struct lesson_view *view = &app->course.lesson->pages[page].view;
    show_page(app, page, change_page(app, open_view(app), view, false));
    screen_want(&app->screen, EFFECT_SEEN, app->course.lesson->key, page);
}

static const struct question *question_of(const struct app *app)
{
    return &app->course.lesson->pages[app->course.page].question;
}

static bool able_answer(struct call *c)
{
    return has_lesson(c) && ((question_of(app_of(c))->present && app_of(c)->bench.run) ||
                             call_refuse(c, "there is no question on this page"));
}

static void request_answer(struct call *c)
{
    struct app *app = app_of(c);
    struct strs choices = {0};
    struct err err;
    int right, chosen = c->values[0].index;
    if (question_choices(question_of(app), bench_page_run(&app->bench), &choices, &right, &err)) {
        screen_say(&app->screen, true, "%s", err.text);
    } else if ((size_t)chosen >= choices.count) {
        screen_say(&app->screen, false, "the question has %zu choices", choices.count);
    } else {
        app->course.replies[app->course.page].chosen = chosen + 1;
        app->course.scroll = pages_overflow(app); /* the verdict stands at the end */
        if (chosen == right)
            screen_want(c->screen, EFFECT_ANSWERED, app->course.lesson->key, app->course.page);
    }
    strs_free(&choices);
}

static bool replied(const struct app *app)
{
    return app->course.replies[app->course.page].chosen > 0;
}

static bool able_hint(struct call *c)
{
    const struct app *app = app_of(c);
    if (!has_lesson(c))
        return false;
    if (!question_of(app)->present || !question_of(app)->hint)
        return call_refuse(c, "there is no hint on this page");
    return !app->course.replies[app->course.page].hint ||
           app->course.scroll < pages_overflow(app) ||
           call_refuse(c, replied(app) ? "the answer stands below the question"
                                       : "the hint stands below the question");
}

static void request_hint(struct call *c)
{
    struct app *app = app_of(c);
    app->course.replies[app->course.page].hint = true;
    app->course.scroll = pages_overflow(app);
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
     .able = has_lesson},
    {.id = REQUEST_ANSWER,
     .name = "answer",
     .bindings = {{CONTEXT_LESSON,
                   {"1", "2", "3"},
                   .help = "answer the question on the page: 1 to 9"}},
     .digits = true,
     .arguments = {ARGUMENT_CHOICE},
     .needed = 1,
     .run = request_answer,
     .able = able_answer},
    {.id = REQUEST_HINT,
     .name = "hint",
     .bindings = {{CONTEXT_LESSON, {"i"}, .help = "a hint for the question"}},
     .run = request_hint,
     .able = able_hint},
    {.id = REQUEST_SWAP,
     .name = "swap",
     .bindings =
         {{CONTEXT_LESSON, {"w"}, "whole", 8, NULL, "the picture on the whole screen, and back"}},
     .run = request_swap,
     .able = able_swap},
    {.name = NULL},
};
