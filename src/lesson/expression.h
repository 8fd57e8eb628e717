#ifndef HEED_LESSON_EXPRESSION_H
#define HEED_LESSON_EXPRESSION_H

#include "base/err.h"
#include "base/str.h"
#include "trace/trace.h"

/* Expressions over a trace, for the answers and numbers of lessons. Positions, steps and units count
 * from 1, as on screen.
 *
 *   weights[3,1]      one number of a quantity (names: trace/quantity.c); weights[3] a row
 *   weights           the whole matrix; @2 in front of the name means sentence 2 of the batch: @2.weights[1,5]
 *   argmax(row) max(row) min(row) sum(row) entropy(row) count(row) len(row) rank(row, j)
 *   source[2] target[3] fed[3]   words; steps, words = numbers of target steps and source positions
 *   masked(j)         1 when source position j is masked
 *   + - * / ^ ( ) < > == != and numbers; abs exp log sqrt tanh round
 *   argmax(...) counts from 1. */
enum value_kind { VALUE_NUMBER, VALUE_WORD, VALUE_ROW };

struct value {
    enum value_kind kind;
    double number;
    const char *word; /* owned by the trace */
    struct mat row;   /* 1 × n, or rows × n for a whole quantity */
};

/* Evaluates a text. -1 with what is wrong and where (column) in the text. */
int expression_evaluate(const char *text, const struct trace *trace, struct value *out,
                        struct err *err);

/* The same, as text: an expression may end with a printf format for one double (" %.2f"); a
 * number without one is printed short (2 decimals, no trailing zeros), a word as it is. */
int expression_format(const char *text, const struct trace *trace, struct str *out,
                      struct err *err);

#endif
