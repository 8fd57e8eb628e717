#include "quantities/scoring.h"

#include <stdio.h>
#include <string.h>

#include "layer/attention.h"

static struct sheet here(enum quantity_id id, struct sheet sheet)
{
    return (struct sheet){id, sheet.slice};
}

void scoring_note_config(struct trace *trace)
{
    const struct attention_run *a = trace->attention;
    trace->config = trace->model->config;
    struct attention_config *ran = config_attention_change(&trace->config);
    ran->score = a->score;
    ran->window = score_attends(a->score) ? a->window : WINDOW_GLOBAL;
    if (a->score == SCORE_DOT || a->score == SCORE_SCALED_DOT)
        ran->score = a->scale != 1 ? SCORE_SCALED_DOT : SCORE_DOT;
}

static const struct score_kind *kind_of(const struct trace *trace)
{
    return &score_kinds[trace->attention->score];
}

static const struct sheet query = {.quantity = Q_QUERY};

void scoring_note(struct formula *f)
{
    const struct control *control = &f->trace->control;
    const struct model *model = f->trace->model;
    const struct attention_run *a = f->trace->attention;
    if (!control->use_score || control->score == config_attention(&model->config)->score)
        return;
    formula_note(f, "score %s%s", score_names[control->score],
                 a->key.x && a->key.x != a->own->key.x ? ", drawn at random" : "");
}

static void note_scaling(struct formula *f)
{
    const struct control *control = &f->trace->control;
    if (control->scale != SCALE_AS_IS && !f->trace->attention->v.x &&
        !score_places(f->trace->attention->score))
        formula_note(f, "scaling %s", control->scale == SCALE_ON ? "on" : "off");
}

static bool keys_equal(const struct trace *trace)
{
    return trace->control.keys_equal;
}

/* ---- the query after its projection ---- */

struct mat scoring_projected(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->projected, 0);
}

struct symbol scoring_projected_symbol(const struct trace *trace, struct sheet sheet)
{
    struct symbol asks = formula_base(trace, here(Q_QUERY, sheet)), out = {.index = asks.index};
    snprintf(out.base, sizeof out.base, "%s %.*s", kind_of(trace)->query, str_fit(asks.base, 16),
             asks.base);
    return out;
}

void scoring_projected_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, ": the query, mapped to where it is compared");
    scoring_note(f);
}

void scoring_projected_rule(struct subject *s)
{
    struct mat weights = s->trace->attention->query;
    summands_room(s, weights.cols);
    summands_products(s, mat_row(weights, s->column), 1, query, s->row, origin_none);
}

/* ---- keys ---- */

struct mat scoring_keys(const struct trace *trace, int sentence, struct sheet sheet)
{
    const struct attention_run *a = trace->attention;
    (void)sheet;
    return !score_attends(a->score) || score_places(a->score)
               ? (struct mat){0}
               : trace_rows(trace, sentence, a->keys, trace_source_count(trace));
}

/* The matrix that a key is multiplied with, "U"; "" where there is none. */
static const char *key_weight(const struct trace *trace)
{
    const char *name = kind_of(trace)->key;
    return name ? name : "";
}

struct symbol scoring_keys_symbol(const struct trace *trace, const char *source)
{
    struct symbol out = {.index = "{r}"};
    if (keys_equal(trace))
        snprintf(out.base, sizeof out.base, "k′");
    else
        snprintf(out.base, sizeof out.base, "%s%s%s", key_weight(trace),
                 *key_weight(trace) ? " " : "", source);
    return out;
}

bool scoring_keys_formula(struct formula *f, const char *source)
{
    const char *weight = key_weight(f->trace), *space = *weight ? " " : "";
    formula_symbol(f, f->sheet, f->row, f->column);
    if (keys_equal(f->trace)) {
        formula_print(f, " = mean of the sentence's keys %s%s%s(1) … %s%s%s(%d)", weight, space,
                      source, weight, space, source, trace_source_length(f->trace, f->sentence));
        formula_note(f, "keys equal");
    } else if (*weight) {
        formula_add(f, ": the key of word {r}");
    }
    scoring_note(f);
    return keys_equal(f->trace) || *weight;
}

/* One word's key, or its share in the mean of all words' where the control makes them equal. */
static void key_terms(struct subject *s, enum quantity_id source, int j, double share)
{
    struct mat key = s->trace->attention->key;
    struct sheet from = {.quantity = source};
    if (key.x)
        summands_products(s, mat_row(key, s->column), share, from, j, origin_none);
    else
        summand_add(s, SUMMAND_PRODUCT, share, 0, origin_in(from, j, s->column), origin_none);
}

bool scoring_keys_rule(struct subject *s, enum quantity_id source)
{
    const struct attention_run *a = s->trace->attention;
    bool equal = keys_equal(s->trace);
    int count = equal ? trace_source_length(s->trace, s->sentence) : 1;
    if (!equal && !a->key.x)
        return false;
    summands_room(s, count * a->source.cols);
    for (int j = 0; j < count; j++)
        key_terms(s, source, equal ? j : s->row, 1.0 / count);
    return true;
}

/* ---- scores ---- */

struct mat scoring_scores(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->scores, 0);
}

struct mat scoring_other(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)sheet;
    return trace_steps(trace, sentence, trace->attention->other_scores, 0);
}

/* What asks: the query, or its projection; the one of the other state at the other step. */
static void add_query(struct formula *f, bool other)
{
    bool projects = f->trace->attention->query.x != NULL;
    struct sheet asks = here(projects ? Q_QUERY_PROJECTED : Q_QUERY, f->sheet);
    bool later = f->trace->attention->first == 1; /* s(t) asks, so that s(t−1) is the other */
    if (other)
        formula_symbol_at(f, asks, later ? "{r-1}" : "{r}");
    else
        formula_symbol(f, asks, f->row, -1);
}

/* e(t,j) = v·tanh(W s(t−1) + U h(j)), s(t−1)·W h(j), s(t−1)·h(j) / √d */
void scoring_scores_formula(struct formula *f)
{
    const struct attention_run *a = f->trace->attention;
    bool other = f->sheet.quantity == Q_OTHER_SCORES;
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " = ");
    for (const char *at = kind_of(f->trace)->formula; *at;) {
        size_t plain = strcspn(at, "{");
        formula_print(f, "%.*s", (int)plain, at);
        at += plain;
        if (strncmp(at, "{q}", 3) == 0)
            add_query(f, other);
        else if (strncmp(at, "{k}", 3) == 0)
            formula_symbol(f, here(Q_KEYS, f->sheet), f->column, -1);
        else if (strncmp(at, "{c}", 3) == 0)
            formula_add(f, "{c}");
        at += *at ? 3 : 0;
    }
    if (a->scale != 1 && !score_places(a->score))
        formula_print(f, " / √d");
    if (other)
        formula_note(f, "query other");
    scoring_note(f);
    note_scaling(f);
    if (keys_equal(f->trace) && !score_places(a->score))
        formula_note(f, "keys equal");
}

void scoring_scores_rule(struct subject *s)
{
    const struct attention_run *a = s->trace->attention;
    int size = a->keys.cols, t = s->row, j = s->column;
    if (score_places(a->score)) {
        if (j < a->query.rows)
            summand_copy(s, origin_at(Q_QUERY_PROJECTED, t, j));
        else
            summand_put(s, origin_none);
        return;
    }
    summands_room(s, size);
    for (int i = 0; i < size; i++)
        if (a->v.x)
            summand_add(s, SUMMAND_TANH, a->v.x[i], 0, origin_at(Q_KEYS, j, i),
                        origin_at(Q_QUERY_PROJECTED, t, i))
                ->weight = &a->v.x[i];
        else
            summand_add(s, SUMMAND_PRODUCT, a->scale, 0, origin_at(Q_KEYS, j, i),
                        origin_at(Q_QUERY, t, i));
}

/* The projection of the other state is in no matrix, so it is computed here. */
void scoring_other_rule(struct subject *s)
{
    const struct attention_run *a = s->trace->attention;
    int t = s->row, j = s->column, entry = t + 1 - a->first;
    struct origin asks = entry ? origin_at(Q_STATE, entry - 1, 0) : origin_at(Q_FIRST_STATE, 0, 0);
    struct mat states = trace_get(s->trace, s->sentence, asks.quantity);
    if (score_places(a->score)) {
        summands_room(s, states.cols);
        if (j < a->query.rows)
            summands_products(s, mat_row(a->query, j), 1, sheet_of(asks.quantity), asks.row,
                              origin_none);
        else
            summand_put(s, origin_none);
        return;
    }
    summands_room(s, a->keys.cols);
    for (int i = 0; i < a->keys.cols; i++) {
        double sum = 0;
        asks.column = i;
        for (int k = 0; a->v.x && k < states.cols; k++)
            sum += (double)mat_row(a->query, i)[k] * mat_row(states, asks.row)[k];
        if (a->v.x)
            summand_add(s, SUMMAND_TANH, a->v.x[i], sum, origin_at(Q_KEYS, j, i), origin_none);
        else
            summand_add(s, SUMMAND_PRODUCT, a->scale, 0, origin_at(Q_KEYS, j, i), asks);
    }
}
