#include "app/requests.h"

#include <stdlib.h>
#include <string.h>

#include "app/panels.h"
#include "app/private.h"

/* The state of the laboratory as a list of commands: what prepares a demonstration, and is read and
 * changed with any editor. */

/* ---- writing ---- */

static void add_texts(const struct app *app, struct str *out)
{
    for (size_t i = 0; i < app->texts.count; i++)
        if (i == 0)
            str_format(out, "text %s\n", app->texts.list[0]);
        else
            str_format(out, "text @%zu %s\n", i + 1, app->texts.list[i]);
}

/* A model that was opened as a file is not known by its name: who opens the state opens it too. */
static void add_model(const struct app *app, struct str *out)
{
    bool known = false;
    for (int i = 0; i < app->setup.model_count; i++)
        known = known || strcmp(app->setup.models[i], app->model->name) == 0;
    if (known)
        str_format(out, "model %s\n", app->model->name);
    else
        str_format(out, "# the model was %s: open it with heed explore -m\n", app->model->name);
}

/* Stage, matrix and cell; rows and columns that are words are named by their place. */
static void add_place(const struct picture *p, struct str *out)
{
    if (p->quantity == Q_NONE) {
        str_format(out, "stage %s\n", stage_name(p->stage));
        return;
    }
    struct origin cell = picture_cell(p);
    str_format(out, "step %d\n", p->cursor.step + 1);
    str_add(out, "go ");
    quantity_name(picture_shown(p), out);
    str_format(out, " %d %d\n", cell.row + 1, cell.column + 1);
}

void app_saved(const struct app *app, struct str *out)
{
    const struct picture *p = &app->picture;
    str_add(out, "# heed: a state of the laboratory; :load FILE and heed explore --open FILE "
                 "lead to it\n");
    add_texts(app, out);
    add_model(app, out);
    for (size_t i = 0; i < app->interventions.count; i++)
        str_format(out, "%s\n", app->interventions.list[i]);
    for (int i = 0; i < p->sentence; i++)
        str_add(out, "sentence-next\n");
    add_place(p, out);
    str_format(out, "zoom %s\n", zoom_names[p->zoom]);
    for (int i = 0; p->zoom == ZOOM_CELL && i < p->term; i++)
        str_add(out, "cell-down\n");
    if (p->scale != SCALE_FIXED)
        str_format(out, "scale %s\n", scale_names[p->scale]);
    if (p->transposed)
        str_add(out, "transpose\n");
    if (app->panel)
        str_format(out, "%s\n", panel_command(app->panel));
}

/* ---- reading ---- */

/* From here on everything is as if the program had started with this sentence. */
static void begin(struct app *app, const char *text)
{
    app->mode = MODE_PICTURE;
    app->help = false;
    app->waits_for[ASKER_LESSON] = 0;
    panel_close(app);
    strs_clear(&app->texts);
    strs_clear(&app->interventions);
    strs_add(&app->texts, text);
    app->picture = (struct picture){
        .zoom = ZOOM_STAGE, .stage = STAGE_SOFTMAX, .quantity = Q_NONE, .trace = app->trace};
}

void request_text(struct call *c)
{
    struct app *app = c->app;
    const char *text = c->values[0].text;
    if (*text == '@') {
        char *end;
        size_t number = strtoul(text + 1, &end, 10);
        if (*end != ' ' || number != app->texts.count + 1 || number > TRACE_SENTENCES) {
            refuse(c, "the next sentence of the batch is @%zu, of at most %d", app->texts.count + 1,
                   TRACE_SENTENCES);
            return;
        }
        strs_add(&app->texts, end + strspn(end, " "));
    } else {
        begin(app, text);
    }
    app_run(app);
}

void request_keep(struct call *c)
{
    app_want(c->effects, EFFECT_SAVE, c->values[0].text, 0);
}

void request_load(struct call *c)
{
    app_want(c->effects, EFFECT_LOAD, c->values[0].text, 0);
}
