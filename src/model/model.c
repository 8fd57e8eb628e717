#include "model/model.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/family.h"
#include "store/safetensors_write.h"

/* What heed.version says; a file with a higher one is refused. */
enum { FORMAT_VERSION = 1 };

char *model_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *start = slash ? slash + 1 : path;
    const char *ending = strstr(start, ".safetensors");
    return mem_text_n(start, ending ? (size_t)(ending - start) : strlen(start));
}

/* Room for the weights, not initialised. */
static void allocate(struct model *model)
{
    weights_bind(&model->weights, &model->list, &model->config, NULL);
    model->flat = mem_raw(model->list.size, sizeof *model->flat);
    weights_bind(&model->weights, NULL, &model->config, model->flat);
}

/* What a tokenizer needs to know of the configuration. */
static void name_languages(struct model *model)
{
    memcpy(model->source.language, model->config.source.language, sizeof model->source.language);
    memcpy(model->target.language, model->config.target.language, sizeof model->target.language);
}

struct model *model_new(const char *name, const struct config *config, struct tokenizer source,
                        struct tokenizer target, uint64_t seed, struct err *err)
{
    struct config complete = *config;
    assert(source.unit == config->source.unit && target.unit == config->target.unit);
    complete.source.vocab = vocab_size(source.vocab);
    complete.target.vocab = vocab_size(target.vocab);
    if (config_check(&complete, err))
        return NULL;
    struct model *model = mem_new(1, sizeof *model);
    *model = (struct model){
        .name = mem_text(name), .config = complete, .source = source, .target = target};
    name_languages(model);
    allocate(model);
    weights_start(model->flat, &complete, seed);
    return model;
}

const struct weight *model_weight_at(const struct model *model, const real *number, int *row,
                                     int *column)
{
    /* compared as numbers: it may lie in another array */
    uintptr_t start = (uintptr_t)model->flat, at = (uintptr_t)number;
    size_t place = (at - start) / sizeof *number;
    for (int i = 0; model->flat && at >= start && i < model->list.count; i++) {
        const struct weight *w = &model->list.list[i];
        size_t rows = w->rank == 1 ? 1 : (size_t)w->rows, cols = (size_t)w->cols;
        if (place < w->offset || place >= w->offset + rows * cols)
            continue;
        *row = (int)((place - w->offset) / cols);
        *column = (int)((place - w->offset) % cols);
        return w;
    }
    return NULL;
}

struct model *model_copy(const struct model *model, const char *name)
{
    struct model *copy = mem_new(1, sizeof *copy);
    *copy = (struct model){.name = mem_text(name),
                           .config = model->config,
                           .source = tokenizer_copy(&model->source),
                           .target = tokenizer_copy(&model->target),
                           .training = model->training ? mem_text(model->training) : NULL};
    allocate(copy);
    memcpy(copy->flat, model->flat, copy->list.size * sizeof *copy->flat);
    return copy;
}

void model_free(struct model *model)
{
    if (!model)
        return;
    tokenizer_free(&model->source);
    tokenizer_free(&model->target);
    free(model->flat);
    free(model->training);
    free(model->bad);
    if (model->own)
        model->config.family->release(model->own);
    free(model->name);
    free(model);
}

/* ONLY for files that are older than the language fields, and so do not say: their names begin with
 * both languages ("eng-fra-dot"), and a vocabulary with "qu'" is French. */
static void guess_languages(struct model *model, const char *config)
{
    struct config_side *sides[] = {&model->config.source, &model->config.target};
    const char *at = model->name;
    if (config_names(config, "source_language"))
        return;
    for (int i = 0; i < 2; i++, at += 4)
        if (strspn(at, "abcdefghijklmnopqrstuvwxyz") == 3 && at[3] == '-')
            memcpy(sides[i]->language, at, 3);
        else
            break;
    if (!sides[1]->language[0] && vocab_has(model->target.vocab, "qu'"))
        memcpy(sides[1]->language, "fra", 3);
}

static int read_config(struct model *model, const struct safetensors *file, struct err *err)
{
    const char *version = safetensors_metadata(file, "heed.version");
    const char *config = safetensors_metadata(file, "heed.config");
    if (!config)
        return err_set(err, "no heed.config in its __metadata__: not a model that heed saved");
    if (version && atoi(version) > FORMAT_VERSION)
        return err_set(err, "saved in format %s, this program reads up to %d: update heed", version,
                       FORMAT_VERSION);
    if (config_read_file(&model->config, config, err) || config_check(&model->config, err))
        return err_prefix(err, "heed.config");
    return 0;
}

/* The keys of one side's texts in the metadata. */
struct side_keys {
    const char *vocab, *merges;
};

static const struct side_keys source_keys = {"heed.source_vocab", "heed.source_merges"};
static const struct side_keys target_keys = {"heed.target_vocab", "heed.target_merges"};

static struct vocab *read_vocab(const struct safetensors *file, const char *key, int expected,
                                struct err *err)
{
    const char *text = safetensors_metadata(file, key);
    if (!text) {
        err_set(err, "no %s in its __metadata__", key);
        return NULL;
    }
    struct vocab *vocab = vocab_read(text, strlen(text), err);
    if (!vocab) {
        err_prefix(err, "%s", key);
    } else if (vocab_size(vocab) != expected) {
        err_set(err, "%s has %d tokens, heed.config says %d", key, vocab_size(vocab), expected);
        vocab_free(vocab);
        vocab = NULL;
    }
    return vocab;
}

static struct bpe *read_merges(const struct safetensors *file, const char *key, struct err *err)
{
    const char *text = safetensors_metadata(file, key);
    struct bpe *bpe = text ? bpe_read(text, strlen(text), err) : NULL;
    if (!text)
        err_set(err, "no %s in its __metadata__, though heed.config says that the unit is bpe",
                key);
    else if (!bpe)
        err_prefix(err, "%s", key);
    return bpe;
}

static int read_tokenizer(struct tokenizer *out, const struct safetensors *file, enum unit unit,
                          const struct side_keys *keys, int size, struct err *err)
{
    out->unit = unit;
    out->vocab = read_vocab(file, keys->vocab, size, err);
    if (!out->vocab)
        return -1;
    struct bpe *merges = unit == UNIT_BPE ? read_merges(file, keys->merges, err) : NULL;
    if (unit == UNIT_BPE && !merges)
        return -1;
    if (merges)
        tokenizer_take_merges(out, merges);
    return tokenizer_check(out, err) ? err_prefix(err, "%s", keys->vocab) : 0;
}

static int check_tensor(const struct weight *weight, const struct tensor *tensor, struct err *err)
{
    if (!tensor)
        return err_set(err, "tensor %s is missing", weight->name);
    if (!dtype_is_float(tensor->dtype))
        return err_set(err, "tensor %s is %s; F32, F16, BF16 or another float expected",
                       weight->name, tensor->dtype_name);
    size_t rows = tensor->rank == 2 ? tensor->shape[0] : 1;
    size_t cols = tensor->rank ? tensor->shape[tensor->rank - 1] : 1;
    if (tensor->rank != weight->rank || rows != (size_t)weight->rows ||
        cols != (size_t)weight->cols)
        return err_set(err, "tensor %s is %zu x %zu (rank %d); %d x %d (rank %d) expected",
                       weight->name, rows, cols, tensor->rank, weight->rows, weight->cols,
                       weight->rank);
    return 0;
}

static bool has_weight(const struct weight_list *list, const char *name)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->list[i].name, name) == 0)
            return true;
    return false;
}

/* Before any memory is taken for weights: a damaged configuration may claim any size. */
static int check_tensors(struct model *model, const struct safetensors *file, struct err *err)
{
    weights_bind(&model->weights, &model->list, &model->config, NULL);
    for (int i = 0; i < model->list.count; i++)
        if (check_tensor(&model->list.list[i], safetensors_find(file, model->list.list[i].name),
                         err))
            return -1;
    for (size_t i = 0; i < safetensors_count(file); i++)
        if (!has_weight(&model->list, safetensors_at(file, i)->name))
            return err_set(err, "tensor %.*s is none of its configuration",
                           str_fit(safetensors_at(file, i)->name, 200),
                           safetensors_at(file, i)->name);
    return 0;
}

/* All of the weights: check_tensors() has seen that every tensor is there, and of which size. */
static void read_weights(struct model *model, const struct safetensors *file)
{
    const struct weight_list *all = &model->list;
    for (int i = 0; i < all->count; i++) {
        const struct weight *weight = &all->list[i];
        const struct tensor *tensor = safetensors_find(file, weight->name);
        size_t end = weight->offset + tensor->count;
        size_t next = i + 1 < all->count ? all->list[i + 1].offset : all->size;
#ifdef HEED_DOUBLE
        float *single = mem_new(tensor->count, sizeof *single);
        tensor_read(single, tensor);
        for (size_t k = 0; k < tensor->count; k++)
            model->flat[weight->offset + k] = single[k];
        free(single);
#else
        tensor_read(model->flat + weight->offset, tensor);
#endif
        memset(model->flat + end, 0, (next - end) * sizeof *model->flat); /* gaps of alignment */
    }
}

/* The tensors with NaN or infinity, each with the first place, from 0. */
static void find_bad(struct model *model)
{
    struct str bad = {0};
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *w = &model->list.list[i];
        const real *values = model->flat + w->offset;
        long count = (long)(w->rank == 1 ? 1 : w->rows) * w->cols, first = 0;
        while (first < count && isfinite(values[first]))
            first++;
        if (first == count)
            continue;
        str_format(&bad, "%s%s has %s at [", bad.length ? "; " : "", w->name,
                   isnan(values[first]) ? "NaN" : "infinity");
        if (w->rank == 2)
            str_format(&bad, "%ld,", first / w->cols);
        str_format(&bad, "%ld]", first % w->cols);
    }
    model->bad = bad.length ? str_take(&bad) : NULL;
}

static int fill(struct model *model, const struct safetensors *file, struct err *err)
{
    if (read_config(model, file, err))
        return -1;
    const struct config *config = &model->config;
    if (read_tokenizer(&model->source, file, config->source.unit, &source_keys,
                       config->source.vocab, err) ||
        read_tokenizer(&model->target, file, config->target.unit, &target_keys,
                       config->target.vocab, err))
        return -1;
    guess_languages(model, safetensors_metadata(file, "heed.config"));
    name_languages(model);
    const char *training = safetensors_metadata(file, "heed.training");
    model->training = training ? mem_text(training) : NULL;
    if (check_tensors(model, file, err))
        return -1;
    allocate(model);
    read_weights(model, file);
    find_bad(model);
    return 0;
}

struct model *model_open(const char *path, struct err *err)
{
    struct safetensors *file = safetensors_open(path, err);
    if (!file)
        return NULL;
    struct model *model = mem_new(1, sizeof *model);
    model->name = model_name(path);
    if (fill(model, file, err)) {
        err_prefix(err, "%s", path);
        model_free(model);
        model = NULL;
    }
    safetensors_close(file);
    return model;
}

static struct tensor_out tensor_of(const struct weight *weight, const float *values,
                                   enum dtype dtype)
{
    struct tensor_out out = {.name = weight->name, .dtype = dtype, .rank = weight->rank};
    out.shape[0] = (size_t)(weight->rank == 2 ? weight->rows : weight->cols);
    out.shape[1] = (size_t)weight->cols;
    out.values = values + weight->offset;
    return out;
}

/* The texts of one side, appended to the metadata; returns how many entries there are then. */
static size_t add_tokenizer(struct metadata_out *out, size_t count, const struct side_keys *keys,
                            const struct tokenizer *tokenizer, struct str *vocab,
                            struct str *merges)
{
    vocab_write(tokenizer->vocab, vocab);
    out[count++] = (struct metadata_out){keys->vocab, vocab->text};
    if (!tokenizer->bpe)
        return count;
    bpe_write(tokenizer->bpe, merges);
    out[count++] = (struct metadata_out){keys->merges, merges->text};
    return count;
}

int model_write(const struct model *model, const real *flat, enum dtype dtype, const char *path,
                struct err *err)
{
    struct str config = {0}, vocab[2] = {0}, merges[2] = {0};
    struct tensor_out tensors[WEIGHTS_MAX];
    float *values = mem_new(model->list.size, sizeof *values);
    for (size_t i = 0; i < model->list.size; i++)
        values[i] = (float)flat[i];
    for (int i = 0; i < model->list.count; i++)
        tensors[i] = tensor_of(&model->list.list[i], values, dtype);
    config_write(&model->config, &config);
    struct metadata_out metadata[8] = {
        {"format", "pt"}, {"heed.version", "1"}, {"heed.config", config.text}};
    size_t count = 3;
    count = add_tokenizer(metadata, count, &source_keys, &model->source, &vocab[0], &merges[0]);
    count = add_tokenizer(metadata, count, &target_keys, &model->target, &vocab[1], &merges[1]);
    if (model->training)
        metadata[count++] = (struct metadata_out){"heed.training", model->training};
    int result = safetensors_write(path, tensors, (size_t)model->list.count, metadata, count, err);
    str_free(&config);
    for (int side = 0; side < 2; side++) {
        str_free(&vocab[side]);
        str_free(&merges[side]);
    }
    free(values);
    return result;
}

double model_training_number(const struct model *model, const char *key, double fallback)
{
    cJSON *root = model->training ? cJSON_Parse(model->training) : NULL;
    const cJSON *item = root ? cJSON_GetObjectItem(root, key) : NULL;
    double number = cJSON_IsNumber(item) ? item->valuedouble : fallback;
    cJSON_Delete(root);
    return number;
}
