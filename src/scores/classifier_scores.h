#ifndef HEED_SCORES_CLASSIFIER_SCORES_H
#define HEED_SCORES_CLASSIFIER_SCORES_H

#include <stdbool.h>

#include "base/err.h"
#include "text/bootstrap.h"

/* heed eval of classifiers: accuracy and loss with intervals, F1 by label, who is taken for whom,
 * how far the model's confidence can be trusted; and the first model against each of the others. */

struct model;
struct pool;

/* What is asked for. */
struct classifier_scores {
    const struct model *const *models; /* [count] */
    int count;
    const char *path; /* a label file */
    struct bootstrap bootstrap;
    bool json, plot;
};

/* Whether all are classifiers: 1, none: 0, or -1 with the reason why that does not go together. */
int classifier_scores_asked(const struct classifier_scores *asked, struct err *err);

/* Measures and prints. 0, or -1. */
int classifier_scores_run(const struct classifier_scores *asked, struct pool *pool,
                          struct err *err);

#endif
