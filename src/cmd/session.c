#include "cmd/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "cmd/data.h"
#include "cmd/save.h"
#include "cmd/script.h"
#include "cmd/state.h"
#include "cmd/table.h"
#include "export/print.h"
#include "term/caps.h"

/* What carries effects out. */
struct shell {
    struct app *app;
    struct course course;
    struct known_models models;
    char *model_path;        /* of the model that was loaded last; NULL: it is in no file */
    struct strs tables;      /* names of a table, one for each score: all the models there are */
    const struct model *own; /* also known by its name, though in no folder; or NULL */
    int rows, columns;       /* of the screen */
    struct theme start;      /* how the screen looks before a palette is chosen */
    bool quit, back;         /* back: left by going back, the program goes on */
    bool needs_model;        /* without one there is nothing to see: no lesson, no menu */
    struct err missing;      /* why what was asked for on the command line is not there */
    struct err refused;      /* why a command of a script or of a state could not be carried out */
    bool loading;            /* the lines of a state are being carried out */
};

static void give(struct shell *shell, struct event event, struct effects *next)
{
    app_event(shell->app, &event, next);
}

static void load_model(struct shell *shell, const char *name, struct effects *next)
{
    struct err err;
    bool own = shell->own && strcmp(shell->own->name, name) == 0;
    bool table = table_is_named(name);
    char *path = own || table ? NULL : data_model_path(*name ? name : NULL, &err);
    struct model *model = own     ? model_copy(shell->own, name)
                          : table ? table_open_model(name, &err)
                          : path  ? model_open(path, &err)
                                  : NULL;
    if (model) {
        free(shell->model_path);
        shell->model_path = path;
        give(shell, (struct event){.kind = EVENT_MODEL, .data = model}, next);
    } else {
        free(path);
        give(shell, (struct event){.kind = EVENT_FAILED, .message = err.text}, next);
    }
    if (!model && shell->needs_model)
        shell->missing = err;
    if (!model && shell->loading)
        shell->refused = err;
}

static void load_lesson(struct shell *shell, const char *name, struct effects *next)
{
    struct err err;
    struct lesson *lesson = course_open(&shell->course, name, &err);
    if (lesson)
        give(shell, (struct event){.kind = EVENT_LESSON, .data = lesson}, next);
    else
        give(shell, (struct event){.kind = EVENT_FAILED, .message = err.text}, next);
    if (!lesson)
        shell->missing = err;
}

static void drop_model(void *data)
{
    model_free(data);
}

/* A second model, for a panel: the one that is open stays. */
static void load_other(struct shell *shell, const char *name, struct effects *next)
{
    struct err err;
    bool own = shell->own && strcmp(shell->own->name, name) == 0;
    struct model *model = own ? model_copy(shell->own, name) : data_open_model(name, &err);
    give(shell,
         model ? (struct event){.kind = EVENT_PANEL, .data = model, .drop = drop_model}
               : (struct event){.kind = EVENT_FAILED, .message = err.text},
         next);
}

/* Panels get what they asked for as it is; who does not want it any more lets it be dropped. */
static void drop_sentences(void *data)
{
    strs_free(data);
    free(data);
}

static void load_sentences(struct shell *shell, const char *model, struct effects *next)
{
    struct strs *texts = mem_new(1, sizeof *texts);
    data_sentences(model, texts);
    give(shell, (struct event){.kind = EVENT_PANEL, .data = texts, .drop = drop_sentences}, next);
}

static void drop_snapshots(void *data)
{
    snapshots_free(data);
}

static void load_snapshots(struct shell *shell, struct effects *next)
{
    struct err err;
    struct snapshots *snapshots = NULL;
    if (shell->model_path)
        snapshots = data_open_snapshots(shell->model_path, &err);
    else
        err_set(&err, "this model is in no file yet, and its snapshots are not either");
    give(shell,
         snapshots ? (struct event){.kind = EVENT_PANEL, .data = snapshots, .drop = drop_snapshots}
                   : (struct event){.kind = EVENT_FAILED, .message = err.text},
         next);
}

static void note(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err;
    bool right = effect->kind == EFFECT_ANSWERED;
    if (course_note(&shell->course, effect->text, effect->number, right, &err))
        give(shell, (struct event){.kind = EVENT_FAILED, .message = err.text}, next);
}

static struct theme theme_now(const struct shell *shell)
{
    struct theme theme = shell->start;
    theme.palette = app_palette(shell->app, theme.palette);
    return theme;
}

/* What an effect led to: a message, which is for a script to stop at when it failed. */
static void tell(struct shell *shell, int result, const char *done, const struct err *err,
                 struct effects *next)
{
    if (result)
        shell->refused = *err;
    give(shell,
         (struct event){.kind = result ? EVENT_FAILED : EVENT_DONE,
                        .message = result ? err->text : done},
         next);
}

static void export(struct shell *shell, const char *path, struct effects *next)
{
    struct err err;
    struct theme theme = theme_now(shell);
    char done[4200];
    snprintf(done, sizeof done, "written to %s", path);
    tell(shell, save_screen(shell->app, path, shell->rows, shell->columns, &theme, &err), done,
         &err, next);
}

static void save(struct shell *shell, const char *path, struct effects *next)
{
    struct err err;
    struct str text = {0};
    char done[4200];
    snprintf(done, sizeof done, "saved as %s; :load %s leads back here", path, path);
    app_saved(shell->app, &text);
    tell(shell, state_save(path, text.text, &err), done, &err, next);
    str_free(&text);
}

static int load_state(struct shell *shell, const char *path, struct err *err);

static void load(struct shell *shell, const char *path, struct effects *next)
{
    struct err err = {0};
    char done[4200];
    snprintf(done, sizeof done, "%s is open", path);
    tell(shell, load_state(shell, path, &err), done, &err, next);
}

/* Effects may lead to further effects: opening a lesson loads its model. */
static void carry_out(struct shell *shell, struct effects *effects)
{
    while (effects->count) {
        struct effects next = {0};
        for (int i = 0; i < effects->count; i++) {
            const struct effect *effect = &effects->list[i];
            switch (effect->kind) {
            case EFFECT_QUIT:
                shell->quit = true;
                shell->back = effect->number;
                break;
            case EFFECT_LOAD_MODEL:
                load_model(shell, effect->text, &next);
                break;
            case EFFECT_LOAD_OTHER:
                load_other(shell, effect->text, &next);
                break;
            case EFFECT_LOAD_LESSON:
                load_lesson(shell, effect->text, &next);
                break;
            case EFFECT_LOAD_SENTENCES:
                load_sentences(shell, effect->text, &next);
                break;
            case EFFECT_LOAD_SNAPSHOTS:
                load_snapshots(shell, &next);
                break;
            case EFFECT_SEEN:
            case EFFECT_ANSWERED:
                note(shell, effect, &next);
                break;
            case EFFECT_EXPORT:
                export(shell, effect->text, &next);
                break;
            case EFFECT_SAVE:
                save(shell, effect->text, &next);
                break;
            case EFFECT_LOAD:
                load(shell, effect->text, &next);
                break;
            case EFFECT_REFUSED:
                err_set(&shell->refused, "%s", effect->text);
                break;
            }
        }
        *effects = next;
    }
}

static void handle(struct shell *shell, const struct event *event)
{
    struct effects effects = {0};
    if (event->kind == EVENT_RESIZE) {
        shell->rows = event->rows;
        shell->columns = event->columns;
    }
    app_event(shell->app, event, &effects);
    carry_out(shell, &effects);
}

/* Carries commands out, one after the other, until one cannot be: 0, or −1 with the reason. */
static int command_event(struct shell *shell, const char *line, struct err *err)
{
    struct event event = {.kind = EVENT_COMMAND, .message = line};
    shell->refused.text[0] = '\0';
    handle(shell, &event);
    *err = shell->refused;
    shell->refused.text[0] = '\0';
    return err->text[0] ? -1 : 0;
}

static int load_state(struct shell *shell, const char *path, struct err *err)
{
    struct strs lines = {0};
    if (shell->loading)
        return err_set(err, "%s: one state cannot load another", path);
    int result = state_read(path, &lines, err);
    shell->loading = true;
    for (size_t i = 0; i < lines.count && result == 0; i++)
        if (lines.list[i][0] && (result = command_event(shell, lines.list[i], err)) != 0)
            err_prefix(err, "%s:%zu", path, i + 1);
    shell->loading = false;
    strs_free(&lines);
    return result;
}

/* What the command line asks for before anything else. */
static int first_commands(struct shell *shell, const struct session *session, struct err *err)
{
    if (session->open && load_state(shell, session->open, err))
        return -1;
    for (size_t i = 0; i < session->commands.count; i++)
        if (command_event(shell, session->commands.list[i], err))
            return -1;
    return 0;
}

static void run_terminal(struct shell *shell)
{
    struct event event = {.kind = EVENT_RESIZE};
    struct grid grid;
    term_size(&event.rows, &event.columns);
    grid_init(&grid, event.rows, event.columns);
    handle(shell, &event);
    while (!shell->quit) {
        struct theme theme = theme_now(shell);
        app_draw(shell->app, &grid);
        term_draw(&grid, &theme);
        int wait = app_wait(shell->app);
        term_next(&event, wait);
        if (event.kind == EVENT_RESIZE)
            grid_resize(&grid, event.rows, event.columns);
        if (wait >= 0) { /* time passes for who plays, whatever else happened */
            struct event tick = {.kind = EVENT_TICK, .time_ms = term_clock()};
            handle(shell, &tick);
        }
        handle(shell, &event);
    }
    grid_free(&grid);
}

static void print_screen(const struct shell *shell, const struct session *session,
                         const struct grid *grid)
{
    struct theme theme = theme_now(shell);
    struct str out = {0};
    if (session->color && strcmp(session->color, "256") == 0)
        theme.tier = TIER_256;
    (theme.tier == TIER_256 ? print_ansi : print_text)(&out, grid, &theme);
    if (!session->text && theme.tier == TIER_MONO) {
        str_add(&out, "-- styles --\n");
        print_styles(&out, grid);
    }
    fputs(out.text ? out.text : "", stdout);
    str_free(&out);
}

static int run_script(struct shell *shell, const struct session *session, struct script *script,
                      int rows, int columns)
{
    struct event event = {.kind = EVENT_RESIZE, .rows = rows, .columns = columns};
    struct grid grid;
    struct err err;
    enum script_step step;
    const struct term_options *terminal = &session->terminal;
    shell->start = (struct theme){.tier = TIER_MONO,
                                  .ascii = terminal->ascii,
                                  .light = terminal->light,
                                  .palette = terminal->light ? PALETTE_DAY : PALETTE_NIGHT};
    grid_init(&grid, rows, columns);
    handle(shell, &event);
    while (!shell->quit && (step = script_next(script, &event, &err)) != SCRIPT_END) {
        if (step == SCRIPT_EVENT && event.kind == EVENT_RESIZE)
            grid_resize(&grid, event.rows, event.columns);
        if (step == SCRIPT_EVENT)
            handle(shell, &event);
        if (*shell->refused.text) {
            err = shell->refused;
            script_blame(script, &err);
            step = SCRIPT_BAD;
        }
        if (step == SCRIPT_BAD) {
            grid_free(&grid);
            return failed(&err);
        }
        app_draw(shell->app, &grid);
        if (step == SCRIPT_DUMP)
            print_screen(shell, session, &grid);
    }
    app_draw(shell->app, &grid);
    if (session->dump)
        print_screen(shell, session, &grid);
    grid_free(&grid);
    return EXIT_DONE;
}

static int read_color(const struct command *command, struct session *session)
{
    static const char *const words[] = {"auto", "never", "16", "256"};
    for (int i = 0; session->color && i < 4; i++)
        if (strcmp(words[i], session->color) == 0) {
            session->terminal.color = (enum color_choice)i;
            return EXIT_DONE;
        }
    return session->color ? usage_error(command, "--color is auto, never, 16 or 256, not \"%s\"",
                                        session->color)
                          : EXIT_DONE;
}

/* In a terminal, unless a script stands in for the person. */
static int run(const struct command *command, struct shell *shell, struct session *session)
{
    struct err err;
    int rows = 24, columns = 80;
    if (!session->script) {
        if (term_start(&session->terminal, &shell->start, &err))
            return failed(&err);
        run_terminal(shell);
        term_stop();
        return EXIT_DONE;
    }
    if (session->size && (sscanf(session->size, "%dx%d", &columns, &rows) != 2 || rows < 1 ||
                          columns < 1 || rows > 1000 || columns > 1000))
        return usage_error(command, "--size is columns x rows, as 80x24, not \"%s\"",
                           session->size);
    struct script *script = script_open(session->script, &err);
    if (!script)
        return failed(&err);
    int result = run_script(shell, session, script, rows, columns);
    script_close(script);
    return result;
}

/* Finds models and lessons and starts the app on them; `names` is to be freed after it. */
static const char **shell_start(struct shell *shell, struct app_setup *setup)
{
    struct effects effects = {0};
    size_t count = 0;
    course_read(&shell->course);
    known_models_find(&shell->models);
    const char **names = mem_new(shell->models.count + shell->tables.count + 1, sizeof *names);
    if (shell->own)
        names[count++] = shell->own->name;
    for (size_t i = 0; i < shell->tables.count; i++)
        names[count++] = shell->tables.list[i];
    for (size_t i = 0; !shell->tables.count && i < shell->models.count; i++)
        names[count++] = shell->models.list[i].name;
    setup->models = names;
    setup->model_count = (int)count;
    setup->lessons = shell->course.list;
    setup->lesson_count = (int)shell->course.count;
    shell->app = app_new(setup, &effects);
    shell->needs_model = setup->text != NULL;
    carry_out(shell, &effects);
    return names;
}

static void shell_end(struct shell *shell, const char **names)
{
    app_free(shell->app);
    known_models_free(&shell->models);
    strs_free(&shell->tables);
    course_free(&shell->course);
    free(shell->model_path);
    free(names);
}

int session_run(const struct command *command, struct session *session, struct app_setup *setup)
{
    struct shell shell = {0};
    struct err err;
    int result = read_color(command, session);
    if (result)
        return result;
    if (session->qkv && table_names(session->qkv, &shell.tables, &err))
        return strs_free(&shell.tables), failed(&err);
    if (!session->script && caps_check(&err)) /* before anything counts as seen */
        return failed(&err);
    const char **names = shell_start(&shell, setup);
    if (*shell.missing.text)
        result = failed(&shell.missing);
    else if (first_commands(&shell, session, &err))
        result = failed(&err);
    else
        result = run(command, &shell, session);
    shell_end(&shell, names);
    return result;
}

bool session_inside(struct theme *theme, const struct model *model, const char *text)
{
    struct shell shell = {.own = model};
    struct app_setup setup = {.text = text, .inside = true};
    const char **names = shell_start(&shell, &setup);
    shell.start = *theme;
    run_terminal(&shell);
    shell_end(&shell, names);
    return shell.back;
}
