#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "study/influence.h"
#include "view/influence.h"

/* What the word of the cursor's step depends on. */

struct effect_panel {
    struct influence *influence; /* of this place; NULL: there is no run */
    int sentence, step;
    int first; /* the first word in sight */
};

static void measure(void *own, struct bench *bench)
{
    struct effect_panel *p = own;
    influence_free(p->influence);
    p->sentence = bench->picture.sentence;
    p->step = bench->picture.cursor.step;
    p->influence = bench->run ? influence_new(bench->run, p->sentence, p->step) : NULL;
}

static void *open_effect(struct bench *bench, const char *words, struct err *err)
{
    (void)words, (void)err;
    struct effect_panel *p = mem_new(1, sizeof *p);
    measure(p, bench);
    return p;
}

static void follow_step(void *own, struct bench *bench)
{
    const struct effect_panel *p = own;
    if (p->sentence != bench->picture.sentence || p->step != bench->picture.cursor.step)
        measure(own, bench);
}

/* Up and Down move the step in every stage, also in those whose matrices have no steps. */
static enum panel_reply request_effect(void *own, struct bench *bench, enum request_id request,
                                       struct err *err)
{
    struct effect_panel *p = own;
    int *step = &bench->picture.cursor.step, rows = p->influence ? p->influence->count : 0;
    (void)err;
    if (request == REQUEST_STEP_NEXT)
        ++*step;
    else if (request == REQUEST_STEP_PREVIOUS)
        --*step;
    else if (request == REQUEST_CELL_DOWN)
        p->first += p->first + 1 < rows;
    else if (request == REQUEST_CELL_UP)
        p->first -= p->first > 0;
    else
        return PANEL_PASSES;
    picture_clamp(&bench->picture);
    return PANEL_TOOK;
}

static void draw_effect(const void *own, const struct bench *bench, struct grid *grid,
                        struct rect rect)
{
    const struct effect_panel *p = own;
    (void)bench;
    if (p->influence)
        influence_draw(grid, rect, p->influence, p->first);
}

static void save_effect(const void *own, const struct bench *bench, struct str *out)
{
    const struct effect_panel *p = own;
    (void)bench;
    str_add(out, "effect\n");
    panel_save_moves(out, "cell-down", p->first);
}

static void close_effect(void *own)
{
    struct effect_panel *p = own;
    influence_free(p->influence);
    free(p);
}

const struct panel panel_effect = {
    .opens = {.id = REQUEST_EFFECT,
              .name = "effect",
              .bindings = {{CONTEXT_PICTURE,
                            {"E"},
                            .help =
                                "what the word of this step, or the label, depends on, beside its "
                                "attention"}}},
    .title = "attention and effect",
    .reads = "What the word of this step, or the label, depends on, a row for every source word: "
             "its weight; "
             "how much less probable the word is (in nats of ln P) when the source word is "
             "left out and the sentence encoded again; and the gradient of ln P times the "
             "embedding. To the right it speaks for the word, to the left against it. τ says "
             "how far two columns order the words alike. Up and Down go to other steps, j and "
             "k scroll.",
    .needs = PANEL_NEEDS_WORDS,
    .open = open_effect,
    .draw = draw_effect,
    .save = save_effect,
    .refresh = measure,
    .moved = follow_step,
    .request = request_effect,
    .close = close_effect,
};
