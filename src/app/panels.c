#include "app/panels.h"

#include <stdlib.h>
#include <string.h>

#include "app/change.h"
#include "app/prompt.h"
#include "app/requests.h"
#include "base/mem.h"

int panels_open(struct app *app, const struct panel *panel, const char *words, struct err *err)
{
    const struct trace *trace = app->bench.picture.trace;
    bool again = app->panel.which == panel && !*words;
    if (!trace)
        return err_set(err, "no model is open, so there is nothing to show; Tab tries another");
    const char *missing = panel_missing(panel, &trace->config);
    if (missing)
        return err_set(err, "%s", missing);
    if (panel->asks && !*words && !again) {
        char *line = mem_format("%s ", panel->opens.name);
        prompt_open(app, PROMPT_COMMAND, line);
        free(line);
        return 0;
    }
    panels_close(app);
    if (again)
        return 0;
    void *own = panel->open(&app->bench, words, err);
    if (!own)
        return -1;
    app->panel = (struct app_panel){panel, own};
    return 0;
}

void panels_close(struct app *app)
{
    if (!app->panel.which)
        return;
    if (app->panel.which->play)
        app->screen.playing = false;
    app->panel.which->close(app->panel.own);
    app->panel = (struct app_panel){0};
    screen_wait_no_more(&app->screen, ASKER_PANEL);
}

/* ---- inside of what was chosen in a panel, and back ---- */

static void forget_bench(struct app_bench *kept)
{
    strs_free(&kept->texts);
    strs_free(&kept->changes);
}

void panels_forget_inside(struct app *app)
{
    free(app->inside.lines);
    forget_bench(&app->inside.before);
    forget_bench(&app->inside.after);
    app->inside = (struct app_inside){0};
}

static struct app_bench bench_now(const struct app *app, int model)
{
    struct app_bench now = {.model = model};
    strs_copy(&now.texts, &app->bench.texts);
    strs_copy(&now.changes, &app->bench.interventions);
    return now;
}

/* The panel is left for the picture of what was chosen in it; its model may be on the way. */
static void go_inside(struct app *app, struct app_inside *inside)
{
    const struct ring *ring = &app->bench.models;
    const char *title = app->panel.which->title;
    panels_forget_inside(app);
    inside->after = bench_now(app, ring->asked >= 0 ? ring->asked : ring->open);
    inside->zoom = app->bench.picture.zoom;
    app->inside = *inside;
    *inside = (struct app_inside){0};
    panels_close(app);
    screen_say(&app->screen, false, "q leads back to: %s", title);
}

/* Whether a request leads back into the panel: out of the view that was come in with, or back, as
 * long as nothing else was changed. */
static bool leads_back(const struct app *app, enum request_id request)
{
    const struct app_inside *inside = &app->inside;
    const struct picture *p = &app->bench.picture;
    bool out = request == REQUEST_ZOOM_OUT && p->zoom == inside->zoom && !p->depth;
    return inside->lines && !app->screen.help && (out || request == REQUEST_BACK) &&
           app->mode == MODE_PICTURE && app->bench.models.open == inside->after.model &&
           strs_same(&app->bench.texts, &inside->after.texts) &&
           strs_same(&app->bench.interventions, &inside->after.changes);
}

/* Runs what ran before; the panel opens once its model is there. */
static void run_before(struct app *app, const struct app_inside *inside)
{
    struct bench *bench = &app->bench;
    bool one = bench->interventions.count == inside->before.changes.count + 1;
    if (one && strs_same(&bench->texts, &inside->before.texts)) {
        free(app_undo(app, false));
        return;
    }
    strs_copy(&bench->texts, &inside->before.texts);
    strs_copy(&bench->interventions, &inside->before.changes);
    app_run(app);
}

/* Takes the choice back and opens the panel as it was. */
static void come_back(struct app *app)
{
    struct app_inside inside = app->inside;
    const struct ring *ring = &app->bench.models;
    struct str model = {0};
    char *rest = inside.lines;
    struct err err;
    app->inside = (struct app_inside){0};
    if (ring->open != inside.before.model) {
        str_format(&model, "model %s\n%s", ring->list[inside.before.model].name, inside.lines);
        screen_want(&app->screen, EFFECT_COMMANDS, model.text, 0);
        rest += strlen(rest);
    } else {
        run_before(app, &inside);
    }
    for (char *line; (line = strtok_r(rest, "\n", &rest));)
        if (requests_run_line(app, line, &err)) {
            screen_say(&app->screen, true, "%s", err.text);
            break;
        }
    str_free(&model);
    free(inside.lines);
    forget_bench(&inside.before);
    forget_bench(&inside.after);
}

/* How the panel is, before a request that may lead inside. */
static struct app_inside inside_of(const struct app *app)
{
    struct str lines = {0};
    app->panel.which->save(app->panel.own, &app->bench, &lines);
    return (struct app_inside){.lines = str_take(&lines),
                               .before = bench_now(app, app->bench.models.open)};
}

bool panels_request(struct app *app, enum request_id request, struct err *err)
{
    const struct panel *panel = app->panel.which;
    enum panel_reply reply = PANEL_PASSES;
    struct app_inside inside = {0};
    err->text[0] = '\0';
    if (!panel && leads_back(app, request))
        return come_back(app), true;
    if (!panel || app->screen.help)
        return false;
    if (request == REQUEST_ZOOM_IN)
        inside = inside_of(app);
    if (panel->request)
        reply = panel->request(app->panel.own, &app->bench, request, err);
    if (reply == PANEL_INSIDE)
        go_inside(app, &inside);
    free(inside.lines);
    forget_bench(&inside.before);
    if (reply == PANEL_PASSES && (request == REQUEST_BACK || request == REQUEST_ZOOM_OUT))
        reply = PANEL_LEAVES;
    if (reply == PANEL_LEAVES)
        panels_close(app);
    return reply != PANEL_PASSES;
}

void panels_model(struct app *app)
{
    const struct panel *panel = app->panel.which;
    if (panel && panel_missing(panel, &app->bench.model->config))
        panels_close(app);
    else if (panel && panel->model)
        panel->model(app->panel.own, &app->bench);
}

void panels_moved(struct app *app)
{
    if (app->panel.which && app->panel.which->moved && app->bench.run)
        app->panel.which->moved(app->panel.own, &app->bench);
}

void panels_take(struct app *app, struct answer *answer)
{
    const struct panel *panel = app->panel.which;
    if (panel && panel->take && panel->takes == answer->kind)
        panel->take(app->panel.own, &app->bench, answer);
    else
        answer_free(answer);
}

/* ---- the width of a beam, which only its panel changes ---- */

static bool able_width(struct call *c)
{
    return call_refuse(c, "this is the width of a beam; b shows one");
}

const struct request panels_requests[] = {
    {.id = REQUEST_NARROWER,
     .name = "narrower",
     .bindings = {{CONTEXT_PICTURE, {"-"}, .help = "a narrower beam"}},
     .able = able_width},
    {.id = REQUEST_WIDER,
     .name = "wider",
     .bindings = {{CONTEXT_PICTURE, {"+"}, .help = "a wider beam"}},
     .able = able_width},
    {.name = NULL},
};

/* ---- runs ---- */

static void refresh(struct app *app)
{
    if (app->panel.which && app->panel.which->refresh)
        app->panel.which->refresh(app->panel.own, &app->bench);
}

void app_ask_model(struct app *app, const char *name)
{
    bench_ask_model(&app->bench, name);
}

void app_run(struct app *app)
{
    bench_run(&app->bench);
    refresh(app);
}

int app_change(struct app *app, const char *line, struct err *err)
{
    if (bench_change(&app->bench, line, err))
        return -1;
    refresh(app);
    return 0;
}

int app_retype(struct app *app, const char *text, struct err *err)
{
    struct lab lab = {app->bench.model, &app->bench.texts, &app->bench.interventions};
    if (!app->bench.model)
        return err_set(err, "no model is open, so there is nothing to translate with");
    char *line = change_sentence_line(app, text);
    const char *rest = strchr(line, '@') + 1;
    int number = atoi(rest);
    int result = lab_check(&lab, line, err);
    rest += strcspn(rest, " ");
    if (result == 0) {
        strs_add(&app->line.sentences, app->bench.run->sentences[number - 1].text);
        bench_retype(&app->bench, number - 1, rest + strspn(rest, " "));
        refresh(app);
    }
    free(line);
    return result;
}

char *app_undo(struct app *app, bool all)
{
    char *gone = bench_undo(&app->bench, all);
    refresh(app);
    return gone;
}
