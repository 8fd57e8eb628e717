#ifndef HEED_STUDY_ATTEMPT_H
#define HEED_STUDY_ATTEMPT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/qkv_table.h"

/* Somebody's own attention on a table (model/qkv_table.h): what it gave, as a CSV file, held
 * against what it should give.
 *
 *   # a remark
 *   score,0.5,-1.2     one row for each query, a number for each key; before the mask
 *   weight,0.8,0.2     likewise
 *   output,3,4         one row for each query, as many numbers as a value has
 *   sentence           here begins the next sentence of the batch
 *
 * Any of the three may be left out. inf and nan are numbers here: they tell what went wrong. */

enum attempt_stage { ATTEMPT_SCORES, ATTEMPT_WEIGHTS, ATTEMPT_OUTPUTS, ATTEMPT_COUNT };

/* "scores", "weights", "outputs". */
extern const char *const attempt_stage_names[ATTEMPT_COUNT + 1];

struct attempt {
    double *stages[ATTEMPT_COUNT][QKV_SENTENCES]; /* [queries × keys], or [queries × value]; NULL:
                                                     not there */
    bool *masked[QKV_SENTENCES]; /* [queries × keys] which scores the softmax does not see; NULL:
                                    not known */
    struct arena arena;          /* all of it */
};

/* Room for every stage of a table, zeroed. */
void attempt_start(struct attempt *attempt, const struct qkv *table);
void attempt_free(struct attempt *attempt);

/* Numbers in a row of a stage. */
int attempt_columns(const struct qkv *table, enum attempt_stage stage, int sentence);

/* Whether it has this stage. */
bool attempt_has(const struct attempt *attempt, enum attempt_stage stage);

/* Reads a file. -1 with "file:line: what is wrong; what is expected". Free it either way. */
int attempt_open(struct attempt *attempt, const char *path, const struct qkv *table,
                 struct err *err);

/* The first number that differs. */
struct parting {
    enum attempt_stage stage; /* ATTEMPT_COUNT: none differs */
    int sentence, row, column;
    double found, expected;
};

/* Compares what `theirs` has with the same of `right`, stage by stage. Two numbers are the same
 * when they differ by no more than the tolerance times (1 + the size of the right one). A masked
 * score may be written as −inf or as a number below −1e5. */
struct parting attempt_compare(const struct attempt *theirs, const struct attempt *right,
                               const struct qkv *table, double tolerance);

#endif
