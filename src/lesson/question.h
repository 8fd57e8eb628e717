#ifndef HEED_LESSON_QUESTION_H
#define HEED_LESSON_QUESTION_H

#include "base/err.h"
#include "base/str.h"
#include "trace/trace.h"

/* The question of a page, and what a learner replies to it. */

/* As many choices as there are digits to press. */
enum { QUESTION_CHOICES = 9, QUESTION_TRIES = 2 };

enum question_kind {
    QUESTION_CHOICE, /* one of the choices */
    QUESTION_NUMBER, /* a number that is typed */
    QUESTION_CELL,   /* a cell of the picture: the cursor is put on it */
    QUESTION_ORDER,  /* the choices in the right order */
    QUESTION_DO,     /* something that is done to the run */
    QUESTION_KINDS
};

/* Their names in lesson files, ended by NULL. */
extern const char *const question_kind_names[QUESTION_KINDS + 1];

struct question {
    bool present;
    long line;
    enum question_kind kind;
    char *ask;            /* Markdown without blocks; may hold expressions */
    struct strs choices;  /* as written; empty when words are the choices */
    int words;            /* 0: `choices`; 1: the source words; 2: the target words */
    int sentence;         /* whose words are the choices, from 0: that of the view */
    char *answer;         /* an expression. CHOICE: the number of the choice, from 1, or its word;
                              NUMBER: the number; CELL: the column, from 1; DO: not 0 when done;
                              ORDER has none: the file has the choices in order */
    char *row;            /* CELL: an expression, the row from 1; NULL: any row */
    char *within;         /* NUMBER: an expression, how far off a right number may be */
    struct strs solution; /* DO: commands that do it, as they are typed after a colon */
    struct strs hints;    /* Markdown; shown one after the other */
    struct strs replies;  /* Markdown: what is said first to a wrong choice, "" where nothing is */
    char *right, *wrong;  /* Markdown; NULL when not given */
};

/* What a learner gives as an answer; which of these counts depends on the kind. */
struct question_given {
    int choice; /* from 1 */
    double number;
    int row, column; /* from 1 */
    int order[QUESTION_CHOICES], count;
};

enum question_verdict {
    REPLY_NONE,  /* there is no answer yet */
    REPLY_AGAIN, /* it was wrong, and there is another try */
    REPLY_WRONG, /* it was wrong, the answer is shown */
    REPLY_RIGHT
};

struct question_reply {
    enum question_verdict verdict;
    struct question_given given;
    int tries;
    int hints; /* so many are shown */
};

/* Whether a question has what its kind needs, and nothing else; -1 with what is wrong. */
int question_complete(const struct question *question, struct err *err);

/* The choices of a question on this trace, as texts, and the number of the right one (from 0; of
 * QUESTION_CHOICE only). Those of QUESTION_ORDER come in another order than in the file.
 * -1 with a message when the answer cannot be evaluated or is not one of the choices. */
int question_choices(const struct question *question, const struct trace *trace, struct strs *out,
                     int *right, struct err *err);

/* Where choice i (from 0) of a QUESTION_ORDER with n choices stands in the right order, from 0. */
int question_place(const struct question *question, int n, int i);

/* What counts as right, evaluated: of QUESTION_CHOICE, NUMBER, CELL (row 0: any). -1 with a message
 * where it cannot be. */
int question_expected(const struct question *question, const struct trace *trace,
                      struct question_given *out, struct err *err);

/* Judges an answer and notes it in the reply. `trace` is the page's run; `now` is the run as the
 * learner has changed it, for QUESTION_DO. -1 with a message, and nothing noted, when the question
 * cannot be asked of this run. */
int question_judge(const struct question *question, const struct trace *trace,
                   const struct trace *now, const struct question_given *given,
                   struct question_reply *reply, struct err *err);

/* What is said about a reply, as Markdown; NULL: nothing more than the verdict. */
const char *question_said(const struct question *question, const struct question_reply *reply);

#endif
