#include "shell/paneled.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "panel/panel.h"
#include "shell/data.h"
#include "shell/variant.h"

struct paneled {
    const struct panel *panel;
    void *own;
    struct screen screen;
    struct bench bench;
};

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
    err_set(&err, "nothing of this kind is loaded here");
    return answer_failed(effect->asker, &err);
}

/* Until it asks for nothing more: 0, or −1 with the reason why it does not get it. */
static int serve(const struct panel *panel, void *own, struct bench *bench, struct err *err)
{
    err->text[0] = '\0';
    for (bool asked = true; asked;) {
        struct effects effects = screen_take_effects(bench->screen);
        asked = effects.count > 0;
        for (size_t i = 0; i < effects.count; i++) {
            struct answer answer = answer_to(&effects.list[i]);
            if (answer.kind == ANSWER_FAILED)
                err_set(err, "%s", answer.text);
            if (panel->take && answer.kind == panel->takes)
                panel->take(own, bench, &answer);
            else
                answer_free(&answer);
        }
        effects_free(&effects);
    }
    return err->text[0] ? -1 : 0;
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

static void set_bench(struct bench *bench, struct screen *screen,
                      const struct paneled_subject *subject)
{
    const struct strs *lines = subject->changes;
    *bench = (struct bench){.screen = screen,
                            .model = subject->model,
                            .run = subject->run,
                            .unchanged = subject->unchanged,
                            .curves = subject->curves,
                            .picture = subject->picture};
    for (int b = 0; b < bench->run->count; b++)
        strs_add(&bench->texts, bench->run->sentences[b].text);
    for (size_t i = 0; i < lines->count; i++)
        strs_add(&bench->interventions, lines->list[i]);
    know_models(&bench->models, bench->model);
}

/* Without its panel. */
static void free_bench(struct paneled *p)
{
    strs_free(&p->bench.texts);
    strs_free(&p->bench.interventions);
    ring_free(&p->bench.models);
    screen_clear(&p->screen);
    free(p);
}

struct paneled *paneled_open(const struct paneled_subject *subject, const char *command, int rows,
                             int columns, struct err *err)
{
    static const struct screen_kind nobody = {0};
    const char *words, *missing;
    const struct panel *panel = panel_find(command, &words);
    if (!panel) {
        struct str names = {0};
        paneled_names(&names);
        err_set(err, "there is no panel \"%s\": there are %s", command, names.text);
        str_free(&names);
        return NULL;
    }
    if ((missing = panel_missing(panel, &subject->run->config))) {
        err_set(err, "%s", missing);
        return NULL;
    }
    struct paneled *p = mem_new(1, sizeof *p);
    p->panel = panel;
    screen_init(&p->screen, &nobody);
    p->screen.rows = rows;
    p->screen.columns = columns;
    set_bench(&p->bench, &p->screen, subject);
    p->own = panel->open(&p->bench, words, err);
    if (!p->own) {
        free_bench(p);
        return NULL;
    }
    if (serve(panel, p->own, &p->bench, err)) {
        paneled_close(p);
        return NULL;
    }
    return p;
}

void paneled_draw(struct grid *grid, struct rect rect, const struct paneled *p)
{
    p->panel->draw(p->own, &p->bench, grid, rect);
}

void paneled_close(struct paneled *p)
{
    if (!p)
        return;
    p->panel->close(p->own);
    free_bench(p);
}

void paneled_names(struct str *out)
{
    const char *between = "";
    for (int id = 0; id < REQUEST_COUNT; id++)
        if (panel_of((enum request_id)id)) {
            str_format(out, "%s%s", between, panel_of((enum request_id)id)->opens.name);
            between = ", ";
        }
}
