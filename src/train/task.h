#ifndef HEED_TRAIN_TASK_H
#define HEED_TRAIN_TASK_H

#include "text/pairs.h"

/* What there is to learn. A task that makes its pairs up also knows sizes and options that suit
 * it. */

struct learner;
struct train_options;

enum task {
    TASK_TRANSLATE, /* the pairs of files */
    TASK_DATES,     /* English dates to ISO 8601, made up by dates_maker */
    TASK_CLASSIFY,  /* label and text, of files */
    TASK_COUNT
};
#define TASK_WORDS "translate|dates|classify"

/* The learner of a task. */
const struct learner *task_learner(int task);

/* What makes the pairs of a task; NULL: they come from files. */
const struct pair_maker *task_maker(int task);

/* Two sources that show well what it learns, ended by NULL; none where files decide that. */
const char *const *task_examples(int task);

/* The pairs that it is tested on, which no training sees. Only for a task that makes its own. */
struct pair_source task_test(int task, uint64_t seed, long count);

/* Sets the task, and the defaults in which it differs from translating. */
void task_defaults(struct train_options *options, int task);

/* 0, or -1 when files and task do not go together. */
int task_check(const struct train_options *options, struct err *err);

/* The pairs to train on. The pairs to validate with; false when there are none. */
struct pair_source task_training(const struct train_options *options);
bool task_validation(const struct train_options *options, struct pair_source *out);

#endif
