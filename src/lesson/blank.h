#ifndef HEED_LESSON_BLANK_H
#define HEED_LESSON_BLANK_H

#include "base/err.h"
#include "trace/trace.h"

/* What a worksheet leaves blank in a matrix, to be filled in by hand. */

enum blank_rule {
    BLANK_NONE,    /* nothing */
    BLANK_CELLS,   /* cells of a matrix */
    BLANK_MASK,    /* which scores the mask hides */
    BLANK_CONTEXT, /* the first numbers of a context vector */
    BLANK_RULES
};

/* So many numbers of a context vector are worked out by hand. */
enum { BLANK_UNITS = 3 };

/* A block of cells; rows and columns from 0. */
struct blank {
    enum blank_rule rule;
    struct sheet sheet; /* until blank_settle() that of BLANK_CELLS only */
    int row, rows; /* row −1 until blank_settle(): every row, or the page's for BLANK_CONTEXT */
    int column, columns;
};

/* A number that is blank somewhere in a worksheet, and its cell. */
struct secret {
    float value;
    int row, column;
};

/* Blanks of one picture, and numbers that are blank in others of the same worksheet. */
struct blanks {
    const struct blank *list; /* [count] */
    int count;
    bool filled;                  /* an answer key: they are told apart, and show their numbers */
    const struct secret *secrets; /* [secret_count] not to be told either */
    size_t secret_count;
};

/* "weights", "weights[2]", "weights[2,1]", "mask", "context" or "none", as a lesson says it,
 * counting from 1. −1 with what is wrong. */
int blank_read(const char *text, struct blank *out, struct err *err);

/* Fills in what a run decides: the matrix of a rule and how many cells. `step`: the row that the
 * page is about, from 0. −1 with what this run does not have. */
int blank_settle(struct blank *blank, const struct trace *trace, int sentence, int step,
                 struct err *err);

/* What a page leaves blank that says nothing of it: of weights the row that it is about; of a
 * masked matrix the mask; of contexts the first numbers. BLANK_NONE: there is nothing to be worked
 * out by hand. */
struct blank blank_usual(const struct trace *trace, int sentence, struct sheet shown, int step);

/* Whether a cell is one of the blanks; and whether it is not to be read: it is one of them, or at
 * the place of a secret it has the same number, in whatever matrix. The same number at another
 * place is another number. */
bool blanks_have(const struct blanks *blanks, struct sheet sheet, int row, int column);
bool blanks_hide(const struct blanks *blanks, struct sheet sheet, int row, int column, float value);

/* Whether a number of a text tells one of the secrets, as it is or as a percentage. */
bool blanks_tell(const struct blanks *blanks, double number);

#endif
