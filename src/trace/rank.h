#ifndef HEED_TRACE_RANK_H
#define HEED_TRACE_RANK_H

#include "trace/trace.h"

/* Numbers about numbers: places by size, and ranges. What is masked does not count. */

/* The rank of a cell within its row, 1 for the largest; the first of equals comes first. */
int rank_of(const struct trace *trace, int sentence, struct sheet sheet, int row, int column);

/* How many positions take part in the softmax of step t. */
int rank_places(const struct trace *trace, int sentence, int t);

/* The smallest and the largest finite number of a matrix; 0 and 0 if there is none. */
void rank_range(const struct trace *trace, int sentence, struct sheet sheet, double *low,
                double *high);

/* The position that a row of weights is largest at. */
int rank_focus(const struct trace *trace, int sentence, int step);

/* Whether cells of a matrix can be masked: rows of scores and weights over positions. */
bool rank_masks(const struct quantity *quantity);

#endif
