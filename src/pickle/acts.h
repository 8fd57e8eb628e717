#ifndef HEED_PICKLE_ACTS_H
#define HEED_PICKLE_ACTS_H

#include <stdbool.h>

#include "base/err.h"

/* Whether Python, when it loads a pickle that names this function or class, would hand out a means
 * to act: to run a program or a text, open files or sockets, or get hold of what does. */
bool pickle_acts(const char *module, const char *name);

/* 0, or -1 with a message that names it when it acts. */
int pickle_check_global(const char *module, const char *name, struct err *err);

#endif
