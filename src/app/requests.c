#include "app/requests.h"

#include "app/panels.h"
#include "app/private.h"

/* Menu, help and program. */

void request_quit(struct call *c)
{
    app_want(c->effects, EFFECT_QUIT, NULL, 0);
}

void request_back(struct call *c)
{
    struct app *app = c->app;
    if (app->help) {
        app->help = false;
    } else if (app->mode == MODE_MENU || (app->setup.inside && !app->lesson)) {
        app_want(c->effects, EFFECT_QUIT, NULL, 1);
    } else {
        app->mode = MODE_MENU;
        panel_close(app);
        app_leave_page(app);
        lesson_free(app->lesson);
        app->lesson = NULL;
    }
}

void request_help(struct call *c)
{
    c->app->help = !c->app->help;
    c->app->help_scroll = 0;
}

/* Every frame is drawn whole. */
void request_redraw(struct call *c)
{
    (void)c;
}

void request_open(struct call *c)
{
    struct app *app = c->app;
    if (app->menu < app->setup.lesson_count)
        app_ask(app, c->effects, EFFECT_LOAD_LESSON, ASKER_LESSON,
                app->setup.lessons[app->menu].name);
    else
        app->mode = MODE_PICTURE, app->waits_for[ASKER_LESSON] = 0;
}

/* Up and down where there are lines: help, menu, the commands before. */
void request_list(struct call *c)
{
    struct app *app = c->app;
    int count = app->setup.lesson_count + 1; /* the last line: explore */
    if (app->prompt == PROMPT_COMMAND)
        prompt_recall(app, c->by);
    else if (app->help)
        app->help_scroll += c->by;
    else
        app->menu = (app->menu + c->by + count) % count;
}

bool able_list(struct call *c)
{
    const struct app *app = c->app;
    if (app->prompt == PROMPT_COMMAND) {
        int at = app->recalled + c->by;
        return (at >= 0 && at <= (int)app->commands.count) ||
               refuse(c, c->by < 0 ? "there is no earlier command" : "there is no later command");
    }
    if (app->help && c->by < 0)
        return app->help_scroll > 0 || refuse(c, "this is the beginning of the help");
    if (app->help)
        return app_help_goes_on(app) || refuse(c, "this is the end of the help");
    return true;
}

void request_palette(struct call *c)
{
    struct app *app = c->app;
    app->palette_turns = c->count ? 0 : (app->palette_turns + 1) % PALETTE_COUNT;
    if (c->count)
        app->palette = c->values[0].index;
    app_say(app, false, c->count ? "the colors of the palette %s" : "other colors for the cells",
            c->count ? c->values[0].text : "");
}

void request_swap(struct call *c)
{
    c->app->lesson_hidden = !c->app->lesson_hidden;
}

bool able_swap(struct call *c)
{
    const struct app *app = c->app;
    if (!app->lesson)
        return refuse(c, "no lesson is open; q goes to the course");
    return !layout_of(app->rows, app->columns, true, false).beside ||
           refuse(c, "lesson and picture are both on the screen");
}

void request_lesson(struct call *c)
{
    const char *name = c->count ? c->values[0].text : c->by ? "gallery" : "tour";
    app_ask(c->app, c->effects, EFFECT_LOAD_LESSON, ASKER_LESSON, name);
}

void request_export(struct call *c)
{
    app_want(c->effects, EFFECT_EXPORT, c->values[0].text, 0);
}
