#include "store/safetensors.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "store/half.h"

enum { DATA_ALIGNMENT = 64, CHUNK = 4096 };

static const char *const names[] = {
    [DTYPE_F32] = "F32", [DTYPE_F16] = "F16", [DTYPE_BF16] = "BF16"};
static const size_t sizes[] = {[DTYPE_F32] = 4, [DTYPE_F16] = 2, [DTYPE_BF16] = 2};

static void add(cJSON *object, const char *name, cJSON *item)
{
    assert(!cJSON_GetObjectItemCaseSensitive(object, name));
    if (!cJSON_AddItemToObject(object, name, item))
        die("out of memory");
}

static void append(cJSON *array, size_t number)
{
    if (!cJSON_AddItemToArray(array, cJSON_CreateNumber((double)number)))
        die("out of memory");
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
        add(entry, metadata[i].key, cJSON_CreateString(metadata[i].value));
    return entry;
}

static cJSON *tensor_entry(const struct tensor_out *tensor, size_t begin, size_t end)
{
    cJSON *entry = cJSON_CreateObject(), *shape = cJSON_CreateArray();
    cJSON *offsets = cJSON_CreateArray();
    for (int i = 0; i < tensor->rank; i++)
        append(shape, tensor->shape[i]);
    append(offsets, begin);
    append(offsets, end);
    add(entry, "dtype", cJSON_CreateString(names[tensor->dtype]));
    add(entry, "shape", shape);
    add(entry, "data_offsets", offsets);
    return entry;
}

/* The JSON text; to be freed. */
static char *header_text(const struct tensor_out *tensors, size_t count,
                         const struct metadata_out *metadata, size_t metadata_count)
{
    cJSON *header = cJSON_CreateObject();
    if (metadata_count)
        add(header, "__metadata__", metadata_entry(metadata, metadata_count));
    size_t begin = 0;
    for (size_t i = 0; i < count; i++) {
        const struct tensor_out *tensor = &tensors[i];
        assert(tensor->dtype != DTYPE_OTHER && tensor->rank <= TENSOR_RANK_MAX);
        assert(strcmp(tensor->name, "__metadata__") != 0);
        size_t end = begin + values_of(tensor) * sizes[tensor->dtype];
        add(header, tensor->name, tensor_entry(tensor, begin, end));
        begin = end;
    }
    char *text = cJSON_PrintUnformatted(header);
    if (!text)
        die("out of memory");
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
    size_t count = values_of(tensor), size = sizes[tensor->dtype];
    unsigned char chunk[CHUNK * sizeof(float)];
    for (size_t done = 0, n; done < count && !ferror(stream); done += n) {
        const float *values = tensor->values + done;
        n = count - done < CHUNK ? count - done : CHUNK;
        if (tensor->dtype == DTYPE_F32)
            memcpy(chunk, values, n * size);
        else if (tensor->dtype == DTYPE_F16)
            half_narrow(chunk, values, n);
        else
            bfloat_narrow(chunk, values, n);
        fwrite(chunk, size, n, stream);
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
