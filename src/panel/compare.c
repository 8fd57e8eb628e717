#include "panel/panel.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/intervention.h"
#include "view/compare.h"
#include "view/difference.h"

/* The same place in another model, or of another sentence, beside the picture. All keys move the
 * picture; what is beside it follows. */

static const struct key_here keys[] = {
    {REQUEST_DIFFERENCE, "A − B", "the other one taken from this one, number by number; and back",
     2, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};

struct compare_panel {
    int other;           /* which model of the ring is the other one; −1: the same one */
    bool minus;          /* A − B instead of both beside each other */
    int part;            /* of it, where the three take turns: enum difference_part */
    bool turning;        /* it was not named: one of the same language is looked for */
    char *text;          /* the other sentence; NULL: the same sentences */
    struct model *model; /* the other model, owned; NULL: the same one, or not here yet */
    struct trace *trace; /* its run */
};

/* Whether an intervention is made in the other run too. What changes words belongs to one
 * sentence. */
static bool is_shared(const struct compare_panel *p, const char *line)
{
    return !p->text || intervention_find(line)->stage != STAGE_ENCODE;
}

static void run_other(struct compare_panel *p, struct bench *bench)
{
    struct strs one = {0}, shared = {0};
    struct err err;
    const struct model *model = p->text ? bench->model : p->model;
    trace_free(p->trace);
    p->trace = NULL;
    if (!model)
        return;
    if (p->text)
        strs_add(&one, p->text);
    for (size_t i = 0; i < bench->interventions.count; i++)
        if (is_shared(p, bench->interventions.list[i]))
            strs_add(&shared, bench->interventions.list[i]);
    struct lab lab = {model, p->text ? &one : &bench->texts, &shared};
    p->trace = lab_run(&lab, &err);
    if (err.text[0])
        screen_say(bench->screen, true, "beside it left out: %s", err.text);
    strs_free(&one);
    strs_free(&shared);
}

/* A sentence in quotes; the closing one may be missing. */
static char *quoted(const char *words)
{
    size_t n = strlen(words + 1);
    return mem_text_n(words + 1, n && words[n] == '"' ? n - 1 : n);
}

/* The model to compare with: the named one, or the one after that on screen. −1 with the reason. */
static int other_model(struct bench *bench, const char *name, struct err *err)
{
    struct ring *ring = &bench->models;
    int next = ring_beside(ring, ring->open, 1);
    if (*name && !ring_is_path(name) && ring_find(ring, name) < 0)
        return err_set(err, "there is no model \"%s\"; a sentence goes in quotes: compare \"%s\"",
                       name, name);
    if (!*name && next == ring->open)
        return err_set(err, "there is one model only; compare \"TEXT\" compares two sentences");
    return *name ? ring_add(ring, name) : next;
}

static void ask(struct compare_panel *p, struct bench *bench)
{
    screen_ask(bench->screen, EFFECT_LOAD_MODEL, ASKER_PANEL, bench->models.list[p->other].name);
}

static void *open_compare(struct bench *bench, const char *words, struct err *err)
{
    bool sentence = *words == '"';
    int other = sentence ? -1 : other_model(bench, words, err);
    if (!sentence && other < 0)
        return NULL;
    struct compare_panel *p = mem_new(1, sizeof *p);
    p->other = other;
    p->part = DIFFERENCE_ITSELF;
    p->turning = !*words;
    if (sentence) {
        p->text = quoted(words);
        run_other(p, bench);
    } else {
        ask(p, bench);
    }
    return p;
}

static void take_model(void *own, struct bench *bench, struct answer *answer)
{
    struct compare_panel *p = own;
    struct ring *ring = &bench->models;
    ring_learn(ring, p->other, answer->model);
    int next = ring_beside(ring, p->other, 1);
    if (p->turning && ring->open >= 0 && next != ring->open &&
        ring_differ(ring, p->other, ring->open)) {
        model_free(answer->model);
        p->other = next;
        ask(p, bench);
        return;
    }
    trace_free(p->trace);
    p->trace = NULL;
    model_free(p->model);
    p->model = answer->model;
    run_other(p, bench);
}

static void refresh_compare(void *own, struct bench *bench)
{
    run_other(own, bench);
}

/* Who A and B are, then their difference. */
static void draw_minus(const struct compare_panel *p, const struct picture *picture,
                       struct grid *grid, struct rect rect)
{
    const struct trace *a = picture->trace, *b = p->trace;
    int other = picture->sentence < b->count ? picture->sentence : 0;
    struct str text = {0};
    if (p->text)
        str_format(&text, "A: %s   B: %s", a->sentences[picture->sentence].text,
                   b->sentences[other].text);
    else
        str_format(&text, "A: %s   B: %s", a->model->name, b->model->name);
    grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_WORD, text.text);
    str_free(&text);
    difference_draw(grid, rect_part(rect, 1, 0, -1, -1), picture, b, (enum difference_part)p->part,
                    &difference_of_two);
}

/* Both show the sentence of the same number where both have it. */
static void draw_compare(const void *own, const struct bench *bench, struct grid *grid,
                         struct rect rect)
{
    const struct compare_panel *p = own;
    const struct picture *picture = &bench->picture;
    int sentence = p->trace && picture->sentence < p->trace->count ? picture->sentence : 0;
    if (p->minus && p->trace)
        draw_minus(p, picture, grid, rect);
    else
        compare_draw(grid, rect, picture, p->trace, p->text ? 0 : sentence);
}

/* D: A − B, and back; Enter turns where its parts take turns. */
static enum panel_reply request_compare(void *own, struct bench *bench, enum request_id request,
                                        struct err *err)
{
    struct compare_panel *p = own;
    (void)err;
    if (request == REQUEST_DIFFERENCE) {
        p->minus = !p->minus;
        if (p->minus)
            bench->picture.zoom = ZOOM_STAGE; /* the keys of a matrix */
        return PANEL_TOOK;
    }
    if (!p->minus || request != REQUEST_ZOOM_IN)
        return PANEL_PASSES;
    p->part = (p->part + 1) % DIFFERENCE_PARTS;
    return PANEL_TOOK;
}

static void save_compare(const void *own, const struct bench *bench, struct str *out)
{
    const struct compare_panel *p = own;
    if (p->text)
        str_format(out, "compare \"%s\"\n", p->text);
    else
        str_format(out, "compare %s\n", bench->models.list[p->other].name);
    if (p->minus)
        str_add(out, "difference\n");
    if (p->minus)
        panel_save_moves(out, "zoom-in",
                         (p->part - DIFFERENCE_ITSELF + DIFFERENCE_PARTS) % DIFFERENCE_PARTS);
}

static void close_compare(void *own)
{
    struct compare_panel *p = own;
    trace_free(p->trace);
    model_free(p->model);
    free(p->text);
    free(p);
}

const struct panel panel_compare = {
    .opens = {.id = REQUEST_COMPARE,
              .name = "compare",
              .bindings = {{CONTEXT_PICTURE,
                            {"B"},
                            .help = "the next model beside this one; or that of a name, or a "
                                    "\"sentence\" in quotes"}},
              .arguments = {ARGUMENT_OTHER}},
    .title = "compared",
    .reads =
        "The same stage, matrix, step and cell in another model or of another sentence. "
        "All keys move both; what one of them does not have is said by its name. Changes "
        "are made in both. D takes the other from this one: A − B, of two models with the same "
        "words or units, or of two sentences of one length. ",
    .needs = PANEL_NEEDS_WORDS,
    .open = open_compare,
    .draw = draw_compare,
    .save = save_compare,
    .request = request_compare,
    .keys = keys,
    .refresh = refresh_compare,
    .takes = ANSWER_MODEL,
    .take = take_model,
    .close = close_compare,
};
