#include "inspect/survey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Rows are read in pieces of at least so many values. */
enum { PIECE_VALUES = 1 << 16 };

struct walk_over {
    struct survey *survey;
    struct patience *patience;
    struct tally tally;
    size_t done; /* values */
    int passes, pass;
};

static void add_norms(struct survey *survey, const double *row, size_t index, size_t n)
{
    double square = 0;
    for (size_t i = 0; i < n; i++)
        square += row[i] * row[i];
    if (survey->row_norms)
        survey->row_norms[index] = sqrt(square);
    for (size_t i = 0; i < n && survey->column_norms; i++)
        survey->column_norms[i] += row[i] * row[i];
}

static void keep_row(struct survey *survey, const double *row, size_t index, size_t n)
{
    size_t columns = survey->slice.columns;
    if (index >= survey->kept_rows)
        return;
    float *out = survey->values + index * columns;
    for (size_t i = 0; i < columns; i++)
        out[i] = i < n ? (float)row[i] : NAN;
}

static void take_row(struct walk_over *walk, const double *row, size_t index, size_t n)
{
    if (walk->pass) {
        histogram_add(&walk->survey->histogram, row, n);
        return;
    }
    tally_add(&walk->tally, row, n);
    add_norms(walk->survey, row, index, n);
    keep_row(walk->survey, row, index, n);
}

/* 0, or −1: the file is damaged, or it was given up, with an empty message. */
static int walk_rows(struct walk_over *walk, struct err *err)
{
    const struct excerpt *slice = &walk->survey->slice;
    double *row = mem_new(slice->columns, sizeof *row);
    size_t next = PIECE_VALUES;
    int result = 0;
    for (size_t r = 0; r < slice->rows && !result; r++) {
        size_t n = excerpt_row_count(slice, r);
        result = excerpt_row(row, slice, r, err);
        if (!result)
            take_row(walk, row, r, n);
        walk->done += n;
        if (walk->patience && walk->done >= next) {
            double all = (double)slice->count * walk->passes;
            next = walk->done + PIECE_VALUES;
            if (!walk->patience->go_on(walk->patience, (double)walk->done / all)) {
                err->text[0] = '\0';
                result = -1;
            }
        }
    }
    free(row);
    return result;
}

struct excerpt survey_gate(const struct survey *survey, int gate)
{
    const struct gates *gates = &survey->gates;
    return excerpt_part(survey->slice.tensor, gates->axis, (size_t)gate * gates->size, gates->size);
}

static int measure_gates(struct survey *survey, struct err *err)
{
    for (int g = 0; g < survey->gates.count; g++) {
        struct excerpt slice = survey_gate(survey, g);
        struct tally tally = {0};
        double *row = mem_new(slice.columns, sizeof *row);
        int result = 0;
        for (size_t r = 0; r < slice.rows && !result; r++) {
            result = excerpt_row(row, &slice, r, err);
            tally_add(&tally, row, result ? 0 : excerpt_row_count(&slice, r));
        }
        free(row);
        survey->gate[g] = tally_end(&tally);
        if (result)
            return -1;
    }
    return 0;
}

static void make_room(struct survey *survey)
{
    const struct excerpt *slice = &survey->slice;
    size_t rows = SURVEY_VALUES_MAX / slice->columns;
    survey->kept_rows = rows < slice->rows ? rows : slice->rows;
    survey->values = mem_new(survey->kept_rows * slice->columns, sizeof *survey->values);
    if (slice->folded || slice->rows < 2 || slice->rows + slice->columns > SURVEY_NORMS_MAX)
        return;
    survey->row_norms = mem_new(slice->rows, sizeof *survey->row_norms);
    survey->column_norms = mem_new(slice->columns, sizeof *survey->column_norms);
}

static int walk_twice(struct survey *survey, struct patience *patience, struct err *err)
{
    struct walk_over walk = {.survey = survey, .patience = patience, .passes = 2};
    if (walk_rows(&walk, err))
        return -1;
    survey->statistics = tally_end(&walk.tally);
    histogram_start(&survey->histogram, &survey->statistics);
    for (size_t i = 0; i < survey->slice.columns && survey->column_norms; i++)
        survey->column_norms[i] = sqrt(survey->column_norms[i]);
    walk.pass = 1;
    return statistics_finite(&survey->statistics) ? walk_rows(&walk, err) : 0;
}

static bool is_whole(const struct excerpt *slice)
{
    for (int d = 0; d < slice->tensor->rank; d++)
        if (slice->axis[d].single || slice->axis[d].count != slice->tensor->shape[d])
            return false;
    return true;
}

struct survey *survey_new(const struct tensors *file, const struct excerpt *slice,
                          struct patience *patience, struct err *err)
{
    if (slice->tensor->dtype == DTYPE_OTHER) {
        tensor_err_values(err, slice->tensor);
        tensor_err(err, slice->tensor->name);
        return NULL;
    }
    if (!slice->count) {
        err_set(err, "it has no values: one of its axes has length 0");
        tensor_err(err, slice->tensor->name);
        return NULL;
    }
    struct survey *survey = mem_new(1, sizeof *survey);
    survey->slice = *slice;
    if (is_whole(slice))
        survey->gates = gates_of(file, slice->tensor);
    make_room(survey);
    if (walk_twice(survey, patience, err) || measure_gates(survey, err)) {
        survey_free(survey);
        return NULL;
    }
    return survey;
}

void survey_free(struct survey *survey)
{
    if (!survey)
        return;
    free(survey->values);
    free(survey->row_norms);
    free(survey->column_norms);
    free(survey);
}

bool survey_has(const struct survey *survey, size_t row, size_t column)
{
    return row < survey->slice.rows && column < excerpt_row_count(&survey->slice, row);
}
