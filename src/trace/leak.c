#include "trace/leak.h"

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
    for (int t = 0; trace_has(trace, Q_WEIGHTS) && t < trace->sentences[sentence].steps; t++)
        if (weight_on_padding(trace, sentence, t) > 0)
            return true;
    return false;
}

/* Positions of padding are masked by hand, whatever the mask is; words keep what they have. */
struct trace *leak_masked(const struct trace *trace, int sentence)
{
    const struct trace_sentence *s = &trace->sentences[sentence];
    struct arena arena = {0};
    struct control control = trace->control;
    const char *texts[TRACE_SENTENCES];
    int steps = s->steps, *forced = arena_take(&arena, (size_t)steps + 1, sizeof *forced);
    int length = trace_source_length(trace, sentence), count = trace_source_count(trace);
    unsigned char *hidden = arena_zero(&arena, (size_t)count, 1);
    for (int t = 0; t < steps; t++)
        forced[t] = trace->decoded.words[t * trace->count + sentence];
    for (int j = 0; j < count; j++)
        hidden[j] = j >= length ? 1 : j < control.hidden_count ? control.hidden[j] : 0;
    for (int b = 0; b < trace->count; b++)
        texts[b] = trace->sentences[b].text;
    control.hidden = hidden;
    control.hidden_count = count;
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
    int word = trace->decoded.words[step * trace->count + sentence];
    if (!(share > 0) || step >= masked->sentences[sentence].steps)
        return;
    double before = mat_row(trace_get(masked, sentence, Q_PROBABILITIES), step)[word];
    double after = mat_row(trace_get(trace, sentence, Q_PROBABILITIES), step)[word];
    int best = vec_argmax(mat_row(trace_get(masked, sentence, Q_PROBABILITIES), step),
                          vocab_size(trace->model->target_vocab));
    str_format(out,
               "%.0f %% of this step's weight lies on <pad>; with the padding masked at all steps "
               "P(%s) would be %.3f, it is %.3f",
               100 * share, vocab_token(trace->model->target_vocab, word), before, after);
    if (best != word)
        str_format(out, ", and the word would be %s",
                   vocab_token(trace->model->target_vocab, best));
}
