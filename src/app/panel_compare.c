#include "app/panels.h"

#include <stdlib.h>
#include <string.h>

#include "app/private.h"
#include "base/mem.h"
#include "lab/intervention.h"
#include "view/compare.h"

/* The same place in another model, or of another sentence, beside the picture. All keys move the
 * picture; what is beside it follows. */

struct compare_panel {
    char *text;          /* the other sentence; NULL: the same sentences */
    struct model *model; /* the other model, owned; NULL: the same one, or not here yet */
    struct trace *trace; /* its run */
};

/* What changes words is about the sentence that it was asked for. */
static bool is_shared(const struct compare_panel *p, const char *line)
{
    return !p->text || intervention_find(line)->stage != STAGE_ENCODE;
}

static void run_other(struct app *app, struct compare_panel *p)
{
    struct strs one = {0}, shared = {0};
    struct err err;
    const struct model *model = p->text ? app->model : p->model;
    trace_free(p->trace);
    p->trace = NULL;
    if (!model)
        return;
    if (p->text)
        strs_add(&one, p->text);
    for (size_t i = 0; i < app->interventions.count; i++)
        if (is_shared(p, app->interventions.list[i]))
            strs_add(&shared, app->interventions.list[i]);
    struct lab lab = {model, p->text ? &one : &app->texts, &shared};
    p->trace = lab_run(&lab, &err);
    if (err.text[0])
        app_say(app, true, "beside it left out: %s", err.text);
    strs_free(&one);
    strs_free(&shared);
}

/* A sentence in quotes; the closing one may be missing. */
static char *quoted(const char *words)
{
    size_t n = strlen(words + 1);
    return mem_text_n(words + 1, n && words[n] == '"' ? n - 1 : n);
}

static bool is_known(const struct app *app, const char *name)
{
    for (int i = 0; i < app->setup.model_count; i++)
        if (strcmp(app->setup.models[i], name) == 0)
            return true;
    return strchr(name, '/') != NULL;
}

/* The model that is compared with: the named one, or that behind the one on screen. */
static const char *other_model(const struct app *app, const char *name, struct err *err)
{
    int count = app->setup.model_count;
    if (*name && !is_known(app, name))
        err_set(err, "there is no model \"%.60s\"; a sentence goes in quotes: compare \"%.60s\"",
                name, name);
    else if (!*name && count < 2)
        err_set(err, "there is one model only; compare \"TEXT\" compares two sentences");
    else
        return *name ? name : app->setup.models[(app->model_at + 1) % count];
    return NULL;
}

int compare_open(struct app *app, const char *words, struct effects *effects, struct err *err)
{
    bool sentence = *words == '"';
    const char *name = sentence ? NULL : other_model(app, words, err);
    if (!sentence && !name)
        return -1;
    struct compare_panel *p = mem_new(1, sizeof *p);
    app->panel_data = p;
    if (sentence) {
        p->text = quoted(words);
        run_other(app, p);
    } else {
        app_ask(app, effects, EFFECT_LOAD_MODEL, ASKER_PANEL, name);
    }
    return 0;
}

void compare_take(struct app *app, struct answer *answer)
{
    struct compare_panel *p = app->panel_data;
    model_free(p->model);
    p->model = answer->model;
    run_other(app, p);
}

void compare_refresh(struct app *app)
{
    run_other(app, app->panel_data);
}

/* Both show the sentence of the same number where both have it. */
void compare_panel_draw(const struct app *app, struct grid *grid, struct rect rect)
{
    const struct compare_panel *p = app->panel_data;
    int sentence = p->trace && app->picture.sentence < p->trace->count ? app->picture.sentence : 0;
    compare_draw(grid, rect, &app->picture, p->trace, p->text ? 0 : sentence);
}

void compare_close(struct app *app)
{
    struct compare_panel *p = app->panel_data;
    trace_free(p->trace);
    model_free(p->model);
    free(p->text);
    free(p);
}
