#include "app/state_lines.h"

#include <stdlib.h>
#include <string.h>

#include "app/moves.h"
#include "app/panels.h"
#include "app/private.h"

/* The state of the laboratory as a list of commands: what prepares a demonstration, and is read and
 * changed with any editor. */

/* ---- writing ---- */

static void add_texts(const struct app *app, struct str *out)
{
    for (size_t i = 0; i < app->bench.texts.count; i++)
        if (i == 0)
            str_format(out, "text %s\n", app->bench.texts.list[0]);
        else
            str_format(out, "text @%zu %s\n", i + 1, app->bench.texts.list[i]);
}

/* A model that was opened as a file is not known by its name: who opens the state opens it too. */
static void add_model(const struct app *app, struct str *out)
{
    bool known = false;
    for (int i = 0; i < app->bench.model_count; i++)
        known = known || strcmp(app->bench.models[i], app->bench.model->name) == 0;
    if (known)
        str_format(out, "model %s\n", app->bench.model->name);
    else
        str_format(out, "# the model was %s: open it with heed explore -m\n",
                   app->bench.model->name);
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

void state_lines(const struct app *app, struct str *out)
{
    const struct picture *p = &app->bench.picture;
    str_add(out, "# heed: a state of the laboratory; :load FILE and heed explore --open FILE "
                 "lead to it\n");
    add_texts(app, out);
    add_model(app, out);
    for (size_t i = 0; i < app->bench.interventions.count; i++)
        str_format(out, "%s\n", app->bench.interventions.list[i]);
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
    if (app->panel.which)
        app->panel.which->save(app->panel.own, &app->bench, out);
}

/* ---- reading ---- */

/* From here on everything is as if the program had started with this sentence. */
static void begin(struct app *app, const char *text)
{
    struct strs texts = {0};
    strs_add(&texts, text);
    panels_close(app);
    app->mode = MODE_PICTURE;
    app->screen.help = false;
    screen_wait_no_more(&app->screen, ASKER_LESSON);
    bench_begin(&app->bench, &texts);
    strs_free(&texts);
}

static void request_text(struct call *c)
{
    struct app *app = app_of(c);
    const char *text = c->values[0].text;
    if (*text == '@') {
        char *end;
        size_t number = strtoul(text + 1, &end, 10);
        if (*end != ' ' || number != app->bench.texts.count + 1 || number > TRACE_SENTENCES) {
            call_refuse(c, "the next sentence of the batch is @%zu, of at most %d",
                        app->bench.texts.count + 1, TRACE_SENTENCES);
            return;
        }
        strs_add(&app->bench.texts, end + strspn(end, " "));
    } else {
        begin(app, text);
    }
    app_run(app);
}

static void request_keep(struct call *c)
{
    screen_want(c->screen, EFFECT_SAVE, c->values[0].text, 0);
}

static void request_load(struct call *c)
{
    screen_want(c->screen, EFFECT_LOAD, c->values[0].text, 0);
}

const struct request state_lines_requests[] = {
    {.id = REQUEST_TEXT,
     .name = "text",
     .bindings = {{CONTEXT_ANY, .help = "begin anew with this sentence, nothing changed; @2 TEXT "
                                        "puts a second one into its batch"}},
     .arguments = {ARGUMENT_TEXT},
     .needed = 1,
     .run = request_text},
    {.id = REQUEST_KEEP,
     .name = "save",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "write what is on screen and how it came about to a file of commands"}},
     .arguments = {ARGUMENT_FILE},
     .needed = 1,
     .run = request_keep,
     .able = moves_able,
     .no_state = "a state cannot write files"},
    {.id = REQUEST_LOAD,
     .name = "load",
     .bindings = {{CONTEXT_ANY, .help = "carry out a file of commands, such as :save writes"}},
     .arguments = {ARGUMENT_FILE},
     .needed = 1,
     .run = request_load,
     .no_state = "one state cannot load another"},
    {.name = NULL},
};
