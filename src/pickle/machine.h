#ifndef HEED_PICKLE_MACHINE_H
#define HEED_PICKLE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/mem.h"
#include "pickle/value.h"

/* What the opcodes of pickle.c work on: values, a stack with marks, a memo. Nobody else includes
 * this. */

enum { SLAB = 1024 }; /* values allocated at once */

struct pickle {
    struct cursor in;
    struct pickle_value **slabs; /* SLAB values each */
    size_t slab_count, slab_capacity, count;
    struct pickle_value **stack;
    size_t height, stack_capacity;
    size_t *marks; /* heights of the stack */
    size_t mark_count, mark_capacity;
    struct pickle_value **memo; /* NULL where nothing was put */
    size_t memo_size, memo_capacity, memo_count;
    struct arena texts;
    const struct pickle_value *root;
};

/* A new value of that kind, all else zero. NULL, with a message, when there are too many. */
struct pickle_value *machine_new(struct pickle *p, enum pickle_kind kind, struct err *err);

/* Puts a value on the stack: 0; or, for NULL, -1, so that a value that could not be made ends
 * things. */
int machine_push(struct pickle *p, struct pickle_value *value);

/* Values that were on the stack: valid until something is pushed. */
struct pickle_slice {
    struct pickle_value **list;
    size_t count;
};

/* Takes the last `count` values off the stack, which may not reach below the last mark; or all
 * above the last mark, and the mark. 0, or -1. */
int machine_pop(struct pickle *p, struct pickle_slice *slice, size_t count, struct err *err);
int machine_pop_mark(struct pickle *p, struct pickle_slice *slice, struct err *err);
void machine_mark(struct pickle *p);
bool machine_at_mark(const struct pickle *p); /* nothing lies above the last mark */

/* The last value on the stack, for something to be added to it. NULL with a message. */
struct pickle_value *machine_top(const struct pickle *p, struct err *err);

/* Remembers the value as that number, and gives it back. */
int machine_put(struct pickle *p, struct pickle_value *value, size_t number, struct err *err);
struct pickle_value *machine_get(const struct pickle *p, size_t number, struct err *err);

void machine_free(struct pickle *p);

/* Adds a value to a list. */
void pickle_items_add(struct pickle_items *items, const struct pickle_value *value);

#endif
