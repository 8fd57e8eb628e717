#ifndef HEED_TEXT_CHRF_H
#define HEED_TEXT_CHRF_H

#include <stddef.h>

/* Corpus chrF2 (Popović 2015), the same number as sacreBLEU's default chrF: character 1- to 6-grams
 * without spaces, beta 2, arithmetic means of precision and recall over the orders that occur. Of
 * several references of a sentence the best one counts. */
struct chrf {
    double match[6], hypothesis[6], reference[6];
};

/* Adds one sentence, which has at least one reference. All texts are valid UTF-8. */
void chrf_add(struct chrf *chrf, const char *hypothesis, const char *const *references,
              size_t references_count);
double chrf_score(const struct chrf *chrf); /* 0 to 100 */

#endif
