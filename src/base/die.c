#include "base/die.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void (*before_death)(void);

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
