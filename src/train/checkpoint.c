#include "train/checkpoint.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/family.h"
#include "store/safetensors_write.h"

char *checkpoint_path(const struct train_options *options)
{
    return mem_format("%s.checkpoint", options->out);
}

char *checkpoint_epoch(const struct train_options *options, int epoch)
{
    static const char ending[] = ".safetensors";
    size_t n = strlen(options->out), tail = strlen(ending);
    if (n > tail && strcmp(options->out + n - tail, ending) == 0)
        n -= tail;
    return mem_format("%.*s.epoch-%d%s", (int)n, options->out, epoch, ending);
}

/* The options that decide the result, one "name=value" a line. */
static char *fingerprint(const struct train_options *o)
{
    struct str out = {0};
    char buffer[32];
    for (const struct field *field = o->config.family->fields; field->name; field++)
        if (!field->language) /* which is said of the model, and changes no number */
            str_format(&out, "%s=%s\n", field->name,
                       config_get(&o->config, field, buffer, sizeof buffer));
    train_options_print(o, &out);
    return str_take(&out);
}

static int check_fingerprint(const char *path, const char *ours, const char *theirs,
                             struct err *err)
{
    while (*ours || *theirs) {
        size_t n = strcspn(ours, "\n"), m = strcspn(theirs, "\n");
        if (n != m || memcmp(ours, theirs, n) != 0)
            return err_set(err,
                           "%s was made with %.*s, not with %.*s: give the same options, or train "
                           "without --resume",
                           path, (int)m, theirs, (int)n, ours);
        ours += n + (ours[n] != '\0');
        theirs += m + (theirs[m] != '\0');
    }
    return 0;
}

static const struct {
    const char *name;
    size_t offset;
    enum { INT, LONG, DOUBLE } kind;
} parts[] = {
    {"epoch", offsetof(struct position, epoch), INT},
    {"batches", offsetof(struct position, batches), LONG},
    {"loss", offsetof(struct position, loss), DOUBLE},
    {"tokens", offsetof(struct position, counted), LONG},
    {"best", offsetof(struct position, best), DOUBLE},
    {"waited", offsetof(struct position, waited), INT},
    {"seconds", offsetof(struct position, seconds), DOUBLE},
};
enum { PARTS = sizeof parts / sizeof *parts };

/* The texts of numbers are ours: cJSON's own may differ from the number in its last bit. */
static char *position_text(const struct position *position, long adam_step)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "step", (double)adam_step);
    for (int i = 0; i < PARTS; i++) {
        const char *at = (const char *)position + parts[i].offset;
        char number[32];
        double value = parts[i].kind == INT    ? *(const int *)(const void *)at
                       : parts[i].kind == LONG ? (double)*(const long *)(const void *)at
                                               : *(const double *)(const void *)at;
        snprintf(number, sizeof number, "%.17g", value);
        cJSON_AddRawToObject(root, parts[i].name, number);
    }
    char *text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    return text;
}

static int position_read(struct position *position, long *adam_step, const char *text,
                         struct err *err)
{
    cJSON *root = cJSON_Parse(text);
    const cJSON *step = cJSON_GetObjectItem(root, "step");
    int result = cJSON_IsNumber(step) ? 0 : -1;
    *adam_step = result ? 0 : (long)step->valuedouble;
    for (int i = 0; i < PARTS && result == 0; i++) {
        const cJSON *item = cJSON_GetObjectItem(root, parts[i].name);
        char *at = (char *)position + parts[i].offset;
        if (!cJSON_IsNumber(item))
            result = -1;
        else if (parts[i].kind == INT)
            *(int *)(void *)at = (int)item->valuedouble;
        else if (parts[i].kind == LONG)
            *(long *)(void *)at = (long)item->valuedouble;
        else
            *(double *)(void *)at = item->valuedouble;
    }
    cJSON_Delete(root);
    return result ? err_set(err, "heed.position is damaged") : 0;
}

int checkpoint_write(const struct train_options *options, const struct position *position,
                     const real *weights, const struct adam *adam, struct err *err)
{
    char *path = checkpoint_path(options), *print = fingerprint(options);
    char *where = position_text(position, adam->step);
    size_t size = (size_t)adam->size;
    const struct tensor_out tensors[] = {
        {"weights", DTYPE_F32, 1, {size}, weights},
        {"adam.m", DTYPE_F32, 1, {size}, adam->m},
        {"adam.v", DTYPE_F32, 1, {size}, adam->v},
    };
    const struct metadata_out metadata[] = {{"heed.options", print}, {"heed.position", where}};
    int result = safetensors_write(path, tensors, 3, metadata, 2, err);
    free(path);
    free(print);
    free(where);
    return result;
}

static int read_tensor(const struct safetensors *file, const char *name, real *out, long size,
                       struct err *err)
{
    const struct tensor *tensor = safetensors_find(file, name);
    if (!tensor || tensor->dtype != DTYPE_F32 || tensor->count != (size_t)size)
        return err_set(err, "tensor %s is missing or does not have %ld F32 numbers", name, size);
    tensor_read(out, tensor);
    return 0;
}

static int read_all(const struct safetensors *file, const char *path,
                    const struct train_options *options, struct position *position, real *weights,
                    struct adam *adam, struct err *err)
{
    const char *theirs = safetensors_metadata(file, "heed.options");
    const char *where = safetensors_metadata(file, "heed.position");
    if (!theirs || !where)
        return err_set(err, "%s: not a checkpoint that heed saved", path);
    char *ours = fingerprint(options);
    int result = check_fingerprint(path, ours, theirs, err);
    free(ours);
    if (result)
        return result;
    if (read_tensor(file, "weights", weights, adam->size, err) ||
        read_tensor(file, "adam.m", adam->m, adam->size, err) ||
        read_tensor(file, "adam.v", adam->v, adam->size, err) ||
        position_read(position, &adam->step, where, err))
        return err_prefix(err, "%s", path);
    return 0;
}

int checkpoint_read(const struct train_options *options, struct position *position, real *weights,
                    struct adam *adam, struct err *err)
{
    char *path = checkpoint_path(options);
    struct safetensors *file = safetensors_open(path, err);
    int result = file ? read_all(file, path, options, position, weights, adam, err)
                      : err_prefix(err, "nothing to resume; train without --resume first");
    safetensors_close(file);
    free(path);
    return result;
}
