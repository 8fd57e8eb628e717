#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "pickle/acts.h"
#include "pickle/pickle.h"
#include "store/tensors.h"

/* ---- values ---- */

/* Opcodes as a C string; NULs are fine inside an array. */
#define RUN(opcodes, err) run(opcodes, sizeof(opcodes) - 1, err)

static struct pickle *run(const char *opcodes, size_t size, struct err *err)
{
    size_t used = 0;
    *err = (struct err){""};
    struct pickle *pickle = pickle_read((const unsigned char *)opcodes, size, &used, err);
    assert_true(pickle ? used <= size : err->text[0] != '\0');
    return pickle;
}

static const struct pickle_value *root_of(struct pickle *pickle, const struct err *err)
{
    if (!pickle)
        fail_msg("%s", err->text);
    return pickle_root(pickle);
}

static void expect_integer(const char *opcodes, size_t size, int64_t expected)
{
    struct err err;
    struct pickle *pickle = run(opcodes, size, &err);
    const struct pickle_value *root = root_of(pickle, &err);
    assert_int_equal(root->kind, PICKLE_INT);
    assert_int_equal(root->integer, expected);
    pickle_free(pickle);
}
#define EXPECT_INTEGER(opcodes, expected) expect_integer(opcodes, sizeof(opcodes) - 1, expected)

static void numbers_of_all_lengths(void **state)
{
    (void)state;
    EXPECT_INTEGER("K\xff.", 255);
    EXPECT_INTEGER("M\x34\x12.", 0x1234);
    EXPECT_INTEGER("J\xfe\xff\xff\xff.", -2);
    EXPECT_INTEGER("I-7\n.", -7);
    EXPECT_INTEGER("L9000000000L\n.", 9000000000);
    EXPECT_INTEGER("\x8a\x00.", 0);
    EXPECT_INTEGER("\x8a\x01\xff.", -1);
    EXPECT_INTEGER("\x8a\x03\x01\x02\x03.", 0x030201);
    EXPECT_INTEGER("\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.", INT64_MAX);
    EXPECT_INTEGER("\x8b\x01\0\0\0\x80.", -128);
    struct err err;
    struct pickle *pickle = RUN("G\x3f\xf8\0\0\0\0\0\0.", &err);
    assert_true(root_of(pickle, &err)->real == 1.5);
    pickle_free(pickle);
    pickle = RUN("F-0.25\n.", &err);
    assert_true(root_of(pickle, &err)->real == -0.25);
    pickle_free(pickle);
}

static void expect_text(const char *opcodes, size_t size, enum pickle_kind kind, const char *text)
{
    struct err err;
    struct pickle *pickle = run(opcodes, size, &err);
    const struct pickle_value *root = root_of(pickle, &err);
    assert_int_equal(root->kind, kind);
    if (!pickle_is_text(root, text))
        fail_msg("\"%.*s\" is not \"%s\"", (int)root->text.size, root->text.start, text);
    pickle_free(pickle);
}
#define EXPECT_TEXT(opcodes, kind, text) expect_text(opcodes, sizeof(opcodes) - 1, kind, text)

static void texts_of_all_protocols(void **state)
{
    (void)state;
    EXPECT_TEXT("X\x02\0\0\0hi.", PICKLE_TEXT, "hi");
    EXPECT_TEXT("\x8c\x02hi.", PICKLE_TEXT, "hi");
    EXPECT_TEXT("\x8d\x02\0\0\0\0\0\0\0hi.", PICKLE_TEXT, "hi");
    EXPECT_TEXT("U\x02hi.", PICKLE_BYTES, "hi");
    EXPECT_TEXT("T\x02\0\0\0hi.", PICKLE_BYTES, "hi");
    EXPECT_TEXT("B\x02\0\0\0hi.", PICKLE_BYTES, "hi");
    EXPECT_TEXT("C\x02hi.", PICKLE_BYTES, "hi");
    EXPECT_TEXT("\x96\x02\0\0\0\0\0\0\0hi.", PICKLE_BYTES, "hi");
    EXPECT_TEXT("Vhi \\u00e9\\u20ac\xe9\n.", PICKLE_TEXT, "hi \xc3\xa9\xe2\x82\xac\xc3\xa9");
    EXPECT_TEXT("V\\U0001f600\\u12\n.", PICKLE_TEXT, "\xf0\x9f\x98\x80\\u12");
    EXPECT_TEXT("S'a\\'b\\x41\\n\\\\'\n.", PICKLE_BYTES, "a'bA\n\\");
    EXPECT_TEXT("S\"\"\n.", PICKLE_BYTES, "");
}

static void containers_hold_what_was_put_in(void **state)
{
    (void)state;
    struct err err;
    struct pickle *pickle = RUN("}X\1\0\0\0aK\1s(X\1\0\0\0bK\2X\1\0\0\0c]K\3aK\4au.", &err);
    const struct pickle_items *pairs = pickle_pairs(root_of(pickle, &err));
    size_t size;
    assert_int_equal(pairs->count, 6);
    assert_true(pickle_size(pickle_get(pairs, "a"), &size) && size == 1);
    assert_true(pickle_size(pickle_item(pickle_get(pairs, "c"), 1), &size) && size == 4);
    assert_null(pickle_item(pickle_get(pairs, "c"), 2));
    assert_null(pickle_get(pairs, "d"));
    pickle_free(pickle);
    pickle = RUN("(K\1K\2t.", &err);
    assert_int_equal(root_of(pickle, &err)->items.count, 2);
    pickle_free(pickle);
    pickle = RUN("K\1K\2K\3\x87.", &err);
    assert_true(pickle_size(pickle_item(root_of(pickle, &err), 2), &size) && size == 3);
    pickle_free(pickle);
    pickle = RUN("\x8f(K\1K\2\x90.", &err);
    assert_int_equal(root_of(pickle, &err)->kind, PICKLE_SET);
    assert_int_equal(root_of(pickle, &err)->items.count, 2);
    pickle_free(pickle);
}

static void calls_are_written_down_and_not_made(void **state)
{
    (void)state;
    struct err err;
    struct pickle *pickle =
        RUN("csome.where\nThing\nK\1\x85R}X\1\0\0\0xK\5sbX\1\0\0\0yK\6s.", &err);
    const struct pickle_value *root = root_of(pickle, &err);
    size_t size;
    assert_int_equal(root->kind, PICKLE_CALL);
    assert_true(pickle_is_global(root->call.callee, "some.where", "Thing"));
    assert_true(pickle_size(pickle_item(root->call.args, 0), &size) && size == 1);
    assert_true(pickle_size(pickle_get(pickle_pairs(root->call.state), "x"), &size) && size == 5);
    assert_true(pickle_size(pickle_get(pickle_pairs(root), "y"), &size) && size == 6);
    pickle_free(pickle);
    pickle = RUN("(X\7\0\0\0storageK\1tQ.", &err);
    root = root_of(pickle, &err);
    assert_int_equal(root->kind, PICKLE_PERSISTENT);
    assert_true(pickle_is_text(pickle_item(root->call.args, 0), "storage"));
    pickle_free(pickle);
}

static void a_value_may_contain_itself(void **state)
{
    (void)state;
    struct err err;
    struct pickle *pickle = RUN("]q\0h\0a.", &err);
    const struct pickle_value *root = root_of(pickle, &err);
    assert_ptr_equal(pickle_item(root, 0), root);
    pickle_free(pickle);
}

/* ---- damage ---- */

static void damage_is_named_with_its_byte(void **state)
{
    (void)state;
    static const struct {
        const char *opcodes;
        size_t size;
        const char *why;
    } damages[] = {
#define DAMAGE(opcodes, why) {opcodes, sizeof(opcodes) - 1, why}
        DAMAGE("", "byte 0 of the pickle: the pickle is cut short"),
        DAMAGE(".", "takes a value where there is none"),
        DAMAGE("K", "cut short"),
        DAMAGE("K\1", "byte 2 of the pickle: the pickle is cut short"),
        DAMAGE("\xff", "code 255 is none of a pickle"),
        DAMAGE("\x80\x06N.", "protocol 6; 0 to 5 expected"),
        DAMAGE("X\xff\xff\xff\xff", "cut short"),
        DAMAGE("\x8d\xff\xff\xff\xff\xff\xff\xff\xff", "cut short"),
        DAMAGE("B\xff\xff\xff\x7f....", "cut short"),
        DAMAGE("I12", "a line without end"),
        DAMAGE("Sabc\n.", "a string without quotes"),
        DAMAGE("N0.", "takes a value where there is none"),
        DAMAGE("t.", "goes back to a mark where there is none"),
        DAMAGE("(NNt0\x86.", "takes a value where there is none"),
        DAMAGE("NNa.", "adds to what is no container"),
        DAMAGE("Na.", "adds to a value where there is none"),
        DAMAGE("}(Nu.", "a key without a value"),
        DAMAGE("(Nd.", "a key without a value"),
        DAMAGE("h\0.", "asks for value 0, which it has not remembered"),
        DAMAGE("Nr\xff\xff\xff\xff.", "remembers a value as number 4294967295"),
        DAMAGE("gx\n.", "no number of a remembered value"),
        DAMAGE("p0\n.", "adds to a value where there is none"),
        DAMAGE("N)R.", "calls what is no function"),
        DAMAGE("cx\ny\nNNR.", "calls what is no function"),
        DAMAGE("cx\ny\nK\1R.", "calls a function with what is no tuple"),
        DAMAGE("(o.", "an object without a class"),
        DAMAGE("c\ny\n.", "a class without a proper name"),
        DAMAGE("NN\x93.", "a class without a proper name"),
        DAMAGE("\x8c\3a\0b\x8c\1c\x93.", "a class without a proper name"),
        DAMAGE("\x82\1.", "uses an extension code"),
        DAMAGE("\x97.", "refers to a buffer that lies elsewhere"),
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct err err;
        struct pickle *pickle = run(damages[i].opcodes, damages[i].size, &err);
        if (pickle)
            fail_msg("accepted, but should be refused with: %s", damages[i].why);
        if (!strstr(err.text, damages[i].why))
            fail_msg("\"%s\" does not say \"%s\"", err.text, damages[i].why);
    }
}

static void more_values_than_honest_pickles_have_are_refused(void **state)
{
    (void)state;
    enum { COUNT = 3 << 20 };
    char *opcodes = mem_new(COUNT, 1);
    memset(opcodes, ')', COUNT);
    struct err err;
    assert_null(run(opcodes, COUNT, &err));
    assert_non_null(strstr(err.text, "more than 2097152 values"));
    free(opcodes);
}

/* ---- what could act ---- */

static void what_could_act_is_told_from_what_could_not(void **state)
{
    (void)state;
    static const char *const acting[][2] = {
        {"os", "system"},
        {"posix", "system"},
        {"nt", "system"},
        {"builtins", "eval"},
        {"builtins", "exec"},
        {"builtins", "getattr"},
        {"builtins", "__import__"},
        {"builtins", "open"},
        {"builtins", "object.__subclasses__"},
        {"__builtin__", "apply"},
        {"subprocess", "Popen"},
        {"sys", "modules"},
        {"torch", "serialization.os.system"},
        {"torch.serialization.os", "system"},
        {"importlib", "import_module"},
        {"runpy", "run_path"},
        {"pickle", "loads"},
        {"_pickle", "loads"},
        {"torch", "load"},
        {"torch.hub", "load"},
        {"torch.storage", "_load_from_bytes"},
        {"numpy", "load"},
        {"operator", "attrgetter"},
        {"urllib.request", "urlopen"},
        {"multiprocessing.util", "spawnv_passfds"},
        {"ctypes", "CDLL"},
        {"somebody.models", "Net.__init__.__globals__"},
        {"types", "CodeType"},
        {"webbrowser", "open"},
        {"code", "InteractiveInterpreter"},
    };
    static const char *const harmless[][2] = {
        {"torch._utils", "_rebuild_tensor_v2"},
        {"torch", "FloatStorage"},
        {"torch", "float32"},
        {"torch.nn.modules.rnn", "GRU"},
        {"torch.nn.parameter", "Parameter"},
        {"collections", "OrderedDict"},
        {"collections", "defaultdict"},
        {"numpy.core.multiarray", "_reconstruct"},
        {"numpy", "ndarray"},
        {"numpy", "dtype"},
        {"builtins", "set"},
        {"__builtin__", "object"},
        {"copy_reg", "_reconstructor"},
        {"copyreg", "__newobj__"},
        {"_codecs", "encode"},
        {"argparse", "Namespace"},
        {"types", "SimpleNamespace"},
        {"functools", "partial"},
        {"pathlib", "PosixPath"},
        {"datetime", "datetime"},
        {"__main__", "EncoderRNN"},
        {"code.models", "Net"},
        {"positional.osaka", "System"},
    };
    for (size_t i = 0; i < sizeof acting / sizeof *acting; i++)
        if (!pickle_acts(acting[i][0], acting[i][1]))
            fail_msg("%s.%s is let through", acting[i][0], acting[i][1]);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (pickle_acts(harmless[i][0], harmless[i][1]))
            fail_msg("%s.%s is refused", harmless[i][0], harmless[i][1]);
}

/* Every file of tests/store/acting would make a file "acted" where it is loaded by Python. */
static void files_that_would_act_are_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *file, *name;
    } names[] = {
        {"system-0", "os.system"},
        {"posix-2", "posix.system"},
        {"stack-4", "posix.system"},
        {"inst", "os.system"},
        {"obj", "os.system"},
        {"newobj", "subprocess.Popen"},
        {"build", "builtins.exec"},
        {"eval", "__builtin__.eval"},
        {"memo", "os.system"},
        {"getattr", "__builtin__.getattr"},
        {"runpy", "runpy._run_code"},
        {"in-state", "nt.system"},
        {"dotted", "torch.serialization.os.system"},
        {"objects", "posix.system"},
    };
    DIR *folder = opendir("tests/store/acting");
    assert_non_null(folder);
    int refused = 0;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        const char *name = NULL;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (strncmp(entry->d_name, names[i].file, strlen(names[i].file)) == 0)
                name = names[i].name;
        char *path = mem_format("tests/store/acting/%s", entry->d_name);
        struct err err = {""};
        struct tensors *file = tensors_open(path, &err);
        if (file)
            fail_msg("%s was opened", path);
        assert_non_null(name);
        char *why = mem_format("names %s, through which it could act", name);
        if (!strstr(err.text, why))
            fail_msg("\"%s\" does not say \"%s\"", err.text, why);
        assert_memory_equal(err.text, path, strlen(path));
        free(why);
        free(path);
        refused++;
    }
    closedir(folder);
    assert_int_equal(refused, 13 * 3 + 1); /* three containers, and an array of objects */
    assert_int_not_equal(access("acted", F_OK), 0);
    assert_int_not_equal(access("tests/store/acting/acted", F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_all_lengths),
        cmocka_unit_test(texts_of_all_protocols),
        cmocka_unit_test(containers_hold_what_was_put_in),
        cmocka_unit_test(calls_are_written_down_and_not_made),
        cmocka_unit_test(a_value_may_contain_itself),
        cmocka_unit_test(damage_is_named_with_its_byte),
        cmocka_unit_test(more_values_than_honest_pickles_have_are_refused),
        cmocka_unit_test(what_could_act_is_told_from_what_could_not),
        cmocka_unit_test(files_that_would_act_are_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
