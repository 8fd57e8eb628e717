#ifndef HEED_STUDY_CLASSIFIER_INFLUENCE_H
#define HEED_STUDY_CLASSIFIER_INFLUENCE_H

#include "study/influence.h"

/* Fills in what influence_new() measures, of the label that the classifier gives to a sentence
 * without any change: word, probability, weights, left_out and gradient. */
void classifier_influence_measure(struct influence *influence, const struct trace *trace,
                                  int sentence);

#endif
