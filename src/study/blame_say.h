#ifndef HEED_STUDY_BLAME_SAY_H
#define HEED_STUDY_BLAME_SAY_H

#include "study/blame.h"

/* Appends the verdict with its numbers, as sentences: what blame->sentence holds. */
void blame_say(const struct blame *blame, struct str *out);

#endif
