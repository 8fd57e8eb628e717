#include "store/storage.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "store/npy.h"
#include "text/utf8.h"

enum { WRAPPED_MAX = 16, DESCR_MAX = 16 };

/* ---- the functions that put tensors together ---- */

enum role {
    ROLE_TENSOR,   /* (storage, offset, size, stride, ...) */
    ROLE_TYPED,    /* the same, the dtype as argument 6 */
    ROLE_INTEGERS, /* the same; the integers stand for other numbers */
    ROLE_WRAPPED,  /* argument 0 is the tensor */
    ROLE_CALL,     /* argument 0 is one of these functions, argument 2 its arguments */
    ROLE_ARRAY,    /* of NumPy; the state says all */
    ROLE_BUFFER,   /* of NumPy: (bytes, dtype, shape, order) */
    ROLE_SCALAR,   /* of NumPy: (dtype, bytes) */
    ROLE_PART,     /* seen within the others only */
    ROLE_COUNT,
};

static const struct known {
    const char *module, *name;
    enum role role;
} known[] = {
    {"torch._utils", "_rebuild_tensor", ROLE_TENSOR},
    {"torch._utils", "_rebuild_tensor_v2", ROLE_TENSOR},
    {"torch._utils", "_rebuild_tensor_v3", ROLE_TYPED},
    {"torch._utils", "_rebuild_qtensor", ROLE_INTEGERS},
    {"torch._utils", "_rebuild_parameter", ROLE_WRAPPED},
    {"torch._utils", "_rebuild_parameter_with_state", ROLE_WRAPPED},
    {"torch.nn.parameter", "Parameter", ROLE_WRAPPED},
    {"torch.nn.parameter", "Buffer", ROLE_WRAPPED},
    {"torch.autograd.variable", "Variable", ROLE_WRAPPED},
    {"torch._tensor", "_rebuild_from_type", ROLE_CALL},
    {"torch._tensor", "_rebuild_from_type_v2", ROLE_CALL},
    {"numpy.core.multiarray", "_reconstruct", ROLE_ARRAY},
    {"numpy._core.multiarray", "_reconstruct", ROLE_ARRAY},
    {"numpy.core.numeric", "_frombuffer", ROLE_BUFFER},
    {"numpy._core.numeric", "_frombuffer", ROLE_BUFFER},
    {"numpy.core.multiarray", "scalar", ROLE_SCALAR},
    {"numpy._core.multiarray", "scalar", ROLE_SCALAR},
    {"numpy", "dtype", ROLE_PART},
    {"numpy", "ndarray", ROLE_PART},
    {"_codecs", "encode", ROLE_PART},
    {"torch", "Size", ROLE_PART},
    {"torch", "Tensor", ROLE_PART},
    {"collections", "OrderedDict", ROLE_PART},
};

static const struct known *find_known(const struct pickle_value *global)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (pickle_is_global(global, known[i].module, known[i].name))
            return &known[i];
    return NULL;
}

const struct pickle_value *storage_callee(const struct pickle_value *call)
{
    const struct pickle_value *callee = call->call.callee;
    if (callee && callee->kind == PICKLE_PERSISTENT) /* ("module", class, file, source) */
        callee = pickle_item(callee->call.args, 1);
    return callee && callee->kind == PICKLE_GLOBAL ? callee : NULL;
}

/* ---- types ---- */

static const struct type {
    const char *storage; /* FloatStorage, without "Storage" */
    const char *torch;   /* torch.float32, without "torch." */
    enum dtype dtype;
    size_t bytes; /* of a value of DTYPE_OTHER */
} types[] = {
    {"Float", "float32", DTYPE_F32, 0},
    {"Double", "float64", DTYPE_F64, 0},
    {"Half", "float16", DTYPE_F16, 0},
    {"BFloat16", "bfloat16", DTYPE_BF16, 0},
    {"Long", "int64", DTYPE_I64, 0},
    {"Int", "int32", DTYPE_I32, 0},
    {"Short", "int16", DTYPE_I16, 0},
    {"Char", "int8", DTYPE_I8, 0},
    {"Byte", "uint8", DTYPE_U8, 0},
    {"Bool", "bool", DTYPE_BOOL, 0},
    {"Untyped", "uint8", DTYPE_U8, 0},
    {"UInt16", "uint16", DTYPE_U16, 0},
    {"UInt32", "uint32", DTYPE_U32, 0},
    {"UInt64", "uint64", DTYPE_U64, 0},
    {"QInt8", "qint8", DTYPE_I8, 0},
    {"QUInt8", "quint8", DTYPE_U8, 0},
    {"QInt32", "qint32", DTYPE_I32, 0},
    {"Float8_e4m3fn", "float8_e4m3fn", DTYPE_F8_E4M3, 0},
    {"Float8_e5m2", "float8_e5m2", DTYPE_F8_E5M2, 0},
    {"ComplexFloat", "complex64", DTYPE_OTHER, 8},
    {"ComplexDouble", "complex128", DTYPE_OTHER, 16},
    {"ComplexHalf", "complex32", DTYPE_OTHER, 4},
};

static size_t type_bytes(const struct type *type)
{
    return type->bytes ? type->bytes : dtype_block_bytes(type->dtype);
}

static const struct type *type_of_storage(const struct pickle_value *global)
{
    static const char suffix[] = "Storage";
    if (!global || global->kind != PICKLE_GLOBAL || strncmp(global->global.module, "torch", 5) != 0)
        return NULL;
    const char *name = global->global.name;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t n = strlen(types[i].storage);
        if (strncmp(name, types[i].storage, n) == 0 && strcmp(name + n, suffix) == 0)
            return &types[i];
    }
    return NULL;
}

static const struct type *type_of_dtype(const struct pickle_value *global)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (pickle_is_global(global, "torch", types[i].torch))
            return &types[i];
    return NULL;
}

/* ---- PyTorch ---- */

int storage_read_id(struct storage_id *out, const struct pickle_value *persistent, struct err *err)
{
    const struct pickle_value *id = persistent->call.args, *view;
    const struct type *type = type_of_storage(pickle_item(id, 1));
    *out = (struct storage_id){.key = pickle_item(id, 2)};
    if (!pickle_is_text(pickle_item(id, 0), "storage") || !out->key ||
        !pickle_is_any_text(out->key) || !pickle_size(pickle_item(id, 4), &out->count))
        return err_set(err,
                       "refers to no storage: (\"storage\", class, key, place, size) expected");
    if (!type)
        return err_set(err, "its storage is of a class that heed does not know");
    out->dtype = type->dtype;
    out->dtype_name = type->torch;
    out->value_bytes = type_bytes(type);
    view = pickle_item(id, 5); /* (key, first, count) */
    if (view && view->kind == PICKLE_TUPLE &&
        (!pickle_size(pickle_item(view, 1), &out->first) ||
         !pickle_size(pickle_item(view, 2), &out->count) ||
         __builtin_add_overflow(out->first, out->count, &out->count)))
        return err_set(err, "a view of a storage: (key, first, size) expected");
    return 0;
}

/* torch.Size((3, 4)) or (3, 4) */
static const struct pickle_value *sizes_of(const struct pickle_value *value)
{
    if (value && value->kind == PICKLE_CALL &&
        pickle_is_global(storage_callee(value), "torch", "Size"))
        value = pickle_item(value->call.args, 0);
    return value && (value->kind == PICKLE_TUPLE || value->kind == PICKLE_LIST) ? value : NULL;
}

static int read_sizes(struct tensor *out, const struct pickle_value *sizes,
                      const struct pickle_value *strides, struct err *err)
{
    if (!sizes || (strides && strides->items.count != sizes->items.count))
        return err_set(err, "a size and as many strides expected");
    if (sizes->items.count > TENSOR_RANK_MAX)
        return err_set(err, "%zu dimensions, at most %d expected", sizes->items.count,
                       TENSOR_RANK_MAX);
    out->rank = (int)sizes->items.count;
    for (int d = 0; d < out->rank; d++)
        if (!pickle_size(sizes->items.list[d], &out->shape[d]) ||
            (strides && !pickle_size(strides->items.list[d], &out->stride[d])))
            return err_set(err, "sizes and strides from 0 on expected");
    if (tensor_measure(out, err) != 0)
        return -1;
    return 0;
}

/* The storage must hold what the pickle says, and the view must stay within it. */
static int place_view(struct tensor *out, const struct storage_id *id, size_t offset,
                      struct storage_finder *finder, struct err *err)
{
    struct storage_bytes bytes = {0};
    size_t needed;
    if (__builtin_mul_overflow(id->count, id->value_bytes, &needed))
        return err_set(err, "its storage claims %zu values", id->count);
    if (id->first > id->count || offset > id->count - id->first)
        return err_set(err, "begins at value %zu of the %zu that are stored", offset,
                       id->count - id->first);
    if (finder->find(finder, &bytes, id->key->text.start, id->key->text.size, err) != 0)
        return -1;
    if (bytes.size < needed)
        return err_set(err, "its storage has %zu bytes, %zu expected", bytes.size, needed);
    size_t first = id->first + offset;
    out->swapped = bytes.swapped;
    out->offset = bytes.offset;
    out->data = bytes.data ? bytes.data + first * id->value_bytes : NULL;
    out->source = bytes.source;
    out->start = bytes.start + first * id->value_bytes;
    if (out->dtype == DTYPE_OTHER &&
        __builtin_mul_overflow(out->count, id->value_bytes, &out->bytes))
        return err_set(err, "%zu values are too many to count", out->count);
    return tensor_check_view(out, id->count - first, err);
}

static int read_tensor(struct tensor *out, const struct pickle_value *args, enum role role,
                       struct storage_finder *finder, struct err *err)
{
    struct storage_id id;
    size_t offset;
    const struct pickle_value *storage = pickle_item(args, 0);
    if (!storage || storage->kind != PICKLE_PERSISTENT)
        return err_set(err, "refers to no storage");
    if (storage_read_id(&id, storage, err) != 0)
        return -1;
    const struct type *type = role == ROLE_TYPED ? type_of_dtype(pickle_item(args, 6)) : NULL;
    if (role == ROLE_TYPED && !type)
        return err_set(err, "is of a dtype that heed does not know");
    if (type) { /* of bytes without a type */
        id.count = id.count * id.value_bytes / type_bytes(type);
        id.value_bytes = type_bytes(type);
        id.dtype = type->dtype;
        id.dtype_name = type->torch;
    }
    if (!pickle_size(pickle_item(args, 1), &offset))
        return err_set(err, "an offset from 0 on expected");
    out->dtype = id.dtype;
    out->dtype_name = id.dtype_name;
    if (role == ROLE_INTEGERS)
        out->note = "quantized: the integers as they are stored";
    const struct pickle_value *strides = sizes_of(pickle_item(args, 3));
    if (!strides)
        return err_set(err, "a size and as many strides expected");
    return read_sizes(out, sizes_of(pickle_item(args, 2)), strides, err) == 0
               ? place_view(out, &id, offset, finder, err)
               : -1;
}

/* ---- NumPy ---- */

/* Bytes as they are, or as a text of Latin-1 characters, which is how protocols 0 to 2 write
 * them. */
static bool bytes_of(const unsigned char **out, size_t *n, struct tensor_list *list,
                     const struct pickle_value *value)
{
    bool encoded = value && value->kind == PICKLE_CALL &&
                   pickle_is_global(storage_callee(value), "_codecs", "encode");
    if (encoded)
        value = pickle_item(value->call.args, 0);
    if (!value || value->kind != (encoded ? PICKLE_TEXT : PICKLE_BYTES))
        return false;
    *out = (const unsigned char *)value->text.start;
    *n = value->text.size;
    if (!encoded)
        return true;
    unsigned char *bytes = arena_take(&list->texts, *n + 1, 1);
    size_t count = 0;
    for (size_t at = 0; at < *n;) {
        int code;
        at += utf8_decode(value->text.start + at, *n - at, &code);
        if (code < 0 || code > 255)
            return false;
        bytes[count++] = (unsigned char)code;
    }
    *out = bytes;
    *n = count;
    return true;
}

/* numpy.dtype("f4", ...) with the state (3, "<", ...) */
static bool dtype_of(struct tensor *out, struct tensor_list *list, const struct pickle_value *value,
                     size_t *bytes)
{
    char descr[DESCR_MAX];
    if (!value || value->kind != PICKLE_CALL ||
        !pickle_is_global(storage_callee(value), "numpy", "dtype"))
        return false;
    const struct pickle_value *code = pickle_item(value->call.args, 0);
    if (!pickle_is_any_text(code) || code->text.size >= sizeof descr ||
        memchr(code->text.start, '\0', code->text.size))
        return false;
    memcpy(descr, code->text.start, code->text.size);
    descr[code->text.size] = '\0';
    if (!npy_dtype(descr, &out->dtype, bytes, &out->swapped))
        return false;
    out->dtype_name = tensor_list_text(list, descr, strlen(descr));
    out->swapped = out->swapped || pickle_is_text(pickle_item(value->call.state, 1), ">");
    return true;
}

static void set_column_major(struct tensor *out)
{
    size_t step = 1;
    for (int d = 0; d < out->rank; d++) {
        out->stride[d] = step;
        step *= out->shape[d];
    }
}

static int read_array(struct tensor *out, struct tensor_list *list,
                      const struct pickle_value *dtype, const struct pickle_value *shape,
                      const struct pickle_value *bytes, bool column_major, struct err *err)
{
    size_t n, value_bytes;
    if (!dtype_of(out, list, dtype, &value_bytes))
        return err_set(err, "is an array of a dtype that heed does not know");
    if (read_sizes(out, sizes_of(shape), NULL, err) != 0)
        return -1;
    if (!bytes_of(&out->data, &n, list, bytes)) {
        out->dtype = DTYPE_OTHER;
        out->note = "Python objects: not read";
        out->data = NULL;
        return 0;
    }
    if (out->dtype == DTYPE_OTHER && __builtin_mul_overflow(out->count, value_bytes, &out->bytes))
        return err_set(err, "%zu values are too many to count", out->count);
    if (n < out->bytes)
        return err_set(err, "has %zu bytes of values, %zu expected", n, out->bytes);
    if (!column_major)
        return 0;
    set_column_major(out);
    return tensor_check_view(out, out->count, err);
}

bool storage_number(double *out, const struct pickle_value *value)
{
    const struct known *function =
        value && value->kind == PICKLE_CALL ? find_known(storage_callee(value)) : NULL;
    struct tensor_list list = {0};
    struct tensor tensor = {0};
    struct err err;
    if (!function || function->role != ROLE_SCALAR)
        return false;
    tensor.name = "";
    bool found = dtype_of(&tensor, &list, pickle_item(value->call.args, 0), &tensor.bytes) &&
                 tensor.dtype != DTYPE_OTHER && tensor_measure(&tensor, &err) == 0;
    size_t n;
    found = found && bytes_of(&tensor.data, &n, &list, pickle_item(value->call.args, 1)) &&
            n >= tensor.bytes && tensor_doubles(out, &tensor, 0, 1, &err) == 0;
    tensor_list_free(&list);
    return found;
}

/* ---- any ---- */

/* Follows wrappings to the call that puts the tensor together. */
static const struct known *unwrap(const struct pickle_value **value,
                                  const struct pickle_value **args)
{
    const struct known *function = NULL;
    for (int i = 0; i < WRAPPED_MAX && *value && (*value)->kind == PICKLE_CALL; i++) {
        *args = (*value)->call.args;
        function = find_known(storage_callee(*value));
        if (function && function->role == ROLE_CALL) {
            function = find_known(pickle_item(*args, 0));
            *args = pickle_item(*args, 2);
        }
        if (!function || function->role != ROLE_WRAPPED)
            return function;
        *value = pickle_item(*args, 0);
    }
    return NULL;
}

enum storage_kind storage_tensor(struct tensor *out, struct tensor_list *list,
                                 const struct pickle_value *value, struct storage_finder *finder,
                                 struct err *err)
{
    const struct pickle_value *args = NULL, *state;
    const struct known *function = unwrap(&value, &args);
    int result;
    *out = (struct tensor){.name = ""};
    switch (function ? function->role : ROLE_COUNT) {
    case ROLE_TENSOR:
    case ROLE_TYPED:
    case ROLE_INTEGERS:
        result = read_tensor(out, args, function->role, finder, err);
        break;
    case ROLE_ARRAY: /* (version, shape, dtype, column-major, bytes) */
        state = value->call.state;
        if (!state)
            return STORAGE_NONE;
        result = read_array(out, list, pickle_item(state, 2), pickle_item(state, 1),
                            pickle_item(state, 4),
                            pickle_item(state, 3) && pickle_item(state, 3)->kind == PICKLE_BOOL &&
                                pickle_item(state, 3)->integer,
                            err);
        break;
    case ROLE_BUFFER:
        result = read_array(out, list, pickle_item(args, 1), pickle_item(args, 2),
                            pickle_item(args, 0), pickle_is_text(pickle_item(args, 3), "F"), err);
        break;
    default:
        return STORAGE_NONE;
    }
    return result == 0 ? STORAGE_TENSOR : STORAGE_BAD;
}

bool storage_knows(const struct pickle_value *global)
{
    return find_known(global) != NULL || type_of_storage(global) != NULL ||
           type_of_dtype(global) != NULL;
}
