#include "store/zip.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* what it reads is const */
#include <zlib.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { LOCAL_SIZE = 30, CENTRAL_SIZE = 46, END_SIZE = 22, LOCATOR_SIZE = 20, END64_SIZE = 56 };
enum { COMMENT_MAX = 0xFFFF, EXTRA_ZIP64 = 1, METHOD_STORED = 0, METHOD_DEFLATED = 8 };
enum { FLAG_ENCRYPTED = 1, FLAG_PATCHED = 0x20, FLAG_STRONG = 0x40, FLAG_MASKED = 0x2000 };
enum { DEFLATE_RATIO_MAX = 1032, DEFLATE_LEAST = 64 };
enum { KEPT_MAX = 32 << 20, SKIPPED = 1 << 14, WORKING_MAX = 4 };
enum { PART_MAX = 1 << 30 }; /* given to zlib at once, which counts in 32 bits */

static const char *const damaged = "the zip archive is damaged or cut short";

struct zip_place {
    struct zip_entry entry;
    size_t begin, end; /* in the archive, its local header included */
};

struct zip {
    const unsigned char *data;
    size_t size;
    struct zip_place *places; /* by begin */
    const struct zip_entry **by_name;
    size_t count;
    struct arena names;
    struct unpacker *working[WORKING_MAX]; /* those that hold memory for their work */
    int next;                              /* whose place is taken next */
};

/* Where the directory lies. */
struct directory {
    uint64_t at, size, count;
};

/* ---- the end, which says where the directory is ---- */

static bool has_signature(const unsigned char *at, const char *two)
{
    return at[0] == 'P' && at[1] == 'K' && at[2] == two[0] && at[3] == two[1];
}

/* The last bytes are a record of 22 bytes and a comment of the length that it names. */
static const unsigned char *find_end(const struct zip *zip)
{
    for (size_t comment = 0; comment <= COMMENT_MAX; comment++) {
        if (zip->size < END_SIZE + comment)
            return NULL;
        const unsigned char *end = zip->data + zip->size - END_SIZE - comment;
        if (has_signature(end, "\5\6") && bytes_u16(end + 20) == comment)
            return end;
    }
    return NULL;
}

/* Large archives have another record, which a locator just before the end points to. */
static int read_end64(struct directory *directory, const struct zip *zip, const unsigned char *end,
                      struct err *err)
{
    size_t before = (size_t)(end - zip->data);
    if (before < LOCATOR_SIZE || !has_signature(end - LOCATOR_SIZE, "\6\7"))
        return 0;
    uint64_t at = bytes_u64(end - LOCATOR_SIZE + 8);
    if (!bytes_fit(at, END64_SIZE, before - LOCATOR_SIZE) || !has_signature(zip->data + at, "\6\6"))
        return err_set(err, "%s: no zip64 directory at byte %llu", damaged, (unsigned long long)at);
    const unsigned char *record = zip->data + at;
    *directory = (struct directory){.count = bytes_u64(record + 32),
                                    .size = bytes_u64(record + 40),
                                    .at = bytes_u64(record + 48)};
    return 0;
}

static int find_directory(struct directory *directory, const struct zip *zip, struct err *err)
{
    const unsigned char *end = find_end(zip);
    if (!end)
        return err_set(err, "the directory at the end of the zip archive is missing: "
                            "the file is cut short or damaged");
    *directory = (struct directory){
        .count = bytes_u16(end + 10), .size = bytes_u32(end + 12), .at = bytes_u32(end + 16)};
    if (read_end64(directory, zip, end, err) != 0)
        return -1;
    if (!bytes_fit(directory->at, directory->size, (size_t)(end - zip->data)) ||
        directory->count > directory->size / CENTRAL_SIZE)
        return err_set(err, "%s: a directory of %llu entries in %llu bytes at byte %llu", damaged,
                       (unsigned long long)directory->count, (unsigned long long)directory->size,
                       (unsigned long long)directory->at);
    return 0;
}

/* ---- entries ---- */

static int entry_err(struct err *err, const struct zip_entry *entry)
{
    char *shown = tensor_shown(entry->name, strlen(entry->name));
    err_prefix(err, "\"%s\"", shown);
    free(shown);
    return -1;
}

/* The fields of an entry that did not fit 32 bits are in an extra field, in this order. */
static int read_zip64(struct zip_entry *entry, uint64_t *offset, const unsigned char *extra,
                      size_t size, struct err *err)
{
    struct cursor fields = {.data = extra, .size = size};
    while (fields.size - fields.at >= 4) {
        unsigned id = cursor_u16(&fields), n = cursor_u16(&fields);
        const unsigned char *data = cursor_take(&fields, n);
        if (!data)
            break;
        if (id != EXTRA_ZIP64)
            continue;
        struct cursor wide = {.data = data, .size = n};
        if (entry->size == UINT32_MAX)
            entry->size = cursor_u64(&wide);
        if (entry->packed == UINT32_MAX)
            entry->packed = cursor_u64(&wide);
        if (*offset == UINT32_MAX)
            *offset = cursor_u64(&wide);
        return wide.short_of ? err_set(err, "its zip64 sizes are cut short") : 0;
    }
    return 0;
}

static int check_method(struct zip_entry *entry, unsigned flags, unsigned method, struct err *err)
{
    entry->deflated = method == METHOD_DEFLATED;
    if (flags & (FLAG_ENCRYPTED | FLAG_STRONG | FLAG_MASKED))
        return err_set(err, "is encrypted, which heed does not read");
    if ((method != METHOD_STORED && method != METHOD_DEFLATED) || flags & FLAG_PATCHED)
        return err_set(err, "is packed by method %u; stored (0) or deflated (8) expected", method);
    if (!entry->deflated && entry->packed != entry->size)
        return err_set(err, "is stored, but as %zu bytes of %zu", entry->packed, entry->size);
    if (entry->deflated && entry->size / DEFLATE_RATIO_MAX > entry->packed + DEFLATE_LEAST)
        return err_set(err, "claims to unpack from %zu to %zu bytes, more than deflate can do",
                       entry->packed, entry->size);
    return 0;
}

/* Goes to the entry's own header, and from there to its data. */
static int find_data(struct zip_place *place, const struct zip *zip, uint64_t offset,
                     uint64_t limit, struct err *err)
{
    struct zip_entry *entry = &place->entry;
    const unsigned char *header = zip->data + offset;
    if (!bytes_fit(offset, LOCAL_SIZE, limit) || !has_signature(header, "\3\4"))
        return err_set(err, "no entry begins at byte %llu, where the directory says",
                       (unsigned long long)offset);
    size_t name = bytes_u16(header + 26), extra = bytes_u16(header + 28);
    if (!bytes_fit(offset + LOCAL_SIZE, name + extra, limit) ||
        !bytes_fit(offset + LOCAL_SIZE + name + extra, entry->packed, limit))
        return err_set(err, "%zu bytes at byte %llu reach into the directory at byte %llu",
                       entry->packed, (unsigned long long)offset, (unsigned long long)limit);
    if (name != strlen(entry->name) || memcmp(header + LOCAL_SIZE, entry->name, name) != 0)
        return err_set(err, "has another name at byte %llu", (unsigned long long)offset);
    entry->data = header + LOCAL_SIZE + name + extra;
    place->begin = (size_t)offset;
    place->end = (size_t)(entry->data - zip->data) + entry->packed;
    return 0;
}

static int read_entry(struct zip *zip, struct zip_place *place, struct cursor *directory,
                      uint64_t limit, struct err *err)
{
    struct zip_entry *entry = &place->entry;
    const unsigned char *record = cursor_take(directory, CENTRAL_SIZE);
    if (!record || !has_signature(record, "\1\2"))
        return err_set(err, "%s: no entry at byte %zu of the directory", damaged, directory->at);
    size_t name_size = bytes_u16(record + 28), extra_size = bytes_u16(record + 30);
    const unsigned char *name = cursor_take(directory, name_size);
    const unsigned char *extra = cursor_take(directory, extra_size);
    cursor_take(directory, bytes_u16(record + 32)); /* the comment */
    if (directory->short_of)
        return err_set(err, "%s: the directory ends within an entry", damaged);
    if (memchr(name, '\0', name_size))
        return err_set(err, "%s: a name with a NUL", damaged);
    char *copy = arena_zero(&zip->names, name_size + 1, 1);
    memcpy(copy, name, name_size);
    uint64_t offset = bytes_u32(record + 42);
    *entry = (struct zip_entry){.name = copy,
                                .packed = bytes_u32(record + 20),
                                .size = bytes_u32(record + 24),
                                .crc = bytes_u32(record + 16)};
    if (read_zip64(entry, &offset, extra, extra_size, err) != 0 ||
        check_method(entry, bytes_u16(record + 8), bytes_u16(record + 10), err) != 0 ||
        find_data(place, zip, offset, limit, err) != 0)
        return entry_err(err, entry);
    return 0;
}

/* ---- all entries together ---- */

static int compare_begin(const void *left, const void *right)
{
    const struct zip_place *a = left, *b = right;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

static int compare_name(const void *left, const void *right)
{
    const struct zip_entry *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

/* Entries that share bytes are how a small file unpacks to terabytes. */
static int check_places(struct zip *zip, struct err *err)
{
    qsort(zip->places, zip->count, sizeof *zip->places, compare_begin);
    for (size_t i = 1; i < zip->count; i++)
        if (zip->places[i].begin < zip->places[i - 1].end) {
            err_set(err, "begins at byte %zu, but the entry before it ends at %zu",
                    zip->places[i].begin, zip->places[i - 1].end);
            return entry_err(err, &zip->places[i].entry);
        }
    return 0;
}

static int check_names(struct zip *zip, struct err *err)
{
    zip->by_name = mem_new(zip->count, sizeof *zip->by_name);
    for (size_t i = 0; i < zip->count; i++)
        zip->by_name[i] = &zip->places[i].entry;
    qsort(zip->by_name, zip->count, sizeof *zip->by_name, compare_name);
    for (size_t i = 1; i < zip->count; i++)
        if (compare_name(&zip->by_name[i - 1], &zip->by_name[i]) == 0) {
            err_set(err, "the name is in the archive twice");
            return entry_err(err, zip->by_name[i]);
        }
    return 0;
}

static int read_directory(struct zip *zip, struct err *err)
{
    struct directory directory = {0};
    if (find_directory(&directory, zip, err) != 0)
        return -1;
    struct cursor cursor = {.data = zip->data + directory.at, .size = (size_t)directory.size};
    zip->places = mem_new((size_t)directory.count, sizeof *zip->places);
    for (; zip->count < directory.count; zip->count++)
        if (read_entry(zip, &zip->places[zip->count], &cursor, directory.at, err) != 0)
            return -1;
    return check_places(zip, err) == 0 ? check_names(zip, err) : -1;
}

struct zip *zip_open(const unsigned char *data, size_t size, struct err *err)
{
    struct zip *zip = mem_new(1, sizeof *zip);
    zip->data = data;
    zip->size = size;
    if (read_directory(zip, err) == 0)
        return zip;
    zip_close(zip);
    return NULL;
}

void zip_close(struct zip *zip)
{
    if (!zip)
        return;
    free(zip->places);
    free(zip->by_name);
    arena_free(&zip->names);
    free(zip);
}

size_t zip_count(const struct zip *zip)
{
    return zip->count;
}

const struct zip_entry *zip_at(const struct zip *zip, size_t index)
{
    return &zip->places[index].entry;
}

const struct zip_entry *zip_find(const struct zip *zip, const char *name)
{
    const struct zip_entry wanted = {.name = name}, *key = &wanted;
    const struct zip_entry **found =
        bsearch(&key, zip->by_name, zip->count, sizeof *zip->by_name, compare_name);
    return found ? *found : NULL;
}

/* ---- unpacking ---- */

struct unpacker {
    struct tensor_source source;
    struct zip *zip;
    const struct zip_entry *entry;
    bool started;
    z_stream stream;
    size_t at;           /* bytes unpacked so far */
    uLong crc;           /* of them */
    unsigned char *kept; /* the whole, once somebody has gone back */
};

static void stop(struct unpacker *unpacker)
{
    if (unpacker->started)
        inflateEnd(&unpacker->stream);
    free(unpacker->kept);
    unpacker->kept = NULL;
    unpacker->started = false;
}

/* Takes the place of the one that has been at work longest, so that a file of thousands of packed
 * entries needs no more memory than one of a few. */
static void take_place(struct unpacker *unpacker)
{
    struct unpacker **place = &unpacker->zip->working[unpacker->zip->next];
    unpacker->zip->next = (unpacker->zip->next + 1) % WORKING_MAX;
    if (*place)
        stop(*place);
    *place = unpacker;
}

static int start(struct unpacker *unpacker, struct err *err)
{
    if (unpacker->started)
        inflateEnd(&unpacker->stream);
    else
        take_place(unpacker);
    unpacker->stream = (z_stream){.next_in = unpacker->entry->data};
    unpacker->at = 0;
    unpacker->crc = crc32(0, NULL, 0);
    unpacker->started = inflateInit2(&unpacker->stream, -MAX_WBITS) == Z_OK;
    return unpacker->started ? 0 : err_set(err, "zlib does not start");
}

static int check_end(const struct unpacker *unpacker, struct err *err)
{
    const struct zip_entry *entry = unpacker->entry;
    if (unpacker->at < entry->size || unpacker->crc == entry->crc)
        return 0;
    err_set(err, "checksum %08lx, %08x expected: the file is damaged", unpacker->crc, entry->crc);
    return entry_err(err, entry);
}

/* The next n bytes. The sizes that were checked bound both sides. */
static int unpack(struct unpacker *unpacker, unsigned char *out, size_t n, struct err *err)
{
    const struct zip_entry *entry = unpacker->entry;
    z_stream *stream = &unpacker->stream;
    while (n) {
        size_t left = entry->packed - (size_t)(stream->next_in - entry->data);
        stream->avail_in = left < PART_MAX ? (uInt)left : PART_MAX;
        stream->next_out = out;
        stream->avail_out = n < PART_MAX ? (uInt)n : PART_MAX;
        int result = inflate(stream, Z_SYNC_FLUSH);
        size_t got = (size_t)(stream->next_out - out);
        if (got == 0 || (result != Z_OK && result != Z_STREAM_END)) {
            err_set(err, "%s after %zu of %zu bytes", stream->msg ? stream->msg : "deflate ends",
                    unpacker->at, entry->size);
            return entry_err(err, entry);
        }
        unpacker->crc = crc32_z(unpacker->crc, out, got);
        unpacker->at += got;
        out += got;
        n -= got;
    }
    return check_end(unpacker, err);
}

static int skip(struct unpacker *unpacker, size_t n, struct err *err)
{
    unsigned char nowhere[SKIPPED];
    for (size_t some; n; n -= some) {
        some = n < sizeof nowhere ? n : sizeof nowhere;
        if (unpack(unpacker, nowhere, some, err) != 0)
            return -1;
    }
    return 0;
}

static int keep_whole(struct unpacker *unpacker, struct err *err)
{
    size_t size = unpacker->entry->size;
    unsigned char *whole = mem_new(size, 1);
    if (start(unpacker, err) != 0 || unpack(unpacker, whole, size, err) != 0) {
        free(whole);
        return -1;
    }
    unpacker->kept = whole;
    return 0;
}

static int unpacker_read(struct tensor_source *source, unsigned char *out, size_t from, size_t n,
                         struct err *err)
{
    struct unpacker *unpacker = (struct unpacker *)source;
    const struct zip_entry *entry = unpacker->entry;
    if (!bytes_fit(from, n, entry->size))
        return err_set(err, "byte %zu lies beyond the %zu of its entry", from + n, entry->size);
    bool back = unpacker->started && from < unpacker->at;
    if (back && !unpacker->kept && entry->size <= KEPT_MAX && keep_whole(unpacker, err) != 0)
        return -1;
    if (unpacker->kept) {
        memcpy(out, unpacker->kept + from, n);
        return 0;
    }
    if ((back || !unpacker->started) && start(unpacker, err) != 0)
        return -1;
    return skip(unpacker, from - unpacker->at, err) == 0 ? unpack(unpacker, out, n, err) : -1;
}

static void unpacker_free(struct tensor_source *source)
{
    struct unpacker *unpacker = (struct unpacker *)source;
    for (int i = 0; i < WORKING_MAX; i++)
        if (unpacker->zip->working[i] == unpacker)
            unpacker->zip->working[i] = NULL;
    stop(unpacker);
    free(unpacker);
}

struct tensor_source *zip_source(struct zip *zip, const struct zip_entry *entry)
{
    struct unpacker *unpacker = mem_new(1, sizeof *unpacker);
    assert(entry->deflated);
    *unpacker = (struct unpacker){{unpacker_read, unpacker_free}, .zip = zip, .entry = entry};
    return &unpacker->source;
}

ptrdiff_t zip_start(struct zip *zip, const struct zip_entry *entry, size_t n,
                    const unsigned char **bytes, unsigned char **memory, struct err *err)
{
    *memory = NULL;
    *bytes = entry->data;
    if (n > entry->size)
        n = entry->size;
    if (!entry->deflated)
        return (ptrdiff_t)n;
    struct tensor_source *source = zip_source(zip, entry);
    *bytes = *memory = mem_new(n, 1);
    int result = source->read(source, *memory, 0, n, err);
    source->free(source);
    if (result == 0)
        return (ptrdiff_t)n;
    free(*memory);
    *memory = NULL;
    return -1;
}
