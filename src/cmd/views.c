#include "cmd/views.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli/options.h"
#include "lab/difference.h"
#include "shell/data.h"
#include "view/beam_tree.h"
#include "view/blame.h"
#include "view/compare.h"
#include "view/influence.h"
#include "view/replay.h"
#include "view/states.h"

/* The view by its name and the sentence that it is of. */
static int page_draw(const struct show_page *page, const struct trace *trace, int sentence,
                     const char *name, show_page_draw *draw, const void *data)
{
    struct str title = {0};
    str_format(&title, "%s of \"%s\"", name, trace->sentences[sentence].text);
    int result = show_page_print(page, title.text, NULL, draw, data);
    str_free(&title);
    return result;
}

static int write_tree(const struct show_page *page, const struct search *search, bool fallen)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    page->format->tree(stream, search, fallen);
    fclose(stream);
    int result = show_page_write(page, text, size);
    free(text);
    return result;
}

static void draw_search(struct grid *grid, struct rect rect, const void *view)
{
    beam_tree_draw(grid, rect, view);
}

int views_beam(const struct show_page *page, const struct trace *trace, int sentence, int width,
               bool fallen)
{
    struct search *search = search_new(trace, sentence, width);
    struct search_view view = {.fallen = fallen};
    search_view_start(&view, search);
    int result = page->format->grid
                     ? page_draw(page, trace, sentence, "beam search", draw_search, &view)
                     : write_tree(page, search, fallen);
    search_free(search);
    return result;
}

struct compared {
    const struct picture *picture;
    const struct trace *other;
};

static void draw_pair(struct grid *grid, struct rect rect, const void *data)
{
    const struct compared *pair = data;
    compare_draw(grid, rect, pair->picture, pair->other, pair->picture->sentence);
}

int views_compare(const struct show_page *page, const struct picture *picture, const char *model)
{
    const struct trace *trace = picture->trace;
    const char *texts[TRACE_SENTENCES];
    struct err err;
    struct model *other = data_open_model(model, &err);
    if (!other)
        return command_failed(&err);
    for (int i = 0; i < trace->count; i++)
        texts[i] = trace->sentences[i].text;
    struct trace *run = trace_new(other, texts, trace->count, NULL);
    struct compared pair = {picture, run};
    struct str title = {0};
    str_format(&title, "%s and %s", trace->model->name, other->name);
    int result = page_draw(page, trace, picture->sentence, title.text, draw_pair, &pair);
    str_free(&title);
    trace_free(run);
    model_free(other);
    return result;
}

static void draw_influence(struct grid *grid, struct rect rect, const void *influence)
{
    influence_draw(grid, rect, influence, 0);
}

int views_effect(const struct show_page *page, const struct trace *trace, int sentence, int step)
{
    struct influence *influence = influence_new(trace, sentence, step);
    int result =
        page_draw(page, trace, sentence, "attention and effect", draw_influence, influence);
    influence_free(influence);
    return result;
}

static void draw_blame(struct grid *grid, struct rect rect, const void *blame)
{
    blame_draw(grid, rect, blame, 0);
}

int views_blame(const struct show_page *page, const struct trace *trace, const char *reference,
                const char *links)
{
    struct err err;
    struct blame *blame = blame_new(trace->model, trace->sentences[0].text, reference, links, &err);
    if (!blame)
        return command_failed(&err);
    int result = page_draw(page, trace, 0, "where the translation goes wrong", draw_blame, blame);
    blame_free(blame);
    return result;
}

static void draw_states(struct grid *grid, struct rect rect, const void *map)
{
    states_draw(grid, rect, map);
}

int views_states(const struct show_page *page, const struct trace *trace, int sentence,
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
        result = page_draw(page, trace, sentence,
                           side == STATES_ENCODER ? "encoder states" : "decoder states",
                           draw_states, map);
    } else {
        err_set(&err, "this sentence has %d %s states, there is no state %d", map->own,
                states_side_names[side], chosen + 1);
        result = command_failed(&err);
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

int views_replay(const struct show_page *page, const char *model, long step, int sentence)
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
        return command_failed(&err);
    struct replay replay = {snapshots, replay_find(snapshots, step), sentence};
    int result =
        show_page_print(page, "attention while it was learned", NULL, draw_replay, &replay);
    snapshots_free(snapshots);
    return result;
}

int views_changed(const struct lab *lab, const struct trace *after, int sentence)
{
    struct strs none = {0};
    struct str text = {0};
    struct err err;
    struct lab plain = {lab->model, lab->sentences, &none};
    if (!lab->interventions->count) {
        err_set(&err, "nothing is changed: --changed goes with --mask off or another change");
        return command_failed(&err);
    }
    if (!trace_has(after, Q_LOGITS)) {
        err_set(&err, "--changed is about the words that are written, and a table writes none");
        return command_failed(&err);
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
    return both ? EXIT_DONE : command_failed(&err);
}
