#include "text/chrf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/ngram.h"
#include "text/utf8.h"

enum { CHRF_ORDERS = NGRAM_MAX };

_Static_assert(sizeof((struct chrf *)0)->match == CHRF_ORDERS * sizeof(double),
               "struct chrf counts every order there is");

/* The code points of a text that are not spaces. */
static void number_codes(struct ngrams *ngrams, const char *text)
{
    size_t n = strlen(text), count = 0;
    int *codes = mem_new(n, sizeof *codes);
    for (size_t at = 0; at < n;) {
        int code;
        at += utf8_decode(text + at, n - at, &code);
        if (!utf8_is_space(code))
            codes[count++] = code;
    }
    ngrams_make(ngrams, codes, count);
}

/* One sentence against one reference. An order that the reference is too short for does not count
 * against the hypothesis either, as in sacreBLEU. */
static void add_one(struct chrf *chrf, const struct ngrams *ours, const struct ngrams *theirs)
{
    for (size_t k = 0; k < CHRF_ORDERS; k++) {
        long total = ngrams_total(theirs, k + 1);
        if (total == 0)
            break;
        chrf->match[k] += (double)ngrams_match(ours, theirs, 1, k + 1);
        chrf->hypothesis[k] += (double)ngrams_total(ours, k + 1);
        chrf->reference[k] += (double)total;
    }
}

void chrf_add(struct chrf *chrf, const char *hypothesis, const char *const *references,
              size_t references_count)
{
    assert(references_count > 0);
    struct ngrams ours, theirs;
    struct chrf best = {0};
    double best_score = -1;
    number_codes(&ours, hypothesis);
    for (size_t r = 0; r < references_count; r++) {
        struct chrf one = {0};
        number_codes(&theirs, references[r]);
        add_one(&one, &ours, &theirs);
        ngrams_free(&theirs);
        if (chrf_score(&one) > best_score) {
            best = one;
            best_score = chrf_score(&one);
        }
    }
    ngrams_free(&ours);
    for (size_t k = 0; k < CHRF_ORDERS; k++) {
        chrf->match[k] += best.match[k];
        chrf->hypothesis[k] += best.hypothesis[k];
        chrf->reference[k] += best.reference[k];
    }
}

double chrf_score(const struct chrf *chrf)
{
    const double weight = 2 * 2; /* beta squared: recall counts twice as much as precision */
    double precision = 0, recall = 0;
    int orders = 0;
    for (size_t k = 0; k < CHRF_ORDERS; k++)
        if (chrf->hypothesis[k] > 0 && chrf->reference[k] > 0) {
            precision += chrf->match[k] / chrf->hypothesis[k];
            recall += chrf->match[k] / chrf->reference[k];
            orders++;
        }
    if (precision == 0)
        return 0;
    precision /= orders;
    recall /= orders;
    return 100 * (1 + weight) * precision * recall / (weight * precision + recall);
}
