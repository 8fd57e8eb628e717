#include "study/mistake.h"

#include <math.h>

#include "trace/trace.h"

/* Attention on a table, written as plainly as a learner writes it, with a place for every mistake.
 * A test holds it against the program's own run: with no mistake both give the same. */

/* Put in place of a masked score, or added to it, by many programs. */
static const double minus_million = -1e6;

const struct mistake mistakes[] = {
    {.name = "an inverted mask",
     .look = "Keys from the length on take part, and those before it do not: turn the comparison "
             "around.",
     .inverted = true},
    {.name = "a mask after the softmax",
     .look = "The masked keys had their share of the sum before they became 0, so the rest does "
             "not add up to 1: mask the scores, then take the softmax.",
     .mask_after = true},
    {.name = "a softmax over the other axis",
     .look = "The numbers of a key add up to 1 over the queries: a query's must, over its keys.",
     .over_queries = true},
    {.name = "dot products without √d",
     .look = "Divide every dot product by the square root of d, the numbers in a query.",
     .scaling = SCALING_NONE},
    {.name = "dot products divided by d",
     .look = "Divide by the square root of d, not by d.",
     .scaling = SCALING_BY_D},
    {.name = "lengths off by one",
     .look = "One key too many takes part: with length 2 these are keys 0 and 1, counted from 0.",
     .shift = 1},
    {.name = "lengths off by one",
     .look = "One key too few takes part: with length 2 these are keys 0 and 1, counted from 0.",
     .shift = -1},
    {.name = "−1e6 where every key is masked",
     .look = "All scores of such a row are equal then, and the softmax makes equal weights of "
             "them: give it weights of 0.",
     .soft = true},
    {.name = "−1e6 where every key is masked",
     .look = "It is added to all scores of such a row, and the softmax does not notice: give it "
             "weights of 0.",
     .soft_added = true},
    {.name = "0 divided by 0 where every key is masked",
     .look = "No exponential is left to divide by: give such a row weights of 0.",
     .undefined = true},
    {.name = "values that are not weighted",
     .look = "The valid values are added up as they are: multiply each by its weight first.",
     .pooling = POOLING_SUM},
    {.name = "values that are not weighted",
     .look = "This is the mean of the valid values: multiply each by its weight, and add them up.",
     .pooling = POOLING_MEAN},
    {.name = "values that are not weighted",
     .look = "All values are added up as they are: multiply each by its weight first.",
     .pooling = POOLING_SUM_ALL},
    {.name = "values that are not weighted",
     .look = "This is the mean of all values: multiply each by its weight, and add them up.",
     .pooling = POOLING_MEAN_ALL},
    {.name = "W transposed",
     .look = "Number i of W q is row i of W times q, not column i.",
     .w_transposed = true},
    {.name = "U transposed",
     .look = "Number i of U k is row i of U times k, not column i.",
     .u_transposed = true},
    {.name = "query and key exchanged",
     .look = "In row t query t is compared with every key, not key t with every query.",
     .exchanged = true},
    {.name = "query and key exchanged",
     .look = "W is multiplied by the query, U by the key.",
     .crossed = true},
    {.name = "query and key exchanged",
     .look = "Rows are queries, columns are keys: yours is the other way around.",
     .exchanged = true,
     .crossed = true},
    {.name = NULL},
};

void mistake_none(struct attempt *out, const struct model *model)
{
    static const enum quantity_id ids[ATTEMPT_COUNT] = {Q_SCORES, Q_WEIGHTS, Q_CONTEXT};
    const struct qkv *table = qkv_of(model);
    struct trace *trace = trace_new(model, NULL, table->sentences, NULL);
    attempt_start(out, table);
    for (int b = 0; b < table->sentences; b++) {
        for (int stage = 0; stage < ATTEMPT_COUNT; stage++) {
            struct mat all = trace_get(trace, b, ids[stage]);
            int columns = attempt_columns(table, (enum attempt_stage)stage, b);
            for (int i = 0; i < table->counts[b] * columns; i++)
                out->stages[stage][b][i] = (double)mat_row(all, i / columns)[i % columns];
        }
        for (int i = 0; i < table->counts[b] * table->keys_of[b]; i++)
            out->masked[b][i] = i % table->keys_of[b] >= table->lengths[b];
    }
    trace_free(trace);
}

/* ---- scores ---- */

static double dot(const real *a, const real *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* Number i of a matrix times x. Transposed, the memory of the matrix is walked down its columns,
 * whatever its shape is: that is what a program with the two indices exchanged does. */
static double projected(struct mat m, bool transposed, int i, const real *x)
{
    double sum = 0;
    for (int n = 0; n < m.cols; n++)
        sum += (double)m.x[transposed ? n * m.rows + i : i * m.cols + n] * (double)x[n];
    return sum;
}

static double score_of(const struct mistake *mistake, const struct model *model, const real *query,
                       const real *key)
{
    const struct qkv *table = qkv_of(model);
    enum score score = config_attention(&model->config)->score;
    int d = table->queries.cols;
    double sum = 0;
    const real *to_w = mistake->crossed ? key : query, *to_u = mistake->crossed ? query : key;
    if (score_is_dot(score)) {
        double scale = !score_kinds[score].scaled || mistake->scaling == SCALING_NONE ? 1
                       : mistake->scaling == SCALING_BY_D                             ? d
                                                                                      : sqrt(d);
        return dot(query, key, d) / scale;
    }
    for (int i = 0; i < table->v.cols; i++)
        sum += (double)table->v.x[i] * tanh(projected(table->w, mistake->w_transposed, i, to_w) +
                                            projected(table->u, mistake->u_transposed, i, to_u));
    return sum;
}

/* Row i of the queries or keys of sentence b. */
static const real *row_of(const struct qkv *table, struct mat all, int b, int i)
{
    return mat_row(all, i * table->sentences + b);
}

static void make_scores(const struct mistake *mistake, struct attempt *out,
                        const struct model *model, int b)
{
    const struct qkv *table = qkv_of(model);
    int keys = table->keys_of[b];
    for (int t = 0; t < table->counts[b]; t++)
        for (int j = 0; j < keys; j++)
            out->stages[ATTEMPT_SCORES][b][t * keys + j] =
                mistake->exchanged ? score_of(mistake, model, row_of(table, table->keys, b, t),
                                              row_of(table, table->queries, b, j))
                                   : score_of(mistake, model, row_of(table, table->queries, b, t),
                                              row_of(table, table->keys, b, j));
}

/* To be exchanged query and key must be of one size, and as many, where rows become columns; a
 * mistake in a parameter needs that parameter. */
static bool can_make(const struct mistake *mistake, const struct model *model)
{
    const struct qkv *table = qkv_of(model);
    bool additive = config_attention(&model->config)->score == SCORE_ADDITIVE;
    for (int b = 0; mistake->exchanged && b < table->sentences; b++)
        if (table->counts[b] != table->keys_of[b])
            return false;
    if ((mistake->exchanged || mistake->crossed) && table->queries.cols != table->keys.cols)
        return false;
    if (mistake->crossed)
        return additive;
    if (mistake->w_transposed || mistake->u_transposed)
        return additive;
    return mistake->scaling == SCALING_AS_IS ||
           score_kinds[config_attention(&model->config)->score].scaled;
}

/* ---- weights ---- */

static bool takes_part(const struct mistake *mistake, int length, int j)
{
    int shifted = length + (mistake->shift > 0 || length > 0 ? mistake->shift : 0);
    return (j < shifted) != mistake->inverted;
}

/* The softmax of n numbers that lie `step` apart, of those that take part (all of them: NULL). */
static void softmax(double *out, const double *scores, int n, int step, const bool *masked,
                    enum emptied emptied)
{
    double most = -INFINITY, sum = 0;
    for (int i = 0; i < n; i++)
        if (!masked || !masked[i * step])
            most = fmax(most, scores[i * step]);
    for (int i = 0; i < n; i++)
        sum += out[i * step] = masked && masked[i * step] ? 0 : exp(scores[i * step] - most);
    for (int i = 0; i < n; i++)
        if (sum > 0)
            out[i * step] /= sum;
        else
            out[i * step] = emptied == EMPTIED_EQUAL ? 1.0 / n : emptied == EMPTIED_NAN ? NAN : 0;
}

/* The weights of a sentence without a valid key. */
static void make_empty(const struct mistake *mistake, double *weights, const double *scores,
                       int rows, int keys)
{
    double added[QKV_ROWS];
    for (int t = 0; t < rows; t++)
        for (int j = 0; j < keys; j++)
            weights[t * keys + j] = mistake->soft ? 1.0 / keys : mistake->undefined ? NAN : 0;
    for (int t = 0; mistake->soft_added && t < rows; t++) {
        for (int j = 0; j < keys; j++)
            added[j] = scores[t * keys + j] + minus_million;
        softmax(weights + t * keys, added, keys, 1, NULL, EMPTIED_ZERO);
    }
}

static void make_weights(const struct mistake *mistake, enum emptied emptied, struct attempt *out,
                         const struct qkv *table, int b)
{
    int rows = table->counts[b], keys = table->keys_of[b], length = table->lengths[b];
    double *weights = out->stages[ATTEMPT_WEIGHTS][b];
    const double *scores = out->stages[ATTEMPT_SCORES][b];
    bool *masked = out->masked[b];
    for (int i = 0; i < rows * keys; i++)
        masked[i] = !takes_part(mistake, length, i % keys);
    if (!length && !mistake->inverted && !mistake->shift) {
        make_empty(mistake, weights, scores, rows, keys);
        return;
    }
    for (int t = 0; !mistake->over_queries && t < rows; t++)
        softmax(weights + t * keys, scores + t * keys, keys, 1,
                mistake->mask_after ? NULL : masked + t * keys, emptied);
    for (int j = 0; mistake->over_queries && j < keys; j++)
        softmax(weights + j, scores + j, rows, keys, masked + j, emptied);
    for (int i = 0; mistake->mask_after && i < rows * keys; i++)
        weights[i] = masked[i] ? 0 : weights[i];
}

/* ---- outputs ---- */

static double factor(const struct mistake *mistake, double weight, bool valid, int length, int keys)
{
    switch (mistake->pooling) {
    case POOLING_WEIGHTED:
        return weight;
    case POOLING_SUM:
        return valid;
    case POOLING_MEAN:
        return valid ? 1.0 / length : 0;
    case POOLING_SUM_ALL:
        return 1;
    case POOLING_MEAN_ALL:
        return 1.0 / keys;
    }
    return 0;
}

static void make_outputs(const struct mistake *mistake, struct attempt *out,
                         const struct qkv *table, int b)
{
    int keys = table->keys_of[b], columns = table->values.cols, length = table->lengths[b];
    for (int t = 0; t < table->counts[b]; t++)
        for (int j = 0; j < keys; j++) {
            double weight = out->stages[ATTEMPT_WEIGHTS][b][t * keys + j];
            const real *value = row_of(table, table->values, b, j);
            for (int i = 0; i < columns; i++)
                out->stages[ATTEMPT_OUTPUTS][b][t * columns + i] +=
                    factor(mistake, weight, j < length, length, keys) * (double)value[i];
        }
}

bool mistake_make(const struct mistake *mistake, enum emptied emptied, struct attempt *out,
                  const struct model *model)
{
    const struct qkv *table = qkv_of(model);
    attempt_start(out, table);
    if (!can_make(mistake, model))
        return false;
    for (int b = 0; b < table->sentences; b++) {
        make_scores(mistake, out, model, b);
        make_weights(mistake, emptied, out, table, b);
        make_outputs(mistake, out, table, b);
    }
    return true;
}
