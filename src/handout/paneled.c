#include "handout/paneled.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "panel/panel.h"
#include "shell/data.h"
#include "shell/variant.h"

/* The panel of a command; NULL: it opens none. */
static const struct panel *find_panel(const char *command, size_t n)
{
    for (int id = 0; id < REQUEST_COUNT; id++) {
        const struct panel *panel = panel_of((enum request_id)id);
        if (panel && strlen(panel->opens.name) == n && !memcmp(panel->opens.name, command, n))
            return panel;
    }
    return NULL;
}

static bool can_show(const struct panel *panel, const struct config *config)
{
    switch (panel->needs) {
    case PANEL_NEEDS_RUN:
        break;
    case PANEL_NEEDS_WORDS:
        return config_reads_words(config);
    case PANEL_NEEDS_WRITING:
        return config_writes_words(config);
    }
    return true;
}

/* ---- what a panel asks for ---- */

static struct answer answer_model(const struct effect *effect)
{
    struct err err;
    struct model *model = variant_open(effect->text, &err);
    return model ? (struct answer){.kind = ANSWER_MODEL, .asker = effect->asker, .model = model}
                 : answer_failed(effect->asker, &err);
}

static struct answer answer_sentences(const struct effect *effect)
{
    struct strs *texts = mem_new(1, sizeof *texts);
    data_sentences(effect->text, texts);
    return (struct answer){.kind = ANSWER_SENTENCES, .asker = effect->asker, .sentences = texts};
}

static struct answer answer_snapshots(const struct effect *effect)
{
    struct err err;
    char *path = data_model_path(effect->text, &err);
    struct snapshots *snapshots = path ? data_open_snapshots(path, &err) : NULL;
    free(path);
    return snapshots ? (struct answer){.kind = ANSWER_SNAPSHOTS,
                                       .asker = effect->asker,
                                       .snapshots = snapshots}
                     : answer_failed(effect->asker, &err);
}

static struct answer answer_to(const struct effect *effect)
{
    struct err err;
    if (effect->kind == EFFECT_LOAD_MODEL)
        return answer_model(effect);
    if (effect->kind == EFFECT_LOAD_SENTENCES)
        return answer_sentences(effect);
    if (effect->kind == EFFECT_LOAD_SNAPSHOTS)
        return answer_snapshots(effect);
    err_set(&err, "nothing of this kind stands on paper");
    return answer_failed(effect->asker, &err);
}

/* Until it asks for nothing more. */
static void serve(const struct panel *panel, void *own, struct bench *bench)
{
    for (bool asked = true; asked;) {
        struct effects effects = screen_take_effects(bench->screen);
        asked = effects.count > 0;
        for (size_t i = 0; i < effects.count; i++) {
            struct answer answer = answer_to(&effects.list[i]);
            if (panel->take && answer.kind == panel->takes)
                panel->take(own, bench, &answer);
            else
                answer_free(&answer);
        }
        effects_free(&effects);
    }
}

/* ---- the bench ---- */

static void know_models(struct ring *ring, const struct model *model)
{
    struct known_models models;
    known_models_find(&models);
    const char **names = mem_new(models.count + 1, sizeof *names);
    for (size_t i = 0; i < models.count; i++)
        names[i] = models.list[i].name;
    ring_start(ring, names, (int)models.count, NULL);
    ring->open = ring_add(ring, model->name);
    ring_learn(ring, ring->open, model);
    free(names);
    known_models_free(&models);
}

/* Runs, model and lines stay the scene's. */
static void set_bench(struct bench *bench, struct screen *screen, const struct scene *scene,
                      bool revealed)
{
    struct trace *run = revealed || !scene->opened ? scene->run : scene->opened;
    const struct strs *lines = revealed ? &scene->all : &scene->opens;
    *bench = (struct bench){.screen = screen,
                            .model = scene->other ? scene->other : scene->model,
                            .run = run,
                            .curves = scene->page->view.curves,
                            .picture = scene_picture(scene, revealed)};
    if (lines->count)
        bench->unchanged = scene->before[run == scene->opened];
    for (int b = 0; b < run->count; b++)
        strs_add(&bench->texts, run->sentences[b].text);
    for (size_t i = 0; i < lines->count; i++)
        strs_add(&bench->interventions, lines->list[i]);
    know_models(&bench->models, bench->model);
}

bool paneled_draw(struct grid *grid, const struct scene *scene, bool revealed, const char *command)
{
    static const struct screen_kind nobody = {0};
    size_t n = strcspn(command, " ");
    const char *words = command + n + strspn(command + n, " ");
    const struct panel *panel = find_panel(command, n);
    struct screen screen;
    struct bench bench;
    struct err err;
    void *own = NULL;
    if (!panel || !can_show(panel, &scene->run->config))
        return false;
    screen_init(&screen, &nobody);
    screen.rows = grid->rows;
    screen.columns = grid->columns;
    set_bench(&bench, &screen, scene, revealed);
    own = panel->open(&bench, words, &err);
    if (own) {
        serve(panel, own, &bench);
        panel->draw(own, &bench, grid, grid_whole(grid));
        panel->close(own);
    }
    strs_free(&bench.texts);
    strs_free(&bench.interventions);
    ring_free(&bench.models);
    screen_clear(&screen);
    return own != NULL;
}
