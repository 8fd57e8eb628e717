#include "trace/summand.h"

#include <math.h>

#include "trace/formula.h"

double summand_number(const struct subject *s, struct origin from)
{
    struct sheet sheet = {from.quantity, from.slice};
    return mat_row(trace_matrix(s->trace, s->sentence, sheet), from.row)[from.column];
}

void summands_room(struct subject *s, int count)
{
    s->out->terms = arena_zero(s->arena, (size_t)count, sizeof *s->out->terms);
}

/* "s unit 17": the symbol without its index, or the word that a column stands for. */
static const char *label_of(const struct subject *s, struct origin from)
{
    char buffer[16];
    if (from.quantity == Q_NONE)
        return "";
    enum axis axis = trace_quantity(s->trace, from.quantity)->columns;
    struct symbol symbol = formula_base(s->trace, (struct sheet){from.quantity, from.slice});
    if (axis == AXIS_UNIT)
        return arena_format(s->arena, "%s unit %d", symbol.base, from.column + 1);
    if (axis == AXIS_ONE)
        return arena_format(s->arena, "%s", symbol.base);
    return arena_format(
        s->arena, "%s",
        trace_label(s->trace, s->sentence, axis, from.column, buffer, sizeof buffer));
}

static double value_of(const struct summand *term, double a, double b)
{
    bool two = term->from[1].quantity != Q_NONE;
    double factor = term->factor, shift = term->shift;
    switch (term->kind) {
    case SUMMAND_GIVEN:
        return factor;
    case SUMMAND_PRODUCT:
        return factor * a * (two ? b : 1);
    case SUMMAND_REST:
        return a * (1 - b);
    case SUMMAND_TANH:
        return factor * tanh(a + (two ? b : 0) + shift);
    case SUMMAND_SHOWN:
        return b * tanh(a);
    case SUMMAND_EXP:
        return a > -INFINITY ? exp(a - shift) : 0;
    case SUMMAND_BELL:
        return a * exp(-(shift - b) * (shift - b) * factor);
    case SUMMAND_SQUARE:
        return factor * (a - b) * (a - b);
    }
    return 0;
}

/* The numbers put in. */
static const char *detail_of(struct arena *arena, const struct summand *term, double a, double b)
{
    bool two = term->from[1].quantity != Q_NONE;
    double factor = term->factor, shift = term->shift;
    switch (term->kind) {
    case SUMMAND_GIVEN:
        return "";
    case SUMMAND_PRODUCT:
        if (two && factor != 1)
            return arena_format(arena, "%.4f × %.4f × %.4f", factor, b, a);
        return two || factor != 1 ? arena_format(arena, "%.4f × %.4f", two ? b : factor, a) : "";
    case SUMMAND_REST:
        return arena_format(arena, "(1 − %.4f) × %.4f", b, a);
    case SUMMAND_TANH:
        if (two || shift != 0)
            return arena_format(arena, "%.3f × tanh(%.3f + %.3f)", factor, two ? b : shift, a);
        return arena_format(arena, "%.3f × tanh(%.3f)", factor, a);
    case SUMMAND_SHOWN:
        return arena_format(arena, "%.4f × tanh(%.4f)", b, a);
    case SUMMAND_EXP:
        return a > -INFINITY ? arena_format(arena, "exp(%.3f − %.3f)", a, shift)
                             : "masked: exp(−∞) = 0";
    case SUMMAND_BELL:
        return arena_format(arena, "%.4f × exp(−(%.0f − %.3f)² × %.3g)", a, shift, b, factor);
    case SUMMAND_SQUARE:
        return arena_format(arena, "%.4f × (%.4f − %.4f)²", factor, a, b);
    }
    return "";
}

struct summand *summand_add(struct subject *s, enum summand_kind kind, double factor, double shift,
                            struct origin a, struct origin b)
{
    struct summand *term = &s->out->terms[s->out->count++];
    double x = a.quantity == Q_NONE ? 0 : summand_number(s, a);
    double y = b.quantity == Q_NONE ? 0 : summand_number(s, b);
    *term = (struct summand){.kind = kind, .factor = factor, .shift = shift, .from = {a, b}};
    term->label = label_of(s, a);
    term->value = value_of(term, x, y);
    term->detail = detail_of(s->arena, term, x, y);
    return term;
}

void summands_products(struct subject *s, const real *weights, double scale, struct sheet from,
                       int row, struct origin other)
{
    int count = trace_matrix(s->trace, s->sentence, from).cols;
    for (int i = 0; i < count; i++)
        summand_add(s, SUMMAND_PRODUCT, scale * weights[i], 0, origin_in(from, row, i), other)
            ->weight = &weights[i];
}

void summand_given(struct subject *s, double value, const char *label)
{
    summand_add(s, SUMMAND_GIVEN, value, 0, origin_none, origin_none)->label = label;
}

void summand_weight(struct subject *s, const real *weight, const char *label)
{
    struct summand *term =
        summand_add(s, SUMMAND_GIVEN, (double)*weight, 0, origin_none, origin_none);
    term->label = label;
    term->weight = weight;
}

void summand_gated(struct subject *s, const real *weight, struct origin gate, const char *label)
{
    struct summand *term = summand_add(s, SUMMAND_PRODUCT, (double)*weight, 0, gate, origin_none);
    term->label = label;
    term->weight = weight;
}

void summand_copy(struct subject *s, struct origin from)
{
    summands_room(s, 1);
    s->out->how = COMBINE_COPY;
    summand_add(s, SUMMAND_PRODUCT, 1, 0, from, origin_none);
}

void summand_put(struct subject *s, struct origin from)
{
    summands_room(s, 1);
    s->out->how = COMBINE_COPY;
    struct summand *term = summand_add(s, SUMMAND_GIVEN, s->out->value, 0, from, origin_none);
    if (from.quantity == Q_NONE)
        term->label = s->quantity->label;
    else
        term->detail = arena_format(s->arena, "in place of %.4f", summand_number(s, from));
}

void summands_softmax(struct subject *s, struct sheet scores, bool masks)
{
    struct mat all = trace_matrix(s->trace, s->sentence, scores);
    const real *row = mat_row(all, s->row);
    double highest = -INFINITY;
    summands_room(s, all.cols);
    s->out->how = COMBINE_QUOTIENT;
    s->out->chosen = s->column;
    for (int i = 0; i < all.cols; i++)
        if (!masks || !trace_masked(s->trace, s->sentence, s->row, i))
            highest = row[i] > highest ? row[i] : highest;
    for (int i = 0; i < all.cols; i++) {
        bool out = masks && trace_masked(s->trace, s->sentence, s->row, i);
        struct summand *term = summand_add(s, out ? SUMMAND_GIVEN : SUMMAND_EXP, 0, highest,
                                           origin_in(scores, s->row, i), origin_none);
        if (out)
            term->detail = "masked";
    }
}
