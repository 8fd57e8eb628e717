#ifndef HEED_MATH_REAL_H
#define HEED_MATH_REAL_H

#include <math.h> /* and __GLIBC__, where that is the C library */
#include <stdint.h>
#include <string.h>

/* The number type of every layer: float in the program, double in the tests that hold the
 * backward passes against finite differences (a float has too few digits for that). */
#ifdef HEED_DOUBLE
typedef double real;
#define REAL_NAME "double"
#else
typedef float real;
#define REAL_NAME "float"
#endif

/* Functions over long arrays are compiled for several instruction sets; the loader picks the best
 * one the machine has. glibc's loader can do that, musl's cannot. Clang before 18 gives the choice
 * another name than the function has, so that nothing links. Sanitizers run before the loader could
 * choose. All of these get one plain version. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) &&                            \
    !defined(__SANITIZE_ADDRESS__)
#define VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VECTOR_CLONES
#endif

/* Stands before a loop whose turns do not depend on each other. The compiler cannot know that where
 * an output may be the array of an input. */
#if defined(__clang__)
#define VECTOR_LOOP _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define VECTOR_LOOP _Pragma("GCC ivdep")
#else
#define VECTOR_LOOP
#endif

/* exp, tanh and sigmoid without branches or library calls, so that a loop over them becomes vector
 * instructions: for the inner loops of math/vec.c and of the cells. */

#ifdef HEED_DOUBLE

static inline real real_exp(real x)
{
    return exp(x);
}

static inline real real_tanh(real x)
{
    return tanh(x);
}

#else

/* e^x = 2^n (1 + p) with n whole and p = e^r − 1 for |r| <= ln 2 / 2, by the Taylor series of
 * e^r − 1 to the seventh power (remainder below 1.5e-8 of the sum). Keeping p apart from the 1
 * keeps the digits of e^x − 1 near 0, which tanh needs. |x| must be below 87. */
static inline void real_exp_parts(float x, float *scale, float *p)
{
    const float round = 12582912.0f; /* 1.5 · 2^23: adding it rounds to a whole number */
    float rounded = x * 1.44269504f + round, whole = rounded - round;
    float r = (x - whole * 0.693145752f) - whole * 1.42860677e-6f; /* ln 2 in two parts */
    float series = 1.0f / 5040;
    series = series * r + 1.0f / 720;
    series = series * r + 1.0f / 120;
    series = series * r + 1.0f / 24;
    series = series * r + 1.0f / 6;
    series = series * r + 0.5f;
    *p = series * r * r + r;
    uint32_t bits; /* of rounded: its last ones are n. NaN: any scale, p stays NaN */
    memcpy(&bits, &rounded, sizeof bits);
    bits = (bits + 127) << 23;
    memcpy(scale, &bits, sizeof bits);
}

static inline real real_exp(real x)
{
    float scale, p;
    float limited = x < -87.0f ? -87.0f : x;
    limited = limited > 88.0f ? 88.0f : limited;
    real_exp_parts(limited, &scale, &p);
    float result = scale * p + scale;
    result = x < -87.0f ? 0.0f : result;
    return x > 88.0f ? INFINITY : result;
}

static inline real real_tanh(real x)
{
    float scale, p;
    float limited = x < -10.0f ? -10.0f : x; /* tanh(10) rounds to 1 */
    limited = limited > 10.0f ? 10.0f : limited;
    real_exp_parts(2 * limited, &scale, &p);
    float expm1 = scale * p + (scale - 1);
    return expm1 / (expm1 + 2);
}

#endif

static inline real real_abs(real x)
{
    return x < 0 ? -x : x;
}

/* 1 / (1 + e^−x) */
static inline real real_sigmoid(real x)
{
    return 1 / (1 + real_exp(-x));
}

#endif
