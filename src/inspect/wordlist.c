#include "inspect/wordlist.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "text/utf8.h"

enum { FILE_MAX = 64 << 20, WORDS_LIMIT = 10 << 20, NESTED_MAX = 4 };

/* ---- JSON ---- */

/* {"the": 4, "of": 5}: every number from 0 on once. */
static int add_numbered(struct strs *words, const cJSON *object, struct err *err)
{
    int count = cJSON_GetArraySize(object), n = 0;
    const char **by_number = calloc((size_t)count + 1, sizeof *by_number);
    const cJSON *item;
    int result = by_number ? 0 : err_set(err, "too many words");
    cJSON_ArrayForEach(item, object)
    {
        double number = item->valuedouble;
        if (result)
            break;
        if (!cJSON_IsNumber(item) || number != (double)(long)number || number < 0 ||
            number >= count || by_number[(long)number]) {
            result = err_set(err, "\"%.*s\": the numbers of %d words are to be 0 to %d, each once",
                             str_fit(item->string, 40), item->string, count, count - 1);
            break;
        }
        by_number[(long)number] = item->string;
    }
    for (; !result && n < count; n++)
        strs_add(words, by_number[n]);
    free(by_number);
    return result;
}

/* ["the", "of"] */
static int add_listed(struct strs *words, const cJSON *list, struct err *err)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, list)
    {
        if (!cJSON_IsString(item))
            return err_set(err, "entry %zu of the list is no text", words->count);
        strs_add(words, item->valuestring);
    }
    return 0;
}

static int add_json(struct strs *words, const cJSON *json, int depth, struct err *err)
{
    static const char *const inside[] = {"itos",  "index2word", "idx2word",
                                         "stoi",  "word2index", "word2idx",
                                         "vocab", "model",      "tokens"};
    if (cJSON_IsArray(json))
        return add_listed(words, json, err);
    for (size_t i = 0; i < sizeof inside / sizeof *inside && depth < NESTED_MAX; i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, inside[i]);
        if (cJSON_IsArray(item) || cJSON_IsObject(item))
            return add_json(words, item, depth + 1, err);
    }
    const cJSON *first = cJSON_IsObject(json) ? json->child : NULL;
    if (cJSON_IsNumber(first))
        return add_numbered(words, json, err);
    for (int i = 0; first && cJSON_IsString(first); i++, first = first->next) {
        if (strtol(first->string, NULL, 10) != i) /* {"0": "the", "1": "of"} */
            return err_set(err, "\"%.*s\" stands where word %d is expected",
                           str_fit(first->string, 40), first->string, i);
        strs_add(words, first->valuestring);
    }
    return words->count ? 0 : err_set(err, "no list of words in it");
}

/* ---- text ---- */

static int add_lines(struct strs *words, const char *text, size_t size, struct err *err)
{
    int line = 1;
    for (size_t at = 0; at < size; line++) {
        const char *start = text + at, *end = memchr(start, '\n', size - at);
        size_t n = end ? (size_t)(end - start) : size - at;
        at += n + 1;
        n -= n && start[n - 1] == '\r';
        const char *tab = memchr(start, '\t', n); /* "word<tab>count" of other programs */
        n = tab ? (size_t)(tab - start) : n;
        if (!utf8_valid(start, n))
            return err_set(err, "line %d: a byte that is no text; expected UTF-8", line);
        if (words->count >= WORDS_LIMIT)
            return err_set(err, "more than %d words", WORDS_LIMIT);
        strs_add_n(words, start, n);
    }
    return 0;
}

int wordlist_read(struct strs *words, const char *path, struct err *err)
{
    struct str text = {0};
    if (file_read(&text, path, FILE_MAX, err))
        return -1;
    const char *first = text.text ? text.text + strspn(text.text, " \t\r\n") : "";
    cJSON *json = *first == '{' || *first == '[' ? cJSON_Parse(text.text) : NULL;
    int result = json ? add_json(words, json, 0, err)
                      : add_lines(words, text.text ? text.text : "", text.length, err);
    cJSON_Delete(json);
    str_free(&text);
    return result ? err_prefix(err, "%s", path) : 0;
}

/* ---- in the file itself ---- */

static const char *find_fact(const struct tensors *file, const char *key)
{
    for (size_t i = 0; i < tensors_fact_count(file); i++)
        if (strcmp(tensors_fact(file, i)->key, key) == 0)
            return tensors_fact(file, i)->text;
    return NULL;
}

bool wordlist_of(struct strs *words, const struct tensors *file, const struct tensor *tensor)
{
    static const struct {
        const char *name, *key;
    } places[] = {{"encoder.embedding.weight", "heed.source_vocab"},
                  {"decoder.embedding.weight", "heed.target_vocab"},
                  {"output.weight", "heed.target_vocab"},
                  {"output.bias", "heed.target_vocab"},
                  {"embedding.weight", "heed.source_vocab"},
                  {"token_embd.weight", NULL}, /* of GGUF, which has one vocabulary */
                  {"output.weight", NULL}};
    struct err err;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(tensor->name, places[i].name) != 0)
            continue;
        const char *text = places[i].key ? find_fact(file, places[i].key) : tensors_words(file);
        if (!text || add_lines(words, text, strlen(text), &err))
            continue;
        if (tensor->rank >= 1 && words->count == tensor->shape[0])
            return true;
        strs_clear(words);
    }
    return false;
}

long wordlist_find(const struct strs *words, size_t rows, const char *text)
{
    for (size_t i = 0; words && i < words->count; i++)
        if (strcmp(words->list[i], text) == 0)
            return (long)i;
    char *end;
    long number = strtol(text, &end, 10);
    return end != text && !*end && number >= 0 && (size_t)number < rows ? number : -1;
}
