#include "store/tensor.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

enum { PIECE = 4096 }; /* values fetched at a time when they need work: a multiple of every block */
enum { REPEATED_MAX = 1 << 24 };
enum { PACKED_VIEW_MAX = 32 << 20 };          /* bytes of a packed view that is read out of order */
enum { NAME_COLUMNS = 60, NAME_BYTES = 240 }; /* of a name in a message */

/* ---- bytes ---- */

static size_t unit_bytes(const struct tensor *tensor)
{
    return dtype_block_bytes(tensor->dtype);
}

static int get_bytes(unsigned char *out, const struct tensor *tensor, size_t from, size_t n,
                     struct err *err)
{
    if (tensor->data) {
        memcpy(out, tensor->data + from, n);
        return 0;
    }
    return tensor->source->read(tensor->source, out, tensor->start + from, n, err);
}

/* Where the values of a view lie: `index` counts along the shape, `place` along the storage. */
struct walk {
    size_t index[TENSOR_RANK_MAX];
    size_t place;
};

static void walk_start(struct walk *walk, const struct tensor *tensor, size_t first)
{
    *walk = (struct walk){0};
    for (int d = tensor->rank - 1; d >= 0; d--) {
        walk->index[d] = first % tensor->shape[d];
        walk->place += walk->index[d] * tensor->stride[d];
        first /= tensor->shape[d];
    }
}

static void walk_on(struct walk *walk, const struct tensor *tensor)
{
    for (int d = tensor->rank - 1; d >= 0; d--) {
        walk->place += tensor->stride[d];
        if (++walk->index[d] < tensor->shape[d])
            return;
        walk->place -= tensor->shape[d] * tensor->stride[d];
        walk->index[d] = 0;
    }
}

static int gather(unsigned char *out, const struct tensor *tensor, size_t first, size_t count,
                  struct err *err)
{
    size_t size = unit_bytes(tensor);
    struct walk walk;
    if (!tensor->data && tensor->count * size > PACKED_VIEW_MAX)
        return err_set(err, "its rows lie scattered in %zu bytes of packed data: unpack the file",
                       tensor->count * size);
    walk_start(&walk, tensor, first);
    for (size_t i = 0; i < count; i++, walk_on(&walk, tensor))
        if (get_bytes(out + i * size, tensor, walk.place * size, size, err) != 0)
            return -1;
    return 0;
}

static void swap_values(unsigned char *bytes, size_t size, size_t count)
{
    for (size_t i = 0; i < count; i++, bytes += size)
        for (size_t b = 0; b < size / 2; b++) {
            unsigned char byte = bytes[b];
            bytes[b] = bytes[size - 1 - b];
            bytes[size - 1 - b] = byte;
        }
}

/* The bytes of values first .. first + count - 1, one after another and little-endian. */
static int fetch(unsigned char *out, const struct tensor *tensor, size_t first, size_t count,
                 struct err *err)
{
    size_t block = dtype_block(tensor->dtype), size = unit_bytes(tensor);
    if (tensor->strided ? gather(out, tensor, first, count, err) != 0
                        : get_bytes(out, tensor, first / block * size, count / block * size, err))
        return tensor_err(err, tensor->name);
    if (tensor->swapped)
        swap_values(out, size, count);
    return 0;
}

/* ---- values ---- */

static bool lies_ready(const struct tensor *tensor)
{
    return tensor->data && !tensor->strided && !tensor->swapped;
}

static bool is_range(const struct tensor *tensor, size_t first, size_t count)
{
    return tensor->dtype != DTYPE_OTHER && first <= tensor->count && count <= tensor->count - first;
}

/* A piece of `tensor` in memory, from a multiple of the block size on, for one of the decoders.
 * *skip is where `first` lies in it, *count at most the values from there on. */
static int fetch_piece(unsigned char *piece, const struct tensor *tensor, size_t first,
                       size_t *skip, size_t *count, struct err *err)
{
    size_t block = dtype_block(tensor->dtype);
    *skip = first % block;
    size_t take = *count + *skip < PIECE ? *count + *skip : PIECE;
    *count = take - *skip;
    return fetch(piece, tensor, first - *skip, (take + block - 1) / block * block, err);
}

int tensor_floats(float *out, const struct tensor *tensor, size_t first, size_t count,
                  struct err *err)
{
    unsigned char piece[PIECE * sizeof(double)];
    assert(is_range(tensor, first, count));
    if (lies_ready(tensor)) {
        dtype_floats(out, tensor->dtype, tensor->data, first, count);
        return 0;
    }
    for (size_t done = 0, skip, some; done < count; done += some) {
        some = count - done;
        if (fetch_piece(piece, tensor, first + done, &skip, &some, err) != 0)
            return -1;
        dtype_floats(out + done, tensor->dtype, piece, skip, some);
    }
    return 0;
}

int tensor_doubles(double *out, const struct tensor *tensor, size_t first, size_t count,
                   struct err *err)
{
    unsigned char piece[PIECE * sizeof(double)];
    assert(is_range(tensor, first, count));
    if (lies_ready(tensor)) {
        dtype_doubles(out, tensor->dtype, tensor->data, first, count);
        return 0;
    }
    for (size_t done = 0, skip, some; done < count; done += some) {
        some = count - done;
        if (fetch_piece(piece, tensor, first + done, &skip, &some, err) != 0)
            return -1;
        dtype_doubles(out + done, tensor->dtype, piece, skip, some);
    }
    return 0;
}

int tensor_block(struct quant_block *block, const struct tensor *tensor, size_t number,
                 struct err *err)
{
    unsigned char bytes[QUANT_VALUES_MAX];
    size_t values = dtype_block(tensor->dtype);
    assert(dtype_is_quantized(tensor->dtype) && number < tensor->count / values);
    if (fetch(bytes, tensor, number * values, values, err) != 0)
        return -1;
    quant_open(block, tensor->dtype, bytes);
    return 0;
}

void tensor_read(float *out, const struct tensor *tensor)
{
    assert(lies_ready(tensor));
    dtype_floats(out, tensor->dtype, tensor->data, 0, tensor->count);
}

/* ---- names ---- */

void tensor_show_name(struct str *out, const char *name)
{
    utf8_escape(out, name, strlen(name));
}

char *tensor_shown(const char *text, size_t n)
{
    struct str shown = {0};
    size_t some = n < NAME_BYTES ? n : NAME_BYTES;
    utf8_escape(&shown, text, some);
    size_t fit = utf8_fit(shown.text, NAME_COLUMNS);
    if (fit < shown.length || some < n) {
        shown.length = fit;
        str_add(&shown, "...");
    }
    return str_take(&shown);
}

int tensor_err_values(struct err *err, const struct tensor *tensor)
{
    return tensor->note ? err_set(err, "its values cannot be read: %s", tensor->note)
                        : err_set(err, "values of the type %s cannot be read", tensor->dtype_name);
}

int tensor_err(struct err *err, const char *name)
{
    char *shown = tensor_shown(name, strlen(name));
    err_prefix(err, "tensor \"%s\"", shown);
    free(shown);
    return -1;
}

/* ---- what readers use ---- */

int tensor_measure(struct tensor *tensor, struct err *err)
{
    tensor->count = 1;
    for (int d = 0; d < tensor->rank; d++)
        if (__builtin_mul_overflow(tensor->count, tensor->shape[d], &tensor->count))
            return err_set(err, "the shape has more values than can be counted");
    if (tensor->dtype == DTYPE_OTHER)
        return 0;
    size_t block = dtype_block(tensor->dtype);
    if (tensor->rank && tensor->shape[tensor->rank - 1] % block)
        return err_set(err, "rows of %zu values do not fill blocks of %zu",
                       tensor->shape[tensor->rank - 1], block);
    if (!dtype_bytes(&tensor->bytes, tensor->dtype, tensor->count))
        return err_set(err, "%zu values of %s are no whole blocks or too many to count",
                       tensor->count, tensor->dtype_name);
    return 0;
}

/* Whether the values lie one after another; where there is but one along an axis, its stride does
 * not matter. */
static bool is_in_order(const struct tensor *tensor)
{
    size_t expected = 1;
    for (int d = tensor->rank - 1; d >= 0; d--) {
        if (tensor->shape[d] != 1 && tensor->stride[d] != expected)
            return false;
        expected *= tensor->shape[d];
    }
    return true;
}

int tensor_check_view(struct tensor *tensor, uint64_t values, struct err *err)
{
    size_t last = 0;
    if (tensor->count == 0)
        return 0;
    for (int d = 0; d < tensor->rank; d++) {
        size_t step;
        if (__builtin_mul_overflow(tensor->shape[d] - 1, tensor->stride[d], &step) ||
            __builtin_add_overflow(last, step, &last))
            return err_set(err, "its strides lead further than can be counted");
    }
    if (last >= values)
        return err_set(err, "its last value is number %zu of the %llu that are stored", last,
                       (unsigned long long)values);
    if (tensor->count > values && tensor->count > REPEATED_MAX)
        return err_set(err, "shows %llu stored values as %zu, at most %d expected",
                       (unsigned long long)values, tensor->count, REPEATED_MAX);
    tensor->strided = !is_in_order(tensor);
    return 0;
}

void tensor_list_free(struct tensor_list *list)
{
    for (size_t i = 0; i < list->source_count; i++)
        list->sources[i]->free(list->sources[i]);
    free(list->sources);
    free(list->list);
    free(list->facts);
    arena_free(&list->texts);
    *list = (struct tensor_list){0};
}

void tensor_list_add(struct tensor_list *list, const struct tensor *tensor)
{
    list->list = mem_grow(list->list, &list->capacity, list->count + 1, sizeof *list->list);
    struct tensor *added = &list->list[list->count++];
    *added = *tensor;
    if (added->data >= list->base && added->data <= list->base + list->size)
        added->offset = (size_t)(added->data - list->base);
}

const char *tensor_list_text(struct tensor_list *list, const char *text, size_t n)
{
    char *copy = arena_take(&list->texts, n + 1, 1);
    if (n)
        memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

const char *tensor_list_format(struct tensor_list *list, const char *format, ...)
{
    va_list args;
    char text[512];
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return tensor_list_text(list, text, str_whole(text, strlen(text)));
}

void tensor_list_fact(struct tensor_list *list, const char *key, const char *text, size_t n)
{
    if (list->fact_count == FACTS_MAX)
        return;
    list->facts =
        mem_grow(list->facts, &list->fact_capacity, list->fact_count + 1, sizeof *list->facts);
    struct fact *fact = &list->facts[list->fact_count++];
    fact->key = tensor_list_text(list, key, strlen(key));
    if (n <= FACT_BYTES_MAX) {
        fact->text = tensor_list_text(list, text, n);
        return;
    }
    struct str cut = {0};
    str_add_n(&cut, text, str_whole(text, FACT_BYTES_MAX));
    str_add(&cut, "...");
    fact->text = tensor_list_text(list, cut.text, cut.length);
    str_free(&cut);
}

void tensor_list_own(struct tensor_list *list, struct tensor_source *source)
{
    list->sources = mem_grow(list->sources, &list->source_capacity, list->source_count + 1,
                             sizeof *list->sources);
    list->sources[list->source_count++] = source;
}
