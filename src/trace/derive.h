#ifndef HEED_TRACE_DERIVE_H
#define HEED_TRACE_DERIVE_H

#include "trace/trace.h"

/* What one number is made of. The cell view, the sentence under the grid and the tests of the
 * arithmetic all read this; a number explains itself down to weights and embeddings. */

enum combination {
    COMBINE_SUM,      /* value = scale × outer(Σ summands) */
    COMBINE_MAX,      /* value = the largest summand */
    COMBINE_QUOTIENT, /* value = terms[chosen] / Σ terms: a softmax after subtracting the maximum */
    COMBINE_COPY,     /* value = the only summand: looked up, copied, or put there by a control */
};

/* How a summand is made of the cells a and b that it comes from, and of its own `factor` and
 * `shift`; b may be missing, and then a + b is a, and a × b is a. */
enum summand_kind {
    SUMMAND_GIVEN,   /* factor: a bias, or what a control or the mask puts in place of a */
    SUMMAND_PRODUCT, /* factor × a × b */
    SUMMAND_REST,    /* a × (1 − b) */
    SUMMAND_TANH,    /* factor × tanh(a + b + shift) */
    SUMMAND_SHOWN,   /* b × tanh(a) */
    SUMMAND_EXP,     /* exp(a − shift) */
    SUMMAND_BELL,    /* a × exp(−(shift − b)² × factor) */
    SUMMAND_SQUARE,  /* factor × (a − b)² */
};

/* Texts are in the arena that derive() was given. */
struct summand {
    const char *label;  /* "s unit 17", "home", "Emb unit 3" */
    const char *detail; /* the numbers put in: "0.412 × tanh(1.930)"; perhaps "" */
    enum summand_kind kind;
    double factor, shift;
    double value;          /* what it contributes */
    struct origin from[2]; /* a and b, to go down into; the first is missing where it is a weight */
    const real *weight;    /* the number of the model that is in it, or NULL */
};

struct derivation {
    struct sheet sheet;
    int sentence, row, column;
    double value; /* the number itself, as the run computed it */
    enum combination how;
    const char *outer;   /* "tanh", "σ", "ReLU" or "1/√" around the sum; NULL: the sum itself */
    double scale;        /* 1, but for a center: the words of the sentence */
    double inner;        /* Σ of the summands (or the largest) */
    const char *name;    /* "e(3,3)", from 1 */
    const char *formula; /* the formula with this cell's indices put in */
    const char *numbers; /* the formula with the numbers put in; perhaps "" */
    struct summand *terms; /* [count], in natural order */
    int count, chosen;     /* chosen: the summand that the cell itself is, −1: none */
};

/* False when the trace does not have the cell. `arena` owns summands and texts. */
bool derive(const struct trace *trace, int sentence, struct origin cell, struct arena *arena,
            struct derivation *out);

/* Orders summands by size, largest magnitude first, but the one that the cell itself is before all
 * others; returns a list of indices in the arena. */
int *derive_order(const struct derivation *derivation, struct arena *arena);

#endif
