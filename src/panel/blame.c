#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "study/blame.h"
#include "view/blame.h"

/* Where a translation went wrong, held against a reference. */

struct blame_panel {
    char *reference;
    struct blame *blame; /* NULL: this sentence cannot be compared, why is in: */
    struct err err;
    int sentence;
    int first; /* the first word in sight */
};

static void refresh_blame(void *own, struct bench *bench)
{
    struct blame_panel *p = own;
    blame_free(p->blame);
    p->blame = NULL;
    p->sentence = bench->picture.sentence;
    if (bench->run)
        p->blame = blame_new(bench->model, bench->run->sentences[p->sentence].text, p->reference,
                             NULL, &p->err);
}

static void follow_sentence(void *own, struct bench *bench)
{
    const struct blame_panel *p = own;
    if (p->sentence != bench->picture.sentence)
        refresh_blame(own, bench);
}

static void close_blame(void *own)
{
    struct blame_panel *p = own;
    blame_free(p->blame);
    free(p->reference);
    free(p);
}

static void *open_blame(struct bench *bench, const char *words, struct err *err)
{
    struct blame_panel *p = mem_new(1, sizeof *p);
    p->reference = mem_text(words);
    refresh_blame(p, bench);
    if (p->blame)
        return p;
    *err = p->err;
    close_blame(p);
    return NULL;
}

static enum panel_reply request_blame(void *own, struct bench *bench, enum request_id request,
                                      struct err *err)
{
    struct blame_panel *p = own;
    int rows = p->blame ? p->blame->count : 0;
    (void)bench, (void)err;
    if (request == REQUEST_CELL_DOWN)
        p->first += p->first + 1 < rows;
    else if (request == REQUEST_CELL_UP)
        p->first -= p->first > 0;
    else
        return PANEL_PASSES;
    return PANEL_TOOK;
}

static void draw_blame(const void *own, const struct bench *bench, struct grid *grid,
                       struct rect rect)
{
    const struct blame_panel *p = own;
    (void)bench;
    if (p->blame)
        blame_draw(grid, rect, p->blame, p->first);
    else
        grid_put_cut(grid, rect, 0, 0, rect.columns, STYLE_ERROR, p->err.text);
}

static void save_blame(const void *own, const struct bench *bench, struct str *out)
{
    const struct blame_panel *p = own;
    (void)bench;
    str_format(out, "blame %s\n", p->reference);
    panel_save_moves(out, "cell-down", p->first);
}

const struct panel panel_blame = {
    .opens = {.id = REQUEST_BLAME,
              .name = "blame",
              .bindings =
                  {{CONTEXT_PICTURE,
                    {"W"},
                    .help = "where did it go wrong: asks for a reference, and what is to blame"}},
              .arguments = {ARGUMENT_TEXT}},
    .title = "where did it go wrong",
    .reads = "The model without interventions, held against a reference: first what is to "
             "blame; then the scores, ln P per word, of the reference and of what beams find: "
             "is the reference better, then the search is to blame; then every word of the "
             "reference after the words before it: its probability, its rank, what the model "
             "would write instead, and its rank with all weight on the place that suits it "
             "best. j and k scroll.",
    .needs = PANEL_NEEDS_WRITING,
    .asks = true,
    .open = open_blame,
    .draw = draw_blame,
    .save = save_blame,
    .refresh = refresh_blame,
    .moved = follow_sentence,
    .request = request_blame,
    .close = close_blame,
};
