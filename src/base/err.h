#ifndef HEED_BASE_ERR_H
#define HEED_BASE_ERR_H

/* What went wrong, in words for the person at the keyboard: what, where, what to do.
 * A function that a user can make fail takes a struct err * as its last argument, never NULL. When
 * it fails it fills in the text and returns -1 or NULL. The text does not end with a newline. */
struct err {
    char text[1024];
};

/* Fills in the text and returns -1, so that a caller can write `return err_set(err, ...)`. What is
 * longer than the room is cut between two characters of UTF-8. */
int err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the text that is already there; returns -1. */
int err_prefix(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
