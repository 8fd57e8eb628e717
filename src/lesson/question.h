#ifndef HEED_LESSON_QUESTION_H
#define HEED_LESSON_QUESTION_H

#include "base/err.h"
#include "base/str.h"
#include "trace/trace.h"

/* The question of a page. */

/* As many choices as there are digits to press. */
enum { QUESTION_CHOICES = 9 };

struct question {
    bool present;
    long line;
    char *ask;                  /* Markdown without blocks; may hold expressions */
    struct strs choices;        /* as written; empty when words are the choices */
    int words;                  /* 0: `choices`; 1: the source words; 2: the target words */
    int sentence;               /* whose words are the choices, from 0: that of the view */
    char *answer;               /* an expression: the number of the choice, from 1, or its word */
    char *hint, *right, *wrong; /* Markdown; NULL when not given */
};

/* The choices of a question on this trace, as texts, and the number of the right one (from 0).
 * -1 with a message when the answer cannot be evaluated or is not one of the choices. */
int question_choices(const struct question *question, const struct trace *trace, struct strs *out,
                     int *right, struct err *err);

#endif
