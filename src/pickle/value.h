#ifndef HEED_PICKLE_VALUE_H
#define HEED_PICKLE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a pickle holds, and what it would call. */

enum pickle_kind {
    PICKLE_NONE,
    PICKLE_BOOL,
    PICKLE_INT,
    PICKLE_FLOAT,
    PICKLE_TEXT,  /* str of Python 3, unicode of Python 2: any bytes */
    PICKLE_BYTES, /* bytes, bytearray, str of Python 2, and integers beyond 64 bits */
    PICKLE_TUPLE,
    PICKLE_LIST,
    PICKLE_SET,
    PICKLE_DICT,       /* keys and values in turns */
    PICKLE_GLOBAL,     /* a class or function: "module" and "name" */
    PICKLE_CALL,       /* what a call would return, or an object of a class */
    PICKLE_PERSISTENT, /* what lies outside the pickle: call.args says what */
    PICKLE_KIND_COUNT,
};

struct pickle_items {
    const struct pickle_value **list;
    size_t count, capacity;
};

struct pickle_value {
    enum pickle_kind kind;
    union {
        int64_t integer; /* of PICKLE_BOOL too */
        double real;
        struct {
            const char *start; /* not ended by NUL */
            size_t size;
        } text;
        struct pickle_items items; /* TUPLE, LIST, SET, DICT */
        struct {
            const char *module, *name; /* ended by NUL, no NUL inside */
        } global;
        struct {
            const struct pickle_value *callee; /* NULL for PERSISTENT */
            const struct pickle_value *args;
            const struct pickle_value *state; /* what BUILD set, or NULL */
            struct pickle_items *more; /* [0] items appended, [1] keys and values set; or NULL */
        } call;
    };
};

/* ---- looking at values; all of them take NULL, which is nothing ---- */

/* Whether it is the class or function module.name. */
bool pickle_is_global(const struct pickle_value *value, const char *module, const char *name);

/* Whether it is a text, or bytes, which is what a text of Python 2 is; and one of these
 * characters. */
bool pickle_is_any_text(const struct pickle_value *value);
bool pickle_is_text(const struct pickle_value *value, const char *text);

/* The item of a tuple or list, or NULL. */
const struct pickle_value *pickle_item(const struct pickle_value *value, size_t index);

/* A whole number from 0 on. */
bool pickle_size(const struct pickle_value *value, size_t *out);

/* The pairs of a dict, or of an object that was filled like one (OrderedDict); NULL for others. */
const struct pickle_items *pickle_pairs(const struct pickle_value *value);

/* The value of the first pair with this text as its key, or NULL. */
const struct pickle_value *pickle_get(const struct pickle_items *pairs, const char *key);

#endif
