#include "math/vec.h"

#include <math.h>

#include "math/real.h"

VECTOR_CLONES void vec_add(real *out, const real *a, int n)
{
    for (int i = 0; i < n; i++)
        out[i] += a[i];
}

VECTOR_CLONES void vec_axpy(real *out, real scale, const real *a, int n)
{
    for (int i = 0; i < n; i++)
        out[i] += scale * a[i];
}

VECTOR_CLONES void vec_scale(real *out, real scale, int n)
{
    for (int i = 0; i < n; i++)
        out[i] *= scale;
}

VECTOR_CLONES void vec_mul(real *out, const real *a, int n)
{
    for (int i = 0; i < n; i++)
        out[i] *= a[i];
}

/* Sums are split over LANES partial sums, always in the same order, so that the compiler may use
 * vectors without being allowed to change the result. */
enum { LANES = 16 };

static inline real lanes_sum(const real *lanes)
{
    real sum = 0;
    for (int l = 0; l < LANES; l++)
        sum += lanes[l];
    return sum;
}

VECTOR_CLONES real vec_dot(const real *a, const real *b, int n)
{
    real lanes[LANES] = {0};
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            lanes[l] += a[i + l] * b[i + l];
    for (int l = 0; i < n; i++, l++)
        lanes[l] += a[i] * b[i];
    return lanes_sum(lanes);
}

VECTOR_CLONES void vec_shift(real *out, real shift, int n)
{
    for (int i = 0; i < n; i++)
        out[i] += shift;
}

VECTOR_CLONES real vec_sum(const real *a, int n)
{
    real lanes[LANES] = {0};
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            lanes[l] += a[i + l];
    for (int l = 0; i < n; i++, l++)
        lanes[l] += a[i];
    return lanes_sum(lanes);
}

VECTOR_CLONES double vec_square_sum(const real *a, long n)
{
    double lanes[LANES] = {0}, sum = 0;
    long i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            lanes[l] += (double)a[i + l] * a[i + l];
    for (int l = 0; i < n; i++, l++)
        lanes[l] += (double)a[i] * a[i];
    for (int l = 0; l < LANES; l++)
        sum += lanes[l];
    return sum;
}

VECTOR_CLONES real vec_max(const real *a, int n)
{
    real lanes[LANES], best = -INFINITY;
    for (int l = 0; l < LANES; l++)
        lanes[l] = -INFINITY;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            lanes[l] = a[i + l] > lanes[l] ? a[i + l] : lanes[l];
    for (int l = 0; i < n; i++, l++)
        lanes[l] = a[i] > lanes[l] ? a[i] : lanes[l];
    for (int l = 0; l < LANES; l++)
        best = lanes[l] > best ? lanes[l] : best;
    return best;
}

/* The bound stays where a number is not finite. */
static inline real range_low(real x, real low)
{
    real same = x - x == 0 ? x : low;
    return same < low ? same : low;
}

static inline real range_high(real x, real high)
{
    real same = x - x == 0 ? x : high;
    return same > high ? same : high;
}

VECTOR_CLONES void vec_range(const real *a, int n, real *low, real *high)
{
    real least[LANES], most[LANES];
    for (int l = 0; l < LANES; l++)
        least[l] = *low, most[l] = *high;
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++) {
            least[l] = range_low(a[i + l], least[l]);
            most[l] = range_high(a[i + l], most[l]);
        }
    for (int l = 0; i < n; i++, l++) {
        least[l] = range_low(a[i], least[l]);
        most[l] = range_high(a[i], most[l]);
    }
    for (int l = 0; l < LANES; l++) {
        *low = least[l] < *low ? least[l] : *low;
        *high = most[l] > *high ? most[l] : *high;
    }
}

int vec_argmax(const real *a, int n)
{
    real best = vec_max(a, n);
    for (int i = 0; i < n; i++)
        if (a[i] == best)
            return i;
    return n > 0 ? 0 : -1;
}

/* Whether any of a block of numbers is above the threshold. */
VECTOR_CLONES static bool any_above(const real *a, real threshold, int n)
{
    int above = 0;
    for (int i = 0; i < n; i++)
        above |= a[i] > threshold;
    return above;
}

/* In a long array few numbers are among the k largest. Blocks in which none is larger than the last
 * of them are passed over. */
int vec_top(int *out, int k, const real *a, int n)
{
    enum { BLOCK = 256 };
    int found = 0;
    for (int i = 0; i < n && k > 0; i++) {
        int left = n - i < BLOCK ? n - i : BLOCK;
        if (found == k && i % BLOCK == 0 && !any_above(a + i, a[out[found - 1]], left)) {
            i += left - 1;
            continue;
        }
        if (found == k && !(a[i] > a[out[found - 1]]))
            continue;
        int place = found < k ? found++ : found - 1;
        for (; place > 0 && a[i] > a[out[place - 1]]; place--)
            out[place] = out[place - 1];
        out[place] = i;
    }
    return found;
}

VECTOR_CLONES void vec_tanh(real *out, const real *a, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = real_tanh(a[i]);
}

VECTOR_CLONES real vec_exp_sum(real *out, const real *a, real shift, int n)
{
    real lanes[LANES] = {0};
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++) {
            out[i + l] = real_exp(a[i + l] - shift);
            lanes[l] += out[i + l];
        }
    for (int l = 0; i < n; i++, l++) {
        out[i] = real_exp(a[i] - shift);
        lanes[l] += out[i];
    }
    return lanes_sum(lanes);
}

VECTOR_CLONES static real exp_total(const real *a, real shift, int n)
{
    real lanes[LANES] = {0};
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            lanes[l] += real_exp(a[i + l] - shift);
    for (int l = 0; i < n; i++, l++)
        lanes[l] += real_exp(a[i] - shift);
    return lanes_sum(lanes);
}

double vec_log_sum_exp(const real *a, int n)
{
    real highest = vec_max(a, n);
    return (double)highest + log((double)exp_total(a, highest, n));
}

VECTOR_CLONES real vec_tanh_dot(const real *v, const real *q, const real *k, int n)
{
    real lanes[LANES] = {0};
    int i = 0;
    for (; i + LANES <= n; i += LANES)
        for (int l = 0; l < LANES; l++)
            lanes[l] += v[i + l] * real_tanh(q[i + l] + k[i + l]);
    for (int l = 0; i < n; i++, l++)
        lanes[l] += v[i] * real_tanh(q[i] + k[i]);
    return lanes_sum(lanes);
}

VECTOR_CLONES void vec_tanh_dot_backward(real *restrict dv, real *restrict dq, real *restrict dk,
                                         real g, const real *v, const real *q, const real *k, int n)
{
    for (int i = 0; i < n; i++) {
        real u = real_tanh(q[i] + k[i]);
        real d = g * v[i] * (1 - u * u);
        dv[i] += g * u;
        dq[i] += d;
        dk[i] += d;
    }
}

void vec_softmax(real *out, const real *scores, const unsigned char *hidden, int n)
{
    real highest = -INFINITY, sum = 0;
    for (int i = 0; i < n; i++)
        if (!(hidden && hidden[i]) && scores[i] > highest)
            highest = scores[i];
    for (int i = 0; i < n; i++) {
        bool counts = !(hidden && hidden[i]) && scores[i] != -INFINITY;
        out[i] = counts ? real_exp(scores[i] - highest) : 0;
        sum += out[i];
    }
    if (sum > 0)
        vec_scale(out, 1 / sum, n);
}

void vec_softmax_backward(real *dscores, const real *weights, const real *dweights, int n)
{
    real mean = vec_dot(dweights, weights, n);
    for (int i = 0; i < n; i++)
        dscores[i] = weights[i] * (dweights[i] - mean);
}
