#ifndef HEED_TRAIN_SNAPPER_H
#define HEED_TRAIN_SNAPPER_H

#include "model/model.h"
#include "train/trainer.h"

/* Looking at a few sentences during training (see study/snapshots.h for the file): at the start,
 * at steps 50, 75, 112 ... (each one and a half times the one before), and whenever the model
 * file is written. It reads the weights and touches nothing else: the training's result has the
 * same bits without it. */
struct snapper;

/* Reads the pairs of options->snapshots. With options->resume it continues OUT.snapshots, from
 * which those after `step` are dropped. NULL with a message. `model` must outlive it. */
struct snapper *snapper_open(const struct train_options *options, const struct model *model,
                             long step, const struct train_hooks *hooks, struct err *err);
void snapper_close(struct snapper *snapper);

/* To be called at the start, after every step, and with `saved` after the model file was written:
 * takes a snapshot when it is time, and writes the file anew. A NULL snapper does nothing. */
int snapper_take(struct snapper *snapper, const struct train_report *report, bool saved,
                 struct err *err);

/* At the end of a training: drops the snapshots after the step that the model file holds. */
int snapper_finish(struct snapper *snapper, struct err *err);

#endif
