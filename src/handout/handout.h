#ifndef HEED_HANDOUT_HANDOUT_H
#define HEED_HANDOUT_HANDOUT_H

#include <stdbool.h>

#include "lesson/glossary.h"

/* Writes a lesson for paper into a folder, which is made where it is not there: NAME-handout.html,
 * NAME-handout.pdf and so on. Their paths are appended to `out`; where this machine cannot draw
 * PDF, `without` says why, and there is none. −1 with the reason, and nothing written: a mistake
 * in the lesson (file and line), or a file that is there already, unless `force`. */
int handout_export(const struct lesson *lesson, const struct glossary *glossary, const char *folder,
                   bool force, struct strs *out, struct str *without, struct err *err);

#endif
