#include "app/panels.h"

#include "app/state.h"

const struct panel panels[PANEL_COUNT] = {
    [PANEL_CHANGES] = {.title = "changes",
                       .reads = "What is done differently in this run, in the order in which it "
                                "was asked for, and what else can be. u takes the last one back, "
                                "U all of them.",
                       .open = changes_open,
                       .draw = changes_draw},
};

bool able_panel(struct call *c)
{
    return c->app->trace ||
           refuse(c, "no model is open, so there is nothing to show; Tab tries another");
}

void request_panel(struct call *c)
{
    struct app *app = c->app;
    const struct panel *panel = &panels[c->by];
    struct err err;
    bool again = app->panel == panel && c->count == 0;
    panel_close(app);
    if (again)
        return;
    if (panel->open(app, c->count ? c->values[0].text : "", c->effects, &err))
        app_say(app, true, "%s", err.text);
    else
        app->panel = panel;
}

void panel_refresh(struct app *app)
{
    if (app->panel && app->panel->refresh)
        app->panel->refresh(app);
}

bool panel_request(struct app *app, enum request request)
{
    if (!app->panel)
        return false;
    if (app->panel->request && app->panel->request(app, request))
        return true;
    if (request != REQUEST_BACK && request != REQUEST_ZOOM_OUT)
        return false;
    panel_close(app);
    return true;
}

void panel_take(struct app *app, const struct event *event)
{
    if (app->panel && app->panel->take)
        app->panel->take(app, event->data);
    else if (event->drop)
        event->drop(event->data);
}

void panel_close(struct app *app)
{
    if (app->panel && app->panel->close)
        app->panel->close(app);
    app->panel = NULL;
    app->panel_data = NULL;
}
