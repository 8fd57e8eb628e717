#ifndef HEED_OPTIMIZE_ADAM_H
#define HEED_OPTIMIZE_ADAM_H

#include <stdint.h>

#include "base/pool.h"
#include "math/real.h"
#include "model/weights.h"

/* Adam (Kingma & Ba 2015) as PyTorch computes it, dense, with clipping by global norm before it. */
struct adam {
    real *m, *v; /* [size] first and second moment; owned */
    long size, step;
    double beta1, beta2, epsilon;
    double decay;
    struct adam_span *decayed; /* [spans] owned */
    int spans;
    struct adam_rows *tables; /* [table_count] owned */
    int table_count;
};

/* Numbers first to end − 1 of the flat array. */
struct adam_span {
    long first, end;
};

/* A matrix of which a step's gradient has few rows: an embedding, or a piece of one. */
struct adam_rows {
    long first; /* of the flat array */
    int rows, cols;
    unsigned char *touched; /* [rows] 1: the next update has a gradient for it; owned */
};

void adam_init(struct adam *adam, long size); /* 0.9, 0.999, 1e-8 */
void adam_free(struct adam *adam);

/* From now on every update first multiplies weights by 1 − rate·decay (AdamW: Loshchilov & Hutter
 * 2019, algorithm 2): those of all matrices but the embeddings. Biases are spared as usual; an
 * embedding gets a gradient only when its word occurs, so decay at every step would wipe out rare
 * words. */
void adam_decay(struct adam *adam, const struct weight_list *list, double decay);

/* From now on the gradient of this matrix is read, added up and zeroed only in rows that
 * adam_touch() names before an update; in all others every worker's is zero. What an update does to
 * the weights stays the same: they move by their moments. Returns the table's number. */
int adam_table(struct adam *adam, long first, int rows, int cols);
void adam_touch(struct adam *adam, int table, const int *rows, int count);

/* One update of weights [size]. The gradient is the sum of gradients[0 .. workers − 1], added up
 * into gradients[0]; if its norm exceeds `clip` (> 0) it is scaled down to it. All gradients are
 * zero afterwards. Returns the norm before clipping. The same pool size gives the same bits. */
double adam_update(struct adam *adam, struct pool *pool, real *weights, real *const *gradients,
                   int workers, double rate, double clip);

#endif
