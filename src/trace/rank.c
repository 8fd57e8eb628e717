#include "trace/rank.h"

#include <math.h>

#include "math/vec.h"

bool rank_masks(const struct quantity *quantity)
{
    return quantity->columns == AXIS_SOURCE;
}

int rank_of(const struct trace *trace, int sentence, struct sheet sheet, int row, int column)
{
    struct mat all = trace_matrix(trace, sentence, sheet);
    const real *x = mat_row(all, row);
    bool masks = rank_masks(trace_quantity(trace, sheet.quantity));
    int rank = 1;
    for (int i = 0; i < all.cols; i++)
        if (!(masks && trace_masked(trace, sentence, row, i)))
            rank += x[i] > x[column] || (x[i] == x[column] && i < column);
    return rank;
}

int rank_places(const struct trace *trace, int sentence, int t)
{
    int count = 0;
    for (int j = 0; j < trace_source_count(trace); j++)
        count += !trace_masked(trace, sentence, t, j);
    return count;
}

void rank_range(const struct trace *trace, int sentence, struct sheet sheet, double *low,
                double *high)
{
    struct mat all = trace_matrix(trace, sentence, sheet);
    bool masks = rank_masks(trace_quantity(trace, sheet.quantity));
    bool soft = sheet.quantity == Q_MASKED; /* −1e6 would leave no color for the others */
    real least = INFINITY, most = -INFINITY;
    for (int i = 0; all.x && i < all.rows; i++) {
        const real *x = mat_row(all, i);
        if (!masks) /* features of pairs are millions */
            vec_range(x, all.cols, &least, &most);
        for (int j = 0; masks && j < all.cols; j++) {
            if (!isfinite(x[j]) || (soft ? trace_excluded : trace_masked)(trace, sentence, i, j))
                continue;
            least = x[j] < least ? x[j] : least;
            most = x[j] > most ? x[j] : most;
        }
    }
    *low = least <= most ? (double)least : 0;
    *high = least <= most ? (double)most : 0;
}

int rank_focus(const struct trace *trace, int sentence, int step)
{
    struct mat weights = trace_get(trace, sentence, Q_WEIGHTS);
    int best = 0;
    for (int j = 1; weights.x && j < weights.cols; j++)
        if (mat_row(weights, step)[j] > mat_row(weights, step)[best])
            best = j;
    return best;
}
