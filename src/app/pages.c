#include "app/pages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/panels.h"
#include "app/prompt.h"
#include "app/requests.h"
#include "base/mem.h"

/* Lesson pages: what they show, and the replies to their questions. */

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
    if (!has_lesson(c))
        return false;
    if (c->by > 0 && app->course.page + 1 == app->course.lesson->count &&
        app->course.scroll >= pages_overflow(app) && !pages_hide(app) && !app->course.words)
        return call_refuse(c, "this was the last page; q goes back to the course");
    if (c->by < 0 && app->course.page == 0 && app->course.scroll == 0)
        return call_refuse(c, "this is the first page");
    return true;
}

/* Makes the next change that the page has kept back. The picture keeps its place. */
void pages_reveal(struct app *app)
{
    int revealed = count_revealed(app);
    strs_add(&app->bench.interventions, view_of(app)->then.list[revealed > 0 ? revealed : 0]);
    app_run(app);
    page_show(view_of(app), &app->bench.picture);
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
    panels_close(app);
    panels_forget_inside(app);
    bool differ = lesson_view_differs(from) || lesson_view_differs(to) || again;
    strs_clear(&app->course.own);
    lesson_view_lines(to, &app->course.own);
    app->bench.own = &app->course.own;
    bench_take_curves(&app->bench, to->curves);
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
    return same_lines(&app->bench.texts, own->count ? own : &app->course.lesson->sources);
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

static const struct question *question_of(const struct app *app)
{
    return &app->course.lesson->pages[app->course.page].question;
}

static struct question_reply *reply_of(struct app *app)
{
    return &app->course.replies[app->course.page];
}

static bool is_over(const struct question_reply *reply)
{
    return reply->verdict == REPLY_RIGHT || reply->verdict == REPLY_WRONG;
}

static bool able_answer(struct call *c)
{
    return has_lesson(c) && ((question_of(app_of(c))->present && app_of(c)->bench.run) ||
                             call_refuse(c, "there is no question on this page"));
}

/* Notes an answer and what is said to it. */
static void judge(struct call *c, const struct question_given *given)
{
    struct app *app = app_of(c);
    struct question_reply *reply = reply_of(app);
    struct err err;
    if (question_judge(question_of(app), bench_page_run(&app->bench), app->bench.run, given, reply,
                       &err))
        screen_say(&app->screen, true, "%s", err.text);
    else if (reply->verdict == REPLY_RIGHT && !app->setup.face)
        screen_want(c->screen, EFFECT_ANSWERED, app->course.lesson->key, app->course.page);
    app->course.scroll = pages_overflow(app); /* the verdict stands at the end */
}

static void answer_choice(struct call *c, const char *text)
{
    struct app *app = app_of(c);
    struct strs choices = {0};
    struct err err;
    char *end;
    int right;
    long number = strtol(text, &end, 10);
    if (question_choices(question_of(app), bench_page_run(&app->bench), &choices, &right, &err))
        screen_say(&app->screen, true, "%s", err.text);
    else if (*end || number < 1 || (size_t)number > choices.count)
        screen_say(&app->screen, false, "the question has %zu choices", choices.count);
    else
        judge(c, &(struct question_given){.choice = (int)number});
    strs_free(&choices);
}

/* One number after the other, until all are there. */
static void answer_order(struct call *c, const char *text)
{
    struct question_reply *reply = reply_of(app_of(c));
    struct question_given given = reply->given;
    int n = (int)question_of(app_of(c))->choices.count;
    if (reply->verdict == REPLY_AGAIN && given.count == n)
        given = (struct question_given){0};
    for (; *text; text++) {
        int number = *text - '0';
        bool twice = false;
        for (int i = 0; i < given.count; i++)
            twice = twice || given.order[i] == number;
        if (*text == ' ')
            continue;
        if (number < 1 || number > n || twice || given.count == n) {
            screen_say(&app_of(c)->screen, false, "expected each of the numbers 1 to %d once", n);
            reply->given = (struct question_given){0};
            return;
        }
        given.order[given.count++] = number;
    }
    reply->given = given;
    reply->verdict = given.count == n ? reply->verdict : REPLY_NONE;
    if (given.count == n)
        judge(c, &given);
}

/* What a number that is no digit can begin with. Where the page is changed, its first lines say that
 * the dot leads back; and the minus of a beam makes it narrower. */
bool pages_number_begins(const struct app *app, const char *text)
{
    const struct app_course *course = &app->course;
    if (app->setup.face || !course->lesson || course->page < 0 || !app->bench.run)
        return false;
    const struct question *question = question_of(app);
    if (!question->present || question->kind != QUESTION_NUMBER ||
        is_over(&course->replies[course->page]))
        return false;
    if (strcmp(text, ".") == 0)
        return !is_changed(app) && !is_other_model(app);
    return strcmp(text, "0") == 0 || (strcmp(text, "-") == 0 && !app->panel.which);
}

void pages_begin_number(struct app *app, const char *text)
{
    char *line = mem_format("answer %s", text);
    prompt_open(app, PROMPT_COMMAND, line);
    free(line);
}

/* "0.2" or "1/5". */
static bool read_number(const char *text, double *number)
{
    char *end;
    *number = strtod(text, &end);
    if (end != text && *end == '/') {
        text = end + 1;
        *number /= strtod(text, &end);
    }
    return end != text && !*end && isfinite(*number);
}

static void answer_number(struct call *c, const char *text, bool typed)
{
    double number;
    if (typed) /* a digit begins the number */
        pages_begin_number(app_of(c), text);
    else if (!read_number(text, &number)) /* it stays in the line, to be put right */
        call_refuse(c, "\"%s\" is no number; expected one such as 0.25 or 1/4", text);
    else
        judge(c, &(struct question_given){.number = number});
}

/* What is given without words: the cell of the cursor, or the run as it is. */
static void answer_here(struct call *c)
{
    struct app *app = app_of(c);
    const struct picture *p = &app->bench.picture;
    struct question_given given = {0};
    switch (question_of(app)->kind) {
    case QUESTION_CELL:
        given.row = picture_cell(p).row + 1;
        given.column = picture_cell(p).column + 1;
        judge(c, &given);
        break;
    case QUESTION_DO:
        judge(c, &given);
        break;
    case QUESTION_NUMBER:
        answer_number(c, "", true);
        break;
    case QUESTION_CHOICE:
    case QUESTION_ORDER:
    case QUESTION_KINDS:
        screen_say(&app->screen, false, "press the number of the choice");
        break;
    }
}

static void request_answer(struct call *c)
{
    struct app *app = app_of(c);
    const char *text = c->count ? c->values[0].text : "";
    enum question_kind kind = question_of(app)->kind;
    if (is_over(reply_of(app)))
        screen_say(&app->screen, false, "it is answered; a asks it again");
    else if (kind == QUESTION_CHOICE)
        answer_choice(c, text);
    else if (kind == QUESTION_ORDER)
        answer_order(c, text);
    else if (kind == QUESTION_NUMBER)
        answer_number(c, text, c->by > 0);
    else
        screen_say(&app->screen, false, "no number is asked for: a takes it as it is");
}

/* Answers with what is on the screen; an answered question is asked again. */
static void request_answer_here(struct call *c)
{
    struct app *app = app_of(c);
    if (!is_over(reply_of(app))) {
        answer_here(c);
        return;
    }
    *reply_of(app) = (struct question_reply){0};
    app->course.scroll = pages_overflow(app);
}

static bool able_hint(struct call *c)
{
    struct app *app = app_of(c);
    if (!has_lesson(c))
        return false;
    if (!question_of(app)->present || !question_of(app)->hints.count)
        return call_refuse(c, "there is no hint on this page");
    if (is_over(reply_of(app)))
        return call_refuse(c, "it is answered; a asks it again");
    return (size_t)reply_of(app)->hints < question_of(app)->hints.count ||
           app->course.scroll < pages_overflow(app) ||
           call_refuse(c, "the hint stands below the question");
}

static void request_hint(struct call *c)
{
    struct app *app = app_of(c);
    struct question_reply *reply = reply_of(app);
    reply->hints += (size_t)reply->hints < question_of(app)->hints.count;
    app->course.scroll = pages_overflow(app);
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
     .able = has_lesson},
    {.id = REQUEST_ANSWER_DIGIT,
     .name = "answer-digit",
     .bindings = {{CONTEXT_LESSON,
                   {"1", "2", "3"},
                   .help = "answer the question on the page: 1 to 9"}},
     .digits = true,
     .arguments = {ARGUMENT_TEXT},
     .needed = 1,
     .run = request_answer,
     .able = able_answer,
     .by = 1},
    {.id = REQUEST_ANSWER,
     .name = "answer",
     .bindings = {{CONTEXT_LESSON, .help = "answer the question on the page, with a number"}},
     .arguments = {ARGUMENT_TEXT},
     .needed = 1,
     .run = request_answer,
     .able = able_answer},
    {.id = REQUEST_ANSWER_HERE,
     .name = "answer-here",
     .bindings = {{CONTEXT_LESSON,
                   {"a"},
                   .help = "answer with the cell of the cursor, or with what was done; once it is "
                           "answered: ask again"}},
     .run = request_answer_here,
     .able = able_answer},
    {.id = REQUEST_HINT,
     .name = "hint",
     .bindings = {{CONTEXT_LESSON, {"i"}, .help = "a hint for the question"}},
     .run = request_hint,
     .able = able_hint},
    {.id = REQUEST_WORDS,
     .name = "words",
     .bindings = {{CONTEXT_LESSON,
                   {"d"},
                   "words",
                   7,
                   NULL,
                   "what the words of this page mean; again: all words; again: the page"}},
     .run = request_words,
     .able = has_lesson},
    {.id = REQUEST_SWAP,
     .name = "swap",
     .bindings =
         {{CONTEXT_LESSON, {"w"}, "whole", 9, NULL, "the picture on the whole screen, and back"}},
     .run = request_swap,
     .able = able_swap},
    {.name = NULL},
};
