#ifndef HEED_MATH_SVD_H
#define HEED_MATH_SVD_H

#include <stdbool.h>

/* Singular values, by LAPACK (Golub & Reinsch 1970; divide and conquer). */

/* Those of a matrix [rows × columns], which is destroyed; values [min(rows, columns)], the largest
 * first. False when a number is not finite. Takes about 4 rows columns min(rows, columns) / 3
 * operations and more. */
bool svd_values(double *values, double *matrix, int rows, int columns);

#endif
