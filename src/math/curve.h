#ifndef HEED_MATH_CURVE_H
#define HEED_MATH_CURVE_H

/* A figure over a whole training in bounded memory: when the points are used up, neighbours become
 * their mean and from then on a point stands for twice as many values. A plain value: copy it. */

enum { CURVE_POINTS = 128 };

struct curve {
    int count;                               /* finished points */
    double x[CURVE_POINTS], y[CURVE_POINTS]; /* means of the values that a point stands for */
    long each;                               /* values a point; 0 counts as 1 */
    long pending;                            /* values of the next point so far, and their sums */
    double x_sum, y_sum;
};

/* All zero is empty. */
void curve_add(struct curve *curve, double x, double y);

#endif
