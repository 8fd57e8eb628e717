#include "store/gguf.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "text/utf8.h"

enum { ALIGNMENT = 32, ALIGNMENT_MAX = 1 << 20, LIST_SHOWN = 8, NESTED_MAX = 4, KEY_MAX = 0xFFFF };
enum { WORDS_BYTES_MAX = 64 << 20 };
enum { FACT_LEAST = 8 + 4 + 1, TENSOR_LEAST = 8 + 4 + 4 + 8 }; /* bytes that one takes */

struct reader {
    struct tensor_list *out;
    struct cursor in;
    size_t alignment;
    struct str *words; /* takes the texts of a list, a line each; NULL: nobody wants them */
};

static const char *const short_file = "the file is cut short or damaged";

/* ---- facts ---- */

enum fact_type {
    FACT_U8,
    FACT_I8,
    FACT_U16,
    FACT_I16,
    FACT_U32,
    FACT_I32,
    FACT_F32,
    FACT_BOOL,
    FACT_STRING,
    FACT_ARRAY,
    FACT_U64,
    FACT_I64,
    FACT_F64,
    FACT_COUNT,
};

static const struct {
    size_t bytes; /* 0: it says how long it is */
    enum dtype dtype;
} fact_types[FACT_COUNT] = {
    [FACT_U8] = {1, DTYPE_U8},        [FACT_I8] = {1, DTYPE_I8},
    [FACT_U16] = {2, DTYPE_U16},      [FACT_I16] = {2, DTYPE_I16},
    [FACT_U32] = {4, DTYPE_U32},      [FACT_I32] = {4, DTYPE_I32},
    [FACT_F32] = {4, DTYPE_F32},      [FACT_BOOL] = {1, DTYPE_BOOL},
    [FACT_STRING] = {0, DTYPE_OTHER}, [FACT_ARRAY] = {0, DTYPE_OTHER},
    [FACT_U64] = {8, DTYPE_U64},      [FACT_I64] = {8, DTYPE_I64},
    [FACT_F64] = {8, DTYPE_F64},
};

static int short_err(const struct reader *r, const char *what, struct err *err)
{
    return err_set(err, "%s at byte %zu reaches beyond the end: %s", what, r->in.at, short_file);
}

/* A length and as many bytes; *n is 0 and the cursor short when there are fewer. */
static const char *take_text(struct reader *r, size_t *n)
{
    uint64_t length = cursor_u64(&r->in);
    const unsigned char *text = cursor_take(&r->in, length);
    *n = text ? (size_t)length : 0;
    return (const char *)text;
}

static void print_number(struct str *text, enum fact_type type, const unsigned char *bytes)
{
    double value;
    if (type == FACT_BOOL) {
        str_add(text, *bytes ? "true" : "false");
    } else if (type == FACT_U64) {
        str_format(text, "%llu", (unsigned long long)bytes_u64(bytes));
    } else if (type == FACT_I64) {
        str_format(text, "%lld", (long long)bytes_u64(bytes));
    } else {
        dtype_doubles(&value, fact_types[type].dtype, bytes, 0, 1);
        str_format(text, "%.*g", type == FACT_F32 ? 7 : 15, value);
    }
}

static int take_value(struct reader *r, struct str *text, unsigned type, int depth,
                      struct err *err);

/* The first items as text; the others are passed over. */
static int take_list(struct reader *r, struct str *text, int depth, struct err *err)
{
    unsigned type = cursor_u32(&r->in);
    uint64_t count = cursor_u64(&r->in);
    struct str unseen = {0};
    int result = 0;
    if (r->in.short_of)
        return short_err(r, "a list", err);
    if (type >= FACT_COUNT || depth == NESTED_MAX)
        return err_set(err, "a list of type %u, nested %d deep", type, depth);
    size_t bytes = fact_types[type].bytes, left = r->in.size - r->in.at;
    if (count > left / (bytes ? bytes : 8))
        return err_set(err, "a list of %llu items in %zu bytes: %s", (unsigned long long)count,
                       left, short_file);
    str_add(text, "[");
    uint64_t i = 0;
    for (; i < count && i < LIST_SHOWN && result == 0; i++) {
        str_add(text, i ? ", " : "");
        result = take_value(r, text, type, depth + 1, err);
    }
    if (bytes)
        cursor_take(&r->in, (count - i) * bytes);
    for (; !bytes && i < count && result == 0; i++) {
        str_clear(&unseen);
        result = take_value(r, &unseen, type, depth + 1, err);
    }
    if (count > LIST_SHOWN)
        str_format(text, ", ... %llu in all", (unsigned long long)count);
    str_add(text, "]");
    str_free(&unseen);
    return result;
}

static int take_value(struct reader *r, struct str *text, unsigned type, int depth, struct err *err)
{
    if (type >= FACT_COUNT)
        return err_set(err, "type %u; 0 to %d expected", type, FACT_COUNT - 1);
    if (type == FACT_ARRAY)
        return take_list(r, text, depth, err);
    if (type == FACT_STRING) {
        size_t n;
        const char *string = take_text(r, &n);
        if (!string)
            return short_err(r, "a text", err);
        str_add_n(text, string, n);
        if (r->words && depth == 1 && r->words->length < WORDS_BYTES_MAX) {
            utf8_escape(r->words, string, n); /* a token may be a line end */
            str_add(r->words, "\n");
        }
        return 0;
    }
    const unsigned char *bytes = cursor_take(&r->in, fact_types[type].bytes);
    if (!bytes)
        return short_err(r, "a number", err);
    print_number(text, type, bytes);
    return 0;
}

static int set_alignment(struct reader *r, unsigned type, const unsigned char *bytes,
                         struct err *err)
{
    r->alignment = type == FACT_U32 ? bytes_u32(bytes) : 0;
    if (r->alignment == 0 || r->alignment > ALIGNMENT_MAX || r->alignment & (r->alignment - 1))
        return err_set(err, "%zu; a power of two up to %d expected", r->alignment, ALIGNMENT_MAX);
    return 0;
}

static int fact_err(struct err *err, const char *key, size_t n)
{
    char *shown = tensor_shown(key, n);
    err_prefix(err, "\"%s\"", shown);
    free(shown);
    return -1;
}

static int take_fact(struct reader *r, struct err *err)
{
    static const char alignment[] = "general.alignment", tokens[] = "tokenizer.ggml.tokens";
    size_t n;
    const char *key = take_text(r, &n);
    unsigned type = cursor_u32(&r->in);
    if (r->in.short_of)
        return short_err(r, "a fact", err);
    if (n > KEY_MAX || memchr(key, '\0', n))
        return err_set(err, "a key of %zu bytes or with a NUL: %s", n, short_file);
    struct str text = {0}, words = {0};
    const unsigned char *bytes = r->in.data + r->in.at;
    r->words = n == strlen(tokens) && memcmp(key, tokens, n) == 0 ? &words : NULL;
    int result = take_value(r, &text, type, 0, err);
    if (r->words && words.length)
        r->out->words = tensor_list_text(r->out, words.text, words.length);
    r->words = NULL;
    str_free(&words);
    if (result == 0 && n == strlen(alignment) && memcmp(key, alignment, n) == 0)
        result = set_alignment(r, type, bytes, err);
    if (result == 0) {
        char *name = mem_text_n(key, n);
        tensor_list_fact(r->out, name, text.text, text.length);
        free(name);
    }
    str_free(&text);
    return result == 0 ? 0 : fact_err(err, key, n);
}

/* ---- tensors ---- */

/* The types of ggml by number. Those that heed does not decode are listed with their size. */
static const struct ggml_type {
    const char *name;
    enum dtype dtype;
    size_t block, bytes; /* of DTYPE_OTHER */
} ggml_types[] = {
    [0] = {"F32", DTYPE_F32, 0, 0},
    [1] = {"F16", DTYPE_F16, 0, 0},
    [2] = {"Q4_0", DTYPE_Q4_0, 0, 0},
    [3] = {"Q4_1", DTYPE_Q4_1, 0, 0},
    [6] = {"Q5_0", DTYPE_Q5_0, 0, 0},
    [7] = {"Q5_1", DTYPE_Q5_1, 0, 0},
    [8] = {"Q8_0", DTYPE_Q8_0, 0, 0},
    [9] = {"Q8_1", DTYPE_OTHER, 32, 40},
    [10] = {"Q2_K", DTYPE_OTHER, 256, 84},
    [11] = {"Q3_K", DTYPE_OTHER, 256, 110},
    [12] = {"Q4_K", DTYPE_Q4_K, 0, 0},
    [13] = {"Q5_K", DTYPE_Q5_K, 0, 0},
    [14] = {"Q6_K", DTYPE_Q6_K, 0, 0},
    [15] = {"Q8_K", DTYPE_OTHER, 256, 292},
    [16] = {"IQ2_XXS", DTYPE_OTHER, 256, 66},
    [17] = {"IQ2_XS", DTYPE_OTHER, 256, 74},
    [18] = {"IQ3_XXS", DTYPE_OTHER, 256, 98},
    [19] = {"IQ1_S", DTYPE_OTHER, 256, 50},
    [20] = {"IQ4_NL", DTYPE_OTHER, 32, 18},
    [21] = {"IQ3_S", DTYPE_OTHER, 256, 110},
    [22] = {"IQ2_S", DTYPE_OTHER, 256, 82},
    [23] = {"IQ4_XS", DTYPE_OTHER, 256, 136},
    [24] = {"I8", DTYPE_I8, 0, 0},
    [25] = {"I16", DTYPE_I16, 0, 0},
    [26] = {"I32", DTYPE_I32, 0, 0},
    [27] = {"I64", DTYPE_I64, 0, 0},
    [28] = {"F64", DTYPE_F64, 0, 0},
    [29] = {"IQ1_M", DTYPE_OTHER, 256, 56},
    [30] = {"BF16", DTYPE_BF16, 0, 0},
    [34] = {"TQ1_0", DTYPE_OTHER, 256, 54},
    [35] = {"TQ2_0", DTYPE_OTHER, 256, 66},
    [39] = {"MXFP4", DTYPE_OTHER, 32, 17},
};

/* A type that is not in the table is listed as well; its size is unknown and shown as 0. */
static int set_type(struct tensor_list *out, struct tensor *tensor, unsigned number,
                    struct err *err)
{
    const struct ggml_type *type =
        number < sizeof ggml_types / sizeof *ggml_types ? &ggml_types[number] : NULL;
    bool known = type && type->name;
    tensor->dtype = known ? type->dtype : DTYPE_OTHER;
    tensor->dtype_name = known ? type->name : tensor_list_format(out, "type %u", number);
    if (tensor_measure(tensor, err) != 0)
        return -1;
    if (tensor->dtype != DTYPE_OTHER)
        return 0;
    tensor->note = known ? "listed, not read: blocks of another kind" : "a type unknown to heed";
    if (known && (tensor->count % type->block ||
                  __builtin_mul_overflow(tensor->count / type->block, type->bytes, &tensor->bytes)))
        return err_set(err, "%zu values do not fill blocks of %zu", tensor->count, type->block);
    return 0;
}

static int take_shape(struct reader *r, struct tensor *tensor, struct err *err)
{
    unsigned rank = cursor_u32(&r->in);
    if (rank > TENSOR_RANK_MAX)
        return err_set(err, "%u dimensions, at most %d expected", rank, TENSOR_RANK_MAX);
    tensor->rank = (int)rank;
    for (int d = tensor->rank - 1; d >= 0; d--)
        tensor->shape[d] = cursor_u64(&r->in);
    return 0;
}

/* One line of the list; the place is an offset from where the data begins, known only after it. */
static int take_tensor(struct reader *r, struct err *err)
{
    struct tensor tensor = {0};
    size_t n;
    const char *name = take_text(r, &n);
    if (!name)
        return short_err(r, "a tensor's name", err);
    if (memchr(name, '\0', n))
        return err_set(err, "a tensor's name with a NUL at byte %zu: %s", r->in.at, short_file);
    tensor.name = tensor_list_text(r->out, name, n);
    if (take_shape(r, &tensor, err) != 0)
        return tensor_err(err, tensor.name);
    unsigned type = cursor_u32(&r->in);
    tensor.offset = cursor_u64(&r->in);
    if (r->in.short_of)
        short_err(r, "its shape", err);
    if (r->in.short_of || set_type(r->out, &tensor, type, err) != 0)
        return tensor_err(err, tensor.name);
    tensor_list_add(r->out, &tensor);
    return 0;
}

/* ---- all tensors together ---- */

static int compare_data(const void *left, const void *right)
{
    const struct tensor *const *a = left, *const *b = right;
    if ((*a)->offset != (*b)->offset)
        return (*a)->offset < (*b)->offset ? -1 : 1;
    return ((*a)->bytes > (*b)->bytes) - ((*a)->bytes < (*b)->bytes);
}

static int compare_name(const void *left, const void *right)
{
    const struct tensor *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

static int check_place(const struct reader *r, const struct tensor *tensor, size_t room,
                       struct err *err)
{
    if (tensor->offset % r->alignment)
        return err_set(err, "lies at byte %zu of the data, a multiple of %zu expected",
                       tensor->offset, r->alignment);
    if (!bytes_fit(tensor->offset, tensor->bytes, room))
        return err_set(err, "%zu bytes at byte %zu of the data, which has only %zu: %s",
                       tensor->bytes, tensor->offset, room, short_file);
    return 0;
}

static int check_pairs(const struct tensor **sorted, size_t count, struct err *err)
{
    qsort(sorted, count, sizeof *sorted, compare_data);
    for (size_t i = 1; i < count; i++)
        if (sorted[i]->offset < sorted[i - 1]->offset + sorted[i - 1]->bytes) {
            err_set(err, "begins at byte %zu of the data, but the one before it ends at %zu",
                    sorted[i]->offset, sorted[i - 1]->offset + sorted[i - 1]->bytes);
            return tensor_err(err, sorted[i]->name);
        }
    qsort(sorted, count, sizeof *sorted, compare_name);
    for (size_t i = 1; i < count; i++)
        if (compare_name(&sorted[i - 1], &sorted[i]) == 0) {
            err_set(err, "the name is there twice");
            return tensor_err(err, sorted[i]->name);
        }
    return 0;
}

static int place_tensors(struct reader *r, struct err *err)
{
    struct tensor_list *out = r->out;
    size_t begin = (r->in.at + r->alignment - 1) / r->alignment * r->alignment;
    size_t room = begin < r->in.size ? r->in.size - begin : 0;
    for (size_t i = 0; i < out->count; i++)
        if (check_place(r, &out->list[i], room, err) != 0)
            return tensor_err(err, out->list[i].name);
    const struct tensor **sorted = mem_new(out->count, sizeof *sorted);
    for (size_t i = 0; i < out->count; i++)
        sorted[i] = &out->list[i];
    int result = check_pairs(sorted, out->count, err);
    free(sorted);
    for (size_t i = 0; i < out->count && result == 0; i++) {
        struct tensor *tensor = &out->list[i];
        if (room)
            tensor->data = r->in.data + begin + tensor->offset;
        else
            tensor->data = r->in.data; /* of no values */
        tensor->offset = (size_t)(tensor->data - out->base);
    }
    return result;
}

int gguf_read(struct tensor_list *out, const unsigned char *data, size_t size, struct err *err)
{
    struct reader r = {.out = out, .in = {.data = data, .size = size}, .alignment = ALIGNMENT};
    const unsigned char *magic = cursor_take(&r.in, 4);
    if (!magic || memcmp(magic, "GGUF", 4) != 0)
        return err_set(err, "no GGUF: it does not begin with GGUF");
    uint32_t version = cursor_u32(&r.in);
    uint64_t tensors = cursor_u64(&r.in), facts = cursor_u64(&r.in);
    if (version > 0xFFFF)
        return err_set(err, "a big-endian GGUF, which heed does not read");
    if (!r.in.short_of && version != 2 && version != 3)
        return err_set(err, "version %u of GGUF; 2 or 3 expected", version);
    if (r.in.short_of || facts > size / FACT_LEAST || tensors > size / TENSOR_LEAST)
        return err_set(err, "%llu tensors and %llu facts in %zu bytes: %s",
                       (unsigned long long)tensors, (unsigned long long)facts, size, short_file);
    for (uint64_t i = 0; i < facts; i++)
        if (take_fact(&r, err) != 0)
            return -1;
    for (uint64_t i = 0; i < tensors; i++)
        if (take_tensor(&r, err) != 0)
            return -1;
    return place_tensors(&r, err);
}
