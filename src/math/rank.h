#ifndef HEED_MATH_RANK_H
#define HEED_MATH_RANK_H

/* Kendall's rank correlation τ_b of n pairs (Kendall 1945): concordant less discordant pairs of
 * pairs, over the geometric mean of those that a and those that b do not tie. From −1 to 1; NaN when
 * either has all values equal, or n is below 2. Every number must be a number. */
double rank_tau(const double *a, const double *b, int n);

#endif
