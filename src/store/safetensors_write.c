#include "store/safetensors_write.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "math/half.h"

enum { DATA_ALIGNMENT = 64, CHUNK = 4096 };

static void copy_floats(void *out, const float *in, size_t count)
{
    memcpy(out, in, count * sizeof *in);
}

/* How each type is written. */
static const struct stored {
    const char *name;
    size_t size; /* bytes of a number */
    void (*put)(void *out, const float *in, size_t count);
} types[DTYPE_OTHER] = {
    [DTYPE_F32] = {"F32", 4, copy_floats},
    [DTYPE_F16] = {"F16", 2, half_narrow},
    [DTYPE_BF16] = {"BF16", 2, half_narrow_bfloat},
};

static const struct stored *stored_as(enum dtype dtype)
{
    assert(dtype < DTYPE_OTHER && types[dtype].put);
    return &types[dtype];
}

static void add_item(cJSON *object, const char *name, cJSON *item)
{
    assert(!cJSON_GetObjectItemCaseSensitive(object, name));
    cJSON_AddItemToObject(object, name, item);
}

static void append_number(cJSON *array, size_t number)
{
    cJSON_AddItemToArray(array, cJSON_CreateNumber((double)number));
}

static size_t values_of(const struct tensor_out *tensor)
{
    size_t count = 1;
    for (int i = 0; i < tensor->rank; i++)
        count *= tensor->shape[i];
    return count;
}

static cJSON *metadata_entry(const struct metadata_out *metadata, size_t count)
{
    cJSON *entry = cJSON_CreateObject();
    for (size_t i = 0; i < count; i++)
        add_item(entry, metadata[i].key, cJSON_CreateString(metadata[i].value));
    return entry;
}

static cJSON *tensor_entry(const struct tensor_out *tensor, size_t begin, size_t end)
{
    cJSON *entry = cJSON_CreateObject(), *shape = cJSON_CreateArray();
    cJSON *offsets = cJSON_CreateArray();
    for (int i = 0; i < tensor->rank; i++)
        append_number(shape, tensor->shape[i]);
    append_number(offsets, begin);
    append_number(offsets, end);
    add_item(entry, "dtype", cJSON_CreateString(stored_as(tensor->dtype)->name));
    add_item(entry, "shape", shape);
    add_item(entry, "data_offsets", offsets);
    return entry;
}

/* The JSON text; to be freed. */
static char *header_text(const struct tensor_out *tensors, size_t count,
                         const struct metadata_out *metadata, size_t metadata_count)
{
    cJSON *header = cJSON_CreateObject();
    if (metadata_count)
        add_item(header, "__metadata__", metadata_entry(metadata, metadata_count));
    size_t begin = 0;
    for (size_t i = 0; i < count; i++) {
        const struct tensor_out *tensor = &tensors[i];
        assert(tensor->rank <= TENSOR_RANK_MAX && strcmp(tensor->name, "__metadata__") != 0);
        size_t end = begin + values_of(tensor) * stored_as(tensor->dtype)->size;
        add_item(header, tensor->name, tensor_entry(tensor, begin, end));
        begin = end;
    }
    char *text = cJSON_PrintUnformatted(header);
    cJSON_Delete(header);
    return text;
}

/* Errors stay in the stream until file_commit() sees them. */
static void write_header(FILE *stream, const char *text)
{
    uint64_t length = strlen(text), used = sizeof length + length;
    int padding = (int)((DATA_ALIGNMENT - used % DATA_ALIGNMENT) % DATA_ALIGNMENT);
    length += (uint64_t)padding;
    fwrite(&length, sizeof length, 1, stream);
    fprintf(stream, "%s%*s", text, padding, "");
}

static void write_values(FILE *stream, const struct tensor_out *tensor)
{
    const struct stored *type = stored_as(tensor->dtype);
    size_t count = values_of(tensor);
    unsigned char chunk[CHUNK * sizeof(float)];
    for (size_t done = 0, n; done < count && !ferror(stream); done += n) {
        n = count - done < CHUNK ? count - done : CHUNK;
        type->put(chunk, tensor->values + done, n);
        fwrite(chunk, type->size, n, stream);
    }
}

int safetensors_write(const char *path, const struct tensor_out *tensors, size_t count,
                      const struct metadata_out *metadata, size_t metadata_count, struct err *err)
{
    struct file_writer writer;
    if (file_create(&writer, path, err) != 0)
        return -1;
    char *text = header_text(tensors, count, metadata, metadata_count);
    write_header(writer.stream, text);
    free(text);
    for (size_t i = 0; i < count; i++)
        write_values(writer.stream, &tensors[i]);
    return file_commit(&writer, err);
}
