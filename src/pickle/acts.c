#include "pickle/acts.h"

#include <string.h>

#include "base/str.h"

enum { PATH_SHOWN = 60 };

/* What could act. The danger is in the modules, so whole modules are listed; of builtins only what
 * is harmless is let through. Since heed runs none of it in any case, a name that is missing here
 * opens no door: it only means that the file is opened without a warning. */

/* Never part of an honest name, wherever they stand: torch.serialization.os.system is os.system. */
static const char *const anywhere[] = {"os",
                                       "posix",
                                       "nt",
                                       "sys",
                                       "subprocess",
                                       "builtins",
                                       "__builtin__",
                                       "__builtins__",
                                       "ctypes",
                                       "_ctypes",
                                       "importlib",
                                       "__globals__",
                                       "__subclasses__",
                                       "__import__"};

/* Modules, and packages with all that is below them: a user's own code/net.py is not Python's
 * code. */
static const char *const modules[] = {"SocketServer",
                                      "_frozen_importlib",
                                      "_frozen_importlib_external",
                                      "_operator",
                                      "_pickle",
                                      "_posixsubprocess",
                                      "_socket",
                                      "_thread",
                                      "antigravity",
                                      "atexit",
                                      "bdb",
                                      "cPickle",
                                      "cProfile",
                                      "code",
                                      "codeop",
                                      "commands",
                                      "compileall",
                                      "doctest",
                                      "fileinput",
                                      "ftplib",
                                      "httplib",
                                      "imaplib",
                                      "imp",
                                      "marshal",
                                      "nntplib",
                                      "operator",
                                      "pdb",
                                      "pickle",
                                      "pipes",
                                      "pkgutil",
                                      "platform",
                                      "popen2",
                                      "poplib",
                                      "posixfile",
                                      "profile",
                                      "pty",
                                      "py_compile",
                                      "pydoc",
                                      "runpy",
                                      "selectors",
                                      "shelve",
                                      "shutil",
                                      "signal",
                                      "site",
                                      "smtplib",
                                      "socket",
                                      "socketserver",
                                      "ssl",
                                      "telnetlib",
                                      "tempfile",
                                      "thread",
                                      "threading",
                                      "timeit",
                                      "trace",
                                      "urllib2",
                                      "webbrowser",
                                      "zipimport"};
static const char *const packages[] = {
    "aiohttp", "asyncio", "cloudpickle", "concurrent",      "dill",  "distutils", "ensurepip",
    "http",    "idlelib", "lib2to3",     "multiprocessing", "pip",   "requests",  "setuptools",
    "sqlite3", "urllib",  "venv",        "wsgiref",         "xmlrpc"};

static const struct {
    const char *module, *name;
} functions[] = {
    {"_codecs", "lookup"},
    {"_io", "FileIO"},
    {"_io", "open"},
    {"_io", "open_code"},
    {"codecs", "open"},
    {"functools", "reduce"},
    {"io", "FileIO"},
    {"io", "open"},
    {"io", "open_code"},
    {"joblib", "load"},
    {"joblib.numpy_pickle", "load"},
    {"logging.config", "dictConfig"},
    {"logging.config", "fileConfig"},
    {"logging.config", "listen"},
    {"numpy", "fromfile"},
    {"numpy", "load"},
    {"numpy", "memmap"},
    {"numpy", "save"},
    {"numpy.core.multiarray", "fromfile"},
    {"numpy.testing._private.utils", "runstring"},
    {"numpy.testing.utils", "runstring"},
    {"pandas", "read_pickle"},
    {"torch", "load"},
    {"torch", "save"},
    {"torch._dynamo.guards", "GuardBuilder.get"},
    {"torch._inductor.codecache", "compile_file"},
    {"torch.hub", "load"},
    {"torch.jit", "load"},
    {"torch.serialization", "load"},
    {"torch.storage", "_load_from_bytes"},
    {"torch.utils._config_module", "ConfigModule.load_config"},
    {"torch.utils.cpp_extension", "load"},
    {"torch.utils.cpp_extension", "load_inline"},
    {"types", "CodeType"},
    {"types", "FunctionType"},
    {"types", "LambdaType"},
    {"types", "ModuleType"},
};

/* Functions by which one comes from any object to any other, and those that run a text. */
static const char *const names[] = {
    "eval",        "exec",       "execfile",  "system",   "popen",       "__getattribute__",
    "__getattr__", "__reduce__", "__class__", "__base__", "__bases__",   "__mro__",
    "__dict__",    "__code__",   "__call__",  "__init__", "__setattr__", "__delattr__",
    "__del__",     "__loader__", "__spec__"};

static const char *const harmless_builtins[] = {
    "set",      "frozenset",      "list",       "dict",      "tuple",     "int",
    "long",     "float",          "bool",       "str",       "bytes",     "slice",
    "complex",  "object",         "range",      "xrange",    "bytearray", "unicode",
    "Ellipsis", "NotImplemented", "basestring", "type(None)"};

static bool part_is(const char *part, size_t n, const char *word)
{
    return strlen(word) == n && memcmp(part, word, n) == 0;
}

static bool is_among(const char *const *words, size_t count, const char *part, size_t n)
{
    for (size_t i = 0; i < count; i++)
        if (part_is(part, n, words[i]))
            return true;
    return false;
}

#define AMONG(words, part, n) is_among(words, sizeof words / sizeof *words, part, n)

/* Whether a part between the dots of a path is one of those that stand nowhere. */
static bool has_bad_part(const char *path, bool is_name)
{
    for (const char *part = path;; part++) {
        size_t n = strcspn(part, ".");
        if (AMONG(anywhere, part, n) || (is_name && AMONG(names, part, n)))
            return true;
        part += n;
        if (*part == '\0')
            return false;
    }
}

static bool is_listed_function(const char *module, const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strcmp(functions[i].module, module) == 0 && strcmp(functions[i].name, name) == 0)
            return true;
    return false;
}

bool pickle_acts(const char *module, const char *name)
{
    if (strcmp(module, "builtins") == 0 || strcmp(module, "__builtin__") == 0)
        return !AMONG(harmless_builtins, name, strlen(name));
    return has_bad_part(module, false) || has_bad_part(name, true) ||
           AMONG(modules, module, strlen(module)) ||
           AMONG(packages, module, strcspn(module, ".")) || is_listed_function(module, name);
}

/* For a message; honest paths are letters, digits, dots and underscores. */
static void show_path(struct str *out, const char *path)
{
    for (size_t i = 0; path[i] && i < PATH_SHOWN; i++)
        if (path[i] > ' ' && path[i] < 127)
            str_add_n(out, path + i, 1);
        else
            str_format(out, "\\x%02x", (unsigned char)path[i]);
}

int pickle_check_global(const char *module, const char *name, struct err *err)
{
    if (!pickle_acts(module, name))
        return 0;
    struct str shown = {0};
    show_path(&shown, module);
    str_add(&shown, ".");
    show_path(&shown, name);
    err_set(err, "names %s, through which it could act when Python loads it: refused", shown.text);
    str_free(&shown);
    return -1;
}
