#include "store/tensors.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/gguf.h"
#include "store/hdf5.h"
#include "store/npy.h"
#include "store/safetensors.h"
#include "store/sniff.h"
#include "store/torch.h"
#include "store/zip.h"

enum { INDEX_BYTES_MAX = 100 << 20, PARTS_MAX = 4096, PACKED_WEIGHTS_MAX = 256 << 20 };

struct tensors {
    char *path;
    const char *format; /* owned by the list, or static */
    struct file_map map;
    struct tensor_list list;
    const struct tensor **by_name;
    struct zip *zip;                 /* of an archive */
    struct safetensors *safetensors; /* owns the names and metadata of one */
    unsigned char *memory;           /* what had to be unpacked as a whole */
    struct tensors **parts;          /* the files of an index */
    size_t part_count, part_capacity;
};

static struct tensors *open_file(const char *path, bool may_be_index, struct err *err);

/* ---- safetensors ---- */

static int read_safetensors(struct tensors *file, struct err *err)
{
    file->safetensors = safetensors_open(file->path, err);
    if (!file->safetensors)
        return -1;
    for (size_t i = 0; i < safetensors_count(file->safetensors); i++)
        tensor_list_add(&file->list, safetensors_at(file->safetensors, i));
    for (size_t i = 0; i < safetensors_metadata_count(file->safetensors); i++) {
        const char *key = safetensors_metadata_key(file->safetensors, i);
        const char *text = safetensors_metadata(file->safetensors, key);
        tensor_list_fact(&file->list, key, text, strlen(text));
    }
    return 0;
}

/* ---- archives ---- */

static bool is_npz(const struct zip *zip)
{
    for (size_t i = 0; i < zip_count(zip); i++) {
        const char *name = zip_at(zip, i)->name;
        size_t n = strlen(name);
        if (n > 4 && strcmp(name + n - 4, ".npy") == 0)
            return true;
    }
    return false;
}

/* The settings of a Keras model lie beside its weights, as JSON. */
static int note_entry(struct tensors *file, const char *name, struct err *err)
{
    const struct zip_entry *entry = zip_find(file->zip, name);
    const unsigned char *bytes;
    unsigned char *memory;
    if (!entry)
        return 0;
    ptrdiff_t n = zip_start(file->zip, entry, FACT_BYTES_MAX + 1, &bytes, &memory, err);
    if (n >= 0)
        tensor_list_fact(&file->list, name, (const char *)bytes, (size_t)n);
    free(memory);
    return n < 0 ? -1 : 0;
}

static int read_keras(struct tensors *file, const struct zip_entry *weights, struct err *err)
{
    const unsigned char *bytes;
    if (weights->deflated && weights->size > PACKED_WEIGHTS_MAX)
        return err_set(err, "its weights unpack to %zu bytes, at most %d expected: unpack the file",
                       weights->size, PACKED_WEIGHTS_MAX);
    if (zip_start(file->zip, weights, weights->size, &bytes, &file->memory, err) < 0 ||
        note_entry(file, "metadata.json", err) != 0 || note_entry(file, "config.json", err) != 0)
        return -1;
    return hdf5_read(&file->list, bytes, weights->size, err);
}

static int read_zip(struct tensors *file, struct err *err)
{
    file->zip = zip_open(file->map.data, file->map.size, err);
    if (!file->zip)
        return -1;
    const struct zip_entry *weights = zip_find(file->zip, "model.weights.h5");
    if (torch_is_zip(file->zip)) {
        file->format = "PyTorch";
        return torch_read_zip(&file->list, file->zip, err);
    }
    if (weights) {
        file->format = "Keras";
        return read_keras(file, weights, err);
    }
    if (is_npz(file->zip)) {
        file->format = "NumPy archive";
        return npy_read_archive(&file->list, file->zip, err);
    }
    return err_set(err, "a zip archive without weights; data.pkl (PyTorch), NAME.npy (NumPy) or "
                        "model.weights.h5 (Keras) expected in it");
}

/* ---- several files with an index ---- */

/* In the folder itself, and fit to be shown in a message. */
static bool is_plain_name(const char *name)
{
    struct str shown = {0};
    tensor_show_name(&shown, name);
    bool plain = name[0] && !strchr(name, '/') && strcmp(name, ".") != 0 &&
                 strcmp(name, "..") != 0 && strcmp(name, shown.text) == 0;
    str_free(&shown);
    return plain;
}

static char *beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    return slash ? mem_format("%.*s/%s", (int)(slash - path), path, name) : mem_text(name);
}

static struct tensors *find_part(const struct tensors *file, const char *path)
{
    for (size_t i = file->part_count; i-- > 0;)
        if (strcmp(file->parts[i]->path, path) == 0)
            return file->parts[i];
    return NULL;
}

/* The file of that name, opened the first time it is named. */
static struct tensors *take_part(struct tensors *file, const char *name, struct err *err)
{
    if (!is_plain_name(name) || file->part_count == PARTS_MAX) {
        char *shown = tensor_shown(name, strlen(name));
        err_set(err, "names the file \"%s\"; at most %d files in its own folder expected", shown,
                PARTS_MAX);
        free(shown);
        return NULL;
    }
    char *path = beside(file->path, name);
    struct tensors *part = find_part(file, path);
    if (!part && (part = open_file(path, false, err))) {
        file->parts =
            mem_grow(file->parts, &file->part_capacity, file->part_count + 1, sizeof *file->parts);
        file->parts[file->part_count++] = part;
    }
    free(path);
    return part;
}

static int check_entry(struct tensors *file, const cJSON *entry, struct err *err)
{
    if (!cJSON_IsString(entry))
        err_set(err, "the name of a file expected");
    else {
        const struct tensors *part = take_part(file, entry->valuestring, err);
        if (part && tensors_find(part, entry->string))
            return 0;
        if (part)
            err_set(err, "is not in %s, where the index says", part->path);
    }
    return tensor_err(err, entry->string);
}

static void add_part(struct tensors *file, int number)
{
    const struct tensor_list *list = &file->parts[number]->list;
    for (size_t i = 0; i < list->count; i++) {
        struct tensor tensor = list->list[i];
        tensor.part = number;
        tensor_list_add(&file->list, &tensor);
        file->list.list[file->list.count - 1].offset = tensor.offset;
    }
    for (size_t i = 0; i < list->fact_count && number == 0; i++)
        tensor_list_fact(&file->list, list->facts[i].key, list->facts[i].text,
                         strlen(list->facts[i].text));
}

/* {"weight_map": {tensor: file}, ...}: every tensor must be where it is said to be. All tensors of
 * the files are listed, whether the index names them or not. */
static int read_index(struct tensors *file, struct err *err)
{
    if (file->map.size > INDEX_BYTES_MAX)
        return err_set(err, "JSON of %zu bytes, at most %d expected", file->map.size,
                       INDEX_BYTES_MAX);
    char *text = mem_text_n((const char *)file->map.data, file->map.size);
    cJSON *json = cJSON_ParseWithOpts(text, NULL, true);
    const cJSON *map = cJSON_GetObjectItemCaseSensitive(json, "weight_map"), *entry;
    int result = 0;
    if (!cJSON_IsObject(map))
        result = err_set(err, "JSON without a weight_map: no index of files of tensors");
    cJSON_ArrayForEach(entry, map) if (result == 0) result = check_entry(file, entry, err);
    cJSON_Delete(json);
    free(text);
    for (size_t i = 0; i < file->part_count && result == 0; i++)
        add_part(file, (int)i);
    if (file->part_count)
        file->format = tensor_list_format(&file->list, "%s in %zu files", file->parts[0]->format,
                                          file->part_count);
    return result;
}

/* The file in a folder that stands for the whole, to be freed; NULL with a message. */
static char *find_in_folder(const char *folder, struct err *err)
{
    static const char *const names[] = {
        "model.safetensors.index.json",
        "pytorch_model.bin.index.json",
        "model.safetensors",
        "pytorch_model.bin",
        "model.weights.h5",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = mem_format("%s/%s", folder, names[i]);
        if (access(path, F_OK) == 0)
            return path;
        free(path);
    }
    err_set(err, "%s: a folder without %s, %s or the like", folder, names[0], names[2]);
    return NULL;
}

/* ---- any file ---- */

static int read_format(struct tensors *file, enum store_format format, bool may_be_index,
                       struct err *err)
{
    struct tensor_list *list = &file->list;
    const unsigned char *data = file->map.data;
    size_t size = file->map.size;
    file->format = sniff_name(format);
    switch (format) {
    case STORE_SAFETENSORS:
        return read_safetensors(file, err);
    case STORE_NPY:
        return npy_read(list, data, size, err);
    case STORE_ZIP:
        return read_zip(file, err);
    case STORE_GGUF:
        return gguf_read(list, data, size, err);
    case STORE_HDF5:
        return hdf5_read(list, data, size, err);
    case STORE_TORCH_LEGACY:
        return torch_read_legacy(list, data, size, err);
    case STORE_PICKLE:
        return torch_read_pickle(list, data, size, err);
    case STORE_JSON:
        return may_be_index ? read_index(file, err)
                            : err_set(err, "an index within an index of files");
    default:
        return sniff_refuse(format, data, size, err);
    }
}

/* A safetensors file that is too short or begins wrongly is still called one. */
static enum store_format format_of(const struct tensors *file)
{
    static const char extension[] = ".safetensors";
    enum store_format format = sniff_format(file->map.data, file->map.size);
    size_t n = strlen(file->path), end = strlen(extension);
    bool named = n > end && strcmp(file->path + n - end, extension) == 0;
    return named && (format == STORE_UNKNOWN || format == STORE_EMPTY) ? STORE_SAFETENSORS : format;
}

static int compare_name(const void *left, const void *right)
{
    const struct tensor *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

static void sort_names(struct tensors *file)
{
    file->by_name = mem_new(file->list.count, sizeof *file->by_name);
    for (size_t i = 0; i < file->list.count; i++)
        file->by_name[i] = &file->list.list[i];
    qsort(file->by_name, file->list.count, sizeof *file->by_name, compare_name);
}

static struct tensors *open_file(const char *path, bool may_be_index, struct err *err)
{
    struct tensors *file = mem_new(1, sizeof *file);
    file->path = mem_text(path);
    int result = file_map_open(&file->map, path, err);
    if (result == 0) {
        enum store_format format = format_of(file);
        file->list.base = file->map.data;
        file->list.size = file->map.size;
        result = read_format(file, format, may_be_index, err);
        if (result != 0 && format != STORE_SAFETENSORS) /* which has named the file already */
            err_prefix(err, "%s", path);
    }
    if (result == 0) {
        sort_names(file);
        return file;
    }
    tensors_close(file);
    return NULL;
}

struct tensors *tensors_made(struct tensor_list *list, const char *path, const char *format)
{
    struct tensors *file = mem_new(1, sizeof *file);
    file->path = mem_text(path);
    file->format = format;
    file->list = *list;
    *list = (struct tensor_list){0};
    sort_names(file);
    return file;
}

struct tensors *tensors_open(const char *path, struct err *err)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode))
        return open_file(path, true, err);
    char *inside = find_in_folder(path, err);
    struct tensors *file = inside ? open_file(inside, true, err) : NULL;
    free(inside);
    return file;
}

void tensors_close(struct tensors *file)
{
    if (!file)
        return;
    tensor_list_free(&file->list);
    zip_close(file->zip);
    safetensors_close(file->safetensors);
    file_map_close(&file->map);
    for (size_t i = 0; i < file->part_count; i++)
        tensors_close(file->parts[i]);
    free(file->parts);
    free(file->by_name);
    free(file->memory);
    free(file->path);
    free(file);
}

const char *tensors_format(const struct tensors *file)
{
    return file->format;
}

size_t tensors_count(const struct tensors *file)
{
    return file->list.count;
}

const struct tensor *tensors_at(const struct tensors *file, size_t index)
{
    assert(index < file->list.count);
    return &file->list.list[index];
}

const struct tensor *tensors_find(const struct tensors *file, const char *name)
{
    const struct tensor wanted = {.name = name}, *key = &wanted;
    const struct tensor **found =
        bsearch(&key, file->by_name, file->list.count, sizeof *file->by_name, compare_name);
    return found ? *found : NULL;
}

size_t tensors_fact_count(const struct tensors *file)
{
    return file->list.fact_count;
}

const struct fact *tensors_fact(const struct tensors *file, size_t index)
{
    assert(index < file->list.fact_count);
    return &file->list.facts[index];
}

const char *tensors_words(const struct tensors *file)
{
    return file->list.words;
}

const char *tensors_part(const struct tensors *file, int part)
{
    return file->part_count ? file->parts[part]->path : file->path;
}

size_t tensors_part_count(const struct tensors *file)
{
    return file->part_count ? file->part_count : 1;
}
