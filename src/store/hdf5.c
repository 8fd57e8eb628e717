#include "store/hdf5.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "store/hdf5_chunks.h"
#include "store/hdf5_message.h"

enum {
    GROUPS_DEEP = 32,
    TREES_DEEP = 16,
    BLOCKS_MAX = 256,
    TENSORS_MAX = 1 << 20,
    PATH_MAX_BYTES = 4096
};
enum { EMPTY_LEAST = 1 << 30, PACKED_MOST = 1100 }; /* bytes; deflate packs 1032 into one at most */
enum { STEPS_MAX = 50000000, SYMBOL_SIZE = 40, NODE_HEAD = 24, HEAP_HEAD = 16 };

enum message_type {
    MESSAGE_SPACE = 0x01,
    MESSAGE_LINK_INFO = 0x02,
    MESSAGE_TYPE = 0x03,
    MESSAGE_FILL = 0x05,
    MESSAGE_LINK = 0x06,
    MESSAGE_EXTERNAL = 0x07,
    MESSAGE_LAYOUT = 0x08,
    MESSAGE_FILTERS = 0x0b,
    MESSAGE_ATTRIBUTE = 0x0c,
    MESSAGE_MORE = 0x10,
    MESSAGE_SYMBOLS = 0x11,
    MESSAGE_KNOWN = 0x20, /* all of interest are below */
};

enum { MESSAGE_SHARED = 2 }; /* flag: what follows says where the message lies */

struct reader {
    struct tensor_list *out;
    struct hdf5_bytes file;
    struct hdf5_cache *cache;
    struct str path;
    uint64_t way[GROUPS_DEEP]; /* the groups from the root to where it is */
    int depth;
    size_t steps; /* left: groups may be reached on endless ways */
};

static const char *const short_block = "an object header is cut short: the file is damaged";

static int step(struct reader *r, struct err *err)
{
    if (r->steps-- > 0)
        return 0;
    r->steps = 0;
    return err_set(err, "its groups lead in circles");
}

/* ---- object headers: a list of messages in one or more blocks ---- */

struct object {
    struct hdf5_message first[MESSAGE_KNOWN]; /* the first of each type */
    bool shared[MESSAGE_KNOWN];
    struct hdf5_message *attributes, *links;
    size_t attribute_count, attribute_capacity, link_count, link_capacity;
    struct {
        uint64_t at, n;
    } blocks[BLOCKS_MAX]; /* still to be read */
    size_t block_count;
};

static void object_free(struct object *object)
{
    free(object->attributes);
    free(object->links);
    free(object);
}

static void add_message(struct hdf5_message **list, size_t *count, size_t *capacity,
                        struct hdf5_message message)
{
    *list = mem_grow(*list, capacity, *count + 1, sizeof **list);
    (*list)[(*count)++] = message;
}

static int take_message(struct object *o, unsigned type, unsigned flags,
                        struct hdf5_message message, struct err *err)
{
    if (type == MESSAGE_MORE) {
        if (message.size < 16 || o->block_count == BLOCKS_MAX)
            return err_set(err, "an object header of more than %d blocks, or damaged", BLOCKS_MAX);
        o->blocks[o->block_count].at = bytes_u64(message.data);
        o->blocks[o->block_count++].n = bytes_u64(message.data + 8);
    } else if (type == MESSAGE_ATTRIBUTE && !(flags & MESSAGE_SHARED)) {
        add_message(&o->attributes, &o->attribute_count, &o->attribute_capacity, message);
    } else if (type == MESSAGE_LINK) {
        add_message(&o->links, &o->link_count, &o->link_capacity, message);
    } else if (type < MESSAGE_KNOWN && !o->first[type].data) {
        o->first[type] = message;
        o->shared[type] = flags & MESSAGE_SHARED;
    }
    return 0;
}

/* Version 2 has shorter heads, with an order of creation where `ordered`. */
static int take_messages(struct reader *r, struct object *o, struct cursor *in, int version,
                         bool ordered, struct err *err)
{
    size_t head = version == 1 ? 8 : ordered ? 6 : 4;
    while (in->size - in->at >= head) {
        unsigned type = version == 1 ? cursor_u16(in) : cursor_u8(in);
        size_t n = cursor_u16(in);
        unsigned flags = cursor_u8(in);
        cursor_take(in, head - (version == 1 ? 5 : 4));
        struct hdf5_message message = {cursor_take(in, n), n};
        if (step(r, err) != 0)
            return -1;
        if (!message.data)
            return err_set(err, "%s", short_block);
        if (take_message(o, type, flags, message, err) != 0)
            return -1;
    }
    return 0;
}

/* The blocks that the first one leads to. Those of version 2 have a name and a checksum. */
static int take_blocks(struct reader *r, struct object *o, int version, bool ordered,
                       struct err *err)
{
    for (size_t i = 0; i < o->block_count; i++) {
        uint64_t at = o->blocks[i].at, n = o->blocks[i].n;
        const unsigned char *block =
            hdf5_bytes_at(&r->file, at, n, "part of an object header", err);
        if (!block)
            return -1;
        if (version == 2 && (n < 8 || memcmp(block, "OCHK", 4) != 0))
            return err_set(err, "%s", short_block);
        struct cursor in = {.data = block, .size = (size_t)n};
        if (version == 2) {
            in.size -= 4;
            in.at = 4;
        }
        if (take_messages(r, o, &in, version, ordered, err) != 0)
            return -1;
    }
    return 0;
}

static int read_header_1(struct reader *r, struct object *o, uint64_t address, struct err *err)
{
    const unsigned char *head = hdf5_bytes_at(&r->file, address, 16, "an object header", err);
    if (!head)
        return -1;
    if (head[0] != 1)
        return err_set(err, "no object header at byte %llu", (unsigned long long)address);
    size_t n = bytes_u32(head + 8);
    const unsigned char *block = hdf5_bytes_at(&r->file, address + 16, n, "an object header", err);
    struct cursor in = {.data = block, .size = n};
    return block && take_messages(r, o, &in, 1, false, err) == 0 ? take_blocks(r, o, 1, false, err)
                                                                 : -1;
}

static int read_header_2(struct reader *r, struct object *o, uint64_t address, struct err *err)
{
    struct cursor in = {.data = r->file.data, .size = r->file.size, .at = (size_t)address + 4};
    unsigned version = cursor_u8(&in), flags = cursor_u8(&in);
    bool ordered = flags & 4;
    cursor_take(&in, (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
    uint64_t n = 0;
    for (unsigned i = 0; i < 1u << (flags & 3); i++)
        n |= (uint64_t)cursor_u8(&in) << 8 * i;
    const unsigned char *block = cursor_take(&in, n);
    if (version != 2 || !block)
        return err_set(err, "%s", short_block);
    struct cursor messages = {.data = block, .size = (size_t)n};
    return take_messages(r, o, &messages, 2, ordered, err) == 0 ? take_blocks(r, o, 2, ordered, err)
                                                                : -1;
}

static struct object *read_header(struct reader *r, uint64_t address, struct err *err)
{
    struct object *o = mem_new(1, sizeof *o);
    const unsigned char *start = hdf5_bytes_at(&r->file, address, 4, "an object header", err);
    if (start && step(r, err) == 0 &&
        (memcmp(start, "OHDR", 4) == 0 ? read_header_2 : read_header_1)(r, o, address, err) == 0)
        return o;
    object_free(o);
    return NULL;
}

/* ---- groups ---- */

static int read_object(struct reader *r, uint64_t address, struct err *err);

/* An object under its name in a group. */
static int enter(struct reader *r, const char *name, size_t n, uint64_t address, struct err *err)
{
    size_t length = r->path.length;
    if (n == 0 || memchr(name, '\0', n) || length + n > PATH_MAX_BYTES)
        return err_set(err,
                       "a name without characters, with a NUL, or a path of more than %d bytes",
                       PATH_MAX_BYTES);
    str_add(&r->path, length ? "/" : "");
    str_add_n(&r->path, name, n);
    int result = read_object(r, address, err);
    r->path.length = length;
    r->path.text[length] = '\0';
    return result;
}

/* The names of a group lie in a heap: *names are its bytes. */
static int find_heap(const struct reader *r, uint64_t address, struct hdf5_message *names,
                     struct err *err)
{
    const unsigned char *heap =
        hdf5_bytes_at(&r->file, address, HEAP_HEAD + 16, "a heap of names", err);
    if (!heap)
        return -1;
    if (memcmp(heap, "HEAP", 4) != 0)
        return err_set(err, "no heap of names at byte %llu", (unsigned long long)address);
    uint64_t n = bytes_u64(heap + 8), at = bytes_u64(heap + 24);
    names->data = hdf5_bytes_at(&r->file, at, n, "a heap of names", err);
    names->size = (size_t)n;
    return names->data ? 0 : -1;
}

static int read_symbol(struct reader *r, const unsigned char *symbol,
                       const struct hdf5_message *names, struct err *err)
{
    enum { SOFT_LINK = 2 };
    uint64_t name = bytes_u64(symbol), address = bytes_u64(symbol + 8);
    if (bytes_u32(symbol + 16) == SOFT_LINK)
        return 0;
    const unsigned char *start = name < names->size ? names->data + name : NULL;
    const unsigned char *end = start ? memchr(start, '\0', names->size - (size_t)name) : NULL;
    if (!end)
        return err_set(err, "a name at byte %llu of %zu bytes of names: the file is damaged",
                       (unsigned long long)name, names->size);
    return enter(r, (const char *)start, (size_t)(end - start), address, err);
}

static int read_symbols(struct reader *r, uint64_t address, const struct hdf5_message *names,
                        struct err *err)
{
    const unsigned char *node = hdf5_bytes_at(&r->file, address, 8, "a node of a group", err);
    if (!node)
        return -1;
    size_t count = bytes_u16(node + 6);
    if (memcmp(node, "SNOD", 4) != 0)
        return err_set(err, "no node of a group at byte %llu", (unsigned long long)address);
    if (!hdf5_bytes_at(&r->file, address, 8 + count * SYMBOL_SIZE, "a node of a group", err))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (step(r, err) != 0 || read_symbol(r, node + 8 + i * SYMBOL_SIZE, names, err) != 0)
            return -1;
    return 0;
}

/* Keys and addresses in turns. Level 0 leads to symbols. */
static int read_tree(struct reader *r, uint64_t address, int level,
                     const struct hdf5_message *names, struct err *err)
{
    const unsigned char *node =
        hdf5_bytes_at(&r->file, address, NODE_HEAD, "a tree of a group", err);
    if (!node)
        return -1;
    if (memcmp(node, "TREE", 4) != 0 || node[4] != 0 || node[5] > TREES_DEEP ||
        (level >= 0 && node[5] != level))
        return err_set(err, "no tree of a group at byte %llu", (unsigned long long)address);
    size_t count = bytes_u16(node + 6);
    if (!hdf5_bytes_at(&r->file, address, NODE_HEAD + count * 16, "a tree of a group", err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        uint64_t child = bytes_u64(node + NODE_HEAD + i * 16 + 8);
        if (step(r, err) != 0 || (node[5] ? read_tree(r, child, node[5] - 1, names, err)
                                          : read_symbols(r, child, names, err)) != 0)
            return -1;
    }
    return 0;
}

/* A link within the header of its group. Links to names, here or in other files, are passed
 * over. */
static int read_link(struct reader *r, struct hdf5_message message, struct err *err)
{
    enum { HARD = 0 };
    struct cursor in = {.data = message.data, .size = message.size};
    unsigned version = cursor_u8(&in), flags = cursor_u8(&in);
    unsigned kind = flags & 8 ? cursor_u8(&in) : HARD;
    cursor_take(&in, (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
    uint64_t n = 0;
    for (unsigned i = 0; i < 1u << (flags & 3); i++)
        n |= (uint64_t)cursor_u8(&in) << 8 * i;
    const unsigned char *name = cursor_take(&in, n);
    uint64_t address = kind == HARD ? cursor_u64(&in) : 0;
    if (in.short_of || version != 1)
        return err_set(err, "a link is cut short: the file is damaged");
    return kind == HARD ? enter(r, (const char *)name, (size_t)n, address, err) : 0;
}

static int read_group(struct reader *r, const struct object *o, struct err *err)
{
    const struct hdf5_message *symbols = &o->first[MESSAGE_SYMBOLS];
    const struct hdf5_message *info = &o->first[MESSAGE_LINK_INFO];
    struct hdf5_message names;
    for (size_t i = 0; i < o->link_count; i++)
        if (read_link(r, o->links[i], err) != 0)
            return -1;
    size_t heap = info->size > 1 && info->data[1] & 1 ? 10 : 2;
    if (info->data && info->size >= heap + 8 && bytes_u64(info->data + heap) != HDF5_UNDEFINED)
        return err_set(err, "a group of many links in a fractal heap, which heed does not read: "
                            "write the file again without libver=\"latest\" and track_order");
    if (!symbols->data)
        return 0;
    if (symbols->size < 16)
        return err_set(err, "%s", short_block);
    if (find_heap(r, bytes_u64(symbols->data + 8), &names, err) != 0)
        return -1;
    return read_tree(r, bytes_u64(symbols->data), -1, &names, err);
}

/* ---- objects ---- */

static int add_dataset(struct reader *r, const struct object *o, struct err *err)
{
    struct tensor tensor = {.name = r->path.length ? r->path.text : "dataset"};
    const struct hdf5_dataset dataset = {o->first[MESSAGE_TYPE], o->first[MESSAGE_SPACE],
                                         o->first[MESSAGE_LAYOUT], o->first[MESSAGE_FILTERS],
                                         o->first[MESSAGE_FILL]};
    tensor.name = tensor_list_text(r->out, tensor.name, strlen(tensor.name));
    if (r->out->count == TENSORS_MAX)
        return err_set(err, "more than %d datasets", TENSORS_MAX);
    if (o->shared[MESSAGE_TYPE] || o->shared[MESSAGE_SPACE] || o->first[MESSAGE_EXTERNAL].data) {
        tensor.dtype = DTYPE_OTHER;
        tensor.dtype_name = "unknown";
        tensor.count = 1;
        tensor.note = "its type or its values lie elsewhere: not read";
    } else if (hdf5_dataset_read(&tensor, r->out, &r->file, &dataset, r->cache, err) != 0) {
        return tensor_err(err, tensor.name);
    }
    if (tensor.bytes > EMPTY_LEAST && tensor.bytes / PACKED_MOST > r->out->size) {
        tensor.dtype = DTYPE_OTHER;
        tensor.note = "far more than the file can hold: not read";
    }
    tensor_list_add(r->out, &tensor);
    return 0;
}

static int read_parts(struct reader *r, const struct object *o, struct err *err)
{
    for (size_t i = 0; i < o->attribute_count; i++)
        hdf5_message_note(r->out, &r->file, r->path.text, o->attributes[i]);
    if (o->first[MESSAGE_LAYOUT].data && o->first[MESSAGE_TYPE].data &&
        o->first[MESSAGE_SPACE].data)
        return add_dataset(r, o, err);
    return read_group(r, o, err);
}

static int read_object(struct reader *r, uint64_t address, struct err *err)
{
    for (int i = 0; i < r->depth; i++)
        if (r->way[i] == address)
            return 0; /* a group within itself */
    if (r->depth == GROUPS_DEEP)
        return err_set(err, "more than %d groups within groups", GROUPS_DEEP);
    struct object *o = read_header(r, address, err);
    if (!o)
        return -1;
    r->way[r->depth++] = address;
    int result = read_parts(r, o, err);
    r->depth--;
    object_free(o);
    return result;
}

/* The superblock: where the root lies. */
static int find_root(const struct hdf5_bytes *file, uint64_t *root, struct err *err)
{
    const unsigned char *head = hdf5_bytes_at(file, 0, 48, "the superblock", err);
    if (!head)
        return -1;
    unsigned version = head[8], offset = version < 2 ? head[13] : head[9];
    unsigned length = version < 2 ? head[14] : head[10];
    size_t base = version == 0   ? 24
                  : version == 1 ? 28
                                 : 12,
           at = version < 2 ? base + 40 : base + 24;
    if (version > 3)
        return err_set(err, "version %u of HDF5's superblock; 0 to 3 expected", version);
    if (offset != 8 || length != 8)
        return err_set(err, "addresses of %u and lengths of %u bytes; 8 expected", offset, length);
    if (!hdf5_bytes_at(file, 0, at + 8, "the superblock", err))
        return -1;
    if (bytes_u64(head + base) != 0)
        return err_set(err, "begins at byte %llu, 0 expected",
                       (unsigned long long)bytes_u64(head + base));
    *root = bytes_u64(head + at);
    return 0;
}

int hdf5_read(struct tensor_list *out, const unsigned char *data, size_t size, struct err *err)
{
    struct reader r = {.out = out, .file = {data, size}};
    uint64_t root = 0;
    r.steps = size < STEPS_MAX ? size : STEPS_MAX;
    if (find_root(&r.file, &root, err) != 0)
        return -1;
    r.cache = hdf5_chunks_cache(out);
    int result = read_object(&r, root, err);
    str_free(&r.path);
    return result;
}
