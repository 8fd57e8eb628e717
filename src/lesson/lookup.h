#ifndef HEED_LESSON_LOOKUP_H
#define HEED_LESSON_LOOKUP_H

#include "lesson/expression.h"

/* What the names in an expression stand for. Without a trace the values are placeholders of the
 * right kind, so that an expression can be checked before there is a run. Errors come without
 * their place in the text. */

/* A name with up to two indices from 1: a quantity, its row, its number, a word, a count. */
int lookup_value(const struct trace *trace, int sentence, const char *name, const double *index,
                 int indices, struct expression_value *out, struct err *err);

/* A position from 1 to `count`, as a number from 0. */
int lookup_position(const struct trace *trace, double number, int count, const char *what, int *out,
                    struct err *err);

/* A function: of a number, of a row of n numbers, or of two rows of n; one of the three is set.
 * NULL: none has that name. */
struct function {
    const char *name;
    double (*of_number)(double);
    double (*of_row)(const real *row, int n);
    double (*of_rows)(const real *a, const real *b, int n);
};
const struct function *lookup_function(const char *name);

/* The place of entry j by size, 1 for the largest. */
int lookup_rank(const real *row, int n, int j);

#endif
