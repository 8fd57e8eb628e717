#include "trace/derive.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

/* Everything a rule needs to know about the cell it explains. */
struct subject {
    const struct trace *trace;
    const struct config *config;
    const struct weights *weights;
    struct arena *arena;
    struct derivation *out;
    int sentence, row, column;
};

static const real *row_of(const struct subject *s, enum quantity_id id, int row)
{
    return mat_row(trace_get(s->trace, s->sentence, id), row);
}

static struct term *add_term(struct subject *s, double value, enum quantity_id from, int row,
                             int column)
{
    struct term *term = &s->out->terms[s->out->count++];
    *term = (struct term){.value = value, .quantity = from, .row = row, .column = column};
    return term;
}

static void make_room(struct subject *s, int count)
{
    s->out->terms = arena_zero(s->arena, (size_t)count, sizeof *s->out->terms);
}

/* snprintf, but what does not fit is not cut inside a character: words can have any length. */
__attribute__((format(printf, 3, 4))) static void print(char *out, size_t size, const char *format,
                                                        ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(out, size, format, list);
    va_end(list);
    size_t end = length < (int)size ? (size_t)length : size - 1;
    while (!utf8_valid(out, end))
        end--;
    out[end] = '\0';
}

#define LABEL(term, ...)  print((term)->label, sizeof(term)->label, __VA_ARGS__)
#define DETAIL(term, ...) print((term)->detail, sizeof(term)->detail, __VA_ARGS__)
#define FORMULA(...)      print(s->out->formula, sizeof s->out->formula, __VA_ARGS__)
#define NUMBERS(...)      print(s->out->numbers, sizeof s->out->numbers, __VA_ARGS__)

/* Products of a weight row with a vector that the trace has: one term per unit. */
static void add_products(struct subject *s, const real *weights, enum quantity_id from, int row,
                         const char *name, double scale)
{
    struct mat values = trace_get(s->trace, s->sentence, from);
    const real *x = mat_row(values, row);
    for (int i = 0; i < values.cols; i++) {
        struct term *term = add_term(s, scale * weights[i] * x[i], from, row, i);
        LABEL(term, "%s unit %d", name, i + 1);
        DETAIL(term, "%.4f × %.4f", (double)weights[i], (double)x[i]);
    }
}

static void add_bias(struct subject *s, double value, const char *name)
{
    LABEL(add_term(s, value, Q_NONE, 0, 0), "%s", name);
}

static void add_up(struct subject *s)
{
    s->out->inner = 0;
    for (int i = 0; i < s->out->count; i++)
        s->out->inner += s->out->terms[i].value;
}

/* e(t,j) = v·tanh(W s(t−1) + U h(j)) */
static void additive_score(struct subject *s)
{
    int size = s->config->attention_hidden, t = s->row, j = s->column;
    const real *q = row_of(s, Q_QUERY_PROJECTED, t), *k = row_of(s, Q_KEYS, j);
    const real *v = s->weights->v.x;
    make_room(s, size);
    for (int i = 0; i < size; i++) {
        double sum = (double)q[i] + k[i];
        struct term *term = add_term(s, v[i] * tanh(sum), Q_KEYS, j, i);
        LABEL(term, "unit %d", i + 1);
        DETAIL(term, "%.3f × tanh(%.3f + %.3f)", (double)v[i], (double)q[i], (double)k[i]);
    }
    FORMULA("e(%d,%d) = Σ v × tanh(W s(%d) + U h(%d))", t + 1, j + 1, t, j + 1);
}

/* e(t,j) = s·h(j), perhaps / √d, or s·W h(j) */
static void dot_score(struct subject *s)
{
    int size = s->config->decoder_hidden, t = s->row, j = s->column;
    bool scaled = s->config->score == SCORE_SCALED_DOT;
    const real *q = row_of(s, Q_QUERY, t), *k = row_of(s, Q_KEYS, j);
    double scale = scaled ? 1 / sqrt(size) : 1;
    make_room(s, size);
    for (int i = 0; i < size; i++) {
        struct term *term = add_term(s, scale * q[i] * k[i], Q_KEYS, j, i);
        LABEL(term, "unit %d", i + 1);
        DETAIL(term, "%.3f × %.3f%s", (double)q[i], (double)k[i], scaled ? " / √d" : "");
    }
    FORMULA("e(%d,%d) = Σ s(%d) × h(%d)%s", t + 1, j + 1, t, j + 1, scaled ? " / √d" : "");
    if (scaled)
        NUMBERS("d = %d, √d = %.2f", size, sqrt(size));
}

static void score(struct subject *s)
{
    if (s->config->score == SCORE_ADDITIVE)
        additive_score(s);
    else
        dot_score(s);
    add_up(s);
}

/* The mask and the temperature, between the score and the softmax. */
static void masked(struct subject *s)
{
    const struct control *control = &s->trace->control;
    double before = row_of(s, Q_SCORES, s->row)[s->column];
    make_room(s, 1);
    s->out->how = COMBINE_COPY;
    struct term *term = add_term(s, s->out->value, Q_SCORES, s->row, s->column);
    LABEL(term, "e(%d,%d)", s->row + 1, s->column + 1);
    DETAIL(term, "score before the mask %.4f", before);
    s->out->inner = term->value;
    if (trace_masked(s->trace, s->sentence, s->row, s->column))
        FORMULA("ẽ(%d,%d) = −∞: position %d is masked", s->row + 1, s->column + 1, s->column + 1);
    else if (control->use_temperature)
        FORMULA("ẽ(%d,%d) = e(%d,%d) / temperature %.3g", s->row + 1, s->column + 1, s->row + 1,
                s->column + 1, (double)control->temperature);
    else
        FORMULA("ẽ(%d,%d) = e(%d,%d): this position is a word", s->row + 1, s->column + 1,
                s->row + 1, s->column + 1);
}

/* A softmax: e^(x − max) over the sum of those. */
static void softmax(struct subject *s, enum quantity_id scores, enum axis axis, const char *name,
                    const char *from)
{
    struct mat all = trace_get(s->trace, s->sentence, scores);
    const real *row = mat_row(all, s->row);
    double highest = -INFINITY;
    char buffer[16];
    for (int i = 0; i < all.cols; i++)
        highest = row[i] > highest ? row[i] : highest;
    make_room(s, all.cols);
    s->out->how = COMBINE_QUOTIENT;
    s->out->chosen = s->column;
    for (int i = 0; i < all.cols; i++) {
        bool hidden = !(row[i] > -INFINITY);
        struct term *term = add_term(s, hidden ? 0 : exp(row[i] - highest), scores, s->row, i);
        LABEL(term, "%s", trace_label(s->trace, s->sentence, axis, i, buffer, sizeof buffer));
        if (hidden)
            DETAIL(term, "masked: exp(−∞) = 0");
        else
            DETAIL(term, "exp(%.3f − %.3f)", (double)row[i], highest);
    }
    add_up(s);
    FORMULA("%s = exp(%s − max) / Σ exp(%s − max)", name, from, from);
    if (s->out->inner == 0) {
        NUMBERS("every position is masked: the whole row is 0");
        return;
    }
    NUMBERS("%.4f / %.4f = %.4f, with max = %.3f", s->out->terms[s->column].value, s->out->inner,
            s->out->value, highest);
}

static void weight(struct subject *s)
{
    softmax(s, Q_MASKED, AXIS_SOURCE, s->out->name, "ẽ");
}

static void probability(struct subject *s)
{
    softmax(s, Q_LOGITS, AXIS_VOCAB, s->out->name, "l");
}

/* c(t) = Σ_j α(t,j) h(j), unit by unit; the last state where there is no attention. */
static void context(struct subject *s)
{
    int unit = s->column, count = trace_source_count(s->trace);
    if (s->config->score == SCORE_NONE) {
        make_room(s, 1);
        s->out->how = COMBINE_COPY;
        bool back = unit >= s->config->encoder_hidden;
        int row = back ? 0 : trace_source_length(s->trace, s->sentence) - 1;
        LABEL(add_term(s, s->out->value, Q_STATES, row, unit), "h(%d) unit %d", row + 1, unit + 1);
        s->out->inner = s->out->value;
        FORMULA("c(%d) = h(last): this model has no attention", s->row + 1);
        return;
    }
    const real *weights = row_of(s, Q_WEIGHTS, s->row);
    struct mat states = trace_get(s->trace, s->sentence, Q_STATES);
    make_room(s, count);
    for (int j = 0; j < count; j++) {
        double h = mat_row(states, j)[unit];
        struct term *term = add_term(s, weights[j] * h, Q_WEIGHTS, s->row, j);
        LABEL(term, "%s", trace_source_word(s->trace, s->sentence, j));
        DETAIL(term, "%.4f × %.4f", (double)weights[j], h);
    }
    add_up(s);
    FORMULA("c(%d) unit %d = Σj α(%d,j) × h(j) unit %d", s->row + 1, unit + 1, s->row + 1,
            unit + 1);
}

/* s(t) = (1 − z) n + z s(t−1) */
static void state(struct subject *s)
{
    double z = row_of(s, Q_UPDATE, s->row)[s->column];
    double n = row_of(s, Q_CANDIDATE, s->row)[s->column];
    double before =
        s->row ? row_of(s, Q_STATE, s->row - 1)[s->column] : row_of(s, Q_FIRST_STATE, 0)[s->column];
    make_room(s, 2);
    struct term *new = add_term(s, (1 - z) * n, Q_CANDIDATE, s->row, s->column);
    LABEL(new, "candidate");
    DETAIL(new, "(1 − %.4f) × %.4f", z, n);
    struct term *old = s->row ? add_term(s, z * before, Q_STATE, s->row - 1, s->column)
                              : add_term(s, z * before, Q_FIRST_STATE, 0, s->column);
    LABEL(old, "state before");
    DETAIL(old, "%.4f × %.4f", z, before);
    add_up(s);
    FORMULA("s(%d) unit %d = (1 − z) × n + z × s(%d)", s->row + 1, s->column + 1, s->row);
}

/* A gate or the candidate: two matrix products inside σ or tanh. part: 0 r, 1 z, 2 n. */
static void gate(struct subject *s, int part)
{
    const struct cell_weights *gru = &s->weights->decoder[s->config->layers - 1];
    int hidden = s->config->decoder_hidden, unit = part * hidden + s->column;
    int embed = s->config->embed, from = config_state(s->config);
    double r = part == 2 ? row_of(s, Q_RESET, s->row)[s->column] : 1;
    make_room(s, embed + from + hidden + 2);
    add_products(s, mat_row(gru->input, unit), Q_FED, s->row, "Emb", 1);
    add_products(s, mat_row(gru->input, unit) + embed, Q_CONTEXT, s->row, "c", 1);
    if (s->row)
        add_products(s, mat_row(gru->hidden, unit), Q_STATE, s->row - 1, "s", r);
    else
        add_products(s, mat_row(gru->hidden, unit), Q_FIRST_STATE, 0, "s", r);
    add_bias(s, gru->input_bias.x[unit], "bias b");
    add_bias(s, r * gru->hidden_bias.x[unit], "bias c");
    add_up(s);
    s->out->outer = part == 2 ? "tanh" : "σ";
    FORMULA("%s(W [Emb(y(%d)); c(%d)] + b + %sV s(%d)%s)", s->out->outer, s->row, s->row + 1,
            part == 2 ? "r ⊙ (" : "", s->row, part == 2 ? " + c)" : " + c");
    NUMBERS("%s(%.4f) = %.4f", s->out->outer, s->out->inner, s->out->value);
}

static void reset(struct subject *s)
{
    gate(s, 0);
}

static void update(struct subject *s)
{
    gate(s, 1);
}

static void candidate(struct subject *s)
{
    gate(s, 2);
}

static void pre(struct subject *s)
{
    const struct weights *w = s->weights;
    make_room(s, s->config->decoder_hidden + s->config->embed + config_state(s->config) + 1);
    add_products(s, mat_row(w->readout_state, s->column), Q_STATE, s->row, "s", 1);
    add_products(s, mat_row(w->readout_embedding, s->column), Q_FED, s->row, "Emb", 1);
    add_products(s, mat_row(w->readout_context, s->column), Q_CONTEXT, s->row, "c", 1);
    add_bias(s, w->readout_bias.x[s->column], "bias");
    add_up(s);
    FORMULA("p(%d) unit %d = U s(%d) + V Emb(y(%d)) + C c(%d) + b", s->row + 1, s->column + 1,
            s->row + 1, s->row, s->row + 1);
}

static void readout(struct subject *s)
{
    const real *row = row_of(s, Q_PRE, s->row);
    make_room(s, 2);
    s->out->how = COMBINE_MAX;
    s->out->inner = -INFINITY;
    for (int i = 0; i < 2; i++) {
        int unit = 2 * s->column + i;
        LABEL(add_term(s, row[unit], Q_PRE, s->row, unit), "p unit %d", unit + 1);
        if (row[unit] > s->out->inner) {
            s->out->inner = row[unit];
            s->out->chosen = i;
        }
    }
    FORMULA("m(%d) unit %d = the larger of p units %d and %d", s->row + 1, s->column + 1,
            2 * s->column + 1, 2 * s->column + 2);
}

static void logit(struct subject *s)
{
    make_room(s, s->config->readout_hidden + 1);
    add_products(s, mat_row(s->weights->output, s->column), Q_READOUT, s->row, "m", 1);
    add_bias(s, s->weights->output_bias.x[s->column], "bias");
    add_up(s);
    FORMULA("l(%d) of \"%s\" = Σ W × m(%d) + b", s->row + 1,
            vocab_token(s->trace->model->target_vocab, s->column), s->row + 1);
}

static const struct {
    enum quantity_id id;
    void (*rule)(struct subject *);
} rules[] = {
    {Q_SCORES, score}, {Q_MASKED, masked},   {Q_WEIGHTS, weight}, {Q_CONTEXT, context},
    {Q_STATE, state},  {Q_RESET, reset},     {Q_UPDATE, update},  {Q_CANDIDATE, candidate},
    {Q_PRE, pre},      {Q_READOUT, readout}, {Q_LOGITS, logit},   {Q_PROBABILITIES, probability},
};

/* What the run itself looked up or what needs the encoder's own steps: shown as it is. */
static void as_it_is(struct subject *s)
{
    make_room(s, 1);
    s->out->how = COMBINE_COPY;
    LABEL(add_term(s, s->out->value, Q_NONE, 0, 0), "%s", quantity_at(s->out->quantity)->words);
    s->out->inner = s->out->value;
    FORMULA("%s", quantity_formula(s->out->quantity, s->config));
}

/* "e(3,5)" from "e(t,j)" and the cell, "W s(2)" from "W s(t−1)"; units are named apart. */
static void name_cell(struct subject *s)
{
    const struct quantity *q = quantity_at(s->out->quantity);
    const char *open = strrchr(q->symbol, '('), *close = strchr(open, ')');
    int row = q->rows == AXIS_ONE || strstr(open, "−1") ? s->row : s->row + 1;
    char column[16] = "";
    if (q->columns == AXIS_SOURCE)
        snprintf(column, sizeof column, ",%d", s->column + 1);
    print(s->out->name, sizeof s->out->name, "%.*s(%d%s%s", (int)(open - q->symbol), q->symbol, row,
          column, close);
}

bool derive(const struct trace *trace, int sentence, enum quantity_id id, int row, int column,
            struct arena *arena, struct derivation *out)
{
    struct mat all = trace_get(trace, sentence, id);
    if (!all.x || row < 0 || row >= all.rows || column < 0 || column >= all.cols)
        return false;
    *out = (struct derivation){.quantity = id,
                               .sentence = sentence,
                               .row = row,
                               .column = column,
                               .value = mat_row(all, row)[column],
                               .chosen = -1};
    struct subject s = {.trace = trace,
                        .config = &trace->model->config,
                        .weights = &trace->model->weights,
                        .arena = arena,
                        .out = out,
                        .sentence = sentence,
                        .row = row,
                        .column = column};
    void (*rule)(struct subject *) = as_it_is;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].id == id)
            rule = rules[i].rule;
    name_cell(&s);
    rule(&s);
    return true;
}

static const struct derivation *ordered; /* qsort's comparison has no room for it */

static int by_size(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right;
    double x = fabs(ordered->terms[a].value), y = fabs(ordered->terms[b].value);
    return x < y ? 1 : x > y ? -1 : a - b;
}

int *derive_order(const struct derivation *derivation, struct arena *arena)
{
    int *order = arena_take(arena, (size_t)derivation->count, sizeof *order);
    for (int i = 0; i < derivation->count; i++)
        order[i] = i;
    ordered = derivation;
    qsort(order, (size_t)derivation->count, sizeof *order, by_size);
    return order;
}
