#include "cmd/show.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/options.h"
#include "export/print.h"
#include "export/tree.h"
#include "lab/difference.h"
#include "shell/data.h"
#include "view/beam_tree.h"
#include "view/blame.h"
#include "view/compare.h"
#include "view/influence.h"
#include "view/replay.h"
#include "view/states.h"

void page_print(const struct show_page *page,
                void (*draw)(struct grid *, struct rect, const void *), const void *data)
{
    struct theme theme = {.tier = page->format == FORMAT_ANSI ? TIER_256 : TIER_MONO};
    struct grid grid;
    struct str out = {0};
    grid_init(&grid, page->rows, page->columns);
    draw(&grid, grid_whole(&grid), data);
    (page->format == FORMAT_ANSI ? print_ansi : print_text)(&out, &grid, &theme);
    while (out.length > 1 && out.text[out.length - 2] == '\n')
        out.length--; /* rows left empty at the bottom are of no use on paper */
    fwrite(out.text, 1, out.length, stdout);
    str_free(&out);
    grid_free(&grid);
}

static void draw_search(struct grid *grid, struct rect rect, const void *view)
{
    search_draw(grid, rect, view);
}

int show_beam(const struct show_page *page, const struct trace *trace, int sentence, int width,
              bool fallen)
{
    struct search *search = search_new(trace, sentence, width);
    struct search_view view = {.fallen = fallen};
    search_view_start(&view, search);
    if (page->format == FORMAT_CSV)
        tree_csv(stdout, search, fallen);
    else
        page_print(page, draw_search, &view);
    search_free(search);
    return EXIT_DONE;
}

struct pair {
    const struct picture *picture;
    const struct trace *other;
};

static void draw_pair(struct grid *grid, struct rect rect, const void *data)
{
    const struct pair *pair = data;
    compare_draw(grid, rect, pair->picture, pair->other, pair->picture->sentence);
}

int show_compare(const struct show_page *page, const struct picture *picture, const char *model)
{
    const struct trace *trace = picture->trace;
    const char *texts[TRACE_SENTENCES];
    struct err err;
    struct model *other = data_open_model(model, &err);
    if (!other)
        return failed(&err);
    for (int i = 0; i < trace->count; i++)
        texts[i] = trace->sentences[i].text;
    struct pair pair = {picture, trace_new(other, texts, trace->count, NULL)};
    page_print(page, draw_pair, &pair);
    trace_free((struct trace *)pair.other);
    model_free(other);
    return EXIT_DONE;
}

static void draw_influence(struct grid *grid, struct rect rect, const void *influence)
{
    influence_draw(grid, rect, influence, 0);
}

int show_effect(const struct show_page *page, const struct trace *trace, int sentence, int step)
{
    struct influence *influence = influence_new(trace, sentence, step);
    page_print(page, draw_influence, influence);
    influence_free(influence);
    return EXIT_DONE;
}

static void draw_blame(struct grid *grid, struct rect rect, const void *blame)
{
    blame_draw(grid, rect, blame, 0);
}

int show_blame(const struct show_page *page, const struct trace *trace, const char *reference,
               const char *links)
{
    struct err err;
    struct blame *blame = blame_new(trace->model, trace->sentences[0].text, reference, links, &err);
    if (!blame)
        return failed(&err);
    page_print(page, draw_blame, blame);
    blame_free(blame);
    return EXIT_DONE;
}

static void draw_states(struct grid *grid, struct rect rect, const void *map)
{
    states_draw(grid, rect, map);
}

int show_states(const struct show_page *page, const struct trace *trace, int sentence,
                enum states_side side, int chosen)
{
    struct strs texts = {0};
    data_sentences(trace->model->config.source.language, &texts);
    struct state_set *set = state_set_new(trace->model, &texts);
    struct state_map *map = state_map_new(set, trace, sentence, side);
    struct err err;
    int result = EXIT_DONE;
    state_map_choose(map, chosen);
    if (chosen < map->own) {
        page_print(page, draw_states, map);
    } else {
        err_set(&err, "this sentence has %d %s states, there is no state %d", map->own,
                side == STATES_ENCODER ? "encoder" : "decoder", chosen + 1);
        result = failed(&err);
    }
    state_map_free(map);
    state_set_free(set);
    strs_free(&texts);
    return result;
}

static void draw_replay(struct grid *grid, struct rect rect, const void *replay)
{
    replay_draw(grid, rect, replay);
}

int show_replay(const struct show_page *page, const char *model, long step, int sentence)
{
    struct err err;
    char *path = data_model_path(model, &err);
    struct snapshots *snapshots = path ? data_open_snapshots(path, &err) : NULL;
    free(path);
    if (snapshots && sentence >= snapshots->sentence_count) {
        err_set(&err, "--sentence is %d, but the snapshots are of %d sentences", sentence + 1,
                snapshots->sentence_count);
        snapshots_free(snapshots);
        snapshots = NULL;
    }
    if (!snapshots)
        return failed(&err);
    struct replay replay = {snapshots, replay_find(snapshots, step), sentence};
    page_print(page, draw_replay, &replay);
    snapshots_free(snapshots);
    return EXIT_DONE;
}

int show_changed(const struct lab *lab, const struct trace *after, int sentence)
{
    struct strs none = {0};
    struct str text = {0};
    struct err err;
    struct lab plain = {lab->model, lab->sentences, &none};
    if (!lab->interventions->count) {
        err_set(&err, "nothing is changed: --changed goes with --mask off or another change");
        return failed(&err);
    }
    if (!trace_has(after, Q_LOGITS)) {
        err_set(&err, "--changed is about the words that are written, and a table writes none");
        return failed(&err);
    }
    struct trace *before = lab_run(&plain, &err);
    bool both = sentence < before->count;
    if (both)
        difference_say(before, after, sentence, &text);
    else
        err_set(&err, "the unchanged batch has no sentence %d", sentence + 1);
    fputs(text.text ? text.text : "", stdout);
    str_free(&text);
    trace_free(before);
    return both ? EXIT_DONE : failed(&err);
}
