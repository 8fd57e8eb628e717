#include "inspect/excerpt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* ---- what is left of the axes ---- */

static void settle(struct excerpt *slice)
{
    const struct tensor *tensor = slice->tensor;
    slice->row_axis = slice->column_axis = -1;
    slice->row_axes = 0;
    slice->rows = slice->columns = slice->count = 1;
    slice->folded = false;
    for (int d = tensor->rank - 1; d >= 0; d--) {
        if (slice->axis[d].single)
            continue;
        slice->count *= slice->axis[d].count;
        if (slice->column_axis < 0) {
            slice->column_axis = d;
            slice->columns = slice->axis[d].count;
            continue;
        }
        if (slice->row_axis < 0)
            slice->row_axis = d;
        slice->row_axes++;
        slice->rows *= slice->axis[d].count;
    }
    if (!slice->row_axes && slice->columns > EXCERPT_FOLD) {
        slice->folded = true;
        slice->columns = EXCERPT_FOLD;
        slice->rows = (slice->count + EXCERPT_FOLD - 1) / EXCERPT_FOLD;
    }
}

struct excerpt excerpt_whole(const struct tensor *tensor)
{
    struct excerpt slice = {.tensor = tensor};
    for (int d = 0; d < tensor->rank; d++)
        slice.axis[d] = (struct excerpt_axis){.count = tensor->shape[d], .step = 1};
    settle(&slice);
    return slice;
}

struct excerpt excerpt_part(const struct tensor *tensor, int axis, size_t start, size_t count)
{
    struct excerpt slice = excerpt_whole(tensor);
    slice.axis[axis].start = start;
    slice.axis[axis].count = count;
    settle(&slice);
    return slice;
}

/* ---- reading one ---- */

/* A whole number, perhaps negative; false when there is none. */
static bool take_number(const char **at, long long *out)
{
    const char *digits = *at + (**at == '-');
    char *end;
    if (!isdigit((unsigned char)*digits))
        return false;
    *out = strtoll(*at, &end, 10);
    *at = end;
    return true;
}

static bool take_char(const char **at, char c)
{
    while (**at == ' ')
        (*at)++;
    if (**at != c)
        return false;
    (*at)++;
    return true;
}

/* From Python's counting, where negative numbers count from the end, to one from 0 to size. */
static size_t limited(long long index, size_t size)
{
    long long n = size > (size_t)1 << 62 ? 1LL << 62 : (long long)size;
    index = index < 0 ? index + n : index;
    return (size_t)(index < 0 ? 0 : index > n ? n : index);
}

/* One index: "3", ":", "10:20", "::2". 0, or −1. */
static int take_index(struct excerpt_axis *axis, const char **at, int d, struct err *err)
{
    size_t size = axis->count;
    long long start = 0, stop = (long long)(size > (size_t)1 << 62 ? (size_t)1 << 62 : size);
    long long step = 1;
    while (**at == ' ')
        (*at)++;
    bool some = take_number(at, &start);
    if (!take_char(at, ':')) {
        if (!some)
            return err_set(err, "expected an index such as 3, : or 10:20, found \"%.*s\"",
                           str_fit(*at, 20), *at);
        if (start >= stop || start < -stop)
            return err_set(err, "there is no index %lld of axis %d, which has %zu", start, d, size);
        *axis = (struct excerpt_axis){limited(start, size), 1, 1, true};
        return 0;
    }
    take_number(at, &stop);
    if (take_char(at, ':') && take_number(at, &step) && step < 1)
        return err_set(err, "the step %lld of axis %d goes nowhere; expected 1 or more", step, d);
    axis->start = limited(start, size);
    size_t end = limited(stop, size), width = end > axis->start ? end - axis->start : 0;
    axis->step = (size_t)step;
    axis->count = width ? (width - 1) / axis->step + 1 : 0;
    return axis->count ? 0 : err_set(err, "axis %d has %zu: nothing is left of it", d, size);
}

static int take_indices(struct excerpt *slice, const char *at, struct err *err)
{
    int rank = slice->tensor->rank;
    for (int d = 0; !take_char(&at, ']'); d++) {
        if (d && !take_char(&at, ','))
            return err_set(err, "expected a comma or ], found \"%.*s\"", str_fit(at, 20), at);
        if (d == rank)
            return err_set(err, "it has only %d axes", rank);
        if (take_index(&slice->axis[d], &at, d, err))
            return -1;
    }
    if (*at)
        return err_set(err, "\"%.*s\" after the ]", str_fit(at, 20), at);
    settle(slice);
    return 0;
}

/* The only tensor whose name ends with what was typed; NULL when there are none or several. */
static const struct tensor *only_ending(const struct tensors *file, const char *name)
{
    const struct tensor *found = NULL;
    size_t n = strlen(name);
    for (size_t i = 0; i < tensors_count(file); i++) {
        const struct tensor *tensor = tensors_at(file, i);
        size_t length = strlen(tensor->name);
        if (length < n || strcmp(tensor->name + length - n, name) != 0)
            continue;
        if (found)
            return NULL;
        found = tensor;
    }
    return found;
}

int excerpt_parse(struct excerpt *slice, const struct tensors *file, const char *text,
                  struct err *err)
{
    const char *bracket = strrchr(text, '[');
    const struct tensor *tensor = tensors_find(file, text);
    if (tensor) {
        *slice = excerpt_whole(tensor);
        return 0;
    }
    char *name = bracket ? mem_text_n(text, (size_t)(bracket - text)) : mem_text(text);
    tensor = tensors_find(file, name);
    if (!tensor)
        tensor = only_ending(file, name);
    if (!tensor) {
        char *shown = tensor_shown(name, strlen(name));
        err_set(err, "there is no tensor \"%s\": --list shows the %zu that there are", shown,
                tensors_count(file));
        free(shown);
        free(name);
        return -1;
    }
    free(name);
    *slice = excerpt_whole(tensor);
    if (!bracket)
        return 0;
    return take_indices(slice, bracket + 1, err) ? tensor_err(err, tensor->name) : 0;
}

/* ---- values ---- */

/* The number in the tensor of the first value of a row, or of the first of all. */
static size_t row_start(const struct excerpt *slice, size_t row)
{
    const struct tensor *tensor = slice->tensor;
    size_t index[TENSOR_RANK_MAX] = {0}, number = 0;
    for (int d = tensor->rank - 1; d >= 0; d--) {
        const struct excerpt_axis *axis = &slice->axis[d];
        size_t i = 0;
        if (!axis->single && d != slice->column_axis) {
            i = row % axis->count;
            row /= axis->count;
        }
        index[d] = axis->start + i * axis->step;
    }
    for (int d = 0; d < tensor->rank; d++)
        number = number * tensor->shape[d] + index[d];
    return number;
}

/* How far apart in the tensor two neighbours of the column axis are. */
static size_t column_pace(const struct excerpt *slice)
{
    size_t pace = 1;
    for (int d = slice->tensor->rank - 1; d > slice->column_axis && d >= 0; d--)
        pace *= slice->tensor->shape[d];
    return slice->column_axis < 0 ? 1 : pace * slice->axis[slice->column_axis].step;
}

size_t excerpt_row_count(const struct excerpt *slice, size_t row)
{
    size_t rest = slice->count - row * slice->columns;
    return slice->folded && rest < slice->columns ? rest : slice->columns;
}

int excerpt_row(double *out, const struct excerpt *slice, size_t row, struct err *err)
{
    size_t pace = column_pace(slice), n = excerpt_row_count(slice, row);
    size_t first =
        slice->folded ? row_start(slice, 0) + row * slice->columns * pace : row_start(slice, row);
    if (pace == 1)
        return tensor_doubles(out, slice->tensor, first, n, err);
    for (size_t i = 0; i < n; i++)
        if (tensor_doubles(out + i, slice->tensor, first + i * pace, 1, err))
            return -1;
    return 0;
}

/* ---- in words ---- */

void excerpt_tensor_place(const struct tensor *tensor, size_t number, struct str *out)
{
    size_t index[TENSOR_RANK_MAX] = {0};
    for (int d = tensor->rank - 1; d >= 0; d--) {
        index[d] = number % tensor->shape[d];
        number /= tensor->shape[d];
    }
    str_add(out, "[");
    for (int d = 0; d < tensor->rank; d++)
        str_format(out, "%s%zu", d ? "," : "", index[d]);
    str_add(out, "]");
}

size_t excerpt_number(const struct excerpt *slice, size_t row, size_t column)
{
    size_t pace = column_pace(slice);
    return slice->folded ? row_start(slice, 0) + (row * slice->columns + column) * pace
                         : row_start(slice, row) + column * pace;
}

void excerpt_place(const struct excerpt *slice, size_t row, size_t column, struct str *out)
{
    excerpt_tensor_place(slice->tensor, excerpt_number(slice, row, column), out);
}

void excerpt_write(const struct excerpt *slice, struct str *out)
{
    const struct tensor *tensor = slice->tensor;
    bool whole = true;
    for (int d = 0; d < tensor->rank; d++)
        whole = whole && !slice->axis[d].single && slice->axis[d].count == tensor->shape[d];
    if (whole)
        return;
    for (int d = 0; d < tensor->rank; d++) {
        const struct excerpt_axis *axis = &slice->axis[d];
        str_add(out, d ? "," : "[");
        if (axis->single)
            str_format(out, "%zu", axis->start);
        else if (axis->count == tensor->shape[d])
            str_add(out, ":");
        else
            str_format(out, "%zu:%zu", axis->start,
                       axis->start + (axis->count - 1) * axis->step + 1);
        if (!axis->single && axis->step > 1)
            str_format(out, ":%zu", axis->step);
    }
    str_add(out, "]");
}

void excerpt_shape(const struct tensor *tensor, struct str *out)
{
    if (!tensor->rank)
        str_add(out, "scalar");
    for (int d = 0; d < tensor->rank; d++)
        str_format(out, "%s%zu", d ? " × " : "", tensor->shape[d]);
}
