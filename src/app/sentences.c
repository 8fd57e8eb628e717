#include "app/requests.h"

#include <string.h>

#include "app/state.h"

/* Which sentences run through which model: editing, undoing, switching. */

bool able_model(struct call *c)
{
    const struct app *app = c->app;
    int count = app->setup.model_count;
    if (!count)
        return refuse(c, "no models were found; set HEED_DATA to the folder that has them");
    return count > 1 || !app->model || refuse(c, "%s is the only model here", app->setup.models[0]);
}

/* Also past one that cannot be opened. */
void request_model(struct call *c)
{
    struct app *app = c->app;
    int count = app->setup.model_count;
    app->model_at = c->count ? c->values[0].index : (app->model_at + c->by + count) % count;
    effect_add(c->effects, EFFECT_LOAD_MODEL, app->setup.models[app->model_at], 0);
}

bool able_sentence_next(struct call *c)
{
    return c->app->texts.count > 1 ||
           refuse(c, "there is one sentence; a lesson may bring a batch of several");
}

void request_sentence_next(struct call *c)
{
    struct app *app = c->app;
    app->picture.sentence = (app->picture.sentence + 1) % (int)app->texts.count;
    picture_clamp(&app->picture);
}

bool able_edit(struct call *c)
{
    return c->app->model || refuse(c, "no model is open, so there is nothing to translate with");
}

void request_edit(struct call *c)
{
    prompt_open(c->app, PROMPT_SENTENCE, c->app->texts.list[c->app->picture.sentence]);
}

static void show_texts(struct app *app)
{
    app->picture.cursor = (struct cursor){.unit = app->picture.cursor.unit};
    app_run(app);
    picture_set_stage(&app->picture, app->picture.stage);
}

bool able_undo(struct call *c)
{
    return c->app->history_count > 0 || refuse(c, "nothing was edited");
}

void request_undo(struct call *c)
{
    struct app *app = c->app;
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

void app_set_sentence(struct app *app, const char *text)
{
    struct strs texts = {0};
    for (size_t i = 0; i < app->texts.count; i++)
        strs_add(&texts, (int)i == app->picture.sentence ? text : app->texts.list[i]);
    remember_texts(app);
    app->texts = texts;
    show_texts(app);
}

void request_sentence(struct call *c)
{
    app_set_sentence(c->app, c->values[0].text);
}
