#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*before_death)(void);

int err_set(struct err *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return -1;
}

int err_prefix(struct err *err, const char *format, ...)
{
    char old[sizeof err->text];
    memcpy(old, err->text, sizeof old);
    va_list args;
    va_start(args, format);
    int used = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    if (used < 0 || (size_t)used + 3 > sizeof err->text)
        return -1;
    char *rest = err->text + used;
    size_t room = sizeof err->text - (size_t)used - 3;
    memcpy(rest, ": ", 3);
    strncat(rest, old, room);
    return -1;
}

void die_hook(void (*hook)(void))
{
    before_death = hook;
}

void die(const char *format, ...)
{
    if (before_death)
        before_death();
    va_list args;
    va_start(args, format);
    fputs("heed: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}
