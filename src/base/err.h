#ifndef HEED_BASE_ERR_H
#define HEED_BASE_ERR_H

#include <stdnoreturn.h>

/* What went wrong, in words for the person at the keyboard: what, where, what to do.
 * Functions that a user can make fail take a struct err * last and return -1 (or NULL) with the
 * text filled in; the text has no trailing newline. Never NULL. */
struct err {
    char text[1024];
};

/* Fills in the text and returns -1, so that `return err_set(err, ...)` reads well. */
int err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the text that is already there; returns -1. */
int err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the program with exit code 1 after running the hook: for out of memory and nothing else
 * that a user could have caused. */
noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The function that die() runs first (the terminal registers its cleanup here). */
void die_hook(void (*hook)(void));

#endif
