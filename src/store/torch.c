#include "store/torch.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "pickle/pickle.h"
#include "store/storage.h"
#include "store/unpickle.h"

enum { PICKLE_BYTES_MAX = 256 << 20, PACKED_PICKLE_MAX = 32 << 20, PREFIX_MAX = 4096 };

/* ---- since 1.6 ---- */

static const char root_name[] = "data.pkl";

struct zip_finder {
    struct storage_finder finder;
    struct tensor_list *out;
    struct zip *zip;
    const char *prefix; /* of all names: "archive/", for instance */
    bool swapped;
};

/* The entry "data.pkl" in the one folder that the archive has, or NULL. */
static const struct zip_entry *find_root(const struct zip *zip)
{
    size_t length = strlen(root_name);
    for (size_t i = 0; i < zip_count(zip); i++) {
        const struct zip_entry *entry = zip_at(zip, i);
        size_t n = strlen(entry->name);
        if (n >= length && strcmp(entry->name + n - length, root_name) == 0 &&
            (n == length || entry->name[n - length - 1] == '/'))
            return entry;
    }
    return NULL;
}

static const struct zip_entry *find_beside(const struct zip_finder *finder, const char *folder,
                                           const char *name, size_t n)
{
    struct str path = {0};
    const struct zip_entry *entry = NULL;
    str_add(&path, finder->prefix);
    str_add(&path, folder);
    if (n <= PREFIX_MAX && !memchr(name, '\0', n)) {
        str_add_n(&path, name, n);
        entry = zip_find(finder->zip, path.text);
    }
    str_free(&path);
    return entry;
}

static int find_in_zip(struct storage_finder *finder, struct storage_bytes *out, const char *key,
                       size_t n, struct err *err)
{
    struct zip_finder *self = (struct zip_finder *)finder;
    const struct zip_entry *entry = find_beside(self, "data/", key, n);
    if (!entry) {
        char *shown = tensor_shown(key, n);
        err_set(err, "its storage \"%s\" is not in the archive", shown);
        free(shown);
        return -1;
    }
    *out = (struct storage_bytes){.size = entry->size,
                                  .offset = (size_t)(entry->data - self->out->base),
                                  .swapped = self->swapped};
    if (entry->deflated) {
        out->source = zip_source(self->zip, entry);
        tensor_list_own(self->out, out->source);
    } else {
        out->data = entry->data;
    }
    return 0;
}

/* Bytes that live as long as the list: in place, or unpacked. NULL with a message. */
static const unsigned char *whole_entry(struct tensor_list *out, struct zip *zip,
                                        const struct zip_entry *entry, struct err *err)
{
    const unsigned char *bytes;
    unsigned char *memory;
    size_t most = entry->deflated ? PACKED_PICKLE_MAX : PICKLE_BYTES_MAX;
    if (entry->size > most) {
        err_set(err, "%s has %zu bytes, at most %zu expected", root_name, entry->size, most);
        return NULL;
    }
    if (zip_start(zip, entry, entry->size, &bytes, &memory, err) < 0)
        return NULL;
    if (memory)
        bytes = (const unsigned char *)tensor_list_text(out, (const char *)memory, entry->size);
    free(memory);
    return bytes;
}

static int read_pickle(struct tensor_list *out, const unsigned char *data, size_t size,
                       struct storage_finder *finder, struct err *err)
{
    size_t used;
    struct pickle *pickle = pickle_read(data, size, &used, err);
    if (!pickle)
        return -1;
    int result = unpickle(out, pickle, finder, err);
    pickle_free(pickle);
    return result;
}

bool torch_is_zip(const struct zip *zip)
{
    return find_root(zip) != NULL;
}

int torch_read_zip(struct tensor_list *out, struct zip *zip, struct err *err)
{
    const struct zip_entry *root = find_root(zip), *order;
    if (!root)
        return err_set(err, "no %s in the archive", root_name);
    size_t prefix = strlen(root->name) - strlen(root_name);
    struct zip_finder finder = {.finder = {find_in_zip},
                                .out = out,
                                .zip = zip,
                                .prefix = tensor_list_text(out, root->name, prefix)};
    order = find_beside(&finder, "", "byteorder", strlen("byteorder"));
    finder.swapped =
        order && !order->deflated && order->size >= 3 && memcmp(order->data, "big", 3) == 0;
    if (find_beside(&finder, "", "constants.pkl", strlen("constants.pkl")))
        tensor_list_fact(out, "program", "TorchScript", strlen("TorchScript"));
    const unsigned char *bytes = whole_entry(out, zip, root, err);
    return bytes ? read_pickle(out, bytes, root->size, &finder.finder, err) : -1;
}

/* ---- before 1.6 ---- */

/* The number 0x1950a86a20f9469cfc6c, which the first pickle holds. */
static const unsigned char legacy_number[] = {0x8a, 10,   0x6c, 0xfc, 0x9c, 0x46,
                                              0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};

struct stored {
    const struct pickle_value *key;
    size_t value_bytes;
    const unsigned char *data;
    size_t size;
};

struct legacy_finder {
    struct storage_finder finder;
    const struct tensor_list *out;
    struct stored *list; /* by key */
    size_t count;
    bool swapped;
};

static int compare_texts(const struct pickle_value *a, const struct pickle_value *b)
{
    size_t n = a->text.size < b->text.size ? a->text.size : b->text.size;
    int order = n ? memcmp(a->text.start, b->text.start, n) : 0;
    return order ? order : (a->text.size > b->text.size) - (a->text.size < b->text.size);
}

static int compare_stored(const void *left, const void *right)
{
    const struct stored *a = left, *b = right;
    int order = compare_texts(a->key, b->key);
    return order ? order : (a->value_bytes > b->value_bytes) - (a->value_bytes < b->value_bytes);
}

static int compare_key(const void *left, const void *right)
{
    const struct stored *a = left, *b = right;
    return compare_texts(a->key, b->key);
}

static struct stored *find_stored(const struct legacy_finder *finder,
                                  const struct pickle_value *key)
{
    const struct stored wanted = {.key = key};
    if (finder->count == 0)
        return NULL;
    return bsearch(&wanted, finder->list, finder->count, sizeof *finder->list, compare_key);
}

static int find_in_legacy(struct storage_finder *finder, struct storage_bytes *out, const char *key,
                          size_t n, struct err *err)
{
    struct legacy_finder *self = (struct legacy_finder *)finder;
    const struct pickle_value wanted = {.kind = PICKLE_TEXT, .text = {key, n}};
    const struct stored *stored = find_stored(self, &wanted);
    if (!stored || !stored->data)
        return err_set(err, "its storage is not in the file");
    *out = (struct storage_bytes){.data = stored->data,
                                  .size = stored->size,
                                  .offset = (size_t)(stored->data - self->out->base),
                                  .swapped = self->swapped};
    return 0;
}

/* The storages that the pickle refers to, each once, for their types say how large a value is. */
static int collect_storages(struct legacy_finder *finder, const struct pickle *pickle,
                            struct err *err)
{
    size_t capacity = 0, kept = 0;
    for (size_t i = 0; i < pickle_count(pickle); i++) {
        const struct pickle_value *value = pickle_at(pickle, i);
        struct storage_id id;
        if (value->kind != PICKLE_PERSISTENT ||
            !pickle_is_text(pickle_item(value->call.args, 0), "storage"))
            continue;
        if (storage_read_id(&id, value, err) != 0)
            return -1;
        finder->list = mem_grow(finder->list, &capacity, finder->count + 1, sizeof *finder->list);
        finder->list[finder->count++] =
            (struct stored){.key = id.key, .value_bytes = id.value_bytes};
    }
    if (finder->count == 0)
        return 0;
    qsort(finder->list, finder->count, sizeof *finder->list, compare_stored);
    for (size_t i = 1; i < finder->count; i++) {
        if (compare_stored(&finder->list[kept], &finder->list[i]) == 0)
            continue;
        if (compare_key(&finder->list[kept], &finder->list[i]) == 0)
            return err_set(err, "a storage is there with two types");
        finder->list[++kept] = finder->list[i];
    }
    finder->count = kept + 1;
    return 0;
}

/* In the order of the last pickle: a count of values, then the values. */
static int read_storages(struct legacy_finder *finder, struct cursor *in,
                         const struct pickle_value *keys, struct err *err)
{
    for (size_t i = 0; i < keys->items.count; i++) {
        const struct pickle_value *key = keys->items.list[i];
        struct stored *stored = pickle_is_any_text(key) ? find_stored(finder, key) : NULL;
        uint64_t count = cursor_u64(in);
        size_t at = in->at;
        if (!stored || stored->data)
            return err_set(err, "storage %zu of %zu is none that a tensor needs, or twice", i,
                           keys->items.count);
        if (in->short_of || __builtin_mul_overflow(count, stored->value_bytes, &stored->size) ||
            !(stored->data = cursor_take(in, stored->size)))
            return err_set(err,
                           "storage %zu of %zu: %llu values of %zu bytes at byte %zu, the file has "
                           "%zu: it is cut short or damaged",
                           i, keys->items.count, (unsigned long long)count, stored->value_bytes, at,
                           in->size);
    }
    return 0;
}

/* The next of the pickles that stand one after another. */
static struct pickle *next_pickle(struct cursor *in, struct err *err)
{
    size_t used;
    struct pickle *pickle = pickle_read(in->data + in->at, in->size - in->at, &used, err);
    if (pickle)
        in->at += used;
    else
        err_prefix(err, "pickle at byte %zu", in->at);
    return pickle;
}

static int read_after_root(struct tensor_list *out, struct cursor *in, const struct pickle *root,
                           bool swapped, struct err *err)
{
    struct legacy_finder finder = {.finder = {find_in_legacy}, .out = out, .swapped = swapped};
    struct pickle *keys = next_pickle(in, err);
    int result = -1;
    if (!keys)
        return -1;
    if (pickle_root(keys)->kind != PICKLE_LIST)
        err_set(err, "a list of storages expected after the pickle");
    else if (collect_storages(&finder, root, err) == 0 &&
             read_storages(&finder, in, pickle_root(keys), err) == 0)
        result = unpickle(out, root, &finder.finder, err);
    free(finder.list);
    pickle_free(keys);
    return result;
}

/* The third pickle is a dict about the machine that wrote the file. */
static bool is_big_endian(const struct pickle *machine)
{
    const struct pickle_value *little =
        pickle_get(pickle_pairs(pickle_root(machine)), "little_endian");
    return little && little->kind == PICKLE_BOOL && !little->integer;
}

/* The number comes right after the protocol, and from protocol 4 on after a frame's length. */
bool torch_is_legacy(const unsigned char *data, size_t size)
{
    size_t n = sizeof legacy_number;
    return (size >= 2 + n && data[0] == 0x80 && memcmp(data + 2, legacy_number, n) == 0) ||
           (size >= 11 + n && data[0] == 0x80 && memcmp(data + 11, legacy_number, n) == 0);
}

int torch_read_legacy(struct tensor_list *out, const unsigned char *data, size_t size,
                      struct err *err)
{
    enum { NUMBER, VERSION, MACHINE, ROOT, PICKLES };
    struct pickle *pickles[PICKLES] = {NULL};
    struct cursor in = {.data = data, .size = size};
    int count = 0, result = -1;
    while (count < PICKLES && (pickles[count] = next_pickle(&in, err)))
        count++;
    if (count == PICKLES)
        result = read_after_root(out, &in, pickles[ROOT], is_big_endian(pickles[MACHINE]), err);
    for (int i = 0; i < count; i++)
        pickle_free(pickles[i]);
    return result;
}

/* ---- plain pickles ---- */

static int find_nothing(struct storage_finder *finder, struct storage_bytes *out, const char *key,
                        size_t n, struct err *err)
{
    (void)finder, (void)out, (void)key, (void)n;
    return err_set(err, "its storage lies outside the pickle, which is all there is");
}

int torch_read_pickle(struct tensor_list *out, const unsigned char *data, size_t size,
                      struct err *err)
{
    struct storage_finder finder = {find_nothing};
    return read_pickle(out, data, size, &finder, err);
}
