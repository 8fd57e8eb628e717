#include "layer/binder.h"

#include <assert.h>
#include <stdio.h>

enum { ALIGN = 16 };

static struct mat bind_next(struct binder *binder, const char *name, struct weight weight)
{
    struct weight_list *list = binder->list;
    assert(list->count < WEIGHTS_MAX);
    weight.offset = list->size;
    snprintf(weight.name, sizeof weight.name, "%s", name);
    list->list[list->count++] = weight;
    list->size += ((size_t)weight.rows * (size_t)weight.cols + ALIGN - 1) / ALIGN * ALIGN;
    return mat_of(binder->flat ? binder->flat + weight.offset : NULL, weight.rows, weight.cols);
}

struct mat binder_matrix(struct binder *binder, const char *name, int rows, int cols, int fan)
{
    return bind_next(binder, name,
                     (struct weight){.rank = 2, .rows = rows, .cols = cols, .fan = fan});
}

struct mat binder_vector(struct binder *binder, const char *name, int cols, int fan)
{
    return bind_next(binder, name, (struct weight){.rank = 1, .rows = 1, .cols = cols, .fan = fan});
}

struct mat binder_xavier(struct binder *binder, const char *name, int rows, int cols)
{
    return bind_next(binder, name,
                     (struct weight){.rank = 2, .rows = rows, .cols = cols, .start = START_XAVIER});
}

struct mat binder_embedding(struct binder *binder, const char *name, int rows, int cols)
{
    return bind_next(
        binder, name,
        (struct weight){.rank = 2, .rows = rows, .cols = cols, .start = START_EMBEDDING});
}

struct mat binder_constant(struct binder *binder, const char *name, int cols, real value)
{
    return bind_next(
        binder, name,
        (struct weight){
            .rank = 1, .rows = 1, .cols = cols, .start = START_CONSTANT, .constant = value});
}
