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

static void give(struct shell *shell, struct answer answer, struct effects *next)
{
    struct event event = {.kind = EVENT_ANSWER, .answer = answer};
    app_event(shell->app, &event, next);
}

/* A model by name, which is among the opened ones after it. A model of its own is in no file. */
static struct model *open_model(struct shell *shell, const char *name, struct err *err)
{
    char *path = NULL;
    if (shell->own && strcmp(shell->own->name, name) == 0)
        return model_copy(shell->own, name);
    struct model *model = variant_load(*name ? name : NULL, &path, err);
    if (path) {
        strs_add(&shell->opened, model->name);
        strs_add(&shell->opened, path);
    }
    free(path);
    return model;
}

static void load_model(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err;
    struct model *model = open_model(shell, effect->text, &err);
    if (!model && effect->asker.kind == ASKER_MODEL) {
        if (shell->needs_model)
            shell->missing = err;
        if (shell->loading)
            shell->refused = err;
    }
    give(shell,
         model ? (struct answer){.kind = ANSWER_MODEL, .asker = effect->asker, .model = model}
               : answer_failed(effect->asker, &err),
         next);
}

static void load_lesson(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err;
    struct lesson *lesson = course_open(&shell->course, effect->text, &err);
    if (!lesson)
        shell->missing = err;
    give(shell,
         lesson ? (struct answer){.kind = ANSWER_LESSON, .asker = effect->asker, .lesson = lesson}
                : answer_failed(effect->asker, &err),
         next);
}

static void load_sentences(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct strs *texts = mem_new(1, sizeof *texts);
    data_sentences(effect->text, texts);
    give(shell,
         (struct answer){.kind = ANSWER_SENTENCES, .asker = effect->asker, .sentences = texts},
         next);
}

/* The file that a model was opened from last; NULL: it is in none. */
static const char *path_of(const struct shell *shell, const char *model)
{
    for (size_t i = shell->opened.count; i >= 2; i -= 2)
        if (strcmp(shell->opened.list[i - 2], model) == 0)
            return shell->opened.list[i - 1];
    return NULL;
}

static void load_snapshots(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err;
    struct snapshots *snapshots = NULL;
    const char *path = path_of(shell, effect->text);
    if (path)
        snapshots = data_open_snapshots(path, &err);
    else
        err_set(&err, "this model is in no file yet, and its snapshots are not either");
    give(shell,
         snapshots ? (struct answer){.kind = ANSWER_SNAPSHOTS,
                                     .asker = effect->asker,
                                     .snapshots = snapshots}
                   : answer_failed(effect->asker, &err),
         next);
}

static void note(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err;
    bool right = effect->kind == EFFECT_ANSWERED;
    if (course_note(&shell->course, effect->text, effect->number, right, &err))
        give(shell, answer_failed(effect->asker, &err), next);
}

struct theme shell_theme(const struct shell *shell)
{
    struct theme theme = shell->start;
    theme.palette = app_palette(shell->app, theme.palette);
    return theme;
}

/* What an effect led to: a message, which is for a script to stop at when it failed. `done` is freed. */
static void tell(struct shell *shell, const struct effect *effect, int result, char *done,
                 const struct err *err, struct effects *next)
{
    if (result)
        shell->refused = *err;
    give(shell, result ? answer_failed(effect->asker, err) : answer_done(effect->asker, done),
         next);
    free(done);
}

static void export(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err;
    struct theme theme = shell_theme(shell);
    int result = save_screen(shell->app, effect->text, shell->rows, shell->columns, &theme, &err);
    tell(shell, effect, result, mem_format("written to %s", effect->text), &err, next);
}

static void save(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err;
    struct str text = {0};
    app_saved(shell->app, &text);
    int result = state_save(effect->text, text.text, &err);
    tell(shell, effect, result,
         mem_format("saved as %s; :load %s leads back here", effect->text, effect->text), &err,
         next);
    str_free(&text);
}

static void load(struct shell *shell, const struct effect *effect, struct effects *next)
{
    struct err err = {0};
    int result = shell_load(shell, effect->text, &err);
    tell(shell, effect, result, mem_format("%s is open", effect->text), &err, next);
}

static void carry_out_one(struct shell *shell, const struct effect *effect, struct effects *next)
{
    switch (effect->kind) {
    case EFFECT_QUIT:
        shell->quit = true;
        shell->back = effect->number;
        break;
    case EFFECT_LOAD_MODEL:
        load_model(shell, effect, next);
        break;
    case EFFECT_LOAD_LESSON:
        load_lesson(shell, effect, next);
        break;
    case EFFECT_LOAD_SENTENCES:
        load_sentences(shell, effect, next);
        break;
    case EFFECT_LOAD_SNAPSHOTS:
        load_snapshots(shell, effect, next);
        break;
    case EFFECT_SEEN:
    case EFFECT_ANSWERED:
        note(shell, effect, next);
        break;
    case EFFECT_EXPORT:
        export(shell, effect, next);
        break;
    case EFFECT_SAVE:
        save(shell, effect, next);
        break;
    case EFFECT_LOAD:
        load(shell, effect, next);
        break;
    case EFFECT_REFUSED:
        err_set(&shell->refused, "%s", effect->text);
        break;
    case EFFECT_COUNT:
        break;
    }
}

/* Effects may lead to further effects: opening a lesson loads its model. */
static void carry_out(struct shell *shell, struct effects *effects)
{
    while (effects->count) {
        struct effects next = {0};
        for (size_t i = 0; i < effects->count; i++)
            carry_out_one(shell, &effects->list[i], &next);
        effects_free(effects);
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
    struct event event = {.kind = EVENT_COMMAND, .line = line};
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
    strs_free(&shell->opened);
    free(names);
}
