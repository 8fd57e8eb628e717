#include "lab/edit_rows.h"

#include <math.h>
#include <string.h>

#include "math/vec.h"
#include "trace/tracing.h"

/* Interventions that put numbers in place of rows of weights, or of context vectors. */

/* The matrix of weights that is changed: of words, or of hops. Of several heads the first stands
 * for all: a row that is put there is that of every head. */
static struct sheet weights_sheet(struct edit *edit)
{
    return sheet_of(trace_has(edit_run(edit), Q_HOP_WEIGHTS) ? Q_HOP_WEIGHTS : Q_WEIGHTS);
}

static int need_weights(struct edit *edit, struct mat *weights, struct err *err)
{
    *weights = trace_matrix(edit_run(edit), 0, weights_sheet(edit));
    return weights->x ? 0 : err_set(err, "this model has no attention weights");
}

static int too_many(struct err *err)
{
    return err_set(err, "too many rows were changed by hand (%d); undo some", ROW_CHANGES_MAX);
}

/* Scales the other weights of a row so that it sums to 1 again. Where they are all 0, the positions
 * that are not masked share what is missing. */
static void make_room(const struct edit *edit, int step, real *row, int n, int fixed)
{
    real rest = 0, open = 0, room = 1 - row[fixed];
    for (int j = 0; j < n; j++) {
        rest += j == fixed ? 0 : row[j];
        open += j != fixed && !trace_masked(edit->run, 0, step, j);
    }
    for (int j = 0; j < n; j++)
        if (j != fixed && rest > 0)
            row[j] *= room / rest;
        else if (j != fixed && !trace_masked(edit->run, 0, step, j))
            row[j] = room / open;
}

/* A weight as it is typed: raw ones may be any number. */
static int weight_value(const char **at, bool raw, double *value, struct err *err)
{
    if (edit_number(at, value, "a weight, such as 0.9", err))
        return -1;
    if (!isfinite(*value))
        return err_set(err, "a weight is a number, not %g", *value);
    if (!raw && *value < 0)
        return err_set(err, "a weight cannot be negative: %g; with \"raw\" behind it, it can",
                       *value);
    return 0;
}

/* Whether the last word of a line is "raw". */
static bool ends_raw(const char *line)
{
    size_t n = strlen(line);
    while (n && line[n - 1] == ' ')
        n--;
    return n > 3 && strncmp(line + n - 4, " raw", 4) == 0;
}

int edit_rows_weight(struct edit *edit, const char *line, struct err *err)
{
    struct mat weights;
    int step, position;
    double value;
    bool raw = ends_raw(line);
    if (need_weights(edit, &weights, err) ||
        edit_row_place(edit, &line, weights_sheet(edit), &step, err) ||
        edit_position(edit, &line, &position, err) || weight_value(&line, raw, &value, err))
        return -1;
    edit_option(&line, "raw");
    if (edit_end(line, err))
        return -1;
    if (!raw && value > 1)
        return err_set(err,
                       "a weight is from 0 to 1, not %g; with \"raw\" behind it, the row need not "
                       "sum to 1",
                       value);
    real *row = edit_row(edit, edit->weights, &edit->control.weights_count, step, weights.cols);
    if (!row)
        return too_many(err);
    memcpy(row, mat_row(weights, step), (size_t)weights.cols * sizeof *row);
    row[position] = (real)value;
    if (!raw)
        make_room(edit, step, row, weights.cols, position);
    return 0;
}

/* The numbers of a row, up to "raw" or the end; returns how many, or −1. */
static int row_numbers(const char **line, bool raw, real *values, int most, struct err *err)
{
    int count = 0;
    for (; (*line)[strspn(*line, " ")] && !edit_option(line, "raw"); count++) {
        double value;
        if (count == most)
            return err_set(err, "the row has %d positions, no more", most);
        if (weight_value(line, raw, &value, err))
            return -1;
        values[count] = (real)value;
    }
    if (count == 0)
        return err_set(err, "expected the weights of the row, at most %d", most);
    return edit_end(*line, err) ? -1 : count;
}

int edit_rows_row(struct edit *edit, const char *line, struct err *err)
{
    struct mat weights;
    int step = -1;
    bool raw = ends_raw(line);
    if (need_weights(edit, &weights, err) ||
        (!edit_option(&line, "all") &&
         edit_row_place(edit, &line, weights_sheet(edit), &step, err)))
        return -1;
    real values[weights.cols];
    int count = row_numbers(&line, raw, values, weights.cols, err);
    if (count < 0)
        return -1;
    real sum = vec_sum(values, count);
    if (!raw && !(sum > 0))
        return err_set(err, "nothing makes these sum to 1; with \"raw\" behind them they stay so");
    real *row = edit_row(edit, edit->weights, &edit->control.weights_count, step, weights.cols);
    if (!row)
        return too_many(err);
    for (int j = 0; j < count; j++)
        row[j] = raw ? values[j] : values[j] / sum;
    return 0;
}

/* Every step looks where it did, but N words further: off by one. The words change by that, and a
 * longer translation has steps that were not there before: they are shifted in their turn. */
int edit_rows_shift(struct edit *edit, const char *line, struct err *err)
{
    struct mat weights;
    int shift, n = trace_source_length(edit_run(edit), 0);
    if (need_weights(edit, &weights, err) ||
        edit_whole(&line, 1 - n, n - 1, &shift, "by how many words", err) || edit_end(line, err))
        return -1;
    for (int t = 0; t < edit_run(edit)->sentences[0].steps;) {
        weights = trace_get(edit->run, 0, Q_WEIGHTS);
        for (; t < edit->run->sentences[0].steps; t++) {
            real *row =
                edit_row(edit, edit->weights, &edit->control.weights_count, t, weights.cols);
            if (!row)
                return too_many(err);
            for (int j = 0; j < n; j++)
                row[(j + shift + n) % n] = mat_row(weights, t)[j];
        }
        edit_changed(edit);
    }
    return 0;
}

int edit_rows_collapse(struct edit *edit, const char *line, struct err *err)
{
    struct mat weights;
    int position;
    if (need_weights(edit, &weights, err) || edit_position(edit, &line, &position, err) ||
        edit_end(line, err))
        return -1;
    real *row = edit_row(edit, edit->weights, &edit->control.weights_count, -1, weights.cols);
    if (!row)
        return too_many(err);
    row[position] = 1;
    return 0;
}

/* context zero | freeze STEP | STEP from STEP */
int edit_rows_context(struct edit *edit, const char *line, struct err *err)
{
    const struct trace *run = edit_run(edit);
    struct mat contexts = trace_get(run, 0, Q_CONTEXT);
    int to = -1, from = -1;
    if (!config_writes_words(&edit->model->config) && config_reads_words(&edit->model->config))
        return err_set(err, "here are no steps of a decoder that get a context");
    if (!contexts.x)
        return err_set(err, "this model has no context at any step: its decoder knows the source "
                            "from its first state alone");
    bool zero = edit_option(&line, "zero"), freeze = !zero && edit_option(&line, "freeze");
    if (!zero && !freeze) {
        if (edit_step(edit, &line, &to, err))
            return -1;
        if (!edit_option(&line, "from"))
            return err_set(err, "expected \"from\" and the step whose context to take");
    }
    if ((!zero && edit_step(edit, &line, &from, err)) || edit_end(line, err))
        return -1;
    int last = freeze ? run->room - 1 : to;
    for (int t = freeze ? from + 1 : to; t <= last; t++) {
        real *row = edit_row(edit, edit->contexts, &edit->control.contexts_count, t, contexts.cols);
        if (!row)
            return too_many(err);
        if (!zero)
            memcpy(row, mat_row(contexts, from), (size_t)contexts.cols * sizeof *row);
    }
    return 0;
}

/* off HOP | off [LAYER] HEAD: every weight of it is 0. Changes of rows name a head by its number
 * among all heads of all layers. */
int edit_rows_off(struct edit *edit, const char *line, struct err *err)
{
    const struct trace *run = edit_run(edit);
    struct slice counts = run->tracing->slices(run);
    bool hops = trace_has(run, Q_HOP_WEIGHTS);
    int numbers[2] = {1, 1}, given = 0;
    if (!hops && counts.head < 2)
        return err_set(err, "this model has no heads and no hops that could be off");
    while (given < 2 && line[strspn(line, " ")])
        if (edit_whole(&line, 1, 99, &numbers[given++], hops ? "a hop" : "layer and head", err))
            return -1;
    int layer = given == 2 ? numbers[0] : counts.layer, head = numbers[given == 2];
    if (!given || edit_end(line, err))
        return given ? -1 : err_set(err, hops ? "expected a hop" : "expected a head");
    if (hops ? given == 2 || numbers[0] > counts.hop : layer > counts.layer || head > counts.head)
        return hops ? err_set(err, "there are hops 1 to %d", counts.hop)
                    : err_set(err, "there are layers 1 to %d and heads 1 to %d", counts.layer,
                              counts.head);
    if (!edit_row(edit, edit->weights, &edit->control.weights_count, hops ? numbers[0] - 1 : -1, 1))
        return too_many(err);
    struct row_change *change = &edit->weights[edit->control.weights_count - 1];
    change->slice = hops ? -1 : (layer - 1) * counts.head + head - 1;
    return 0;
}
