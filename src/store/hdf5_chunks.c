#include "store/hdf5_chunks.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { CACHE_MAX = 32 << 20, DEPTH_MAX = 16, CHUNK_KEY = 8, NODE_HEAD = 24 };
enum { FLETCHER_BYTES = 4 };

/* ---- filters ---- */

/* The first bytes of all values lie together, then all second bytes, and so on. */
static void unshuffle(unsigned char *out, const unsigned char *in, size_t n, size_t value_bytes)
{
    size_t values = value_bytes ? n / value_bytes : 0;
    for (size_t v = 0; v < values; v++)
        for (size_t b = 0; b < value_bytes; b++)
            out[v * value_bytes + b] = in[b * values + v];
    memcpy(out + values * value_bytes, in + values * value_bytes, n - values * value_bytes);
}

/* ---- chunks ---- */

struct chunk {
    uint64_t number; /* in row-major order of the chunks */
    const unsigned char *packed;
    size_t packed_bytes;
    uint32_t mask;           /* filters that were left out */
    unsigned char *unpacked; /* kept by the cache, or NULL */
};

struct chunks {
    struct tensor_source source;
    struct hdf5_bytes file;
    struct hdf5_cache *cache;
    uint64_t tree; /* address of its root, HDF5_UNDEFINED: there are no chunks */
    int rank;
    size_t shape[TENSOR_RANK_MAX], size[TENSOR_RANK_MAX]; /* of the dataset, of a chunk */
    size_t across[TENSOR_RANK_MAX];                       /* chunks along each axis */
    size_t value_bytes, bytes;                            /* of a value, of a chunk */
    size_t most;                                          /* how many chunks there can be */
    struct hdf5_filters filters;
    const unsigned char *fill; /* a value for where no chunk is, or NULL: 0 */
    bool listed;               /* the tree has been walked, when values were first asked for */
    struct chunk *list;
    size_t count, capacity;
};

struct hdf5_cache {
    struct tensor_source source; /* so that the list can free it */
    struct chunks *owner;
    size_t bytes;
};

static void cache_clear(struct hdf5_cache *cache)
{
    for (size_t i = 0; cache->owner && i < cache->owner->count; i++) {
        free(cache->owner->list[i].unpacked);
        cache->owner->list[i].unpacked = NULL;
    }
    cache->bytes = 0;
    cache->owner = NULL;
}

static void cache_free(struct tensor_source *source)
{
    free(source);
}

struct hdf5_cache *hdf5_chunks_cache(struct tensor_list *list)
{
    struct hdf5_cache *cache = mem_new(1, sizeof *cache);
    cache->source.free = cache_free;
    tensor_list_own(list, &cache->source);
    return cache;
}

/* The offsets are of its first value. The last, of a byte within a value, is 0. */
static int add_chunk(struct chunks *c, const unsigned char *key, uint64_t address, struct err *err)
{
    struct chunk chunk = {.packed_bytes = bytes_u32(key), .mask = bytes_u32(key + 4)};
    for (int d = 0; d < c->rank; d++) {
        uint64_t offset = bytes_u64(key + CHUNK_KEY + 8 * d);
        if (offset % c->size[d] || offset / c->size[d] >= c->across[d])
            return err_set(err,
                           "one begins at value %llu of axis %d, multiples of %zu below %zu "
                           "expected",
                           (unsigned long long)offset, d, c->size[d], c->shape[d]);
        chunk.number = chunk.number * c->across[d] + offset / c->size[d];
    }
    if (c->count == c->most)
        return err_set(err, "more than the %zu that there can be", c->most);
    chunk.packed = hdf5_bytes_at(&c->file, address, chunk.packed_bytes, "one", err);
    if (!chunk.packed)
        return -1;
    c->list = mem_grow(c->list, &c->capacity, c->count + 1, sizeof *c->list);
    c->list[c->count++] = chunk;
    return 0;
}

/* Keys and addresses in turns, one key more. `level` counts down to the chunks. */
static int walk_tree(struct chunks *c, uint64_t address, int level, struct err *err)
{
    size_t key = CHUNK_KEY + 8 * ((size_t)c->rank + 1);
    const unsigned char *node = hdf5_bytes_at(&c->file, address, NODE_HEAD, "a node", err);
    if (!node)
        return -1;
    size_t count = bytes_u16(node + 6);
    if (count == 0 && level >= 0)
        return err_set(err, "an empty node at byte %llu", (unsigned long long)address);
    if (memcmp(node, "TREE", 4) != 0 || node[4] != 1 || node[5] > DEPTH_MAX ||
        (level >= 0 && node[5] != level))
        return err_set(err, "no node of level %d at byte %llu", level, (unsigned long long)address);
    const unsigned char *keys =
        hdf5_bytes_at(&c->file, address + NODE_HEAD, count * (key + 8), "a node", err);
    for (size_t i = 0; keys && i < count; i++, keys += key + 8) {
        uint64_t child = bytes_u64(keys + key);
        if (node[5] ? walk_tree(c, child, node[5] - 1, err) : add_chunk(c, keys, child, err))
            return -1;
    }
    return keys ? 0 : -1;
}

static int compare_chunks(const void *left, const void *right)
{
    uint64_t a = ((const struct chunk *)left)->number, b = ((const struct chunk *)right)->number;
    return (a > b) - (a < b);
}

static int list_chunks(struct chunks *c, struct err *err)
{
    if (c->tree != HDF5_UNDEFINED && walk_tree(c, c->tree, -1, err) != 0)
        return -1;
    if (c->count)
        qsort(c->list, c->count, sizeof *c->list, compare_chunks);
    for (size_t i = 1; i < c->count; i++)
        if (c->list[i].number == c->list[i - 1].number)
            return err_set(err, "one is there twice");
    c->listed = true;
    return 0;
}

/* Undoes the filters in turn, the last first, from one buffer into the other. */
static int unfilter(const struct chunks *c, const struct chunk *chunk, unsigned char *out,
                    unsigned char *spare, struct err *err)
{
    const unsigned char *from = chunk->packed;
    size_t n = chunk->packed_bytes, room = c->bytes + FLETCHER_BYTES * HDF5_FILTERS_MAX;
    for (size_t i = c->filters.count; i-- > 0;) {
        const struct hdf5_filter *filter = &c->filters.list[i];
        unsigned char *to = from == out ? spare : out;
        uLongf made = room;
        if (chunk->mask >> i & 1)
            continue;
        if (filter->id == HDF5_FLETCHER) { /* a sum at the end, which is not compared */
            if (n < FLETCHER_BYTES)
                return err_set(err, "one is too short for its checksum");
            n -= FLETCHER_BYTES;
            continue;
        }
        if (filter->id == HDF5_DEFLATE) {
            if (uncompress(to, &made, from, n) != Z_OK)
                return err_set(err, "one cannot be unpacked: the file is damaged");
            n = made;
        } else {
            if (n > room)
                return err_set(err, "one has %zu bytes, %zu expected", n, c->bytes);
            unshuffle(to, from, n, filter->value_bytes);
        }
        from = to;
    }
    if (n != c->bytes)
        return err_set(err, "one has %zu bytes, %zu expected", n, c->bytes);
    if (from != out)
        memcpy(out, from, n);
    return 0;
}

static int unpack(struct chunks *c, struct chunk *chunk, struct err *err)
{
    size_t room = c->bytes + FLETCHER_BYTES * HDF5_FILTERS_MAX;
    if (c->cache->owner != c || c->cache->bytes + c->bytes > CACHE_MAX)
        cache_clear(c->cache);
    unsigned char *out = mem_new(room, 1), *spare = mem_new(room, 1);
    int result = unfilter(c, chunk, out, spare, err);
    free(spare);
    if (result != 0) {
        free(out);
        return -1;
    }
    c->cache->owner = c;
    c->cache->bytes += c->bytes;
    chunk->unpacked = out;
    return 0;
}

/* The values of a chunk, NULL where there is none. */
static int chunk_values(struct chunks *c, uint64_t number, const unsigned char **values,
                        struct err *err)
{
    struct chunk wanted = {.number = number}, *chunk = NULL;
    if (c->count)
        chunk = bsearch(&wanted, c->list, c->count, sizeof *c->list, compare_chunks);
    *values = NULL;
    if (!chunk)
        return 0;
    if (c->filters.count == 0) {
        *values = chunk->packed;
        return chunk->packed_bytes == c->bytes
                   ? 0
                   : err_set(err, "one has %zu bytes, %zu expected", chunk->packed_bytes, c->bytes);
    }
    if (!chunk->unpacked && unpack(c, chunk, err) != 0)
        return -1;
    *values = chunk->unpacked;
    return 0;
}

/* Values from `first` on, as many as lie side by side in one chunk: how many. */
static ptrdiff_t copy_run(struct chunks *c, unsigned char *out, size_t first, size_t count,
                          struct err *err)
{
    uint64_t number = 0, step = 1;
    size_t place = 0, inside = 1, run = count;
    const unsigned char *values;
    for (int d = c->rank - 1; d >= 0; d--) {
        size_t index = first % c->shape[d], within = index % c->size[d];
        first /= c->shape[d];
        if (d == c->rank - 1) {
            size_t row = c->shape[d] - index, column = c->size[d] - within;
            run = row < run ? row : run;
            run = column < run ? column : run;
        }
        place += within * inside;
        inside *= c->size[d];
        number += index / c->size[d] * step;
        step *= c->across[d];
    }
    if (chunk_values(c, number, &values, err) != 0)
        return err_prefix(err, "its chunks");
    if (values)
        memcpy(out, values + place * c->value_bytes, run * c->value_bytes);
    else if (!c->fill)
        memset(out, 0, run * c->value_bytes);
    for (size_t i = 0; !values && c->fill && i < run; i++)
        memcpy(out + i * c->value_bytes, c->fill, c->value_bytes);
    return (ptrdiff_t)run;
}

/* tensor.c asks for whole values. */
static int chunks_read(struct tensor_source *source, unsigned char *out, size_t from, size_t n,
                       struct err *err)
{
    struct chunks *c = (struct chunks *)source;
    if (!c->listed && list_chunks(c, err) != 0)
        return err_prefix(err, "its chunks");
    size_t first = from / c->value_bytes, count = n / c->value_bytes;
    while (count) {
        ptrdiff_t run = copy_run(c, out, first, count, err);
        if (run < 0)
            return -1;
        out += (size_t)run * c->value_bytes;
        first += (size_t)run;
        count -= (size_t)run;
    }
    return 0;
}

static void chunks_free(struct tensor_source *source)
{
    struct chunks *c = (struct chunks *)source;
    for (size_t i = 0; i < c->count; i++)
        free(c->list[i].unpacked);
    free(c->list);
    free(c);
}

/* ---- datasets ---- */

/* How many chunks there can be: as many as the shape needs, and each takes an entry in the file. */
static int measure(struct chunks *c, struct err *err)
{
    size_t entry = CHUNK_KEY + 8 * ((size_t)c->rank + 1) + 8;
    c->most = 1;
    c->bytes = c->value_bytes;
    for (int d = 0; d < c->rank; d++) {
        size_t size = c->shape[d] ? c->size[d] : 1;
        if (size == 0 || __builtin_mul_overflow(c->bytes, size, &c->bytes))
            return err_set(err, "chunks of %zu values along axis %d", size, d);
        c->across[d] = c->shape[d] / size + (c->shape[d] % size != 0);
        c->most *= c->across[d]; /* no more than the values, which have been counted */
    }
    if (c->most > c->file.size / entry)
        c->most = c->file.size / entry;
    return 0;
}

static struct chunks *chunks_new(const struct tensor *tensor, size_t value_bytes,
                                 const struct hdf5_bytes *file, const struct hdf5_dataset *dataset,
                                 struct hdf5_cache *cache)
{
    struct chunks *c = mem_new(1, sizeof *c);
    *c = (struct chunks){.source = {chunks_read, chunks_free},
                         .file = *file,
                         .cache = cache,
                         .tree = HDF5_UNDEFINED,
                         .rank = tensor->rank,
                         .value_bytes = value_bytes};
    memcpy(c->shape, tensor->shape, sizeof c->shape);
    memcpy(c->size, tensor->shape, sizeof c->size);
    const unsigned char *fill = dataset->fill.data; /* versions 2 and 3, where it is given */
    size_t n = dataset->fill.size;
    bool is_2 = n >= 8 && fill[0] == 2 && fill[3], is_3 = n >= 6 && fill[0] == 3 && fill[1] & 32;
    size_t at = is_2 ? 4 : 2;
    if ((is_2 || is_3) && bytes_u32(fill + at) == value_bytes && n - at - 4 >= value_bytes)
        c->fill = fill + at + 4;
    return c;
}

/* Listed, but not read. */
static int set_unread(struct tensor *out, const char *note)
{
    out->dtype = DTYPE_OTHER;
    out->note = note;
    return 0;
}

static int read_chunked(struct tensor *out, struct tensor_list *list, struct chunks *c,
                        struct cursor *in, const struct hdf5_dataset *dataset, struct err *err)
{
    unsigned rank = cursor_u8(in), unknown = 0;
    tensor_list_own(list, &c->source);
    c->tree = cursor_u64(in);
    for (int d = 0; d < c->rank; d++)
        c->size[d] = cursor_u32(in);
    if (in->short_of)
        return err_set(err, "%s", hdf5_message_short);
    if (rank != (unsigned)c->rank + 1)
        return err_set(err, "chunks of %u dimensions, %d expected", rank - 1, c->rank);
    if (measure(c, err) != 0)
        return -1;
    if (dataset->filters.data &&
        hdf5_filters_read(&c->filters, dataset->filters, &unknown, err) != 0)
        return -1;
    if (unknown)
        return set_unread(out, tensor_list_format(list, "packed by filter %u: not read", unknown));
    if (c->bytes > CACHE_MAX && c->filters.count)
        return set_unread(out, "packed in chunks of more than 32 MB: not read");
    out->source = &c->source;
    out->note = c->filters.count ? "packed, in chunks" : "in chunks";
    out->offset = c->tree == HDF5_UNDEFINED ? 0 : (size_t)c->tree;
    return 0;
}

/* In the header, or in one piece; what was never written has the value that fills it. */
static int read_piece(struct tensor *out, struct tensor_list *list, struct chunks *c,
                      struct cursor *in, bool compact, struct err *err)
{
    uint64_t address = compact ? 0 : cursor_u64(in), n = compact ? cursor_u16(in) : cursor_u64(in);
    tensor_list_own(list, &c->source);
    if (compact)
        out->data = cursor_take(in, n);
    if (in->short_of)
        return err_set(err, "%s", hdf5_message_short);
    if (!compact && address == HDF5_UNDEFINED) {
        out->source = &c->source;
        out->note = out->count ? "never written" : NULL;
        return measure(c, err);
    }
    if (n < out->bytes)
        return err_set(err, "has %llu bytes, %zu expected", (unsigned long long)n, out->bytes);
    if (!compact)
        out->data = hdf5_bytes_at(&c->file, address, out->bytes, "data", err);
    return out->data ? 0 : -1;
}

static int read_layout(struct tensor *out, struct tensor_list *list, const struct hdf5_bytes *file,
                       const struct hdf5_dataset *dataset, size_t value_bytes,
                       struct hdf5_cache *cache, struct err *err)
{
    struct cursor in = {.data = dataset->layout.data, .size = dataset->layout.size};
    unsigned version = cursor_u8(&in), class = cursor_u8(&in);
    if (in.short_of)
        return err_set(err, "%s", hdf5_message_short);
    if (version < 3 || version > 4 || class > 2 || (version == 4 && class == 2))
        return set_unread(out, "laid out in a way that heed does not read");
    struct chunks *c = chunks_new(out, value_bytes, file, dataset, cache);
    if (class == 2)
        return read_chunked(out, list, c, &in, dataset, err);
    return read_piece(out, list, c, &in, class == 0, err);
}

int hdf5_dataset_read(struct tensor *out, struct tensor_list *list, const struct hdf5_bytes *file,
                      const struct hdf5_dataset *dataset, struct hdf5_cache *cache, struct err *err)
{
    struct hdf5_type type;
    if (hdf5_type_read(&type, dataset->type.data, dataset->type.size, err) != 0 ||
        hdf5_message_space(out, dataset->space.data, dataset->space.size, err) != 0)
        return -1;
    out->dtype = type.class == HDF5_NUMBER ? type.dtype : DTYPE_OTHER;
    out->dtype_name = type.name;
    out->swapped = type.swapped;
    if (tensor_measure(out, err) != 0)
        return -1;
    if (type.class != HDF5_NUMBER) {
        if (__builtin_mul_overflow(out->count, type.bytes, &out->bytes))
            return err_set(err, "%zu values are too many to count", out->count);
        return set_unread(out, "no numbers: not read");
    }
    return read_layout(out, list, file, dataset, type.bytes, cache, err);
}
