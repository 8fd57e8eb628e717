#ifndef HEED_TRAIN_TRAINING_H
#define HEED_TRAIN_TRAINING_H

#include "math/curve.h"
#include "study/glance.h"
#include "train/trainer.h"

/* A training on a thread of its own. It publishes reports, of which others copy the newest when
 * they like. Watching changes no bit of the result. */
struct training;

enum training_state {
    TRAINING_PREPARES, /* reads the corpus; no step yet */
    TRAINING_RUNS,
    TRAINING_PAUSED,
    TRAINING_ENDED,
};

enum { TRAINING_GLANCES = 2, TRAINING_LINE = 256 };

/* A plain value. */
struct training_report {
    long number; /* of the report: it grows with every change; 0: there was none yet */
    enum training_state state;
    struct train_report now;   /* of the last step */
    struct train_report epoch; /* of the last finished epoch; epoch.epoch is 0 before that */
    struct curve loss, valid;  /* by optimizer steps, from where this run began */
    int glance_count;
    long glance_step; /* the step after which the glances were taken */
    struct glance glances[TRAINING_GLANCES];
    long saves;               /* checkpoints that were asked for and written */
    char line[TRAINING_LINE]; /* the first line of the last message */
    enum train_result result; /* of a training that has ended */
    struct err err;           /* why it failed */
};

/* Starts a training. The options must stay as they are until training_free(). Without sentences
 * to watch, glance_choose() finds two. */
struct training *training_start(const struct train_options *options, const struct strs *watched);

/* Whether there is a newer report than the given one, which it then overwrites. */
bool training_news(struct training *training, struct training_report *report);

/* A file that is readable when training_news() would have something to tell. */
int training_news_fd(const struct training *training);

/* Requests, each carried out after the step that is being computed; they return at once. */
void training_pause(struct training *training);
void training_continue(struct training *training);
void training_save(struct training *training); /* a checkpoint, also while it is paused */
void training_stop(struct training *training); /* with a checkpoint, also while it is paused */

/* A copy of the model of a training that is paused, the caller's; NULL when it is not paused. */
struct model *training_model(struct training *training, const char *name);

/* Waits for the end. Returns all messages of the training, which owns them. */
const char *training_join(struct training *training);

/* After training_join(). */
void training_free(struct training *training);

#endif
