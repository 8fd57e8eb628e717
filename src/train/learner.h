#ifndef HEED_TRAIN_LEARNER_H
#define HEED_TRAIN_LEARNER_H

#include "base/pool.h"
#include "corpus/corpus.h"
#include "model/model.h"
#include "train/options.h"

/* What a family learns by: everything about a training that depends on what is learned. Trainer,
 * stepper, checkpoints, log and live screen work with any learner. A task names its own
 * (train/task.h). */

enum {
    FIGURES_MAX = 6,    /* of a learner */
    EMBEDDINGS_MAX = 2, /* of a model that is trained */
};

/* What is measured after an epoch. */
struct figure_kind {
    const char *name;  /* what --keep calls it; valid_NAME in logs and model files */
    const char *label; /* on screens */
    const char *with;  /* the figure that it is added to when that one decides; NULL: none */
    int digits;        /* after the point, on screens and in model files */
    bool higher;       /* is better */
};

/* The rows of an embedding that a gradient touches; rows may come several times. */
struct touched {
    const int *rows;
    int count;
};

/* One worker's part of a step: its examples forward and backward. */
struct share {
    const struct train_options *options;
    const struct model *model;
    const struct example *const *list; /* [count] the batch */
    int count;
    int first, stride; /* the share: every stride-th of the batch from `first`; may be none */
    long step;         /* optimizer steps before this one */
    real scale;        /* 1 / what the whole batch counts: the gradient is that of the mean loss */
    struct arena *arena;
    struct weights *gradient; /* added to */
    /* out */
    double loss;                            /* summed, nats */
    struct touched touched[EMBEDDINGS_MAX]; /* of each embedding, by its number; in the arena */
};

struct learner {
    const char *name;
    const char *counted; /* what losses are means over and speed counts: "target tokens" */
    const char *speed;   /* the name of its speed in logs and model files: "tokens_per_second" */
    const char *curve;   /* the title of the curve of its losses */

    /* Ended by a NULL name. The first is the loss, lower being better; `keep` is what decides
     * unless --keep says another. */
    const struct figure_kind *figures;
    const char *keep;

    /* Names of what is noted of every step besides loss, rate and norm; ended by NULL. */
    const char *const *noted;
    void (*note)(const struct train_options *options, long step, double *noted);

    /* 0, or -1 with an option that makes no sense for it. */
    int (*check)(const struct train_options *options, struct err *err);

    /* Reads the corpus once: a model with starting weights and vocabularies, and the corpus to
     * train it on, both the caller's. 0, or -1 and neither. */
    int (*open)(const struct train_options *options, struct model **model, struct corpus **corpus,
                struct err *err);

    /* What an example counts. */
    long (*count)(const struct example *example);

    void (*work)(struct share *share);

    /* Measures the model on the validation pairs: figures [as many as there are], NaN where one
     * is not asked for. 0, or -1. */
    int (*evaluate)(double *figures, const struct train_options *options,
                    const struct pair_source *validation, const struct model *model,
                    struct pool *pool, struct err *err);
};

/* The number of a figure; -1 when the learner has none of this name. */
int learner_figure(const struct learner *learner, const char *name);

/* How good figures are by the one of this name, with those that are added to it: larger is
 * better. */
double learner_rank(const struct learner *learner, const double *figures, const char *name);

/* " BLEU 21.34 (joined 19.20)": the figures after the loss, those that are added to others in
 * brackets and only with `all`. Appended. */
void learner_print(const struct learner *learner, const double *figures, bool all, struct str *out);

/* "bleu, loss": the figures that can decide. Appended. */
void learner_choices(const struct learner *learner, struct str *out);

#endif
