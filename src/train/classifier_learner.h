#ifndef HEED_TRAIN_CLASSIFIER_LEARNER_H
#define HEED_TRAIN_CLASSIFIER_LEARNER_H

#include "train/learner.h"

/* Classifiers of sentences: cross-entropy of the labels. */
extern const struct learner classifier_learner;

#endif
