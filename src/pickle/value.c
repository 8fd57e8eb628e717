#include "pickle/value.h"

#include <string.h>

bool pickle_is_global(const struct pickle_value *value, const char *module, const char *name)
{
    return value && value->kind == PICKLE_GLOBAL && strcmp(value->global.module, module) == 0 &&
           strcmp(value->global.name, name) == 0;
}

bool pickle_is_any_text(const struct pickle_value *value)
{
    return value && (value->kind == PICKLE_TEXT || value->kind == PICKLE_BYTES);
}

bool pickle_is_text(const struct pickle_value *value, const char *text)
{
    return pickle_is_any_text(value) && value->text.size == strlen(text) &&
           memcmp(value->text.start, text, value->text.size) == 0;
}

const struct pickle_value *pickle_item(const struct pickle_value *value, size_t index)
{
    bool has_items = value && (value->kind == PICKLE_TUPLE || value->kind == PICKLE_LIST);
    return has_items && index < value->items.count ? value->items.list[index] : NULL;
}

bool pickle_size(const struct pickle_value *value, size_t *out)
{
    if (!value || value->kind != PICKLE_INT || value->integer < 0)
        return false;
    *out = (size_t)value->integer;
    return true;
}

const struct pickle_items *pickle_pairs(const struct pickle_value *value)
{
    if (value && value->kind == PICKLE_DICT)
        return &value->items;
    return value && value->kind == PICKLE_CALL && value->call.more ? &value->call.more[1] : NULL;
}

const struct pickle_value *pickle_get(const struct pickle_items *pairs, const char *key)
{
    for (size_t i = 0; pairs && i + 1 < pairs->count; i += 2)
        if (pickle_is_text(pairs->list[i], key))
            return pairs->list[i + 1];
    return NULL;
}
