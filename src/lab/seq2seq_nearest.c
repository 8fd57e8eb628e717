#include "lab/seq2seq_nearest.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "math/vec.h"

int seq2seq_nearest_words(const struct model *model, bool target, int id, int *ids, int count)
{
    struct mat table =
        target ? model->weights.seq2seq.target_embedding : model->weights.seq2seq.source_embedding;
    if (id < VOCAB_SPECIAL || id >= table.rows)
        return 0;
    real *likeness = mem_new((size_t)table.rows, sizeof *likeness);
    const real *word = mat_row(table, id);
    for (int i = 0; i < table.rows; i++) {
        const real *row = mat_row(table, i);
        double length = sqrt(vec_square_sum(row, table.cols));
        bool counts = i >= VOCAB_SPECIAL && i != id && length > 0;
        likeness[i] = counts ? vec_dot(word, row, table.cols) / (real)length : -INFINITY;
    }
    int found = vec_top(ids, count, likeness, table.rows);
    free(likeness);
    return found < table.rows - VOCAB_SPECIAL - 1 ? found : table.rows - VOCAB_SPECIAL - 1;
}
