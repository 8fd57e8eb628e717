#ifndef HEED_LESSON_SETTINGS_H
#define HEED_LESSON_SETTINGS_H

#include <stddef.h>

#include "lesson/lesson.h"

/* A key of a table. A row without a key ends the table. */
struct setting {
    const char *key;
    int (*set)(void *field, const char *value, struct err *err);
    size_t offset; /* of the field in the target */
    bool required, repeated;
};

/* The "key: value" lines of a lesson file: its front matter, and the blocks `view` and `question`.
 * A line that starts with a space goes on with the value before it. */
struct settings {
    const struct setting *table;
    void *target;  /* the struct that the settings are written to */
    unsigned seen; /* a bit for each row of the table that was set */
    int current;   /* row whose value is being read, −1: none */
    long current_line;
    struct str value;
    long bad_line; /* where it went wrong */
};

extern const struct setting settings_lesson[];   /* of a struct lesson */
extern const struct setting settings_view[];     /* of a struct lesson_view */
extern const struct setting settings_question[]; /* of a struct question */

void settings_start(struct settings *settings, const struct setting *table, void *target);
int settings_line(struct settings *settings, const char *text, size_t n, long line,
                  struct err *err);

/* Ends the last value and checks that no key is missing. It must be the last call. After an error
 * it is called with NULL, only to free. */
int settings_end(struct settings *settings, struct err *err);

#endif
