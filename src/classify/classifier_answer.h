#ifndef HEED_CLASSIFY_CLASSIFIER_ANSWER_H
#define HEED_CLASSIFY_CLASSIFIER_ANSWER_H

#include "base/pool.h"
#include "model/model.h"

/* Many sentences at once: sorted by length, in batches, on all workers of a pool. */

enum { ANSWER_TOKENS = 512 }; /* of a sentence; what is beyond is left out */

struct classifier_answer {
    int *ids;        /* [length] the sentence's, owned; at least one: <eos> where it has no words */
    int length, cut; /* cut: tokens left out */
    bool empty;      /* it has no words */
    real *probabilities;       /* [labels] out; owned */
    double *log_probabilities; /* [labels] out; owned */
};

/* How many labels a classifier decides between; 0: the model is no classifier. And their names,
 * from 0. */
int classifier_labels(const struct model *model);
const char *classifier_label(const struct model *model, int label);

/* The number of a label; −1: the model does not know it. */
int classifier_find_label(const struct model *model, const char *name);

/* A sentence without answer yet. */
struct classifier_answer classifier_question(const struct model *model, const char *text);

/* Fills in the answers; the order of the list is kept, and what is in the list beside a sentence
 * does not matter to its answer. */
void classifier_answer_all(const struct model *model, struct pool *pool,
                           struct classifier_answer *list, long count);

/* The label with the largest probability. */
int classifier_best(const struct model *model, const struct classifier_answer *answer);

void classifier_answer_free(struct classifier_answer *answer);

#endif
