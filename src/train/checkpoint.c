#include "train/checkpoint.h"

#include <cjson/cJSON.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/family.h"
#include "store/safetensors_write.h"
#include "study/snapshots.h"
#include "train/task.h"

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

/* ---- files that are there already ---- */

/* OUT.epoch-N.safetensors, whatever N. */
static void find_epochs(const struct train_options *options, glob_t *found)
{
    char *first = checkpoint_epoch(options, 0), *tail = strstr(first, ".epoch-0.safetensors");
    struct str pattern = {0};
    for (const char *at = first; at < tail; at++) /* whatever the path has in it, it means itself */
        str_format(&pattern, strchr("*?[\\", *at) ? "\\%c" : "%c", *at);
    str_add(&pattern, ".epoch-*.safetensors");
    if (glob(pattern.text, 0, NULL, found))
        found->gl_pathc = 0;
    str_free(&pattern);
    free(first);
}

int checkpoint_claim(const struct train_options *o, struct err *err)
{
    char *checkpoint = checkpoint_path(o), *snapshots = snapshots_path(o->out);
    glob_t epochs = {0};
    int result = 0;
    find_epochs(o, &epochs);
    const char *const files[] = {o->out, snapshots, epochs.gl_pathc ? epochs.gl_pathv[0] : NULL,
                                 o->log};
    if (!o->force && access(checkpoint, F_OK) == 0)
        result = err_set(err,
                         "%s is there, of a training that has not ended: --resume continues it, "
                         "--force begins anew",
                         checkpoint);
    for (size_t i = 0; !o->force && result == 0 && i < sizeof files / sizeof *files; i++)
        if (files[i] && access(files[i], F_OK) == 0)
            result = err_set(err,
                             "%s is there already: give another name, or --force to overwrite "
                             "what is there",
                             files[i]);
    globfree(&epochs);
    free(checkpoint);
    free(snapshots);
    return result;
}

void checkpoint_remove_others(const struct train_options *o)
{
    char *checkpoint = checkpoint_path(o), *snapshots = snapshots_path(o->out);
    glob_t epochs = {0};
    find_epochs(o, &epochs);
    for (size_t i = 0; i < epochs.gl_pathc; i++)
        unlink(epochs.gl_pathv[i]);
    unlink(checkpoint);
    unlink(snapshots);
    globfree(&epochs);
    free(checkpoint);
    free(snapshots);
}

/* ---- options ---- */

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

/* The value of "name=value" among lines, n bytes; NULL: no line has this name. */
static const char *value_in(const char *lines, const char *name, size_t name_size, size_t *n)
{
    for (const char *line = lines; *line; line += strcspn(line, "\n"), line += *line != '\0')
        if (strncmp(line, name, name_size) == 0 && line[name_size] == '=') {
            line += name_size + 1;
            *n = strcspn(line, "\n");
            return line;
        }
    return NULL;
}

/* An option that two lists of lines do not agree on. */
struct differing {
    const char *name, *ours, *theirs; /* theirs NULL: they do not know it */
    size_t name_size, ours_size, theirs_size;
};

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return line + (*line != '\0');
}

/* Whether a value of ours is another one in theirs; what they do not know has its default there. */
static bool find_differing(struct differing *out, const char *ours, const char *theirs,
                           const char *defaults)
{
    for (const char *line = ours; *line; line = next_line(line)) {
        struct differing d = {.name = line, .name_size = strcspn(line, "=\n")};
        d.ours = value_in(line, line, d.name_size, &d.ours_size);
        d.theirs = value_in(theirs, line, d.name_size, &d.theirs_size);
        if (!d.theirs)
            d.theirs = value_in(defaults, line, d.name_size, &d.theirs_size);
        *out = d;
        if (!d.theirs || d.ours_size != d.theirs_size || memcmp(d.ours, d.theirs, d.ours_size) != 0)
            return true;
    }
    return false;
}

/* Whether theirs have an option that we do not know. */
static bool find_unknown(struct differing *out, const char *ours, const char *theirs)
{
    for (const char *line = theirs; *line; line = next_line(line)) {
        struct differing d = {.name = line, .name_size = strcspn(line, "=\n")};
        size_t n;
        *out = d;
        if (!value_in(ours, line, d.name_size, &n) && !train_field_known(line, d.name_size))
            return true;
    }
    return false;
}

static struct train_options defaults_of(int task)
{
    struct train_options defaults = train_defaults();
    task_defaults(&defaults, task);
    return defaults;
}

static int check_fingerprint(const char *path, const struct train_options *options,
                             const char *theirs, struct err *err)
{
    struct train_options usual = defaults_of(options->task);
    char *ours = fingerprint(options), *defaults = fingerprint(&usual);
    struct differing d;
    int result = 0;
    if (find_differing(&d, ours, theirs, defaults))
        result =
            err_set(err,
                    "%s was made with %.*s=%.*s, not with %.*s=%.*s: give the same options, "
                    "or train without --resume",
                    path, (int)d.name_size, d.name, (int)d.theirs_size, d.theirs ? d.theirs : "",
                    (int)d.name_size, d.name, (int)d.ours_size, d.ours);
    else if (find_unknown(&d, ours, theirs))
        result = err_set(err,
                         "%s was made with an option %.*s, which this heed does not have: train "
                         "without --resume",
                         path, (int)d.name_size, d.name);
    free(ours);
    free(defaults);
    return result;
}

/* ---- where it stands ---- */

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
    if (check_fingerprint(path, options, theirs, err))
        return -1;
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
