#ifndef HEED_MATH_RANK_H
#define HEED_MATH_RANK_H

/* Kendall's rank correlation τ_b of n pairs (Kendall 1945), from −1 to 1: concordant less
 * discordant pairs of pairs, over the geometric mean of those that a does not tie and those that b
 * does not tie. NaN when all a or all b are equal, or n is below 2. No number may be NaN. */
double rank_tau(const double *a, const double *b, int n);

#endif
