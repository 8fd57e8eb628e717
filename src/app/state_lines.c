#include "app/state_lines.h"

#include <stdlib.h>
#include <string.h>

#include "app/moves.h"
#include "app/pages.h"
#include "app/panels.h"
#include "app/private.h"
#include "view/cell.h"

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

/* The interventions. Those that this model leaves out are kept for another one. */
static void add_changes(const struct bench *bench, struct str *out)
{
    struct strs before = {0};
    struct lab lab = {bench->model, &bench->texts, &before};
    struct err unused;
    for (size_t i = 0; i < bench->interventions.count; i++) {
        const char *line = bench->interventions.list[i];
        bool possible = lab_check(&lab, line, &unused) == 0;
        str_format(out, possible ? "%s\n" : "left-out %s\n", line);
        strs_add(&before, line);
    }
    strs_free(&before);
}

/* Rows and columns that are words are named by their place. */
static void add_cell(const struct picture *p, struct str *out)
{
    struct origin cell = picture_cell(p);
    str_format(out, "step %d\n", p->cursor.step + 1);
    str_add(out, "go ");
    quantity_name(picture_shown(p), out);
    str_format(out, " %d %d\n", cell.row + 1, cell.column + 1);
}

/* The way down through cells to the one on screen; a matrix, which a panel may show instead, needs
 * none. */
static void add_way(const struct app *app, struct str *out)
{
    const struct picture *p = &app->bench.picture;
    int first = p->zoom == ZOOM_CELL ? 0 : p->depth;
    struct picture at = cell_way_at(p, first);
    add_cell(&at, out);
    bool words = trace_quantity(p->trace, at.quantity)->columns == AXIS_VOCAB;
    if (p->overview != OVERVIEW_OFF && !words) /* `go` turns it off */
        str_format(out, "overview %s\n", overview_mode_names[p->overview]);
    str_format(out, "zoom %s\n", zoom_names[p->zoom]);
    if (p->zoom == ZOOM_FLOW) /* which begins where its step looks most */
        str_format(out, "source %d\n", p->cursor.source + 1);
    for (int i = first; i < p->depth; i++) {
        struct picture next = cell_way_at(p, i + 1);
        panel_save_moves(out, "cell-down", at.term);
        str_add(out, cell_factor_to(&at, &next) ? "zoom-other\n" : "zoom-in\n");
        at = next;
    }
    panel_save_moves(out, "cell-down", p->zoom == ZOOM_CELL ? p->term : 0);
}

/* A stage of which this model has no matrix. The zoom may be that of a cell all the same, but
 * commands get there only from a matrix. */
static void add_empty_stage(const struct picture *p, struct str *out)
{
    struct arena arena = {0};
    int count;
    const struct sheet *list = trace_sheets(p->trace, -1, &arena, &count);
    if (p->zoom == ZOOM_CELL && count) {
        str_add(out, "go ");
        quantity_name(list[0], out);
        str_add(out, "\n");
    }
    str_format(out, "step %d\nzoom %s\nstage %s\n", p->cursor.step + 1, zoom_names[p->zoom],
               stage_name(p->stage));
    arena_free(&arena);
}

/* Scale and turning, which commands change only where a matrix is on screen. Going to that
 * matrix also sets the places on axes that the matrix of the picture does not have. */
static void add_look(const struct picture *p, struct str *out)
{
    struct arena arena = {0};
    int count;
    const struct sheet *list = trace_sheets(p->trace, -1, &arena, &count);
    struct picture first = *p;
    if (count) {
        first.quantity = list[0].quantity;
        first.slice = list[0].slice;
        picture_clamp(&first);
        struct origin cell = picture_cell(&first);
        bool plain = p->scale == SCALE_FIXED && !p->transposed;
        if (!plain || cell.row || cell.column) {
            str_add(out, "go ");
            quantity_name(list[0], out);
            str_format(out, " %d %d\n", cell.row + 1, cell.column + 1);
        }
    }
    if (p->scale != SCALE_FIXED)
        str_format(out, "scale %s\n", scale_names[p->scale]);
    if (p->transposed)
        str_add(out, "transpose\n");
    arena_free(&arena);
}

/* The colors, if others were chosen than those that the terminal begins with. */
static void add_colors(const struct screen *screen, struct str *out)
{
    if (screen->palette >= 0)
        str_format(out, "palette %s\n", palette_name((enum palette)screen->palette));
    panel_save_moves(out, "palette", screen->palette_turns);
}

void state_lines(const struct app *app, struct str *out)
{
    const struct picture *p = &app->bench.picture;
    str_add(out, "# heed: a state of the laboratory; :load FILE and heed explore --open FILE "
                 "lead to it\n");
    add_texts(app, out);
    str_format(out, "model %s\n", ring_open_name(&app->bench.models));
    add_changes(&app->bench, out);
    panel_save_moves(out, "sentence-next", p->sentence);
    add_colors(&app->screen, out);
    add_look(p, out);
    if (p->quantity == Q_NONE)
        add_empty_stage(p, out);
    else
        add_way(app, out);
    if (app->panel.which)
        app->panel.which->save(app->panel.own, &app->bench, out);
}

/* Whether a page of a lesson is on screen, and nothing was done to it. */
static bool is_page(const struct app *app)
{
    if (!app->course.lesson || app->course.page < 0 || !pages_own_sentences(app))
        return false;
    struct page_state page = pages_state(app);
    return !page.changed && !page.other_model;
}

void state_lines_item(const struct app *app, struct str *out)
{
    struct str lines = {0};
    if (is_page(app)) {
        str_format(out, "page %s %d\n", app->course.lesson->key, app->course.page + 1);
        return;
    }
    state_lines(app, &lines);
    str_format(out, "demo %s\n", app->bench.texts.list[0]);
    for (const char *at = strchr(lines.text, '\n') + 1; *at;) { /* after the remark */
        size_t n = strcspn(at, "\n");
        str_add(out, "    ");
        str_add_n(out, at, n);
        str_add(out, "\n");
        at += n + (at[n] == '\n');
    }
    str_free(&lines);
}

/* ---- reading ---- */

/* From here on everything is as if the program had started with this sentence. */
static void begin(struct app *app, const char *text)
{
    struct strs texts = {0};
    strs_add(&texts, text);
    panels_close(app);
    app->sequence.count = 0;
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

/* Adds an intervention that this model leaves out, so that another model has it. */
static void request_left_out(struct call *c)
{
    struct app *app = app_of(c);
    if (!intervention_find(c->values[0].text)) {
        call_refuse(c, "\"%s\" is no change of a run; C lists them", c->values[0].text);
        return;
    }
    strs_add(&app->bench.interventions, c->values[0].text);
    app_run(app);
}

static void request_keep(struct call *c)
{
    screen_want(c->screen, EFFECT_SAVE, c->values[0].text, 0);
}

static void request_present(struct call *c)
{
    screen_want(c->screen, EFFECT_PRESENT, c->values[0].text, 0);
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
    {.id = REQUEST_LEFT_OUT,
     .name = "left-out",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "a change that this model leaves out and another one need not"}},
     .arguments = {ARGUMENT_TEXT},
     .needed = 1,
     .run = request_left_out,
     .able = moves_able},
    {.id = REQUEST_KEEP,
     .name = "save",
     .bindings =
         {{CONTEXT_PICTURE,
           .help = "write what is on screen and how it came about to a file of commands; once more "
                   "adds a step, and n and p go through them"}},
     .arguments = {ARGUMENT_FILE},
     .needed = 1,
     .run = request_keep,
     .able = moves_able,
     .no_state = "a state cannot write files"},
    {.id = REQUEST_PRESENT,
     .name = "present",
     .bindings = {{CONTEXT_PICTURE,
                   .help = "append what is on screen to a playlist, a file for heed present"}},
     .arguments = {ARGUMENT_FILE},
     .needed = 1,
     .run = request_present,
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
