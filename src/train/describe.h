#ifndef HEED_TRAIN_DESCRIBE_H
#define HEED_TRAIN_DESCRIBE_H

#include "train/trainer.h"

/* The text of heed.training in a model file: where the weights come from and how good they are, as
 * JSON. To be freed. */
char *describe_training(const struct train_options *options, const struct train_report *report);

#endif
