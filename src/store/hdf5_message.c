#include "store/hdf5_message.h"

#include <string.h>

#include "base/bytes.h"
#include "base/str.h"

enum { SHOWN_MAX = 8 };

const char *const hdf5_message_short = "a message is cut short: the file is damaged";

const unsigned char *hdf5_bytes_at(const struct hdf5_bytes *file, uint64_t address, uint64_t n,
                                   const char *what, struct err *err)
{
    if (bytes_fit(address, n, file->size))
        return file->data + address;
    err_set(err, "%s of %llu bytes at byte %llu, the file has %zu: it is cut short or damaged",
            what, (unsigned long long)n, (unsigned long long)address, file->size);
    return NULL;
}

/* ---- types ---- */

enum {
    CLASS_INTEGER = 0,
    CLASS_FLOAT = 1,
    CLASS_STRING = 3,
    CLASS_COMPOUND = 6,
    CLASS_ENUM = 8,
    CLASS_VARIABLE = 9,
};

static const struct number {
    unsigned class;
    size_t bytes;
    unsigned exponent, fraction; /* bits, of a float */
    bool is_signed;
    enum dtype dtype;
    const char *names[2]; /* little-endian, big-endian */
} numbers[] = {
    {CLASS_FLOAT, 4, 8, 23, true, DTYPE_F32, {"float32", "big-endian float32"}},
    {CLASS_FLOAT, 8, 11, 52, true, DTYPE_F64, {"float64", "big-endian float64"}},
    {CLASS_FLOAT, 2, 5, 10, true, DTYPE_F16, {"float16", "big-endian float16"}},
    {CLASS_FLOAT, 2, 8, 7, true, DTYPE_BF16, {"bfloat16", "big-endian bfloat16"}},
    {CLASS_INTEGER, 8, 0, 0, true, DTYPE_I64, {"int64", "big-endian int64"}},
    {CLASS_INTEGER, 4, 0, 0, true, DTYPE_I32, {"int32", "big-endian int32"}},
    {CLASS_INTEGER, 2, 0, 0, true, DTYPE_I16, {"int16", "big-endian int16"}},
    {CLASS_INTEGER, 1, 0, 0, true, DTYPE_I8, {"int8", "int8"}},
    {CLASS_INTEGER, 8, 0, 0, false, DTYPE_U64, {"uint64", "big-endian uint64"}},
    {CLASS_INTEGER, 4, 0, 0, false, DTYPE_U32, {"uint32", "big-endian uint32"}},
    {CLASS_INTEGER, 2, 0, 0, false, DTYPE_U16, {"uint16", "big-endian uint16"}},
    {CLASS_INTEGER, 1, 0, 0, false, DTYPE_U8, {"uint8", "uint8"}},
};

/* Whether the bits lie as usual: all of them used, sign, exponent and fraction from the top
 * down. */
static bool is_number(const struct number *number, unsigned class, unsigned flags,
                      const unsigned char *properties, size_t bytes)
{
    if (number->class != class || number->bytes != bytes || bytes_u16(properties) != 0 ||
        bytes_u16(properties + 2) != 8 * bytes)
        return false;
    if (class == CLASS_INTEGER)
        return number->is_signed == (flags >> 3 & 1);
    return properties[4] == number->fraction && properties[5] == number->exponent &&
           properties[6] == 0 && properties[7] == number->fraction &&
           bytes_u32(properties + 8) == (1u << (number->exponent - 1)) - 1;
}

static void set_number(struct hdf5_type *out, unsigned class, unsigned flags,
                       const unsigned char *properties)
{
    out->swapped = flags & 1;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (is_number(&numbers[i], class, flags, properties, out->bytes)) {
            out->class = HDF5_NUMBER;
            out->dtype = numbers[i].dtype;
            out->name = numbers[i].names[out->swapped];
        }
}

/* An enumeration of bytes is how h5py writes truth; its base type follows. */
static void set_enum(struct hdf5_type *out, struct cursor *in)
{
    struct hdf5_type base;
    struct err err;
    const unsigned char *rest = in->data + in->at;
    out->name = "enumeration";
    if (hdf5_type_read(&base, rest, in->size - in->at, &err) != 0 || base.class != HDF5_NUMBER ||
        base.bytes != 1 || out->bytes != 1)
        return;
    *out = base;
    out->dtype = DTYPE_BOOL;
    out->name = "bool";
}

int hdf5_type_read(struct hdf5_type *out, const unsigned char *data, size_t size, struct err *err)
{
    static const char *const names[] = {"integer",     "float",  "time",     "text",
                                        "bits",        "opaque", "compound", "reference",
                                        "enumeration", "list",   "array"};
    struct cursor in = {.data = data, .size = size};
    unsigned class = cursor_u8(&in) & 15, flags = cursor_u8(&in);
    cursor_u16(&in); /* more flags */
    *out = (struct hdf5_type){.class = HDF5_OTHER, .dtype = DTYPE_OTHER, .name = "unknown"};
    out->bytes = cursor_u32(&in);
    if (in.short_of)
        return err_set(err, "%s", hdf5_message_short);
    if (class < sizeof names / sizeof *names)
        out->name = names[class];
    size_t left = in.size - in.at;
    if ((class == CLASS_INTEGER && left >= 4) || (class == CLASS_FLOAT && left >= 12))
        set_number(out, class, flags, in.data + in.at);
    else if (class == CLASS_ENUM && left >= 8 && (in.data[in.at] & 15) == CLASS_INTEGER)
        set_enum(out, &in);
    else if (class == CLASS_STRING)
        out->class = HDF5_TEXT;
    else if (class == CLASS_VARIABLE && (flags & 15) == 1)
        out->class = HDF5_TEXT_ELSEWHERE, out->name = names[CLASS_STRING];
    return 0;
}

int hdf5_message_space(struct tensor *out, const unsigned char *data, size_t size, struct err *err)
{
    struct cursor in = {.data = data, .size = size};
    unsigned version = cursor_u8(&in), rank = cursor_u8(&in), flags = cursor_u8(&in);
    unsigned type = cursor_u8(&in);
    (void)flags;
    if (version == 1)
        cursor_take(&in, 4);
    if (!in.short_of && version != 1 && version != 2)
        return err_set(err, "version %u of a dataspace; 1 or 2 expected", version);
    if (rank > TENSOR_RANK_MAX)
        return err_set(err, "%u dimensions, at most %d expected", rank, TENSOR_RANK_MAX);
    out->rank = (int)rank;
    for (int d = 0; d < out->rank; d++)
        out->shape[d] = cursor_u64(&in);
    if (version == 2 && type == 2) { /* of no values at all */
        out->rank = 1;
        out->shape[0] = 0;
    }
    return in.short_of ? err_set(err, "%s", hdf5_message_short) : 0;
}

/* ---- filters ---- */

int hdf5_filters_read(struct hdf5_filters *out, struct hdf5_message message, unsigned *unknown,
                      struct err *err)
{
    struct cursor in = {.data = message.data, .size = message.size};
    unsigned version = cursor_u8(&in), count = cursor_u8(&in);
    if (version == 1)
        cursor_take(&in, 6);
    if (count > HDF5_FILTERS_MAX)
        return err_set(err, "%u filters, at most %d expected", count, HDF5_FILTERS_MAX);
    for (out->count = 0; out->count < count; out->count++) {
        struct hdf5_filter *filter = &out->list[out->count];
        filter->id = cursor_u16(&in);
        size_t name = version == 1 || filter->id >= 256 ? cursor_u16(&in) : 0;
        cursor_u16(&in); /* flags */
        size_t values = cursor_u16(&in);
        cursor_take(&in, version == 1 ? (name + 7) / 8 * 8 : name);
        for (size_t i = 0; i < values; i++) {
            uint32_t value = cursor_u32(&in);
            filter->value_bytes = i == 0 ? value : filter->value_bytes;
        }
        if (version == 1 && values % 2)
            cursor_u32(&in);
        if (filter->id < HDF5_DEFLATE || filter->id > HDF5_FLETCHER)
            *unknown = filter->id;
    }
    return in.short_of ? err_set(err, "%s", hdf5_message_short) : 0;
}

/* ---- attributes ---- */

/* A text in a collection of texts: its address and its number in there. */
static bool find_text(const struct hdf5_bytes *file, uint64_t collection, unsigned number,
                      struct hdf5_message *out)
{
    struct err err;
    const unsigned char *head = hdf5_bytes_at(file, collection, 16, "texts", &err);
    if (!head || memcmp(head, "GCOL", 4) != 0)
        return false;
    uint64_t n = bytes_u64(head + 8);
    if (n < 16 || !hdf5_bytes_at(file, collection, n, "texts", &err))
        return false;
    struct cursor in = {.data = head, .size = (size_t)n, .at = 16};
    while (in.size - in.at >= 16) {
        unsigned index = cursor_u16(&in);
        cursor_take(&in, 6);
        uint64_t bytes = cursor_u64(&in);
        const unsigned char *text = cursor_take(&in, bytes);
        if (!text || index == 0)
            return false;
        if (index == number) {
            *out = (struct hdf5_message){text, (size_t)bytes};
            return true;
        }
        cursor_take(&in, (8 - bytes % 8) % 8);
    }
    return false;
}

/* One value as text. False when it is none that can be shown. */
static bool print_value(const struct hdf5_bytes *file, struct str *out,
                        const struct hdf5_type *type, const unsigned char *value)
{
    struct hdf5_message text = {value, type->bytes};
    struct err err;
    double number;
    switch (type->class) {
    case HDF5_NUMBER: {
        struct tensor one = {
            .name = "", .dtype = type->dtype, .count = 1, .data = value, .swapped = type->swapped};
        tensor_doubles(&number, &one, 0, 1, &err);
        str_format(out, "%.15g", number);
        return true;
    }
    case HDF5_TEXT_ELSEWHERE: /* length, address, number */
        if (type->bytes < 16 ||
            !find_text(file, bytes_u64(value + 4), bytes_u32(value + 12), &text))
            return false;
        if (text.size > bytes_u32(value))
            text.size = bytes_u32(value);
        str_add_n(out, (const char *)text.data, text.size);
        return true;
    case HDF5_TEXT: /* ended or filled up with NUL */
        str_add_n(out, (const char *)value, strnlen((const char *)value, type->bytes));
        return true;
    default:
        return false;
    }
}

static void note_values(struct tensor_list *list, const struct hdf5_bytes *file, const char *path,
                        const char *name, size_t name_size, const struct hdf5_type *type,
                        const struct tensor *shape, struct cursor *data)
{
    struct str text = {0}, key = {0};
    bool shown = type->bytes > 0;
    if (shape->rank)
        str_add(&text, "[");
    for (size_t i = 0; i < shape->count && i < SHOWN_MAX && shown; i++) {
        const unsigned char *value = cursor_take(data, type->bytes);
        str_add(&text, i ? ", " : "");
        shown = value && print_value(file, &text, type, value);
    }
    if (shape->count > SHOWN_MAX)
        str_format(&text, ", ... %zu in all", shape->count);
    if (shape->rank)
        str_add(&text, "]");
    if (path && path[0])
        str_format(&key, "%s/", path);
    str_add_n(&key, name, name_size);
    if (shown)
        tensor_list_fact(list, key.text, text.text ? text.text : "", text.length);
    str_free(&text);
    str_free(&key);
}

/* Version 1 fills each part up to a multiple of 8 bytes. */
void hdf5_message_note(struct tensor_list *out, const struct hdf5_bytes *file, const char *path,
                       struct hdf5_message message)
{
    struct cursor in = {.data = message.data, .size = message.size};
    struct hdf5_type type;
    struct tensor shape = {.dtype = DTYPE_OTHER};
    struct err err;
    unsigned version = cursor_u8(&in), flags = cursor_u8(&in);
    size_t name_size = cursor_u16(&in), type_size = cursor_u16(&in), space_size = cursor_u16(&in);
    size_t pad = version == 1 ? 8 : 1;
    if (version == 3)
        cursor_u8(&in);
    const unsigned char *name = cursor_take(&in, (name_size + pad - 1) / pad * pad);
    const unsigned char *type_data = cursor_take(&in, (type_size + pad - 1) / pad * pad);
    const unsigned char *space = cursor_take(&in, (space_size + pad - 1) / pad * pad);
    bool is_shared = version >= 2 && flags & 3;
    if (in.short_of || version < 1 || version > 3 || is_shared ||
        hdf5_type_read(&type, type_data, type_size, &err) != 0 ||
        hdf5_message_space(&shape, space, space_size, &err) != 0 ||
        tensor_measure(&shape, &err) != 0)
        return;
    note_values(out, file, path, (const char *)name, strnlen((const char *)name, name_size), &type,
                &shape, &in);
}
