#include "lab/difference.h"

#include <math.h>
#include <string.h>

#include "math/vec.h"

/* Whether both runs read the same words: then a position means the same in both. */

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Where the words that were written part. */
static int first_apart(const struct trace *a, const struct trace *b, int sentence)
{
    int steps = least(a->sentences[sentence].steps, b->sentences[sentence].steps);
    for (int t = 0; t < steps; t++)
        if (a->sentences[sentence].words[t] != b->sentences[sentence].words[t])
            return t;
    return a->sentences[sentence].steps == b->sentences[sentence].steps ? -1 : steps;
}

static void note(struct difference *d, double x, double y)
{
    if (isfinite(x)) {
        d->low = fmin(d->low, x);
        d->high = fmax(d->high, x);
    }
    if (isfinite(y)) {
        d->low = fmin(d->low, y);
        d->high = fmax(d->high, y);
    }
    if (isfinite(x) && isfinite(y))
        d->largest = fmax(d->largest, fabs(y - x));
}

static void subtract(struct difference *d, struct arena *arena)
{
    size_t count = (size_t)d->rows * (size_t)d->columns;
    d->values = mat_of(arena_take(arena, count ? count : 1, sizeof(real)), d->rows, d->columns);
    d->low = INFINITY;
    d->high = -INFINITY;
    for (int i = 0; i < d->rows; i++)
        for (int j = 0; j < d->columns; j++) {
            real x = mat_row(d->before, i)[j], y = mat_row(d->after, i)[j];
            bool both = isfinite(x) && isfinite(y);
            mat_row(d->values, i)[j] = both ? y - x : -(real)INFINITY;
            note(d, (double)x, (double)y);
        }
}

bool difference_same_words(const struct trace *before, const struct trace *after)
{
    const struct vocab *a = before->model->target.vocab, *b = after->model->target.vocab;
    if (before->model == after->model || a == b)
        return true;
    return a && b && trace_has(before, Q_LOGITS) && vocab_equal(a, b);
}

/* Why one number cannot be taken from the other; NULL: it can. In the arena. */
static const char *why_not(const struct difference *d, const struct trace *before,
                           const struct trace *after, int sentence, struct arena *arena)
{
    const struct quantity *q = trace_quantity(after, d->sheet.quantity);
    bool source = q->rows == AXIS_SOURCE || q->rows == AXIS_ASKING || q->columns == AXIS_SOURCE;
    if (!d->before.x)
        return arena_format(arena, "the unchanged run has no %s", q->label);
    if (!d->after.x)
        return arena_format(arena, "the changed run has no %s", q->label);
    size_t words = after->sentences[sentence].tokens.count;
    if (source && before->sentences[sentence].tokens.count != words)
        return "the sentence is another, so no position of one is a position of the other";
    if (q->columns == AXIS_VOCAB && !difference_same_words(before, after))
        return "the two models write other words";
    if (q->columns == AXIS_UNIT && d->before.cols != d->after.cols)
        return arena_format(arena, "they have %d and %d units: another score makes other %s",
                            d->before.cols, d->after.cols, q->label);
    return NULL;
}

void difference_of(const struct trace *before, const struct trace *after, int sentence,
                   struct sheet sheet, struct arena *arena, struct difference *out)
{
    *out = (struct difference){.sheet = sheet,
                               .before = trace_matrix(before, sentence, sheet),
                               .after = trace_matrix(after, sentence, sheet),
                               .apart = first_apart(before, after, sentence)};
    out->why = why_not(out, before, after, sentence, arena);
    if (out->why)
        return;
    out->rows = least(out->before.rows, out->after.rows);
    out->columns = least(out->before.cols, out->after.cols);
    subtract(out, arena);
}

bool difference_moved(const struct word_move *move)
{
    return lround(move->after * 1000) != lround(move->before * 1000);
}

double difference_words(const struct trace *before, const struct trace *after, int sentence,
                        int step, struct word_move *moves, int count)
{
    struct mat x = trace_get(before, sentence, Q_LOGITS), y = trace_get(after, sentence, Q_LOGITS);
    const real *a = mat_row(x, step), *b = mat_row(y, step);
    double sum_a = vec_log_sum_exp(a, x.cols), sum_b = vec_log_sum_exp(b, y.cols), divergence = 0;
    int found = 0;
    for (int i = 0; i < x.cols; i++) {
        double p = (double)a[i] - sum_a, q = (double)b[i] - sum_b;
        struct word_move move = {i, exp(p), exp(q)};
        divergence += move.before * (p - q);
        int at = found;
        while (moves && at > 0 &&
               fabs(move.after - move.before) > fabs(moves[at - 1].after - moves[at - 1].before)) {
            if (at < count)
                moves[at] = moves[at - 1];
            at--;
        }
        if (moves && at < count)
            moves[at] = move;
        found += moves && found < count;
    }
    return divergence > 0 ? divergence : 0; /* rounding */
}

/* "je suis" and how it ends. */
static void say_written(const struct trace *trace, int sentence, const char *which, struct str *out)
{
    str_format(out, "%s", which);
    trace_answer(trace, sentence, out);
    str_add(out, "\n");
}

void difference_say(const struct trace *before, const struct trace *after, int sentence,
                    struct str *out)
{
    enum { MOVES = 3 };
    struct word_move moves[MOVES];
    const struct vocab *vocab = after->model->target.vocab;
    int steps = least(before->sentences[sentence].steps, after->sentences[sentence].steps);
    int apart = first_apart(before, after, sentence);
    say_written(before, sentence, "without: ", out);
    say_written(after, sentence, "with:    ", out);
    for (int t = 0; t < steps; t++) {
        double nats = difference_words(before, after, sentence, t, moves, MOVES);
        str_format(out, "step %d, %s%s%s: KL %.4f nats", t + 1,
                   trace_target_word(before, sentence, t), t == apart ? " → " : "",
                   t == apart ? trace_target_word(after, sentence, t) : "", nats);
        for (int i = 0; i < MOVES && difference_moved(&moves[i]); i++)
            str_format(out, "%s %s %.3f → %.3f", i ? "," : ";", vocab_label(vocab, moves[i].word),
                       moves[i].before, moves[i].after);
        str_add(out, "\n");
        if (t == apart) {
            str_add(out, "from here on they have written other words\n");
            break;
        }
    }
}
