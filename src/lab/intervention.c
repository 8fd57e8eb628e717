#include "lab/intervention.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "lab/edit.h"
#include "lab/edit_mask.h"
#include "lab/edit_qkv.h"
#include "lab/edit_rows.h"
#include "lab/edit_words.h"
#include "math/vec.h"
#include "model/family.h"
#include "text/vocab.h"

/* The words of interventions whose kinds are not listed elsewhere. */
static const char *const on_off[] = {"on", "off", NULL};
static const char *const equal_word[] = {"equal", NULL};
static const char *const other_word[] = {"other", NULL};
static const char *const temperatures[] = {"0", "0.25", "0.5", "2", "4", "inf", NULL};
static const char *const shifts[] = {"1", "-1", NULL};
static const char *const contexts[] = {"zero", "freeze", NULL};
static const char soft_word[] = EDIT_MASK_SOFT;

static int score(struct edit *edit, const char *line, struct err *err)
{
    int seed = 1;
    int kind = edit_choice(&line, score_names, NULL, "score", err);
    bool seeded = kind > 0 && line[strspn(line, " ")];
    if (kind < 0 || (seeded && edit_whole(&line, 0, INT_MAX, &seed, "a seed", err)) ||
        edit_end(line, err))
        return -1;
    if (!score_attends((enum score)kind))
        return err_set(err, "a run cannot lose its scores; the model eng-fra-fixed never had any");
    if (edit->model->config.family->other_score(edit->model, (enum score)kind, err))
        return -1;
    edit->control.use_score = true;
    edit->control.score = (enum score)kind;
    edit->control.score_seed = (uint64_t)seed;
    return 0;
}

static int scale(struct edit *edit, const char *line, struct err *err)
{
    int mode = edit_choice(&line, on_off, NULL, "scaling", err);
    if (mode < 0 || edit_end(line, err))
        return -1;
    const struct attention_config *own = config_attention(&edit->model->config);
    enum score kind = edit->control.use_score                   ? edit->control.score
                      : own                                     ? own->score
                      : trace_get(edit_run(edit), 0, Q_QUERY).x ? SCORE_SCALED_DOT
                                                                : SCORE_ADDITIVE;
    if (!score_is_dot(kind) && kind != SCORE_GENERAL)
        return err_set(err, "%s scores are no dot product: there is no √d to divide by",
                       score_names[kind]);
    edit->control.scale = mode ? SCALE_OFF : SCALE_ON;
    return 0;
}

static int keys(struct edit *edit, const char *line, struct err *err)
{
    if (edit_choice(&line, equal_word, NULL, "kind of keys", err) < 0 || edit_end(line, err))
        return -1;
    const struct attention_config *own = config_attention(&edit->model->config);
    if (score_places(edit->control.use_score ? edit->control.score : own->score))
        return err_set(err, "scores of places know no keys");
    edit->control.keys_equal = true;
    return 0;
}

static int query(struct edit *edit, const char *line, struct err *err)
{
    if (edit_choice(&line, other_word, NULL, "query", err) < 0 || edit_end(line, err))
        return -1;
    if (!config_able(&edit->model->config, ABILITY_OTHER))
        return err_set(err, "the fed word asks besides the state: there is no other query");
    edit->control.other_query = true;
    return 0;
}

static int temperature(struct edit *edit, const char *line, struct err *err)
{
    double value;
    if (edit_number(&line, &value, "a temperature: 0, 0.5, 2, inf", err) || edit_end(line, err))
        return -1;
    if (value < 0)
        return err_set(err, "a temperature cannot be negative");
    edit->control.use_temperature = true;
    edit->control.temperature = (real)value;
    return 0;
}

static int select_weights(struct edit *edit, const char *line, struct err *err)
{
    int seed = 1;
    int mode = edit_choice(&line, select_names, NULL, "selection", err);
    bool seeded = mode == SELECT_SAMPLE && line[strspn(line, " ")];
    if (mode < 0 || (seeded && edit_whole(&line, 0, INT_MAX, &seed, "a seed", err)) ||
        edit_end(line, err))
        return -1;
    edit->control.select = (enum select)mode;
    edit->control.select_seed = (uint64_t)seed;
    return 0;
}

static int window(struct edit *edit, const char *line, struct err *err)
{
    double width = 0, center = 0;
    int kind = edit_choice(&line, window_names, NULL, "window", err);
    if (kind < 0)
        return -1;
    bool local = kind != WINDOW_GLOBAL, wide = local && line[strspn(line, " ")];
    if (wide && edit_number(&line, &width, "the half width D", err))
        return -1;
    bool placed = wide && line[strspn(line, " ")];
    if ((placed && edit_number(&line, &center, "the position of the center, from 1", err)) ||
        edit_end(line, err))
        return -1;
    if (wide && !(width > 0 && width <= 1000))
        return err_set(err, "D must be more than 0 and at most 1000, not %g", width);
    if (placed && !(center >= 1 && center <= trace_source_count(edit_run(edit))))
        return err_set(err, "the center is a position from 1 to %d, not %g",
                       trace_source_count(edit->run), center);
    const struct attention_run *run = edit_run(edit)->attention;
    if (kind == WINDOW_LOCAL_P && !placed && !(run && run->own->position.x))
        return err_set(err, "this model did not learn to predict a center; say where it is: "
                            "local_p 2 3");
    edit->control.use_window = true;
    edit->control.window = (enum window)kind;
    edit->control.width = (real)width;
    edit->control.use_center = placed;
    edit->control.center = (real)center;
    return 0;
}

static int unknown(struct edit *edit, const char *line, struct err *err)
{
    int off = edit_choice(&line, on_off, NULL, "choice", err);
    if (off < 0 || edit_end(line, err))
        return -1;
    edit->control.allow_unknown = !off;
    return 0;
}

const struct intervention_kind intervention_kinds[] = {
    {"sentence",
     "[@N] TEXT",
     "another source sentence, the first or number N of the batch",
     {WORD_ANY},
     NULL,
     NULL,
     false,
     STAGE_ENCODE,
     NEEDS_WORDS,
     edit_words_sentence},
    {"exchange",
     "WORD WORD",
     "exchange two words of the source",
     {WORD_POSITION, WORD_POSITION},
     NULL,
     NULL,
     false,
     STAGE_ENCODE,
     NEEDS_WORDS,
     edit_words_swap},
    {"drop",
     "WORD",
     "leave a word of the source out",
     {WORD_POSITION},
     NULL,
     NULL,
     false,
     STAGE_ENCODE,
     NEEDS_WORDS,
     edit_words_drop},
    {"replace",
     "WORD NEW",
     "put another word in the place of one",
     {WORD_POSITION, WORD_NEAR},
     NULL,
     NULL,
     false,
     STAGE_ENCODE,
     NEEDS_WORDS,
     edit_words_replace},
    {"beside",
     "TEXT",
     "a second sentence, padded to the same batch",
     {WORD_ANY},
     NULL,
     NULL,
     false,
     STAGE_MASK,
     NEEDS_WORDS,
     edit_words_beside},
    {"set",
     "[@N] query|key|value ROW COLUMN VALUE | length VALUE",
     "another number in a table of queries, keys and values",
     {WORD_CHOICE},
     given_names,
     NULL,
     false,
     STAGE_SCORE,
     NEEDS_NOTHING,
     edit_qkv_set},
    {"score",
     "NAME [SEED]",
     "another score function on the same states: nobody trained it",
     {WORD_CHOICE},
     score_names + 1,
     NULL,
     true,
     STAGE_SCORE,
     NEEDS_NOTHING,
     score},
    {"scaling",
     "on|off",
     "divide dot products by √d, or do not",
     {WORD_CHOICE},
     on_off,
     NULL,
     true,
     STAGE_SCORE,
     NEEDS_WEIGHTS,
     scale},
    {"keys",
     "equal",
     "make all keys of a sentence the same: their mean",
     {WORD_CHOICE},
     equal_word,
     NULL,
     true,
     STAGE_SCORE,
     NEEDS_ATTENTION,
     keys},
    {"query",
     "other",
     "show besides what s(t) would ask in place of s(t−1), or the reverse",
     {WORD_CHOICE},
     other_word,
     NULL,
     true,
     STAGE_SCORE,
     NEEDS_BOTH,
     query},
    {"mask",
     "on|off|inverted|all [soft]",
     "the mask: off, of the words instead of the padding, of everything; soft: −1e6 instead of −∞",
     {WORD_CHOICE},
     mask_mode_names,
     soft_word,
     true,
     STAGE_MASK,
     NEEDS_MASK,
     edit_mask_mode},
    {"hide",
     "WORD",
     "mask a word by hand",
     {WORD_POSITION},
     NULL,
     NULL,
     false,
     STAGE_MASK,
     NEEDS_MASK,
     edit_mask_hide},
    {"show",
     "WORD",
     "do not mask a position, whatever it is",
     {WORD_POSITION},
     NULL,
     NULL,
     false,
     STAGE_MASK,
     NEEDS_MASK,
     edit_mask_show},
    {"length",
     "STEP N",
     "at one step, only the first N positions are valid",
     {WORD_ANY},
     NULL,
     NULL,
     false,
     STAGE_MASK,
     NEEDS_ATTENTION,
     edit_mask_length},
    {"window",
     "global|local_m|local_p [D [CENTER]]",
     "a local window (Luong et al. 2015)",
     {WORD_CHOICE},
     window_names,
     NULL,
     true,
     STAGE_SOFTMAX,
     NEEDS_ATTENTION,
     window},
    {"temperature",
     "X",
     "divide the scores by X before the softmax: 0 only the largest, inf all equal",
     {WORD_CHOICE},
     temperatures,
     NULL,
     true,
     STAGE_SOFTMAX,
     NEEDS_WEIGHTS,
     temperature},
    {"select",
     "soft|argmax|sample [SEED]|uniform",
     "hard attention, or none at all",
     {WORD_CHOICE},
     select_names,
     NULL,
     true,
     STAGE_SOFTMAX,
     NEEDS_WEIGHTS,
     select_weights},
    {"causal",
     "on|off",
     "no word looks at a word behind it, or every word at all; of words that look at each other",
     {WORD_CHOICE},
     on_off,
     NULL,
     true,
     STAGE_MASK,
     NEEDS_BACK,
     edit_mask_causal},
    {"off",
     "HOP|[LAYER] HEAD",
     "a hop or a head looks at nothing: its sum is 0",
     {WORD_ANY, WORD_ANY},
     NULL,
     NULL,
     false,
     STAGE_SOFTMAX,
     NEEDS_WEIGHTS,
     edit_rows_off},
    {"weight",
     "STEP WORD VALUE [raw]",
     "set one weight by hand; the rest of the row makes room, or not (raw)",
     {WORD_ANY, WORD_POSITION, WORD_ANY, WORD_RAW},
     NULL,
     NULL,
     false,
     STAGE_SOFTMAX,
     NEEDS_NOTHING,
     edit_rows_weight},
    {"row",
     "STEP|all NUMBERS... [raw]",
     "set a row of weights by hand",
     {WORD_ANY, WORD_ANY, WORD_ANY, WORD_RAW},
     NULL,
     NULL,
     false,
     STAGE_SOFTMAX,
     NEEDS_NOTHING,
     edit_rows_row},
    {"shift",
     "N",
     "every step looks N words further than it did",
     {WORD_CHOICE},
     shifts,
     NULL,
     false,
     STAGE_SOFTMAX,
     NEEDS_ATTENTION,
     edit_rows_shift},
    {"collapse",
     "WORD",
     "every step looks at this word alone",
     {WORD_POSITION},
     NULL,
     NULL,
     false,
     STAGE_SOFTMAX,
     NEEDS_NOTHING,
     edit_rows_collapse},
    {"context",
     "zero|freeze STEP|STEP from STEP",
     "no context, one context from a step on, or that of another step",
     {WORD_CHOICE},
     contexts,
     NULL,
     false,
     STAGE_CONTEXT,
     NEEDS_NOTHING,
     edit_rows_context},
    {"force",
     "WORDS",
     "write these words first",
     {WORD_ANY},
     NULL,
     NULL,
     false,
     STAGE_WORD,
     NEEDS_WRITING,
     edit_words_force},
    {"reference",
     "WORDS",
     "write these words and end: teacher forcing",
     {WORD_ANY},
     NULL,
     NULL,
     false,
     STAGE_WORD,
     NEEDS_WRITING,
     edit_words_reference},
    {"choose",
     "STEP WORD",
     "write this word at a step, then go on freely",
     {WORD_ANY, WORD_LIKELY},
     NULL,
     NULL,
     false,
     STAGE_WORD,
     NEEDS_WRITING,
     edit_words_choose},
    {"unknown",
     "on|off",
     "write <unk> where it is the most probable word; off, as without this: the next one",
     {WORD_CHOICE},
     on_off,
     NULL,
     true,
     STAGE_WORD,
     NEEDS_WRITING,
     unknown},
    {.name = NULL},
};

bool intervention_rewrites(const struct intervention_kind *kind)
{
    return kind->stage == STAGE_ENCODE || kind->apply == edit_words_beside;
}

const struct intervention_kind *intervention_find(const char *line)
{
    line += strspn(line, " ");
    size_t n = strcspn(line, " ");
    for (const struct intervention_kind *kind = intervention_kinds; kind->name; kind++)
        if (strlen(kind->name) == n && memcmp(kind->name, line, n) == 0)
            return kind;
    return NULL;
}

void intervention_words(const struct intervention_kind *kind, struct strs *out)
{
    for (const char *const *word = kind->words; word && *word; word++)
        strs_add(out, *word);
    if (kind->more)
        strs_add(out, kind->more);
}

/* Whether the model has the attention that is asked for, or weights of another kind. */
static int check_attention(const struct edit *edit, enum intervention_needs needs, struct err *err)
{
    const struct config *config = &edit->model->config;
    bool steps = needs == NEEDS_ATTENTION || needs == NEEDS_BOTH;
    bool has = needs == NEEDS_MASK      ? config_able(config, ABILITY_MASK)
               : needs == NEEDS_WEIGHTS ? config_able(config, ABILITY_WEIGHTS)
               : needs == NEEDS_BACK    ? config_able(config, ABILITY_BACK)
                                        : config_attends(config);
    if (has || (needs != NEEDS_BACK && edit->control.use_score))
        return 0;
    if (needs == NEEDS_BACK)
        return err_set(err, "here no words look at each other");
    if (config_attention(config))
        return err_set(err, "this model has no attention: its context is fixed");
    return err_set(err, steps ? "here are no steps of a decoder that ask"
                              : "this model has no weights of words that could be others");
}

/* Whether the model has what an intervention needs. */
static int check_needs(const struct edit *edit, enum intervention_needs needs, struct err *err)
{
    const struct config *config = &edit->model->config;
    bool writing = needs == NEEDS_WRITING || needs == NEEDS_BOTH;
    bool words = needs == NEEDS_WORDS || writing;
    bool attention = !words && needs != NEEDS_NOTHING;
    if ((attention || needs == NEEDS_BOTH) && check_attention(edit, needs, err))
        return -1;
    if (words && !config_reads_words(config))
        return err_set(err, "a table has no words: nobody reads or writes any");
    if (writing && !config_writes_words(config))
        return err_set(err, "%s writes no words", edit->model->name);
    return 0;
}

static int apply_line(struct edit *edit, const char *line, struct err *err)
{
    const struct intervention_kind *kind = intervention_find(line);
    if (!kind)
        return err_set(err, "there is no intervention \"%.*s\"", str_fit(line, 60), line);
    const char *rest = strstr(line, kind->name) + strlen(kind->name);
    edit->by = kind->name;
    if (check_needs(edit, kind->needs, err) || kind->apply(edit, rest, err))
        return err_prefix(err, "%s", line);
    edit_changed(edit);
    return 0;
}

static void edit_start(struct edit *edit, const struct lab *lab, struct err *err)
{
    struct err reason;
    edit->model = lab->model;
    err->text[0] = '\0';
    for (size_t i = 0; i < lab->sentences->count; i++)
        strs_add(&edit->sentences, lab->sentences->list[i]);
    for (size_t i = 0; i < lab->interventions->count; i++)
        if (apply_line(edit, lab->interventions->list[i], &reason) && !err->text[0])
            *err = reason;
}

static void edit_free(struct edit *edit)
{
    trace_free(edit->run);
    strs_free(&edit->sentences);
    arena_free(&edit->arena);
    free(edit);
}

struct trace *lab_run(const struct lab *lab, struct err *err)
{
    struct edit *edit = mem_new(1, sizeof *edit);
    edit_start(edit, lab, err);
    edit_run(edit);
    struct trace *run = edit->run;
    edit->run = NULL;
    edit_free(edit);
    return run;
}

int lab_check(const struct lab *lab, const char *line, struct err *err)
{
    struct edit *edit = mem_new(1, sizeof *edit);
    struct err unused;
    edit_start(edit, lab, &unused);
    int result = apply_line(edit, line, err);
    edit_free(edit);
    return result;
}
