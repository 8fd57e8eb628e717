#include "app/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "app/change.h"
#include "app/complete.h"
#include "app/draw.h"
#include "app/panels.h"
#include "app/requests.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/utf8.h"

/* The line at the bottom: a sentence being edited, or a command with its history and completion. */

static const char *typed(const struct app *app)
{
    return app->line.input.text.text ? app->line.input.text.text : "";
}

static void forget_proposals(struct app *app)
{
    strs_clear(&app->line.proposals);
    app->line.proposed = -1;
}

void prompt_open(struct app *app, enum prompt prompt, const char *text)
{
    app->line.prompt = prompt;
    app->line.recalled = (int)prompt_history(app)->count;
    app->line.typed_from = app->bench.picture.cursor;
    input_set(&app->line.input, text);
    forget_proposals(app);
}

void prompt_event(struct app *app, const struct event *event)
{
    input_event(&app->line.input, event);
    forget_proposals(app);
    app->line.stale = true; /* whoever pastes is shown the end of it */
}

const struct strs *prompt_history(const struct app *app)
{
    return app->line.prompt == PROMPT_SENTENCE ? &app->line.sentences : &app->line.commands;
}

void prompt_recall(struct app *app, int by)
{
    const struct strs *history = prompt_history(app);
    app->line.recalled += by;
    bool before = app->line.recalled < (int)history->count;
    input_set(&app->line.input, before ? history->list[app->line.recalled] : "");
    forget_proposals(app);
    change_preview(app);
}

static bool able_prompt(struct call *c)
{
    return app_of(c)->line.prompt || call_refuse(c, "no line is being typed");
}

static void request_command(struct call *c)
{
    app_of(c)->screen.help = false;
    prompt_open(app_of(c), PROMPT_COMMAND, "");
}

static void request_cancel(struct call *c)
{
    app_of(c)->line.prompt = PROMPT_NONE;
    change_preview(app_of(c));
}

/* ---- Enter ---- */

static void accept_sentence(struct app *app)
{
    if (strspn(typed(app), " ") == strlen(typed(app))) {
        screen_say(&app->screen, true,
                   "the sentence is empty: type one; Tab takes the old one, Esc leaves it");
        return;
    }
    struct err err;
    app->line.prompt = PROMPT_NONE;
    change_preview(app);             /* what it takes the place of is on the bench again */
    str_clear(&app->screen.message); /* which speaks for itself no more */
    if (app_retype(app, typed(app), &err))
        screen_say(&app->screen, true, "%s", err.text);
}

/* A command that is wrong stays in the line, to be put right. */
static void accept_command(struct call *c)
{
    struct app *app = app_of(c);
    size_t count = app->line.commands.count;
    struct err err;
    char *line = mem_text(typed(app));
    app->line.prompt = PROMPT_NONE;
    if (strspn(line, " ") == strlen(line)) {
        /* nothing was typed: it closes */
    } else if (requests_run_line(app, line, &err)) {
        screen_say(&app->screen, true, "%s", err.text);
        app->line.prompt = PROMPT_COMMAND;
    } else if (!count || strcmp(app->line.commands.list[count - 1], line) != 0) {
        strs_add(&app->line.commands, line);
    }
    free(line);
}

/* Carries out what was typed. Its preview ends first, and begins again when it cannot be carried
 * out. */
static void request_accept(struct call *c)
{
    if (app_of(c)->line.prompt == PROMPT_SENTENCE) {
        accept_sentence(app_of(c));
    } else {
        str_clear(&app_of(c)->bench.preview);
        accept_command(c);
    }
    forget_proposals(app_of(c));
    change_preview(app_of(c));
}

/* ---- Tab ---- */

/* How many bytes all of them begin with, cut to whole characters. */
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
    size_t rest = app->line.input.cursor;
    str_add_n(&line, typed(app), start);
    str_add_n(&line, word, n);
    if (space)
        str_add(&line, " ");
    size_t cursor = line.length;
    str_add(&line, typed(app) + rest);
    input_set(&app->line.input, line.text);
    app->line.input.cursor = cursor;
    str_free(&line);
}

static void look_up(const struct app *app, struct completion *completion)
{
    char *head = mem_text_n(typed(app), app->line.input.cursor);
    completion_find(app, head, completion);
    free(head);
}

/* The sentence that stands where nothing is typed yet. */
static const char *old_sentence(const struct app *app)
{
    const struct bench *bench = &app->bench;
    return bench->run ? bench->run->sentences[bench->picture.sentence].text : "";
}

static bool able_complete(struct call *c)
{
    struct app *app = app_of(c);
    struct completion completion = {0};
    if (app->line.prompt == PROMPT_SENTENCE)
        return !app->line.input.text.length ||
               call_refuse(c, "Ctrl-U empties the line; then Tab takes the old sentence");
    if (app->line.prompt != PROMPT_COMMAND)
        return call_refuse(c, "no command is being typed");
    look_up(app, &completion);
    bool some = completion.fitting.count || app->line.proposals.count;
    strs_free(&completion.fitting);
    return some || call_refuse(c, "nothing fits here that heed knows of");
}

/* Completes the word as far as all that fit agree. Then Tab goes through them one by one. */
static void request_complete(struct call *c)
{
    struct app *app = app_of(c);
    struct completion now;
    if (app->line.prompt == PROMPT_SENTENCE) {
        input_set(&app->line.input, old_sentence(app));
        change_preview(app);
        return;
    }
    look_up(app, &now);
    size_t begun = app->line.input.cursor - now.start;
    if (app->line.proposed >= 0) {
        int count = (int)app->line.proposals.count;
        app->line.proposed = (app->line.proposed + c->by + count) % count;
        const char *word = app->line.proposals.list[app->line.proposed];
        put_word(app, now.start, word, strlen(word), false);
    } else if (now.fitting.count == 1) {
        put_word(app, now.start, now.fitting.list[0], strlen(now.fitting.list[0]), true);
    } else if (common_length(&now.fitting) > begun) {
        put_word(app, now.start, now.fitting.list[0], common_length(&now.fitting), false);
    } else {
        strs_free(&app->line.proposals);
        app->line.proposals = now.fitting;
        now.fitting = (struct strs){0};
        app->line.proposed = c->by > 0 ? 0 : (int)app->line.proposals.count - 1;
        const char *word = app->line.proposals.list[app->line.proposed];
        put_word(app, now.start, word, strlen(word), false);
    }
    strs_free(&now.fitting);
    change_preview(app);
}

const struct request prompt_requests[] = {
    {.id = REQUEST_ACCEPT,
     .name = "accept",
     .bindings = {{CONTEXT_EDIT, {"Enter"}, "translate", 1, NULL, "run the model on this sentence"},
                  {CONTEXT_COMMAND, {"Enter"}, "run", 1, NULL, "run the command"}},
     .run = request_accept,
     .able = able_prompt},
    {.id = REQUEST_COMPLETE,
     .name = "complete",
     .bindings = {{CONTEXT_COMMAND,
                   {"Tab"},
                   "complete",
                   2,
                   NULL,
                   "complete the word; again: the next one that fits"},
                  {CONTEXT_EDIT, {"Tab"}, "old", 2, NULL, "take the old sentence, to change it"}},
     .run = request_complete,
     .able = able_complete,
     .by = 1},
    {.id = REQUEST_COMPLETE_BACK,
     .name = "complete-back",
     .bindings = {{CONTEXT_COMMAND, {"Shift-Tab"}, .help = "the one before that fits"}},
     .run = request_complete,
     .able = able_complete,
     .by = -1},
    {.id = REQUEST_CANCEL,
     .name = "cancel",
     .bindings =
         {{CONTEXT_EDIT, {"Esc", "Ctrl-C"}, "cancel", 3, NULL, "leave the sentence as it was"},
          {CONTEXT_COMMAND, {"Esc", "Ctrl-C"}, "cancel", 3, NULL, "close the command line"}},
     .run = request_cancel,
     .able = able_prompt},
    {.id = REQUEST_COMMAND,
     .name = "command",
     .bindings = {{CONTEXT_ANY,
                   {":"},
                   "command",
                   6,
                   NULL,
                   "type a command by name: Tab completes it, Up brings the last one back"}},
     .run = request_command},
    {.name = NULL},
};

/* ---- drawing: the line, and the row above a command ---- */

/* The words that could follow. The one that Tab put into the line is marked; where there is no room
 * for all, the first ones are left out. */
static void draw_fitting(struct grid *grid, struct rect rect, int column,
                         const struct strs *fitting, int chosen)
{
    size_t first = 0;
    for (int width = 0, i = chosen; i >= 0; i--) {
        width += utf8_width(fitting->list[i]) + 2;
        if (width > rect.columns - column - 2) {
            first = (size_t)i + 1;
            break;
        }
    }
    for (size_t i = first; i < fitting->count && column < rect.columns; i++) {
        enum style style = (int)i == chosen ? STYLE_BADGE : STYLE_PLAIN;
        column =
            grid_put_cut(grid, rect, 0, column, rect.columns - column, style, fitting->list[i]) + 2;
    }
}

/* What a command is told, and what it does: every intervention has words of its own. */
static const char *explain(const char *head, const struct request *request, struct str *usage)
{
    const struct intervention_kind *kind = intervention_find(head);
    if (!request)
        return "";
    if (request->id == REQUEST_CHANGE && kind) {
        str_format(usage, "%s %s", kind->name, kind->usage);
        return kind->help;
    }
    request_usage(request, usage);
    return request_help(request);
}

/* The row above a command: what is wrong with it, else what fits, else what it does. */
static void draw_hints(const struct app *app, struct grid *grid, struct rect rect)
{
    struct completion now;
    struct str usage = {0};
    char *head =
        mem_text_n(app->line.input.cursor ? app->line.input.text.text : "", app->line.input.cursor);
    completion_find(app, head, &now);
    const struct strs *fitting = app->line.proposed < 0 ? &now.fitting : &app->line.proposals;
    bool exact = now.request && now.fitting.count <= 1 && app->line.proposed < 0;
    grid_rule(grid, rect, 0, 0, rect.columns, STYLE_PLAIN, " ");
    const char *help = explain(head, now.request, &usage);
    int column = 1;
    if (app->screen.message.length)
        grid_put_cut(grid, rect, 0, 1, rect.columns - 2, STYLE_ERROR, app->screen.message.text);
    else if (usage.length)
        column = grid_put(grid, rect, 0, column, STYLE_DIM, usage.text) + 2;
    if (!app->screen.message.length && exact && (now.fitting.count == 0 || now.start == 0))
        grid_put_cut(grid, rect, 0, column, rect.columns - column, STYLE_PLAIN, help);
    else if (!app->screen.message.length)
        draw_fitting(grid, rect, column, fitting, app->line.proposed);
    str_free(&usage);
    strs_free(&now.fitting);
    free(head);
}

void prompt_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    static const char *const labels[] = {[PROMPT_SENTENCE] = "Sentence: ", [PROMPT_COMMAND] = ":"};
    bool sentence = app->line.prompt == PROMPT_SENTENCE;
    int end = input_draw(&app->line.input, grid, rect, labels[app->line.prompt],
                         sentence ? old_sentence(app) : "");
    struct rect rest = rect_part(rect, 0, end + 2, -1, -1);
    if (!sentence)
        draw_hints(app, grid, (struct rect){rect.row - 1, rect.column, 1, rect.columns});
    struct footer_place place = screen_place(&app->screen);
    if (sentence && app->screen.message.length)
        screen_draw_footer(&app->screen, grid, rest);
    else if (footer_width(&place) <= rest.columns)
        footer_draw(grid, rest, &place);
}
