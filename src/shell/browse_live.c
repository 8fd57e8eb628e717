#include "shell/browse_live.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "browse/browser.h"
#include "dialect/runnable.h"
#include "inspect/finding.h"
#include "shell/loop.h"
#include "shell/scripted.h"
#include "shell/shell.h"
#include "study/units.h"
#include "term/term.h"

/* A thread walks through the file: what the screen asks for first, then, if that was asked for,
 * through all tensors. It alone reads values while it runs. */

enum { MEASURED_AT_ONCE = 1 << 30 }; /* bytes of a file that is measured without being asked */

struct browse_world {
    struct world world; /* first, so that it is one */
    struct browser *browser;
    const struct browse_session *session; /* NULL: on top of another screen */
    const struct tensors *file;
    int count; /* tensors */
    bool threaded;

    pthread_t thread;
    pthread_mutex_t lock; /* over all that follows */
    pthread_cond_t changed;
    struct asker asker; /* who wants `line` */
    enum effect_kind wanted;
    char *line; /* what is wanted, or NULL */
    bool sweeping, over;
    int next; /* tensor to measure */
    struct answer *answers;
    size_t answer_count, answer_capacity;
    int pipe[2]; /* a byte for every answer */
};

/* ---- the thread ---- */

struct walker {
    struct patience patience; /* first, so that it is one */
    struct browse_world *world;
    bool asked; /* for what somebody waits for: its patience is told */
};

static void add_answer(struct browse_world *w, struct answer answer)
{
    pthread_mutex_lock(&w->lock);
    w->answers = mem_grow(w->answers, &w->answer_capacity, w->answer_count + 1, sizeof *w->answers);
    w->answers[w->answer_count++] = answer;
    bool first = w->answer_count == 1;
    pthread_mutex_unlock(&w->lock);
    if (first && write(w->pipe[1], "", 1) != 1)
        return; /* the other end is gone: nobody wants to know */
}

/* Goes on unless somebody wants something else by now. */
static bool walk_on(struct patience *patience, double done)
{
    struct walker *walker = (struct walker *)patience;
    struct browse_world *w = walker->world;
    pthread_mutex_lock(&w->lock);
    bool goes_on = !w->over && !w->line;
    bool told = w->answer_count > 0;
    pthread_mutex_unlock(&w->lock);
    if (goes_on && walker->asked && !told)
        add_answer(w, (struct answer){.kind = ANSWER_FINDING, .finding = finding_progress(done)});
    return goes_on;
}

/* What the units of the model do on a file of sentences. */
static struct answer measure_units(const struct browse_world *w, const char *path,
                                   struct asker asker, struct patience *patience, struct err *err)
{
    const struct browse_session *session = w->session;
    char *name = model_name(session->models[0]);
    struct units *units = mem_new(1, sizeof *units);
    struct model *model = runnable_open(session->models[0], name, &session->wishes, NULL, err);
    bool done = model && units_measure(units, model, path, patience, err) == 0;
    model_free(model);
    free(name);
    if (done)
        return (struct answer){.kind = ANSWER_UNITS, .asker = asker, .units = units};
    free(units);
    return answer_failed(asker, err);
}

/* What a line asks for, or why it cannot be; with an empty line when it was given up. */
static struct answer look_at(const struct browse_world *w, enum effect_kind wanted,
                             const char *line, struct asker asker, struct patience *patience)
{
    struct err err;
    if (wanted == EFFECT_UNITS)
        return measure_units(w, line, asker, patience, &err);
    struct finding *finding = finding_new(w->file, line, patience, &err);
    return finding ? (struct answer){.kind = ANSWER_FINDING, .asker = asker, .finding = finding}
                   : answer_failed(asker, &err);
}

static void look_in_thread(struct browse_world *w, enum effect_kind wanted, char *line,
                           struct asker asker)
{
    struct walker walker = {{walk_on}, w, true};
    struct answer answer = look_at(w, wanted, line, asker, &walker.patience);
    if (answer.kind == ANSWER_FAILED && !answer.text[0])
        answer_free(&answer);
    else
        add_answer(w, answer);
    free(line);
}

static void measure_next(struct browse_world *w)
{
    struct walker walker = {{walk_on}, w, false};
    const struct tensor *tensor = tensors_at(w->file, (size_t)w->next);
    struct finding *finding =
        tensor->dtype == DTYPE_OTHER ? NULL : finding_measured(tensor, w->next, &walker.patience);
    if (finding)
        add_answer(w, (struct answer){.kind = ANSWER_FINDING, .finding = finding});
    if (finding || tensor->dtype == DTYPE_OTHER)
        w->next++;
}

static void *walk_file(void *data)
{
    struct browse_world *w = data;
    pthread_mutex_lock(&w->lock);
    while (!w->over) {
        char *line = w->line;
        struct asker asker = w->asker;
        enum effect_kind wanted = w->wanted;
        bool measures = !line && w->sweeping && w->next < w->count;
        w->line = NULL;
        if (!line && !measures) {
            pthread_cond_wait(&w->changed, &w->lock);
            continue;
        }
        pthread_mutex_unlock(&w->lock);
        if (line)
            look_in_thread(w, wanted, line, asker);
        else
            measure_next(w);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

/* ---- effects and news ---- */

/* What the thread found out since the last time. */
static void take_news(struct world *world)
{
    struct browse_world *w = (struct browse_world *)world;
    char bytes[64];
    if (read(w->pipe[0], bytes, sizeof bytes) < 0)
        return;
    pthread_mutex_lock(&w->lock);
    struct answer *answers = w->answers;
    size_t count = w->answer_count;
    w->answers = NULL;
    w->answer_count = w->answer_capacity = 0;
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < count; i++) {
        struct event event = {.kind = EVENT_ANSWER, .answer = answers[i]};
        world_event(world, &event);
    }
    free(answers);
}

static void ask_thread(struct browse_world *w, const struct effect *effect)
{
    pthread_mutex_lock(&w->lock);
    if (effect->kind != EFFECT_MEASURE) {
        free(w->line);
        w->line = mem_text(effect->text);
        w->wanted = effect->kind;
        w->asker = effect->asker;
    } else {
        w->sweeping = true;
    }
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
}

/* In a script everything happens at once. */
static void do_at_once(struct browse_world *w, const struct effect *effect)
{
    if (effect->kind == EFFECT_MEASURE) {
        for (w->next = 0; w->next < w->count; w->next++) {
            struct finding *finding =
                tensors_at(w->file, (size_t)w->next)->dtype == DTYPE_OTHER
                    ? NULL
                    : finding_measured(tensors_at(w->file, (size_t)w->next), w->next, NULL);
            if (finding)
                world_answer(&w->world,
                             (struct answer){.kind = ANSWER_FINDING, .finding = finding});
        }
        return;
    }
    world_answer(&w->world, look_at(w, effect->kind, effect->text, effect->asker, NULL));
}

/* ---- the laboratory on top ---- */

struct lab_inside {
    struct shell shell; /* first, so that it is one */
    struct model *models[2];
    char *text;
    struct asker asker; /* who waits for the end of it */
    bool numbers;       /* a file has no words */
};

/* Opens model `which` for it; of two files of one name, each has a letter behind. */
static int open_model(struct lab_inside *inside, const struct browse_session *session, int which,
                      struct err *err)
{
    bool ours;
    const char *path = session->models[which];
    char *name = model_name(path),
         *other = session->models[1] ? model_name(session->models[!which]) : NULL;
    bool same = other && strcmp(name, other) == 0;
    char *unique = mem_format("%s%s", name, !same ? "" : which ? "-B" : "-A");
    struct model *model = runnable_open(path, unique, &session->wishes, &ours, err);
    if (model && ours) { /* its weights can be looked at in their file */
        strs_add(&inside->shell.opened, unique);
        strs_add(&inside->shell.opened, path);
    }
    inside->numbers = inside->numbers || !ours;
    inside->models[which] = model;
    inside->shell.own[which] = model;
    free(unique);
    free(other);
    free(name);
    return model ? 0 : -1;
}

static void free_lab(struct lab_inside *inside)
{
    model_free(inside->models[0]);
    model_free(inside->models[1]);
    free(inside->text);
    free(inside);
}

/* Back from there: by going back, or to leave the program. */
static void lab_returned(struct world *world)
{
    struct lab_inside *inside = (struct lab_inside *)world->inside;
    if (inside->shell.back)
        world_answer(world, answer_done(inside->asker, ""));
    else
        world->over = true;
    shell_end(&inside->shell);
    free_lab(inside);
}

/* The second model beside the first one, and the difference of the two. */
static int compare_models(struct lab_inside *inside, struct err *err)
{
    char *line = mem_format("compare %s", inside->models[1]->name);
    int result = shell_command(&inside->shell, line, err) ||
                 shell_command(&inside->shell, "difference", err);
    free(line);
    return result;
}

static void open_lab(struct browse_world *w, const struct effect *effect)
{
    struct err err;
    struct lab_inside *inside = mem_new(1, sizeof *inside);
    inside->text = mem_text(effect->text);
    inside->asker = effect->asker;
    bool two = w->session->models[1] != NULL;
    if (open_model(inside, w->session, 0, &err) ||
        (two && open_model(inside, w->session, 1, &err))) {
        strs_free(&inside->shell.opened);
        free_lab(inside);
        world_answer(&w->world, answer_failed(effect->asker, &err));
        return;
    }
    inside->shell.world.start = world_theme(&w->world);
    struct app_setup setup = {.text = inside->text, .inside = true};
    shell_start(&inside->shell, &setup);
    w->world.inside = &inside->shell.world;
    w->world.returned = lab_returned;
    if (two && compare_models(inside, &err))
        world_answer(&inside->shell.world, answer_failed((struct asker){0}, &err));
    else if (inside->numbers && !w->session->wishes.source_words)
        world_answer(&inside->shell.world,
                     answer_done((struct asker){0},
                                 "words are numbers: --source-vocab and --target-vocab name them"));
}

static void carry_out(struct world *world, const struct effect *effect)
{
    struct browse_world *w = (struct browse_world *)world;
    if (effect->kind == EFFECT_QUIT)
        world->over = true;
    else if (effect->kind == EFFECT_INSIDE)
        open_lab(w, effect);
    else if (effect->kind == EFFECT_LOOK || effect->kind == EFFECT_MEASURE ||
             effect->kind == EFFECT_UNITS)
        (w->threaded ? ask_thread : do_at_once)(w, effect);
}

/* ---- running it ---- */

static int run_person(struct browse_world *w, bool small)
{
    struct err err;
    struct term_options options = {0};
    struct loop_front terminal = loop_terminal;
    if (pipe(w->pipe)) {
        err_set(&err, "no pipe: too many open files?");
        return command_failed(&err);
    }
    if (term_start(&options, &w->world.start, &err))
        return command_failed(&err);
    w->threaded = true;
    w->sweeping = small;
    w->world.sources[0] = (struct world_source){w->pipe[0], true, take_news};
    w->world.source_count = 1;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->changed, NULL);
    pthread_create(&w->thread, NULL, walk_file, w);
    loop_run(&terminal, &w->world);
    term_stop();
    pthread_mutex_lock(&w->lock);
    w->over = true;
    pthread_cond_signal(&w->changed);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    for (size_t i = 0; i < w->answer_count; i++)
        answer_free(&w->answers[i]);
    free(w->answers);
    free(w->line);
    close(w->pipe[0]);
    close(w->pipe[1]);
    return EXIT_DONE;
}

/* With the file that it is about. */
struct inside {
    struct browse_world browse; /* first, so that it is one */
    struct tensors *file;
    struct inventory *inventory;
    struct strs words; /* none were given */
    char *path;
};

struct world *browse_inside(const char *path, const char *tensor, size_t row, size_t column,
                            struct err *err)
{
    const struct event nothing = {.kind = EVENT_NONE};
    struct tensors *file = tensors_open(path, err);
    if (!file)
        return NULL;
    struct inside *inside = mem_new(1, sizeof *inside);
    struct browse_world *w = &inside->browse;
    inside->path = mem_text(path);
    inside->file = file;
    inside->inventory = inventory_new(file);
    w->file = file;
    w->count = inside->inventory->count;
    w->browser = browser_new(inside->path, inside->inventory, &inside->words, tensor);
    browser_begin_at(w->browser, row, column);
    w->world.screen = browser_screen(w->browser);
    w->world.carry_out = carry_out;
    world_event(&w->world, &nothing); /* what it asks for to begin with */
    return &w->world;
}

void browse_inside_end(struct world *world)
{
    struct inside *inside = (struct inside *)world;
    browser_free(inside->browse.browser);
    inventory_free(inside->inventory);
    tensors_close(inside->file);
    free(inside->path);
    free(inside);
}

int browse_live(const struct command *command, const struct browse_session *session,
                const struct tensors *file, struct inventory *inventory)
{
    struct browse_world w = {.session = session, .file = file, .count = inventory->count};
    struct err err = {""};
    int result;
    w.browser = browser_new(session->path, inventory, session->words, session->tensor);
    w.world.screen = browser_screen(w.browser);
    w.world.carry_out = carry_out;
    if (session->models[0])
        browser_offer_runs(w.browser, session->sentence, session->sentences);
    if (session->script) {
        struct scripted scripted = {.path = session->script,
                                    .rows = session->sized ? session->rows : 24,
                                    .columns = session->sized ? session->columns : 80,
                                    .text = session->text};
        result = scripted_run(&scripted, &w.world, &err) ? command_failed(&err) : EXIT_DONE;
    } else {
        result = run_person(&w, inventory->bytes <= MEASURED_AT_ONCE);
    }
    (void)command;
    browser_free(w.browser);
    return result;
}
