#include "app/state.h"

#include <string.h>

/* Which sentences run through which model: editing, undoing, switching. */

void request_model(struct call *c)
{
    struct app *app = c->app;
    int count = app->setup.model_count;
    if (!count || (count == 1 && app->model)) {
        app_say(app, !count, count ? "%s is the only model here" : "no models were found%s",
                count ? app->setup.models[0] : "; set HEED_DATA to the folder that has them");
        return;
    }
    app->model_at =
        (app->model_at + c->by + count) % count; /* also past one that cannot be opened */
    effect_add(c->effects, EFFECT_LOAD_MODEL, app->setup.models[app->model_at], 0);
}

void request_sentence(struct call *c)
{
    struct app *app = c->app;
    if (app->texts.count < 2)
        app_say(app, false, "there is one sentence; a lesson may bring a batch of several");
    else
        app->picture.sentence = (app->picture.sentence + 1) % (int)app->texts.count;
    picture_clamp(&app->picture);
}

void request_edit(struct call *c)
{
    struct app *app = c->app;
    if (!app->model) {
        app_say(app, true, "no model is open, so there is nothing to translate with");
        return;
    }
    app->editing = true;
    input_set(&app->input, app->texts.list[app->picture.sentence]);
}

static void show_texts(struct app *app)
{
    app->picture.cursor = (struct cursor){.unit = app->picture.cursor.unit};
    app_run(app);
    picture_set_stage(&app->picture, app->picture.stage);
}

void request_undo(struct call *c)
{
    struct app *app = c->app;
    if (!app->history_count) {
        app_say(app, false, "nothing was edited");
        return;
    }
    strs_free(&app->texts);
    app->texts = app->history[--app->history_count];
    show_texts(app);
    app_say(app, false, "the sentence as it was before");
}

/* Keeps the sentences for undo; the oldest go when there are too many. */
static void remember_texts(struct app *app)
{
    if (app->history_count == HISTORY_MAX) {
        strs_free(&app->history[0]);
        memmove(app->history, app->history + 1, (HISTORY_MAX - 1) * sizeof *app->history);
        app->history_count--;
    }
    app->history[app->history_count++] = app->texts;
}

void request_accept(struct call *c)
{
    struct app *app = c->app;
    const char *text = app->input.text.text ? app->input.text.text : "";
    if (strspn(text, " ") == strlen(text)) {
        app_say(app, true, "the sentence is empty; type a word, or Esc leaves it as it was");
        return;
    }
    struct strs texts = {0};
    for (size_t i = 0; i < app->texts.count; i++)
        strs_add(&texts, (int)i == app->picture.sentence ? text : app->texts.list[i]);
    remember_texts(app);
    app->texts = texts;
    app->editing = false;
    show_texts(app);
}
