#ifndef HEED_VIEW_MATRIX_H
#define HEED_VIEW_MATRIX_H

#include "base/mem.h"
#include "draw/heat.h"
#include "view/picture.h"

/* The matrix behind a heat grid: a quantity of a run or what was made of it, perhaps transposed,
 * perhaps with chosen columns only, with words on its axes. */

enum { MATRIX_WORDS = 64 };

struct matrix {
    const struct picture *picture;
    const struct quantity *q;
    struct sheet sheet;
    struct mat all;          /* rows × columns of q, or fewer */
    int words[MATRIX_WORDS]; /* AXIS_VOCAB: the vocabulary ids that are columns */
    int columns;
    bool transposed;
    enum kind kind;             /* how it is colored: that of q, but for differences */
    double low, high;           /* the range of its numbers */
    const struct trace *beside; /* another run: rows and columns carry its words too where they
                                   differ, and what it masks is masked; or NULL */
    bool own_first;             /* its words stand behind: "A/B"; else in front: "before/after" */
};

/* The matrix that a picture shows; of a vocabulary, the words that fit into so many columns. */
struct matrix matrix_of(const struct picture *picture, int columns);

/* As a heat grid that reads the matrix; labels are taken from the arena. */
struct heat matrix_heat(const struct matrix *matrix, struct arena *arena);

#endif
