#include "inspect/card.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

enum { VALUE_BYTES = 300, LINES_MAX = 400, DEPTH_MAX = 4, JSON_MAX = 1 << 20, TEXT_MAX = 1 << 16 };

static void add_line(struct card *card, const char *key, const char *value)
{
    struct str shown_key = {0}, shown = {0};
    size_t n = strlen(value), lines = 1;
    utf8_escape(&shown_key, key, strlen(key));
    for (size_t i = 0; i < n; i++)
        lines += value[i] == '\n' && i + 1 < n;
    if (lines > 1)
        str_format(&shown, "%zu lines, %zu bytes: ", lines, n);
    size_t some = n < VALUE_BYTES ? n : str_whole(value, VALUE_BYTES);
    for (size_t at = 0; at < some;) {
        size_t line = strcspn(value + at, "\n");
        line = line < some - at ? line : some - at;
        utf8_escape(&shown, value + at, line);
        at += line + 1;
        if (at < some)
            str_add(&shown, " ");
    }
    if (some < n)
        str_add(&shown, " …");
    strs_add(&card->keys, shown_key.text ? shown_key.text : "");
    strs_add(&card->values, shown.text ? shown.text : "");
    str_free(&shown_key);
    str_free(&shown);
}

static void add_json(struct card *card, const char *key, const cJSON *json, int depth)
{
    const cJSON *item;
    if (!cJSON_IsObject(json) || depth == DEPTH_MAX) {
        char *text = cJSON_PrintUnformatted(json);
        add_line(card, key, cJSON_IsString(json) ? json->valuestring : text ? text : "");
        cJSON_free(text);
        return;
    }
    cJSON_ArrayForEach(item, json)
    {
        struct str inner = {0};
        str_format(&inner, "%s.%s", key, item->string);
        if (card->keys.count < LINES_MAX)
            add_json(card, inner.text, item, depth + 1);
        str_free(&inner);
    }
}

/* ---- texts that are kept as arrays of bytes: Marian's "special:model.yml" ---- */

/* "key: value", with the lines that are indented below it. */
static void add_yaml(struct card *card, char *text)
{
    for (char *at = text; *at && card->keys.count < LINES_MAX;) {
        char *end = at + strcspn(at, "\n");
        while (*end && strchr(" \t-", end[1]) && end[1])
            end += 1 + strcspn(end + 1, "\n");
        char *next = end + (*end != '\0'), *colon;
        *end = '\0';
        colon = strchr(at, ':');
        if (colon)
            *colon = '\0';
        if (*at)
            add_line(card, at, colon ? colon + 1 + strspn(colon + 1, " ") : "");
        at = next;
    }
}

static void add_text_of_bytes(struct card *card, const struct tensor *tensor)
{
    struct err unused;
    if (strncmp(tensor->name, "special:", 8) != 0 || tensor->rank != 1 ||
        tensor->count >= TEXT_MAX || (tensor->dtype != DTYPE_I8 && tensor->dtype != DTYPE_U8))
        return;
    float *values = mem_new(tensor->count + 1, sizeof *values);
    char *text = mem_new(tensor->count + 1, 1);
    if (tensor_floats(values, tensor, 0, tensor->count, &unused) == 0) {
        for (size_t i = 0; i < tensor->count; i++)
            text[i] = (char)(int)values[i];
        add_yaml(card, text);
    }
    free(values);
    free(text);
}

void card_fill(struct card *card, const struct tensors *file)
{
    for (size_t i = 0; i < tensors_count(file); i++)
        add_text_of_bytes(card, tensors_at(file, i));
    for (size_t i = 0; i < tensors_fact_count(file) && card->keys.count < LINES_MAX; i++) {
        const struct fact *fact = tensors_fact(file, i);
        cJSON *json =
            fact->text[0] == '{' && strlen(fact->text) < JSON_MAX ? cJSON_Parse(fact->text) : NULL;
        if (json)
            add_json(card, fact->key, json, 0);
        else
            add_line(card, fact->key, fact->text);
        cJSON_Delete(json);
    }
}

void card_free(struct card *card)
{
    strs_free(&card->keys);
    strs_free(&card->values);
}
