#include "app/requests.h"

#include <stdlib.h>
#include <string.h>

#include "app/answers.h"
#include "app/arguments.h"
#include "app/change.h"
#include "app/looks.h"
#include "app/menu.h"
#include "app/moves.h"
#include "app/pages.h"
#include "app/panels.h"
#include "app/prompt.h"
#include "app/sentences.h"
#include "app/state_lines.h"
#include "base/mem.h"
#include "screen/shared.h"

void requests_collect(struct request_list *out)
{
    static const struct request *const files[] = {
        shared_requests,      menu_requests,   moves_requests,  looks_requests,
        answers_requests,     pages_requests,  change_requests, sentences_requests,
        state_lines_requests, prompt_requests, panels_requests};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        request_list_add(out, files[i]);
    for (int id = REQUEST_NONE + 1; id < REQUEST_COUNT; id++)
        if (panel_of((enum request_id)id))
            request_list_add_one(out, &panel_of((enum request_id)id)->opens);
}

bool requests_have_key(const char *name)
{
    struct request_list all = {0};
    requests_collect(&all);
    return request_key_exists(&all, name);
}

bool requests_open_panel(const char *name)
{
    struct request_list all = {0};
    requests_collect(&all);
    char *word = mem_text_n(name, strcspn(name, " ")); /* what follows is told to the panel */
    const struct request *request = request_find(&all, word);
    free(word);
    return request && panel_of(request->id);
}

/* ---- carrying out ---- */

/* A panel that is open comes first. */
int requests_run(struct app *app, const struct request *request, const char *words, struct err *err)
{
    struct argument_value values[ARGUMENTS_MAX];
    char *copy = mem_text(words);
    int count = arguments_read(app, request, copy, values, err);
    int result = count < 0 ? -1 : 0;
    if (result == 0 && count < request->needed)
        result = arguments_missing(request, err);
    if (result) {
        /* err says why */
    } else if (pages_request(app, request->id)) {
        /* the words that stand in the place of the page come first */
    } else if (panels_request(app, request->id, err)) {
        result = err->text[0] ? -1 : 0;
    } else if (panel_of(request->id)) {
        result = panels_open(app, panel_of(request->id), count ? values[0].text : "", err);
    } else {
        struct call call = {
            .screen = &app->screen, .by = request->by, .values = values, .count = count};
        result = request_run(request, &call, err);
    }
    free(copy);
    return result;
}

bool requests_apply(const struct request *request, enum context context, enum context *elsewhere)
{
    *elsewhere = request->bindings[0].context;
    if (context == CONTEXT_LECTURE && binding_of(request, CONTEXT_PICTURE, true))
        return true;
    return binding_of(request, context, true) != NULL;
}

int requests_run_line(struct app *app, const char *line, struct err *err)
{
    const struct request_list *all = &app->screen.requests;
    enum context context = screen_context(&app->screen), elsewhere;
    line += strspn(line, " ");
    size_t n = strcspn(line, " ");
    char *name = mem_text_n(line, n);
    const struct request *request = request_find(all, name);
    int result;
    if (!request && intervention_find(line)) {
        request = request_at(all, REQUEST_CHANGE);
        n = 0;
    }
    if (!request)
        result = err_set(err, "there is no command \"%s\"; Tab lists them, ? explains them", name);
    else if (!requests_apply(request, context, &elsewhere))
        result = err_set(err, "%s is for %s, and this is %s", name, context_label(elsewhere),
                         context_label(context));
    else
        result = requests_run(app, request, line + n, err);
    free(name);
    return result;
}
