#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/tensors.h"

/* Files from strangers: whatever is wrong with one, it is refused with one line, or can be read. */

static char folder[] = "/tmp/heed-damage-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void put(const void *bytes, size_t size)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

static void put_str(const struct str *bytes)
{
    put(bytes->text, bytes->length);
}

/* One line, that a terminal can show, about this file. */
static void check_message(const struct err *err)
{
    assert_memory_equal(err->text, path, strlen(path));
    for (const char *c = err->text; *c; c++)
        assert_true((unsigned char)*c >= ' ' && *c != 127);
}

static void expect_refused(const char *why)
{
    struct err err = {""};
    struct tensors *file = tensors_open(path, &err);
    if (file)
        fail_msg("accepted, but should be refused with: %s", why);
    check_message(&err);
    if (!strstr(err.text, why))
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

/* Reads all values, for the sanitizers to watch. Packed ones may turn out to be damaged here. */
static void read_all(const struct tensors *file)
{
    for (size_t i = 0; i < tensors_count(file); i++) {
        const struct tensor *tensor = tensors_at(file, i);
        assert_non_null(tensors_find(file, tensor->name));
        struct err err = {""};
        double values[64];
        size_t n = 0;
        for (size_t at = 0; tensor->dtype != DTYPE_OTHER && at < tensor->count && at < 4096;
             at += n) {
            n = tensor->count - at < 64 ? tensor->count - at : 64;
            if (tensor_doubles(values, tensor, at, n, &err) != 0) {
                assert_true(err.text[0] != '\0');
                break;
            }
        }
    }
    for (size_t i = 0; i < tensors_fact_count(file); i++)
        assert_true(tensors_fact(file, i)->key && tensors_fact(file, i)->text);
}

/* Whether it was opened. */
static bool refused_or_readable(void)
{
    struct err err = {""};
    struct tensors *file = tensors_open(path, &err);
    if (!file) {
        check_message(&err);
        return false;
    }
    read_all(file);
    tensors_close(file);
    return true;
}

/* ---- every byte ---- */

static const struct {
    const char *name;
    bool needs_its_end; /* nothing can be missing */
} whole_files[] = {
    {"plain.npy", true},          {"column.npy", true},       {"stored.npz", true},
    {"packed.npz", true},         {"state.pt", true},         {"state-legacy.pt", true},
    {"module-legacy.pt", true},   {"nested.pt", true},        {"arrays2.pkl", true},
    {"arrays0.pkl", true},        {"types-v3.gguf", false},   {"keras.h5", false},
    {"chunks.h5", false},         {"keras-latest.h5", false}, {"packed.keras", true},
    {"float8.safetensors", true},
};
enum { WHOLE_FILES = sizeof whole_files / sizeof *whole_files };
enum { LARGE = 6000 }; /* bytes, from where on every seventh is enough */

static void load(struct str *bytes, const char *name)
{
    char *from = mem_format("tests/store/%s", name);
    struct err err;
    str_clear(bytes);
    assert_int_equal(file_read(bytes, from, 1 << 20, &err), 0);
    free(from);
}

static void a_file_cut_short_anywhere_is_refused_or_readable(void **state)
{
    (void)state;
    struct str bytes = {0};
    for (int f = 0; f < WHOLE_FILES; f++) {
        load(&bytes, whole_files[f].name);
        put_str(&bytes);
        size_t step = bytes.length > LARGE ? 7 : 1;
        for (size_t size = bytes.length; size > step;) {
            size -= step;
            assert_int_equal(truncate(path, (off_t)size), 0);
            bool opened = refused_or_readable();
            if (opened && whole_files[f].needs_its_end)
                fail_msg("%s opens with %zu of %zu bytes", whole_files[f].name, size, bytes.length);
        }
    }
    str_free(&bytes);
}

static void a_file_with_a_byte_changed_is_refused_or_readable(void **state)
{
    (void)state;
    static const unsigned char changes[] = {0x01, 0x80, 0xff};
    struct str bytes = {0};
    for (int f = 0; f < WHOLE_FILES; f++) {
        load(&bytes, whole_files[f].name);
        put_str(&bytes);
        int fd = open(path, O_WRONLY);
        assert_true(fd >= 0);
        for (size_t at = 0; at<bytes.length; at += bytes.length> LARGE ? 7 : 1) {
            char byte = bytes.text[at], changed = (char)(byte ^ changes[at % sizeof changes]);
            assert_int_equal(pwrite(fd, &changed, 1, (off_t)at), 1);
            refused_or_readable();
            assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
        }
        close(fd);
    }
    str_free(&bytes);
}

/* ---- NumPy ---- */

static void put_npy(const char *dict, size_t data)
{
    struct str bytes = {0};
    size_t n = strlen(dict);
    const char length[] = {(char)(n & 255), (char)(n >> 8)};
    str_add_n(&bytes, "\x93NUMPY\1\0", 8);
    str_add_n(&bytes, length, 2);
    str_add_n(&bytes, dict, n);
    for (size_t i = 0; i < data; i++)
        str_add_n(&bytes, "\0", 1);
    put_str(&bytes);
    str_free(&bytes);
}

static void damaged_arrays_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *dict;
        size_t data;
        const char *why;
    } damages[] = {
#define DICT(descr, order, shape)                                                                  \
    "{'descr': " descr ", 'fortran_order': " order ", 'shape': " shape "}"
        {DICT("'<f4'", "False", "(2, 2)"), 15, "16 bytes of values expected, 15 found"},
        {DICT("'<f4'", "False", "(9223372036854775808,)"), 16, "too many to count"},
        {DICT("'<f4'", "False", "(99999999999999999999,)"), 16, "shape: numbers from 0 to 2^64"},
        {DICT("'<f4'", "False", "(4294967296, 4294967296)"), 16, "more values than can be counted"},
        {DICT("'<f4'", "False", "(-1,)"), 16, "shape: numbers from 0"},
        {DICT("'<f4'", "False", "(1 2)"), 16, "a tuple such as (3, 4)"},
        {DICT("'<f4'", "False", "(1,1,1,1,1,1,1,1,1)"), 16, "more than 8 dimensions"},
        {DICT("'<f4'", "Maybe", "(1,)"), 16, "fortran_order: True or False"},
        {DICT("'<q9'", "False", "(1,)"), 16, "descr \"<q9\" is no type of NumPy"},
        {DICT("'\x1b[2J'", "False", "(1,)"), 16, "descr \"\\u{1b}[2J\" is no type"},
        {DICT("[('x', '<f4'", "False", "(1,)"), 16, "descr: a list without end"},
        {DICT("3", "False", "(1,)"), 16, "descr: a text such as '<f4'"},
        {"{'descr': '<f4', 'descr': '<f4'}", 16, "once each"},
        {"{'descr': '<f4'}", 16, "once each"},
        {"{'other': 3}", 16, "once each"},
        {"{'descr': '<f4' 'shape': ()}", 16, "the header has no end"},
        {"", 16, "does not begin with '{'"},
        {"{", 16, "no dict of texts"},
    };
    put_npy(DICT("'<f4'", "False", "(2L, 2L,)"), 16); /* what the damages bend is good */
    assert_true(refused_or_readable());
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        put_npy(damages[i].dict, damages[i].data);
        expect_refused(damages[i].why);
    }
    put("\x93NUMPY\x09\0\0\0\0\0\0\0", 14);
    expect_refused("version 9 of the .npy format");
    put("\x93NUMPY\2\0\xff\xff\xff\xff{}", 14);
    expect_refused("a header of 4294967295 bytes");
}

/* ---- numbers in files ---- */

static void add_number(struct str *out, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        char byte = (char)(i < 8 ? number >> 8 * i : 0);
        str_add_n(out, &byte, 1);
    }
}

/* ---- zip ---- */

struct member {
    const char *name;
    const void *data;
    size_t size;
    /* What the directory says, when it does not say the truth. */
    const char *other_name;
    unsigned flags, method;
    size_t claims_packed, claims_size;
    size_t lies_at; /* plus 1 */
};

static void add_local(struct str *out, const struct member *m)
{
    str_add_n(out, "PK\3\4\x14\0", 6);
    add_number(out, m->flags, 2);
    add_number(out, m->method, 2);
    add_number(out, 0, 4 + 4); /* time, checksum */
    add_number(out, m->size, 4);
    add_number(out, m->size, 4);
    add_number(out, strlen(m->name), 2);
    add_number(out, 0, 2);
    str_add(out, m->name);
    str_add_n(out, m->data, m->size);
}

static void add_central(struct str *out, const struct member *m, size_t at)
{
    const char *name = m->other_name ? m->other_name : m->name;
    str_add_n(out, "PK\1\2\x14\0\x14\0", 8);
    add_number(out, m->flags, 2);
    add_number(out, m->method, 2);
    add_number(out, 0, 4);
    add_number(out, crc32(0, m->data, (uInt)m->size), 4);
    add_number(out, m->claims_packed ? m->claims_packed : m->size, 4);
    add_number(out, m->claims_size ? m->claims_size : m->size, 4);
    add_number(out, strlen(name), 2);
    add_number(out, 0, 2 + 2 + 2 + 2 + 4); /* extra, comment, disk, attributes */
    add_number(out, m->lies_at ? m->lies_at - 1 : at, 4);
    str_add(out, name);
}

static void add_end(struct str *out, size_t count, size_t size, size_t at)
{
    str_add_n(out, "PK\5\6\0\0\0\0", 8);
    add_number(out, count, 2);
    add_number(out, count, 2);
    add_number(out, size, 4);
    add_number(out, at, 4);
    add_number(out, 0, 2);
}

static void put_zip(const struct member *members, size_t count)
{
    struct str bytes = {0};
    size_t places[8];
    for (size_t i = 0; i < count; i++) {
        places[i] = bytes.length;
        add_local(&bytes, &members[i]);
    }
    size_t at = bytes.length;
    for (size_t i = 0; i < count; i++)
        add_central(&bytes, &members[i], places[i]);
    add_end(&bytes, count, bytes.length - at, at);
    put_str(&bytes);
    str_free(&bytes);
}
#define PUT_ZIP(...)                                                                               \
    put_zip((const struct member[]){__VA_ARGS__},                                                  \
            sizeof((const struct member[]){__VA_ARGS__}) / sizeof(struct member))

static const char an_array[] =
    "\x93NUMPY\1\0\x3a\0{'descr': '<f4', 'fortran_order': False, 'shape': "
    "(1,)}    \0\0\x80\x3f";
enum { ARRAY_SIZE = 72 };

static void damaged_archives_are_named(void **state)
{
    (void)state;
    const struct member good = {.name = "a.npy", .data = an_array, .size = ARRAY_SIZE};
    struct member bad = good, second = good;
    second.name = "b.npy";
    PUT_ZIP(good, second);
    assert_true(refused_or_readable());
    PUT_ZIP(good, good);
    expect_refused("\"a.npy\": the name is in the archive twice");
    bad.other_name = "b.npy";
    PUT_ZIP(bad);
    expect_refused("\"b.npy\": has another name at byte 0");
    bad = good;
    bad.flags = 1;
    PUT_ZIP(bad);
    expect_refused("is encrypted");
    bad = good;
    bad.method = 12;
    PUT_ZIP(bad);
    expect_refused("is packed by method 12; stored (0) or deflated (8) expected");
    bad = good;
    bad.claims_size = 1000;
    PUT_ZIP(bad);
    expect_refused("is stored, but as 72 bytes of 1000");
    bad.claims_packed = 1000;
    PUT_ZIP(bad);
    expect_refused("reach into the directory");
    bad = good;
    bad.lies_at = 10000;
    PUT_ZIP(bad);
    expect_refused("no entry begins at byte 9999");
    second = good; /* says that it is the first one, under its name: shared bytes */
    second.other_name = second.name = "b.npy";
    second.lies_at = 1;
    PUT_ZIP(good, second);
    expect_refused("has another name at byte 0");
    bad = good;
    bad.name = "\x1b]0;title\x07.npy";
    bad.data = "xxxxxxxxxxxxxxxxxxxx";
    bad.size = 20;
    PUT_ZIP(bad);
    expect_refused("tensor \"\\u{1b}]0;title\\u{7}\": no array of NumPy");
}

/* One entry within the bytes of another: how a small archive unpacks to terabytes. */
static void entries_that_share_bytes_are_refused(void **state)
{
    (void)state;
    struct str inner = {0}, bytes = {0};
    const struct member b = {.name = "b.npy", .data = an_array, .size = ARRAY_SIZE};
    add_local(&inner, &b);
    const struct member a = {.name = "a.npy", .data = inner.text, .size = inner.length};
    add_local(&bytes, &a);
    size_t at = bytes.length;
    add_central(&bytes, &a, 0);
    add_central(&bytes, &b, at - inner.length);
    add_end(&bytes, 2, bytes.length - at, at);
    put_str(&bytes);
    expect_refused("\"b.npy\": begins at byte 35, but the entry before it ends at");
    str_free(&inner);
    str_free(&bytes);
}

/* ---- packed ---- */

/* An .npz of one array of `count` zeros, deflated by zlib. */
static void put_packed_zeros(size_t count, size_t claims)
{
    struct str plain = {0};
    char *dict = mem_format("{'descr': '<f4', 'fortran_order': False, 'shape': (%zu,)}", count);
    str_add_n(&plain, "\x93NUMPY\1\0", 8);
    add_number(&plain, strlen(dict), 2);
    str_add(&plain, dict);
    size_t size = plain.length + 4 * count;
    char *bytes = mem_new(size, 1), *packed = mem_new(size + 1000, 1);
    memcpy(bytes, plain.text, plain.length);
    z_stream stream = {.next_in = (Bytef *)bytes, .avail_in = (uInt)size};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, 0), Z_OK);
    stream.next_out = (Bytef *)packed;
    stream.avail_out = (uInt)(size + 1000);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    const struct member m = {.name = "zeros.npy",
                             .data = packed,
                             .size = stream.total_out,
                             .method = 8,
                             .claims_size = claims ? claims : size};
    put_zip(&m, 1);
    deflateEnd(&stream);
    free(bytes);
    free(packed);
    free(dict);
    str_free(&plain);
}

static size_t memory_in_use(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss << 10;
}

static void a_zip_bomb_is_unpacked_a_little_at_a_time(void **state)
{
    (void)state;
    enum { COUNT = 16 << 20 };
    put_packed_zeros(COUNT, 0);
    struct err err = {""};
    size_t before = memory_in_use();
    struct tensors *file = tensors_open(path, &err);
    if (!file)
        fail_msg("%s", err.text);
    const struct tensor *tensor = tensors_at(file, 0);
    float values[1000];
    assert_int_equal(tensor->count, COUNT);
    assert_int_equal(tensor->bytes, 4 * (size_t)COUNT);
    assert_int_equal(tensor_floats(values, tensor, COUNT - 1000, 1000, &err),
                     -1); /* its checksum */
    assert_non_null(strstr(err.text, "checksum"));
    assert_int_equal(tensor_floats(values, tensor, COUNT / 2, 1000, &err), 0);
    assert_true(memory_in_use() - before < 16 << 20);
    tensors_close(file);
    put_packed_zeros(1000, 4000000000);
    expect_refused("bytes, more than deflate can do");
}

/* ---- PyTorch ---- */

/* A state_dict of one tensor "w" as a pickle of protocol 0: count of the storage, offset, size,
 * strides. */
static char *tensor_pickle(const char *class, const char *count, const char *offset,
                           const char *size, const char *strides)
{
    return mem_format("(dS'w'\nctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\n%s\nS'0'\n"
                      "S'cpu'\n%stQ%s(%st(%stI00\nccollections\nOrderedDict\n)RtRs.",
                      class, count, offset, size, strides);
}

static void put_torch(const char *pickle, const char *storage_name, size_t storage_size)
{
    static const char zeros[64];
    PUT_ZIP({.name = "a/data.pkl", .data = pickle, .size = strlen(pickle)},
            {.name = storage_name, .data = zeros, .size = storage_size});
}

static void damaged_tensors_of_pytorch_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *class, *count, *offset, *size, *strides, *why;
    } damages[] = {
        {"FloatStorage", "I5\n", "I0\n", "I2\nI2\n", "I2\nI1\n", "has 16 bytes, 20 expected"},
        {"FloatStorage", "I4\n", "I1\n", "I2\nI2\n", "I2\nI1\n",
         "its last value is number 3 of the 3 that are stored"},
        {"FloatStorage", "I4\n", "I5\n", "I0\n", "I1\n", "begins at value 5 of the 4"},
        {"FloatStorage", "I4\n", "I-1\n", "I2\n", "I1\n", "an offset from 0 on expected"},
        {"FloatStorage", "I4\n", "I0\n", "I-2\n", "I1\n", "sizes and strides from 0 on"},
        {"FloatStorage", "I4\n", "I0\n", "I2\n", "I-1\n", "sizes and strides from 0 on"},
        {"FloatStorage", "I4\n", "I0\n", "I2\nI2\n", "I2\n", "a size and as many strides"},
        {"FloatStorage", "I4\n", "I0\n", "I9223372036854775807\nI4\n", "I0\nI0\n",
         "more values than can be counted"},
        {"FloatStorage", "I4\n", "I0\n", "I2\nI2\n", "I9223372036854775807\nI9223372036854775807\n",
         "its last value is number"},
        {"FloatStorage", "I4\n", "I0\n", "I3\nI3\n", "I9223372036854775807\nI9223372036854775807\n",
         "further than can be counted"},
        {"FloatStorage", "I4\n", "I0\n", "I100000000\nI100000000\n", "I0\nI0\n",
         "shows 4 stored values as 10000000000000000"},
        {"FloatStorage", "I4\n", "I0\n", "I1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\n",
         "I1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\nI1\n", "9 dimensions, at most 8"},
        {"FloatStorage", "L9223372036854775807L\n", "I0\n", "I1\n", "I1\n", "its storage claims"},
        {"HatStorage", "I4\n", "I0\n", "I1\n", "I1\n", "a class that heed does not know"},
        {"FloatStorage", "S'x'\n", "I0\n", "I1\n", "I1\n", "refers to no storage"},
    };
    char *good = tensor_pickle("FloatStorage", "I4\n", "I0\n", "I2\nI2\n", "I2\nI1\n");
    put_torch(good, "a/data/0", 16);
    assert_true(refused_or_readable());
    put_torch(good, "a/data/1", 16);
    expect_refused("tensor \"w\": its storage \"0\" is not in the archive");
    put_torch(good, "b/data/0", 16);
    expect_refused("tensor \"w\": its storage \"0\" is not in the archive");
    free(good);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char *pickle = tensor_pickle(damages[i].class, damages[i].count, damages[i].offset,
                                     damages[i].size, damages[i].strides);
        put_torch(pickle, "a/data/0", 16);
        expect_refused("tensor \"w\"");
        expect_refused(damages[i].why);
        free(pickle);
    }
}

static void names_and_nesting_of_pickles_have_limits(void **state)
{
    (void)state;
    struct str deep = {0}, wide = {0};
    for (int i = 0; i < 150; i++)
        str_add(&deep, "(dS'x'\n");
    str_add(&deep, "N");
    for (int i = 0; i < 150; i++)
        str_add(&deep, "s");
    str_add(&deep, ".");
    put_torch(deep.text, "a/data/0", 0);
    expect_refused("more than 100 levels");
    /* Each list holds the one before it twice: 2^40 ways to the innermost. */
    str_add(&wide, "(lp0\n");
    for (int i = 1; i <= 40; i++)
        str_format(&wide, "0(lp%d\ng%d\nag%d\na", i, i - 1, i - 1);
    str_add(&wide, ".");
    put_torch(wide.text, "a/data/0", 0);
    expect_refused("more than 1000000 values");
    /* A name that would act on the terminal. */
    char *pickle = tensor_pickle("FloatStorage", "I4\n", "I9\n", "I1\n", "I1\n");
    struct str bytes = {0};
    str_format(&bytes, "(dS'%s'\n%.*ss.", "\x1b[31mred", (int)strlen(pickle) - 9, pickle + 7);
    put_torch(bytes.text, "a/data/0", 16);
    expect_refused("tensor \"\\u{1b}[31mred\"");
    free(pickle);
    str_free(&deep);
    str_free(&wide);
    str_free(&bytes);
}

/* ---- GGUF ---- */

struct gguf_tensor {
    const char *name;
    unsigned rank;
    uint64_t shape[9];
    unsigned type;
    uint64_t offset;
};

static void add_text(struct str *out, const char *text)
{
    add_number(out, strlen(text), 8);
    str_add(out, text);
}

static void put_gguf(const struct gguf_tensor *tensors, size_t count, size_t data)
{
    struct str bytes = {0};
    str_add_n(&bytes, "GGUF\3\0\0\0", 8);
    add_number(&bytes, count, 8);
    add_number(&bytes, 0, 8);
    for (size_t i = 0; i < count; i++) {
        add_text(&bytes, tensors[i].name);
        add_number(&bytes, tensors[i].rank, 4);
        for (unsigned d = 0; d < tensors[i].rank; d++)
            add_number(&bytes, tensors[i].shape[d], 8);
        add_number(&bytes, tensors[i].type, 4);
        add_number(&bytes, tensors[i].offset, 8);
    }
    while (bytes.length % 32)
        str_add_n(&bytes, "\0", 1);
    for (size_t i = 0; i < data; i++)
        str_add_n(&bytes, "\0", 1);
    put_str(&bytes);
    str_free(&bytes);
}

static void damaged_tensors_of_gguf_are_named(void **state)
{
    (void)state;
    static const struct {
        struct gguf_tensor tensor;
        const char *why;
    } damages[] = {
        {{"w", 1, {9}, 0, 0}, "36 bytes at byte 0 of the data, which has only 32"},
        {{"w", 1, {8}, 0, 32}, "32 bytes at byte 32 of the data"},
        {{"w", 1, {1}, 0, 8}, "lies at byte 8 of the data, a multiple of 32 expected"},
        {{"w", 1, {1}, 0, UINT64_MAX - 31}, "4 bytes at byte 18446744073709551584"},
        {{"w", 1, {1ULL << 63}, 0, 0}, "too many to count"},
        {{"w", 2, {1ULL << 63, 1ULL << 63}, 0, 0}, "more values than can be counted"},
        {{"w", 9, {1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 0}, "9 dimensions, at most 8"},
        {{"w", 1, {31}, 2, 0}, "rows of 31 values do not fill blocks of 32"},
        {{"w", 1, {255}, 10, 0}, "255 values do not fill blocks of 256"},
        {{"\x1b[2Jw\n", 1, {9}, 0, 0}, "tensor \"\\u{1b}[2Jw\\u{a}\""},
    };
    const struct gguf_tensor good[] = {{"w", 1, {8}, 0, 0}, {"v", 1, {2}, 0, 32}};
    put_gguf(good, 2, 64);
    assert_true(refused_or_readable());
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        put_gguf(&damages[i].tensor, 1, 32);
        expect_refused("tensor \"");
        expect_refused(damages[i].why);
    }
    const struct gguf_tensor overlap[] = {{"w", 1, {9}, 0, 0}, {"v", 1, {2}, 0, 32}};
    put_gguf(overlap, 2, 64);
    expect_refused("tensor \"v\": begins at byte 32 of the data, but the one before it ends at 36");
    const struct gguf_tensor twice[] = {{"w", 1, {8}, 0, 0}, {"w", 1, {2}, 0, 32}};
    put_gguf(twice, 2, 64);
    expect_refused("tensor \"w\": the name is there twice");
    put("GGUF\3\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\0", 24);
    expect_refused("18446744073709551615 tensors and 0 facts in 24 bytes");
    put("GGUF\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    expect_refused("a big-endian GGUF");
    put("GGUF\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    expect_refused("version 1 of GGUF; 2 or 3 expected");
}

static void put_fact(const char *key, unsigned type, const char *value, size_t size)
{
    struct str bytes = {0};
    str_add_n(&bytes, "GGUF\3\0\0\0", 8);
    add_number(&bytes, 0, 8);
    add_number(&bytes, 1, 8);
    add_text(&bytes, key);
    add_number(&bytes, type, 4);
    str_add_n(&bytes, value, size);
    put_str(&bytes);
    str_free(&bytes);
}
#define PUT_FACT(key, type, value) put_fact(key, type, value, sizeof(value) - 1)

static void damaged_facts_of_gguf_are_named(void **state)
{
    (void)state;
    PUT_FACT("k", 4, "\1\0\0\0");
    assert_true(refused_or_readable());
    PUT_FACT("k", 4, "\1\0\0");
    expect_refused("\"k\": a number at byte");
    PUT_FACT("k", 13, "\1\0\0");
    expect_refused("\"k\": type 13; 0 to 12 expected");
    PUT_FACT("k", 8, "\xff\xff\xff\xff\xff\xff\xff\xff");
    expect_refused("\"k\": a text at byte");
    PUT_FACT("k", 9, "\4\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f....");
    expect_refused("\"k\": a list of 9223372036854775807 items in 4 bytes");
    PUT_FACT("k", 9, "\x63\0\0\0\1\0\0\0\0\0\0\0....");
    expect_refused("\"k\": a list of type 99");
#define LIST_OF_ONE_LIST "\x9\0\0\0\1\0\0\0\0\0\0\0"
    PUT_FACT("k", 9,
             LIST_OF_ONE_LIST LIST_OF_ONE_LIST LIST_OF_ONE_LIST LIST_OF_ONE_LIST LIST_OF_ONE_LIST
                 LIST_OF_ONE_LIST);
    expect_refused("\"k\": a list of type 9, nested 4 deep");
    PUT_FACT("general.alignment", 4, "\x3\0\0\0");
    expect_refused("\"general.alignment\": 3; a power of two up to 1048576 expected");
    PUT_FACT("general.alignment", 4, "\0\0\0\0");
    expect_refused("\"general.alignment\": 0; a power of two");
    PUT_FACT("\x1b[2J", 99, "");
    expect_refused("\"\\u{1b}[2J\": type 99");
}

/* ---- an index of several files ---- */

static void damaged_indices_are_named(void **state)
{
    (void)state;
    static const char *const damages[][2] = {
        {"{\"weight_map\": {\"w\": \"../w.safetensors\"}}", "names the file \"../w.safetensors\""},
        {"{\"weight_map\": {\"w\": \"/etc/passwd\"}}", "names the file \"/etc/passwd\""},
        {"{\"weight_map\": {\"w\": \"\"}}", "names the file \"\""},
        {"{\"weight_map\": {\"w\": \"..\"}}", "names the file \"..\""},
        {"{\"weight_map\": {\"w\": \"a\\u001b[2J\"}}", "names the file \"a\\u{1b}[2J\""},
        {"{\"weight_map\": {\"w\": 3}}", "the name of a file expected"},
        {"{\"weight_map\": [3]}", "without a weight_map"},
        {"{\"weight_map\": ", "without a weight_map"},
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        put(damages[i][0], strlen(damages[i][0]));
        expect_refused(damages[i][1]);
    }
    const char itself[] = "{\"weight_map\": {\"w\": \"file\"}}";
    put(itself, strlen(itself));
    expect_refused("an index within an index");
    const char nowhere[] = "{\"weight_map\": {\"w\": \"nowhere\"}}";
    struct err err;
    put(nowhere, strlen(nowhere));
    assert_null(tensors_open(path, &err));
    assert_non_null(strstr(err.text, "nowhere: cannot open: No such file"));
}

/* ---- larger than memory ---- */

enum { GIGABYTES = 20 };

/* Writes the head and makes the file that large without writing the rest. */
static void put_sparse(const struct str *head, uint64_t size)
{
    put_str(head);
    if (truncate(path, (off_t)size) != 0) {
        unlink(path);
        skip(); /* this file system has no room for holes */
    }
}

static void expect_large(uint64_t count)
{
    struct err err = {""};
    size_t before = memory_in_use();
    struct tensors *file = tensors_open(path, &err);
    if (!file)
        fail_msg("%s", err.text);
    const struct tensor *tensor = tensors_find(file, "large");
    assert_int_equal(tensor->count, count);
    double last[100];
    assert_int_equal(tensor_doubles(last, tensor, count - 100, 100, &err), 0);
    assert_true(last[0] == 0 && last[99] == 0);
    tensors_close(file);
    assert_true(memory_in_use() - before < 100 << 20);
    unlink(path);
}

static void a_file_larger_than_memory_opens_at_once(void **state)
{
    (void)state;
    uint64_t bytes = (uint64_t)GIGABYTES << 30;
    struct str head = {0};
    char *json =
        mem_format("{\"large\":{\"dtype\":\"F32\",\"shape\":[%llu],\"data_offsets\":[0,%llu]}}",
                   (unsigned long long)bytes / 4, (unsigned long long)bytes);
    add_number(&head, strlen(json), 8);
    str_add(&head, json);
    put_sparse(&head, head.length + bytes);
    expect_large(bytes / 4);
    str_clear(&head);
    str_add_n(&head, "GGUF\3\0\0\0", 8);
    add_number(&head, 1, 8);
    add_number(&head, 0, 8);
    add_text(&head, "large");
    add_number(&head, 1, 4);
    add_number(&head, bytes / 18 * 32 / 32 * 32, 8);
    add_number(&head, 2, 4); /* Q4_0: 18 bytes for 32 values */
    add_number(&head, 0, 8);
    put_sparse(&head, bytes + 1000);
    expect_large(bytes / 18 * 32);
    free(json);
    str_free(&head);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_cut_short_anywhere_is_refused_or_readable),
        cmocka_unit_test(a_file_with_a_byte_changed_is_refused_or_readable),
        cmocka_unit_test(damaged_arrays_are_named),
        cmocka_unit_test(damaged_archives_are_named),
        cmocka_unit_test(entries_that_share_bytes_are_refused),
        cmocka_unit_test(a_zip_bomb_is_unpacked_a_little_at_a_time),
        cmocka_unit_test(damaged_tensors_of_pytorch_are_named),
        cmocka_unit_test(names_and_nesting_of_pickles_have_limits),
        cmocka_unit_test(damaged_tensors_of_gguf_are_named),
        cmocka_unit_test(damaged_facts_of_gguf_are_named),
        cmocka_unit_test(damaged_indices_are_named),
        cmocka_unit_test(a_file_larger_than_memory_opens_at_once),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
