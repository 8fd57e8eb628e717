#ifndef HEED_MATH_VEC_H
#define HEED_MATH_VEC_H

#include <stdbool.h>

#include "math/real.h"

/* Functions over arrays of n numbers. In float: relative error below 3e-7 (measured against libm
 * in tests/unit/test_vec.c); in double: libm itself. `out` may be the same array as an input. */

void vec_add(real *out, const real *a, int n);              /* out += a */
void vec_axpy(real *out, real scale, const real *a, int n); /* out += scale · a */
void vec_shift(real *out, real shift, int n);               /* out += shift */
real vec_sum(const real *a, int n);
void vec_scale(real *out, real scale, int n);      /* out *= scale */
void vec_mul(real *out, const real *a, int n);     /* out *= a */
real vec_dot(const real *a, const real *b, int n); /* Σ a b */
double vec_square_sum(const real *a, long n);      /* Σ a², in double */
real vec_max(const real *a, int n);                /* −inf when n is 0 */
int vec_argmax(const real *a, int n);              /* the first of equals; −1 when n is 0 */

/* The indices of the k largest, largest first, the first of equals first; returns how many. */
int vec_top(int *out, int k, const real *a, int n);

void vec_tanh(real *out, const real *a, int n);

/* Makes a range wider, so that all finite numbers of a lie in it. */
void vec_range(const real *a, int n, real *low, real *high);

/* out = exp(a − shift); returns Σ out. */
real vec_exp_sum(real *out, const real *a, real shift, int n);

/* ln Σ e^a, with the largest taken out so that nothing overflows; n at least 1. */
double vec_log_sum_exp(const real *a, int n);

/* Σ v tanh(q + k): one additive score (Bahdanau et al. 2015, appendix A.1.2). */
real vec_tanh_dot(const real *v, const real *q, const real *k, int n);

/* The gradient of that sum times g, the tanh being computed again:
 * dv += g tanh(q + k);  dq += d, dk += d with d = g v (1 − tanh²(q + k)). */
void vec_tanh_dot_backward(real *dv, real *dq, real *dk, real g, const real *v, const real *q,
                           const real *k, int n);

/* Softmax of the n scores whose `hidden` flag is 0; NULL: of all. Hidden positions get exactly 0,
 * and their scores are not read. A row with everything hidden is all zero. */
void vec_softmax(real *out, const real *scores, const unsigned char *hidden, int n);

/* Gradient: dscores = weights · (dweights − Σ dweights weights). */
void vec_softmax_backward(real *dscores, const real *weights, const real *dweights, int n);

#endif
