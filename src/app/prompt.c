#include "app/requests.h"

#include <stdlib.h>
#include <string.h>

#include "app/private.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/utf8.h"

/* The line at the bottom: a sentence being edited, or a command with its history and completion. */

static const char *typed(const struct app *app)
{
    return app->input.text.text ? app->input.text.text : "";
}

static void forget_proposals(struct app *app)
{
    strs_clear(&app->proposals);
    app->proposed = -1;
}

void prompt_open(struct app *app, enum prompt prompt, const char *text)
{
    app->prompt = prompt;
    app->recalled = (int)app->commands.count;
    app->typed_from = app->picture.cursor;
    input_set(&app->input, text);
    forget_proposals(app);
}

void prompt_event(struct app *app, const struct event *event)
{
    input_event(&app->input, event);
    forget_proposals(app);
    app_preview(app);
}

void prompt_recall(struct app *app, int by)
{
    app->recalled += by;
    bool before = app->recalled < (int)app->commands.count;
    input_set(&app->input, before ? app->commands.list[app->recalled] : "");
    forget_proposals(app);
    app_preview(app);
}

bool able_prompt(struct call *c)
{
    return c->app->prompt || refuse(c, "no line is being typed");
}

void request_command(struct call *c)
{
    c->app->help = false;
    prompt_open(c->app, PROMPT_COMMAND, "");
}

void request_cancel(struct call *c)
{
    c->app->prompt = PROMPT_NONE;
    app_preview(c->app);
}

/* ---- Enter ---- */

static void accept_sentence(struct app *app)
{
    if (strspn(typed(app), " ") == strlen(typed(app))) {
        app_say(app, true, "the sentence is empty; type a word, or Esc leaves it as it was");
        return;
    }
    struct err err;
    char *line = app_sentence_line(app, typed(app));
    app->prompt = PROMPT_NONE;
    if (app_change(app, line, &err))
        app_say(app, true, "%s", err.text);
    free(line);
}

/* A command that is wrong stays in the line, to be put right. */
static void accept_command(struct call *c)
{
    struct app *app = c->app;
    size_t count = app->commands.count;
    struct err err;
    char *line = mem_text(typed(app));
    app->prompt = PROMPT_NONE;
    if (strspn(line, " ") == strlen(line)) {
        /* nothing was typed: it closes */
    } else if (action_line(app, line, c->effects, &err)) {
        app_say(app, true, "%s", err.text);
        app->prompt = PROMPT_COMMAND;
    } else if (!count || strcmp(app->commands.list[count - 1], line) != 0) {
        strs_add(&app->commands, line);
    }
    free(line);
}

/* What was shown becomes what is; what cannot be carried out is shown again. */
void request_accept(struct call *c)
{
    str_clear(&c->app->preview);
    if (c->app->prompt == PROMPT_SENTENCE)
        accept_sentence(c->app);
    else
        accept_command(c);
    forget_proposals(c->app);
    app_preview(c->app);
}

/* ---- Tab ---- */

/* Bytes that all of them begin with; whole characters. */
static size_t common_length(const struct strs *fitting)
{
    size_t n = strlen(fitting->list[0]);
    for (size_t i = 1; i < fitting->count; i++) {
        size_t same = 0;
        while (same < n && fitting->list[i][same] == fitting->list[0][same])
            same++;
        n = same;
    }
    return str_whole(fitting->list[0], n);
}

/* Writes n bytes of a word in the place of the one before the cursor. */
static void put_word(struct app *app, size_t start, const char *word, size_t n, bool space)
{
    struct str line = {0};
    size_t rest = app->input.cursor;
    str_add_n(&line, typed(app), start);
    str_add_n(&line, word, n);
    if (space)
        str_add(&line, " ");
    size_t cursor = line.length;
    str_add(&line, typed(app) + rest);
    input_set(&app->input, line.text);
    app->input.cursor = cursor;
    str_free(&line);
}

static void look_up(const struct app *app, struct completion *completion)
{
    char *head = mem_text_n(typed(app), app->input.cursor);
    action_complete(app, head, completion);
    free(head);
}

bool able_complete(struct call *c)
{
    struct app *app = c->app;
    struct completion completion = {0};
    if (app->prompt != PROMPT_COMMAND)
        return refuse(c, "no command is being typed");
    look_up(app, &completion);
    bool some = completion.fitting.count || app->proposals.count;
    strs_free(&completion.fitting);
    return some || refuse(c, "nothing fits here that heed knows of");
}

/* First as far as all that fit agree, then one after the other. */
void request_complete(struct call *c)
{
    struct app *app = c->app;
    struct completion now;
    look_up(app, &now);
    size_t begun = app->input.cursor - now.start;
    if (app->proposed >= 0) {
        int count = (int)app->proposals.count;
        app->proposed = (app->proposed + c->by + count) % count;
        const char *word = app->proposals.list[app->proposed];
        put_word(app, now.start, word, strlen(word), false);
    } else if (now.fitting.count == 1) {
        put_word(app, now.start, now.fitting.list[0], strlen(now.fitting.list[0]), true);
    } else if (common_length(&now.fitting) > begun) {
        put_word(app, now.start, now.fitting.list[0], common_length(&now.fitting), false);
    } else {
        strs_free(&app->proposals);
        app->proposals = now.fitting;
        now.fitting = (struct strs){0};
        app->proposed = c->by > 0 ? 0 : (int)app->proposals.count - 1;
        const char *word = app->proposals.list[app->proposed];
        put_word(app, now.start, word, strlen(word), false);
    }
    strs_free(&now.fitting);
    app_preview(app);
}
