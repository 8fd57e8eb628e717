#ifndef HEED_MEASURE_CLASSIFICATION_H
#define HEED_MEASURE_CLASSIFICATION_H

#include "base/pool.h"
#include "model/model.h"
#include "text/bootstrap.h"
#include "text/pairs.h"

/* Measuring a classifier on a label file. */

enum { CALIBRATION_BINS = 10 };

/* Sentences whose best label has a probability from i/10 to (i + 1)/10. */
struct calibration_bin {
    long sentences, right;
    double confidence; /* mean of those probabilities */
};

struct class_quality {
    long sentences;               /* that have this label */
    long chosen;                  /* that got it */
    double precision, recall, f1; /* %; NaN where there is nothing to divide by */
};

/* To be freed with classification_free(). */
struct classification {
    long sentences, bad_lines;
    int labels;
    double loss;                   /* nats, mean */
    double accuracy;               /* % */
    double macro_f1;               /* %, mean over the labels that come */
    long *confusion;               /* [labels × labels] row: right, column: chosen */
    struct class_quality *classes; /* [labels] */
    struct calibration_bin bins[CALIBRATION_BINS];
    double calibration_error; /* %: mean distance of confidence and accuracy, by bin (Naeini et al.
                                 2015) */
    float *rows;              /* [sentences × statistics of classification_measures], by line */
};

/* Accuracy and loss, for intervals and for comparing two models on the same sentences. */
enum { CLASSIFICATION_ACCURACY, CLASSIFICATION_LOSS, CLASSIFICATION_MEASURES };
extern const struct bootstrap_measures classification_measures;

/* 0, or -1: no such file, or a label that the model does not have. */
int classification_measure(struct classification *out, const struct model *model, struct pool *pool,
                           const struct pair_source *source, struct err *err);
void classification_free(struct classification *classification);

#endif
