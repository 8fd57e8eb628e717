#include "store/unpickle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum {
    DEPTH_MAX = 100,
    STEPS_MAX = 1000000,
    SHOWN_MAX = 8,
    CLASSES_MAX = 50,
    NAME_MAX_BYTES = 4096
};

struct walker {
    struct tensor_list *out;
    struct storage_finder *finder;
    struct str path;
    const struct pickle_value *way[DEPTH_MAX]; /* from the root to where it is */
    int depth;
    size_t steps;
};

static int walk(struct walker *w, const struct pickle_value *value, struct err *err);

/* ---- names ---- */

/* Adds a part to the path. What it was before is its length, to go back to. */
static int enter(struct walker *w, const char *part, size_t n, struct err *err)
{
    if (w->path.length)
        str_add(&w->path, ".");
    if (memchr(part, '\0', n))
        return err_set(err, "a name with a NUL");
    if (w->path.length + n > NAME_MAX_BYTES)
        return err_set(err, "a name of more than %d bytes", NAME_MAX_BYTES);
    str_add_n(&w->path, part, n);
    return 0;
}

static void leave(struct walker *w, size_t length)
{
    w->path.length = length;
    if (w->path.text)
        w->path.text[length] = '\0';
}

static int walk_at(struct walker *w, const char *part, size_t n, const struct pickle_value *value,
                   struct err *err)
{
    size_t length = w->path.length;
    int result = enter(w, part, n, err) == 0 ? walk(w, value, err) : -1;
    leave(w, length);
    return result;
}

static int walk_at_number(struct walker *w, int64_t number, const struct pickle_value *value,
                          struct err *err)
{
    char part[24];
    int n = snprintf(part, sizeof part, "%lld", (long long)number);
    return walk_at(w, part, (size_t)n, value, err);
}

/* A key that is neither a text nor a number is called by its place. */
static int walk_pairs(struct walker *w, const struct pickle_items *pairs, struct err *err)
{
    int result = 0;
    for (size_t i = 0; pairs && i + 1 < pairs->count && result == 0; i += 2) {
        const struct pickle_value *key = pairs->list[i], *value = pairs->list[i + 1];
        if (pickle_is_any_text(key))
            result = walk_at(w, key->text.start, key->text.size, value, err);
        else
            result = walk_at_number(w, key->kind == PICKLE_INT ? key->integer : (int64_t)i / 2,
                                    value, err);
    }
    return result;
}

/* ---- facts ---- */

static bool is_plain(const struct pickle_value *value)
{
    return value->kind <= PICKLE_BYTES || value->kind == PICKLE_GLOBAL;
}

/* False for what is no single number, text or name. */
static bool print_plain(struct str *out, const struct pickle_value *value)
{
    double number;
    switch (value->kind) {
    case PICKLE_NONE:
        str_add(out, "None");
        return true;
    case PICKLE_BOOL:
        str_add(out, value->integer ? "True" : "False");
        return true;
    case PICKLE_INT:
        str_format(out, "%lld", (long long)value->integer);
        return true;
    case PICKLE_FLOAT:
        str_format(out, "%.15g", value->real);
        return true;
    case PICKLE_TEXT:
    case PICKLE_BYTES:
        str_add_n(out, value->text.start,
                  value->text.size < FACT_BYTES_MAX ? value->text.size : FACT_BYTES_MAX);
        return true;
    case PICKLE_GLOBAL:
        str_format(out, "%s.%s", value->global.module, value->global.name);
        return true;
    default:
        break;
    }
    bool found = storage_number(&number, value);
    if (found)
        str_format(out, "%.15g", number);
    return found;
}

static void note_fact(struct walker *w, const struct str *text)
{
    tensor_list_fact(w->out, w->path.length ? w->path.text : "value", text->text ? text->text : "",
                     text->length);
}

/* A list of nothing but numbers and texts is one fact: its first items and the count. */
static bool note_list(struct walker *w, const struct pickle_items *items)
{
    struct str text = {0};
    for (size_t i = 0; i < items->count; i++)
        if (!is_plain(items->list[i]))
            return false;
    str_add(&text, "[");
    for (size_t i = 0; i < items->count && i < SHOWN_MAX; i++) {
        str_add(&text, i ? ", " : "");
        print_plain(&text, items->list[i]);
    }
    if (items->count > SHOWN_MAX)
        str_format(&text, ", ... %zu in all", items->count);
    str_add(&text, "]");
    note_fact(w, &text);
    str_free(&text);
    return true;
}

/* ---- objects ---- */

static bool is_module(const struct pickle_items *attributes)
{
    return pickle_get(attributes, "_parameters") && pickle_get(attributes, "_modules");
}

/* The attributes of a module that PyTorch does not manage: its sizes, for instance. */
static int walk_settings(struct walker *w, const struct pickle_items *attributes, struct err *err)
{
    int result = 0;
    for (size_t i = 0; i + 1 < attributes->count && result == 0; i += 2) {
        const struct pickle_value *key = attributes->list[i], *value = attributes->list[i + 1];
        if (pickle_is_any_text(key) && key->text.size && key->text.start[0] != '_' &&
            is_plain(value))
            result = walk_at(w, key->text.start, key->text.size, value, err);
    }
    return result;
}

/* A part of a module is a dict, or an OrderedDict, which is an object filled like one. */
static int walk_module(struct walker *w, const struct pickle_items *attributes, struct err *err)
{
    static const char *const parts[] = {"_parameters", "_buffers", "_modules"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (walk_pairs(w, pickle_pairs(pickle_get(attributes, parts[i])), err) != 0)
            return -1;
    return walk_settings(w, attributes, err);
}

/* What an old OrderedDict was made of: a list of pairs, as its only argument. */
static int walk_arguments(struct walker *w, const struct pickle_value *call, struct err *err)
{
    const struct pickle_value *list = pickle_item(call->call.args, 0), *pair;
    int result = 0;
    if (!pickle_is_global(storage_callee(call), "collections", "OrderedDict"))
        return 0;
    for (size_t i = 0; (pair = pickle_item(list, i)) && result == 0; i++) {
        const struct pickle_value *key = pickle_item(pair, 0), *value = pickle_item(pair, 1);
        if (value && pickle_is_any_text(key))
            result = walk_at(w, key->text.start, key->text.size, value, err);
    }
    return result;
}

/* The state is a dict of attributes, or two of them: those of slots come second. Of an OrderedDict
 * it is nothing but notes of PyTorch. */
static int walk_state(struct walker *w, const struct pickle_value *state, struct err *err)
{
    const struct pickle_items *attributes = pickle_pairs(state);
    if (attributes)
        return is_module(attributes) ? walk_module(w, attributes, err)
                                     : walk_pairs(w, attributes, err);
    if (!state || state->kind != PICKLE_TUPLE || state->items.count != 2)
        return 0;
    for (size_t i = 0; i < 2; i++)
        if (walk_pairs(w, pickle_pairs(pickle_item(state, i)), err) != 0)
            return -1;
    return 0;
}

static int walk_items(struct walker *w, const struct pickle_items *items, struct err *err)
{
    int result = 0;
    for (size_t i = 0; i < items->count && result == 0; i++)
        result = walk_at_number(w, (int64_t)i, items->list[i], err);
    return result;
}

static int walk_object(struct walker *w, const struct pickle_value *call, struct err *err)
{
    const struct pickle_value *callee = storage_callee(call);
    if (call->call.more && (walk_pairs(w, &call->call.more[1], err) != 0 ||
                            walk_items(w, &call->call.more[0], err) != 0))
        return -1;
    if (pickle_is_global(callee, "collections", "OrderedDict"))
        return walk_arguments(w, call, err);
    return walk_state(w, call->call.state, err);
}

/* ---- values ---- */

static int add_tensor(struct walker *w, struct tensor *tensor)
{
    const char *name = w->path.length ? w->path.text : "tensor";
    tensor->name = tensor_list_text(w->out, name, strlen(name));
    if (tensor->source)
        tensor->note = tensor->note ? tensor->note : "packed";
    tensor_list_add(w->out, tensor);
    return 0;
}

static int walk_container(struct walker *w, const struct pickle_value *value, struct err *err)
{
    switch (value->kind) {
    case PICKLE_DICT:
        return walk_pairs(w, &value->items, err);
    case PICKLE_TUPLE:
    case PICKLE_LIST:
    case PICKLE_SET:
        return note_list(w, &value->items) ? 0 : walk_items(w, &value->items, err);
    case PICKLE_CALL:
        return walk_object(w, value, err);
    default:
        return 0;
    }
}

static bool is_on_way(const struct walker *w, const struct pickle_value *value)
{
    for (int i = 0; i < w->depth; i++)
        if (w->way[i] == value)
            return true;
    return false;
}

static int walk_into(struct walker *w, const struct pickle_value *value, struct err *err)
{
    if (is_on_way(w, value))
        return 0;
    if (w->depth == DEPTH_MAX)
        return err_set(err, "more than %d levels of things within things", DEPTH_MAX);
    w->way[w->depth++] = value;
    int result = walk_container(w, value, err);
    w->depth--;
    return result;
}

static int walk(struct walker *w, const struct pickle_value *value, struct err *err)
{
    struct tensor tensor;
    struct str text = {0};
    if (++w->steps > STEPS_MAX)
        return err_set(err, "more than %d values: no honest model has as many", STEPS_MAX);
    switch (storage_tensor(&tensor, w->out, value, w->finder, err)) {
    case STORAGE_TENSOR:
        return add_tensor(w, &tensor);
    case STORAGE_BAD:
        return tensor_err(err, w->path.length ? w->path.text : "tensor");
    case STORAGE_NONE:
        break;
    }
    bool plain = print_plain(&text, value);
    if (plain && value->kind != PICKLE_NONE)
        note_fact(w, &text);
    str_free(&text);
    return plain ? 0 : walk_into(w, value, err);
}

/* ---- the whole ---- */

static bool is_builtin(const struct pickle_value *class)
{
    return strcmp(class->global.module, "builtins") == 0 ||
           strcmp(class->global.module, "__builtin__") == 0;
}

/* The classes of objects that were not understood, each once. */
static void note_classes(struct tensor_list *out, const struct pickle *pickle)
{
    const struct pickle_value *seen[CLASSES_MAX];
    size_t count = 0;
    struct str text = {0};
    for (size_t i = 0; i < pickle_count(pickle) && count < CLASSES_MAX; i++) {
        const struct pickle_value *value = pickle_at(pickle, i);
        const struct pickle_value *class =
            value->kind == PICKLE_CALL ? storage_callee(value) : NULL;
        bool known = !class || storage_knows(class) || is_builtin(class);
        for (size_t j = 0; j < count && !known; j++)
            known = pickle_is_global(class, seen[j]->global.module, seen[j]->global.name);
        if (known)
            continue;
        seen[count++] = class;
        str_format(&text, "%s%s.%s", text.length ? ", " : "", class->global.module,
                   class->global.name);
    }
    if (count)
        tensor_list_fact(out, "classes", text.text, text.length);
    str_free(&text);
}

static int compare_bytes(const void *left, const void *right)
{
    const struct tensor *const *a = left, *const *b = right;
    const unsigned char *p = (*a)->data, *q = (*b)->data;
    if (p != q)
        return p < q ? -1 : 1;
    if ((*a)->bytes != (*b)->bytes)
        return (*a)->bytes < (*b)->bytes ? -1 : 1;
    return (*a > *b) - (*a < *b); /* as they are listed */
}

static void note_shared(struct tensor_list *out, size_t first)
{
    size_t count = out->count - first;
    struct tensor **sorted = mem_new(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &out->list[first + i];
    qsort(sorted, count, sizeof *sorted, compare_bytes);
    for (size_t i = 1, original = 0; i < count; i++) {
        const struct tensor *one = sorted[original];
        if (!one->data || one->data != sorted[i]->data || one->bytes != sorted[i]->bytes) {
            original = i;
            continue;
        }
        char *shown = tensor_shown(one->name, strlen(one->name));
        if (one->bytes)
            sorted[i]->note = tensor_list_format(out, "its bytes are those of %s", shown);
        free(shown);
    }
    free(sorted);
}

int unpickle(struct tensor_list *out, const struct pickle *pickle, struct storage_finder *finder,
             struct err *err)
{
    struct walker w = {.out = out, .finder = finder};
    size_t first = out->count;
    int result = walk(&w, pickle_root(pickle), err);
    str_free(&w.path);
    if (result != 0)
        return -1;
    note_classes(out, pickle);
    note_shared(out, first);
    return 0;
}
