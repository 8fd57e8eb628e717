#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void str_add_n(struct str *str, const char *text, size_t n)
{
    str->text = mem_grow(str->text, &str->capacity, str->length + n + 1, 1);
    if (n)
        memcpy(str->text + str->length, text, n);
    str->length += n;
    str->text[str->length] = '\0';
}

void str_add(struct str *str, const char *text)
{
    str_add_n(str, text, strlen(text));
}

void str_format_list(struct str *str, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    if (length > 0) {
        size_t need = str->length + (size_t)length + 1;
        str->text = mem_grow(str->text, &str->capacity, need, 1);
        vsnprintf(str->text + str->length, (size_t)length + 1, format, again);
        str->length += (size_t)length;
    }
    va_end(again);
}

void str_format(struct str *str, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    str_format_list(str, format, list);
    va_end(list);
}

void str_clear(struct str *str)
{
    str->length = 0;
    if (str->text)
        str->text[0] = '\0';
}

void str_free(struct str *str)
{
    free(str->text);
    *str = (struct str){0};
}

char *str_take(struct str *str)
{
    char *text = str->text ? str->text : mem_text("");
    *str = (struct str){0};
    return text;
}

size_t str_whole(const char *text, size_t n)
{
    size_t start = n;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return 0;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return start - 1 + length <= n ? n : start - 1;
}

int str_fit(const char *text, int most)
{
    return (int)str_whole(text, strnlen(text, (size_t)most));
}

void strs_add_n(struct strs *strs, const char *text, size_t n)
{
    strs->list = mem_grow(strs->list, &strs->capacity, strs->count + 1, sizeof *strs->list);
    strs->list[strs->count++] = mem_text_n(text, n);
}

void strs_add(struct strs *strs, const char *text)
{
    strs_add_n(strs, text, strlen(text));
}

void strs_cut(struct strs *strs, size_t count)
{
    while (strs->count > count)
        free(strs->list[--strs->count]);
}

void strs_clear(struct strs *strs)
{
    strs_cut(strs, 0);
}

void strs_copy(struct strs *to, const struct strs *from)
{
    strs_clear(to);
    for (size_t i = 0; i < from->count; i++)
        strs_add(to, from->list[i]);
}

bool strs_same(const struct strs *a, const struct strs *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = strcmp(a->list[i], b->list[i]) == 0;
    return same;
}

void strs_free(struct strs *strs)
{
    strs_clear(strs);
    free(strs->list);
    *strs = (struct strs){0};
}
