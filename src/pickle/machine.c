#include "pickle/machine.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 2 << 20, MEMO_SLACK = 1024 };

static struct pickle_value *value_at(const struct pickle *p, size_t index)
{
    return &p->slabs[index / SLAB][index % SLAB];
}

struct pickle_value *machine_new(struct pickle *p, enum pickle_kind kind, struct err *err)
{
    if (p->count == VALUES_MAX) {
        err_set(err, "more than %d values", VALUES_MAX);
        return NULL;
    }
    if (p->count == p->slab_count * SLAB) {
        p->slabs = mem_grow(p->slabs, &p->slab_capacity, p->slab_count + 1, sizeof *p->slabs);
        p->slabs[p->slab_count++] = mem_new(SLAB, sizeof **p->slabs);
    }
    struct pickle_value *value = value_at(p, p->count++);
    value->kind = kind;
    return value;
}

void machine_free(struct pickle *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct pickle_value *value = value_at(p, i);
        if (value->kind >= PICKLE_TUPLE && value->kind <= PICKLE_DICT)
            free(value->items.list);
        if (value->kind == PICKLE_CALL && value->call.more) {
            free(value->call.more[0].list);
            free(value->call.more[1].list);
        }
    }
    for (size_t i = 0; i < p->slab_count; i++)
        free(p->slabs[i]);
    free(p->slabs);
    free(p->stack);
    free(p->marks);
    free(p->memo);
    arena_free(&p->texts);
    free(p);
}

void pickle_items_add(struct pickle_items *items, const struct pickle_value *value)
{
    items->list = mem_grow(items->list, &items->capacity, items->count + 1, sizeof *items->list);
    items->list[items->count++] = value;
}

/* ---- the stack ---- */

int machine_push(struct pickle *p, struct pickle_value *value)
{
    if (!value)
        return -1;
    p->stack = mem_grow(p->stack, &p->stack_capacity, p->height + 1, sizeof *p->stack);
    p->stack[p->height++] = value;
    return 0;
}

void machine_mark(struct pickle *p)
{
    p->marks = mem_grow(p->marks, &p->mark_capacity, p->mark_count + 1, sizeof *p->marks);
    p->marks[p->mark_count++] = p->height;
}

static size_t last_mark(const struct pickle *p)
{
    return p->mark_count ? p->marks[p->mark_count - 1] : 0;
}

bool machine_at_mark(const struct pickle *p)
{
    return p->mark_count && p->height == last_mark(p);
}

int machine_pop(struct pickle *p, struct pickle_slice *slice, size_t count, struct err *err)
{
    if (p->height - last_mark(p) < count)
        return err_set(err, "takes a value where there is none");
    p->height -= count;
    *slice = (struct pickle_slice){p->stack ? p->stack + p->height : NULL, count};
    return 0;
}

int machine_pop_mark(struct pickle *p, struct pickle_slice *slice, struct err *err)
{
    if (p->mark_count == 0)
        return err_set(err, "goes back to a mark where there is none");
    int result = machine_pop(p, slice, p->height - last_mark(p), err);
    p->mark_count--;
    return result;
}

struct pickle_value *machine_top(const struct pickle *p, struct err *err)
{
    if (p->height > last_mark(p))
        return p->stack[p->height - 1];
    err_set(err, "adds to a value where there is none");
    return NULL;
}

/* ---- the memo ---- */

/* Python counts up from 0. A number far beyond would only make the memo large. */
int machine_put(struct pickle *p, struct pickle_value *value, size_t number, struct err *err)
{
    if (number > 2 * p->count + MEMO_SLACK)
        return err_set(err, "remembers a value as number %zu of %zu", number, p->count);
    if (number >= p->memo_size) {
        p->memo = mem_grow(p->memo, &p->memo_capacity, number + 1, sizeof *p->memo);
        memset(p->memo + p->memo_size, 0, (number + 1 - p->memo_size) * sizeof *p->memo);
        p->memo_size = number + 1;
    }
    p->memo_count += !p->memo[number];
    p->memo[number] = value;
    return 0;
}

struct pickle_value *machine_get(const struct pickle *p, size_t number, struct err *err)
{
    if (number < p->memo_size && p->memo[number])
        return p->memo[number];
    err_set(err, "asks for value %zu, which it has not remembered", number);
    return NULL;
}
