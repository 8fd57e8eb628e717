#include "lesson/blank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "trace/rank.h"

enum { POSITION_MAX = 9999 };

/* "[2]" or "[2,1]" behind a name; −1 for what is not there. */
static int read_place(const char *text, struct blank *out)
{
    int row = 0, column = 0, used = 0;
    if (sscanf(text, "[%d]%n", &row, &used) == 1 && used && !text[used])
        column = 0;
    else if (sscanf(text, "[%d,%d]%n", &row, &column, &used) != 2 || text[used] || column < 1)
        return -1;
    if (row < 1 || row > POSITION_MAX || column > POSITION_MAX)
        return -1;
    out->row = row - 1;
    out->column = column - 1;
    return 0;
}

int blank_read(const char *text, struct blank *out, struct err *err)
{
    static const char *const rules[] = {
        [BLANK_NONE] = "none", [BLANK_MASK] = "mask", [BLANK_CONTEXT] = "context"};
    size_t n = strcspn(text, "[");
    *out = (struct blank){.rule = BLANK_CELLS, .sheet.quantity = Q_NONE, .row = -1, .column = -1};
    for (int rule = 0; rule < BLANK_RULES; rule++)
        if (rule != BLANK_CELLS && !strcmp(text, rules[rule]))
            return out->rule = (enum blank_rule)rule, 0;
    char *name = mem_text_n(text, n);
    bool known = quantity_find(name, &out->sheet);
    free(name);
    if (known && (!text[n] || read_place(text + n, out) == 0))
        return 0;
    return err_set(
        err,
        "\"%.*s\" is nothing to be left blank; expected mask, context, none, or cells of "
        "a matrix: weights, weights[2] or weights[2,1]",
        str_fit(text, 60), text);
}

/* All of a dimension, or the one that was named. */
static int settle_side(int *first, int *count, int all, const char *what, struct err *err)
{
    if (*first >= all)
        return err_set(err, "there is no %s %d; expected 1 to %d", what, *first + 1, all);
    *count = *first < 0 ? all : 1;
    *first = *first < 0 ? 0 : *first;
    return 0;
}

int blank_settle(struct blank *blank, const struct trace *trace, int sentence, int step,
                 struct err *err)
{
    if (blank->rule == BLANK_NONE)
        return 0;
    if (blank->rule != BLANK_CELLS) {
        blank->sheet = sheet_of(blank->rule == BLANK_MASK ? Q_MASKED : Q_CONTEXT);
        blank->row = blank->rule == BLANK_MASK ? -1 : step;
    }
    blank->sheet.slice = trace_slice(trace, blank->sheet.slice);
    struct mat all = trace_matrix(trace, sentence, blank->sheet);
    if (!all.x)
        return err_set(err, "%s has no %s; expected what this model computes", trace->model->name,
                       trace_quantity(trace, blank->sheet.quantity)->label);
    if (trace_quantity(trace, blank->sheet.quantity)->columns == AXIS_VOCAB)
        return err_set(err,
                       "%s has a number for every word of the vocabulary; expected a matrix "
                       "that can be filled in by hand",
                       trace_quantity(trace, blank->sheet.quantity)->name);
    if (settle_side(&blank->row, &blank->rows, all.rows, "row", err) ||
        settle_side(&blank->column, &blank->columns, all.cols, "column", err))
        return -1;
    if (blank->rule == BLANK_CONTEXT && blank->columns > BLANK_UNITS)
        blank->columns = BLANK_UNITS;
    return 0;
}

static bool any_masked(const struct trace *trace, int sentence, int rows)
{
    for (int t = 0; t < rows; t++)
        for (int j = 0; j < trace_source_count(trace); j++)
            if (trace_masked(trace, sentence, t, j))
                return true;
    return false;
}

struct blank blank_usual(const struct trace *trace, int sentence, struct sheet shown, int step)
{
    struct blank blank = {.rule = BLANK_NONE, .sheet = shown, .row = -1, .column = -1};
    struct err err;
    if (shown.quantity == Q_NONE || !trace_has_sheet(trace, shown))
        return blank;
    const struct quantity *q = trace_quantity(trace, shown.quantity);
    int rows = trace_matrix(trace, sentence, shown).rows;
    if (q->stage == STAGE_SOFTMAX && q->kind == KIND_PROBABILITY && rank_masks(q)) {
        blank.rule = BLANK_CELLS;
        blank.row = step < rows ? step : 0;
    } else if (shown.quantity == Q_MASKED && any_masked(trace, sentence, rows)) {
        blank.rule = BLANK_MASK;
    } else if (shown.quantity == Q_CONTEXT) {
        blank.rule = BLANK_CONTEXT;
    }
    if (blank_settle(&blank, trace, sentence, step < rows ? step : 0, &err))
        blank.rule = BLANK_NONE;
    return blank;
}

static bool blank_has(const struct blank *blank, struct sheet sheet, int row, int column)
{
    return blank->rule != BLANK_NONE && sheet_same(blank->sheet, sheet) && row >= blank->row &&
           row < blank->row + blank->rows && column >= blank->column &&
           column < blank->column + blank->columns;
}

bool blanks_have(const struct blanks *blanks, struct sheet sheet, int row, int column)
{
    for (int i = 0; blanks && i < blanks->count; i++)
        if (blank_has(&blanks->list[i], sheet, row, column))
            return true;
    return false;
}

/* The same sum in another order differs in the last bits. */
static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-4 * fabs(b);
}

bool blanks_tell(const struct blanks *blanks, double number)
{
    for (size_t i = 0; blanks && i < blanks->secret_count; i++) {
        double secret = (double)blanks->secrets[i].value;
        if (is_near(fabs(number), fabs(secret)) || is_near(fabs(number), fabs(100 * secret)))
            return true;
    }
    return false;
}

bool blanks_hide(const struct blanks *blanks, struct sheet sheet, int row, int column, float value)
{
    if (!blanks || blanks->filled)
        return false;
    if (blanks_have(blanks, sheet, row, column))
        return true;
    for (size_t i = 0; i < blanks->secret_count; i++) {
        const struct secret *secret = &blanks->secrets[i];
        if (secret->row == row && secret->column == column &&
            is_near((double)value, (double)secret->value))
            return true;
    }
    return false;
}
