#ifndef HEED_BASE_DIE_H
#define HEED_BASE_DIE_H

#include <stdnoreturn.h>

/* Prints "heed: ..." and ends the program with exit code 1, after running the hook. For what
 * nobody can go on from: no memory, no thread. What a user can cause is a struct err instead. */
noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The function that die() runs first: the terminal puts itself back in order there. */
void die_hook(void (*hook)(void));

#endif
