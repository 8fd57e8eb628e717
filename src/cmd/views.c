#include "cmd/views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "beams/tree.h"
#include "cli/options.h"
#include "cmd/tables.h"
#include "lab/difference.h"
#include "shell/data.h"
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

/* Whose numbers a table has. `answer` is filled in and the caller's to free. */
static struct table_about about_of(const struct show_page *page, const struct trace *trace,
                                   int sentence, const struct strs *changes, struct str *answer)
{
    trace_answer(trace, sentence, answer);
    bool writes = config_writes_words(&trace->config);
    return (struct table_about){.caption = page->caption ? page->caption : page->run.text,
                                .model = trace->model->name,
                                .source = trace->sentences[sentence].text,
                                .translation = writes ? answer->text : NULL,
                                .label = writes ? NULL : answer->text,
                                .changes = changes};
}

/* Writes a table and frees it. */
static int write_table(const struct show_page *page, struct table *table,
                       const struct table_about *about)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    page->format->table(stream, table, about);
    fclose(stream);
    int result = show_page_write(page, text, size);
    free(text);
    table_free(table);
    return result;
}

/* A table of a run. */
static int write_run(const struct show_page *page, struct table *table, const struct trace *trace,
                     int sentence, const struct strs *changes, const char *note)
{
    struct str translation = {0};
    struct table_about about = about_of(page, trace, sentence, changes, &translation);
    about.note = note;
    int result = write_table(page, table, &about);
    str_free(&translation);
    return result;
}

static void draw_search(struct grid *grid, struct rect rect, const void *view)
{
    beam_tree_draw(grid, rect, view);
}

int views_beam(const struct show_page *page, const struct trace *trace, int sentence,
               const struct strs *changes, int width, bool fallen)
{
    struct table table = {0};
    struct search *search = search_new(trace, sentence, width);
    struct search_view view = {.fallen = fallen};
    search_view_start(&view, search);
    if (!page->format->grid)
        tables_beam(&table, search, fallen);
    int result = page->format->grid
                     ? page_draw(page, trace, sentence, "beam search", draw_search, &view)
                     : write_run(page, &table, trace, sentence, changes, NULL);
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

/* The run beside: of another model, or of a "sentence" in quotes, under the same changes. */
static struct trace *run_beside(const struct lab *lab, const char *other, struct model **model,
                                struct err *err)
{
    struct strs one = {0};
    struct lab beside = *lab;
    size_t n = strlen(other);
    bool quoted = n > 2 && other[0] == '"' && other[n - 1] == '"';
    *model = quoted ? NULL : data_open_model(other, err);
    if (!quoted && !*model)
        return NULL;
    if (quoted) {
        char *text = mem_text_n(other + 1, n - 2);
        strs_add(&one, text);
        free(text);
        beside.sentences = &one;
    } else {
        beside.model = *model;
    }
    struct trace *run = lab_run(&beside, err);
    if (err->text[0])
        fprintf(stderr, "heed: beside it left out: %s\n", err->text);
    strs_free(&one);
    return run;
}

static int write_compared(const struct show_page *page, const struct picture *picture,
                          const struct trace *other, const struct strs *changes)
{
    struct table table = {0};
    struct str note = {0};
    struct err err;
    const struct trace *trace = picture->trace;
    str_format(&note, "a: %s, %s\nb: %s, %s", trace->model->name,
               trace->sentences[picture->sentence].text, other->model->name,
               other->sentences[picture->sentence].text);
    int result =
        tables_compared(&table, trace, other, picture->sentence, picture_shown(picture), &err)
            ? command_failed(&err)
            : write_run(page, &table, trace, picture->sentence, changes, note.text);
    table_free(&table);
    str_free(&note);
    return result;
}

int views_compare(const struct show_page *page, const struct picture *picture,
                  const struct lab *lab, const char *other)
{
    const struct trace *trace = picture->trace;
    struct err err;
    struct model *model = NULL;
    struct trace *run = run_beside(lab, other, &model, &err);
    if (!run)
        return command_failed(&err);
    struct compared pair = {picture, run};
    struct str title = {0};
    int result;
    str_format(&title, "%s and %s", trace->model->name, other);
    if (picture->sentence >= run->count) {
        err_set(&err, "%s has no sentence %d to compare with", other, picture->sentence + 1);
        result = command_failed(&err);
    } else if (page->format->grid) {
        result = page_draw(page, trace, picture->sentence, title.text, draw_pair, &pair);
    } else {
        result = write_compared(page, picture, run, lab->interventions);
    }
    str_free(&title);
    trace_free(run);
    model_free(model);
    return result;
}

static void draw_paneled(struct grid *grid, struct rect rect, const void *paneled)
{
    paneled_draw(grid, rect, paneled);
}

int views_panel(const struct show_page *page, const struct paneled_subject *subject,
                const char *command)
{
    struct err err;
    struct paneled *paneled = paneled_open(subject, command, page->rows, page->columns, &err);
    if (!paneled)
        return command_failed(&err);
    int result =
        page_draw(page, subject->run, subject->picture.sentence, command, draw_paneled, paneled);
    paneled_close(paneled);
    return result;
}

static void draw_influence(struct grid *grid, struct rect rect, const void *influence)
{
    influence_draw(grid, rect, influence, 0);
}

int views_table(const struct show_page *page, const struct trace *trace, int sentence,
                const struct strs *changes, enum run_table which, struct sheet sheet)
{
    struct table table = {0};
    struct err err;
    int result = run_table_fill(&table, which, trace, sentence, sheet, &err)
                     ? command_failed(&err)
                     : write_run(page, &table, trace, sentence, changes, NULL);
    table_free(&table);
    return result;
}

int views_effect(const struct show_page *page, const struct trace *trace, int sentence,
                 const struct strs *changes, int step)
{
    struct influence *influence = influence_new(trace, sentence, step);
    struct table table = {0};
    if (!page->format->grid)
        tables_effect(&table, influence);
    int result =
        page->format->grid
            ? page_draw(page, trace, sentence, "attention and effect", draw_influence, influence)
            : write_run(page, &table, trace, sentence, changes,
                        influence->changed ? "measured without the changes" : NULL);
    influence_free(influence);
    return result;
}

static void draw_blame(struct grid *grid, struct rect rect, const void *blame)
{
    blame_draw(grid, rect, blame, 0);
}

static int write_blame(const struct show_page *page, struct table *table, const struct trace *trace,
                       const struct strs *changes, const struct blame *blame, const char *reference)
{
    char *note = mem_format("reference: %s\n%s", reference, blame->sentence);
    int result = write_run(page, table, trace, 0, changes, note);
    free(note);
    return result;
}

int views_blame(const struct show_page *page, const struct trace *trace, const struct strs *changes,
                const char *reference, const char *links)
{
    struct err err;
    struct table table = {0};
    struct blame *blame = blame_new(trace->model, trace->sentences[0].text, reference, links, &err);
    if (!blame)
        return command_failed(&err);
    if (!page->format->grid)
        tables_blame(&table, blame);
    int result = page->format->grid ? page_draw(page, trace, 0, "where the translation goes wrong",
                                                draw_blame, blame)
                                    : write_blame(page, &table, trace, changes, blame, reference);
    blame_free(blame);
    return result;
}

static void draw_states(struct grid *grid, struct rect rect, const void *map)
{
    states_draw(grid, rect, map);
}

int views_states(const struct show_page *page, const struct trace *trace, int sentence,
                 const struct strs *changes, enum states_side side, int chosen)
{
    struct table table = {0};
    struct strs texts = {0};
    data_sentences(trace->model->config.source.language, &texts);
    struct state_set *set = state_set_new(trace->model, &texts);
    struct state_map *map = state_map_new(set, trace, sentence, side);
    struct err err;
    int result = EXIT_DONE;
    state_map_choose(map, chosen);
    if (chosen < map->own && !page->format->grid) {
        tables_states(&table, map);
        result = write_run(page, &table, trace, sentence, changes, NULL);
    } else if (chosen < map->own) {
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

static void add_words(struct str *out, const struct strs *words)
{
    for (size_t i = 0; i < words->count; i++)
        str_format(out, "%s%s", i ? " " : "", words->list[i]);
}

static int write_replay(const struct show_page *page, const struct replay *replay)
{
    const struct snapshots *snapshots = replay->snapshots;
    const struct snapshot *at = &snapshots->list[replay->at];
    struct table table = {0};
    struct str source = {0}, output = {0}, note = {0};
    tables_replay(&table, snapshots, replay->at, replay->sentence);
    add_words(&source, &snapshots->sentences[replay->sentence].source);
    add_words(&output, &at->output[replay->sentence]);
    str_format(&note, "step %ld, epoch %d, loss %.4f nats a %s; the model then %s: %s", at->step,
               at->epoch, at->loss, snapshots->labels ? "sentence" : "token",
               snapshots->labels ? "answered" : "wrote", output.text ? output.text : "");
    struct table_about about = {.caption = page->caption ? page->caption : page->run.text,
                                .model = snapshots->model,
                                .source = source.text,
                                .translation = output.text,
                                .note = note.text};
    int result = write_table(page, &table, &about);
    str_free(&source);
    str_free(&output);
    str_free(&note);
    return result;
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
    int result = page->format->grid ? show_page_print(page, "attention while it was learned", NULL,
                                                      draw_replay, &replay)
                                    : write_replay(page, &replay);
    snapshots_free(snapshots);
    return result;
}

int views_changed(const struct show_page *page, const struct lab *lab, const struct trace *after,
                  int sentence)
{
    struct table table = {0};
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
    int result = EXIT_DONE;
    if (sentence >= before->count) {
        err_set(&err, "the unchanged batch has no sentence %d", sentence + 1);
        result = command_failed(&err);
    } else if (page->format->table) {
        tables_changed(&table, before, after, sentence);
        trace_translation(before, sentence, &text);
        char *note = mem_format("without: %s", text.text ? text.text : "");
        result = write_run(page, &table, after, sentence, lab->interventions, note);
        free(note);
    } else {
        difference_say(before, after, sentence, &text);
        result = show_page_write(page, text.text, text.length);
    }
    str_free(&text);
    trace_free(before);
    return result;
}
