#include "panel/beam.h"

#include <stdlib.h>

#include "base/mem.h"
#include "beams/tree.h"
#include "panel/panel.h"

/* The tree of a beam search for the sentence on screen, under everything that is changed. */

struct beam_panel {
    struct search *search; /* of bench->run */
    struct search_view view;
    int width;
};

enum { WIDTH = 4 };

/* clang-format off */
static const struct key_here keys[] = {
    {REQUEST_STAGE_PREVIOUS, "word", "the word before of this hypothesis", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next word of this hypothesis", 1, 0},
    {REQUEST_STEP_PREVIOUS, "hypothesis", "the hypothesis above", 0, -1},
    {REQUEST_STEP_NEXT, NULL, "the hypothesis below", 0, 1},
    {REQUEST_CELL_UP, NULL, "the word before of this hypothesis", -1, 0},
    {REQUEST_CELL_DOWN, NULL, "the next word of this hypothesis", 1, 0},
    {REQUEST_ROW_START, NULL, "the first word", -FAR, 0},
    {REQUEST_ROW_END, NULL, "the last word", FAR, 0},
    {REQUEST_FIRST_STEP, NULL, "the first line of the tree", 0, -FAR},
    {REQUEST_LAST_STEP, NULL, "the last line of the tree", 0, FAR},
    {REQUEST_ROW_MAXIMUM, NULL, "the source word that this step looks at most", 0, 0},
    {REQUEST_CELL_LEFT, "cell", "the source word to the left, in the attention", 0, 0},
    {REQUEST_CELL_RIGHT, NULL, "the source word to the right", 0, 0},
    {REQUEST_MATRIX_NEXT, "pruned", "what fell out of the beam too, or no longer", 0, 0},
    {REQUEST_MATRIX_PREVIOUS, NULL, "the same", 0, 0},
    {REQUEST_ZOOM_IN, "inside",
     "look inside this hypothesis: it is written in place of the greedy one, until z", 0, 0},
    {REQUEST_PLAY, NULL, "there is nothing to play here", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

/* Searches anew. The old search may be of a run that is gone, so nothing of it is read. */
static void search_again(struct beam_panel *p, const struct bench *bench)
{
    search_free(p->search);
    p->search = NULL;
    p->view.search = NULL;
    if (!bench->run)
        return;
    p->search = search_new(bench->run, bench->picture.sentence, p->width);
    search_view_start(&p->view, p->search);
}

static void *open_beam(struct bench *bench, const char *words, struct err *err)
{
    (void)err; /* the width was read by the table of arguments */
    struct beam_panel *p = mem_new(1, sizeof *p);
    p->width = *words ? atoi(words) : WIDTH;
    search_again(p, bench);
    return p;
}

static void draw_beam(const void *own, const struct bench *bench, struct grid *grid,
                      struct rect rect)
{
    const struct beam_panel *p = own;
    struct search_view nothing = {.leaf = -1};
    beam_tree_draw(grid, rect, bench->run ? &p->view : &nothing);
}

static void refresh_beam(void *own, struct bench *bench)
{
    search_again(own, bench);
}

static void follow_sentence(void *own, struct bench *bench)
{
    struct beam_panel *p = own;
    if (p->search && p->search->sentence != bench->picture.sentence)
        search_again(p, bench);
}

/* Makes the selected hypothesis what the run writes, and leaves for the picture of it. */
static enum panel_reply look_inside(const struct beam_panel *p, struct bench *bench,
                                    struct err *err)
{
    struct str line = {0};
    bool final = p->search->nodes[p->view.leaf].rank > 0;
    str_add(&line, final ? "reference " : "force ");
    search_translation(p->search, p->view.leaf, &line);
    int result = bench_change(bench, line.text, err);
    if (result == 0)
        screen_say(bench->screen, false, "inside this hypothesis; z leads back to the tree");
    str_free(&line);
    return result ? PANEL_REFUSES : PANEL_INSIDE;
}

static enum panel_reply change_width(struct beam_panel *p, struct bench *bench, int by,
                                     struct err *err)
{
    if (p->width + by < 1)
        err_set(err, "a beam of width 1 is greedy decoding: there is none narrower");
    else if (p->width + by > BEAM_SHOWN)
        err_set(err, "a tree of more than %d is not shown", BEAM_SHOWN);
    else
        p->width += by, err->text[0] = '\0';
    if (err->text[0])
        return PANEL_REFUSES;
    search_again(p, bench);
    return PANEL_TOOK;
}

static enum panel_reply request_beam(void *own, struct bench *bench, enum request_id request,
                                     struct err *err)
{
    struct beam_panel *p = own;
    const struct key_here *key = key_here(keys, request);
    if (request == REQUEST_NARROWER || request == REQUEST_WIDER)
        return change_width(p, bench, request == REQUEST_WIDER ? 1 : -1, err);
    if (!key || !bench->run || p->view.leaf < 0)
        return PANEL_PASSES;
    switch (request) {
    case REQUEST_CELL_LEFT:
    case REQUEST_CELL_RIGHT:
        search_view_source(&p->view, request == REQUEST_CELL_LEFT ? -1 : 1);
        break;
    case REQUEST_MATRIX_NEXT:
    case REQUEST_MATRIX_PREVIOUS:
        search_view_fallen(&p->view, !p->view.fallen);
        break;
    case REQUEST_ZOOM_IN:
        return look_inside(p, bench, err);
    case REQUEST_PLAY:
        screen_say(bench->screen, false, "%s", key->help);
        break;
    default: /* the moves; each ends at the largest weight of its row */
        search_view_line(&p->view, key->down);
        search_view_step(&p->view, key->across);
    }
    return PANEL_TOOK;
}

/* The number of the selected line, from 0. */
static int line_of(const struct search_view *view)
{
    int line = 0;
    for (int i = 0; view->search->order[i] != view->leaf; i++)
        line += search_view_shows(view, view->search->order[i]) &&
                search_view_ends(view, view->search->order[i]);
    return line;
}

static void save_beam(const void *own, const struct bench *bench, struct str *out)
{
    const struct beam_panel *p = own;
    const struct search_view *view = &p->view;
    (void)bench;
    str_format(out, "beam %d\n", p->width);
    if (view->fallen)
        str_add(out, "matrix-next\n");
    if (!view->search || view->leaf < 0)
        return;
    int source = view->source - search_focus(view->search, search_view_node(view));
    str_add(out, "first-step\n");
    panel_save_moves(out, "step-next", line_of(view));
    panel_save_moves(out, "stage-next", view->step);
    panel_save_moves(out, "cell-right", source);
    panel_save_moves(out, "cell-left", -source);
}

static void close_beam(void *own)
{
    struct beam_panel *p = own;
    search_free(p->search);
    free(p);
}

const struct panel panel_beam = {
    .opens = {.id = REQUEST_BEAM,
              .name = "beam",
              .bindings = {{CONTEXT_PICTURE,
                            {"b"},
                            .help = "the tree of a beam search for this sentence; or of a width"}},
              .arguments = {ARGUMENT_WIDTH}},
    .title = "beam search",
    .reads = "Each line is a hypothesis, from left to right; what several have in common is drawn "
             "once. The score is the log-probability per word: the best final one has rank 1. "
             "\"…\" was still going on when there were enough, × fell out of the beam. The "
             "attention is that of the chosen hypothesis; + and - change the width of the beam. ",
    .keys = keys,
    .needs = PANEL_NEEDS_WRITING,
    .open = open_beam,
    .draw = draw_beam,
    .save = save_beam,
    .refresh = refresh_beam,
    .moved = follow_sentence,
    .request = request_beam,
    .close = close_beam,
};
