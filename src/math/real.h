#ifndef HEED_MATH_REAL_H
#define HEED_MATH_REAL_H

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
 * one the machine has. Sanitizers run before the loader could, so they get one plain version. */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(HEED_NO_CLONES)
#define VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VECTOR_CLONES
#endif

/* Before a loop whose turns do not depend on each other, which the compiler cannot know where an
 * output may be the array of an input. */
#if defined(__clang__)
#define VECTOR_LOOP _Pragma("clang loop vectorize(assume_safety)")
#elif defined(__GNUC__)
#define VECTOR_LOOP _Pragma("GCC ivdep")
#else
#define VECTOR_LOOP
#endif

#endif
