#ifndef HEED_LESSON_CONCEPT_H
#define HEED_LESSON_CONCEPT_H

#include "trace/quantity.h"

/* The words of lessons that name a concept. Emphasised in a text, they take its color. */

/* The concept that a word or symbol names, "weights", "α(t,j)", in any case of letters;
 * CONCEPT_NONE when it names none. */
enum concept concept_find(const char *word);

/* The concept that a marked word nearly is, but for one letter: "weigths" is "weights"; or NULL. */
const char *concept_meant(const char *word);

#endif
