#ifndef HEED_TRACE_FORMULA_H
#define HEED_TRACE_FORMULA_H

#include "trace/trace.h"

/* Formulas and symbols as a run computed them: with its configuration and under its control. The
 * same function writes the formula of a quantity, with the letters t and j, and that of one cell,
 * with its numbers. */

/* What is written, and what about. */
struct formula {
    const struct trace *trace;
    const struct quantity *quantity;
    int sentence;
    struct sheet sheet;
    int row, column; /* from 0; −1: any, written as the letter of its axis */
    struct str *out;
    struct str notes; /* what was changed, for the end of the line: "keys equal, scaling on" */
};

/* "e(t,j) = v·tanh(W s(t−1) + U h(j))" or, of row 2 and column 4, "e(3,5) = v·tanh(W s(2) + U
 * h(5))". What was changed is named at the end: "(keys equal)". Appended. */
void formula_write(const struct trace *trace, int sentence, struct sheet sheet, int row, int column,
                   struct str *out);

/* "e(t,j)" or "e(3,5)". Appended. */
void formula_write_symbol(const struct trace *trace, struct sheet sheet, int row, int column,
                          struct str *out);

/* The symbol without its brackets: "e", "U h". */
struct symbol formula_base(const struct trace *trace, struct sheet sheet);

/* A cell with its unit or word: "s(3) unit 7", "e(3,5)", "l(3) of \"chez\"". Appended. */
void formula_write_cell(const struct trace *trace, struct origin cell, struct str *out);

/* One line: how to read the picture of a quantity. Appended. */
void formula_write_reading(const struct trace *trace, int sentence, struct sheet sheet,
                           struct str *out);

/* ---- for the rows of quantities ---- */

/* Appends a text in which {r} is the row and {c} the column, as a letter or as a number from 1;
 * {r-1}, {r+1}, {2c} and {2c-1} are numbers or terms made of them. Where a row is a pair of words,
 * {i} is its second word and {j} its first. */
void formula_add(struct formula *f, const char *text);

/* Appends printf's text as it is: words may have any signs in them. */
void formula_print(struct formula *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Notes what was changed, by the name of the intervention that does it; once. */
void formula_note(struct formula *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends the symbol of another quantity, at row and column `row` and `column` of it. */
void formula_symbol(struct formula *f, struct sheet sheet, int row, int column);

/* The same with an index of this formula, or a word: "→h({r-1})", "→h(last)". */
void formula_symbol_at(struct formula *f, struct sheet sheet, const char *index);

/* Whether it is about one cell. */
bool formula_of_cell(const struct formula *f);

#endif
