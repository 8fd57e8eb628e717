#ifndef HEED_BASE_STR_H
#define HEED_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* A text that grows. All zero is empty; `text` is NULL or ends with a NUL. Free with str_free(). */
struct str {
    char *text;
    size_t length, capacity;
};

void str_add(struct str *str, const char *text);
void str_add_n(struct str *str, const char *text, size_t n);
void str_format(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
void str_format_list(struct str *str, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));

/* Empties it, keeps the memory. */
void str_clear(struct str *str);
void str_free(struct str *str);

/* Hands the text to the caller (never NULL, to be freed) and leaves the str empty. */
char *str_take(struct str *str);

/* How many of the first n bytes of a valid UTF-8 text are whole characters: n, or up to 3 less. A
 * text that is cut there stays valid. */
size_t str_whole(const char *text, size_t n);

/* How many bytes of a text to print as "%.*s", so that it takes `most` at most and ends whole. */
int str_fit(const char *text, int most);

/* A list of texts that it owns. */
struct strs {
    char **list;
    size_t count, capacity;
};

void strs_add(struct strs *strs, const char *text);
void strs_add_n(struct strs *strs, const char *text, size_t n);
void strs_cut(struct strs *strs, size_t count); /* leaves the first `count` of them */
void strs_clear(struct strs *strs);
void strs_copy(struct strs *to, const struct strs *from); /* in the place of what is there */
bool strs_same(const struct strs *a, const struct strs *b);
void strs_free(struct strs *strs);

#endif
