#include "app/answers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/pages.h"
#include "app/prompt.h"
#include "base/mem.h"

/* The question of a page: what is given as an answer, and what is said to it. */

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
    return pages_able(c) && ((question_of(app_of(c))->present && app_of(c)->bench.run) ||
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

/* Where the page is changed, its first lines say that the dot leads back; the minus of a beam makes
 * it narrower. */
bool answers_begin(const struct app *app, const char *text)
{
    const struct app_course *course = &app->course;
    if (app->setup.face || !course->lesson || course->page < 0 || !app->bench.run)
        return false;
    const struct question *question = question_of(app);
    if (!question->present || question->kind != QUESTION_NUMBER ||
        is_over(&course->replies[course->page]))
        return false;
    if (strcmp(text, ".") == 0) {
        struct page_state state = pages_state(app);
        return !state.changed && !state.other_model;
    }
    return strcmp(text, "0") == 0 || (strcmp(text, "-") == 0 && !app->panel.which);
}

void answers_type(struct app *app, const char *text)
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
        answers_type(app_of(c), text);
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
    if (!pages_able(c))
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

const struct request answers_requests[] = {
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
    {.name = NULL},
};
