#include "lab/leak.h"

#include "math/vec.h"

static double weight_on_padding(const struct trace *trace, int sentence, int step)
{
    struct mat weights = trace_get(trace, sentence, Q_WEIGHTS);
    double sum = 0;
    for (int j = trace_source_length(trace, sentence); j < weights.cols; j++)
        sum += (double)mat_row(weights, step)[j];
    return sum;
}

bool leak_any(const struct trace *trace, int sentence)
{
    bool words = trace_has(trace, Q_WEIGHTS) && trace_has(trace, Q_PROBABILITIES);
    for (int t = 0; words && t < trace->sentences[sentence].steps; t++)
        if (weight_on_padding(trace, sentence, t) > 0)
            return true;
    return false;
}

/* Padding is masked by hand, whatever the mask is, and out of the reach of lengths that were
 * set. */
static void mask_padding(struct control *control, int length, int count, struct arena *arena)
{
    unsigned char *hidden = arena_zero(arena, (size_t)count, 1);
    int *lengths = arena_take(arena, (size_t)control->lengths_count + 1, sizeof *lengths);
    for (int j = 0; j < count; j++)
        hidden[j] = j >= length ? 1 : j < control->hidden_count ? control->hidden[j] : 0;
    for (int t = 0; t < control->lengths_count; t++)
        lengths[t] = control->lengths[t] > length ? length : control->lengths[t];
    control->hidden = hidden;
    control->hidden_count = count;
    control->lengths = lengths;
    if (control->mask == MASK_OFF || control->mask == MASK_INVERTED)
        control->mask = MASK_ON;
}

struct trace *leak_masked(const struct trace *trace, int sentence)
{
    struct arena arena = {0};
    struct control control = trace->control;
    const char *texts[TRACE_SENTENCES];
    int steps = trace->sentences[sentence].steps;
    int *forced = arena_take(&arena, (size_t)steps + 1, sizeof *forced);
    for (int t = 0; t < steps; t++)
        forced[t] = trace->sentences[sentence].words[t];
    for (int b = 0; b < trace->count; b++)
        texts[b] = trace->sentences[b].text;
    mask_padding(&control, trace_source_length(trace, sentence), trace_source_count(trace), &arena);
    control.forced = forced;
    control.forced_count = steps;
    struct trace *masked = trace_new(trace->model, texts, trace->count, &control);
    arena_free(&arena);
    return masked;
}

void leak_say(const struct trace *trace, const struct trace *masked, int sentence, int step,
              struct str *out)
{
    double share = weight_on_padding(trace, sentence, step);
    int word = trace->sentences[sentence].words[step];
    if (!(share > 0) || step >= masked->sentences[sentence].steps)
        return;
    const struct vocab *vocab = trace->model->target.vocab;
    const real *without = mat_row(trace_get(masked, sentence, Q_PROBABILITIES), step);
    const real *with = mat_row(trace_get(trace, sentence, Q_PROBABILITIES), step);
    int best = vec_argmax(without, vocab_size(vocab));
    if (best == word)
        str_format(out,
                   "%.0f %% of this step's weight lies on <pad>; with the padding masked at all "
                   "steps P(%s) would be %.3f, it is %.3f",
                   100 * share, vocab_label(vocab, word), (double)without[word],
                   (double)with[word]);
    else
        str_format(out,
                   "%.0f %% of this step's weight lies on <pad>; with the padding masked at all "
                   "steps P(%s) would be %.3f, it is %.3f; the word would be %s: %.3f, here %.3f",
                   100 * share, vocab_label(vocab, word), (double)without[word], (double)with[word],
                   vocab_label(vocab, best), (double)without[best], (double)with[best]);
}
