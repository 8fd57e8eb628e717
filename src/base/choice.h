#ifndef HEED_BASE_CHOICE_H
#define HEED_BASE_CHOICE_H

#include <stddef.h>

/* Words to choose from, written as one text: "red|green|blue". Their numbers count from 0. */

/* The number of the choice that `word` is, or −1. */
int choice_find(const char *choices, const char *word);

/* The choice of this number, which must be there. It is *n bytes long and does not end with NUL. */
const char *choice_word(const char *choices, int number, size_t *n);

#endif
