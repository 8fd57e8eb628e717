#ifndef HEED_MEASURE_FORCED_H
#define HEED_MEASURE_FORCED_H

#include "base/pool.h"
#include "decode/summary.h"
#include "measure/items.h"
#include "model/model.h"
#include "text/quality.h"

/* Reading the references of many sentences through a model (teacher forcing). */
struct forced {
    const struct model *model;
    const struct weights *weights;
    const struct model *const *with; /* [with_count] that read together with it, without summaries
                                        (decode/ensemble.h) */
    int with_count;
    const struct items *items;
    const struct alignments *alignments; /* by line of the file; NULL: none */
    struct sentence_quality *sentences;  /* [items] loss and tokens are filled in */
    float *summary_rows; /* [items × SUMMARY_STATISTICS] of the first references; or NULL */
    double loss;         /* out: over all references, nats */
    long tokens;         /* out */
};

void forced_run(struct forced *forced, struct pool *pool);

#endif
