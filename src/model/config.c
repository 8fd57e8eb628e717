#include "model/config.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "model/family.h"

enum { NUMBER_MAX = 4000000 };

struct config config_default(const struct family *family)
{
    struct config config = family->defaults;
    config.family = family;
    return config;
}

void config_describe(const struct config *config, struct str *out)
{
    config->family->describe(config, out);
}

bool config_reads_words(const struct config *config)
{
    return config->family->reads_words;
}

bool config_writes_words(const struct config *config)
{
    return config->family->writes_words;
}

bool config_has_flow(const struct config *config)
{
    return config->family->has_flow;
}

bool config_attends(const struct config *config)
{
    const struct attention_config *attention = config_attention(config);
    return attention && score_attends(attention->score);
}

bool config_able(const struct config *config, enum ability ability)
{
    if (config->family->able)
        return config->family->able(config, ability);
    return ability != ABILITY_BACK && ability != ABILITY_OTHER && config_attends(config);
}

const struct attention_config *config_attention(const struct config *config)
{
    size_t at = config->family->attention;
    return at ? (const struct attention_config *)((const char *)config + at) : NULL;
}

struct attention_config *config_attention_change(struct config *config)
{
    size_t at = config->family->attention;
    return at ? (struct attention_config *)((char *)config + at) : NULL;
}

static int *slot(struct config *config, const struct field *field)
{
    return (int *)((char *)config + field->offset);
}

static int value_of(const struct config *config, const struct field *field)
{
    return *(const int *)((const char *)config + field->offset);
}

static char *language_slot(struct config *config, const struct field *field)
{
    return (char *)config + field->offset;
}

static const char *language_of(const struct config *config, const struct field *field)
{
    return (const char *)config + field->offset;
}

static bool is_number(const struct field *field)
{
    return !field->words && !field->language;
}

static const struct field *find_field(const struct config *config, const char *name)
{
    for (const struct field *field = config->family->fields; field->name; field++)
        if (strcmp(field->name, name) == 0)
            return field;
    return NULL;
}

int config_check(const struct config *config, struct err *err)
{
    for (const struct field *field = config->family->fields; field->name; field++) {
        int value = is_number(field) ? value_of(config, field) : 0;
        if (is_number(field) && (value < field->low || value > field->high))
            return err_set(err, "%s is %d, but must be from %d to %d", field->name, value,
                           field->low, field->high);
    }
    return config->family->check(config, err);
}

static int set_word(int *out, const struct field *field, const char *value, struct err *err)
{
    struct str allowed = {0};
    for (int i = 0; field->words[i]; i++) {
        if (strcmp(field->words[i], value) == 0) {
            *out = i;
            str_free(&allowed);
            return 0;
        }
        str_format(&allowed, "%s%s", i ? ", " : "", field->words[i]);
    }
    err_set(err, "%s cannot be \"%s\"; this program knows: %s", field->name, value, allowed.text);
    str_free(&allowed);
    return -1;
}

static int set_language(char *out, const struct field *field, const char *value, struct err *err)
{
    size_t n = strspn(value, "abcdefghijklmnopqrstuvwxyz");
    if (value[n] || (n != 3 && n != 0))
        return err_set(err,
                       "%s cannot be \"%.*s\"; it is three letters of ISO 639-3, such as eng, "
                       "fra, cmn, or nothing",
                       field->name, str_fit(value, 20), value);
    memcpy(out, value, n + 1);
    return 0;
}

int config_set(struct config *config, const char *name, const char *value, struct err *err)
{
    const struct field *field = find_field(config, name);
    if (!field)
        return err_set(err, "there is no setting \"%s\"", name);
    if (field->words)
        return set_word(slot(config, field), field, value, err);
    if (field->language)
        return set_language(language_slot(config, field), field, value, err);
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (end == value || *end)
        return err_set(err, "%s must be a whole number, not \"%s\"", name, value);
    if (errno || number < 0 || number > NUMBER_MAX)
        return err_set(err, "%s cannot be %s: from 0 to %d is possible", name, value, NUMBER_MAX);
    *slot(config, field) = (int)number;
    return 0;
}

void config_set_size(struct config *config, const char *name, int size)
{
    const struct field *field = find_field(config, name);
    assert(field && is_number(field));
    *slot(config, field) = size;
}

void config_set_hidden(struct config *config, int size)
{
    for (const struct field *field = config->family->fields; field->name; field++)
        if (field->hidden)
            *slot(config, field) = size;
}

const char *config_get(const struct config *config, const struct field *field, char *buffer,
                       size_t size)
{
    if (field->words)
        return field->words[value_of(config, field)];
    if (field->language)
        return language_of(config, field);
    snprintf(buffer, size, "%d", value_of(config, field));
    return buffer;
}

const char *config_argument(const struct field *field)
{
    return field->words ? "NAME" : field->language ? "LANGUAGE" : "N";
}

cJSON *config_json(const struct config *config)
{
    cJSON *root = cJSON_CreateObject();
    char buffer[32];
    cJSON_AddStringToObject(root, "family", config->family->name);
    for (const struct field *field = config->family->fields; field->name; field++)
        if (is_number(field))
            cJSON_AddNumberToObject(root, field->name, value_of(config, field));
        else
            cJSON_AddStringToObject(root, field->name,
                                    config_get(config, field, buffer, sizeof buffer));
    return root;
}

void config_write(const struct config *config, struct str *out)
{
    cJSON *root = config_json(config);
    char *text = cJSON_PrintUnformatted(root);
    if (!text)
        die("out of memory");
    str_add(out, text);
    cJSON_free(text);
    cJSON_Delete(root);
}

static int read_item(struct config *config, const cJSON *item, struct err *err)
{
    const struct field *field = find_field(config, item->string);
    if (!field)
        return err_set(err, "there is no setting \"%.*s\"", str_fit(item->string, 60),
                       item->string);
    bool number = is_number(field);
    if (number ? !cJSON_IsNumber(item) : !cJSON_IsString(item))
        return err_set(err, "%s must be a %s", field->name, number ? "number" : "word");
    if (!number)
        return config_set(config, field->name, item->valuestring, err);
    if (item->valuedouble != (double)item->valueint)
        return err_set(err, "%s must be a whole number", field->name);
    *slot(config, field) = item->valueint;
    return 0;
}

static int read_items(struct config *config, const cJSON *root, struct err *err)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, root)
    {
        if (strcmp(item->string, "family") != 0 && read_item(config, item, err))
            return -1;
    }
    return 0;
}

/* The family that the object names, or `fallback` where it names none; NULL with the reason. */
static const struct family *read_family(const cJSON *root, const struct family *fallback,
                                        struct err *err)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(root, "family");
    if (!item)
        return fallback;
    const struct family *family = cJSON_IsString(item) ? family_find(item->valuestring) : NULL;
    if (family && family->fields->name)
        return family;
    struct str known = {0};
    for (int i = 0; family_list[i]; i++)
        if (family_list[i]->fields->name)
            str_format(&known, "%s%s", known.length ? ", " : "", family_list[i]->name);
    const char *name = cJSON_IsString(item) ? item->valuestring : "?";
    err_set(err, "family cannot be \"%.*s\"; this program knows: %s", str_fit(name, 60), name,
            known.text);
    str_free(&known);
    return NULL;
}

static cJSON *parse_object(const char *json, struct err *err)
{
    cJSON *root = cJSON_Parse(json);
    if (cJSON_IsObject(root))
        return root;
    cJSON_Delete(root);
    err_set(err, "not a JSON object such as {\"cell\": \"gru\", \"embed\": 128}");
    return NULL;
}

int config_read(struct config *config, const char *json, struct err *err)
{
    cJSON *root = parse_object(json, err);
    const struct family *family = root ? read_family(root, config->family, err) : NULL;
    if (family && family != config->family)
        *config = config_default(family);
    int result = family ? read_items(config, root, err) : -1;
    cJSON_Delete(root);
    return result;
}

int config_read_file(struct config *config, const char *json, struct err *err)
{
    cJSON *root = parse_object(json, err);
    const struct family *family = root ? read_family(root, family_list[0], err) : NULL;
    *config = (struct config){.family = family};
    for (const struct field *field = family ? family->fields : NULL; field && field->name; field++)
        if (is_number(field))
            *slot(config, field) = field->absent;
    int result = family ? read_items(config, root, err) : -1;
    cJSON_Delete(root);
    return result;
}

bool config_names(const char *json, const char *name)
{
    cJSON *root = cJSON_Parse(json);
    bool named = cJSON_HasObjectItem(root, name);
    cJSON_Delete(root);
    return named;
}
