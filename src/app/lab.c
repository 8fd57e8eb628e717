#include "app/requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/private.h"
#include "base/mem.h"
#include "lab/intervention.h"

/* The laboratory: the list of interventions, what adds to it and what takes from it. */

/* The place a run is looked at from stays where it can; words that became others start anew. */
static void run_again(struct app *app, enum stage stage)
{
    if (stage == STAGE_ENCODE)
        app->picture.cursor = (struct cursor){.unit = app->picture.cursor.unit};
    struct sheet shown = picture_shown(&app->picture);
    app_run(app);
    if (shown.quantity != Q_NONE && trace_has_sheet(app->trace, shown))
        picture_go(&app->picture, shown, -1, -1);
    else
        picture_set_stage(&app->picture, app->picture.stage);
}

/* Whether a line takes the place of the last one: a setting has one value. */
static bool replaces(const struct strs *list, const char *line)
{
    const struct intervention_kind *kind = intervention_find(line);
    return list->count && kind->setting && intervention_find(list->list[list->count - 1]) == kind;
}

struct strs app_lines(const struct app *app)
{
    const struct strs *list = &app->interventions;
    struct strs out = {.list = mem_new(list->count + 1, sizeof *out.list), .count = list->count};
    for (size_t i = 0; i < list->count; i++)
        out.list[i] = list->list[i];
    if (app->preview.length) {
        out.count -= replaces(list, app->preview.text);
        out.list[out.count++] = app->preview.text;
    }
    return out;
}

int app_change(struct app *app, const char *line, struct err *err)
{
    struct strs *list = &app->interventions;
    const struct intervention_kind *kind = intervention_find(line);
    struct lab lab = {app->model, &app->texts, list};
    if (!app->model)
        return err_set(err, "no model is open, so there is nothing to change");
    if (lab_check(&lab, line, err))
        return -1;
    if (replaces(list, line))
        free(list->list[--list->count]);
    strs_add(list, line);
    run_again(app, kind->stage);
    return 0;
}

void request_change(struct call *c)
{
    struct err err;
    if (app_change(c->app, c->values[0].text, &err))
        refuse(c, "%s", err.text);
}

bool able_change(struct call *c)
{
    return c->app->model || refuse(c, "no model is open, so there is nothing to change");
}

void request_sentence(struct call *c)
{
    struct err err;
    char *line = app_sentence_line(c->app, c->values[0].text);
    if (app_change(c->app, line, &err))
        refuse(c, "%s", err.text);
    free(line);
}

/* ---- undoing ---- */

bool able_undo(struct call *c)
{
    return c->app->interventions.count > 0 || refuse(c, "nothing is changed");
}

/* The last one, or all of them. */
void request_undo(struct call *c)
{
    struct app *app = c->app;
    struct strs *list = &app->interventions;
    struct str gone = {0};
    enum stage first = STAGE_WORD;
    do {
        str_clear(&gone);
        str_add(&gone, list->list[--list->count]);
        free(list->list[list->count]);
        enum stage stage = intervention_find(gone.text)->stage;
        first = stage < first ? stage : first;
    } while (c->by == 0 && list->count);
    run_again(app, first);
    if (list->count)
        app_say(app, false, "undone: %s; %zu left", gone.text, list->count);
    else
        app_say(app, false, "undone: %s; the run is as it was", c->by ? gone.text : "everything");
    str_free(&gone);
}

/* ---- keys for what is changed most ---- */

/* The next of a few values of a setting. */
static void turn(struct call *c, const char *name, const char *const *values, int count, int at)
{
    struct err err;
    char *line = mem_format("%s %s", name, values[(at + count) % count]);
    if (app_change(c->app, line, &err))
        refuse(c, "%s", err.text);
    else
        app_say(c->app, false, "%s", line);
    free(line);
}

static const char *const temperatures[] = {"0",   "0.1", "0.25", "0.5", "0.75", "1",
                                           "1.5", "2",   "4",    "8",   "inf"};
enum { TEMPERATURES = sizeof temperatures / sizeof *temperatures, PLAIN = 5 };

/* Where the slider is: the value that the run has, or the next one below. */
static int temperature_at(const struct app *app)
{
    const struct control *control = &app->trace->control;
    int at = 0;
    if (!control->use_temperature)
        return PLAIN;
    while (at + 1 < TEMPERATURES &&
           strtod(temperatures[at + 1], NULL) <= (double)control->temperature + 1e-6)
        at++;
    return at;
}

bool able_temperature(struct call *c)
{
    int at = c->app->trace ? temperature_at(c->app) + c->by : -1;
    if (!c->app->trace)
        return able_change(c);
    return (at >= 0 && at < TEMPERATURES) ||
           refuse(c, c->by < 0 ? "this is the coldest: only the largest score counts"
                               : "this is the hottest: all scores count the same");
}

void request_temperature(struct call *c)
{
    turn(c, "temperature", temperatures, TEMPERATURES, temperature_at(c->app) + c->by);
}

void request_mask(struct call *c)
{
    static const char *const modes[] = {"on", "off", "inverted", "all"};
    turn(c, "mask", modes, 4, (int)c->app->trace->control.mask + 1);
}

void request_select(struct call *c)
{
    static const char *const modes[] = {"soft", "argmax", "sample", "uniform"};
    turn(c, "select", modes, 4, (int)c->app->trace->control.select + 1);
}

/* Masks the source word under the cursor by hand. */
void request_hide(struct call *c)
{
    struct err err;
    char *line = mem_format("hide %d", c->app->picture.cursor.source + 1);
    if (app_change(c->app, line, &err))
        refuse(c, "%s", err.text);
    free(line);
}

bool able_run(struct call *c)
{
    return c->app->trace || able_change(c);
}

/* What a matrix of a table is called where its numbers are set; NULL: they are not. */
static const char *given_name(const struct app *app)
{
    bool table = !config_reads_words(&app->trace->config);
    switch (app->picture.quantity) {
    case Q_QUERY:
        return table ? "query" : NULL;
    case Q_KEYS:
        return table && !trace_has(app->trace, Q_GIVEN_KEYS) ? "key" : NULL;
    case Q_GIVEN_KEYS:
        return "key";
    case Q_VALUES:
        return "value";
    default:
        return NULL;
    }
}

/* Opens the command line with what the cursor says already: a weight or a number of a table to be
 * set, a word to be chosen. */
void request_weight(struct call *c)
{
    const struct picture *picture = &c->app->picture;
    const struct cursor *cursor = &picture->cursor;
    const char *given = given_name(c->app);
    char *line =
        given ? mem_format("set @%d %s %d %d ", picture->sentence + 1, given,
                           (picture->quantity == Q_QUERY ? cursor->step : cursor->source) + 1,
                           cursor->unit + 1)
              : mem_format("weight %d %d ", cursor->step + 1, cursor->source + 1);
    prompt_open(c->app, PROMPT_COMMAND, line);
    free(line);
}

void request_choose(struct call *c)
{
    char *line = mem_format("choose %d ", c->app->picture.cursor.step + 1);
    prompt_open(c->app, PROMPT_COMMAND, line);
    free(line);
}

/* ---- completing ---- */

static void add_source_words(const struct app *app, struct strs *out)
{
    for (int j = 0; j < trace_source_count(app->trace); j++)
        strs_add(out, trace_source_word(app->trace, 0, j));
}

/* The words that could be written at the step named before, likeliest first. */
static void add_likely_words(const struct app *app, const char *step, struct strs *out)
{
    enum { LIKELY = 12 };
    int words[LIKELY], t = atoi(step) - 1;
    if (t < 0 || t >= app->trace->sentences[0].steps)
        return;
    int count = trace_top_words(app->trace, 0, t, words, LIKELY);
    for (int i = 0; i < count; i++)
        strs_add(out, vocab_token(app->model->target_vocab, words[i]));
}

/* Words like the one named before, by their embeddings. */
static void add_near_words(const struct app *app, const char *word, struct strs *out)
{
    enum { NEAR = 12 };
    int ids[NEAR], at = atoi(word) - 1, words = (int)app->trace->sentences[0].tokens.count;
    int id = at >= 0 && at < words ? app->trace->sentences[0].ids[at]
                                   : vocab_id(app->model->source_vocab, word);
    int count = nearest_words(app->model, false, id, ids, NEAR);
    for (int i = 0; i < count; i++)
        strs_add(out, vocab_token(app->model->source_vocab, ids[i]));
}

void app_change_words(const struct app *app, const char *line, struct strs *out)
{
    const struct intervention_kind *kind = intervention_find(line);
    if (!kind || !app->trace)
        return;
    char words[4][64] = {""};
    int complete = sscanf(line, "%63s %63s %63s %63s", words[0], words[1], words[2], words[3]);
    complete -= line[strlen(line) - 1] != ' '; /* the last is still being typed */
    for (const char *at = complete == 1 ? kind->examples : NULL; at && *at;) {
        size_t n = strcspn(at, "|");
        strs_add_n(out, at, n);
        at += n + (at[n] == '|');
    }
    const char *raw = complete == 3 ? strstr(kind->usage, "[raw]") : NULL;
    if (raw)
        strs_add(out, "raw");
    if (strcmp(words[0], "replace") == 0 && complete == 2)
        add_near_words(app, words[1], out);
    else if (strcmp(words[0], "choose") == 0 && complete == 2)
        add_likely_words(app, words[1], out);
    else if (strstr(kind->usage, "WORD") && strncmp(kind->usage, "STEP", 4) != 0)
        add_source_words(app, out);
    else if (strcmp(words[0], "weight") == 0 && complete == 2)
        add_source_words(app, out);
}
