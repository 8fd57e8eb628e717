#include "panel/panel.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "panel/wall.h"

/* One formula over pairs of words, and the weights that each model has in it: the same sentence in
 * every model of a name that begins alike ("sentiment-"), side by side. */

enum { MODELS = 9, ACROSS = 3 };

struct implied_panel {
    struct model *models[MODELS]; /* [count] owned */
    struct trace *runs[MODELS];   /* of the sentence on screen */
    struct wall_tile tiles[MODELS];
    int which[MODELS]; /* of the ring */
    int count, chosen;
    int asked; /* the model of the ring that was asked for last */
};

/* clang-format off */
static const struct key_here keys[] = {
    {REQUEST_STAGE_PREVIOUS, "model", "the model before", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next model", 1, 0},
    {REQUEST_STEP_PREVIOUS, NULL, "the row above", 0, -1},
    {REQUEST_STEP_NEXT, NULL, "the row below", 0, 1},
    {REQUEST_CELL_LEFT, NULL, "the model before", -1, 0},
    {REQUEST_CELL_RIGHT, NULL, "the next model", 1, 0},
    {REQUEST_CELL_UP, NULL, "the row above", 0, -1},
    {REQUEST_CELL_DOWN, NULL, "the row below", 0, 1},
    {REQUEST_ZOOM_IN, "open", "this model", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

/* Asks for the next model whose name begins as that of the open one, up to its hyphen. */
static void ask_next(struct implied_panel *p, struct bench *bench)
{
    const struct ring *ring = &bench->models;
    const char *name = bench->model->name, *hyphen = strchr(name, '-');
    size_t same = hyphen ? (size_t)(hyphen - name) + 1 : strlen(name);
    while (++p->asked < (int)ring->count && p->count < MODELS) {
        const char *other = ring->list[p->asked].name;
        if (strncmp(other, name, same) == 0) {
            screen_ask(bench->screen, EFFECT_LOAD_MODEL, ASKER_PANEL, other);
            return;
        }
    }
}

/* Its name without what all of them begin with. */
static const char *own_name(const struct model *model)
{
    const char *hyphen = strchr(model->name, '-');
    return hyphen ? hyphen + 1 : model->name;
}

static void run_one(struct implied_panel *p, const struct bench *bench, int i)
{
    const char *text = bench->run->sentences[bench->picture.sentence].text;
    trace_free(p->runs[i]);
    p->runs[i] = trace_new(p->models[i], &text, 1, NULL);
    p->tiles[i] = (struct wall_tile){
        .trace = p->runs[i], .sheet = sheet_of(Q_IMPLIED), .caption = own_name(p->models[i])};
}

static void *open_implied(struct bench *bench, const char *words, struct err *err)
{
    (void)words;
    if (!trace_has(bench->run, Q_IMPLIED)) {
        err_set(err, "%s has no weights of pairs of words; a classifier has", bench->model->name);
        return NULL;
    }
    struct implied_panel *p = mem_new(1, sizeof *p);
    p->asked = -1;
    bench->picture.zoom = ZOOM_STAGE; /* the keys of a matrix */
    ask_next(p, bench);
    return p;
}

static void take_model(void *own, struct bench *bench, struct answer *answer)
{
    struct implied_panel *p = own;
    ring_learn(&bench->models, p->asked, answer->model);
    p->models[p->count] = answer->model;
    p->which[p->count] = p->asked;
    run_one(p, bench, p->count);
    if (trace_has(p->runs[p->count], Q_IMPLIED)) {
        p->count++;
    } else {
        trace_free(p->runs[p->count]);
        model_free(p->models[p->count]);
        p->runs[p->count] = NULL;
        p->models[p->count] = NULL;
    }
    ask_next(p, bench);
}

static void refresh_implied(void *own, struct bench *bench)
{
    struct implied_panel *p = own;
    for (int i = 0; bench->run && i < p->count; i++)
        run_one(p, bench, i);
}

static void draw_implied(const void *own, const struct bench *bench, struct grid *grid,
                         struct rect rect)
{
    const struct implied_panel *p = own;
    struct str below = {0};
    (void)bench;
    if (!p->count) {
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_DIM, "the models are being opened");
        return;
    }
    config_describe(&p->models[p->chosen]->config, &below);
    str_add(&below, "\n");
    wall_say_colors(&p->tiles[p->chosen], &below);
    wall_draw(grid, rect,
              &(struct wall){.tiles = p->tiles,
                             .count = p->count,
                             .columns = p->count < ACROSS ? p->count : ACROSS,
                             .chosen = p->chosen,
                             .below = below.text});
    str_free(&below);
}

/* The chosen model in the place of the one that is open, at the same matrix. */
static enum panel_reply open_chosen(const struct implied_panel *p, struct bench *bench)
{
    picture_go(&bench->picture, sheet_of(Q_IMPLIED), -1, -1);
    bench_ask_model(bench, bench->models.list[p->which[p->chosen]].name);
    return PANEL_INSIDE;
}

static enum panel_reply request_implied(void *own, struct bench *bench, enum request_id request,
                                        struct err *err)
{
    struct implied_panel *p = own;
    const struct key_here *key = key_here(keys, request);
    (void)err;
    if (!key || (request == REQUEST_ZOOM_IN && !p->count))
        return PANEL_PASSES;
    if (request == REQUEST_ZOOM_IN)
        return open_chosen(p, bench);
    int next = p->chosen + key->across + key->down * ACROSS;
    if (next >= 0 && next < p->count)
        p->chosen = next;
    return PANEL_TOOK;
}

static void save_implied(const void *own, const struct bench *bench, struct str *out)
{
    const struct implied_panel *p = own;
    (void)bench;
    str_add(out, "implied\n");
    panel_save_moves(out, "cell-right", p->chosen);
}

static void close_implied(void *own)
{
    struct implied_panel *p = own;
    for (int i = 0; i < p->count; i++) {
        trace_free(p->runs[i]);
        model_free(p->models[i]);
    }
    free(p);
}

const struct panel panel_implied = {
    .opens = {.id = REQUEST_IMPLIED,
              .name = "implied",
              .bindings = {{CONTEXT_PICTURE,
                            {"I"},
                            .help =
                                "which pairs of words count in each model that is named alike"}}},
    .title = "one formula",
    .reads = "One formula covers all of these models: a sum over pairs of words, each times a "
             "weight. Without attention the weights are always the same: 1 everywhere for plain "
             "pairs, a triangle for a recurrent layer, a band for convolutions, the diagonal for "
             "averaged words. The others have learned theirs; of several heads or hops the first "
             "is shown. Enter opens the chosen model.",
    .keys = keys,
    .needs = PANEL_NEEDS_WORDS,
    .open = open_implied,
    .draw = draw_implied,
    .save = save_implied,
    .refresh = refresh_implied,
    .request = request_implied,
    .takes = ANSWER_MODEL,
    .take = take_model,
    .close = close_implied,
};
