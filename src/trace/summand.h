#ifndef HEED_TRACE_SUMMAND_H
#define HEED_TRACE_SUMMAND_H

#include "trace/derive.h"

/* What the rules of quantities share. A rule adds the summands of a cell and says how they combine;
 * labels and numbers come by themselves from where the summands come from. */

/* The cell that is explained, and all that a rule may look at. */
struct subject {
    const struct trace *trace;
    const struct config *config; /* the trace's */
    const struct weights *weights;
    const struct quantity *quantity;
    struct arena *arena;
    struct derivation *out;
    struct sheet sheet; /* with its slice as trace_slice() counts it */
    int sentence, row, column;
};

/* Room for `count` summands; comes first. */
void summands_room(struct subject *s, int count);

/* Adds a summand and computes its value. */
struct summand *summand_add(struct subject *s, enum summand_kind kind, double factor, double shift,
                            struct origin a, struct origin b);

/* One summand for each number of a row of a matrix: scale × weights[i] × that number, and ×
 * `other`. `weights` is a row of the model's own. */
void summands_products(struct subject *s, const real *weights, double scale, struct sheet from,
                       int row, struct origin other);

/* A number that comes from nowhere: "bias b". */
void summand_given(struct subject *s, double value, const char *label);

/* A number of the model that stands alone: "bias b", or what is looked up in an embedding. */
void summand_weight(struct subject *s, const real *weight, const char *label);

/* The same times a cell: "r × bias c". */
void summand_gated(struct subject *s, const real *weight, struct origin gate, const char *label);

/* The cell is a copy of another one. */
void summand_copy(struct subject *s, struct origin from);

/* The cell has a value that something put there, in place of `from`, or of nothing. */
void summand_put(struct subject *s, struct origin from);

/* exp(x − max) of a row of another quantity, over the sum of those. `masks`: what is masked there
 * takes no part. */
void summands_softmax(struct subject *s, struct sheet scores, bool masks);

/* A number of the trace. */
double summand_number(const struct subject *s, struct origin from);

#endif
