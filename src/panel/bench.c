#include "panel/bench.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lab/leak.h"

/* ---- the runs ---- */

static void forget_runs(struct bench *bench)
{
    trace_free(bench->run);
    trace_free(bench->unchanged);
    trace_free(bench->of_page);
    trace_free(bench->unpadded);
    bench->run = bench->unchanged = bench->of_page = bench->unpadded = NULL;
    bench->picture.trace = bench->picture.unpadded = NULL;
}

void bench_clear(struct bench *bench)
{
    bench_set_model(bench, NULL);
    ring_free(&bench->models);
    strs_free(&bench->texts);
    strs_free(&bench->interventions);
    str_free(&bench->preview);
}

void bench_set_model(struct bench *bench, struct model *model)
{
    forget_runs(bench);
    model_free(bench->model);
    bench->model = model;
    bench->models.open = model ? bench->models.asked : -1;
}

void bench_ask_model(struct bench *bench, const char *name)
{
    struct ring *ring = &bench->models;
    ring->turning = 0;
    ring->asked = name ? ring_add(ring, name) : -1;
    screen_ask(bench->screen, EFFECT_LOAD_MODEL, ASKER_MODEL,
               name ? ring->list[ring->asked].name : NULL);
}

void bench_begin(struct bench *bench, const struct strs *texts)
{
    forget_runs(bench);
    strs_clear(&bench->interventions);
    strs_clear(&bench->texts);
    for (size_t i = 0; i < texts->count; i++)
        strs_add(&bench->texts, texts->list[i]);
    bench->picture =
        (struct picture){.zoom = ZOOM_STAGE, .stage = STAGE_SOFTMAX, .quantity = Q_NONE};
}

/* Names what the model does not know, so that <unk> is no surprise. */
static void say_unknown(const struct bench *bench)
{
    struct str words = {0};
    for (int b = 0; b < bench->run->count; b++) {
        const struct trace_sentence *s = &bench->run->sentences[b];
        for (int j = 0; (size_t)j < s->tokens.count; j++)
            if (!trace_source_known(bench->run, b, j))
                str_format(&words, "%s%s", words.length ? ", " : "", s->tokens.list[j]);
        if (s->cut)
            screen_say(bench->screen, true, "sentence of %zu words: only the first %zu are used",
                       s->tokens.count + (size_t)s->cut, s->tokens.count);
    }
    if (words.length && !bench->screen->message.length)
        screen_say(bench->screen, true, "not in the vocabulary, read as <unk>: %s", words.text);
    str_free(&words);
}

void bench_measure_leak(struct bench *bench)
{
    int sentence = bench->picture.sentence;
    trace_free(bench->unpadded);
    bench->unpadded = leak_any(bench->run, sentence) ? leak_masked(bench->run, sentence) : NULL;
    bench->picture.unpadded = bench->unpadded;
}

/* Forgets the cells on the way down that this run does not have, and those above them. */
static void keep_way(struct picture *picture)
{
    int lost = 0;
    for (int i = 0; i < picture->depth; i++)
        if (!trace_has_sheet(picture->trace, picture->way[i].sheet))
            lost = i + 1;
    picture->depth -= lost;
    memmove(picture->way, picture->way + lost, (size_t)picture->depth * sizeof *picture->way);
}

/* The run of a page, if it is none of those that there are. */
static void run_of_page(struct bench *bench, const struct strs *lines)
{
    struct lab lab = {bench->model, &bench->texts, bench->own};
    struct err unused;
    if (!bench->own || !bench->own->count || strs_same(lines, bench->own))
        return;
    bench->of_page = lab_run(&lab, &unused);
    bench->of_page->before = bench->unchanged ? bench->unchanged : bench->run;
}

const struct trace *bench_page_run(const struct bench *bench)
{
    bool plain = !bench->own || !bench->own->count;
    if (plain)
        return bench->unchanged ? bench->unchanged : bench->run;
    return bench->of_page ? bench->of_page : bench->run;
}

void bench_take_curves(struct bench *bench, const struct curves *curves)
{
    struct trace *const runs[] = {bench->run, bench->unchanged, bench->of_page};
    bench->curves = curves;
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (runs[i])
            runs[i]->curves = curves;
}

void bench_run(struct bench *bench)
{
    struct err err, unused;
    forget_runs(bench);
    if (!bench->model)
        return;
    struct strs none = {0}, lines = bench_lines(bench);
    struct lab lab = {bench->model, &bench->texts, &lines},
               plain = {bench->model, &bench->texts, &none};
    bench->run = lab_run(&lab, &err);
    bench->unchanged = lines.count ? lab_run(&plain, &unused) : NULL;
    bench->run->before = bench->unchanged;
    run_of_page(bench, &lines);
    bench_take_curves(bench, bench->curves);
    bench->picture.trace = bench->run;
    if (bench->picture.sentence >= bench->run->count)
        bench->picture.sentence = 0;
    picture_clamp(&bench->picture);
    keep_way(&bench->picture);
    bench_measure_leak(bench);
    if (!bench->preview.length)
        say_unknown(bench);
    if (bench->model->bad)
        screen_say(bench->screen, true, "in the file of the model, %s", bench->model->bad);
    if (err.text[0])
        screen_say(bench->screen, true, "left out: %s", err.text);
    free(lines.list);
}

/* ---- what is done differently ---- */

/* Runs again and shows the same place. Where words became others, the cursor goes to the
 * beginning. */
static void run_again(struct bench *bench, enum stage stage)
{
    struct picture *picture = &bench->picture;
    if (stage == STAGE_ENCODE)
        picture->cursor = (struct picture_cursor){.unit = picture->cursor.unit};
    struct sheet shown = picture_shown(picture);
    bench_run(bench);
    if (shown.quantity != Q_NONE && trace_has_sheet(bench->run, shown))
        picture_go(picture, shown, -1, -1);
    else
        picture_set_stage(picture, picture->stage);
}

/* Whether a line takes the place of the last one: a setting has one value. */
static bool replaces(const struct strs *list, const char *line)
{
    const struct intervention_kind *kind = intervention_find(line);
    return list->count && kind->setting && intervention_find(list->list[list->count - 1]) == kind;
}

struct strs bench_lines(const struct bench *bench)
{
    const struct strs *list = &bench->interventions;
    struct strs out = {.list = mem_new(list->count + 1, sizeof *out.list), .count = list->count};
    for (size_t i = 0; i < list->count; i++)
        out.list[i] = list->list[i];
    if (bench->preview.length) {
        out.count -= replaces(list, bench->preview.text);
        out.list[out.count++] = bench->preview.text;
    }
    return out;
}

int bench_change(struct bench *bench, const char *line, struct err *err)
{
    struct strs *list = &bench->interventions;
    const struct intervention_kind *kind = intervention_find(line);
    struct lab lab = {bench->model, &bench->texts, list};
    if (!bench->model)
        return err_set(err, "no model is open, so there is nothing to change");
    if (lab_check(&lab, line, err))
        return -1;
    if (replaces(list, line))
        free(list->list[--list->count]);
    strs_add(list, line);
    run_again(bench, kind->stage);
    return 0;
}

void bench_retype(struct bench *bench, int sentence, const char *text)
{
    struct strs texts = {0}, kept = {0};
    for (int b = 0; b < bench->run->count; b++)
        strs_add(&texts, b == sentence ? text : bench->run->sentences[b].text);
    for (size_t i = 0; i < bench->interventions.count; i++)
        if (!intervention_rewrites(intervention_find(bench->interventions.list[i])))
            strs_add(&kept, bench->interventions.list[i]);
    strs_free(&bench->texts);
    strs_free(&bench->interventions);
    bench->texts = texts;
    bench->interventions = kept;
    run_again(bench, STAGE_ENCODE);
}

char *bench_undo(struct bench *bench, bool all)
{
    struct strs *list = &bench->interventions;
    enum stage first = STAGE_WORD;
    char *gone = NULL;
    do {
        free(gone);
        gone = list->list[--list->count];
        enum stage stage = intervention_find(gone)->stage;
        first = stage < first ? stage : first;
    } while (all && list->count);
    run_again(bench, first);
    return gone;
}
