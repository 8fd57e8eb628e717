#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/tensors.h"

/* The files of tests/store, which make.py there has written with PyTorch, NumPy and h5py. */

static struct tensors *must_open(const char *name)
{
    char *path = mem_format("tests/store/%s", name);
    struct err err = {""};
    struct tensors *file = tensors_open(path, &err);
    if (!file)
        fail_msg("%s", err.text);
    free(path);
    return file;
}

/* ---- values ---- */

/* What make.py puts at place i of the tensor with this letter: whole numbers, for floats eighths, for
 * unsigned numbers from 0 on, for truth whether above 0. */
static double expected_value(char letter, char kind, size_t i)
{
    double whole = (double)((i * 37 + (unsigned char)letter) % 101) - 50;
    switch (kind) {
    case 'f':
        return whole / 8;
    case 'u':
        return whole + 50;
    case 'b':
        return whole > 0;
    case 't': /* floats that PyTorch cut to whole numbers */
        return trunc(whole / 8);
    default:
        return whole;
    }
}

static const struct {
    const char *file, *format, *name, *dtype;
    char letter, kind;
    int rank;
    size_t shape[3];
} wanted[] = {
    {"plain.npy", "NumPy array", "array", "F32", 'a', 'f', 2, {3, 4}},
    {"column.npy", "NumPy array", "array", "F64", 'a', 'f', 2, {3, 4}},
    {"big.npy", "NumPy array", "array", "I32", 'a', 'i', 3, {2, 3, 2}},
    {"scalar.npy", "NumPy array", "array", "F16", 'a', 'f', 0, {0}},
    {"stored.npz", "NumPy archive", "a", "F32", 'a', 'f', 2, {3, 4}},
    {"stored.npz", "NumPy archive", "b", "I64", 'b', 'i', 1, {5}},
    {"stored.npz", "NumPy archive", "c", "BOOL", 'c', 'b', 2, {2, 2}},
    {"stored.npz", "NumPy archive", "d", "F32", 'd', 'f', 2, {4, 3}},
    {"stored.npz", "NumPy archive", "e", "U8", 'e', 'u', 1, {3}},
    {"packed.npz", "NumPy archive", "a", "F32", 'a', 'f', 2, {3, 4}},
    {"packed.npz", "NumPy archive", "b", "I64", 'b', 'i', 1, {5}},
    {"packed.npz", "NumPy archive", "c", "BOOL", 'c', 'b', 2, {2, 2}},
    {"packed.npz", "NumPy archive", "d", "F32", 'd', 'f', 2, {4, 3}},
    {"packed.npz", "NumPy archive", "e", "U8", 'e', 'u', 1, {3}},
    {"state.pt", "PyTorch", "encoder.embedding.weight", "F32", 'a', 'f', 2, {4, 2}},
    {"state.pt", "PyTorch", "encoder.gru.weight_ih_l0", "F32", 'b', 'f', 2, {9, 2}},
    {"state.pt", "PyTorch", "encoder.gru.bias_hh_l0", "F32", 'e', 'f', 1, {9}},
    {"state.pt", "PyTorch", "out.bias", "F32", 'g', 'f', 1, {2}},
    {"state.pt", "PyTorch", "blocks.0.weight", "F32", 'h', 'f', 2, {2, 2}},
    {"state-packed.pt", "PyTorch", "encoder.gru.weight_ih_l0", "F32", 'b', 'f', 2, {9, 2}},
    {"state-packed.pt", "PyTorch", "blocks.0.weight", "F32", 'h', 'f', 2, {2, 2}},
    {"state-legacy.pt",
     "PyTorch (before 1.6)",
     "encoder.gru.weight_ih_l0",
     "F32",
     'b',
     'f',
     2,
     {9, 2}},
    {"state-legacy.pt", "PyTorch (before 1.6)", "blocks.0.weight", "F32", 'h', 'f', 2, {2, 2}},
    {"module.pt", "PyTorch", "encoder.embedding.weight", "F32", 'a', 'f', 2, {4, 2}},
    {"module.pt", "PyTorch", "encoder.gru.weight_hh_l0", "F32", 'c', 'f', 2, {9, 3}},
    {"module.pt", "PyTorch", "blocks.0.weight", "F32", 'h', 'f', 2, {2, 2}},
    {"module-legacy.pt",
     "PyTorch (before 1.6)",
     "encoder.gru.weight_hh_l0",
     "F32",
     'c',
     'f',
     2,
     {9, 3}},
    {"module-legacy.pt", "PyTorch (before 1.6)", "blocks.0.weight", "F32", 'h', 'f', 2, {2, 2}},
    {"nested.pt", "PyTorch", "model.w", "F32", 'a', 'f', 2, {2, 2}},
    {"nested.pt", "PyTorch", "array", "F32", 'b', 'f', 2, {2, 3}},
    {"nested.pt", "PyTorch", "list.0", "F32", 'c', 'f', 1, {2}},
    {"dtypes.pt", "PyTorch", "float32", "F32", 'a', 'f', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "float64", "F64", 'a', 'f', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "float16", "F16", 'a', 'f', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "bfloat16", "BF16", 'a', 'f', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "int64", "I64", 'a', 't', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "int32", "I32", 'a', 't', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "int16", "I16", 'a', 't', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "int8", "I8", 'a', 't', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "uint8", "U8", 'a', 'u', 2, {2, 3}},
    {"dtypes.pt", "PyTorch", "bool", "BOOL", 'a', 'b', 2, {2, 3}},
    {"single.pt", "PyTorch", "tensor", "F32", 'a', 'f', 2, {2, 2}},
    {"odd.pt", "PyTorch", "3", "F32", 'b', 'f', 1, {2}},
    {"protocol3.pt", "PyTorch", "w", "F32", 'a', 'f', 2, {2, 2}},
    {"protocol4.pt", "PyTorch", "w", "F32", 'a', 'f', 2, {2, 2}},
    {"protocol5.pt", "PyTorch", "w", "F32", 'a', 'f', 2, {2, 2}},
    {"protocol4-legacy.pt", "PyTorch (before 1.6)", "w", "F32", 'a', 'f', 2, {2, 2}},
    {"script.pt", "PyTorch", "weight", "F32", 'a', 'f', 2, {2, 3}},
    {"script.pt", "PyTorch", "bias", "F32", 'b', 'f', 1, {2}},
    {"keras.h5", "HDF5", "model_weights/gru/gru/gru_cell/kernel:0", "F32", 'a', 'f', 2, {2, 9}},
    {"keras.h5", "HDF5", "model_weights/embedding/embeddings:0", "F16", 'c', 'f', 2, {5, 2}},
    {"keras-latest.h5",
     "HDF5",
     "model_weights/gru/gru/gru_cell/kernel:0",
     "F32",
     'a',
     'f',
     2,
     {2, 9}},
    {"keras-latest.h5", "HDF5", "model_weights/embedding/embeddings:0", "F16", 'c', 'f', 2, {5, 2}},
    {"model.keras", "Keras", "model_weights/gru/gru/gru_cell/bias:0", "F32", 'b', 'f', 2, {2, 9}},
    {"packed.keras", "Keras", "model_weights/gru/gru/gru_cell/bias:0", "F32", 'b', 'f', 2, {2, 9}},
    {"chunks.h5", "HDF5", "plain", "F32", 'a', 'f', 2, {20, 13}},
    {"chunks.h5", "HDF5", "gzip", "F32", 'a', 'f', 2, {20, 13}},
    {"chunks.h5", "HDF5", "all", "F64", 'a', 'f', 2, {20, 13}},
    {"chunks.h5", "HDF5", "big", "F32", 'b', 'f', 1, {6}},
    {"chunks.h5", "HDF5", "truth", "BOOL", 'd', 'b', 1, {4}},
    {"chunks.h5", "HDF5", "bytes", "U8", 'e', 'u', 1, {3}},
    {"sharded", "safetensors in 2 files", "a", "F32", 'a', 'f', 2, {2, 3}},
    {"sharded", "safetensors in 2 files", "b", "I64", 'b', 'i', 1, {2}},
    {"sharded", "safetensors in 2 files", "c", "F16", 'c', 'f', 1, {3}},
};

static void every_value_is_what_the_library_wrote(void **state)
{
    (void)state;
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
        struct tensors *file = must_open(wanted[w].file);
        const struct tensor *tensor = tensors_find(file, wanted[w].name);
        struct err err = {""};
        if (!tensor)
            fail_msg("%s: no tensor %s", wanted[w].file, wanted[w].name);
        assert_string_equal(tensors_format(file), wanted[w].format);
        assert_string_equal(dtype_name(tensor->dtype), wanted[w].dtype);
        assert_int_equal(tensor->rank, wanted[w].rank);
        for (int d = 0; d < tensor->rank; d++)
            assert_int_equal(tensor->shape[d], wanted[w].shape[d]);
        double *values = mem_new(tensor->count, sizeof *values);
        float *singles = mem_new(tensor->count, sizeof *singles);
        assert_int_equal(tensor_doubles(values, tensor, 0, tensor->count, &err), 0);
        assert_int_equal(tensor_floats(singles, tensor, 0, tensor->count, &err), 0);
        for (size_t i = 0; i < tensor->count; i++) {
            double expected = expected_value(wanted[w].letter, wanted[w].kind, i);
            if (values[i] != expected || singles[i] != (float)expected)
                fail_msg("%s %s: value %zu is %g, %g expected", wanted[w].file, wanted[w].name, i,
                         values[i], expected);
        }
        free(values);
        free(singles);
        tensors_close(file);
    }
}

static void pickles_of_every_protocol_hold_the_same(void **state)
{
    (void)state;
    for (int protocol = 0; protocol <= 5; protocol++) {
        char *name = mem_format("arrays%d.pkl", protocol);
        struct tensors *file = must_open(name);
        struct err err;
        double values[12];
        static const struct {
            const char *name;
            char letter, kind;
        } arrays[] = {
            {"w", 'a', 'f'}, {"column", 'a', 'f'}, {"big", 'b', 'f'}, {"ordered.v", 'c', 'i'}};
        assert_int_equal(tensors_count(file), 4);
        for (size_t a = 0; a < 4; a++) {
            const struct tensor *tensor = tensors_find(file, arrays[a].name);
            assert_non_null(tensor);
            assert_int_equal(tensor_doubles(values, tensor, 0, tensor->count, &err), 0);
            for (size_t i = 0; i < tensor->count; i++)
                assert_true(values[i] == expected_value(arrays[a].letter, arrays[a].kind, i));
        }
        assert_string_equal(tensors_fact(file, 0)->key, "count");
        assert_string_equal(tensors_fact(file, 0)->text, "4");
        tensors_close(file);
        free(name);
    }
}

static void expect_values(const struct tensors *file, const char *name, const double *expected,
                          size_t count)
{
    const struct tensor *tensor = tensors_find(file, name);
    struct err err;
    double value;
    assert_non_null(tensor);
    assert_int_equal(tensor->count, count);
    for (size_t i = 0; i < count; i++) { /* one at a time: from the middle too */
        assert_int_equal(tensor_doubles(&value, tensor, i, 1, &err), 0);
        assert_true(value == expected[i]);
    }
}

#define EXPECT_VALUES(file, name, ...)                                                             \
    expect_values(file, name, (const double[]){__VA_ARGS__},                                       \
                  sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

/* Of a base of 3 × 4: 5.875 -2.125 2.5 -5.5 / -0.875 3.75 -4.25 0.375 / 5 -3 1.625 6.25 */
static void views_show_what_their_strides_say(void **state)
{
    (void)state;
    struct tensors *file = must_open("views.pt");
    EXPECT_VALUES(file, "whole", 5.875, -2.125, 2.5, -5.5, -0.875, 3.75, -4.25, 0.375, 5, -3, 1.625,
                  6.25);
    EXPECT_VALUES(file, "turned", 5.875, -0.875, 5, -2.125, 3.75, -3, 2.5, -4.25, 1.625, -5.5,
                  0.375, 6.25);
    EXPECT_VALUES(file, "row", -0.875, 3.75, -4.25, 0.375);
    EXPECT_VALUES(file, "column", -2.125, 3.75, -3);
    EXPECT_VALUES(file, "steps", -2.125, 2.5, -3, 1.625);
    EXPECT_VALUES(file, "spread", 5.875, 5.875, 5.875, 5.875, 5.875, 5.875, 5.875, 5.875, 5.875,
                  5.875, 5.875, 5.875);
    EXPECT_VALUES(file, "scalar", 2.5);
    assert_string_equal(tensors_find(file, "tied")->note, "its bytes are those of whole");
    assert_null(tensors_find(file, "whole")->note);
    assert_int_equal(tensors_find(file, "empty")->count, 0);
    tensors_close(file);
    file = must_open("views-legacy.pt");
    EXPECT_VALUES(file, "view", 2.5, -5.5, -0.875, 3.75, -4.25, 0.375);
    tensors_close(file);
}

static void chunks_that_are_not_there_have_the_value_that_fills(void **state)
{
    (void)state;
    struct tensors *file = must_open("chunks.h5");
    const double f = 1.5;
    EXPECT_VALUES(file, "holes", f, f, f, f, f, f, f, f, 6.125, -1.875, f, f, 2.75, -5.25, f, f, f,
                  f, f, f, f, f, f, f);
    EXPECT_VALUES(file, "never", 7, 7, 7);
    EXPECT_VALUES(file, "scalar", 2.5);
    assert_int_equal(tensors_find(file, "empty")->count, 0);
    static const char *const unread[] = {"lzf", "words", "record"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(tensors_find(file, unread[i])->dtype, DTYPE_OTHER);
        assert_non_null(strstr(tensors_find(file, unread[i])->note, "not read"));
    }
    assert_int_equal(tensors_count(file), 13); /* neither the link to a name nor the loop */
    tensors_close(file);
}

/* Pieces of any size, forwards and backwards, are those of the whole. */
static void packed_values_are_read_in_any_order(void **state)
{
    (void)state;
    static const char *const files[][2] = {
        {"packed.npz", "d"},
        {"packed.npz", "a"},
        {"chunks.h5", "gzip"},
        {"chunks.h5", "all"},
        {"state-packed.pt", "encoder.gru.weight_ih_l0"},
        {"types-v3.gguf", "blk.q5_k"},
    };
    for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
        struct tensors *file = must_open(files[f][0]);
        const struct tensor *tensor = tensors_find(file, files[f][1]);
        struct err err;
        size_t n = tensor->count;
        double *whole = mem_new(n, sizeof *whole), *part = mem_new(n, sizeof *part);
        assert_int_equal(tensor_doubles(whole, tensor, 0, n, &err), 0);
        for (size_t k = 0; k < 200; k++) {
            size_t first = k * 7919 % n, count = 1 + k * 31 % (n - first);
            assert_int_equal(tensor_doubles(part, tensor, first, count, &err), 0);
            assert_memory_equal(part, whole + first, count * sizeof *part);
        }
        free(whole);
        free(part);
        tensors_close(file);
    }
}

/* ---- names, notes, facts ---- */

static const char *fact_of(const struct tensors *file, const char *key)
{
    for (size_t i = 0; i < tensors_fact_count(file); i++)
        if (strcmp(tensors_fact(file, i)->key, key) == 0)
            return tensors_fact(file, i)->text;
    return "(none)";
}

static void facts_are_texts(void **state)
{
    (void)state;
    static const char *const facts[][3] = {
        {"nested.pt", "epoch", "7"},
        {"nested.pt", "loss", "0.25"},
        {"nested.pt", "note", "a text"},
        {"nested.pt", "args.lr", "0.5"},
        {"nested.pt", "history", "[1, 0.5, 0.25]"},
        {"nested.pt", "best", "1.5"},
        {"nested.pt", "optimizer.0.lr", "0.001"},
        {"nested.pt", "classes", "types.SimpleNamespace"},
        {"module.pt", "encoder.hidden_size", "3"},
        {"module.pt", "encoder.gru.mode", "GRU"},
        {"script.pt", "program", "TorchScript"},
        {"keras.h5", "keras_version", "2.11.0"},
        {"keras.h5", "backend", "tensorflow"},
        {"keras.h5", "layer_names", "[embedding, gru]"},
        {"keras.h5", "steps", "12"},
        {"keras.h5", "model_config", "{\"class_name\": \"Model\", \"units\": 3}"},
        {"keras.h5", "model_weights/gru/weight_names", "[gru/kernel:0, gru/bias:0]"},
        {"keras-latest.h5", "backend", "tensorflow"},
        {"model.keras", "config.json", "{\"class_name\": \"Functional\"}"},
        {"packed.keras", "metadata.json", "{\"keras_version\": \"3.0\"}"},
        {"sharded", "format", "pt"},
        {"types-v2.gguf", "general.architecture", "heed"},
        {"types-v3.gguf", "a.float", "0.5"},
        {"types-v3.gguf", "a.bool", "true"},
        {"types-v3.gguf", "a.big", "9223372036854775808"},
        {"types-v3.gguf", "a.small", "-5"},
        {"types-v3.gguf", "a.double", "1e+300"},
        {"types-v3.gguf", "a.byte", "-1"},
        {"types-v3.gguf", "a.numbers", "[1, -2, 3]"},
        {"types-v3.gguf", "a.nested", "[[1, 2], [3]]"},
        {"types-v3.gguf", "tokenizer.ggml.tokens",
         "[t0, t1, t2, t3, t4, t5, t6, t7, ... 10 in all]"},
    };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct tensors *file = must_open(facts[i][0]);
        assert_string_equal(fact_of(file, facts[i][1]), facts[i][2]);
        tensors_close(file);
    }
    struct tensors *file = must_open("types-v3.gguf");
    assert_string_equal(tensors_words(file), "t0\nt1\nt2\nt3\nt4\nt5\nt6\nt7\nt8\nt9\n");
    tensors_close(file);
    file = must_open("module.pt");
    assert_null(tensors_words(file));
    assert_non_null(strstr(fact_of(file, "classes"), "somebody.models.Model"));
    tensors_close(file);
}

static void modules_have_the_names_of_their_state(void **state)
{
    (void)state;
    struct tensors *files[] = {must_open("state.pt"), must_open("module.pt"),
                               must_open("module-legacy.pt"), must_open("state-legacy.pt")};
    for (int f = 1; f < 4; f++) {
        assert_int_equal(tensors_count(files[f]), tensors_count(files[0]));
        for (size_t i = 0; i < tensors_count(files[0]); i++)
            assert_string_equal(tensors_at(files[f], i)->name, tensors_at(files[0], i)->name);
    }
    for (int f = 0; f < 4; f++)
        tensors_close(files[f]);
}

static void what_is_not_read_is_listed(void **state)
{
    (void)state;
    static const struct {
        const char *file, *name, *dtype, *note;
    } unread[] = {
        {"stored.npz", "text", "<U5", NULL},
        {"stored.npz", "z", "<c8", NULL},
        {"packed.npz", "text", "<U5", "packed"},
        {"record.npy", "array", "record", NULL},
        {"objects.npy", "array", "|O", "Python objects, kept as a pickle: not read"},
        {"odd.pt", "complex", "complex64", NULL},
        {"types-v3.gguf", "blk.q2_k", "Q2_K", "listed, not read: blocks of another kind"},
    };
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++) {
        struct tensors *file = must_open(unread[i].file);
        const struct tensor *tensor = tensors_find(file, unread[i].name);
        assert_non_null(tensor);
        assert_int_equal(tensor->dtype, DTYPE_OTHER);
        assert_string_equal(tensor->dtype_name, unread[i].dtype);
        if (unread[i].note)
            assert_string_equal(tensor->note, unread[i].note);
        else
            assert_null(tensor->note);
        tensors_close(file);
    }
    struct tensors *file = must_open("odd.pt");
    const struct tensor *tensor = tensors_find(file, "quantized");
    assert_int_equal(tensor->dtype, DTYPE_I8);
    assert_string_equal(tensor->note, "quantized: the integers as they are stored");
    tensors_close(file);
}

static void blocks_of_a_file_can_be_looked_into(void **state)
{
    (void)state;
    struct tensors *file = must_open("types-v2.gguf");
    const struct tensor *tensor = tensors_find(file, "blk.q4_k");
    struct quant_block block;
    struct err err;
    float values[QUANT_VALUES_MAX], made[QUANT_VALUES_MAX];
    for (size_t b = 0; b < tensor->count / QUANT_VALUES_MAX; b++) {
        assert_int_equal(tensor_block(&block, tensor, b, &err), 0);
        quant_values(made, &block);
        assert_int_equal(
            tensor_floats(values, tensor, b * QUANT_VALUES_MAX, QUANT_VALUES_MAX, &err), 0);
        assert_memory_equal(values, made, sizeof values);
    }
    tensors_close(file);
}

static void names_are_shown_on_one_line(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"encoder.weight", "encoder.weight"},
        {"\x1b[2Jred\x1b[31m", "\\u{1b}[2Jred\\u{1b}[31m"},
        {"two\nlines\ttab\r", "two\\u{a}lines\\u{9}tab\\u{d}"},
        {"\x7f\xc2\x9b", "\\u{7f}\\u{9b}"},
        {"\xe2\x80\xaeright", "\\u{202e}right"},
        {"\xef\xbb\xbf\xe2\x80\x8b", "\\u{feff}\\u{200b}"},
        {"\xff\xc3(", "\\xff\\xc3("},
        {"back\\slash", "back\\\\slash"},
        {"\xe9\x87\x8d\xe3\x81\xbf \xc3\xa9", "\xe9\x87\x8d\xe3\x81\xbf \xc3\xa9"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str shown = {0};
        tensor_show_name(&shown, names[i][0]);
        assert_string_equal(shown.text, names[i][1]);
        str_free(&shown);
    }
}

/* ---- what a file is ---- */

static void what_a_file_is_is_said_by_its_first_bytes(void **state)
{
    (void)state;
    static const char *const refused[][2] = {
        {"pointer.safetensors",
         "this is a Git LFS pointer, the file itself has 438064459 bytes; git lfs pull"},
        {"model.onnx", "this is an ONNX model, which heed does not read: save its weights"},
        {"page.bin", "this is a page of the web, which heed does not read: the server sent"},
        {"old.bin", "this is a GGML model, from before GGUF, which heed does not read: convert"},
        {"text.txt", "this is plain text"},
        {"packed.gz", "this is packed by gzip, which heed does not read: unpack it first: gunzip"},
        {"empty.pt", "this is an empty file, which heed does not read: was it downloaded"},
        {"other.json", "JSON without a weight_map"},
        {"other.zip", "a zip archive without weights; data.pkl (PyTorch), NAME.npy (NumPy) or"},
        {"unknown.bin", "an unknown format that begins with the bytes 01 02 03 04 05 06 07 08"},
        {"dense.h5", "a group of many links in a fractal heap, which heed does not read"},
        {"", "a folder without model.safetensors.index.json"},
        {"nowhere.pt", "cannot open: No such file"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char *path = mem_format("tests/store/%s", refused[i][0]);
        struct err err = {""};
        assert_null(tensors_open(path, &err));
        assert_memory_equal(err.text, path, strlen(path));
        if (!strstr(err.text, refused[i][1]))
            fail_msg("\"%s\" does not say \"%s\"", err.text, refused[i][1]);
        free(path);
    }
}

static void an_index_is_opened_by_its_folder_or_by_itself(void **state)
{
    (void)state;
    static const char *const names[] = {"sharded", "sharded/",
                                        "sharded/model.safetensors.index.json"};
    for (int i = 0; i < 3; i++) {
        struct tensors *file = must_open(names[i]);
        assert_int_equal(tensors_count(file), 3);
        assert_int_equal(tensors_part_count(file), 2);
        int part = tensors_find(file, "c")->part;
        assert_non_null(strstr(tensors_part(file, part), "model-00002-of-00002.safetensors"));
        tensors_close(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_what_the_library_wrote),
        cmocka_unit_test(pickles_of_every_protocol_hold_the_same),
        cmocka_unit_test(views_show_what_their_strides_say),
        cmocka_unit_test(chunks_that_are_not_there_have_the_value_that_fills),
        cmocka_unit_test(packed_values_are_read_in_any_order),
        cmocka_unit_test(facts_are_texts),
        cmocka_unit_test(modules_have_the_names_of_their_state),
        cmocka_unit_test(what_is_not_read_is_listed),
        cmocka_unit_test(blocks_of_a_file_can_be_looked_into),
        cmocka_unit_test(names_are_shown_on_one_line),
        cmocka_unit_test(what_a_file_is_is_said_by_its_first_bytes),
        cmocka_unit_test(an_index_is_opened_by_its_folder_or_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
