#include "panel/panel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "draw/para.h"
#include "view/replay.h"

/* The snapshots of the training of the model on screen. */

struct replay_panel {
    long step; /* that was asked for */
    struct snapshots *snapshots;
    struct replay replay;
};

/* clang-format off */
static const struct key_here keys[] = {
    {REQUEST_STAGE_PREVIOUS, "snapshot", "the snapshot before", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next snapshot", 1, 0},
    {REQUEST_CELL_LEFT, NULL, "the snapshot before", -1, 0},
    {REQUEST_CELL_RIGHT, NULL, "the next snapshot", 1, 0},
    {REQUEST_STEP_PREVIOUS, "sentence", "the sentence before", 0, -1},
    {REQUEST_STEP_NEXT, NULL, "the next sentence", 0, 1},
    {REQUEST_CELL_UP, NULL, "the sentence before", 0, -1},
    {REQUEST_CELL_DOWN, NULL, "the next sentence", 0, 1},
    {REQUEST_ROW_START, NULL, "the start of the training", -FAR, 0},
    {REQUEST_FIRST_STEP, NULL, "the start of the training", -FAR, 0},
    {REQUEST_ROW_END, NULL, "the end of the training", FAR, 0},
    {REQUEST_LAST_STEP, NULL, "the end of the training", FAR, 0},
    {REQUEST_PLAY, "play", "go through the snapshots by itself; once more stops", 0, 0},
    {REQUEST_ZOOM_IN, NULL, "there is nothing closer to see here", 0, 0},
    {REQUEST_MATRIX_NEXT, NULL, "only the weights were kept", 0, 0},
    {REQUEST_MATRIX_PREVIOUS, NULL, "only the weights were kept", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

static void ask(const struct bench *bench)
{
    screen_ask(bench->screen, EFFECT_LOAD_SNAPSHOTS, ASKER_PANEL, ring_open_name(&bench->models));
}

static void *open_replay(struct bench *bench, const char *words, struct err *err)
{
    char *end;
    long step = strtol(words, &end, 10);
    if (*end || step < 0) {
        err_set(err, "replay goes to a step of the training, a number from 0, not \"%s\"", words);
        return NULL;
    }
    struct replay_panel *p = mem_new(1, sizeof *p);
    p->step = step;
    ask(bench);
    return p;
}

static void draw_replay(const void *own, const struct bench *bench, struct grid *grid,
                        struct rect rect)
{
    const struct replay_panel *p = own;
    const struct para_run none = {
        STYLE_DIM, 0,
        "There is nothing to replay: no snapshots of the training of this model were kept. "
        "heed train --snapshots PAIRS writes them beside the model."};
    (void)bench;
    if (p->snapshots)
        replay_draw(grid, rect, &p->replay);
    else
        para_draw(grid, rect, &none, 1, 0, 0);
}

static void move(struct replay_panel *p, int snapshots, int sentences)
{
    if (!p->snapshots)
        return;
    p->replay.at += snapshots;
    p->replay.sentence += sentences;
    replay_clamp(&p->replay);
}

static bool at_end(const struct replay_panel *p)
{
    return !p->snapshots || p->replay.at + 1 >= p->snapshots->count;
}

/* Playing from the end begins again. */
static void toggle_play(struct replay_panel *p, struct screen *screen)
{
    if (!screen->playing && at_end(p))
        move(p, -FAR, 0);
    screen_play(screen, !screen->playing && !at_end(p));
}

static enum panel_reply request_replay(void *own, struct bench *bench, enum request_id request,
                                       struct err *err)
{
    struct replay_panel *p = own;
    const struct key_here *key = key_here(keys, request);
    (void)err;
    if (!key)
        return PANEL_PASSES;
    if (request == REQUEST_PLAY)
        toggle_play(p, bench->screen);
    else if (!key->across && !key->down)
        screen_say(bench->screen, false, "%s", key->help);
    move(p, key->across, key->down);
    return PANEL_TOOK;
}

static bool play_replay(void *own, struct bench *bench)
{
    (void)bench;
    move(own, 1, 0);
    return !at_end(own);
}

/* Those of the model before are gone; the same step is looked for in those of the new one. */
static void another_model(void *own, struct bench *bench)
{
    struct replay_panel *p = own;
    snapshots_free(p->snapshots);
    p->snapshots = NULL;
    ask(bench);
}

static void take_snapshots(void *own, struct bench *bench, struct answer *answer)
{
    struct replay_panel *p = own;
    (void)bench;
    snapshots_free(p->snapshots);
    p->snapshots = answer->snapshots;
    p->replay =
        (struct replay){.snapshots = p->snapshots, .at = replay_find(p->snapshots, p->step)};
}

static void save_replay(const void *own, const struct bench *bench, struct str *out)
{
    const struct replay_panel *p = own;
    (void)bench;
    str_format(out, "replay %ld\n", p->snapshots ? p->snapshots->list[p->replay.at].step : p->step);
    panel_save_moves(out, "step-next", p->replay.sentence);
}

static void close_replay(void *own)
{
    struct replay_panel *p = own;
    snapshots_free(p->snapshots);
    free(p);
}

const struct panel panel_replay = {
    .opens = {.id = REQUEST_REPLAY,
              .name = "replay",
              .bindings = {{CONTEXT_PICTURE,
                            {"R"},
                            .help = "the training of this model, from snapshot to snapshot; or "
                                    "from the one at a step"}},
              .arguments = {ARGUMENT_TEXT}},
    .title = "replay of the training",
    .reads = "How this model came to be: a few sentences at some steps of its training. The "
             "grid has the attention, of a translation while the given one is forced; the line "
             "under the sentence is what the model answered by itself at that time.",
    .keys = keys,
    .needs = PANEL_NEEDS_WORDS,
    .open = open_replay,
    .draw = draw_replay,
    .save = save_replay,
    .model = another_model,
    .request = request_replay,
    .play = play_replay,
    .takes = ANSWER_SNAPSHOTS,
    .take = take_snapshots,
    .close = close_replay,
};
