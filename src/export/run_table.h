#ifndef HEED_EXPORT_RUN_TABLE_H
#define HEED_EXPORT_RUN_TABLE_H

#include "base/err.h"
#include "export/table.h"
#include "trace/trace.h"

/* What a run has beside its matrices, as rows of texts and numbers: heed show --table NAME. */

enum run_table {
    RUN_TABLE_NONE,   /* the first enumerator of an option that was not given */
    RUN_TABLE_TOKENS, /* both sides, token by token: number in the vocabulary, word it is of */
    RUN_TABLE_MASK,   /* step × source: 1 where a position takes part, 0 where it is masked */
    RUN_TABLE_WINDOW, /* step × source: the Gaussian that local_p multiplies the weights with */
    RUN_TABLE_SUMS, /* the matrix that is shown, before its activation: the sums inside tanh, σ */
    RUN_TABLE_COUNT
};

/* The names in the order of the numbers, as options have choices. */
#define RUN_TABLE_WORDS "none|tokens|mask|window|sums"

/* Fills in an empty table; `sheet`: the matrix that is shown. −1 with the reason why the run does
 * not have it. */
int run_table_fill(struct table *out, enum run_table which, const struct trace *trace, int sentence,
                   struct sheet sheet, struct err *err);

#endif
