#ifndef HEED_TRAIN_SEQ2SEQ_LEARNER_H
#define HEED_TRAIN_SEQ2SEQ_LEARNER_H

#include "train/learner.h"

/* How an encoder-decoder learns to translate: by teacher forcing, with or without scheduled
 * sampling; what decides is the BLEU of its own greedy translations. */
extern const struct learner seq2seq_learner;

#endif
