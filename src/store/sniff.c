#include "store/sniff.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "store/torch.h"
#include "text/utf8.h"

enum { TEXT_LOOKED_AT = 4096, TAR_AT = 257, NAME_LONGEST = 100 };

/* ---- what one place of fixed bytes does not tell ---- */

static bool begins_with(const unsigned char *data, size_t size, const char *text)
{
    size_t n = strlen(text);
    return size >= n && strncasecmp((const char *)data, text, n) == 0;
}

/* Eight bytes of a length that are no text, and a brace. */
static bool is_safetensors(const unsigned char *data, size_t size)
{
    return size > 8 && data[8] == '{' && (data[7] < ' ' || data[7] > 126);
}

/* A line that could be the name of a module or class. */
static size_t path_line(const unsigned char *data, size_t size)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
    size_t n = 0;
    while (n < size && n < NAME_LONGEST && data[n] && strchr(letters, data[n]))
        n++;
    return n && n < size && data[n] == '\n' ? n + 1 : 0;
}

/* From protocol 2 on a pickle says so. Those of 0 look like text, but for how they begin and
 * end. */
static bool is_pickle(const unsigned char *data, size_t size)
{
    if (size > 2 && data[0] == 0x80)
        return data[1] >= 2 && data[1] <= 5;
    size_t last = size;
    while (last && (data[last - 1] == '\n' || data[last - 1] == '\r'))
        last--;
    if (last < 3 || data[last - 1] != '.')
        return false;
    if (data[0] == 'c') {
        size_t module = path_line(data + 1, size - 1);
        return module && path_line(data + 1 + module, size - 1 - module);
    }
    return (data[0] == '(' && data[1] && strchr("dlitcSIVLFNUKM(]})", data[1])) ||
           ((data[0] == ']' || data[0] == '}') && data[1] && strchr("q(.", data[1]));
}

/* The magics of GGML, GGMF, GGJT and GGLA, as numbers, so backwards. */
static bool is_ggml(const unsigned char *data, size_t size)
{
    return size > 4 && memcmp(data + 2, "gg", 2) == 0 &&
           (memcmp(data, "lm", 2) == 0 || memcmp(data, "fm", 2) == 0 ||
            memcmp(data, "tj", 2) == 0 || memcmp(data, "al", 2) == 0);
}

/* Protocol buffers: field 1 is a version below 128, field 2 the name of the program that wrote
 * it. */
static bool is_onnx(const unsigned char *data, size_t size)
{
    if (size < 8 || data[0] != 8 || data[1] > 127 || data[2] != 18 || data[3] > 100 ||
        !bytes_fit(4, data[3], size))
        return false;
    for (int i = 0; i < data[3]; i++)
        if (data[4 + i] < ' ' || data[4 + i] > 126)
            return false;
    return data[3] > 0;
}

static bool is_saved_model(const unsigned char *data, size_t size)
{
    return size > 8 && data[0] == 8 && data[1] == 1 && data[2] == 18 && !is_onnx(data, size);
}

/* The index of a checkpoint is a table of LevelDB, whose magic comes last. */
static bool is_tf_checkpoint(const unsigned char *data, size_t size)
{
    static const unsigned char last[] = {0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb};
    return begins_with(data, size, "model_checkpoint_path:") ||
           (size > sizeof last && memcmp(data + size - sizeof last, last, sizeof last) == 0);
}

static bool is_html(const unsigned char *data, size_t size)
{
    return begins_with(data, size, "<!doctype html") || begins_with(data, size, "<html");
}

static bool is_text(const unsigned char *data, size_t size)
{
    size_t n = size < TEXT_LOOKED_AT ? size : TEXT_LOOKED_AT;
    n = size > n ? str_whole((const char *)data, n) : n;
    for (size_t i = 0; i < n; i++)
        if (data[i] < ' ' && !memchr("\t\n\r\f", data[i], 4))
            return false;
    return n && utf8_valid((const char *)data, n);
}

static bool is_json(const unsigned char *data, size_t size)
{
    size_t at = 0;
    while (at < size && memchr(" \t\r\n", data[at], 4))
        at++;
    return at < size && data[at] == '{' && is_text(data, size);
}

static bool is_empty(const unsigned char *data, size_t size)
{
    (void)data;
    return size == 0;
}

/* ---- the table, in the order in which it is tried ---- */

static const struct row {
    const char *name;
    size_t at; /* where `bytes` stand, n of them */
    const char *bytes;
    size_t n;
    bool (*matches)(const unsigned char *data, size_t size); /* when bytes is NULL */
    const char *advice;                                      /* NULL: it is read */
} rows[STORE_COUNT] = {
    [STORE_SAFETENSORS] = {"safetensors", 0, NULL, 0, is_safetensors, NULL},
    [STORE_NPY] = {"NumPy array", 0, "\x93NUMPY", 6, NULL, NULL},
    [STORE_ZIP] = {"zip", 0, "PK\3\4", 4, NULL, NULL},
    [STORE_GGUF] = {"GGUF", 0, "GGUF", 4, NULL, NULL},
    [STORE_HDF5] = {"HDF5", 0, "\x89HDF\r\n\x1a\n", 8, NULL, NULL},
    [STORE_TORCH_LEGACY] = {"PyTorch (before 1.6)", 0, NULL, 0, torch_is_legacy, NULL},
    [STORE_PICKLE] = {"Python pickle", 0, NULL, 0, is_pickle, NULL},
    [STORE_JSON] = {"JSON", 0, NULL, 0, is_json, NULL},
    [STORE_LFS] = {"a Git LFS pointer", 0, "version https://git-lfs", 23, NULL, ""},
    [STORE_GGML] = {"a GGML model, from before GGUF", 0, NULL, 0, is_ggml,
                    "convert it to GGUF with the tools of its program"},
    [STORE_ONNX] = {"an ONNX model", 0, NULL, 0, is_onnx,
                    "save its weights from Python, for instance with numpy.savez"},
    [STORE_SAVED_MODEL] = {"a TensorFlow SavedModel", 0, NULL, 0, is_saved_model,
                           "load it in Keras and save its weights as .h5 or .keras"},
    [STORE_TF_CHECKPOINT] = {"a TensorFlow checkpoint", 0, NULL, 0, is_tf_checkpoint,
                             "load it in Keras and save its weights as .h5 or .keras"},
    [STORE_TFLITE] = {"a TensorFlow Lite model", 4, "TFL3", 4, NULL,
                      "open the model that it was made from"},
    [STORE_MATLAB] = {"a MATLAB file", 0, "MATLAB 5.0", 10, NULL,
                      "load it with scipy.io.loadmat and save it with numpy.savez"},
    [STORE_FASTTEXT] = {"a fastText model", 0, "\xba\x16\x4f\x2f", 4, NULL,
                        "save its matrices with numpy.savez"},
    [STORE_MXNET] = {"a file of MXNet parameters", 0, "\x12\1\0\0\0\0\0\0", 8, NULL,
                     "save them with numpy.savez"},
    [STORE_GZIP] = {"packed by gzip", 0, "\x1f\x8b", 2, NULL, "unpack it first: gunzip"},
    [STORE_BZIP2] = {"packed by bzip2", 0, "BZh", 3, NULL, "unpack it first: bunzip2"},
    [STORE_XZ] = {"packed by xz", 0,
                  "\xfd"
                  "7zXZ",
                  5, NULL, "unpack it first: unxz"},
    [STORE_ZSTD] = {"packed by zstd", 0, "\x28\xb5\x2f\xfd", 4, NULL, "unpack it first: unzstd"},
    [STORE_7ZIP] = {"a 7-Zip archive", 0, "7z\xbc\xaf\x27\x1c", 6, NULL, "unpack it first"},
    [STORE_RAR] = {"a RAR archive", 0, "Rar!", 4, NULL, "unpack it first"},
    [STORE_TAR] = {"a tar archive", TAR_AT, "ustar", 5, NULL, "unpack it first: tar xf"},
    [STORE_HTML] = {"a page of the web", 0, NULL, 0, is_html,
                    "the server sent it instead of the file, perhaps to log in; download again"},
    [STORE_TEXT] = {"plain text", 0, NULL, 0, is_text, "a file of tensors expected"},
    [STORE_EMPTY] = {"an empty file", 0, NULL, 0, is_empty, "was it downloaded to the end?"},
    [STORE_UNKNOWN] = {"of an unknown format", 0, NULL, 0, NULL, ""},
};

static bool row_matches(const struct row *row, const unsigned char *data, size_t size)
{
    if (row->matches)
        return row->matches(data, size);
    return row->bytes && bytes_fit(row->at, row->n, size) &&
           memcmp(data + row->at, row->bytes, row->n) == 0;
}

enum store_format sniff_format(const unsigned char *data, size_t size)
{
    enum store_format format = 0;
    while (format < STORE_UNKNOWN && !row_matches(&rows[format], data, size))
        format++;
    return format;
}

const char *sniff_name(enum store_format format)
{
    return rows[format].name;
}

/* ---- what heed does not read ---- */

/* The number after the line "size " of a pointer, or 0. */
static unsigned long long pointed_size(const unsigned char *data, size_t size)
{
    static const char label[] = "\nsize ";
    const unsigned char *at = memmem(data, size, label, strlen(label));
    unsigned long long bytes = 0;
    if (!at)
        return 0;
    for (at += strlen(label); at < data + size && *at >= '0' && *at <= '9'; at++)
        if (__builtin_mul_overflow(bytes, 10u, &bytes) ||
            __builtin_add_overflow(bytes, (unsigned)(*at - '0'), &bytes))
            return 0;
    return bytes;
}

int sniff_refuse(enum store_format format, const unsigned char *data, size_t size, struct err *err)
{
    const struct row *row = &rows[format];
    char hex[3 * 8 + 1] = "";
    if (format == STORE_LFS)
        return err_set(err,
                       "this is a Git LFS pointer, the file itself has %llu bytes; git lfs pull",
                       pointed_size(data, size));
    if (format != STORE_UNKNOWN)
        return err_set(err, "this is %s, which heed does not read: %s", row->name,
                       row->advice ? row->advice : "a file of tensors expected");
    for (size_t i = 0; i < 8 && i < size; i++)
        snprintf(hex + 3 * i, 4, " %02x", data[i]);
    return err_set(err,
                   "an unknown format that begins with the bytes%s; safetensors, NumPy, PyTorch, "
                   "GGUF or Keras expected",
                   hex);
}
