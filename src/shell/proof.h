#ifndef HEED_SHELL_PROOF_H
#define HEED_SHELL_PROOF_H

#include "lesson/glossary.h"

/* Proves a lesson with everything that the program knows: its models are opened and run, its pages
 * laid out, its keys and panels looked up. Appends a line for every problem (lesson/check.h) and
 * returns the number of errors. */
int proof_lesson(const struct lesson *lesson, const struct glossary *glossary,
                 struct strs *problems);

#endif
