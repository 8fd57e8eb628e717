#include "math/svd.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

/* Declared here as in pca.c: the Fortran interface, with the length of the text at the end. */
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
             double *u, const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork,
             int *iwork, int *info, size_t jobz_length);

bool svd_values(double *values, double *matrix, int rows, int columns)
{
    for (long i = 0; i < (long)rows * columns; i++)
        if (!isfinite(matrix[i]))
            return false;
    /* Row by row is the transposed matrix column by column, and that has the same values. */
    int least = rows < columns ? rows : columns, one = 1, asks = -1, info = 0;
    double unused, best = 0;
    int *iwork = mem_new(8 * (size_t)least, sizeof *iwork);
    dgesdd_("N", &columns, &rows, matrix, &columns, values, &unused, &one, &unused, &one, &best,
            &asks, iwork, &info, 1);
    int size = (int)best;
    double *work = mem_new((size_t)size, sizeof *work);
    dgesdd_("N", &columns, &rows, matrix, &columns, values, &unused, &one, &unused, &one, work,
            &size, iwork, &info, 1);
    free(work);
    free(iwork);
    return info == 0;
}
