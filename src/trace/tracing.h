#ifndef HEED_TRACE_TRACING_H
#define HEED_TRACE_TRACING_H

#include "model/family.h"
#include "trace/trace.h"

/* What of the runs of a family of models can be looked at. Each family has one, in
 * quantities/NAME_tracing.c. */
struct tracing {
    const enum stage *stages; /* [stage_count] in the order in which they are computed */
    int stage_count;
    bool skips; /* a run has only those stages at which it has something to show; else missing()
                   says why it has nothing */

    /* Tables of rows, each ended by a row without a name; the list ends with NULL. The first row
     * of a stage is what its screen shows first. */
    const struct quantity *const *quantities;

    /* What the axes are called on screen; NULL: this family has no such axis. */
    const char *axes[AXIS_COUNT];

    /* Runs trace->model on the texts under trace->control, and fills in the rest of the trace:
     * `computed` with a struct of the family's own, in the arena of the trace. In so many steps, 0:
     * as many as it takes. */
    void (*run)(struct trace *trace, const char *const *texts, int count, int steps);

    /* How many layers, heads and hops its quantities have slices of; at least 1 each. */
    struct slice (*slices)(const struct trace *trace);

    /* How many places there are along an axis of one sentence; sentence −1: of the batch, padding
     * included. Of axes whose places have words. */
    int (*count)(const struct trace *trace, int sentence, enum axis axis);

    /* The word of a place along an axis; NULL: it is numbered. */
    const char *(*label)(const struct trace *trace, int sentence, enum axis axis, int i);

    /* Whether a cell of scores or weights takes no part in the softmax of its row; row −1: of no
     * row. */
    bool (*masked)(const struct trace *trace, int sentence, int row, int column);

    /* Says a cell as a sentence; the cell is there. Appended. */
    void (*say)(const struct trace *trace, int sentence, struct origin cell, struct str *out);

    /* Says why a run has nothing to show at a stage. Appended. */
    void (*missing)(const struct trace *trace, enum stage stage, struct str *out);
};

/* Every family's, in the order of family_list[] (model/family.h), ended by NULL. */
extern const struct tracing *const tracings[];

/* That of a model's family. */
const struct tracing *tracing_of(const struct model *model);

/* The row of a quantity in a family; NULL: it has none. */
const struct quantity *tracing_quantity(const struct tracing *tracing, enum quantity_id id);

#endif
