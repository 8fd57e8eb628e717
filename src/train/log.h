#ifndef HEED_TRAIN_LOG_H
#define HEED_TRAIN_LOG_H

#include "base/err.h"
#include "train/trainer.h"

/* The figures of a training as CSV: one row every so many steps and one per epoch, each written
 * as soon as it is known, so that whatever ends the program leaves whole rows. A training that
 * is resumed appends, and replaces the rows about steps that it does again. */
struct train_log;

/* A row every `every` steps (at least 1). Without `resume` the file starts anew. NULL with a
 * message. */
struct train_log *train_log_open(const char *path, const struct learner *learner, int every,
                                 bool resume, struct err *err);
void train_log_close(struct train_log *log);

/* Takes note of a report. 0, or -1 when nothing could be written. */
int train_log_add(struct train_log *log, const struct train_report *report, struct err *err);

/* Appends "event,epoch,step,...", the names of the columns. */
void train_log_columns(const struct learner *learner, struct str *out);

#endif
