#include "math/mat.h"

#include <assert.h>
#include <cblas.h>
#include <string.h>

#include "math/direct.h"
#include "math/vec.h"

#ifdef HEED_DOUBLE
#define GEMM cblas_dgemm
#define GEMV cblas_dgemv
#else
#define GEMM cblas_sgemm
#define GEMV cblas_sgemv
#endif

static real beta_of(enum product mode)
{
    return mode == PRODUCT_ADD ? 1 : 0;
}

/* Sums of no terms, which BLAS may leave as they are; and products without any number. */
static bool is_empty(struct mat out, enum product mode, int terms)
{
    if (!terms && mode == PRODUCT_SET)
        mat_zero(out);
    return !out.rows || !out.cols || !terms;
}

void mat_mul_transposed(struct mat out, enum product mode, struct mat a, struct mat b)
{
    assert(a.cols == b.cols && out.rows == a.rows && out.cols == b.rows);
    if (is_empty(out, mode, a.cols))
        return;
    if (a.rows == 1) /* one sentence: the matrix-vector routine reads the weights faster */
        GEMV(CblasRowMajor, CblasNoTrans, b.rows, b.cols, 1, b.x, b.stride, a.x, 1, beta_of(mode),
             out.x, 1);
    else
        GEMM(CblasRowMajor, CblasNoTrans, CblasTrans, a.rows, b.rows, a.cols, 1, a.x, a.stride, b.x,
             b.stride, beta_of(mode), out.x, out.stride);
}

void mat_mul(struct mat out, enum product mode, struct mat a, struct mat b)
{
    assert(a.cols == b.rows && out.rows == a.rows && out.cols == b.cols);
    if (is_empty(out, mode, a.cols) || direct_mul(out, mode, a, b))
        return;
    GEMM(CblasRowMajor, CblasNoTrans, CblasNoTrans, a.rows, b.cols, a.cols, 1, a.x, a.stride, b.x,
         b.stride, beta_of(mode), out.x, out.stride);
}

void mat_mul_outer(struct mat out, enum product mode, struct mat a, struct mat b)
{
    assert(a.rows == b.rows && out.rows == a.cols && out.cols == b.cols);
    if (is_empty(out, mode, a.rows))
        return;
    GEMM(CblasRowMajor, CblasTrans, CblasNoTrans, a.cols, b.cols, a.rows, 1, a.x, a.stride, b.x,
         b.stride, beta_of(mode), out.x, out.stride);
}

void mat_copy(struct mat out, struct mat a)
{
    assert(out.rows == a.rows && out.cols == a.cols);
    for (int i = 0; i < a.rows; i++)
        memcpy(mat_row(out, i), mat_row(a, i), (size_t)a.cols * sizeof(real));
}

void mat_select(struct mat out, struct mat a, const int *rows)
{
    assert(out.cols == a.cols);
    for (int i = 0; i < out.rows; i++)
        memcpy(mat_row(out, i), mat_row(a, rows[i]), (size_t)a.cols * sizeof(real));
}

/* In squares, so that the lines of both stay in the cache until they are used up. */
void mat_transpose(struct mat out, struct mat a)
{
    enum { SQUARE = 16 };
    assert(out.rows == a.cols && out.cols == a.rows);
    for (int i = 0; i < a.rows; i += SQUARE)
        for (int j = 0; j < a.cols; j += SQUARE)
            for (int c = j; c < a.cols && c < j + SQUARE; c++)
                for (int r = i; r < a.rows && r < i + SQUARE; r++)
                    mat_row(out, c)[r] = mat_row(a, r)[c];
}

void mat_zero(struct mat out)
{
    for (int i = 0; i < out.rows; i++)
        memset(mat_row(out, i), 0, (size_t)out.cols * sizeof(real));
}

void mat_add(struct mat out, struct mat a)
{
    assert(out.rows == a.rows && out.cols == a.cols);
    for (int i = 0; i < a.rows; i++)
        vec_add(mat_row(out, i), mat_row(a, i), a.cols);
}

void mat_sum_rows(real *sums, struct mat a)
{
    for (int i = 0; i < a.rows; i++)
        vec_add(sums, mat_row(a, i), a.cols);
}

void mat_threads(int count)
{
    openblas_set_num_threads(count);
}

const char *mat_core(void)
{
    return openblas_get_corename();
}
