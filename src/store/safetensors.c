#include "store/safetensors.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "text/utf8.h"

enum { LENGTH_BYTES = 8, HEADER_MAX = 100000000 };

static const char metadata_name[] = "__metadata__";

/* All types of the format. F4 and F6 are packed, therefore sizes are in bits. */
static const struct element {
    const char *name;
    size_t bits;
    enum dtype dtype;
} elements[] = {
    {"F32", 32, DTYPE_F32},          {"F16", 16, DTYPE_F16},
    {"BF16", 16, DTYPE_BF16},        {"F64", 64, DTYPE_F64},
    {"F8_E4M3", 8, DTYPE_F8_E4M3},   {"F8_E5M2", 8, DTYPE_F8_E5M2},
    {"I64", 64, DTYPE_I64},          {"I32", 32, DTYPE_I32},
    {"I16", 16, DTYPE_I16},          {"I8", 8, DTYPE_I8},
    {"U64", 64, DTYPE_U64},          {"U32", 32, DTYPE_U32},
    {"U16", 16, DTYPE_U16},          {"U8", 8, DTYPE_U8},
    {"BOOL", 8, DTYPE_BOOL},         {"C64", 64, DTYPE_OTHER},
    {"F8_E8M0", 8, DTYPE_OTHER},     {"F8_E4M3FNUZ", 8, DTYPE_OTHER},
    {"F8_E5M2FNUZ", 8, DTYPE_OTHER}, {"F6_E2M3", 6, DTYPE_OTHER},
    {"F6_E3M2", 6, DTYPE_OTHER},     {"F4", 4, DTYPE_OTHER},
};

struct metadatum {
    const char *key, *value;
};

struct safetensors {
    struct file_map map;
    const unsigned char *data; /* after the header, inside the map */
    size_t data_size;
    cJSON *header;          /* owns every text below */
    struct tensor *tensors; /* by place in the data */
    const struct tensor **by_name;
    size_t count;
    struct metadatum *metadata; /* by key */
    size_t metadata_count;
};

/* ---- the header as text ---- */

/* Refuses what cJSON accepts although texts would not be what they look like: bytes that are not
 * UTF-8, control characters, and the escape of NUL, where a C string ends early. */
static int check_text(const char *text, size_t length, struct err *err)
{
    if (length == 0 || text[0] != '{')
        return err_set(err, "the header does not start with '{': not a safetensors file?");
    if (!utf8_valid(text, length))
        return err_set(err, "the header is not UTF-8: the file is damaged");
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' && c != '\t' && c != '\n' && c != '\r')
            return err_set(err, "control character %d in the header, at byte %zu", c, i);
        if (c == '\\' && length - i >= 6 && memcmp(text + i, "\\u0000", 6) == 0)
            return err_set(err, "a text with a NUL in the header, at byte %zu", i);
        i += c == '\\'; /* so that the second of two backslashes starts nothing */
    }
    return 0;
}

/* Parses a copy that ends with NUL. Without one, cJSON before 1.7.18 may read past the end. */
static int parse_text(struct safetensors *file, const char *text, size_t length, struct err *err)
{
    if (check_text(text, length, err) != 0)
        return -1;
    char *copy = mem_text_n(text, length);
    const char *end = copy;
    file->header = cJSON_ParseWithOpts(copy, &end, true);
    if (!file->header)
        err_set(err, "the header is not valid JSON, at byte %td of %zu", end - copy, length);
    free(copy);
    return file->header ? 0 : -1;
}

static int parse_header(struct safetensors *file, struct err *err)
{
    size_t size = file->map.size;
    uint64_t length;
    if (size < LENGTH_BYTES)
        return err_set(err, "%zu bytes are too few for a safetensors file", size);
    memcpy(&length, file->map.data, sizeof length);
    if (length > HEADER_MAX)
        return err_set(err, "a header of %llu bytes, at most %d expected: not a safetensors file?",
                       (unsigned long long)length, HEADER_MAX);
    if (length > size - LENGTH_BYTES)
        return err_set(err, "a header of %llu bytes expected, %zu found: the file is cut short",
                       (unsigned long long)length, size - LENGTH_BYTES);
    file->data = file->map.data + LENGTH_BYTES + length;
    file->data_size = size - LENGTH_BYTES - length;
    return parse_text(file, (const char *)file->map.data + LENGTH_BYTES, length, err);
}

/* ---- one tensor ---- */

/* The member of that name, if it is an object that has exactly one. */
static const cJSON *only_member(const cJSON *object, const char *name)
{
    const cJSON *item, *found = NULL;
    if (!cJSON_IsObject(object))
        return NULL;
    cJSON_ArrayForEach(item, object)
    {
        if (strcmp(item->string, name) != 0)
            continue;
        if (found)
            return NULL;
        found = item;
    }
    return found;
}

/* cJSON keeps numbers as double, which is exact below 2^53; nothing real comes near. */
static int whole_number(size_t *out, const cJSON *item, const char *what, struct err *err)
{
    if (!cJSON_IsNumber(item))
        return err_set(err, "%s holds something else than numbers", what);
    double value = item->valuedouble;
    if (!(value >= 0 && value < 0x1p53) || value != (double)(size_t)value)
        return err_set(err, "%s holds %.17g, a whole number from 0 to 2^53 expected", what, value);
    *out = (size_t)value;
    return 0;
}

static int parse_shape(struct tensor *tensor, const cJSON *shape, struct err *err)
{
    const cJSON *item;
    tensor->count = 1;
    cJSON_ArrayForEach(item, shape)
    {
        size_t *size = &tensor->shape[tensor->rank];
        if (tensor->rank == TENSOR_RANK_MAX)
            return err_set(err, "more than %d dimensions", TENSOR_RANK_MAX);
        if (whole_number(size, item, "shape", err) != 0)
            return -1;
        if (__builtin_mul_overflow(tensor->count, *size, &tensor->count))
            return err_set(err, "the shape has more values than can be counted");
        tensor->rank++;
    }
    return 0;
}

static int parse_offsets(struct tensor *tensor, const struct safetensors *file,
                         const cJSON *offsets, struct err *err)
{
    size_t begin = 0, end = 0;
    if (cJSON_GetArraySize(offsets) != 2)
        return err_set(err, "data_offsets: [begin, end] expected");
    if (whole_number(&begin, offsets->child, "data_offsets", err) != 0 ||
        whole_number(&end, offsets->child->next, "data_offsets", err) != 0)
        return -1;
    if (begin > end)
        return err_set(err, "data_offsets: begin %zu lies after end %zu", begin, end);
    if (end > file->data_size)
        return err_set(err,
                       "ends at byte %zu of the data, which has only %zu: the file is cut short",
                       end, file->data_size);
    tensor->data = file->data + begin;
    tensor->offset = (size_t)(tensor->data - file->map.data);
    tensor->bytes = end - begin;
    return 0;
}

static int parse_dtype(struct tensor *tensor, const char *name, struct err *err)
{
    const struct element *element = elements, *last = elements + sizeof elements / sizeof *elements;
    while (element < last && strcmp(element->name, name) != 0)
        element++;
    if (element == last) {
        char *text = tensor_shown(name, strlen(name));
        err_set(err, "dtype \"%s\" is not one of the format (F32, F16, BF16, ...)", text);
        free(text);
        return -1;
    }
    tensor->dtype = element->dtype;
    tensor->dtype_name = element->name;
    size_t bits;
    if (__builtin_mul_overflow(tensor->count, element->bits, &bits) || bits % 8 ||
        bits / 8 != tensor->bytes)
        return err_set(err, "%zu bytes do not fit its %zu values of %s", tensor->bytes,
                       tensor->count, element->name);
    return 0;
}

static int parse_tensor(struct tensor *tensor, const struct safetensors *file, const cJSON *entry,
                        struct err *err)
{
    const cJSON *dtype = only_member(entry, "dtype");
    const cJSON *shape = only_member(entry, "shape");
    const cJSON *offsets = only_member(entry, "data_offsets");
    *tensor = (struct tensor){.name = entry->string};
    if (!cJSON_IsString(dtype) || !cJSON_IsArray(shape) || !cJSON_IsArray(offsets))
        return err_set(err, "{dtype: text, shape: [...], data_offsets: [...]} expected");
    if (parse_shape(tensor, shape, err) != 0 || parse_offsets(tensor, file, offsets, err) != 0)
        return -1;
    return parse_dtype(tensor, dtype->valuestring, err);
}

/* ---- all tensors together ---- */

static int compare_place(const void *left, const void *right)
{
    const struct tensor *a = left, *b = right;
    if (a->data != b->data)
        return a->data < b->data ? -1 : 1;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? -1 : 1;
    return strcmp(a->name, b->name);
}

static int compare_name(const void *left, const void *right)
{
    const struct tensor *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

static int compare_key(const void *left, const void *right)
{
    const struct metadatum *a = left, *b = right;
    return strcmp(a->key, b->key);
}

/* Sorted by place, each tensor must begin where the one before it ended. */
static int check_places(struct safetensors *file, struct err *err)
{
    qsort(file->tensors, file->count, sizeof *file->tensors, compare_place);
    size_t end = 0;
    for (size_t i = 0; i < file->count; i++) {
        const struct tensor *tensor = &file->tensors[i];
        size_t begin = (size_t)(tensor->data - file->data);
        if (begin != end) {
            err_set(err, "begins at byte %zu of the data, %s the one before it ends at %zu", begin,
                    begin < end ? "but" : "leaving a hole:", end);
            return tensor_err(err, tensor->name);
        }
        end = begin + tensor->bytes;
    }
    if (end != file->data_size)
        return err_set(err, "%zu bytes of data, but the tensors end at %zu", file->data_size, end);
    return 0;
}

/* Comes after check_places(): from then on the tensors stay where they are. */
static int check_names(struct safetensors *file, struct err *err)
{
    for (size_t i = 0; i < file->count; i++)
        file->by_name[i] = &file->tensors[i];
    qsort(file->by_name, file->count, sizeof *file->by_name, compare_name);
    for (size_t i = 1; i < file->count; i++)
        if (compare_name(&file->by_name[i - 1], &file->by_name[i]) == 0) {
            err_set(err, "the name is there twice");
            return tensor_err(err, file->by_name[i]->name);
        }
    return 0;
}

static int parse_metadata(struct safetensors *file, const cJSON *object, struct err *err)
{
    const cJSON *item;
    if (!cJSON_IsObject(object) || file->metadata)
        return err_set(err, "%s: one object expected", metadata_name);
    file->metadata = mem_new((size_t)cJSON_GetArraySize(object), sizeof *file->metadata);
    cJSON_ArrayForEach(item, object)
    {
        if (!cJSON_IsString(item))
            return err_set(err, "%s: every value must be a text", metadata_name);
        file->metadata[file->metadata_count++] =
            (struct metadatum){item->string, item->valuestring};
    }
    qsort(file->metadata, file->metadata_count, sizeof *file->metadata, compare_key);
    for (size_t i = 1; i < file->metadata_count; i++)
        if (compare_key(&file->metadata[i - 1], &file->metadata[i]) == 0)
            return err_set(err, "%s: a key is there twice", metadata_name);
    return 0;
}

static int parse_entries(struct safetensors *file, struct err *err)
{
    const cJSON *entry;
    size_t size = (size_t)cJSON_GetArraySize(file->header);
    file->tensors = mem_new(size, sizeof *file->tensors);
    file->by_name = mem_new(size, sizeof *file->by_name);
    cJSON_ArrayForEach(entry, file->header)
    {
        if (strcmp(entry->string, metadata_name) == 0) {
            if (parse_metadata(file, entry, err) != 0)
                return -1;
        } else if (parse_tensor(&file->tensors[file->count++], file, entry, err) != 0) {
            return tensor_err(err, entry->string);
        }
    }
    return check_places(file, err) == 0 ? check_names(file, err) : -1;
}

struct safetensors *safetensors_open(const char *path, struct err *err)
{
    struct safetensors *file = mem_new(1, sizeof *file);
    bool mapped = file_map_open(&file->map, path, err) == 0;
    if (mapped && parse_header(file, err) == 0 && parse_entries(file, err) == 0)
        return file;
    if (mapped)
        err_prefix(err, "%s", path);
    safetensors_close(file);
    return NULL;
}

void safetensors_close(struct safetensors *file)
{
    if (!file)
        return;
    cJSON_Delete(file->header);
    file_map_close(&file->map);
    free(file->tensors);
    free(file->by_name);
    free(file->metadata);
    free(file);
}

/* ---- looking at an open file ---- */

size_t safetensors_count(const struct safetensors *file)
{
    return file->count;
}

const struct tensor *safetensors_at(const struct safetensors *file, size_t index)
{
    assert(index < file->count);
    return &file->tensors[index];
}

const struct tensor *safetensors_find(const struct safetensors *file, const char *name)
{
    const struct tensor wanted = {.name = name}, *key = &wanted;
    const struct tensor **found =
        bsearch(&key, file->by_name, file->count, sizeof *file->by_name, compare_name);
    return found ? *found : NULL;
}

const char *safetensors_metadata(const struct safetensors *file, const char *key)
{
    const struct metadatum wanted = {.key = key};
    if (file->metadata_count == 0) /* bsearch() wants an array even for nothing */
        return NULL;
    const struct metadatum *found =
        bsearch(&wanted, file->metadata, file->metadata_count, sizeof *file->metadata, compare_key);
    return found ? found->value : NULL;
}

size_t safetensors_metadata_count(const struct safetensors *file)
{
    return file->metadata_count;
}

const char *safetensors_metadata_key(const struct safetensors *file, size_t index)
{
    assert(index < file->metadata_count);
    return file->metadata[index].key;
}
