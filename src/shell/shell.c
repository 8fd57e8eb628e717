#include "shell/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "shell/data.h"
#include "shell/export_screen.h"
#include "shell/state_file.h"
#include "shell/variant.h"

static void give(struct shell *shell, struct event event, struct effects *next)
{
    app_event(shell->app, &event, next);
}

static void load_model(struct shell *shell, const char *name, struct effects *next)
{
    struct err err;
    bool own = shell->own && strcmp(shell->own->name, name) == 0;
    char *path = NULL;
    struct model *model =
        own ? model_copy(shell->own, name) : variant_load(*name ? name : NULL, &path, &err);
    if (model) {
        free(shell->model_path);
        shell->model_path = path;
        give(shell, (struct event){.kind = EVENT_MODEL, .data = model}, next);
    } else {
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

struct theme shell_theme(const struct shell *shell)
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
    struct theme theme = shell_theme(shell);
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

static void load(struct shell *shell, const char *path, struct effects *next)
{
    struct err err = {0};
    char done[4200];
    snprintf(done, sizeof done, "%s is open", path);
    tell(shell, shell_load(shell, path, &err), done, &err, next);
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

void shell_event(struct shell *shell, const struct event *event)
{
    struct effects effects = {0};
    if (event->kind == EVENT_RESIZE) {
        shell->rows = event->rows;
        shell->columns = event->columns;
    }
    app_event(shell->app, event, &effects);
    carry_out(shell, &effects);
}

int shell_command(struct shell *shell, const char *line, struct err *err)
{
    struct event event = {.kind = EVENT_COMMAND, .message = line};
    shell->refused.text[0] = '\0';
    shell_event(shell, &event);
    *err = shell->refused;
    shell->refused.text[0] = '\0';
    return err->text[0] ? -1 : 0;
}

int shell_load(struct shell *shell, const char *path, struct err *err)
{
    struct strs lines = {0};
    if (shell->loading)
        return err_set(err, "%s: one state cannot load another", path);
    int result = state_read(path, &lines, err);
    shell->loading = true;
    for (size_t i = 0; i < lines.count && result == 0; i++)
        if (lines.list[i][0] && (result = shell_command(shell, lines.list[i], err)) != 0)
            err_prefix(err, "%s:%zu", path, i + 1);
    shell->loading = false;
    strs_free(&lines);
    return result;
}

const char **shell_start(struct shell *shell, struct app_setup *setup)
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

void shell_end(struct shell *shell, const char **names)
{
    app_free(shell->app);
    known_models_free(&shell->models);
    strs_free(&shell->tables);
    course_free(&shell->course);
    free(shell->model_path);
    free(names);
}
