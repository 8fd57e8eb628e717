#ifndef HEED_INSPECT_ATLAS_H
#define HEED_INSPECT_ATLAS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "text/pharaoh.h"

/* Attention of any model, dumped to a file: matrices of weights in layers and heads, with the words
 * of rows and columns. README.md describes the formats. */

enum { ATLAS_CELLS_MAX = 1 << 26, ATLAS_SIDE_MAX = 1 << 14, ATLAS_MAPS_MAX = 1 << 14 };

struct atlas {
    int layers, heads;
    int rows, columns;     /* of every matrix: row i is what attends, column j what it looks at */
    float *values;         /* [layers × heads × rows × columns]; −∞: masked */
    struct strs row_words; /* [rows], or none */
    struct strs column_words; /* [columns], or none */
    struct links links;       /* given alignment, column-row as Pharaoh has it; or none */
    bool linked;
};

/* Reads CSV (one matrix, as heed writes it), JSON, .npy or .npz, by content. A file of NumPy has
 * its words and links in a file of the same name and ".json", where there is one. 0, or -1 with the
 * file, the line or the place in it, what was expected and what was found. */
int atlas_open(struct atlas *atlas, const char *path, struct err *err);
void atlas_free(struct atlas *atlas);

/* The matrix of a head, both from 0. */
const float *atlas_map(const struct atlas *atlas, int layer, int head);

/* a -= b. 0, or -1 when layers, heads or sizes differ. */
int atlas_subtract(struct atlas *a, const struct atlas *b, struct err *err);

/* Figures of one matrix, of rows that sum to more than 0; −∞ counts as 0. */
enum atlas_figure {
    ATLAS_ENTROPY, /* mean over the rows of −Σ p log₂ p: bits; 0: one word, log₂ n: all alike */
    ATLAS_DIAGONAL, /* 1 − the mean distance from the diagonal, |i/(I−1) − j/(J−1)| */
    ATLAS_FIRST,    /* mean weight on the first column */
    ATLAS_LAST,     /* mean weight on the last column */
    ATLAS_LARGEST,  /* mean of the largest weight of a row */
    ATLAS_ERROR,    /* alignment error rate of the largest ones (Och & Ney 2003) */
    ATLAS_COUNT
};

/* "entropy", "diagonal", "first", "last", "largest", "aer"; ended by NULL. And in words. */
extern const char *const atlas_figure_names[ATLAS_COUNT + 1];
extern const char *const atlas_figure_words[ATLAS_COUNT];

/* NaN where it cannot be said: no links, no row with a weight, or a difference of two. */
double atlas_measure(const struct atlas *atlas, int layer, int head, enum atlas_figure figure);

#endif
