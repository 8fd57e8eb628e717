#include "text/ngram.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

struct suffix {
    const int *symbols;
    size_t count; /* to the end of the sequence */
};

/* By the first `order` symbols; a suffix that ends earlier comes first. */
static int compare(const struct suffix *a, const struct suffix *b, size_t order)
{
    for (size_t i = 0; i < order; i++) {
        if (i == a->count || i == b->count)
            return (a->count > i) - (b->count > i);
        if (a->symbols[i] != b->symbols[i])
            return a->symbols[i] < b->symbols[i] ? -1 : 1;
    }
    return 0;
}

static int compare_longest(const void *a, const void *b)
{
    return compare(a, b, NGRAM_MAX);
}

void ngrams_make(struct ngrams *ngrams, int *symbols, size_t count)
{
    struct suffix *sorted = mem_new(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct suffix){symbols + i, count - i};
    qsort(sorted, count, sizeof *sorted, compare_longest);
    *ngrams = (struct ngrams){symbols, count, sorted};
}

void ngrams_free(struct ngrams *ngrams)
{
    free(ngrams->symbols);
    free(ngrams->sorted);
    *ngrams = (struct ngrams){0};
}

long ngrams_total(const struct ngrams *ngrams, size_t order)
{
    return ngrams->count >= order ? (long)(ngrams->count - order + 1) : 0;
}

/* How many suffixes from *at on begin with the first symbols of `gram`; *at moves behind them. */
static long take_equal(const struct ngrams *ngrams, size_t *at, const struct suffix *gram,
                       size_t order)
{
    while (*at < ngrams->count && compare(&ngrams->sorted[*at], gram, order) < 0)
        ++*at;
    size_t first = *at;
    while (*at < ngrams->count && compare(&ngrams->sorted[*at], gram, order) == 0)
        ++*at;
    return (long)(*at - first);
}

long ngrams_match(const struct ngrams *of, const struct ngrams *references, size_t count,
                  size_t order)
{
    assert(order >= 1 && order <= NGRAM_MAX);
    size_t *places = mem_new(count, sizeof *places);
    long match = 0;
    /* All are sorted, so one walk through each finds every n-gram in all of them. */
    for (size_t at = 0; at < of->count;) {
        const struct suffix *gram = &of->sorted[at];
        if (gram->count < order) {
            at++;
            continue;
        }
        long here = take_equal(of, &at, gram, order), most = 0;
        for (size_t r = 0; r < count; r++) {
            long there = take_equal(&references[r], &places[r], gram, order);
            most = there > most ? there : most;
        }
        match += here < most ? here : most;
    }
    free(places);
    return match;
}
