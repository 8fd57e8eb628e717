#include "study/snapshots.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/safetensors_write.h"
#include "tokenizer/piece.h"

static const char key[] = "heed.snapshots";

char *snapshots_path(const char *model_path)
{
    return mem_format("%s.snapshots", model_path);
}

static char *tensor_name(const struct snapshot *snapshot, int sentence)
{
    return mem_format("weights.%ld.%d", snapshot->step, sentence);
}

static size_t weights_size(const struct snapshots *s, int sentence)
{
    return s->sentences[sentence].target.count * s->sentences[sentence].source.count;
}

struct mat snapshots_weights(const struct snapshots *snapshots, int index, int sentence)
{
    const struct snapshot_sentence *axes = &snapshots->sentences[sentence];
    const struct snapshot *snapshot = &snapshots->list[index];
    return mat_of(snapshot->weights ? snapshot->weights[sentence] : NULL, (int)axes->target.count,
                  (int)axes->source.count);
}

struct snapshot *snapshots_add(struct snapshots *s)
{
    s->list = mem_grow(s->list, &s->capacity, (size_t)s->count + 1, sizeof *s->list);
    struct snapshot *snapshot = &s->list[s->count++];
    *snapshot = (struct snapshot){0};
    snapshot->output = mem_new((size_t)s->sentence_count, sizeof *snapshot->output);
    if (!s->attention)
        return snapshot;
    snapshot->weights = mem_new((size_t)s->sentence_count, sizeof *snapshot->weights);
    for (int i = 0; i < s->sentence_count; i++)
        snapshot->weights[i] = mem_new(weights_size(s, i), sizeof *snapshot->weights[i]);
    return snapshot;
}

void snapshots_remove(struct snapshots *s, int index)
{
    struct snapshot *snapshot = &s->list[index];
    for (int i = 0; i < s->sentence_count; i++) {
        strs_free(&snapshot->output[i]);
        if (snapshot->weights)
            free(snapshot->weights[i]);
    }
    free(snapshot->output);
    free(snapshot->weights);
    memmove(snapshot, snapshot + 1, (size_t)(--s->count - index) * sizeof *snapshot);
}

void snapshots_free(struct snapshots *s)
{
    if (!s)
        return;
    while (s->count)
        snapshots_remove(s, s->count - 1);
    for (int i = 0; i < s->sentence_count; i++) {
        strs_free(&s->sentences[i].source);
        strs_free(&s->sentences[i].target);
    }
    free(s->list);
    free(s->model);
    free(s);
}

/* --- writing ---------------------------------------------------------------------------------- */

static cJSON *words_json(const struct strs *words)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < words->count; i++)
        cJSON_AddItemToArray(array, cJSON_CreateString(words->list[i]));
    return array;
}

static cJSON *snapshot_json(const struct snapshots *s, const struct snapshot *snapshot)
{
    cJSON *out = cJSON_CreateObject();
    cJSON_AddNumberToObject(out, "step", (double)snapshot->step);
    cJSON_AddNumberToObject(out, "epoch", snapshot->epoch);
    cJSON_AddNumberToObject(out, "loss", snapshot->loss); /* NaN becomes null */
    cJSON_AddBoolToObject(out, "saved", snapshot->saved);
    cJSON *outputs = cJSON_AddArrayToObject(out, "output");
    for (int i = 0; i < s->sentence_count; i++)
        cJSON_AddItemToArray(outputs, words_json(&snapshot->output[i]));
    return out;
}

/* Everything but the weights, to be freed with cJSON_free(). */
static char *description(const struct snapshots *s)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddStringToObject(root, "model", s->model);
    cJSON_AddBoolToObject(root, "attention", s->attention);
    if (s->labels)
        cJSON_AddTrueToObject(root, "labels");
    cJSON *sentences = cJSON_AddArrayToObject(root, "sentences");
    for (int i = 0; i < s->sentence_count; i++) {
        cJSON *sentence = cJSON_CreateObject();
        cJSON_AddItemToObject(sentence, "source", words_json(&s->sentences[i].source));
        cJSON_AddItemToObject(sentence, "target", words_json(&s->sentences[i].target));
        cJSON_AddItemToArray(sentences, sentence);
    }
    cJSON *list = cJSON_AddArrayToObject(root, "snapshots");
    for (int i = 0; i < s->count; i++)
        cJSON_AddItemToArray(list, snapshot_json(s, &s->list[i]));
    char *text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    return text;
}

int snapshots_write(const struct snapshots *s, const char *path, struct err *err)
{
    int count = s->attention ? s->count * s->sentence_count : 0;
    struct tensor_out *tensors = mem_new((size_t)count, sizeof *tensors);
    char **names = mem_new((size_t)count, sizeof *names);
    for (int n = 0; n < count; n++) {
        int i = n / s->sentence_count, sentence = n % s->sentence_count;
        struct mat weights = snapshots_weights(s, i, sentence);
        names[n] = tensor_name(&s->list[i], sentence);
        tensors[n] = (struct tensor_out){.name = names[n],
                                         .dtype = DTYPE_F16,
                                         .rank = 2,
                                         .shape = {(size_t)weights.rows, (size_t)weights.cols},
                                         .values = weights.x};
    }
    char *text = description(s);
    const struct metadata_out metadata[] = {{key, text}};
    int result = safetensors_write(path, tensors, (size_t)count, metadata, 1, err);
    cJSON_free(text);
    for (int n = 0; n < count; n++)
        free(names[n]);
    free(names);
    free(tensors);
    return result;
}

/* --- reading: nothing of the file is trusted -------------------------------------------------- */

static int damaged(struct err *err, const char *what)
{
    return err_set(err, "%s in its %s is missing or not as heed writes it", what, key);
}

/* A file may hold tokens, or words as people read them: pieces get the hyphen either way. */
static int read_words(struct strs *out, const cJSON *array)
{
    const cJSON *word;
    struct str label = {0};
    if (!cJSON_IsArray(array))
        return -1;
    cJSON_ArrayForEach(word, array)
    {
        if (!cJSON_IsString(word)) {
            str_free(&label);
            return -1;
        }
        str_clear(&label);
        piece_label(&label, word->valuestring);
        strs_add(out, label.length ? label.text : "");
    }
    str_free(&label);
    return 0;
}

static int read_sentences(struct snapshots *s, const cJSON *array, struct err *err)
{
    const cJSON *item;
    int count = cJSON_GetArraySize(array);
    if (!cJSON_IsArray(array) || count < 1 || count > SNAPSHOT_SENTENCES)
        return damaged(err, "sentences");
    cJSON_ArrayForEach(item, array)
    {
        struct snapshot_sentence *sentence = &s->sentences[s->sentence_count++];
        if (read_words(&sentence->source, cJSON_GetObjectItem(item, "source")) ||
            read_words(&sentence->target, cJSON_GetObjectItem(item, "target")) ||
            !sentence->source.count || (s->attention && !sentence->target.count) ||
            sentence->source.count > SNAPSHOT_TOKENS + 1 ||
            sentence->target.count > SNAPSHOT_TOKENS + 1)
            return damaged(err, "a sentence");
    }
    return 0;
}

/* The weights of one sentence at the last snapshot of the list. */
static int read_weights(const struct snapshots *s, int sentence, const struct safetensors *file,
                        struct err *err)
{
    struct mat weights = snapshots_weights(s, s->count - 1, sentence);
    char *name = tensor_name(&s->list[s->count - 1], sentence);
    const struct tensor *tensor = safetensors_find(file, name);
    int result = 0;
    if (!tensor || tensor->dtype != DTYPE_F16 || tensor->rank != 2 ||
        tensor->shape[0] != (size_t)weights.rows || tensor->shape[1] != (size_t)weights.cols) {
        result = err_set(err, "tensor %s is missing or not F16 [%d, %d]", name, weights.rows,
                         weights.cols);
    } else {
        tensor_read(weights.x, tensor);
        for (size_t i = 0; i < tensor->count && result == 0; i++)
            if (!(weights.x[i] >= 0 && weights.x[i] <= 1))
                result = err_set(err, "tensor %s holds %g; attention weights are from 0 to 1", name,
                                 (double)weights.x[i]);
    }
    free(name);
    return result;
}

static int read_snapshot(struct snapshots *s, const cJSON *item, const struct safetensors *file,
                         struct err *err)
{
    const cJSON *step = cJSON_GetObjectItem(item, "step");
    const cJSON *epoch = cJSON_GetObjectItem(item, "epoch");
    const cJSON *loss = cJSON_GetObjectItem(item, "loss");
    const cJSON *saved = cJSON_GetObjectItem(item, "saved");
    const cJSON *outputs = cJSON_GetObjectItem(item, "output");
    double after = s->count ? (double)s->list[s->count - 1].step : -1;
    if (!cJSON_IsNumber(step) || !(step->valuedouble > after && step->valuedouble < 1e15) ||
        !cJSON_IsNumber(epoch) || epoch->valueint < 1 || !cJSON_IsBool(saved) ||
        !(cJSON_IsNumber(loss) || cJSON_IsNull(loss)) ||
        cJSON_GetArraySize(outputs) != s->sentence_count)
        return damaged(err, "a snapshot");
    struct snapshot *snapshot = snapshots_add(s);
    snapshot->step = (long)step->valuedouble;
    snapshot->epoch = epoch->valueint;
    snapshot->loss = cJSON_IsNumber(loss) ? loss->valuedouble : NAN;
    snapshot->saved = cJSON_IsTrue(saved);
    for (int i = 0; i < s->sentence_count; i++) {
        if (read_words(&snapshot->output[i], cJSON_GetArrayItem(outputs, i)))
            return damaged(err, "a translation");
        if (s->attention && read_weights(s, i, file, err))
            return -1;
    }
    return 0;
}

static int read_all(struct snapshots *s, const cJSON *root, const struct safetensors *file,
                    struct err *err)
{
    const cJSON *model = cJSON_GetObjectItem(root, "model"), *item;
    const cJSON *attention = cJSON_GetObjectItem(root, "attention");
    const cJSON *list = cJSON_GetObjectItem(root, "snapshots");
    if (!cJSON_IsString(model) || !cJSON_IsBool(attention) || !cJSON_IsArray(list))
        return damaged(err, "model, attention or snapshots");
    s->model = mem_text(model->valuestring);
    s->attention = cJSON_IsTrue(attention);
    s->labels = cJSON_IsTrue(cJSON_GetObjectItem(root, "labels")); /* where it is not: no */
    if (read_sentences(s, cJSON_GetObjectItem(root, "sentences"), err))
        return -1;
    cJSON_ArrayForEach(item, list)
    {
        if (read_snapshot(s, item, file, err))
            return -1;
    }
    size_t expected = s->attention ? (size_t)s->count * (size_t)s->sentence_count : 0;
    if (safetensors_count(file) != expected)
        return err_set(err, "%zu tensors; %zu expected", safetensors_count(file), expected);
    return 0;
}

struct snapshots *snapshots_open(const char *path, struct err *err)
{
    struct safetensors *file = safetensors_open(path, err);
    if (!file)
        return NULL;
    const char *text = safetensors_metadata(file, key);
    cJSON *root = text ? cJSON_Parse(text) : NULL;
    struct snapshots *s = mem_new(1, sizeof *s);
    int result = root ? read_all(s, root, file, err)
                      : err_set(err, "no %s in its __metadata__: not snapshots of heed", key);
    if (result) {
        err_prefix(err, "%s", path);
        snapshots_free(s);
        s = NULL;
    }
    cJSON_Delete(root);
    safetensors_close(file);
    return s;
}
