#ifndef HEED_SHELL_TRAIN_LIVE_H
#define HEED_SHELL_TRAIN_LIVE_H

#include "cli/train_options.h"
#include "train/trainer.h"

/* Whether a person sits here who can watch: a terminal that a screen can be drawn on, and heed in
 * its foreground. */
bool train_live_possible(void);

/* Trains as train() does, with a screen to watch, until it is over and the screen was left.
 * *last is the last finished epoch of this run, its `epoch` 0 when there is none. */
enum train_result train_live(const struct train_command *asked, struct train_report *last,
                             struct err *err);

#endif
