#include "app/requests.h"

#include <string.h>

#include "app/panels.h"
#include "app/private.h"

/* Lesson pages: what they show, and the replies to their questions. */

/* A page shows what its view block says, on the axes that it names. */
static void show_view(struct app *app, const struct page_view *view)
{
    struct picture *p = &app->picture;
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
    if (view->column >= 0 && p->quantity != Q_NONE) {
        if (trace_quantity(p->trace, p->quantity)->columns == AXIS_SOURCE)
            p->cursor.source = view->column;
        else if (trace_quantity(p->trace, p->quantity)->columns == AXIS_UNIT)
            p->cursor.unit = view->column;
    }
    p->transposed = false;
    p->term = 0;
    picture_clamp(p);
}

struct page_state app_page_state(const struct app *app)
{
    const struct reply *reply = &app->replies[app->page];
    return (struct page_state){app->lesson, app->page, app->trace, reply->chosen, reply->hint};
}

static struct rect page_rect(const struct app *app)
{
    return layout_of(app->rows, app->columns, true, false).text;
}

int app_page_overflow(const struct app *app)
{
    struct page_state state = app_page_state(app);
    struct rect rect = page_rect(app);
    int more = rect.rows > 2 ? page_draw(NULL, rect, &state) - rect.rows : 0;
    return more > 0 ? more + 1 : 0; /* the last row tells that there is more */
}

static bool has_lesson(struct call *c)
{
    if (!c->app->lesson)
        return refuse(c, "no lesson is open; q goes to the course");
    return c->app->page >= 0 || refuse(c, "the lesson is being opened");
}

bool able_page(struct call *c)
{
    const struct app *app = c->app;
    if (!has_lesson(c))
        return false;
    if (c->by > 0 && app->page + 1 == app->lesson->count &&
        app->page_scroll >= app_page_overflow(app))
        return refuse(c, "this was the last page; q goes back to the course");
    if (c->by < 0 && app->page == 0 && app->page_scroll == 0)
        return refuse(c, "this is the first page");
    return true;
}

/* The rest of a page that is too long for the screen, then the next one. */
void request_page(struct call *c)
{
    struct app *app = c->app;
    if (c->count) {
        app_open_page(app, c->values[0].index, c->effects);
        return;
    }
    int overflow = app_page_overflow(app), scroll = app->page_scroll;
    int screen = page_rect(app).rows - 2;
    if (c->by > 0 && scroll < overflow)
        app->page_scroll = scroll + screen < overflow ? scroll + screen : overflow;
    else if (c->by < 0 && scroll > 0)
        app->page_scroll = scroll > screen ? scroll - screen : 0;
    else
        app_open_page(app, app->page + c->by, c->effects);
}

void app_show_page(struct app *app, struct effects *effects)
{
    const struct page_view *view = &app->lesson->pages[app->page].view;
    struct err err;
    app->page_waits = false;
    if (app->trace)
        show_view(app, view);
    if (!view->panel)
        return;
    panel_close(app); /* its command would close it, if it is the one that is open */
    if (action_line(app, view->panel, effects, &err))
        app_say(app, true, "%s", err.text);
}

static void copy_lines(struct strs *to, const struct strs *from)
{
    strs_clear(to);
    for (size_t i = 0; i < from->count; i++)
        strs_add(to, from->list[i]);
}

/* From one page to another: what the first changed is undone, what the second changes is made. A
 * model that has to be brought first is returned; NULL: the run is there. */
static const char *change_page(struct app *app, const struct page_view *from,
                               const struct page_view *to)
{
    const struct lesson *lesson = app->lesson;
    const char *model = to->model ? to->model : from->model ? lesson->model : NULL;
    bool other = model && app->model && strcmp(model, app->model->name) != 0;
    if (from->panel)
        panel_close(app);
    if (!page_differs(from) && !page_differs(to))
        return NULL;
    copy_lines(&app->texts, to->sources.count ? &to->sources : &lesson->sources);
    copy_lines(&app->interventions, &to->changes);
    app->picture.cursor = (struct cursor){0};
    if (app->model && !other)
        app_run(app);
    return other ? model : NULL;
}

static const struct page_view nothing = {.zoom = -1};

static const struct page_view *open_view(const struct app *app)
{
    return app->page >= 0 ? &app->lesson->pages[app->page].view : &nothing;
}

/* The model that the open page asked for comes too late for another one. */
static void wait_no_more(struct app *app)
{
    if (app->page_waits)
        app->waits_for[ASKER_MODEL] = 0;
    app->page_waits = false;
}

void app_leave_page(struct app *app)
{
    wait_no_more(app);
    if (app->lesson && change_page(app, open_view(app), &nothing))
        app_run(app); /* the page's model stays, what it changed does not */
    app->page = -1;
}

void app_open_page(struct app *app, int page, struct effects *effects)
{
    wait_no_more(app);
    const char *model = change_page(app, open_view(app), &app->lesson->pages[page].view);
    app->page = page;
    app->page_scroll = 0;
    app->page_waits = model != NULL;
    if (model)
        app_ask(app, effects, EFFECT_LOAD_MODEL, ASKER_MODEL, model);
    else
        app_show_page(app, effects);
    app_want(effects, EFFECT_SEEN, app->lesson->name, page);
}

static const struct question *question_of(const struct app *app)
{
    return &app->lesson->pages[app->page].question;
}

bool able_answer(struct call *c)
{
    return has_lesson(c) && ((question_of(c->app)->present && c->app->trace) ||
                             refuse(c, "there is no question on this page"));
}

void request_answer(struct call *c)
{
    struct app *app = c->app;
    struct strs choices = {0};
    struct err err;
    int right, chosen = c->values[0].index;
    if (question_choices(question_of(app), app->trace, &choices, &right, &err)) {
        app_say(app, true, "%s", err.text);
    } else if ((size_t)chosen >= choices.count) {
        app_say(app, false, "the question has %zu choices", choices.count);
    } else {
        app->replies[app->page].chosen = chosen + 1;
        app->page_scroll = app_page_overflow(app); /* the verdict stands at the end */
        if (chosen == right)
            app_want(c->effects, EFFECT_ANSWERED, app->lesson->name, app->page);
    }
    strs_free(&choices);
}

bool able_hint(struct call *c)
{
    const struct app *app = c->app;
    if (!has_lesson(c))
        return false;
    if (!question_of(app)->present || !question_of(app)->hint)
        return refuse(c, "there is no hint on this page");
    return !app->replies[app->page].hint || app->page_scroll < app_page_overflow(app) ||
           refuse(c, "the hint stands below the question");
}

void request_hint(struct call *c)
{
    struct app *app = c->app;
    app->replies[app->page].hint = true;
    app->page_scroll = app_page_overflow(app);
}
