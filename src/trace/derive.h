#ifndef HEED_TRACE_DERIVE_H
#define HEED_TRACE_DERIVE_H

#include "trace/trace.h"

/* What one number is made of. The cell view, the sentence under the grid and the tests of the
 * arithmetic all read this; a number explains itself down to weights and embeddings. */

enum combination {
    COMBINE_SUM,      /* value = scale × outer(Σ terms) */
    COMBINE_MAX,      /* value = the largest term */
    COMBINE_QUOTIENT, /* value = terms[chosen] / Σ terms: a softmax after subtracting the maximum */
    COMBINE_COPY,     /* value = the only term: looked up, copied, or put there by a control */
};

/* How a term is made of the cells a and b that it comes from, and of its own `factor` and `shift`; b
 * may be missing, and then a + b is a, and a × b is a. */
enum term_kind {
    TERM_GIVEN,   /* factor: a bias, or what a control or the mask puts in place of a */
    TERM_PRODUCT, /* factor × a × b */
    TERM_REST,    /* a × (1 − b) */
    TERM_TANH,    /* factor × tanh(a + b + shift) */
    TERM_SHOWN,   /* b × tanh(a) */
    TERM_EXP,     /* exp(a − shift) */
    TERM_BELL,    /* a × exp(−(shift − b)² × factor) */
};

/* A cell of a quantity. */
struct origin {
    enum quantity_id quantity; /* Q_NONE: none */
    int row, column;
};

struct term {
    char label[40];  /* "s unit 17", "home", "Emb unit 3" */
    char detail[64]; /* the numbers put in: "0.412 × tanh(1.930)" */
    enum term_kind kind;
    double factor, shift;
    double value;          /* what it contributes */
    struct origin from[2]; /* a and b, to go down into; the first is missing where it is a weight */
};

struct derivation {
    enum quantity_id quantity;
    int sentence, row, column;
    double value; /* the number itself, as the run computed it */
    enum combination how;
    const char *outer;          /* "tanh" or "σ" around the sum; NULL: the sum itself */
    double scale;               /* 1, but for a center: the words of the sentence */
    double inner;               /* Σ of the terms (or the largest) */
    char name[40];              /* "e(3,3)", from 1 */
    char formula[FORMULA_SIZE]; /* the formula with this cell's indices put in */
    char numbers[200];          /* and with its numbers */
    struct term *terms;         /* [count], in natural order; in the arena */
    int count, chosen;          /* chosen: the term that the cell itself is, −1: none */
};

/* False when the trace does not have the quantity or the cell. `arena` owns the terms. */
bool derive(const struct trace *trace, int sentence, enum quantity_id id, int row, int column,
            struct arena *arena, struct derivation *out);

/* The name of a cell, its unit or word included: "s(3) unit 7", "e(3,5)", "l(3) of \"chez\"". */
enum { CELL_NAME = 96 };
void derive_name(const struct trace *trace, struct origin cell, char out[CELL_NAME]);

/* Orders terms by size, largest magnitude first, but the term that the cell itself is before all
 * others; returns a list of indices in the arena. */
int *derive_order(const struct derivation *derivation, struct arena *arena);

/* The rank of a cell within its row, 1 for the largest; masked cells do not count. */
int derive_rank(const struct trace *trace, int sentence, enum quantity_id id, int row, int column);

/* The smallest and the largest finite number of a quantity, masked ones left out; 0 and 0 if none. */
void derive_range(const struct trace *trace, int sentence, enum quantity_id id, double *low,
                  double *high);

/* The position that a row of weights is largest at. */
int derive_focus(const struct trace *trace, int sentence, int step);

/* Says the cell as a sentence: "chez looks at home with weight .91 (score 3.05, rank 1 of 5)". */
void derive_sentence(const struct trace *trace, int sentence, enum quantity_id id, int row,
                     int column, struct str *out);

#endif
