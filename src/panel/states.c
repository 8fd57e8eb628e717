#include "panel/panel.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "view/states.h"

/* The states of the sentence among those of a set of sentences. The chosen one is where the
 * cursor of the picture is, so that both stay together. */

struct states_panel {
    enum states_side side;
    struct state_set *set; /* NULL until the sentences are there */
    struct state_map *map; /* NULL: there is no run */
    int sentence;          /* of the batch, that the map is of */
};

/* clang-format off */
static const struct key_here keys[] = {
    {REQUEST_STAGE_PREVIOUS, "word", "the word before", -1, 0},
    {REQUEST_STAGE_NEXT, NULL, "the next word", 1, 0},
    {REQUEST_STEP_PREVIOUS, NULL, "the word before", -1, 0},
    {REQUEST_STEP_NEXT, NULL, "the next word", 1, 0},
    {REQUEST_CELL_LEFT, NULL, "the word before", -1, 0},
    {REQUEST_CELL_RIGHT, NULL, "the next word", 1, 0},
    {REQUEST_CELL_UP, NULL, "the word before", -1, 0},
    {REQUEST_CELL_DOWN, NULL, "the next word", 1, 0},
    {REQUEST_ROW_START, NULL, "the first word", -FAR, 0},
    {REQUEST_FIRST_STEP, NULL, "the first word", -FAR, 0},
    {REQUEST_ROW_END, NULL, "the last word", FAR, 0},
    {REQUEST_LAST_STEP, NULL, "the last word", FAR, 0},
    {REQUEST_MATRIX_NEXT, "side", "the states of the decoder, or those of the encoder", 0, 1},
    {REQUEST_MATRIX_PREVIOUS, NULL, "the same", 0, 1},
    {REQUEST_ZOOM_IN, NULL, "there is nothing closer to see here", 0, 0},
    {REQUEST_PLAY, NULL, "there is nothing to play here", 0, 0},
    {REQUEST_NONE, NULL, NULL, 0, 0},
};
/* clang-format on */

/* The coordinate of the cursor that says which word is chosen. */
static int *place_of(const struct states_panel *p, struct bench *bench)
{
    struct picture_cursor *cursor = &bench->picture.cursor;
    return p->side == STATES_ENCODER ? &cursor->source : &cursor->step;
}

/* Where the cursor is among the words of the sentence; it may stand on padding. */
static int chosen_of(const struct states_panel *p, struct bench *bench)
{
    int place = *place_of(p, bench);
    return place < p->map->own ? place : p->map->own - 1;
}

static void make_map(struct states_panel *p, struct bench *bench)
{
    state_map_free(p->map);
    p->sentence = bench->picture.sentence;
    p->map = bench->run ? state_map_new(p->set, bench->run, p->sentence, p->side) : NULL;
    if (p->map)
        state_map_choose(p->map, chosen_of(p, bench));
}

static void ask(const struct bench *bench)
{
    screen_ask(bench->screen, EFFECT_LOAD_SENTENCES, ASKER_PANEL,
               bench->model->config.source.language);
}

/* Reads "encoder", "decoder 3", or nothing: what the stage on screen is about. */
static int read_words(struct states_panel *p, struct bench *bench, const char *words,
                      struct err *err)
{
    bool writes = config_writes_words(&bench->model->config);
    bool late = bench->picture.stage >= STAGE_DECODE;
    p->side = writes && late ? STATES_DECODER : STATES_ENCODER;
    if (!*words)
        return 0;
    size_t n = strcspn(words, " ");
    int side = 0;
    while (side < STATES_COUNT && (strlen(states_side_names[side]) != n ||
                                   strncmp(states_side_names[side], words, n) != 0))
        side++;
    if (side == STATES_COUNT)
        return err_set(err, "there are states of the encoder and of the decoder, not \"%s\"",
                       words);
    if (side == STATES_DECODER && !writes)
        return err_set(err, "%s has no decoder, only states of the words that it reads",
                       bench->model->name);
    p->side = (enum states_side)side;
    if (!words[n])
        return 0;
    char *end;
    long place = strtol(words + n, &end, 10);
    if (*end || place < 1 || place > FAR)
        return err_set(err, "a word of the sentence is a number from 1, not \"%s\"", words + n + 1);
    *place_of(p, bench) = (int)place - 1;
    picture_clamp(&bench->picture);
    return 0;
}

static void *open_states(struct bench *bench, const char *words, struct err *err)
{
    struct states_panel *p = mem_new(1, sizeof *p);
    if (read_words(p, bench, words, err)) {
        free(p);
        return NULL;
    }
    make_map(p, bench);
    ask(bench);
    return p;
}

static void draw_states(const void *own, const struct bench *bench, struct grid *grid,
                        struct rect rect)
{
    const struct states_panel *p = own;
    (void)bench;
    if (p->map)
        states_draw(grid, rect, p->map);
}

static void refresh_states(void *own, struct bench *bench)
{
    make_map(own, bench);
}

static void follow_cursor(void *own, struct bench *bench)
{
    struct states_panel *p = own;
    if (p->map && p->sentence != bench->picture.sentence)
        make_map(p, bench);
    else if (p->map && p->map->chosen != chosen_of(p, bench))
        state_map_choose(p->map, chosen_of(p, bench));
}

static enum panel_reply request_states(void *own, struct bench *bench, enum request_id request,
                                       struct err *err)
{
    struct states_panel *p = own;
    const struct key_here *key = key_here(keys, request);
    (void)err;
    if (!key)
        return PANEL_PASSES;
    if (!key->across && !key->down)
        screen_say(bench->screen, false, "%s", key->help);
    bool writes = config_writes_words(&bench->model->config);
    if (key->down && !writes)
        screen_say(bench->screen, false, "%s has no decoder", bench->model->name);
    if (key->down && writes) {
        p->side = p->side == STATES_ENCODER ? STATES_DECODER : STATES_ENCODER;
        make_map(p, bench);
    }
    int *place = place_of(p, bench), next = *place + key->across;
    int last = p->map ? p->map->own - 1 : 0;
    *place = next < 0 ? 0 : next > last ? last : next;
    return PANEL_TOOK;
}

/* The states of another model have nothing to do with those of this one. */
static void another_model(void *own, struct bench *bench)
{
    struct states_panel *p = own;
    state_set_free(p->set);
    p->set = NULL;
    ask(bench);
}

static void take_sentences(void *own, struct bench *bench, struct answer *answer)
{
    struct states_panel *p = own;
    state_set_free(p->set);
    p->set = state_set_new(bench->model, answer->sentences);
    make_map(p, bench);
    answer_free(answer);
}

static void save_states(const void *own, const struct bench *bench, struct str *out)
{
    const struct states_panel *p = own;
    const struct picture_cursor *cursor = &bench->picture.cursor;
    str_format(out, "states %s %d\n", states_side_names[p->side],
               (p->side == STATES_ENCODER ? cursor->source : cursor->step) + 1);
}

static void close_states(void *own)
{
    struct states_panel *p = own;
    state_map_free(p->map);
    state_set_free(p->set);
    free(p);
}

const struct panel panel_states = {
    .opens = {.id = REQUEST_STATES,
              .name = "states",
              .bindings = {{CONTEXT_PICTURE,
                            {"S"},
                            .help = "the states of this sentence among those of others, in a "
                                    "plane, and the nearest ones: encoder or decoder"}},
              .arguments = {ARGUMENT_TEXT}},
    .title = "states",
    .reads = "Each word is a state of the model: h(j) where the encoder read it, s(t) where the "
             "decoder wrote it. All states of this sentence (●) and of a set of others (·) lie "
             "in the plane in which they vary the most; the axes say how much of the variance "
             "that is, so near in the plane may be far in truth. ◆ are the ones really nearest "
             "to the chosen one (■): the list has their cosine, and below stand their numbers.",
    .keys = keys,
    .needs = PANEL_NEEDS_WORDS,
    .open = open_states,
    .draw = draw_states,
    .save = save_states,
    .refresh = refresh_states,
    .moved = follow_cursor,
    .model = another_model,
    .request = request_states,
    .takes = ANSWER_SENTENCES,
    .take = take_sentences,
    .close = close_states,
};
