/* The three products of math/mat.h in plain loops and double sums, to hold BLAS against. */
#ifndef HEED_TESTS_NAIVE_H
#define HEED_TESTS_NAIVE_H

#include "math/mat.h"

static inline void store_naive(real *out, enum product mode, double sum)
{
    *out = (real)(mode == PRODUCT_ADD ? *out + sum : sum);
}

static inline void mat_mul_transposed_naive(struct mat out, enum product mode, struct mat a,
                                            struct mat b)
{
    for (int i = 0; i < a.rows; i++)
        for (int j = 0; j < b.rows; j++) {
            double sum = 0;
            for (int k = 0; k < a.cols; k++)
                sum += (double)mat_row(a, i)[k] * mat_row(b, j)[k];
            store_naive(&mat_row(out, i)[j], mode, sum);
        }
}

static inline void mat_mul_naive(struct mat out, enum product mode, struct mat a, struct mat b)
{
    for (int i = 0; i < a.rows; i++)
        for (int j = 0; j < b.cols; j++) {
            double sum = 0;
            for (int k = 0; k < a.cols; k++)
                sum += (double)mat_row(a, i)[k] * mat_row(b, k)[j];
            store_naive(&mat_row(out, i)[j], mode, sum);
        }
}

static inline void mat_mul_outer_naive(struct mat out, enum product mode, struct mat a,
                                       struct mat b)
{
    for (int i = 0; i < a.cols; i++)
        for (int j = 0; j < b.cols; j++) {
            double sum = 0;
            for (int k = 0; k < a.rows; k++)
                sum += (double)mat_row(a, k)[i] * mat_row(b, k)[j];
            store_naive(&mat_row(out, i)[j], mode, sum);
        }
}

#endif
