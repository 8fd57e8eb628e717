#ifndef HEED_TRAIN_TRAINER_H
#define HEED_TRAIN_TRAINER_H

#include <stdbool.h>

#include "base/err.h"
#include "train/learner.h"

/* Training a model by its task's learner, on all cores, with validation, the best model kept, and
 * checkpoints from which it continues to the same result. */

enum { NOTED_MAX = 2 }; /* figures of a step that a learner adds */

/* How far the training is: given to the caller's function after every step and every epoch. A plain
 * value. Losses are in nats, means over what the learner counts, such as target tokens. */
struct train_report {
    const struct learner *learner;
    int epoch, epochs;            /* from 1 */
    long step;                    /* optimizer steps so far */
    double progress;              /* of this epoch, 0 to 1 */
    double loss;                  /* mean over this epoch so far */
    double step_loss;             /* mean over the last step */
    double speed;                 /* counted per second, over this epoch */
    double seconds, seconds_left; /* of this run of the program */
    double rate;
    long step_counted;       /* in the last step */
    double norm;             /* of the last step's gradient, before clipping */
    double noted[NOTED_MAX]; /* of the last step, in the order of learner->noted */
    bool epoch_done;         /* an epoch has just ended: what follows was measured */
    bool validated;
    double figures[FIGURES_MAX]; /* on the validation pairs, in the order of learner->figures */
    bool best;                   /* the best so far: its model was written to `out` */
};

/* What the caller wants done before the next step. */
enum train_wish {
    TRAIN_GO_ON,
    TRAIN_SAVE, /* write a checkpoint, then report once more */
    TRAIN_STOP, /* write a checkpoint and return, unless the last epoch has ended */
};

struct train_hooks {
    /* Called between two steps, on the thread of train(). The time that it takes, for a pause,
     * does not count. `model` may be run, but not changed. */
    enum train_wish (*report)(void *data, const struct train_report *report,
                              const struct model *model);
    void (*say)(void *data, const char *line); /* one-line messages: skipped lines, sizes */
    void *data;
};

enum train_result { TRAIN_FAILED = -1, TRAIN_DONE, TRAIN_STOPPED };

/* Runs to the end, to a stop (a checkpoint is then at OUT.checkpoint), or to an error. */
enum train_result train(const struct train_options *options, const struct train_hooks *hooks,
                        struct err *err);

#endif
