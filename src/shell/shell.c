#include "shell/shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/state_lines.h"
#include "base/mem.h"
#include "shell/browse_live.h"
#include "shell/data.h"
#include "shell/export_screen.h"
#include "shell/playlist.h"
#include "shell/proof.h"
#include "shell/state_file.h"
#include "shell/variant.h"

/* Gives back what an effect led to: the message `done`, which is freed, or err. A script stops
 * at err. */
static void tell(struct shell *shell, const struct effect *effect, int result, char *done,
                 const struct err *err)
{
    if (result)
        shell->refused = *err;
    world_answer(&shell->world,
                 result ? answer_failed(effect->asker, err) : answer_done(effect->asker, done));
    free(done);
}

/* Notes which file a model is in. */
static void remember(struct shell *shell, const char *model, const char *path)
{
    struct strs *opened = &shell->opened;
    for (size_t i = 0; i < opened->count; i += 2)
        if (strcmp(opened->list[i], model) == 0) {
            free(opened->list[i + 1]);
            opened->list[i + 1] = mem_text(path);
            return;
        }
    strs_add(opened, model);
    strs_add(opened, path);
}

/* The file that a model was opened from last; NULL: it is in none. */
static const char *path_of(const struct shell *shell, const char *model)
{
    for (size_t i = 0; i < shell->opened.count; i += 2)
        if (strcmp(shell->opened.list[i], model) == 0)
            return shell->opened.list[i + 1];
    return NULL;
}

/* The same of a model that is there by its own name, whatever name asked for it. */
static const char *file_of(const struct shell *shell, const char *model)
{
    const char *path = path_of(shell, model);
    for (size_t i = 1; i < shell->opened.count && !path; i += 2) {
        char *name = model_name(shell->opened.list[i]);
        path = strcmp(name, model) == 0 ? shell->opened.list[i] : NULL;
        free(name);
    }
    return path;
}

/* A model by name. One of its own is in no file. */
static struct model *open_model(struct shell *shell, const char *name, struct err *err)
{
    char *path = NULL;
    for (int i = 0; i < 2; i++)
        if (shell->own[i] && strcmp(shell->own[i]->name, name) == 0)
            return model_copy(shell->own[i], name);
    struct model *model = variant_load(*name ? name : NULL, &path, err);
    if (path)
        remember(shell, name, path);
    free(path);
    return model;
}

static void load_model(struct shell *shell, const struct effect *effect)
{
    struct err err;
    struct model *model = open_model(shell, effect->text, &err);
    if (!model && effect->asker.kind == ASKER_MODEL) {
        if (shell->needs_model)
            shell->missing = err;
        if (shell->loading)
            shell->refused = err;
    }
    world_answer(&shell->world,
                 model
                     ? (struct answer){.kind = ANSWER_MODEL, .asker = effect->asker, .model = model}
                     : answer_failed(effect->asker, &err));
}

/* What the menu shows. */
static void offer_course(const struct shell *shell, struct app_setup *setup)
{
    setup->lessons = shell->course.list;
    setup->lesson_count = shell->course.list_count;
    setup->start = shell->course.start;
    setup->glossary = &shell->course.glossary;
}

/* Another course in the place of this one. */
static void load_course(struct shell *shell, const struct effect *effect)
{
    struct course before = shell->course;
    struct app_setup setup = {0};
    course_read(&shell->course, effect->text);
    offer_course(shell, &setup);
    app_take_course(shell->app, &setup);
    course_free(&before);
    tell(shell, effect, 0, mem_format("the lessons of %s", effect->text), NULL);
}

/* What is wrong with the open lesson, with its line and without its path. */
static void say_mistakes(const struct shell *shell, const struct strs *problems, int errors,
                         struct err *err)
{
    size_t n = strlen(shell->lesson), first = 0;
    while (first + 1 < problems->count && !strstr(problems->list[first], ": error: "))
        first++; /* warnings are no mistakes */
    const char *text = problems->list[first];
    bool placed = strncmp(text, shell->lesson, n) == 0 && text[n] == ':';
    err_set(err, "%d mistake%s: %s%s", errors, errors == 1 ? "" : "s", placed ? "line " : "",
            placed ? text + n + 1 : text);
}

/* A lecture may show a playlist in the place of a lesson. */
static bool shows_playlist(const struct shell *shell, const char *name)
{
    return shell->presents && playlist_is(name);
}

static struct lesson *open_lesson(const struct shell *shell, const char *name, struct err *err)
{
    return (shows_playlist(shell, name) ? playlist_open : course_open)(&shell->course, name, err);
}

/* Its file was saved while it is open: it is read again, and proved. The lessons of a playlist are
 * proved on their own. */
static void read_lesson_again(struct world *world)
{
    struct shell *shell = (struct shell *)world;
    const struct event nothing = {.kind = EVENT_NONE};
    const struct asker nobody = {0};
    struct strs problems = {0};
    struct err err;
    int errors = 1;
    if (!watch_told(&shell->watch))
        return;
    bool playlist = shows_playlist(shell, shell->lesson);
    struct lesson *lesson = playlist ? playlist_open(&shell->course, shell->lesson, &err)
                                     : course_file(shell->lesson, &err);
    if (lesson)
        errors = playlist ? 0 : proof_lesson(lesson, NULL, &problems);
    else
        strs_add(&problems, err.text);
    if (errors)
        say_mistakes(shell, &problems, errors, &err);
    if (lesson)
        world_answer(world, (struct answer){.kind = ANSWER_LESSON, .lesson = lesson});
    world_event(world, &nothing);
    world_answer(world, errors ? answer_failed(nobody, &err)
                               : answer_done(nobody, "the lesson was saved: this is the new text"));
    strs_free(&problems);
}

static void load_lesson(struct shell *shell, const struct effect *effect)
{
    struct err err;
    if (data_is_folder(effect->text) && !shell->presents) {
        load_course(shell, effect);
        return;
    }
    struct lesson *lesson = open_lesson(shell, effect->text, &err);
    if (!lesson) {
        shell->missing = err;
    } else {
        free(shell->lesson);
        shell->lesson = mem_text(lesson->path);
        watch_file(&shell->watch, lesson->path);
    }
    world_answer(
        &shell->world,
        lesson ? (struct answer){.kind = ANSWER_LESSON, .asker = effect->asker, .lesson = lesson}
               : answer_failed(effect->asker, &err));
}

static void load_sentences(struct shell *shell, const struct effect *effect)
{
    struct strs *texts = mem_new(1, sizeof *texts);
    data_sentences(effect->text, texts);
    world_answer(
        &shell->world,
        (struct answer){.kind = ANSWER_SENTENCES, .asker = effect->asker, .sentences = texts});
}

static void load_snapshots(struct shell *shell, const struct effect *effect)
{
    struct err err;
    struct snapshots *snapshots = NULL;
    const char *path = path_of(shell, effect->text);
    if (path)
        snapshots = data_open_snapshots(path, &err);
    else
        err_set(&err, "this model is in no file yet, and its snapshots are not either");
    world_answer(&shell->world, snapshots ? (struct answer){.kind = ANSWER_SNAPSHOTS,
                                                            .asker = effect->asker,
                                                            .snapshots = snapshots}
                                          : answer_failed(effect->asker, &err));
}

static void note_progress(struct shell *shell, const struct effect *effect)
{
    struct err err;
    bool right = effect->kind == EFFECT_ANSWERED;
    if (course_note(&shell->course, effect->text, effect->number, right, &err))
        world_answer(&shell->world, answer_failed(effect->asker, &err));
}

static void export(struct shell *shell, const struct effect *effect)
{
    struct err err;
    struct theme theme = world_theme(&shell->world);
    int result = export_screen(shell->app, effect->text, &theme, &err);
    tell(shell, effect, result, mem_format("written to %s", effect->text), &err);
}

/* Tells the screen which state of a file it shows. */
static void tell_state(struct shell *shell, const char *path, int at, int count)
{
    world_answer(&shell->world,
                 (struct answer){.kind = ANSWER_STATE, .state = {mem_text(path), at, count}});
}

/* Back from a screen on top. */
static void returned(struct world *world)
{
    browse_inside_end(world->inside);
}

static void save(struct shell *shell, const struct effect *effect)
{
    struct err err;
    struct str text = {0};
    const char *path = effect->text;
    state_lines(shell->app, &text);
    int states = state_file_save(path, text.text, &err);
    if (states > 0)
        tell_state(shell, path, states - 1, states);
    tell(shell, effect, states < 0 ? -1 : 0,
         states > 1 ? mem_format("saved as number %d of %s; p and n go through it", states, path)
                    : mem_format("saved as %s; :load %s leads back here", path, path),
         &err);
    str_free(&text);
}

static void load(struct shell *shell, const struct effect *effect)
{
    struct err err = {0};
    int states = shell_load(shell, effect->text, effect->number, &err);
    tell(shell, effect, states < 0 ? -1 : 0,
         states > 1 ? mem_format("%d of %d in %s; n and p go through them", effect->number + 1,
                                 states, effect->text)
                    : mem_format("%s is open", effect->text),
         &err);
}

static void present(struct shell *shell, const struct effect *effect)
{
    struct err err;
    struct str lines = {0};
    state_lines_item(shell->app, &lines);
    int result = playlist_append(effect->text, lines.text, &err);
    tell(shell, effect, result,
         mem_format("appended to %s; heed present %s shows it", effect->text, effect->text), &err);
    str_free(&lines);
}

/* The commands of a page, until one is refused. */
static void carry_out_commands(struct shell *shell, const struct effect *effect)
{
    struct err err;
    for (const char *at = effect->text; *at;) {
        size_t n = strcspn(at, "\n");
        char *line = mem_text_n(at, n);
        int result = shell_command(shell, line, &err);
        free(line);
        if (result) {
            world_answer(&shell->world, answer_failed(effect->asker, &err));
            return;
        }
        at += n + (at[n] == '\n');
    }
}

/* Shows a tensor of a model's file on top. */
static void show_tensor(struct shell *shell, const struct effect *effect)
{
    struct err err;
    int row, column, name = 0, model = 0;
    struct world *inside = NULL;
    if (sscanf(effect->text, "%d %d %n%*s %n", &row, &column, &name, &model) < 2 || !model)
        return;
    char *tensor = mem_text_n(effect->text + name, (size_t)(model - name - 1));
    const char *path = file_of(shell, effect->text + model);
    if (path)
        inside = browse_inside(path, tensor, (size_t)row, (size_t)column, &err);
    else
        err_set(&err, "%s is in no file, so %s cannot be looked at", effect->text + model, tensor);
    if (inside) {
        inside->start = world_theme(&shell->world);
        shell->world.inside = inside;
        shell->world.returned = returned;
    } else {
        world_answer(&shell->world, answer_failed(effect->asker, &err));
    }
    free(tensor);
}

static void carry_out(struct world *world, const struct effect *effect)
{
    struct shell *shell = (struct shell *)world;
    switch (effect->kind) {
    case EFFECT_QUIT:
        world->over = true;
        shell->back = effect->number;
        break;
    case EFFECT_LOAD_MODEL:
        load_model(shell, effect);
        break;
    case EFFECT_LOAD_LESSON:
        load_lesson(shell, effect);
        break;
    case EFFECT_LOAD_SENTENCES:
        load_sentences(shell, effect);
        break;
    case EFFECT_LOAD_SNAPSHOTS:
        load_snapshots(shell, effect);
        break;
    case EFFECT_SEEN:
    case EFFECT_ANSWERED:
        note_progress(shell, effect);
        break;
    case EFFECT_EXPORT:
        export(shell, effect);
        break;
    case EFFECT_SAVE:
        save(shell, effect);
        break;
    case EFFECT_TENSOR:
        show_tensor(shell, effect);
        break;
    case EFFECT_LOAD:
        load(shell, effect);
        break;
    case EFFECT_PRESENT:
        present(shell, effect);
        break;
    case EFFECT_COMMANDS:
        carry_out_commands(shell, effect);
        break;
    case EFFECT_REFUSED:
        err_set(&shell->refused, "%s", effect->text);
        break;
    default: /* what the screen of a training wants */
        break;
    }
}

int shell_command(struct shell *shell, const char *line, struct err *err)
{
    struct event event = {.kind = EVENT_COMMAND, .line = line};
    shell->refused.text[0] = '\0';
    world_event(&shell->world, &event);
    *err = shell->refused;
    shell->refused.text[0] = '\0';
    return err->text[0] ? -1 : 0;
}

/* Carries out the lines of one state; its first one is at `from`. */
static int load_lines(struct shell *shell, const char *path, const struct strs *lines, size_t from,
                      struct err *err)
{
    int result = 0;
    shell->loading = true;
    for (size_t i = from; i < lines->count && !state_file_ends(lines->list[i]); i++)
        if (lines->list[i][0] && (result = shell_command(shell, lines->list[i], err)) != 0) {
            err_prefix(err, "%s:%zu", path, i + 1);
            break;
        }
    shell->loading = false;
    return result;
}

int shell_load(struct shell *shell, const char *path, int which, struct err *err)
{
    struct strs lines = {0};
    if (shell->loading)
        return err_set(err, "%s: one state cannot load another", path);
    int states = state_file_read(path, &shell->world.screen->requests, &lines, err);
    size_t from = 0;
    for (int passed = 0; states > 0 && passed < which && from < lines.count; from++)
        passed += state_file_ends(lines.list[from]);
    if (states > 0 && which >= states)
        states = err_set(err, "%s has %d states, there is no number %d", path, states, which + 1);
    else if (states > 0 && load_lines(shell, path, &lines, from, err))
        states = -1;
    if (states > 0)
        tell_state(shell, path, which, states);
    strs_free(&lines);
    return states;
}

/* A table leaves no room for other models. */
static size_t collect_names(struct shell *shell)
{
    size_t count = 0;
    shell->names = mem_new(shell->models.count + shell->tables.count + 2, sizeof *shell->names);
    for (int i = 0; i < 2; i++)
        if (shell->own[i])
            shell->names[count++] = shell->own[i]->name;
    for (size_t i = 0; i < shell->tables.count; i++)
        shell->names[count++] = shell->tables.list[i];
    for (size_t i = 0; !shell->tables.count && i < shell->models.count; i++)
        shell->names[count++] = shell->models.list[i].name;
    return count;
}

void shell_start(struct shell *shell, struct app_setup *setup)
{
    const struct event nothing = {.kind = EVENT_NONE};
    course_read(&shell->course, shell->lessons);
    watch_start(&shell->watch);
    if (shell->watch.fd >= 0)
        shell->world.sources[shell->world.source_count++] =
            (struct world_source){shell->watch.fd, false, read_lesson_again};
    known_models_find(&shell->models);
    setup->model_count = (int)collect_names(shell);
    setup->models = shell->names;
    setup->folder = getcwd(shell->folder, sizeof shell->folder);
    offer_course(shell, setup);
    shell->needs_model = setup->text != NULL;
    shell->presents = setup->face != NULL;
    shell->app = app_new(setup);
    shell->world.screen = app_screen(shell->app);
    shell->world.carry_out = carry_out;
    world_event(&shell->world, &nothing); /* what it asks for to begin with */
}

void shell_end(struct shell *shell)
{
    app_free(shell->app);
    known_models_free(&shell->models);
    strs_free(&shell->tables);
    course_free(&shell->course);
    watch_end(&shell->watch);
    free(shell->lesson);
    strs_free(&shell->opened);
    free(shell->names);
}
