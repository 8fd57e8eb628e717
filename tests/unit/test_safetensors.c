#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "math/half.h"
#include "store/safetensors_write.h"

static char folder[] = "/tmp/heed-safetensors-XXXXXX";
static char path[64], other[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/a.safetensors", folder);
    snprintf(other, sizeof other, "%s/b.safetensors", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    return rmdir(folder);
}

static int files_in_folder(void)
{
    int count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

static void put_bytes(const char *name, const void *bytes, size_t size)
{
    unlink(name); /* some file systems flush what replaces old contents, which takes its time */
    FILE *stream = fopen(name, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

/* A file of this header and `size` bytes of data. */
static void put_parts(const char *header, size_t length, size_t size)
{
    struct str bytes = {0};
    uint64_t prefix = length;
    str_add_n(&bytes, (const char *)&prefix, sizeof prefix);
    str_add_n(&bytes, header, length);
    for (size_t i = 0; i < size; i++)
        str_add(&bytes, "d");
    put_bytes(path, bytes.text, bytes.length);
    str_free(&bytes);
}

static void put_header(const char *header, size_t size)
{
    put_parts(header, strlen(header), size);
}

/* Refused, with one printable line that starts with the path and says `why`. */
static void expect_refused(const char *why)
{
    struct err err = {""};
    struct safetensors *file = safetensors_open(path, &err);
    if (file)
        print_error("accepted, but should be refused with: %s\n", why);
    assert_null(file);
    assert_memory_equal(err.text, path, strlen(path));
    if (!strstr(err.text, why))
        print_error("\"%s\" does not say \"%s\"\n", err.text, why);
    assert_non_null(strstr(err.text, why));
    for (const char *c = err.text; *c; c++)
        assert_true((unsigned char)*c >= ' ' && *c != 127);
}

/* Touches everything that can be reached, for the sanitizers to watch. */
static void read_all(const struct safetensors *file)
{
    for (size_t i = 0; i < safetensors_count(file); i++) {
        const struct tensor *tensor = safetensors_at(file, i);
        assert_ptr_equal(safetensors_find(file, tensor->name), tensor);
        volatile unsigned char sum = 0;
        for (size_t b = 0; b < tensor->bytes; b++)
            sum = (unsigned char)(sum + tensor->data[b]);
        if (tensor->dtype == DTYPE_OTHER)
            continue;
        float *values = mem_new(tensor->count, sizeof *values);
        tensor_read(values, tensor);
        free(values);
    }
    safetensors_metadata(file, "a");
}

static struct safetensors *must_open(const char *name)
{
    struct err err = {""};
    struct safetensors *file = safetensors_open(name, &err);
    if (!file)
        print_error("%s\n", err.text);
    assert_non_null(file);
    read_all(file);
    return file;
}

/* ---- what is written comes back ---- */

static const float some[] = {0.1f, -2.0f, 65504.0f, 1e-7f, -0.0f, 3e38f};

static const struct tensor_out odd_tensors[] = {
    {"half", DTYPE_F16, 2, {1, 3}, some},
    {"after an odd place", DTYPE_F32, 2, {3, 2}, some},
    {"brain", DTYPE_BF16, 1, {6}, some},
    {"scalar", DTYPE_F32, 0, {0}, some},
    {"nothing", DTYPE_F32, 3, {4, 0, 2}, some},
    {"", DTYPE_F16, 1, {1}, some},
    {"name \"quoted\" \\ back/slash \t\n\x7f", DTYPE_F32, 1, {2}, some},
    {"\\u0000", DTYPE_F32, 1, {1}, some},
    {"état.重み.😀", DTYPE_F32, 8, {1, 1, 2, 1, 1, 3, 1, 1}, some},
    {"metadata", DTYPE_BF16, 1, {1}, some},
};
enum { ODD_COUNT = sizeof odd_tensors / sizeof *odd_tensors };

static const struct metadata_out odd_metadata[] = {
    {"zeta", "line one\nline two\r\n\ttab"},
    {"heed.vocab", "le chat\nça va\n你好\n😀"},
    {"", "no key"},
    {"empty", ""},
    {"json", "{\"a\": [1, \"\\\\\"]}"},
};
enum { METADATA_COUNT = sizeof odd_metadata / sizeof *odd_metadata };

static void write_odd(const char *name)
{
    struct err err;
    assert_int_equal(
        safetensors_write(name, odd_tensors, ODD_COUNT, odd_metadata, METADATA_COUNT, &err), 0);
}

static float stored_as(enum dtype dtype, float value)
{
    uint16_t bits;
    if (dtype == DTYPE_F16) {
        half_narrow(&bits, &value, 1);
        half_widen(&value, &bits, 1);
    } else if (dtype == DTYPE_BF16) {
        half_narrow_bfloat(&bits, &value, 1);
        half_widen_bfloat(&value, &bits, 1);
    }
    return value;
}

static void tensors_come_back(void **state)
{
    (void)state;
    static const char *const dtype_names[] = {
        [DTYPE_F32] = "F32", [DTYPE_F16] = "F16", [DTYPE_BF16] = "BF16"};
    write_odd(path);
    struct safetensors *file = must_open(path);
    assert_int_equal(safetensors_count(file), ODD_COUNT);
    for (size_t i = 0; i < ODD_COUNT; i++) {
        const struct tensor_out *want = &odd_tensors[i];
        const struct tensor *got = safetensors_find(file, want->name);
        assert_non_null(got);
        assert_string_equal(got->name, want->name);
        assert_int_equal(got->dtype, want->dtype);
        assert_string_equal(got->dtype_name, dtype_names[want->dtype]);
        assert_int_equal(got->rank, want->rank);
        size_t count = 1;
        for (int d = 0; d < want->rank; d++) {
            assert_int_equal(got->shape[d], want->shape[d]);
            count *= want->shape[d];
        }
        assert_int_equal(got->count, count);
        float values[8];
        tensor_read(values, got);
        for (size_t v = 0; v < count; v++) {
            float expected = stored_as(want->dtype, want->values[v]);
            assert_memory_equal(&values[v], &expected, sizeof expected);
        }
    }
    assert_null(safetensors_find(file, "absent"));
    assert_null(safetensors_find(file, "__metadata__"));
    safetensors_close(file);
}

static void tensors_keep_their_order_in_the_data(void **state)
{
    (void)state;
    write_odd(path);
    struct safetensors *file = must_open(path);
    const unsigned char *end = safetensors_at(file, 0)->data;
    for (size_t i = 0; i < ODD_COUNT; i++) {
        assert_ptr_equal(safetensors_at(file, i)->data, end);
        end += safetensors_at(file, i)->bytes;
    }
    assert_string_equal(safetensors_at(file, 0)->name, "half");
    safetensors_close(file);
    /* Listed the other way round in the header. */
    put_header("{\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[3,5]},"
               "\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}",
               5);
    file = must_open(path);
    assert_string_equal(safetensors_at(file, 0)->name, "a");
    assert_string_equal(safetensors_at(file, 1)->name, "b");
    safetensors_close(file);
}

static void data_starts_at_a_multiple_of_64(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(safetensors_write(path, odd_tensors + 1, 1, NULL, 0, &err), 0);
    struct safetensors *file = must_open(path);
    assert_int_equal((uintptr_t)safetensors_at(file, 0)->data % 64, 0);
    safetensors_close(file);
}

static void metadata_comes_back(void **state)
{
    (void)state;
    write_odd(path);
    struct safetensors *file = must_open(path);
    for (size_t i = 0; i < METADATA_COUNT; i++)
        assert_string_equal(safetensors_metadata(file, odd_metadata[i].key), odd_metadata[i].value);
    assert_null(safetensors_metadata(file, "absent"));
    safetensors_close(file);
}

static void a_file_may_hold_nothing(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(safetensors_write(path, NULL, 0, NULL, 0, &err), 0);
    struct safetensors *file = must_open(path);
    assert_int_equal(safetensors_count(file), 0);
    assert_null(safetensors_find(file, "a"));
    assert_null(safetensors_metadata(file, "a"));
    safetensors_close(file);
    safetensors_close(NULL);
}

static void more_values_than_a_chunk(void **state)
{
    (void)state;
    enum { COUNT = 10001 };
    struct err err;
    float *values = mem_new(COUNT, sizeof *values), *back = mem_new(COUNT, sizeof *back);
    for (int i = 0; i < COUNT; i++)
        values[i] = (float)(i % 2048);
    for (enum dtype dtype = DTYPE_F32; dtype <= DTYPE_F16; dtype++) {
        const struct tensor_out out = {"w", dtype, 1, {COUNT}, values};
        assert_int_equal(safetensors_write(path, &out, 1, NULL, 0, &err), 0);
        struct safetensors *file = must_open(path);
        tensor_read(back, safetensors_at(file, 0));
        assert_memory_equal(back, values, COUNT * sizeof *values);
        safetensors_close(file);
    }
    free(values);
    free(back);
}

static void foreign_dtypes_are_listed(void **state)
{
    (void)state;
    put_header("{\"a\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]},"
               "\"b\":{\"dtype\":\"F4\",\"shape\":[3,2],\"data_offsets\":[16,19]},"
               "\"c\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[19,20],\"extra\":[{}]},"
               "\"d\":{\"dtype\":\"F8_E4M3FNUZ\",\"shape\":[1],\"data_offsets\":[20,21]}}  \n",
               21);
    struct safetensors *file = must_open(path);
    assert_int_equal(safetensors_count(file), 4);
    assert_int_equal(safetensors_find(file, "a")->dtype, DTYPE_I64);
    assert_string_equal(safetensors_find(file, "a")->dtype_name, "I64");
    assert_int_equal(safetensors_find(file, "b")->dtype, DTYPE_OTHER);
    assert_int_equal(safetensors_find(file, "b")->count, 6);
    assert_int_equal(safetensors_find(file, "c")->count, 1);
    assert_string_equal(safetensors_find(file, "d")->dtype_name, "F8_E4M3FNUZ");
    safetensors_close(file);
}

/* ---- damage ---- */

#define TENSOR(name, dtype, shape, offsets)                                                        \
    "\"" name "\":{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"
#define ONE(dtype, shape, offsets) "{" TENSOR("a", dtype, shape, offsets) "}"
#define TWO(first, second)                                                                         \
    "{" TENSOR("a", "F32", "[2]", first) "," TENSOR("b", "F32", "[2]", second) "}"

static const struct {
    const char *header;
    size_t data;
    const char *why;
} damages[] = {
    /* not what it should be */
    {"", 0, "does not start with '{'"},
    {"[]", 0, "does not start with '{'"},
    {" {}", 0, "does not start with '{'"},
    {"\xef\xbb\xbf{}", 0, "does not start with '{'"},
    {"{", 0, "not valid JSON"},
    {"{}x", 0, "not valid JSON"},
    {"{} {}", 0, "not valid JSON"},
    {"{\"a\":}", 0, "not valid JSON"},
    {"{\"a\":1,", 0, "not valid JSON"},
    {"{\"1\":1,", 0, "not valid JSON"},
    {"{\"a\xff\":1}", 0, "not UTF-8"},
    {"{\"a\xc0\x80\":1}", 0, "not UTF-8"},
    {"{\"\\ud800\":1}", 0, "not valid JSON"},
    {"{\"a\x1b[2J\":1}", 0, "control character 27"},
    {"{\"a\\u0000b\":1}", 0, "NUL"},
    {"{\"a\\\\\\u0000b\":1}", 0, "NUL"},
    {"{\"\\u001b[2J\":1}", 0, "tensor \"\\u{1b}[2J\""},
    {"{\"a\":null}", 0, "tensor \"a\": {dtype"},
    {"{\"a\":[1]}", 0, "tensor \"a\": {dtype"},
    {"{\"a\":[[\"dtype\"]]}", 0, "tensor \"a\": {dtype"},
    {"{\"a\":{}}", 0, "tensor \"a\": {dtype"},
    {"{\"a\":{\"dtype\":1,\"shape\":[],\"data_offsets\":[0,4]}}", 4, "{dtype: text"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":{},\"data_offsets\":[0,4]}}", 4, "{dtype: text"},
    {"{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":4}}", 4, "{dtype: text"},
    {"{\"a\":{\"DTYPE\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4, "{dtype: text"},
    {"{\"a\":{\"dtype\":\"F32\",\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[0,4]}}", 4,
     "{dtype: text"},
    /* dtype */
    {ONE("F31", "[1]", "[0,4]"), 4, "dtype \"F31\""},
    {ONE("f32", "[1]", "[0,4]"), 4, "dtype \"f32\""},
    {ONE("", "[1]", "[0,4]"), 4, "dtype \"\""},
    {ONE("F32 ", "[1]", "[0,4]"), 4, "dtype \"F32 \""},
    {ONE("\\n\\u009b", "[1]", "[0,4]"), 4, "dtype \""},
    {ONE("F64", "[1]", "[0,4]"), 4, "4 bytes do not fit its 1 values of F64"},
    {ONE("F16", "[3]", "[0,4]"), 4, "4 bytes do not fit its 3 values of F16"},
    {ONE("F32", "[0]", "[0,4]"), 4, "do not fit"},
    {ONE("F32", "[1]", "[0,0]"), 0, "do not fit"},
    {ONE("F4", "[3]", "[0,1]"), 1, "do not fit"},
    {ONE("F6_E2M3", "[3]", "[0,2]"), 2, "do not fit"},
    /* shape */
    {ONE("F32", "[-1]", "[0,4]"), 4, "shape holds -1"},
    {ONE("F32", "[1.5]", "[0,6]"), 6, "shape holds 1.5"},
    {ONE("F32", "[\"1\"]", "[0,4]"), 4, "something else than numbers"},
    {ONE("F32", "[[1]]", "[0,4]"), 4, "something else than numbers"},
    {ONE("F32", "[1e300]", "[0,4]"), 4, "shape holds 1"},
    {ONE("F32", "[1e999]", "[0,4]"), 4, "shape holds inf"},
    {ONE("F32", "[9007199254740992]", "[0,4]"), 4, "shape holds 9007199254740992"},
    {ONE("F32", "[4503599627370496,4096]", "[0,0]"), 0, "more values than can be counted"},
    {ONE("F32", "[4294967296,4294967296]", "[0,0]"), 0, "more values than can be counted"},
    {ONE("F32", "[4294967296,1073741824]", "[0,0]"), 0, "do not fit"},
    {ONE("F32", "[4294967296,536870912]", "[0,0]"), 0, "do not fit"},
    {ONE("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4, "more than 8 dimensions"},
    /* offsets */
    {ONE("F32", "[1]", "[]"), 4, "[begin, end] expected"},
    {ONE("F32", "[1]", "[0]"), 4, "[begin, end] expected"},
    {ONE("F32", "[1]", "[0,4,4]"), 4, "[begin, end] expected"},
    {ONE("F32", "[1]", "[4,0]"), 4, "begin 4 lies after end 0"},
    {ONE("F32", "[1]", "[-4,0]"), 4, "data_offsets holds -4"},
    {ONE("F32", "[1]", "[0,4.5]"), 4, "data_offsets holds 4.5"},
    {ONE("F32", "[1]", "[0,1e300]"), 4, "data_offsets holds 1"},
    {ONE("F32", "[1]", "[0,null]"), 4, "something else than numbers"},
    {ONE("F32", "[1]", "[0,18446744073709551620]"), 4, "data_offsets holds"},
    {ONE("F32", "[1]", "[9007199254740993,9007199254740997]"), 4, "data_offsets holds"},
    {ONE("F32", "[2]", "[0,8]"), 7, "ends at byte 8 of the data, which has only 7"},
    {ONE("F32", "[1]", "[9007199254740987,9007199254740991]"), 4, "cut short"},
    /* several tensors */
    {TWO("[0,8]", "[4,12]"), 12, "tensor \"b\": begins at byte 4"},
    {TWO("[0,8]", "[0,8]"), 8, "tensor \"b\": begins at byte 0"},
    {TWO("[0,8]", "[12,20]"), 20, "hole"},
    {TWO("[8,16]", "[0,8]"), 20, "20 bytes of data, but the tensors end at 16"},
    {ONE("F32", "[1]", "[4,8]"), 8, "hole"},
    {"{}", 1, "1 bytes of data, but the tensors end at 0"},
    {"{" TENSOR("a", "U8", "[4]", "[0,4]") "," TENSOR("b", "U8", "[0]", "[2,2]") "}", 4,
     "tensor \"b\": begins at byte 2"},
    {"{" TENSOR("a", "U8", "[1]", "[0,1]") "," TENSOR("a", "U8", "[1]", "[1,2]") "}", 2,
     "tensor \"a\": the name is there twice"},
    {"{" TENSOR("a", "U8", "[1]", "[0,1]") "," TENSOR("\\u0061", "U8", "[1]", "[1,2]") "}", 2,
     "tensor \"a\": the name is there twice"},
    /* metadata */
    {"{\"__metadata__\":1}", 0, "one object expected"},
    {"{\"__metadata__\":[\"a\"]}", 0, "one object expected"},
    {"{\"__metadata__\":{},\"__metadata__\":{}}", 0, "one object expected"},
    {"{\"__metadata__\":{\"a\":1}}", 0, "must be a text"},
    {"{\"__metadata__\":{\"a\":{}}}", 0, "must be a text"},
    {"{\"__metadata__\":{\"a\":\"1\",\"b\":\"\",\"a\":\"2\"}}", 0, "a key is there twice"},
};

static void every_damage_is_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        put_header(damages[i].header, damages[i].data);
        expect_refused(damages[i].why);
    }
    put_parts("{\"a\0\":1}", 8, 0);
    expect_refused("control character 0");
}

/* One bad thing at a time: the frames used above are good where they are not bent. */
static void what_the_damages_bend_is_good(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        size_t data;
    } good[] = {
        {ONE("F32", "[1]", "[0,4]"), 4},
        {ONE("F32", "[1.0]", "[0e0,4e0]"), 4},
        {ONE("F32", "[9007199254740991,0]", "[0,0]"), 0},
        {ONE("F4", "[2]", "[0,1]"), 1},
        {TWO("[0,8]", "[8,16]"), 16},
        {TWO("[8,16]", "[0,8]"), 16},
        {"{" TENSOR("a", "U8", "[4]", "[0,4]") "," TENSOR("b", "U8", "[0]", "[0,0]") "}", 4},
        {"{" TENSOR("a", "U8", "[4]", "[0,4]") "," TENSOR("b", "U8", "[0]", "[4,4]") "}", 4},
        {"{\"__metadata__\":{\"a\":\"\\\\u0000\"}}", 0},
        {"{\n\t\"__metadata__\" : {}\r\n}", 0},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        put_header(good[i].header, good[i].data);
        safetensors_close(must_open(path));
    }
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    static const struct {
        int depth;
        bool closed;
        const char *why;
    } cases[] = {
        {900, true, "tensor \"a\": {dtype"}, /* shallow enough to be read, still no tensor */
        {2000, true, "not valid JSON"},
        {1000000, true, "not valid JSON"},
        {1000000, false, "not valid JSON"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str header = {0};
        str_add(&header, "{\"a\":");
        for (int d = 0; d < cases[i].depth; d++)
            str_add(&header, d % 2 ? "[" : "{\"b\":");
        str_add(&header, "0");
        for (int d = cases[i].depth; cases[i].closed && d-- > 0;)
            str_add(&header, d % 2 ? "]" : "}");
        str_add(&header, "}");
        put_header(header.text, 0);
        expect_refused(cases[i].why);
        str_free(&header);
    }
}

static void a_file_that_is_none_is_refused(void **state)
{
    (void)state;
    struct err err;
    put_bytes(path, "", 0);
    expect_refused("too few");
    put_bytes(path, "1234567", 7);
    expect_refused("too few");
    put_bytes(path, "#!/bin/sh\necho no tensors here\n", 31);
    expect_refused("not a safetensors file?");
    assert_null(safetensors_open(folder, &err));
    assert_non_null(strstr(err.text, "not a regular file"));
    assert_null(safetensors_open("/tmp/no/such/file", &err));
    assert_non_null(strstr(err.text, "cannot open"));
    assert_null(safetensors_open("/dev/zero", &err));
    assert_non_null(strstr(err.text, "not a regular file"));
}

static void a_header_longer_than_the_file_or_the_limit_is_refused(void **state)
{
    (void)state;
    static const struct {
        uint64_t length;
        const char *why;
    } cases[] = {
        {3, "3 bytes expected, 2 found: the file is cut short"},
        {100000000, "cut short"},
        {100000001, "at most 100000000 expected"},
        {UINT64_MAX, "at most 100000000 expected"},
        {UINT64_MAX - 7, "at most 100000000 expected"},
        {(uint64_t)1 << 63, "at most 100000000 expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[10] = "........{}";
        memcpy(bytes, &cases[i].length, 8);
        put_bytes(path, bytes, sizeof bytes);
        expect_refused(cases[i].why);
    }
    /* The limit holds for a file that is long enough, too (a sparse one). */
    char bytes[10] = "........{}";
    memcpy(bytes, &cases[2].length, 8);
    put_bytes(path, bytes, sizeof bytes);
    assert_int_equal(truncate(path, 200000000), 0);
    expect_refused("at most 100000000 expected");
}

static char *whole_file(const char *name, size_t *size)
{
    FILE *stream = fopen(name, "rb");
    assert_non_null(stream);
    char *bytes = mem_resize(NULL, 1 << 16, 1);
    *size = fread(bytes, 1, 1 << 16, stream);
    fclose(stream);
    return bytes;
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    size_t size;
    write_odd(other);
    char *bytes = whole_file(other, &size);
    for (size_t cut = 0; cut < size; cut++) {
        put_bytes(path, bytes, cut);
        expect_refused("");
    }
    put_bytes(path, bytes, size);
    safetensors_close(must_open(path));
    free(bytes);
}

/* A flipped bit may leave a good file (another letter in a name), never one that harms. */
static void any_flipped_bit_is_harmless(void **state)
{
    (void)state;
    size_t size, refused = 0, accepted = 0;
    write_odd(other);
    char *bytes = whole_file(other, &size);
    uint64_t header;
    memcpy(&header, bytes, sizeof header);
    for (size_t bit = 0; bit < (sizeof header + header) * 8; bit++) {
        struct err err = {""};
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        put_bytes(path, bytes, size);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        struct safetensors *file = safetensors_open(path, &err);
        if (file) {
            read_all(file);
            safetensors_close(file);
            accepted++;
        } else {
            assert_memory_equal(err.text, path, strlen(path));
            assert_true(strlen(err.text) > strlen(path) + 2);
            refused++;
        }
    }
    assert_true(refused > accepted && accepted > 0);
    free(bytes);
}

/* ---- writing fails ---- */

static void a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    size_t before, after;
    struct err err = {""};
    float *values = mem_new(COUNT, sizeof *values);
    const struct tensor_out out = {"w", DTYPE_F32, 1, {COUNT}, values};
    write_odd(path);
    char *old = whole_file(path, &before);
    int files = files_in_folder();

    struct rlimit limit, tiny;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    tiny = limit;
    tiny.rlim_cur = 10000;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tiny);
    int result = safetensors_write(path, &out, 1, NULL, 0, &err);
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, handler);

    assert_int_equal(result, -1);
    assert_memory_equal(err.text, path, strlen(path));
    assert_int_equal(files_in_folder(), files);
    char *new = whole_file(path, &after);
    assert_int_equal(before, after);
    assert_memory_equal(old, new, before);
    free(old);
    free(new);
    free(values);
}

static void a_place_that_cannot_be_written_is_named(void **state)
{
    (void)state;
    struct err err = {""};
    assert_int_equal(safetensors_write("/proc/no.safetensors", NULL, 0, NULL, 0, &err), -1);
    assert_memory_equal(err.text, "/proc/no.safetensors: ", 22);
    assert_int_equal(safetensors_write(folder, NULL, 0, NULL, 0, &err), -1);
    assert_memory_equal(err.text, folder, strlen(folder));
}

static void writing_replaces_the_old_file(void **state)
{
    (void)state;
    struct err err;
    write_odd(path);
    struct safetensors *old = must_open(path);
    int files = files_in_folder();
    assert_int_equal(safetensors_write(path, odd_tensors, 1, NULL, 0, &err), 0);
    assert_int_equal(files_in_folder(), files);
    read_all(old); /* the open one still sees what it opened */
    assert_int_equal(safetensors_count(old), ODD_COUNT);
    safetensors_close(old);
    struct safetensors *file = must_open(path);
    assert_int_equal(safetensors_count(file), 1);
    safetensors_close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tensors_come_back),
        cmocka_unit_test(tensors_keep_their_order_in_the_data),
        cmocka_unit_test(data_starts_at_a_multiple_of_64),
        cmocka_unit_test(metadata_comes_back),
        cmocka_unit_test(a_file_may_hold_nothing),
        cmocka_unit_test(more_values_than_a_chunk),
        cmocka_unit_test(foreign_dtypes_are_listed),
        cmocka_unit_test(every_damage_is_named),
        cmocka_unit_test(what_the_damages_bend_is_good),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(a_file_that_is_none_is_refused),
        cmocka_unit_test(a_header_longer_than_the_file_or_the_limit_is_refused),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(any_flipped_bit_is_harmless),
        cmocka_unit_test(a_full_disk_leaves_the_old_file),
        cmocka_unit_test(a_place_that_cannot_be_written_is_named),
        cmocka_unit_test(writing_replaces_the_old_file),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
