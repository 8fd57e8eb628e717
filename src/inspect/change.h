#ifndef HEED_INSPECT_CHANGE_H
#define HEED_INSPECT_CHANGE_H

#include <stdbool.h>

#include "inspect/inventory.h"

/* Two files of tensors, name by name. Types may differ: numbers are compared. */

enum change_kind {
    CHANGE_NONE,   /* all values within the tolerance */
    CHANGE_VALUES, /* at least one is farther away */
    CHANGE_SHAPE,
    CHANGE_ONLY_A,
    CHANGE_ONLY_B,
    CHANGE_UNKNOWN, /* could not be compared: `err` says why */
    CHANGE_COUNT
};

/* "equal", "changed", "another shape", "only in A", "only in B", "not compared" */
extern const char *const change_names[CHANGE_COUNT];

struct change {
    enum change_kind kind;
    const struct tensor *a, *b; /* NULL: it is not there */

    /* of CHANGE_NONE and CHANGE_VALUES */
    double norm_a, norm_b;
    double norm;       /* of B − A */
    double largest;    /* of |b − a|; infinite where only one of the two is not finite */
    size_t largest_at; /* number of that value */
    double cosine;     /* of the angle between the two; 0 when one is all zero */
    size_t different;  /* values farther apart than the tolerance */
    struct err err;    /* of CHANGE_UNKNOWN */
};

struct changes {
    struct change *list; /* in the order of A, then what only B has */
    size_t count, capacity;
    size_t kinds[CHANGE_COUNT];
};

/* Compares all. Two values are equal when they are both NaN, or the same infinity, or not farther
 * apart than the tolerance. False: it was given up. `patience` may be NULL. */
bool changes_find(struct changes *changes, const struct tensors *a, const struct tensors *b,
                  double tolerance, struct patience *patience);
void changes_free(struct changes *changes);

/* "3 equal, 18 changed, 1 only in B". Appended. */
void changes_say(const struct changes *changes, struct str *out);

/* Whether both have it in one shape, so that norms and cosine are known. */
bool change_has_numbers(const struct change *change);

/* |B − A| / |A|; infinite where A is all zero and B is not. */
double change_relative(const struct change *change);

/* What became of one, in a line: "changed: |B − A| 0.12, 0.03 of |A|, at most 0.01 at [3,4], cosine
 * 0.9998". Appended. */
void change_say(const struct change *change, struct str *out);

/* Appends the shape before and after, or the one that there is: "[3,4] → [3,5]". */
void change_say_shapes(const struct change *change, struct str *out);

/* B − A as a file of tensors of F32, one for every change in its order, each worked out when it is
 * asked for; those that have no difference have no values. Its facts say what became of every
 * tensor. Both files must outlive it. To be closed. */
struct tensors *changes_file(const struct changes *changes, const struct tensors *a,
                             const struct tensors *b);

/* B − A of one pair of the same shape, as a tensor of F32 in memory that goes by the name of A.
 * `values` is to be freed. 0, or -1 when it is too large or damaged. */
int change_subtract(struct tensor *out, float **values, const struct change *change,
                    struct err *err);

#endif
