#include "math/curve.h"

static void halve(struct curve *curve)
{
    curve->count /= 2;
    curve->each *= 2;
    for (int i = 0; i < curve->count; i++) {
        curve->x[i] = (curve->x[2 * i] + curve->x[2 * i + 1]) / 2;
        curve->y[i] = (curve->y[2 * i] + curve->y[2 * i + 1]) / 2;
    }
}

void curve_add(struct curve *curve, double x, double y)
{
    if (!curve->each)
        curve->each = 1;
    curve->x_sum += x;
    curve->y_sum += y;
    if (++curve->pending < curve->each)
        return;
    if (curve->count == CURVE_POINTS) { /* the finished point then is half of one: it waits */
        halve(curve);
        return;
    }
    curve->x[curve->count] = (curve->x_sum / (double)curve->pending);
    curve->y[curve->count++] = (curve->y_sum / (double)curve->pending);
    curve->pending = 0;
    curve->x_sum = curve->y_sum = 0;
}
