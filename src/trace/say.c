#include "trace/derive.h"

#include <math.h>
#include <string.h>

/* Numbers about numbers: ranks, ranges, and a cell said as a sentence. */

int derive_rank(const struct trace *trace, int sentence, enum quantity_id id, int row, int column)
{
    struct mat all = trace_get(trace, sentence, id);
    const real *x = mat_row(all, row);
    bool source = quantity_at(id)->columns == AXIS_SOURCE;
    int rank = 1;
    for (int i = 0; i < all.cols; i++)
        if (!(source && trace_masked(trace, sentence, row, i)))
            rank += x[i] > x[column] || (x[i] == x[column] && i < column);
    return rank;
}

void derive_range(const struct trace *trace, int sentence, enum quantity_id id, double *low,
                  double *high)
{
    struct mat all = trace_get(trace, sentence, id);
    bool source = quantity_at(id)->columns == AXIS_SOURCE;
    *low = INFINITY;
    *high = -INFINITY;
    for (int i = 0; all.x && i < all.rows; i++)
        for (int j = 0; j < all.cols; j++) {
            double x = mat_row(all, i)[j];
            if (!isfinite(x) || (source && trace_masked(trace, sentence, i, j)))
                continue;
            *low = x < *low ? x : *low;
            *high = x > *high ? x : *high;
        }
    if (*low > *high)
        *low = *high = 0;
}

int derive_focus(const struct trace *trace, int sentence, int step)
{
    struct mat weights = trace_get(trace, sentence, Q_WEIGHTS);
    int best = 0;
    for (int j = 1; weights.x && j < weights.cols; j++)
        if (mat_row(weights, step)[j] > mat_row(weights, step)[best])
            best = j;
    return best;
}

/* How many positions take part in the softmax of step t. */
static int unmasked_count(const struct trace *trace, int sentence, int t)
{
    int count = 0;
    for (int j = 0; j < trace_source_count(trace); j++)
        count += !trace_masked(trace, sentence, t, j);
    return count;
}

/* Any of the weights: those in force, those before they were changed, those of the other state. */
static void say_weight(const struct trace *trace, int sentence, enum quantity_id id, int t, int j,
                       struct str *out)
{
    bool other = id == Q_OTHER_WEIGHTS;
    const char *target = trace_target_word(trace, sentence, t);
    const char *source = trace_source_word(trace, sentence, j);
    double weight = mat_row(trace_get(trace, sentence, id), t)[j];
    double score = mat_row(trace_get(trace, sentence, other ? Q_OTHER_SCORES : Q_SCORES), t)[j];
    if (trace_masked(trace, sentence, t, j) && weight == 0)
        str_format(out,
                   "\"%s\" cannot look at position %d, \"%s\": it is masked, so its weight is "
                   "exactly 0",
                   target, j + 1, source);
    else
        str_format(out, "\"%s\" %s at \"%s\" with weight %.3f (score %.2f, rank %d of %d)", target,
                   other ? "would look" : "looks", source, weight, score,
                   derive_rank(trace, sentence, id, t, j), unmasked_count(trace, sentence, t));
}

static void say_score(const struct trace *trace, int sentence, enum quantity_id id, int t, int j,
                      struct str *out)
{
    const char *target = trace_target_word(trace, sentence, t);
    const char *source = trace_source_word(trace, sentence, j);
    bool other = id == Q_OTHER_SCORES, soft = trace->control.soft_mask;
    double score = mat_row(trace_get(trace, sentence, other ? id : Q_SCORES), t)[j];
    if (trace_masked(trace, sentence, t, j))
        str_format(out, "position %d is \"%s\": %s", j + 1, source,
                   id != Q_MASKED ? "the mask will hide this score"
                   : soft         ? "masked, so its score becomes −1e6"
                                  : "masked, so its score becomes −∞");
    else if (!config_reads_words(&trace->config))
        str_format(out, "e(%d,%d) = %.3f: how well %s matches %s, rank %d of %d", t + 1, j + 1,
                   score, target, source, derive_rank(trace, sentence, Q_MASKED, t, j),
                   unmasked_count(trace, sentence, t));
    else
        str_format(out,
                   "%s(%d,%d) = %.3f: how well the state that %s \"%s\" matches \"%s\", "
                   "rank %d of %d",
                   other ? "e′" : "e", t + 1, j + 1, score,
                   other ? "is not asked at" : "will write", target, source,
                   derive_rank(trace, sentence, other ? id : Q_MASKED, t, j),
                   unmasked_count(trace, sentence, t));
}

static void say_unit(const struct trace *trace, int sentence, const struct quantity *q, int row,
                     int unit, struct str *out)
{
    double value = mat_row(trace_get(trace, sentence, q->id), row)[unit];
    const char *symbol = quantity_symbol(q->id, &trace->config);
    if (!config_reads_words(&trace->config) && q->id != Q_CENTER) {
        str_format(out, "number %d of %.*s(%d) is %.4f", unit + 1,
                   (int)(strchr(symbol, '(') - symbol), symbol, row + 1, value);
        return;
    }
    if (q->id == Q_CENTER)
        str_format(out, "%s is %.4f ", symbol, value);
    else
        str_format(out, "unit %d of %s is %.4f ", unit + 1, symbol, value);
    if (q->rows == AXIS_SOURCE)
        str_format(out, "at word %d, \"%s\"", row + 1, trace_source_word(trace, sentence, row));
    else if (q->rows == AXIS_TARGET)
        str_format(out, "at step %d, which is fed \"%s\" and writes \"%s\"", row + 1,
                   trace_fed_word(trace, sentence, row), trace_target_word(trace, sentence, row));
    else
        str_add(out, "before the first word is written");
}

static void say_word(const struct trace *trace, int sentence, int t, int id, struct str *out)
{
    double p = mat_row(trace_get(trace, sentence, Q_PROBABILITIES), t)[id];
    int rank = derive_rank(trace, sentence, Q_PROBABILITIES, t, id);
    str_format(out, "at step %d, after \"%s\", the word \"%s\" has probability %.3f, rank %d of %d",
               t + 1, trace_fed_word(trace, sentence, t),
               vocab_token(trace->model->target_vocab, id), p, rank,
               vocab_size(trace->model->target_vocab));
    if (trace->decoded.words[t * trace->count + sentence] == id)
        str_add(out, ": it is written");
}

void derive_sentence(const struct trace *trace, int sentence, enum quantity_id id, int row,
                     int column, struct str *out)
{
    struct mat all = trace_get(trace, sentence, id);
    const struct quantity *q = quantity_at(id);
    if (!all.x || row < 0 || row >= all.rows || column < 0 || column >= all.cols)
        return;
    if (q->columns == AXIS_SOURCE && q->kind == KIND_PROBABILITY)
        say_weight(trace, sentence, id, row, column, out);
    else if (q->columns == AXIS_SOURCE)
        say_score(trace, sentence, id, row, column, out);
    else if (q->columns == AXIS_VOCAB)
        say_word(trace, sentence, row, column, out);
    else
        say_unit(trace, sentence, q, row, column, out);
}
