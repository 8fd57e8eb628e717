#include "app/change.h"

#include <stdlib.h>
#include <string.h>

#include "app/panels.h"
#include "app/prompt.h"
#include "base/mem.h"
#include "lab/seq2seq_nearest.h"
#include "tokenizer/piece.h"

/* The laboratory: the list of interventions, what adds to it and what takes from it. */

static void request_change(struct call *c)
{
    struct err err;
    if (app_change(app_of(c), c->values[0].text, &err))
        call_refuse(c, "%s", err.text);
}

static bool able_change(struct call *c)
{
    return app_of(c)->bench.model ||
           call_refuse(c, "no model is open, so there is nothing to change");
}

/* ---- undoing ---- */

static bool able_undo(struct call *c)
{
    return app_of(c)->bench.interventions.count > 0 || call_refuse(c, "nothing is changed");
}

/* The last one, or all of them. */
static void request_undo(struct call *c)
{
    struct app *app = app_of(c);
    char *gone = app_undo(app, c->by == 0);
    size_t left = app->bench.interventions.count;
    if (left)
        screen_say(c->screen, false, "undone: %s; %zu left", gone, left);
    else if (c->by)
        screen_say(c->screen, false, "undone: %s; the run is as it was", gone);
    else
        screen_say(c->screen, false, "undone: everything; the run is as it was");
    free(gone);
}

/* ---- keys for what is changed most ---- */

/* The next of a few values of a setting. */
static void turn(struct call *c, const char *name, const char *const *values, int count, int at)
{
    struct err err;
    char *line = mem_format("%s %s", name, values[(at + count) % count]);
    if (app_change(app_of(c), line, &err))
        call_refuse(c, "%s", err.text);
    else
        screen_say(c->screen, false, "%s", line);
    free(line);
}

static const char *const temperatures[] = {"0",   "0.1", "0.25", "0.5", "0.75", "1",
                                           "1.5", "2",   "4",    "8",   "inf"};
enum { TEMPERATURES = sizeof temperatures / sizeof *temperatures, PLAIN = 5 };

/* Which of the temperatures the run has, or the next one below it. */
static int temperature_at(const struct app *app)
{
    const struct control *control = &app->bench.run->control;
    int at = 0;
    if (!control->use_temperature)
        return PLAIN;
    while (at + 1 < TEMPERATURES &&
           strtod(temperatures[at + 1], NULL) <= (double)control->temperature + 1e-6)
        at++;
    return at;
}

static bool able_temperature(struct call *c)
{
    int at = app_of(c)->bench.run ? temperature_at(app_of(c)) + c->by : -1;
    if (!app_of(c)->bench.run)
        return able_change(c);
    return (at >= 0 && at < TEMPERATURES) ||
           call_refuse(c, c->by < 0 ? "this is the coldest: only the largest score counts"
                                    : "this is the hottest: all scores count the same");
}

static void request_temperature(struct call *c)
{
    turn(c, "temperature", temperatures, TEMPERATURES, temperature_at(app_of(c)) + c->by);
}

static void request_mask(struct call *c)
{
    turn(c, "mask", mask_mode_names, MASK_COUNT, (int)app_of(c)->bench.run->control.mask + 1);
}

static void request_select(struct call *c)
{
    turn(c, "select", select_names, SELECT_COUNT, (int)app_of(c)->bench.run->control.select + 1);
}

/* Masks the source word under the cursor by hand. */
static void request_hide(struct call *c)
{
    struct err err;
    char *line = mem_format("hide %d", app_of(c)->bench.picture.cursor.source + 1);
    if (app_change(app_of(c), line, &err))
        call_refuse(c, "%s", err.text);
    free(line);
}

static bool able_run(struct call *c)
{
    return app_of(c)->bench.run || able_change(c);
}

/* What the intervention `set` calls the matrix on screen; NULL: its numbers cannot be set. */
static const char *given_name(const struct app *app)
{
    bool table = !config_reads_words(&app->bench.run->config);
    switch (app->bench.picture.quantity) {
    case Q_QUERY:
        return table ? "query" : NULL;
    case Q_KEYS:
        return table && !trace_has(app->bench.run, Q_GIVEN_KEYS) ? "key" : NULL;
    case Q_GIVEN_KEYS:
        return "key";
    case Q_VALUES:
        return "value";
    default:
        return NULL;
    }
}

/* Opens the command line with what the cursor already says: which weight or number is to be set,
 * at which step a word is to be chosen. */
static void request_weight(struct call *c)
{
    const struct picture *picture = &app_of(c)->bench.picture;
    const struct picture_cursor *cursor = &picture->cursor;
    const char *given = given_name(app_of(c));
    char *line =
        given ? mem_format("set @%d %s %d %d ", picture->sentence + 1, given,
                           (picture->quantity == Q_QUERY ? cursor->step : cursor->source) + 1,
                           cursor->unit + 1)
              : mem_format("weight %d %d ", cursor->step + 1, cursor->source + 1);
    prompt_open(app_of(c), PROMPT_COMMAND, line);
    free(line);
}

static void request_choose(struct call *c)
{
    char *line = mem_format("choose %d ", app_of(c)->bench.picture.cursor.step + 1);
    prompt_open(app_of(c), PROMPT_COMMAND, line);
    free(line);
}

/* ---- completing ---- */

static void add_source_words(const struct app *app, struct strs *out)
{
    char buffer[32];
    for (int j = 0; j < trace_source_count(app->bench.run); j++)
        strs_add(out, trace_token(app->bench.run, 0, AXIS_SOURCE, j, buffer, sizeof buffer));
}

/* The words that could be written at the step named before, likeliest first. */
static void add_likely_words(const struct app *app, const char *step, struct strs *out)
{
    enum { LIKELY = 12 };
    int words[LIKELY], t = atoi(step) - 1;
    if (t < 0 || t >= app->bench.run->sentences[0].steps)
        return;
    int count = trace_top_words(app->bench.run, 0, t, words, LIKELY);
    for (int i = 0; i < count; i++)
        strs_add(out, vocab_token(app->bench.model->target.vocab, words[i]));
}

/* Words like the one named before, by their embeddings. */
static void add_near_words(const struct app *app, const char *word, struct strs *out)
{
    enum { NEAR = 12 };
    int ids[NEAR], at = atoi(word) - 1, words = (int)app->bench.run->sentences[0].tokens.count;
    int id = at >= 0 && at < words ? app->bench.run->sentences[0].ids[at]
                                   : vocab_id(app->bench.model->source.vocab, word);
    int count = seq2seq_nearest_words(app->bench.model, false, id, ids, NEAR);
    for (int i = 0; i < count; i++) {
        const char *token = vocab_token(app->bench.model->source.vocab, ids[i]);
        if (!app->bench.model->source.bpe || !piece_goes_on(token)) /* half a word is none */
            strs_add(out, token);
    }
}

/* Words separated by one of `separators`. */
static void split(struct strs *out, const char *text, const char *separators)
{
    for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
        size_t n = strcspn(text, separators);
        strs_add_n(out, text, n);
        text += n;
    }
}

/* What may follow a line of so many complete words. */
static void add_next_words(const struct app *app, const struct intervention_kind *kind,
                           const struct strs *words, int complete, struct strs *out)
{
    if (complete < 1 || complete > INTERVENTION_WORDS)
        return;
    switch (kind->takes[complete - 1]) {
    case WORD_CHOICE:
        intervention_words(kind, out);
        return;
    case WORD_POSITION:
        add_source_words(app, out);
        return;
    case WORD_NEAR:
        add_near_words(app, words->list[complete - 1], out);
        return;
    case WORD_LIKELY:
        add_likely_words(app, words->list[complete - 1], out);
        return;
    case WORD_RAW:
        strs_add(out, "raw");
        return;
    case WORD_ANY:
        return;
    }
}

void change_words(const struct app *app, const char *line, struct strs *out)
{
    const struct intervention_kind *kind = intervention_find(line);
    struct strs words = {0};
    if (!kind || !app->bench.run)
        return;
    split(&words, line, " ");
    bool typing = line[strlen(line) - 1] != ' '; /* the last word is not complete yet */
    add_next_words(app, kind, &words, (int)words.count - typing, out);
    strs_free(&words);
}

/* ---- while a change is being typed, the screen shows the run under it: Enter keeps it ---- */

char *change_sentence_line(const struct app *app, const char *text)
{
    text += strspn(text, " ");
    int n = (int)strlen(text);
    while (n && text[n - 1] == ' ')
        n--;
    return *text == '@' ? mem_format("sentence %.*s", n, text)
                        : mem_format("sentence @%d %.*s", app->bench.picture.sentence + 1, n, text);
}

/* The intervention that the line at the bottom would be, to be freed; NULL: it is none. */
static char *typed_line(const struct app *app)
{
    static const char sentence[] = "sentence ";
    const char *text = app->line.input.text.text ? app->line.input.text.text : "";
    text += strspn(text, " ");
    if (app->line.prompt == PROMPT_SENTENCE)
        return *text ? change_sentence_line(app, text) : NULL;
    if (app->line.prompt != PROMPT_COMMAND || !intervention_find(text))
        return NULL;
    if (strncmp(text, sentence, strlen(sentence)) == 0)
        return change_sentence_line(app, text + strlen(sentence));
    return mem_text(text);
}

/* The line that can be applied now; NULL: none is being typed, or it is not complete. */
static char *applicable_line(const struct app *app)
{
    struct lab lab = {app->bench.model, &app->bench.texts, &app->bench.interventions};
    struct err unused;
    char *line = app->bench.model && !app->screen.help ? typed_line(app) : NULL;
    if (line && lab_check(&lab, line, &unused) == 0)
        return line;
    free(line);
    return NULL;
}

void change_preview(struct app *app)
{
    char *line = applicable_line(app);
    app->line.stale = false;
    const char *now = app->bench.preview.length ? app->bench.preview.text : "";
    if (strcmp(now, line ? line : "") != 0) {
        str_clear(&app->bench.preview);
        str_add(&app->bench.preview, line ? line : "");
        app->bench.picture.cursor = app->line.typed_from;
        app_run(app);
    }
    free(line);
}

const struct request change_requests[] = {
    {.id = REQUEST_UNDO,
     .name = "undo",
     .bindings = {{CONTEXT_PICTURE, {"u"}, "undo", 8, NULL, "undo the last change"}},
     .run = request_undo,
     .able = able_undo,
     .by = -1},
    {.id = REQUEST_UNDO_ALL,
     .name = "undo-all",
     .bindings = {{CONTEXT_PICTURE, {"U"}, .help = "undo all changes"}},
     .run = request_undo,
     .able = able_undo},
    {.id = REQUEST_COLDER,
     .name = "colder",
     .bindings = {{CONTEXT_PICTURE,
                   {"["},
                   .help = "lower the temperature of the softmax: sharper weights"}},
     .run = request_temperature,
     .able = able_temperature,
     .by = -1},
    {.id = REQUEST_HOTTER,
     .name = "hotter",
     .bindings = {{CONTEXT_PICTURE, {"]"}, .help = "raise the temperature: more even weights"}},
     .run = request_temperature,
     .able = able_temperature,
     .by = 1},
    {.id = REQUEST_MASK_NEXT,
     .name = "mask-next",
     .bindings = {{CONTEXT_PICTURE, {"M"}, .help = "another mask: on, off, inverted, everything"}},
     .run = request_mask,
     .able = able_run},
    {.id = REQUEST_SELECT_NEXT,
     .name = "select-next",
     .bindings = {{CONTEXT_PICTURE,
                   {"H"},
                   .help = "hard attention: the largest, one drawn at random, all alike, softmax"}},
     .run = request_select,
     .able = able_run},
    {.id = REQUEST_HIDE,
     .name = "hide-word",
     .bindings = {{CONTEXT_PICTURE,
                   {"x"},
                   .help = "mask the source word under the cursor by hand"}},
     .run = request_hide,
     .able = able_run},
    {.id = REQUEST_WEIGHT,
     .name = "set-weight",
     .bindings = {{CONTEXT_PICTURE,
                   {"="},
                   .help = "set the weight under the cursor by hand; of a table: the number"}},
     .run = request_weight,
     .able = able_run},
    {.id = REQUEST_CHOOSE,
     .name = "choose-word",
     .bindings = {{CONTEXT_PICTURE,
                   {"r"},
                   .help = "write another word at this step: Tab offers the runners-up"}},
     .run = request_choose,
     .able = able_run},
    {.id = REQUEST_CHANGE,
     .name = "change",
     .bindings =
         {{CONTEXT_PICTURE,
           .help =
               "change the run: any of the names in the list of changes (C), with what it needs"}},
     .arguments = {ARGUMENT_TEXT},
     .needed = 1,
     .run = request_change,
     .able = able_change},
    {.name = NULL},
};
