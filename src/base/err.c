#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum { ROOM = sizeof((struct err *)0)->text };

/* Drops the half of a character that is left where vsnprintf() or strncat() ran out of room. */
static void end_whole(struct err *err)
{
    size_t n = strlen(err->text);
    if (n == ROOM - 1)
        err->text[str_whole(err->text, n)] = '\0';
}

int err_set(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, ROOM, format, args);
    va_end(args);
    end_whole(err);
    return -1;
}

int err_prefix(struct err *err, const char *format, ...)
{
    char old[ROOM];
    memcpy(old, err->text, sizeof old);
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, ROOM, format, args);
    va_end(args);
    strncat(err->text, ": ", ROOM - 1 - strlen(err->text));
    strncat(err->text, old, ROOM - 1 - strlen(err->text));
    end_whole(err);
    return -1;
}
