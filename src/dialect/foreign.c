#include "dialect/foreign.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

enum { MAP_MAX = 1 << 20 };

/* ---- what all names begin with ---- */

/* Containers that people put a state_dict into, or that wrap a model. */
static size_t wrapping(const struct foreign *foreign)
{
    static const char *const wraps[] = {
        "model_state_dict.", "state_dict.", "module.", "model.", "net.", "seq2seq."};
    for (size_t w = 0; w < sizeof wraps / sizeof *wraps; w++) {
        size_t n = strlen(wraps[w]), with = 0;
        for (size_t i = 0; i < foreign->names.count; i++)
            with += strncmp(foreign->names.list[i], wraps[w], n) == 0;
        if (with && with == foreign->names.count)
            return n;
    }
    return 0;
}

/* A checkpoint holds an optimizer beside the model: the names of the model count. */
static void drop_wrapping(struct foreign *foreign)
{
    for (size_t n; (n = wrapping(foreign)) > 0;)
        for (size_t i = 0; i < foreign->names.count; i++) {
            char *name = foreign->names.list[i];
            memmove(name, name + n, strlen(name + n) + 1);
        }
    static const char *const parts[] = {"model_state_dict.", "model_state.", "state_dict.",
                                        "model."};
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
        for (size_t i = 0; i < foreign->names.count; i++) {
            char *name = foreign->names.list[i];
            size_t n = strlen(parts[p]);
            if (strncmp(name, parts[p], n) == 0)
                memmove(name, name + n, strlen(name + n) + 1);
        }
}

/* ---- the names that a person gives ---- */

static char *trimmed(const char *start, const char *end)
{
    while (start < end && strchr(" \t\r", *start))
        start++;
    while (end > start && strchr(" \t\r", end[-1]))
        end--;
    return mem_text_n(start, (size_t)(end - start));
}

static int map_line(struct foreign *foreign, const char *line, const char *end, struct err *err)
{
    const char *equals = memchr(line, '=', (size_t)(end - line));
    char *theirs = trimmed(line, equals ? equals : end);
    int result = 0;
    bool found = false;
    if (!*theirs || *theirs == '#') {
        free(theirs);
        return 0;
    }
    const char *remark = equals ? memchr(equals, '#', (size_t)(end - equals)) : NULL;
    char *ours = equals ? trimmed(equals + 1, remark ? remark : end) : mem_text("");
    if (!*ours) {
        result = err_set(err, "expected THEIR.NAME = OUR.NAME");
    } else {
        for (size_t i = 0; i < foreign->names.count; i++) {
            const char *whole = tensors_at(foreign->file, i)->name;
            if (strcmp(whole, theirs) != 0 && strcmp(foreign->names.list[i], theirs) != 0)
                continue;
            free(foreign->names.list[i]);
            foreign->names.list[i] = mem_text(ours);
            found = true;
        }
        if (!found)
            result = err_set(err, "there is no tensor \"%.*s\"", str_fit(theirs, 100), theirs);
    }
    free(theirs);
    free(ours);
    return result;
}

static int read_map(struct foreign *foreign, const char *path, struct err *err)
{
    struct str text = {0};
    int line = 1, result = file_read(&text, path, MAP_MAX, err);
    for (const char *at = text.text; at && *at && !result; line++) {
        const char *end = at + strcspn(at, "\n");
        if (map_line(foreign, at, end, err))
            result = err_prefix(err, "%s:%d", path, line);
        at = end + (*end != '\0');
    }
    str_free(&text);
    return result;
}

int foreign_open(struct foreign *foreign, const struct tensors *file, const char *map,
                 struct err *err)
{
    *foreign = (struct foreign){.file = file};
    for (size_t i = 0; i < tensors_count(file); i++)
        strs_add(&foreign->names, tensors_at(file, i)->name);
    drop_wrapping(foreign);
    if (!map || read_map(foreign, map, err) == 0)
        return 0;
    foreign_close(foreign);
    return -1;
}

void foreign_close(struct foreign *foreign)
{
    strs_free(&foreign->names);
}

struct tensors *foreign_unwrapped(const struct tensors *file)
{
    struct foreign foreign;
    struct tensor_list list = {0};
    struct err unused; /* without a map nothing fails */
    foreign_open(&foreign, file, NULL, &unused);
    for (size_t i = 0; i < tensors_count(file); i++) {
        const char *name = foreign.names.list[i];
        struct tensor tensor = *tensors_at(file, i);
        tensor.name = tensor_list_text(&list, name, strlen(name));
        tensor_list_add(&list, &tensor);
    }
    foreign_close(&foreign);
    return tensors_made(&list, tensors_part(file, 0), tensors_format(file));
}

/* ---- Keras ---- */

/* Its matrices are turned ("kernel": input × output), and a GRU has its gates in the order z, r, h
 * where ours is r, z, n. A bias [2 × 3 H] is that of the input and that of the state; one of a
 * single row is that of the input, and the other is 0. */

static bool is_turned(const struct tensor *tensor)
{
    return tensor->rank == 2 && strstr(tensor->name, "kernel");
}

/* Gates of the layer that a name is of: rows of its weight_hh by its columns. */
static int gates_of_layer(const struct foreign *foreign, const char *name)
{
    const char *at = strstr(name, ".rnn."), *layer = at ? strstr(at, "_l") : NULL;
    if (!layer)
        return 0;
    char *state = mem_format("%.*s.rnn.weight_hh%s", (int)(at - name), name, layer);
    size_t rows = foreign_size(foreign, state, 0), columns = foreign_size(foreign, state, 1);
    free(state);
    return columns ? (int)(rows / columns) : 0;
}

static void swap_blocks(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float first = values[i];
        values[i] = values[n + i];
        values[n + i] = first;
    }
}

/* Reads a kernel [columns × rows] as [rows × columns]. */
static int read_turned(float *out, const struct tensor *tensor, const char *name, size_t rows,
                       size_t columns, struct err *err)
{
    if (tensor->shape[0] != columns || tensor->shape[1] != rows)
        return err_set(err, "%s: a kernel of %zu × %zu expected, %zu × %zu found", name, columns,
                       rows, tensor->shape[0], tensor->shape[1]);
    float *theirs = mem_new(rows * columns + 1, sizeof *theirs);
    int result = tensor_floats(theirs, tensor, 0, rows * columns, err);
    for (size_t r = 0; r < rows && !result; r++)
        for (size_t c = 0; c < columns; c++)
            out[r * columns + c] = theirs[c * rows + r];
    free(theirs);
    return result;
}

/* "decoder.rnn.bias_ih_l0" where there is only Keras's "decoder.rnn.bias_l0". 1: it is not that. */
static int read_bias(float *out, const struct foreign *foreign, const char *name, size_t count,
                     struct err *err)
{
    const char *at = strstr(name, "bias_ih_"), *state = strstr(name, "bias_hh_");
    const char *part = at ? at : state;
    if (!part)
        return 1;
    char *joint = mem_format("%.*sbias_%s", (int)(part - name), name, part + strlen("bias_ih_"));
    const struct tensor *tensor = foreign_find(foreign, joint);
    free(joint);
    if (!tensor)
        return 1;
    if (tensor->dtype == DTYPE_OTHER || (tensor->count != count && tensor->count != 2 * count))
        return err_set(err, "%s: %zu or twice as many numbers expected, %zu found", name, count,
                       tensor->count);
    bool two = tensor->count == 2 * count;
    memset(out, 0, count * sizeof *out);
    if (!two && state)
        return 0;
    int result = tensor_floats(out, tensor, two && state ? count : 0, count, err);
    if (!result && gates_of_layer(foreign, name) == 3)
        swap_blocks(out, count / 3);
    return result;
}

/* ---- values ---- */

const struct tensor *foreign_find(const struct foreign *foreign, const char *name)
{
    for (size_t i = 0; i < foreign->names.count; i++)
        if (strcmp(foreign->names.list[i], name) == 0)
            return tensors_at(foreign->file, i);
    return NULL;
}

size_t foreign_size(const struct foreign *foreign, const char *name, int axis)
{
    const struct tensor *tensor = foreign_find(foreign, name);
    if (!tensor || axis >= tensor->rank)
        return 0;
    return tensor->shape[is_turned(tensor) ? 1 - axis : axis];
}

int foreign_read(float *out, const struct foreign *foreign, const char *name, size_t rows,
                 size_t columns, struct err *err)
{
    const struct tensor *tensor = foreign_find(foreign, name);
    size_t sizes[2] = {1, 1};
    int axes = 0;
    if (!tensor) {
        int result = read_bias(out, foreign, name, rows * columns, err);
        return result > 0 ? err_set(err, "there is no tensor \"%s\"", name) : result;
    }
    if (is_turned(tensor) && tensor->dtype != DTYPE_OTHER) {
        int result = read_turned(out, tensor, name, rows, columns, err);
        if (!result && gates_of_layer(foreign, name) == 3)
            swap_blocks(out, rows / 3 * columns);
        return result;
    }
    for (int d = 0; d < tensor->rank; d++) {
        if (tensor->shape[d] == 1)
            continue;
        if (axes < 2)
            sizes[axes] = tensor->shape[d];
        axes++;
    }
    bool vector = rows == 1 || columns == 1;
    if (tensor->dtype == DTYPE_OTHER || axes > 2 || tensor->count != rows * columns ||
        (!vector && (sizes[0] != rows || sizes[1] != columns)))
        return err_set(err, "%s: %zu × %zu expected, %s of %zu × %zu found", name, rows, columns,
                       tensor->dtype_name, sizes[0], sizes[1]);
    return tensor_floats(out, tensor, 0, tensor->count, err);
}
