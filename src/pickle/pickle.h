#ifndef HEED_PICKLE_PICKLE_H
#define HEED_PICKLE_PICKLE_H

#include <stddef.h>

#include "base/err.h"
#include "pickle/value.h"

/* Python pickles, protocols 0 to 5, read without executing anything. A pickle is a small program
 * whose calls are made by Python when it loads one; here a call becomes a value that says what
 * would be called with what. Nothing is looked up, imported or run, whatever the file says. */

struct pickle;

/* Runs over the pickle at `data`, which may be followed by other things; *used is its length, at
 * least 1. The values point into `data`, which must outlive them.
 *
 * Refused, with one line that names the byte: what is no pickle or is damaged; a pickle that names
 * a function that could act (pickle_acts()); extension codes and buffers that lie elsewhere; and
 * more than 2 million values, which bounds its memory to some 200 MB.
 *
 * Values may be shared and may contain themselves: whoever walks them bounds the depth and the
 * steps. */
struct pickle *pickle_read(const unsigned char *data, size_t size, size_t *used, struct err *err);
void pickle_free(struct pickle *pickle);

const struct pickle_value *pickle_root(const struct pickle *pickle);

/* All values, in the order in which they were made. */
size_t pickle_count(const struct pickle *pickle);
const struct pickle_value *pickle_at(const struct pickle *pickle, size_t index);

#endif
