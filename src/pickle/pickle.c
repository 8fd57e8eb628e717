#include "pickle/pickle.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "pickle/acts.h"
#include "pickle/machine.h"
#include "pickle/opcode.h"

enum { NUMBER_MAX = 1 << 30, GLOBAL_BYTES_MAX = 1 << 16 };

/* ---- making values ---- */

static struct pickle_value *items_new(struct pickle *p, enum pickle_kind kind,
                                      struct pickle_slice slice, struct err *err)
{
    if (kind == PICKLE_DICT && slice.count % 2) {
        err_set(err, "a key without a value");
        return NULL;
    }
    struct pickle_value *value = machine_new(p, kind, err);
    if (value && slice.count) {
        value->items.list = mem_resize(NULL, slice.count, sizeof *slice.list);
        value->items.count = value->items.capacity = slice.count;
        memcpy(value->items.list, slice.list, slice.count * sizeof *slice.list);
    }
    return value;
}

static struct pickle_value *call_new(struct pickle *p, enum pickle_kind kind,
                                     const struct pickle_value *callee,
                                     const struct pickle_value *args, struct err *err)
{
    struct pickle_value *value = machine_new(p, kind, err);
    if (value) {
        value->call.callee = callee;
        value->call.args = args;
    }
    return value;
}

/* ---- the stack ---- */

static int run_mark(struct pickle *p, int code, struct err *err)
{
    (void)code, (void)err;
    machine_mark(p);
    return 0;
}

/* POP takes a mark when there is nothing else. */
static int run_pop(struct pickle *p, int code, struct err *err)
{
    struct pickle_slice slice;
    bool mark = code == '1' || machine_at_mark(p);
    return mark ? machine_pop_mark(p, &slice, err) : machine_pop(p, &slice, 1, err);
}

static int run_dup(struct pickle *p, int code, struct err *err)
{
    (void)code;
    return machine_push(p, machine_top(p, err));
}

/* PROTO, FRAME */
static int run_frame(struct pickle *p, int code, struct err *err)
{
    if (code == 0x95)
        return cursor_take(&p->in, 8) ? 0 : opcode_short(err);
    unsigned version = cursor_u8(&p->in);
    return version <= 5 ? 0 : err_set(err, "protocol %u; 0 to 5 expected", version);
}

/* ---- containers ---- */

static enum pickle_kind container_of(int code)
{
    switch (code) {
    case '}':
    case 'd':
        return PICKLE_DICT;
    case ']':
    case 'l':
        return PICKLE_LIST;
    case 0x8f:
    case 0x91:
        return PICKLE_SET;
    default:
        return PICKLE_TUPLE;
    }
}

static int run_empty(struct pickle *p, int code, struct err *err)
{
    return machine_push(p, items_new(p, container_of(code), (struct pickle_slice){0}, err));
}

/* TUPLE, LIST, DICT, FROZENSET: all above the mark */
static int run_container(struct pickle *p, int code, struct err *err)
{
    struct pickle_slice slice;
    if (machine_pop_mark(p, &slice, err) != 0)
        return -1;
    return machine_push(p, items_new(p, container_of(code), slice, err));
}

/* TUPLE1, TUPLE2, TUPLE3 */
static int run_tuple(struct pickle *p, int code, struct err *err)
{
    struct pickle_slice slice;
    if (machine_pop(p, &slice, (size_t)(code - 0x84), err) != 0)
        return -1;
    return machine_push(p, items_new(p, PICKLE_TUPLE, slice, err));
}

/* Where APPEND and SETITEM put things: into a container, or beside an object. */
static struct pickle_items *room_in(struct pickle *p, struct pickle_value *value, bool pairs)
{
    if (value->kind == PICKLE_CALL) {
        if (!value->call.more)
            value->call.more = arena_zero(&p->texts, 2, sizeof *value->call.more);
        return &value->call.more[pairs];
    }
    bool fits = pairs ? value->kind == PICKLE_DICT
                      : value->kind == PICKLE_LIST || value->kind == PICKLE_SET;
    return fits ? &value->items : NULL;
}

/* APPEND, SETITEM: one or two values; APPENDS, ADDITEMS, SETITEMS: all above the mark */
static int run_add(struct pickle *p, int code, struct err *err)
{
    bool pairs = code == 's' || code == 'u';
    struct pickle_slice slice;
    if (code == 'a' || code == 's' ? machine_pop(p, &slice, pairs ? 2 : 1, err)
                                   : machine_pop_mark(p, &slice, err))
        return -1;
    struct pickle_value *value = machine_top(p, err);
    if (!value)
        return -1;
    struct pickle_items *items = room_in(p, value, pairs);
    if (!items || (pairs && slice.count % 2))
        return err_set(err, items ? "a key without a value" : "adds to what is no container");
    for (size_t i = 0; i < slice.count; i++)
        pickle_items_add(items, slice.list[i]);
    return 0;
}

/* ---- classes, functions, calls ---- */

static char *text_of(struct pickle *p, const char *start, size_t n)
{
    char *copy = arena_zero(&p->texts, n + 1, 1);
    memcpy(copy, start, n);
    return copy;
}

static struct pickle_value *global_new(struct pickle *p, const char *module, size_t module_size,
                                       const char *name, size_t name_size, struct err *err)
{
    bool bad = module_size == 0 || name_size == 0 || module_size + name_size > GLOBAL_BYTES_MAX ||
               memchr(module, '\0', module_size) || memchr(name, '\0', name_size);
    struct pickle_value *value = bad ? NULL : machine_new(p, PICKLE_GLOBAL, err);
    if (bad)
        err_set(err, "a class without a proper name");
    if (!value)
        return NULL;
    value->global.module = text_of(p, module, module_size);
    value->global.name = text_of(p, name, name_size);
    return pickle_check_global(value->global.module, value->global.name, err) == 0 ? value : NULL;
}

static struct pickle_value *global_of_lines(struct pickle *p, struct err *err)
{
    size_t module_size, name_size;
    const char *module = opcode_line(p, &module_size, err);
    const char *name = module ? opcode_line(p, &name_size, err) : NULL;
    return name ? global_new(p, module, module_size, name, name_size, err) : NULL;
}

static int run_global(struct pickle *p, int code, struct err *err)
{
    (void)code;
    return machine_push(p, global_of_lines(p, err));
}

static int run_stack_global(struct pickle *p, int code, struct err *err)
{
    (void)code;
    struct pickle_slice slice;
    if (machine_pop(p, &slice, 2, err) != 0)
        return -1;
    const struct pickle_value *module = slice.list[0], *name = slice.list[1];
    if (module->kind != PICKLE_TEXT || name->kind != PICKLE_TEXT)
        return err_set(err, "a class without a proper name");
    return machine_push(p, global_new(p, module->text.start, module->text.size, name->text.start,
                                      name->text.size, err));
}

static int push_call(struct pickle *p, const struct pickle_value *callee,
                     const struct pickle_value *args, struct err *err)
{
    if (callee->kind != PICKLE_GLOBAL && callee->kind != PICKLE_CALL &&
        callee->kind != PICKLE_PERSISTENT)
        return err_set(err, "calls what is no function");
    if (args->kind != PICKLE_TUPLE && args->kind != PICKLE_NONE)
        return err_set(err, "calls a function with what is no tuple");
    return machine_push(p, call_new(p, PICKLE_CALL, callee, args, err));
}

/* REDUCE, NEWOBJ: function and arguments; NEWOBJ_EX: named arguments too, which nothing needs */
static int run_reduce(struct pickle *p, int code, struct err *err)
{
    struct pickle_slice slice;
    if (machine_pop(p, &slice, code == 0x92 ? 3 : 2, err) != 0)
        return -1;
    return push_call(p, slice.list[0], slice.list[1], err);
}

/* INST: the class in two lines; OBJ: the class first above the mark. The others are arguments. */
static int run_object(struct pickle *p, int code, struct err *err)
{
    const struct pickle_value *callee = NULL;
    struct pickle_slice slice;
    if ((code == 'i' && !(callee = global_of_lines(p, err))) ||
        machine_pop_mark(p, &slice, err) != 0)
        return -1;
    if (code == 'o') {
        if (slice.count == 0)
            return err_set(err, "an object without a class");
        callee = *slice.list++;
        slice.count--;
    }
    const struct pickle_value *args = items_new(p, PICKLE_TUPLE, slice, err);
    return args ? push_call(p, callee, args, err) : -1;
}

/* Of anything but an object the state says nothing that could be shown. */
static int run_build(struct pickle *p, int code, struct err *err)
{
    (void)code;
    struct pickle_slice slice;
    if (machine_pop(p, &slice, 1, err) != 0)
        return -1;
    struct pickle_value *value = machine_top(p, err);
    if (value && value->kind == PICKLE_CALL)
        value->call.state = slice.list[0];
    return value ? 0 : -1;
}

static int run_persistent(struct pickle *p, int code, struct err *err)
{
    struct pickle_slice slice;
    if (code == 'P' && opcode_text_line(p, code, err) != 0)
        return -1;
    if (machine_pop(p, &slice, 1, err) != 0)
        return -1;
    return machine_push(p, call_new(p, PICKLE_PERSISTENT, NULL, slice.list[0], err));
}

static int run_refused(struct pickle *p, int code, struct err *err)
{
    (void)p;
    return err_set(err, code >= 0x97
                            ? "refers to a buffer that lies elsewhere: not read"
                            : "uses an extension code, which could name anything: refused");
}

/* ---- the memo ---- */

/* The number that PUT or GET names. */
static int take_number(struct pickle *p, int code, size_t *number, struct err *err)
{
    size_t n;
    *number = code == 'q' || code == 'h' ? cursor_u8(&p->in) : 0;
    if (code == 'r' || code == 'j')
        *number = cursor_u32(&p->in);
    if (code != 'p' && code != 'g')
        return p->in.short_of ? opcode_short(err) : 0;
    const char *line = opcode_line(p, &n, err);
    for (size_t i = 0; line && i < n; i++) {
        if (line[i] < '0' || line[i] > '9' || *number > NUMBER_MAX)
            return err_set(err, "no number of a remembered value");
        *number = *number * 10 + (size_t)(line[i] - '0');
    }
    return line ? 0 : -1;
}

/* PUT, BINPUT, LONG_BINPUT; MEMOIZE counts for itself */
static int run_put(struct pickle *p, int code, struct err *err)
{
    size_t number = p->memo_count;
    struct pickle_value *value = machine_top(p, err);
    if (!value || (code != 0x94 && take_number(p, code, &number, err) != 0))
        return -1;
    return machine_put(p, value, number, err);
}

static int run_get(struct pickle *p, int code, struct err *err)
{
    size_t number;
    if (take_number(p, code, &number, err) != 0)
        return -1;
    return machine_push(p, machine_get(p, number, err));
}

/* ---- running ---- */

static int (*const opcodes[256])(struct pickle *p, int code, struct err *err) = {
    ['('] = run_mark,
    ['0'] = run_pop,
    ['1'] = run_pop,
    ['2'] = run_dup,
    [0x80] = run_frame,
    [0x95] = run_frame,
    ['N'] = opcode_constant,
    [0x88] = opcode_constant,
    [0x89] = opcode_constant,
    ['J'] = opcode_integer,
    ['K'] = opcode_integer,
    ['M'] = opcode_integer,
    [0x8a] = opcode_long,
    [0x8b] = opcode_long,
    ['I'] = opcode_number_line,
    ['L'] = opcode_number_line,
    ['F'] = opcode_number_line,
    ['G'] = opcode_float,
    ['X'] = opcode_text,
    [0x8c] = opcode_text,
    [0x8d] = opcode_text,
    ['T'] = opcode_text,
    ['U'] = opcode_text,
    ['B'] = opcode_text,
    ['C'] = opcode_text,
    [0x8e] = opcode_text,
    [0x96] = opcode_text,
    ['S'] = opcode_text_line,
    ['V'] = opcode_text_line,
    [')'] = run_empty,
    [']'] = run_empty,
    ['}'] = run_empty,
    [0x8f] = run_empty,
    ['t'] = run_container,
    ['l'] = run_container,
    ['d'] = run_container,
    [0x91] = run_container,
    [0x85] = run_tuple,
    [0x86] = run_tuple,
    [0x87] = run_tuple,
    ['a'] = run_add,
    ['e'] = run_add,
    ['s'] = run_add,
    ['u'] = run_add,
    [0x90] = run_add,
    ['c'] = run_global,
    [0x93] = run_stack_global,
    ['R'] = run_reduce,
    [0x81] = run_reduce,
    [0x92] = run_reduce,
    ['i'] = run_object,
    ['o'] = run_object,
    ['b'] = run_build,
    ['P'] = run_persistent,
    ['Q'] = run_persistent,
    ['p'] = run_put,
    ['q'] = run_put,
    ['r'] = run_put,
    [0x94] = run_put,
    ['g'] = run_get,
    ['h'] = run_get,
    ['j'] = run_get,
    [0x82] = run_refused,
    [0x83] = run_refused,
    [0x84] = run_refused,
    [0x97] = run_refused,
    [0x98] = run_refused,
};

static int stop(struct pickle *p, struct err *err)
{
    struct pickle_slice slice;
    if (machine_pop(p, &slice, 1, err) != 0)
        return -1;
    p->root = slice.list[0];
    return 0;
}

static int run_all(struct pickle *p, struct err *err)
{
    for (;;) {
        size_t at = p->in.at;
        int code = cursor_u8(&p->in), result = 0;
        if (p->in.short_of)
            result = opcode_short(err);
        else if (code == '.')
            result = stop(p, err);
        else if (!opcodes[code])
            result = err_set(err, "code %d is none of a pickle", code);
        else
            result = opcodes[code](p, code, err);
        if (result != 0)
            return err_prefix(err, "byte %zu of the pickle", at);
        if (code == '.')
            return 0;
    }
}

struct pickle *pickle_read(const unsigned char *data, size_t size, size_t *used, struct err *err)
{
    struct pickle *p = mem_new(1, sizeof *p);
    p->in = (struct cursor){.data = data, .size = size};
    int result = run_all(p, err);
    *used = p->in.at;
    if (result == 0)
        return p;
    pickle_free(p);
    return NULL;
}

void pickle_free(struct pickle *p)
{
    if (p)
        machine_free(p);
}

/* ---- looking at the whole ---- */

const struct pickle_value *pickle_root(const struct pickle *p)
{
    return p->root;
}

size_t pickle_count(const struct pickle *p)
{
    return p->count;
}

const struct pickle_value *pickle_at(const struct pickle *p, size_t index)
{
    return &p->slabs[index / SLAB][index % SLAB];
}
