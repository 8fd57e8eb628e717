#ifndef HEED_BROWSE_FACET_H
#define HEED_BROWSE_FACET_H

#include "draw/grid.h"
#include "inspect/finding.h"

/* The pictures of one tensor: a value in, cells out. */

enum facet {
    FACET_STATS,    /* figures and a histogram */
    FACET_HEAT,     /* its numbers as colors */
    FACET_NORMS,    /* of rows and columns */
    FACET_SPECTRUM, /* singular values */
    FACET_GATES,    /* the gates of a recurrent layer */
    FACET_NEAREST,  /* rows that are alike */
    FACET_PLANE,    /* rows in the plane in which they vary the most */
    FACET_COUNT
};

/* "stats", "heat", "norms", "singular", "gates", "nearest", "plane"; ended by NULL. */
extern const char *const facet_names[FACET_COUNT + 1];

/* What is drawn. All but `survey` may be NULL: it is said that it is not there yet, or why. */
struct facet_view {
    const struct inventory *inventory;
    const struct survey *survey;
    const struct spectrum *spectrum;
    const struct nearest *nearest;
    const struct rows_plane *plane;
    const struct strs *words; /* of the rows; NULL: they have none */
    enum facet facet;
    const char *why; /* why what belongs to the facet is not there; "" or NULL: it is on its way */

    /* of the heat, in rows and columns of the slice */
    size_t row, column;                 /* the cursor */
    size_t first_row, first_column;     /* the part that is seen */
    size_t window_rows, window_columns; /* 0: all that is kept */
    bool full_scale; /* colors reach to the largest value, not to three standard deviations */
};

/* Draws tabs, title and the facet. */
void facet_draw(struct grid *grid, struct rect rect, const struct facet_view *view);

/* Whether the tensor has such a facet at all; else why not. */
bool facet_possible(const struct facet_view *view, enum facet facet, const char **why);

/* The word of a row, or "row 17". */
void facet_row_name(const struct facet_view *view, size_t row, struct str *out);

/* ---- for the files of the facets: each draws below tabs and title ---- */

void facet_stats(struct grid *grid, struct rect rect, const struct facet_view *view);
void facet_heat(struct grid *grid, struct rect rect, const struct facet_view *view);
void facet_norms(struct grid *grid, struct rect rect, const struct facet_view *view);
void facet_spectrum(struct grid *grid, struct rect rect, const struct facet_view *view);
void facet_gates(struct grid *grid, struct rect rect, const struct facet_view *view);
void facet_nearest(struct grid *grid, struct rect rect, const struct facet_view *view);
void facet_plane(struct grid *grid, struct rect rect, const struct facet_view *view);

#endif
