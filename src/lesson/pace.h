#ifndef HEED_LESSON_PACE_H
#define HEED_LESSON_PACE_H

#include "lesson/lesson.h"

/* How long a lesson takes. */

/* Minutes, rounded, at least 1, by the rule that lessons/README.md states: words to read, pictures
 * to look at, answers to find, changes to follow. */
int lesson_minutes(const struct lesson *lesson);

#endif
