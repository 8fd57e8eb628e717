#include "math/pca.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "math/vec.h"

/* OpenBLAS holds all of LAPACK, but not every distribution adds the header that declares it; so
 * the one routine we need is declared here: the Fortran interface, all by reference, with the
 * lengths of the three texts at the end. It finds the chosen eigenvectors of a symmetric matrix
 * only (MRRR; Dhillon & Parlett 2004), which for two of hundreds takes a fraction of the time of
 * an SVD. */
#ifdef HEED_DOUBLE
#define SYEVR dsyevr_
#else
#define SYEVR ssyevr_
#endif

void SYEVR(const char *jobz, const char *range, const char *uplo, const int *n, real *a,
           const int *lda, const real *vl, const real *vu, const int *il, const int *iu,
           const real *abstol, int *m, real *w, real *z, const int *ldz, int *isuppz, real *work,
           const int *lwork, int *iwork, const int *liwork, int *info, size_t jobz_length,
           size_t range_length, size_t uplo_length);

/* Numbers of room per row that the routine needs at least (26), and for blocks of 64. */
enum { WORK_REALS = 64 + 6, WORK_INTEGERS = 10 };

/* The last eigenvectors of a symmetric matrix [d × d], which is destroyed, as rows of `vectors`,
 * and their eigenvalues, rising. Nonzero: failed. */
static int find_vectors(struct mat symmetric, real *values, struct mat vectors)
{
    const int d = symmetric.cols, first = d - vectors.rows + 1;
    const int reals = WORK_REALS * d, integers = WORK_INTEGERS * d;
    const real unused = 0;
    real *work = mem_new((size_t)reals, sizeof *work);
    int *iwork = mem_new((size_t)integers, sizeof *iwork);
    int *support = mem_new(2 * (size_t)d, sizeof *support);
    int found = 0, info = 0;
    SYEVR("V", "I", "U", &d, symmetric.x, &symmetric.stride, &unused, &unused, &first, &d, &unused,
          &found, values, vectors.x, &vectors.stride, support, work, &reals, iwork, &integers,
          &info, 1, 1, 1);
    free(support);
    free(iwork);
    free(work);
    return info || found != vectors.rows;
}

static struct mat new_mat(int rows, int cols)
{
    return mat_of(mem_new((size_t)rows * (size_t)cols, sizeof(real)), rows, cols);
}

/* A copy of x without the mean, to be freed. */
static struct mat centered(const struct pca *pca, struct mat x)
{
    struct mat out = new_mat(x.rows, x.cols);
    for (int i = 0; i < x.rows; i++)
        for (int j = 0; j < x.cols; j++)
            mat_row(out, i)[j] = mat_row(x, i)[j] - pca->mean[j];
    return out;
}

/* −v is a direction as good as v: this makes the choice the same every time. */
static void fix_sign(real *v, int d)
{
    int largest = 0;
    for (int j = 1; j < d; j++)
        if (fabs((double)v[j]) > fabs((double)v[largest]))
            largest = j;
    if (v[largest] < 0)
        vec_scale(v, -1, d);
}

/* From rising eigenvalues to falling variances. */
static void settle(struct pca *pca, const real *values, struct mat vectors)
{
    for (int i = 0; i < pca->count; i++) {
        int from = pca->count - 1 - i;
        pca->variance[i] = values[from] > 0 ? (double)values[from] : 0; /* rounded below */
        mat_copy(mat_rows(pca->components, i, 1), mat_rows(vectors, from, 1));
        fix_sign(mat_row(pca->components, i), vectors.cols);
    }
}

/* [d × d], divided by n − 1; false when a number is not finite. */
static bool covariance_of(struct mat out, struct mat rows)
{
    bool finite = true;
    mat_mul_outer(out, PRODUCT_SET, rows, rows);
    for (long i = 0; i < (long)out.rows * out.cols; i++) {
        out.x[i] /= (real)(rows.rows > 1 ? rows.rows - 1 : 1);
        finite = finite && isfinite(out.x[i]);
    }
    return finite;
}

struct pca *pca_new(struct mat x, int count)
{
    assert(x.cols >= 1 && count >= 0);
    struct pca *pca = mem_new(1, sizeof *pca);
    int d = x.cols, wanted = count < d ? count : d;
    pca->mean = mem_new((size_t)d, sizeof *pca->mean);
    pca->variance = mem_new((size_t)wanted, sizeof *pca->variance);
    mat_sum_rows(pca->mean, x);
    for (int j = 0; j < d && x.rows; j++)
        pca->mean[j] /= (real)x.rows;

    struct mat rows = centered(pca, x), covariance = new_mat(d, d), vectors = new_mat(wanted, d);
    real *values = mem_new((size_t)d, sizeof *values);
    bool finite = covariance_of(covariance, rows);
    for (int j = 0; j < d; j++)
        pca->total += (double)mat_row(covariance, j)[j];
    if (wanted && finite && !find_vectors(covariance, values, vectors))
        pca->count = wanted;
    pca->components = new_mat(pca->count, d);
    settle(pca, values, vectors);
    free(values);
    free(vectors.x);
    free(covariance.x);
    free(rows.x);
    return pca;
}

void pca_free(struct pca *pca)
{
    if (!pca)
        return;
    free(pca->mean);
    free(pca->variance);
    free(pca->components.x);
    free(pca);
}

void pca_project(const struct pca *pca, struct mat out, struct mat x)
{
    struct mat rows = centered(pca, x);
    mat_mul_transposed(out, PRODUCT_SET, rows, pca->components);
    free(rows.x);
}

double pca_share(const struct pca *pca, int i)
{
    return pca->total > 0 ? pca->variance[i] / pca->total : 0;
}
