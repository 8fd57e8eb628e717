#include "trace/edit.h"

#include <string.h>

#include "math/vec.h"

/* Interventions that put numbers in place of rows of weights, or of context vectors. */

static int need_weights(struct edit *edit, struct mat *weights, struct err *err)
{
    *weights = trace_get(edit_run(edit), 0, Q_WEIGHTS);
    return weights->x ? 0 : err_set(err, "this model has no attention weights");
}

static int too_many(struct err *err)
{
    return err_set(err, "too many rows were changed by hand (%d); undo some", ROW_CHANGES_MAX);
}

/* So that a row sums to 1 again: all of it, or what is left beside the cell that was set. */
static void renormalize(real *row, int n, int fixed)
{
    real rest = 0, room = fixed >= 0 ? 1 - row[fixed] : 1;
    for (int j = 0; j < n; j++)
        rest += j == fixed ? 0 : row[j];
    for (int j = 0; j < n; j++)
        if (j != fixed && rest > 0)
            row[j] *= room / rest;
}

int edit_weight(struct edit *edit, const char *line, struct err *err)
{
    struct mat weights;
    int step, position;
    double value;
    if (need_weights(edit, &weights, err) || edit_step(edit, &line, &step, err) ||
        edit_position(edit, &line, &position, err) ||
        edit_number(&line, &value, "the weight, such as 0.9", err))
        return -1;
    bool raw = edit_option(&line, "raw");
    if (edit_end(line, err))
        return -1;
    if (!raw && (value < 0 || value > 1))
        return err_set(err,
                       "a weight is from 0 to 1, not %g; with \"raw\" the row need not sum "
                       "to 1",
                       value);
    real *row = edit_row(edit, edit->weights, &edit->control.weights_count, step, weights.cols);
    if (!row)
        return too_many(err);
    memcpy(row, mat_row(weights, step), (size_t)weights.cols * sizeof *row);
    row[position] = (real)value;
    if (!raw)
        renormalize(row, weights.cols, position);
    return 0;
}

int edit_row_values(struct edit *edit, const char *line, struct err *err)
{
    struct mat weights;
    int step = -1, j = 0;
    if (need_weights(edit, &weights, err) ||
        (!edit_option(&line, "all") && edit_step(edit, &line, &step, err)))
        return -1;
    real values[weights.cols + 1];
    bool raw = false;
    for (; line[strspn(line, " ")] && !(raw = edit_option(&line, "raw")); j++) {
        double value;
        if (j == weights.cols)
            return err_set(err, "the row has %d positions, no more", weights.cols);
        if (edit_number(&line, &value, "numbers, one per position", err))
            return -1;
        if (value < 0 && !raw)
            return err_set(err, "a weight cannot be negative: %g", value);
        values[j] = (real)value;
    }
    if (j == 0)
        return err_set(err, "expected the weights of the row, at most %d", weights.cols);
    if (edit_end(line, err))
        return -1;
    real *row = edit_row(edit, edit->weights, &edit->control.weights_count, step, weights.cols);
    if (!row)
        return too_many(err);
    memcpy(row, values, (size_t)j * sizeof *row);
    if (!raw)
        renormalize(row, weights.cols, -1);
    return 0;
}

/* Every step looks where it would, but N words further: off by one. */
int edit_shift(struct edit *edit, const char *line, struct err *err)
{
    struct mat weights;
    double by;
    if (need_weights(edit, &weights, err) || edit_number(&line, &by, "by how many words", err) ||
        edit_end(line, err))
        return -1;
    int n = trace_source_length(edit->run, 0), shift = (int)by;
    if (shift != by || shift <= -n || shift >= n)
        return err_set(err, "expected a whole number between %d and %d", 1 - n, n - 1);
    for (int t = 0; t < weights.rows; t++) {
        real *row = edit_row(edit, edit->weights, &edit->control.weights_count, t, weights.cols);
        if (!row)
            return too_many(err);
        for (int j = 0; j < n; j++)
            row[(j + shift + n) % n] = mat_row(weights, t)[j];
    }
    return 0;
}

int edit_collapse(struct edit *edit, const char *line, struct err *err)
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
int edit_context(struct edit *edit, const char *line, struct err *err)
{
    const struct trace *run = edit_run(edit);
    struct mat contexts = trace_get(run, 0, Q_CONTEXT);
    int to = -1, from = -1;
    bool zero = edit_option(&line, "zero"), freeze = !zero && edit_option(&line, "freeze");
    if (!zero && !freeze) {
        if (edit_step(edit, &line, &to, err))
            return -1;
        if (!edit_option(&line, "from"))
            return err_set(err, "expected \"from\" and the step whose context to take");
    }
    if ((!zero && edit_step(edit, &line, &from, err)) || edit_end(line, err))
        return -1;
    int last = freeze ? from + 2 * run->decoded.steps : to; /* whatever is written after it */
    for (int t = freeze ? from + 1 : to; t <= last; t++) {
        real *row = edit_row(edit, edit->contexts, &edit->control.contexts_count, t, contexts.cols);
        if (!row)
            return too_many(err);
        if (!zero)
            memcpy(row, mat_row(contexts, from), (size_t)contexts.cols * sizeof *row);
    }
    return 0;
}
