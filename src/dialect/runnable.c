#include "dialect/runnable.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

bool runnable_is_ours(const struct tensors *file)
{
    for (size_t i = 0; i < tensors_fact_count(file); i++)
        if (strcmp(tensors_fact(file, i)->key, "heed.config") == 0)
            return true;
    return false;
}

struct model *runnable_open(const char *path, const char *name, const struct dialect_wishes *wishes,
                            bool *ours, struct err *err)
{
    const struct dialect *dialect;
    struct tensors *file = tensors_open(path, err);
    if (!file)
        return NULL;
    struct model *model;
    bool own = runnable_is_ours(file);
    if (ours)
        *ours = own;
    if (own) {
        model = model_open(path, err);
        if (model) {
            free(model->name);
            model->name = mem_text(name);
        }
    } else {
        model = dialect_convert(file, name, wishes, &dialect, err);
        if (!model)
            err_prefix(err, "%s is no model that runs", path);
    }
    tensors_close(file);
    return model;
}

bool runnable_looks(const struct tensors *file)
{
    struct foreign foreign;
    struct err unused;
    if (runnable_is_ours(file))
        return true;
    if (foreign_open(&foreign, file, NULL, &unused))
        return false;
    bool known = dialect_find(&foreign, &unused) != NULL;
    foreign_close(&foreign);
    return known;
}
