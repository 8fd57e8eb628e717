#ifndef HEED_LESSON_EXPRESSION_H
#define HEED_LESSON_EXPRESSION_H

#include "base/err.h"
#include "base/str.h"
#include "trace/trace.h"

/* Expressions over a trace, for the answers and numbers of lessons. Positions, steps and units
 * count from 1, as on screen.
 *
 *   weights[3,1]      one number of a quantity (names: the rows in quantities/); weights[3] a row
 *   @2.weights[1,5]   the same of sentence 2 of the batch; without @ sentence 1 is meant
 *   before.weights[3,1]  the same in the run without the changes that the page makes
 *   source[2] target[3] fed[3]   words; a source position may be padding
 *   steps words       how many words are written and read, <eos> included, padding not
 *   curve[1,3] curve_x[3]   measures that the page plots: curve 1 at point 3, and where that is
 *   masked(j)         1 when source position j is masked, else 0
 *   argmax(row) max(row) min(row) sum(row) len(row)
 *   count(row)        how many of its numbers are neither 0 nor −∞: positions that take part
 *   mean(row) variance(row) norm(row)
 *   dot(row, row) distance(row, row) cosine(row, row)   of two rows of the same length
 *   entropy(row)      of a row of probabilities, in nats
 *   logsumexp(row)    log Σ exp; exp(scores[1,5] - logsumexp(scores[1])) is a weight without mask
 *   rank(row, j)      place of entry j by size, 1 for the largest
 *   + - * / ^ ( ) < > <= >= == != and numbers; abs exp log sqrt tanh round
 *
 * argmax counts from 1. Words can be compared with == and !=. */
enum expression_kind { VALUE_NUMBER, VALUE_WORD, VALUE_ROW };

struct expression_value {
    enum expression_kind kind;
    double number;
    const char *word; /* owned by the trace */
    struct mat row;   /* 1 × n, or rows × n for a whole quantity */
};

/* Evaluates a text. -1 with what is wrong and where (column) in the text. */
int expression_evaluate(const char *text, const struct trace *trace, struct expression_value *out,
                        struct err *err);

/* The same, as text: an expression may end with a printf format for one double (" %.2f"); a
 * number without one is printed short (2 decimals, no trailing zeros), a word as it is. */
int expression_format(const char *text, const struct trace *trace, struct str *out,
                      struct err *err);

/* Whether a text is an expression with or without a format, as far as can be said without a trace:
 * syntax, names, what functions take, and that it gives one number or word. */
int expression_check(const char *text, struct err *err);

#endif
