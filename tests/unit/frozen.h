/* What PyTorch computed in double precision, frozen in a file of tests/frozen: a configuration, its
 * weights, results and gradients. To be included after tiny.h. */
#ifndef HEED_TESTS_FROZEN_H
#define HEED_TESTS_FROZEN_H

#include "store/safetensors.h"

/* Of the largest magnitude of a tensor. */
#define RELATIVE 1e-5

struct frozen {
    const char *name;
    struct safetensors *file;
    struct config config;
    struct weight_list list;
    struct weights weights, gradients;
    real *flat, *gradient;
    struct arena arena;
};

static inline const struct tensor *frozen_find(const struct frozen *f, const char *name)
{
    const struct tensor *tensor = safetensors_find(f->file, name);
    if (!tensor)
        fail_msg("%s: no tensor %s", f->name, name);
    return tensor;
}

static inline float *frozen_values(struct frozen *f, const char *name)
{
    const struct tensor *tensor = frozen_find(f, name);
    float *values = arena_take(&f->arena, tensor->count, sizeof *values);
    tensor_read(values, tensor);
    return values;
}

/* A tensor [B] or [B × T] of ids, time-major. */
static inline int *frozen_ids(struct frozen *f, const char *name)
{
    const struct tensor *tensor = frozen_find(f, name);
    const float *values = frozen_values(f, name);
    size_t size = tensor->shape[0], length = tensor->rank == 2 ? tensor->shape[1] : 1;
    int *ids = arena_take(&f->arena, tensor->count, sizeof *ids);
    for (size_t b = 0; b < size; b++)
        for (size_t t = 0; t < length; t++)
            ids[t * size + b] = (int)values[b * length + t];
    return ids;
}

/* The file of this name. */
static inline void frozen_open(struct frozen *f, const char *name)
{
    struct err err = {""};
    char *path = mem_format("tests/frozen/%s.safetensors", name);
    *f = (struct frozen){.name = name, .file = safetensors_open(path, &err)};
    free(path);
    if (!f->file ||
        config_read_file(&f->config, safetensors_metadata(f->file, "heed.config"), &err) ||
        config_check(&f->config, &err))
        fail_msg("%s", err.text);
    weights_bind(&f->weights, &f->list, &f->config, NULL);
    f->flat = mem_new(f->list.size, sizeof *f->flat);
    f->gradient = mem_new(f->list.size, sizeof *f->gradient);
    weights_bind(&f->weights, NULL, &f->config, f->flat);
    weights_bind(&f->gradients, NULL, &f->config, f->gradient);
    for (int i = 0; i < f->list.count; i++) {
        const struct weight *w = &f->list.list[i];
        const struct tensor *tensor = frozen_find(f, w->name);
        assert_int_equal(tensor->rank, w->rank);
        assert_int_equal(tensor->count, w->rows * w->cols);
        assert_int_equal(tensor->shape[tensor->rank - 1], w->cols);
        tensor_read(f->flat + w->offset, tensor);
    }
}

static inline void frozen_close(struct frozen *f)
{
    safetensors_close(f->file);
    arena_free(&f->arena);
    free(f->flat);
    free(f->gradient);
}

/* −∞ of what is masked does not count. */
static inline double frozen_largest(const float *values, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i]))
            most = fmax(most, fabs((double)values[i]));
    return most;
}

/* f->gradient against theirs, of every weight. */
static inline void frozen_compare_gradients(struct frozen *f)
{
    for (int i = 0; i < f->list.count; i++) {
        const struct weight *w = &f->list.list[i];
        char name[64];
        snprintf(name, sizeof name, "grad.%s", w->name);
        const float *theirs = frozen_values(f, name);
        long count = (long)w->rows * w->cols;
        double most = frozen_largest(theirs, (size_t)count);
        assert_true(most > 0);
        assert_rows_close(f->gradient + w->offset, theirs, count, RELATIVE * most, name);
    }
}

#endif
