#ifndef HEED_MATH_PCA_H
#define HEED_MATH_PCA_H

#include "math/mat.h"

/* Principal component analysis (Pearson 1901; Hotelling 1933): the orthogonal directions along
 * which rows of numbers vary the most, by LAPACK. */

struct pca {
    int count;  /* k, directions found: at most what was asked for, 0 when a number is not finite */
    real *mean; /* [d] of the rows */
    struct mat components; /* [k × d] orthonormal, the one of the largest variance first; the entry
                              of each that is largest in magnitude is positive */
    double *variance;      /* [k] along each, of the sample: squares divided by n − 1 */
    double total;          /* of all d directions */
};

/* Of the rows of x [n × d], d >= 1; at most `count` directions. To be freed with pca_free(). */
struct pca *pca_new(struct mat x, int count);
void pca_free(struct pca *pca);

/* out[n × k] = (x[n × d] − mean) · componentsᵀ */
void pca_project(const struct pca *pca, struct mat out, struct mat x);

/* The share of the total variance that direction i explains, 0 to 1; 0 when nothing varies. */
double pca_share(const struct pca *pca, int i);

#endif
