#include "trace/derive.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"
#include "trace/rules.h"

void summand_print(char *out, size_t size, const char *format, ...)
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

double number_at(const struct subject *s, struct origin from)
{
    return mat_row(trace_get(s->trace, s->sentence, from.quantity), from.row)[from.column];
}

void summands_room(struct subject *s, int count)
{
    s->out->terms = arena_zero(s->arena, (size_t)count, sizeof *s->out->terms);
}

/* "s unit 17": the symbol without its index, or the word that a column stands for. */
static void label_term(const struct subject *s, struct term *term)
{
    struct origin from = term->from[0];
    if (from.quantity == Q_NONE)
        return;
    const char *symbol = quantity_symbol(from.quantity, s->config);
    enum axis axis = quantity_at(from.quantity)->columns;
    char buffer[16];
    if (axis == AXIS_UNIT)
        SUMMAND_PRINT(term->label, "%.*s unit %d", (int)(strchr(symbol, '(') - symbol), symbol,
                      from.column + 1);
    else
        SUMMAND_PRINT(term->label, "%s",
                      trace_label(s->trace, s->sentence, axis, from.column, buffer, sizeof buffer));
}

/* Value and numbers of a term; a and b are those of its cells. */
static void compute_term(struct term *term, double a, double b)
{
    bool two = term->from[1].quantity != Q_NONE;
    double factor = term->factor, shift = term->shift;
    switch (term->kind) {
    case TERM_GIVEN:
        term->value = factor;
        break;
    case TERM_PRODUCT:
        term->value = factor * a * (two ? b : 1);
        if (two && factor != 1)
            SUMMAND_PRINT(term->detail, "%.4f × %.4f × %.4f", factor, b, a);
        else if (two || factor != 1)
            SUMMAND_PRINT(term->detail, "%.4f × %.4f", two ? b : factor, a);
        break;
    case TERM_REST:
        term->value = a * (1 - b);
        SUMMAND_PRINT(term->detail, "(1 − %.4f) × %.4f", b, a);
        break;
    case TERM_TANH:
        term->value = factor * tanh(a + (two ? b : 0) + shift);
        if (two || shift != 0)
            SUMMAND_PRINT(term->detail, "%.3f × tanh(%.3f + %.3f)", factor, two ? b : shift, a);
        else
            SUMMAND_PRINT(term->detail, "%.3f × tanh(%.3f)", factor, a);
        break;
    case TERM_SHOWN:
        term->value = b * tanh(a);
        SUMMAND_PRINT(term->detail, "%.4f × tanh(%.4f)", b, a);
        break;
    case TERM_EXP:
        term->value = a > -INFINITY ? exp(a - shift) : 0;
        if (a > -INFINITY)
            SUMMAND_PRINT(term->detail, "exp(%.3f − %.3f)", a, shift);
        else
            SUMMAND_PRINT(term->detail, "masked: exp(−∞) = 0");
        break;
    case TERM_BELL:
        term->value = a * exp(-(shift - b) * (shift - b) * factor);
        SUMMAND_PRINT(term->detail, "%.4f × exp(−(%.0f − %.3f)² × %.3g)", a, shift, b, factor);
        break;
    }
}

struct term *summand_add(struct subject *s, enum term_kind kind, double factor, double shift,
                         struct origin a, struct origin b)
{
    struct term *term = &s->out->terms[s->out->count++];
    *term = (struct term){.kind = kind, .factor = factor, .shift = shift, .from = {a, b}};
    label_term(s, term);
    compute_term(term, a.quantity == Q_NONE ? 0 : number_at(s, a),
                 b.quantity == Q_NONE ? 0 : number_at(s, b));
    return term;
}

void summands_products(struct subject *s, const real *weights, double scale, enum quantity_id from,
                       int row, struct origin other)
{
    int count = trace_get(s->trace, s->sentence, from).cols;
    for (int i = 0; i < count; i++)
        summand_add(s, TERM_PRODUCT, scale * weights[i], 0, origin(from, row, i), other);
}

void summand_given(struct subject *s, double value, const char *label)
{
    struct term *term = summand_add(s, TERM_GIVEN, value, 0, nowhere, nowhere);
    SUMMAND_PRINT(term->label, "%s", label);
}

void rule_copy(struct subject *s, struct origin from)
{
    summands_room(s, 1);
    s->out->how = COMBINE_COPY;
    summand_add(s, TERM_PRODUCT, 1, 0, from, nowhere);
}

void rule_given(struct subject *s, struct origin from, const char *format, ...)
{
    va_list list;
    char text[FORMULA_SIZE];
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    summands_room(s, 1);
    s->out->how = COMBINE_COPY;
    struct term *term = summand_add(s, TERM_GIVEN, s->out->value, 0, from, nowhere);
    if (from.quantity == Q_NONE)
        SUMMAND_PRINT(term->label, "%s", quantity_at(s->out->quantity)->words);
    else
        SUMMAND_PRINT(term->detail, "in place of %.4f", number_at(s, from));
    SUMMAND_PRINT(s->out->formula, "%s: %s", s->out->name, text);
}

static const struct {
    enum quantity_id id;
    void (*rule)(struct subject *);
} rules[] = {
    {Q_STATES, rule_encoder_states},
    {Q_SCORES, rule_scores},
    {Q_QUERY, rule_query},
    {Q_QUERY_PROJECTED, rule_query_projected},
    {Q_KEYS, rule_keys},
    {Q_OTHER_SCORES, rule_other_scores},
    {Q_MASKED, rule_masked},
    {Q_CENTER, rule_center},
    {Q_POSITION, rule_position},
    {Q_WEIGHTS, rule_weights},
    {Q_ALIGNED, rule_aligned},
    {Q_OTHER_WEIGHTS, rule_other_weights},
    {Q_CONTEXT, rule_context},
    {Q_FED_READOUT, rule_fed_readout},
    {Q_PRE, rule_pre},
    {Q_READOUT, rule_readout},
    {Q_LOGITS, rule_logits},
    {Q_PROBABILITIES, rule_probabilities},
};

/* An embedding is a row of a table: it is made of nothing else. */
static void looked_up(struct subject *s)
{
    summands_room(s, 1);
    s->out->how = COMBINE_COPY;
    summand_given(s, s->out->value, quantity_at(s->out->quantity)->words);
    bool source = s->out->quantity == Q_SOURCE_EMBEDDING;
    SUMMAND_PRINT(s->out->formula, "%s = row of the %s embedding table for \"%s\"", s->out->name,
                  source ? "source" : "target",
                  source ? trace_source_word(s->trace, s->sentence, s->row)
                         : trace_fed_word(s->trace, s->sentence, s->row));
}

/* The number that an index letter stands for in a cell; 0: it is no index of it. */
static int index_of(struct origin cell, char letter)
{
    const struct quantity *q = quantity_at(cell.quantity);
    if (letter == 't')
        return q->rows == AXIS_TARGET ? cell.row + 1 : 0;
    return q->rows == AXIS_SOURCE ? cell.row + 1 : q->columns == AXIS_SOURCE ? cell.column + 1 : 0;
}

/* Puts the indices of the cell in: "e(t,j)" becomes "e(3,5)", "W s(t−1)" becomes "W s(2)". An index is a
 * letter after "(" or ",", perhaps with 1 added or taken away. */
static void put_indices(struct origin cell, char *out, size_t size, const char *text)
{
    static const char minus[] = "−1", plus[] = "+1";
    size_t length = 0;
    for (const char *c = text; *c && length + 12 < size; c++) {
        bool starts = c > text && (c[-1] == '(' || c[-1] == ',') && (*c == 't' || *c == 'j');
        int at = starts ? index_of(cell, *c) : 0, by = 0;
        size_t skip = 0;
        if (at && strncmp(c + 1, minus, strlen(minus)) == 0)
            by = -1, skip = strlen(minus);
        else if (at && strncmp(c + 1, plus, strlen(plus)) == 0)
            by = 1, skip = strlen(plus);
        if (at && c[1 + skip] && strchr("), ", c[1 + skip])) {
            length += (size_t)snprintf(out + length, size - length, "%d", at + by);
            c += skip;
        } else {
            out[length++] = *c;
        }
    }
    out[length] = '\0';
}

void derive_name(const struct trace *trace, struct origin cell, char out[CELL_NAME])
{
    enum axis axis = quantity_at(cell.quantity)->columns;
    char name[CELL_NAME], buffer[16];
    put_indices(cell, name, sizeof name, quantity_symbol(cell.quantity, &trace->config));
    if (axis == AXIS_UNIT && cell.quantity != Q_CENTER)
        summand_print(out, CELL_NAME, "%s unit %d", name, cell.column + 1);
    else if (axis == AXIS_VOCAB)
        summand_print(out, CELL_NAME, "%s of \"%s\"", name,
                      trace_label(trace, 0, axis, cell.column, buffer, sizeof buffer));
    else
        summand_print(out, CELL_NAME, "%s", name);
}

/* The terms of a sum with their numbers: all of a few, or the first and the last of many. */
static void put_sum(struct derivation *d)
{
    const struct term *first = d->terms, *last = d->terms + d->count - 1;
    char sum[sizeof d->numbers / 2 + 60] = "";
    if (d->count == 1 && !d->outer)
        SUMMAND_PRINT(d->numbers, "%s = %.4f", first->detail, d->value);
    else if (d->count == 2 && last->detail[0])
        SUMMAND_PRINT(sum, "%s + %s", first->detail, last->detail);
    else if (d->count > 2)
        SUMMAND_PRINT(sum, "%s + %s + …", first->detail, first[1].detail);
    char scale[24] = "";
    if (d->scale != 1)
        SUMMAND_PRINT(scale, "%g × ", d->scale);
    if (d->outer)
        SUMMAND_PRINT(d->numbers, "%s%s(%s) = %s%s(%.4f) = %.4f", scale, d->outer, sum, scale,
                      d->outer, d->inner, d->value);
    else if (sum[0])
        SUMMAND_PRINT(d->numbers, "%s = %.4f", sum, d->value);
}

/* Adds the terms up and writes the formula with its numbers. */
static void finish(struct derivation *d)
{
    double most = -INFINITY;
    for (int i = 0; i < d->count; i++) {
        d->inner += d->terms[i].value;
        if (d->how == COMBINE_MAX && d->terms[i].value > most) {
            most = d->terms[i].value;
            d->chosen = i;
        }
    }
    switch (d->how) {
    case COMBINE_SUM:
        put_sum(d);
        break;
    case COMBINE_MAX:
        d->inner = most;
        SUMMAND_PRINT(d->numbers, "max(%.4f, %.4f) = %.4f", d->terms[0].value, d->terms[1].value,
                      most);
        break;
    case COMBINE_QUOTIENT:
        if (d->inner == 0)
            SUMMAND_PRINT(d->numbers, "every position is masked: the whole row is 0");
        else
            SUMMAND_PRINT(d->numbers, "%.4f / %.4f = %.4f, with max = %.3f subtracted",
                          d->terms[d->chosen].value, d->inner, d->value, d->terms[d->chosen].shift);
        break;
    case COMBINE_COPY:
        if (d->terms[0].kind == TERM_PRODUCT && d->terms[0].factor != 1)
            SUMMAND_PRINT(d->numbers, "%s = %.4f", d->terms[0].detail, d->value);
        break;
    }
}

static void apply_rule(struct subject *s)
{
    struct recurrent at;
    if (quantity_recurrent(s->out->quantity, s->config, &at)) {
        rule_recurrent(s, at);
        return;
    }
    void (*rule)(struct subject *) = looked_up;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].id == s->out->quantity)
            rule = rules[i].rule;
    rule(s);
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
                               .scale = 1,
                               .chosen = -1};
    struct subject s = {.trace = trace,
                        .config = &trace->config,
                        .weights = &trace->model->weights,
                        .arena = arena,
                        .out = out,
                        .sentence = sentence,
                        .row = row,
                        .column = column};
    char formula[FORMULA_SIZE];
    struct origin cell = origin(id, row, column);
    put_indices(cell, out->name, sizeof out->name, quantity_symbol(id, s.config));
    put_indices(cell, out->formula, sizeof out->formula, quantity_formula(id, s.config, formula));
    apply_rule(&s);
    finish(out);
    return true;
}

static const struct derivation *ordered; /* qsort's comparison has no room for it */

static int by_size(const void *left, const void *right)
{
    int a = *(const int *)left, b = *(const int *)right, chosen = ordered->chosen;
    if (a == chosen || b == chosen)
        return (b == chosen) - (a == chosen);
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
