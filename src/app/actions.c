#include "app/actions.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/panels.h"
#include "app/private.h"
#include "app/requests.h"
#include "base/mem.h"
#include "lab/intervention.h"

/* clang-format off */
static const struct action actions[REQUEST_COUNT] = {
    [REQUEST_NONE] = {.name = ""},
    [REQUEST_QUIT] = {"quit", request_quit, 0, NULL, {0}, 0},
    [REQUEST_BACK] = {"back", request_back, 0, NULL, {0}, 0},
    [REQUEST_HELP] = {"help", request_help, 0, NULL, {0}, 0},
    [REQUEST_REDRAW] = {"redraw", request_redraw, 0, NULL, {0}, 0},
    [REQUEST_UP] = {"up", request_list, -1, able_list, {0}, 0},
    [REQUEST_DOWN] = {"down", request_list, 1, able_list, {0}, 0},
    [REQUEST_OPEN] = {"open", request_open, 0, NULL, {0}, 0},
    [REQUEST_STAGE_PREVIOUS] = {"stage-previous", request_stage, -1, able_stage, {0}, 0},
    [REQUEST_STAGE_NEXT] = {"stage-next", request_stage, 1, able_stage, {0}, 0},
    [REQUEST_STEP_PREVIOUS] = {"step-previous", request_step, -1, able_step, {0}, 0},
    [REQUEST_STEP_NEXT] = {"step-next", request_step, 1, able_step, {0}, 0},
    [REQUEST_FIRST_STEP] = {"first-step", request_step, -FAR, able_step, {0}, 0},
    [REQUEST_LAST_STEP] = {"last-step", request_step, FAR, able_step, {0}, 0},
    [REQUEST_CELL_LEFT] = {"cell-left", request_column, -1, able_column, {0}, 0},
    [REQUEST_CELL_RIGHT] = {"cell-right", request_column, 1, able_column, {0}, 0},
    [REQUEST_ROW_START] = {"row-start", request_column, -FAR, able_column, {0}, 0},
    [REQUEST_ROW_END] = {"row-end", request_column, FAR, able_column, {0}, 0},
    [REQUEST_CELL_UP] = {"cell-up", request_row, -1, able_row, {0}, 0},
    [REQUEST_CELL_DOWN] = {"cell-down", request_row, 1, able_row, {0}, 0},
    [REQUEST_ROW_MAXIMUM] = {"row-maximum", request_row_maximum, 0, able_row_maximum, {0}, 0},
    [REQUEST_COLUMN_MAXIMUM] = {"column-maximum", request_column_maximum, 0, able_column_maximum, {0}, 0},
    [REQUEST_OVERVIEW] = {"overview", request_overview, 0, able_overview, {0}, 0},
    [REQUEST_ZOOM_IN] = {"zoom-in", request_zoom, 1, able_zoom, {0}, 0},
    [REQUEST_ZOOM_OUT] = {"zoom-out", request_zoom, -1, able_zoom, {0}, 0},
    [REQUEST_ZOOM_OTHER] = {"zoom-other", request_zoom_other, 0, able_zoom_other, {0}, 0},
    [REQUEST_MATRIX_NEXT] = {"matrix-next", request_matrix, 1, able_matrix, {0}, 0},
    [REQUEST_MATRIX_PREVIOUS] = {"matrix-previous", request_matrix, -1, able_matrix, {0}, 0},
    [REQUEST_SENTENCE_NEXT] = {"sentence-next", request_sentence_next, 0, able_sentence_next, {0}, 0},
    [REQUEST_PLAY] = {"play", request_play, 0, able_play, {0}, 0},
    [REQUEST_EDIT] = {"edit", request_edit, 0, able_edit, {0}, 0},
    [REQUEST_UNDO] = {"undo", request_undo, -1, able_undo, {0}, 0},
    [REQUEST_UNDO_ALL] = {"undo-all", request_undo, 0, able_undo, {0}, 0},
    [REQUEST_COLDER] = {"colder", request_temperature, -1, able_temperature, {0}, 0},
    [REQUEST_HOTTER] = {"hotter", request_temperature, 1, able_temperature, {0}, 0},
    [REQUEST_MASK_NEXT] = {"mask-next", request_mask, 0, able_run, {0}, 0},
    [REQUEST_SELECT_NEXT] = {"select-next", request_select, 0, able_run, {0}, 0},
    [REQUEST_HIDE] = {"hide-word", request_hide, 0, able_run, {0}, 0},
    [REQUEST_WEIGHT] = {"set-weight", request_weight, 0, able_run, {0}, 0},
    [REQUEST_CHOOSE] = {"choose-word", request_choose, 0, able_run, {0}, 0},
    [REQUEST_DIFFERENCE] = {"difference", request_panel, PANEL_DIFFERENCE, able_panel, {0}, 0},
    [REQUEST_CHANGES] = {"changes", request_panel, PANEL_CHANGES, able_panel, {0}, 0},
    [REQUEST_EFFECT] = {"effect", request_panel, PANEL_EFFECT, able_panel, {0}, 0},
    [REQUEST_BLAME] = {"blame", request_blame, PANEL_BLAME, able_panel, {ARGUMENT_TEXT}, 0},
    [REQUEST_BEAM] = {"beam", request_panel, PANEL_BEAM, able_panel, {ARGUMENT_WIDTH}, 0},
    [REQUEST_COMPARE] = {"compare", request_panel, PANEL_COMPARE, able_panel, {ARGUMENT_OTHER}, 0},
    [REQUEST_NARROWER] = {"narrower", request_width, -1, able_width, {0}, 0},
    [REQUEST_WIDER] = {"wider", request_width, 1, able_width, {0}, 0},
    [REQUEST_STATES] = {"states", request_panel, PANEL_STATES, able_panel, {ARGUMENT_TEXT}, 0},
    [REQUEST_REPLAY] = {"replay", request_panel, PANEL_REPLAY, able_panel, {ARGUMENT_TEXT}, 0},
    [REQUEST_MODEL_NEXT] = {"model-next", request_model, 1, able_model, {0}, 0},
    [REQUEST_MODEL_PREVIOUS] = {"model-previous", request_model, -1, able_model, {0}, 0},
    [REQUEST_TRANSPOSE] = {"transpose", request_transpose, 0, able_grid, {0}, 0},
    [REQUEST_SCALE] = {"scale", request_scale, 0, able_grid, {ARGUMENT_SCALE}, 0},
    [REQUEST_PALETTE] = {"palette", request_palette, 0, NULL, {ARGUMENT_PALETTE}, 0},
    [REQUEST_SWAP] = {"swap", request_swap, 0, able_swap, {0}, 0},
    [REQUEST_PAGE_NEXT] = {"page-next", request_page, 1, able_page, {0}, 0},
    [REQUEST_PAGE_PREVIOUS] = {"page-previous", request_page, -1, able_page, {0}, 0},
    [REQUEST_HINT] = {"hint", request_hint, 0, able_hint, {0}, 0},
    [REQUEST_ANSWER] = {"answer", request_answer, 0, able_answer, {ARGUMENT_CHOICE}, 1},
    [REQUEST_ACCEPT] = {"accept", request_accept, 0, able_prompt, {0}, 0},
    [REQUEST_CANCEL] = {"cancel", request_cancel, 0, able_prompt, {0}, 0},
    [REQUEST_COMMAND] = {"command", request_command, 0, NULL, {0}, 0},
    [REQUEST_COMPLETE] = {"complete", request_complete, 1, able_complete, {0}, 0},
    [REQUEST_COMPLETE_BACK] = {"complete-back", request_complete, -1, able_complete, {0}, 0},
    [REQUEST_SAVE] = {"checkpoint", NULL, 0, NULL, {0}, 0}, /* carried out by the screen of a training */
    [REQUEST_GO] = {"go", request_go, 0, able_picture, {ARGUMENT_MATRIX, ARGUMENT_ROW, ARGUMENT_COLUMN}, 1},
    [REQUEST_STAGE] = {"stage", request_stage, 0, able_picture, {ARGUMENT_STAGE}, 1},
    [REQUEST_STEP] = {"step", request_step, 0, able_picture, {ARGUMENT_STEP}, 1},
    [REQUEST_ZOOM] = {"zoom", request_zoom, 0, able_zoom, {ARGUMENT_ZOOM}, 1},
    [REQUEST_SENTENCE] = {"sentence", request_sentence, 0, able_edit, {ARGUMENT_TEXT}, 1},
    [REQUEST_MODEL] = {"model", request_model, 0, NULL, {ARGUMENT_MODEL}, 1},
    [REQUEST_PAGE] = {"page", request_page, 0, able_page, {ARGUMENT_PAGE}, 1},
    [REQUEST_LESSON] = {"lesson", request_lesson, 0, NULL, {ARGUMENT_LESSON}, 1},
    [REQUEST_TOUR] = {"tour", request_lesson, 0, NULL, {0}, 0},
    [REQUEST_GALLERY] = {"gallery", request_lesson, 1, NULL, {0}, 0},
    [REQUEST_CHANGE] = {"change", request_change, 0, able_change, {ARGUMENT_TEXT}, 1},
    [REQUEST_TEXT] = {"text", request_text, 0, NULL, {ARGUMENT_TEXT}, 1},
    [REQUEST_KEEP] = {"save", request_keep, 0, able_picture, {ARGUMENT_FILE}, 1},
    [REQUEST_LOAD] = {"load", request_load, 0, NULL, {ARGUMENT_FILE}, 1},
    [REQUEST_EXPORT] = {"export", request_export, 0, NULL, {ARGUMENT_FILE}, 1},
};
/* clang-format on */

const struct action *action_at(enum request request)
{
    assert(actions[request].name);
    return &actions[request];
}

const char *request_name(enum request request)
{
    return actions[request].name;
}

enum request request_find(const char *name)
{
    for (int i = REQUEST_NONE + 1; i < REQUEST_COUNT; i++)
        if (strcmp(actions[i].name, name) == 0)
            return (enum request)i;
    return REQUEST_NONE;
}

bool panel_exists(const char *name)
{
    return actions[request_find(name)].run == request_panel;
}

void action_usage(enum request request, struct str *out)
{
    const struct action *action = &actions[request];
    str_add(out, action->name);
    int open = 0;
    for (int i = 0; i < ARGUMENTS_MAX && action->arguments[i]; i++) {
        open += i >= action->needed;
        str_format(out, i >= action->needed ? " [%s" : " %s", argument_name(action->arguments[i]));
    }
    while (open--)
        str_add(out, "]");
}

const char *panel_command(const struct panel *panel)
{
    for (int i = REQUEST_NONE + 1; i < REQUEST_COUNT; i++)
        if (actions[i].run == request_panel && actions[i].by == panel - panels)
            return actions[i].name;
    return "";
}

bool refuse(struct call *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(call->why, sizeof call->why, format, args);
    va_end(args);
    return false;
}

/* ---- words ---- */

/* The end of the word at `text`: all of it when it is the rest of a line. */
static size_t word_length(const char *text, bool rest)
{
    if (!rest)
        return strcspn(text, " ");
    size_t n = strlen(text);
    while (n && text[n - 1] == ' ')
        n--;
    return n;
}

static int wrong_count(enum request request, const char *what, const char *word, struct err *err)
{
    struct str usage = {0};
    action_usage(request, &usage);
    err_set(err, "%s%s; expected: %s", what, word, usage.text);
    str_free(&usage);
    return -1;
}

/* Cuts `words` into values; returns how many, or −1. */
static int read_values(const struct app *app, enum request request, char *words,
                       struct argument_value values[ARGUMENTS_MAX], struct err *err)
{
    const struct action *action = &actions[request];
    int count = 0;
    for (words += strspn(words, " "); *words; words += strspn(words, " ")) {
        enum argument argument = count < ARGUMENTS_MAX ? action->arguments[count] : ARGUMENT_NONE;
        if (argument == ARGUMENT_NONE)
            return wrong_count(request, "too much: ", words, err);
        size_t n = word_length(words, argument_is_rest(argument));
        bool more = words[n] != '\0';
        words[n] = '\0';
        values[count] = (struct argument_value){.text = words};
        if (argument_read(argument, app, values, &values[count], err))
            return -1;
        count++;
        words += n + more;
    }
    return count;
}

/* ---- running ---- */

int action_run(struct app *app, enum request request, const char *words, struct effects *effects,
               struct err *err)
{
    struct argument_value values[ARGUMENTS_MAX];
    char *copy = mem_text(words);
    const struct action *action = &actions[request];
    int count = read_values(app, request, copy, values, err);
    if (count >= 0 && count < action->needed)
        count = wrong_count(request, action->name, " needs to be told what", err);
    if (count >= 0 && !panel_request(app, request)) {
        struct call call = {
            .app = app, .effects = effects, .by = action->by, .values = values, .count = count};
        if (!action->able || action->able(&call))
            action->run(&call);
        if (call.why[0])
            count = err_set(err, "%s", call.why);
    }
    free(copy);
    return count < 0 ? -1 : 0;
}

/* Whether a request has a binding in this context, and else where it first has one. */
static bool applies(enum request request, enum context context, enum context *elsewhere)
{
    for (const struct binding *b = bindings; b->request; b++) {
        if (b->request == request && binding_applies(b, context, true))
            return true;
        if (b->request == request && *elsewhere == CONTEXT_ANY)
            *elsewhere = b->context;
    }
    return false;
}

int action_line(struct app *app, const char *line, struct effects *effects, struct err *err)
{
    char name[32];
    enum context elsewhere = CONTEXT_ANY;
    line += strspn(line, " ");
    size_t n = strcspn(line, " ");
    snprintf(name, sizeof name, "%.*s", (int)(n < sizeof name ? n : sizeof name - 1), line);
    enum request request = request_find(name);
    if (request == REQUEST_NONE && intervention_find(line)) {
        request = REQUEST_CHANGE; /* every kind is a command of its own name */
        n = 0;
    }
    if (request == REQUEST_NONE)
        return err_set(err, "there is no command \"%s\"; Tab lists them, ? explains them", name);
    if (!applies(request, app_context(app), &elsewhere))
        return err_set(err, "%s is for %s, and this is %s", name, context_name(elsewhere),
                       context_name(app_context(app)));
    return action_run(app, request, line + n, effects, err);
}

/* ---- completing ---- */

enum { FITTING_MAX = 128 }; /* nobody looks through more */

static void add_fitting(struct strs *fitting, const char *word, const char *begun)
{
    if (fitting->count == FITTING_MAX || strncmp(word, begun, strlen(begun)) != 0)
        return;
    for (size_t i = 0; i < fitting->count; i++)
        if (strcmp(fitting->list[i], word) == 0)
            return;
    strs_add(fitting, word);
}

static void fit_names(const struct app *app, const char *begun, struct strs *fitting)
{
    enum context context = app->mode == MODE_MENU ? CONTEXT_MENU : CONTEXT_PICTURE;
    enum context elsewhere = CONTEXT_ANY;
    for (int i = 0; app->mode != MODE_MENU && intervention_kinds[i].name; i++)
        add_fitting(fitting, intervention_kinds[i].name, begun);
    for (int keyed = 0; keyed < 2; keyed++) /* first those that only a command can ask for */
        for (int i = REQUEST_NONE + 1; i < REQUEST_COUNT; i++)
            if ((i < REQUEST_GO) == keyed && applies((enum request)i, context, &elsewhere))
                add_fitting(fitting, actions[i].name, begun);
}

/* The words before the last one must be right, so that it is known what is asked for. */
static void fit_words(const struct app *app, const char *words, struct completion *completion)
{
    const struct action *action = &actions[completion->request];
    const char *begun = strrchr(words, ' ') + 1;
    char *before = mem_text_n(words, (size_t)(begun - words));
    struct argument_value values[ARGUMENTS_MAX];
    struct strs list = {0};
    struct err err;
    int at = read_values(app, completion->request, before, values, &err);
    if (at >= 0 && at < ARGUMENTS_MAX && action->arguments[at]) {
        argument_list(action->arguments[at], app, values, &list);
        for (size_t i = 0; i < list.count; i++)
            add_fitting(&completion->fitting, list.list[i], begun);
        completion->more = at + 1 < ARGUMENTS_MAX && action->arguments[at + 1];
    }
    strs_free(&list);
    free(before);
}

static void fit_change(const struct app *app, const char *line, struct completion *completion)
{
    struct strs list = {0};
    app_change_words(app, line, &list);
    for (size_t i = 0; i < list.count; i++)
        add_fitting(&completion->fitting, list.list[i], strrchr(line, ' ') + 1);
    completion->more = true;
    strs_free(&list);
}

void action_complete(const struct app *app, const char *line, struct completion *completion)
{
    const char *name = line + strspn(line, " ");
    size_t n = strcspn(name, " ");
    char *first = mem_text_n(name, n);
    *completion = (struct completion){.request = request_find(first)};
    if (name[n] && !completion->request && intervention_find(name)) {
        completion->request = REQUEST_CHANGE;
        completion->start = (size_t)(strrchr(line, ' ') + 1 - line);
        fit_change(app, name, completion);
    } else if (name[n]) {
        completion->start = (size_t)(strrchr(line, ' ') + 1 - line);
        fit_words(app, name + n, completion);
    } else {
        completion->start = (size_t)(name - line);
        completion->more = completion->request && actions[completion->request].arguments[0];
        fit_names(app, first, &completion->fitting);
    }
    free(first);
}
