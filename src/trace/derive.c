#include "trace/derive.h"

#include <math.h>
#include <stdlib.h>

#include "trace/formula.h"
#include "trace/summand.h"

/* The summands of a sum with their numbers: all of a few, or the first of many. */
static const char *sum_text(const struct derivation *d, struct arena *arena)
{
    const struct summand *first = d->terms;
    if (d->count == 2 && first[1].detail[0])
        return arena_format(arena, "%s + %s", first->detail, first[1].detail);
    if (d->count > 2)
        return arena_format(arena, "%s + %s + …", first->detail, first[1].detail);
    return "";
}

static const char *sum_numbers(const struct derivation *d, struct arena *arena)
{
    if (d->count == 1 && !d->outer)
        return arena_format(arena, "%s = %.4f", d->terms[0].detail, d->value);
    const char *sum = sum_text(d, arena);
    const char *scale = d->scale != 1 ? arena_format(arena, "%g × ", d->scale) : "";
    if (d->outer)
        return arena_format(arena, "%s%s(%s) = %s%s(%.4f) = %.4f", scale, d->outer, sum, scale,
                            d->outer, d->inner, d->value);
    return sum[0] ? arena_format(arena, "%s = %.4f", sum, d->value) : "";
}

static const char *numbers_of(const struct derivation *d, struct arena *arena)
{
    const struct summand *first = d->terms;
    switch (d->how) {
    case COMBINE_SUM:
        return sum_numbers(d, arena);
    case COMBINE_MAX:
        return arena_format(arena, "max(%.4f, %.4f) = %.4f", first->value, first[1].value,
                            d->inner);
    case COMBINE_QUOTIENT:
        if (d->inner == 0)
            return "every position is masked: the whole row is 0";
        return arena_format(
            arena,
            "%.4f / %.4f = %.4f: max = %.3f is subtracted, so that exp(0) = 1 is the largest",
            d->terms[d->chosen].value, d->inner, d->value, d->terms[d->chosen].shift);
    case COMBINE_COPY:
        break;
    }
    return first->kind == SUMMAND_PRODUCT && first->factor != 1
               ? arena_format(arena, "%s = %.4f", first->detail, d->value)
               : "";
}

/* Adds the summands up and writes the formula with its numbers. */
static void finish(struct derivation *d, struct arena *arena)
{
    double most = -INFINITY;
    for (int i = 0; i < d->count; i++) {
        d->inner += d->terms[i].value;
        if (d->how == COMBINE_MAX && d->terms[i].value > most) {
            most = d->terms[i].value;
            d->chosen = i;
        }
    }
    if (d->how == COMBINE_MAX)
        d->inner = most;
    d->numbers = numbers_of(d, arena);
}

/* Moves a text into the arena. */
static const char *kept(struct str *text, struct arena *arena)
{
    const char *copy = arena_format(arena, "%s", text->text ? text->text : "");
    str_clear(text);
    return copy;
}

bool derive(const struct trace *trace, int sentence, struct origin cell, struct arena *arena,
            struct derivation *out)
{
    struct sheet sheet = {cell.quantity, trace_slice(trace, cell.slice)};
    struct mat all = trace_matrix(trace, sentence, sheet);
    int row = cell.row, column = cell.column;
    if (!all.x || row < 0 || row >= all.rows || column < 0 || column >= all.cols)
        return false;
    *out = (struct derivation){.sheet = sheet,
                               .sentence = sentence,
                               .row = row,
                               .column = column,
                               .value = mat_row(all, row)[column],
                               .scale = 1,
                               .chosen = -1};
    struct subject s = {.trace = trace,
                        .config = &trace->config,
                        .weights = &trace->model->weights,
                        .quantity = trace_quantity(trace, cell.quantity),
                        .arena = arena,
                        .out = out,
                        .sheet = sheet,
                        .sentence = sentence,
                        .row = row,
                        .column = column};
    struct str text = {0};
    formula_write_symbol(trace, sheet, row, column, &text);
    out->name = kept(&text, arena);
    formula_write(trace, sentence, sheet, row, column, &text);
    out->formula = kept(&text, arena);
    str_free(&text);
    s.quantity->rule(&s);
    finish(out, arena);
    return true;
}

struct sized {
    int index;
    double size;
};

static int by_size(const void *left, const void *right)
{
    const struct sized *a = left, *b = right;
    return a->size < b->size ? 1 : a->size > b->size ? -1 : a->index - b->index;
}

int *derive_order(const struct derivation *derivation, struct arena *arena)
{
    size_t count = (size_t)derivation->count;
    int *order = arena_take(arena, count, sizeof *order);
    struct sized *sized = arena_take(arena, count, sizeof *sized);
    for (int i = 0; i < derivation->count; i++)
        sized[i] = (struct sized){i, i == derivation->chosen ? INFINITY
                                                             : fabs(derivation->terms[i].value)};
    qsort(sized, count, sizeof *sized, by_size);
    for (size_t i = 0; i < count; i++)
        order[i] = sized[i].index;
    return order;
}
