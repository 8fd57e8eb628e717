#include "app/requests.h"

#include "app/private.h"

/* Which sentences run through which model. */

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
    app_ask(app, c->effects, EFFECT_LOAD_MODEL, ASKER_MODEL, app->setup.models[app->model_at]);
}

bool able_sentence_next(struct call *c)
{
    return (c->app->trace && c->app->trace->count > 1) ||
           refuse(c, "there is one sentence; :beside TEXT puts another one into its batch");
}

void request_sentence_next(struct call *c)
{
    struct app *app = c->app;
    app->picture.sentence = (app->picture.sentence + 1) % app->trace->count;
    picture_clamp(&app->picture);
    app_measure_leak(app);
}

bool able_edit(struct call *c)
{
    const struct model *model = c->app->model;
    if (!model)
        return refuse(c, "no model is open, so there is nothing to translate with");
    return config_reads_words(&model->config) ||
           refuse(c, "a table has no sentence; = sets the number at the cursor");
}

void request_edit(struct call *c)
{
    const struct app *app = c->app;
    prompt_open(c->app, PROMPT_SENTENCE, app->trace->sentences[app->picture.sentence].text);
}
