#include "store/npy.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "pickle/pickle.h"

enum {
    MAGIC_SIZE = 6,
    PREFIX_SIZE = 12,
    HEADER_MAX = 1 << 20,
    DESCR_MAX = 63,
    OBJECTS_MAX = 32 << 20
};

static const char magic[] = "\x93NUMPY";

/* ---- the dict of the header, a Python literal ---- */

struct literal {
    const char *at, *end;
};

static void skip_space(struct literal *in)
{
    while (in->at < in->end && strchr(" \t\r\n", *in->at) && *in->at)
        in->at++;
}

/* Whether the next thing is this character, which is then left behind. */
static bool next_is(struct literal *in, char c)
{
    skip_space(in);
    if (in->at == in->end || *in->at != c)
        return false;
    in->at++;
    return true;
}

static bool take_word(struct literal *in, const char *word)
{
    size_t n = strlen(word);
    skip_space(in);
    if ((size_t)(in->end - in->at) < n || memcmp(in->at, word, n) != 0)
        return false;
    in->at += n;
    return true;
}

/* A text between quotes without escapes, of at most DESCR_MAX bytes. */
static bool take_text(struct literal *in, char out[DESCR_MAX + 1])
{
    skip_space(in);
    if (in->at == in->end || (*in->at != '\'' && *in->at != '"'))
        return false;
    char quote = *in->at++;
    const char *close = memchr(in->at, quote, (size_t)(in->end - in->at));
    size_t n = close ? (size_t)(close - in->at) : DESCR_MAX + 1;
    if (n > DESCR_MAX || memchr(in->at, '\\', n) || memchr(in->at, '\0', n))
        return false;
    memcpy(out, in->at, n);
    out[n] = '\0';
    in->at = close + 1;
    return true;
}

/* Python 2 wrote an L after large numbers. */
static bool take_number(struct literal *in, size_t *out)
{
    skip_space(in);
    const char *start = in->at;
    *out = 0;
    for (; in->at < in->end && *in->at >= '0' && *in->at <= '9'; in->at++)
        if (__builtin_mul_overflow(*out, 10u, out) ||
            __builtin_add_overflow(*out, (size_t)(*in->at - '0'), out))
            return false;
    bool found = in->at > start;
    if (found)
        next_is(in, 'L');
    return found;
}

static int take_shape(struct literal *in, struct tensor *tensor, struct err *err)
{
    if (!next_is(in, '('))
        return err_set(err, "shape: a tuple such as (3, 4) expected");
    for (; !next_is(in, ')'); tensor->rank++) {
        size_t size;
        if (!take_number(in, &size))
            return err_set(err, "shape: numbers from 0 to 2^64 expected");
        if (tensor->rank == TENSOR_RANK_MAX)
            return err_set(err, "more than %d dimensions", TENSOR_RANK_MAX);
        tensor->shape[tensor->rank] = size;
        if (!next_is(in, ',') && (in->at == in->end || *in->at != ')'))
            return err_set(err, "shape: a tuple such as (3, 4) expected");
    }
    return 0;
}

/* A record is a list of fields; it is only listed, so nothing but its end matters. */
static bool skip_list(struct literal *in)
{
    int depth = 0;
    for (; in->at < in->end; in->at++) {
        depth += *in->at == '[';
        depth -= *in->at == ']';
        if (depth == 0) {
            in->at++;
            return true;
        }
    }
    return false;
}

struct header {
    char descr[DESCR_MAX + 1]; /* "record" for a list */
    bool column_major;
    bool has_descr, has_order, has_shape;
};

static int take_field(struct literal *in, struct header *header, struct tensor *tensor,
                      struct err *err)
{
    char key[DESCR_MAX + 1];
    if (!take_text(in, key) || !next_is(in, ':'))
        return err_set(err, "the header is no dict of texts: the file is damaged");
    skip_space(in);
    if (strcmp(key, "shape") == 0 && !header->has_shape) {
        header->has_shape = true;
        return take_shape(in, tensor, err);
    }
    if (strcmp(key, "fortran_order") == 0 && !header->has_order) {
        header->has_order = true;
        header->column_major = take_word(in, "True");
        return header->column_major || take_word(in, "False")
                   ? 0
                   : err_set(err, "fortran_order: True or False expected");
    }
    if (strcmp(key, "descr") != 0 || header->has_descr)
        return err_set(err, "descr, fortran_order and shape expected in the header, once each");
    header->has_descr = true;
    if (in->at < in->end && *in->at == '[') {
        strcpy(header->descr, "record");
        return skip_list(in) ? 0 : err_set(err, "descr: a list without end");
    }
    return take_text(in, header->descr) ? 0 : err_set(err, "descr: a text such as '<f4' expected");
}

static int take_header(struct literal *in, struct header *header, struct tensor *tensor,
                       struct err *err)
{
    if (!next_is(in, '{'))
        return err_set(err, "the header does not begin with '{': the file is damaged");
    while (!next_is(in, '}')) {
        if (take_field(in, header, tensor, err) != 0)
            return -1;
        skip_space(in);
        if (!next_is(in, ',') && (in->at == in->end || *in->at != '}'))
            return err_set(err, "the header has no end: the file is damaged");
    }
    if (!header->has_descr || !header->has_order || !header->has_shape)
        return err_set(err, "descr, fortran_order and shape expected in the header, once each");
    return 0;
}

/* ---- types ---- */

bool npy_dtype(const char *descr, enum dtype *dtype, size_t *bytes, bool *swapped)
{
    static const struct {
        const char *code;
        enum dtype dtype;
    } numbers[] = {
        {"f4", DTYPE_F32}, {"f8", DTYPE_F64}, {"f2", DTYPE_F16}, {"i8", DTYPE_I64},
        {"i4", DTYPE_I32}, {"i2", DTYPE_I16}, {"i1", DTYPE_I8},  {"u8", DTYPE_U64},
        {"u4", DTYPE_U32}, {"u2", DTYPE_U16}, {"u1", DTYPE_U8},  {"b1", DTYPE_BOOL},
    };
    bool marked = descr[0] && strchr("<>|=", descr[0]);
    const char *code = descr + marked;
    *swapped = descr[0] == '>';
    *dtype = DTYPE_OTHER;
    *bytes = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (strcmp(code, numbers[i].code) == 0) {
            *dtype = numbers[i].dtype;
            *bytes = dtype_block_bytes(*dtype);
            return true;
        }
    char *end;
    unsigned long size = strtoul(code[0] ? code + 1 : code, &end, 10);
    if (!code[0] || !strchr("fiucSaUVMmO", code[0]) || (*end && *end != '[') || size > 1u << 30)
        return false;
    *bytes = code[0] == 'U' ? 4 * size : code[0] == 'O' ? 0 : size;
    return true;
}

/* Strides of an array whose first axis varies fastest. */
static int make_column_major(struct tensor *tensor, struct err *err)
{
    size_t step = 1;
    for (int d = 0; d < tensor->rank; d++) {
        tensor->stride[d] = step;
        step *= tensor->shape[d];
    }
    return tensor_check_view(tensor, tensor->count, err);
}

static int check_size(struct tensor *tensor, size_t size, size_t room, struct err *err)
{
    if (tensor->dtype == DTYPE_OTHER && __builtin_mul_overflow(tensor->count, size, &tensor->bytes))
        return err_set(err, "%zu values of %zu bytes are too many to count", tensor->count, size);
    if (tensor->bytes > room)
        return err_set(err, "%zu bytes of values expected, %zu found: the file is cut short",
                       tensor->bytes, room);
    return 0;
}

/* ---- an array ---- */

/* Where the dict lies, from the first bytes. 0, or -1. */
static int find_dict(const unsigned char *data, size_t size, size_t *begin, size_t *length,
                     struct err *err)
{
    if (size < PREFIX_SIZE || memcmp(data, magic, MAGIC_SIZE) != 0)
        return err_set(err, "no array of NumPy: it does not begin with \\x93NUMPY");
    unsigned version = data[MAGIC_SIZE];
    if (version < 1 || version > 3)
        return err_set(err, "version %u of the .npy format; 1, 2 or 3 expected", version);
    *begin = version == 1 ? PREFIX_SIZE - 2 : PREFIX_SIZE;
    *length = version == 1 ? bytes_u16(data + 8) : bytes_u32(data + 8);
    if (*length > HEADER_MAX)
        return err_set(err, "a header of %zu bytes, at most %d expected", *length, HEADER_MAX);
    return 0;
}

/* Fills in all but where the values lie, from the bytes before them; `total` bytes are in the array
 * as a whole. *begin is where the values begin. */
static int read_header(struct tensor_list *out, struct tensor *tensor, const unsigned char *data,
                       size_t size, size_t total, size_t *begin, struct err *err)
{
    struct header header = {0};
    size_t start, length, value_bytes;
    if (find_dict(data, size, &start, &length, err) != 0)
        return -1;
    if (!bytes_fit(start, length, size))
        return err_set(err, "a header of %zu bytes expected, %zu found: the file is cut short",
                       length, size - start);
    *begin = start + length;
    struct literal in = {(const char *)data + start, (const char *)data + *begin};
    if (take_header(&in, &header, tensor, err) != 0)
        return -1;
    tensor->dtype_name = tensor_list_text(out, header.descr, strlen(header.descr));
    if (!npy_dtype(header.descr, &tensor->dtype, &value_bytes, &tensor->swapped) &&
        strcmp(header.descr, "record") != 0) {
        char *shown = tensor_shown(header.descr, strlen(header.descr));
        err_set(err, "descr \"%s\" is no type of NumPy", shown);
        free(shown);
        return -1;
    }
    if (strchr(header.descr, 'O'))
        tensor->note = "Python objects, kept as a pickle: not read";
    if (tensor_measure(tensor, err) != 0 ||
        check_size(tensor, value_bytes, total - *begin, err) != 0)
        return -1;
    if (value_bytes == 0)
        tensor->bytes = total - *begin;
    return header.column_major ? make_column_major(tensor, err) : 0;
}

/* Python objects are a pickle, which is refused when it would act; the objects are not shown. */
static int check_objects(const struct tensor *tensor, const unsigned char *data, size_t size,
                         struct err *err)
{
    size_t used;
    if (!strchr(tensor->dtype_name, 'O'))
        return 0;
    struct pickle *pickle = pickle_read(data, size, &used, err);
    bool good = pickle != NULL;
    pickle_free(pickle);
    return good ? 0 : -1;
}

int npy_read(struct tensor_list *out, const unsigned char *data, size_t size, struct err *err)
{
    struct tensor tensor = {.name = "array"};
    size_t begin;
    if (read_header(out, &tensor, data, size, size, &begin, err) != 0)
        return -1;
    tensor.data = data + begin;
    if (tensor.bytes < size - begin)
        tensor.note =
            tensor_list_format(out, "%zu bytes follow it in the file", size - begin - tensor.bytes);
    tensor_list_add(out, &tensor);
    return check_objects(&tensor, data + begin, size - begin, err);
}

/* ---- an archive of arrays ---- */

/* As much of an entry as its header needs; *memory is to be freed. */
static ptrdiff_t start_of(struct zip *zip, const struct zip_entry *entry,
                          const unsigned char **bytes, unsigned char **memory, struct err *err)
{
    size_t begin, length;
    ptrdiff_t n = zip_start(zip, entry, PREFIX_SIZE, bytes, memory, err);
    if (n < 0)
        return -1;
    int found = find_dict(*bytes, (size_t)n, &begin, &length, err);
    free(*memory);
    *memory = NULL;
    return found == 0 ? zip_start(zip, entry, begin + length, bytes, memory, err) : -1;
}

/* Adds an array whose header lies in `bytes`, the first n of its entry. */
static int add_entry(struct tensor_list *out, struct zip *zip, const struct zip_entry *entry,
                     struct tensor *tensor, const unsigned char *bytes, size_t n, struct err *err)
{
    size_t begin;
    if (read_header(out, tensor, bytes, n, entry->size, &begin, err) != 0)
        return -1;
    if (entry->deflated) {
        tensor->source = zip_source(zip, entry);
        tensor->start = begin;
        tensor->offset = (size_t)(entry->data - out->base);
        tensor->note = tensor->note ? tensor->note : "packed";
        tensor_list_own(out, tensor->source);
    } else {
        tensor->data = entry->data + begin;
    }
    tensor_list_add(out, tensor);
    if (!strchr(tensor->dtype_name, 'O'))
        return 0;
    unsigned char *memory; /* objects are looked through as a whole */
    if (entry->deflated && entry->size > OBJECTS_MAX)
        return err_set(err, "Python objects of %zu bytes, at most %d expected", entry->size,
                       OBJECTS_MAX);
    if (zip_start(zip, entry, entry->size, &bytes, &memory, err) < 0)
        return -1;
    int result = check_objects(tensor, bytes + begin, entry->size - begin, err);
    free(memory);
    return result;
}

static int read_entry(struct tensor_list *out, struct zip *zip, const struct zip_entry *entry,
                      size_t name_size, struct err *err)
{
    struct tensor tensor = {.name = tensor_list_text(out, entry->name, name_size)};
    const unsigned char *bytes;
    unsigned char *memory;
    ptrdiff_t n = start_of(zip, entry, &bytes, &memory, err);
    int result = n < 0 ? -1 : add_entry(out, zip, entry, &tensor, bytes, (size_t)n, err);
    free(memory);
    return result == 0 ? 0 : tensor_err(err, tensor.name);
}

int npy_read_archive(struct tensor_list *out, struct zip *zip, struct err *err)
{
    for (size_t i = 0; i < zip_count(zip); i++) {
        const struct zip_entry *entry = zip_at(zip, i);
        size_t n = strlen(entry->name);
        bool is_array = n >= 4 && strcmp(entry->name + n - 4, ".npy") == 0;
        if (is_array && read_entry(out, zip, entry, n - 4, err) != 0)
            return -1;
    }
    return 0;
}
