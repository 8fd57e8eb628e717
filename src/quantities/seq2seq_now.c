#include "quantities/seq2seq_now.h"

#include "quantities/seq2seq_layers.h"
#include "quantities/weighing.h"
#include "trace/rank.h"

struct moment {
    const struct trace *trace;
    int sentence, step;
};

static bool both_ways(const struct moment *m)
{
    return m->trace->config.seq2seq.directions == 2;
}

/* How many positions of the step are excluded in this way. */
static int excluded(const struct moment *m, enum exclusion why)
{
    int count = 0;
    for (int j = 0; j < trace_source_count(m->trace); j++)
        count += trace_exclusion(m->trace, m->sentence, m->step, j) == why;
    return count;
}

static void now_encode(const struct moment *m, struct str *out)
{
    str_add(out, both_ways(m) ? "every word becomes a state h(j), read from both sides"
                              : "every word becomes a state h(j)");
}

static void now_score(const struct moment *m, struct str *out)
{
    formula_write_symbol(m->trace, sheet_of(Q_QUERY), m->step, -1, out);
    str_add(out, m->trace->control.keys_equal ? " is compared with the same key at every position"
                                              : " is compared with every h(j)");
}

static void now_mask(const struct moment *m, struct str *out)
{
    bool padded = trace_source_length(m->trace, m->sentence) < trace_source_count(m->trace);
    int masked = excluded(m, EXCLUDED_BY_MASK), outside = excluded(m, EXCLUDED_BY_WINDOW);
    bool soft = m->trace->control.soft_mask;
    if (masked + outside == 0)
        str_add(out, padded ? "nothing is masked: the padding takes part"
                            : "nothing is masked: this sentence has no padding");
    else if (outside == 0)
        str_add(out, soft ? "what is masked gets the score −1e6 before the softmax"
                          : "what is masked (×) is taken out before the softmax");
    else if (masked == 0)
        str_add(out, soft ? "what is outside the window gets the score −1e6 before the softmax"
                          : "what is outside the window (×) is taken out before the softmax");
    else
        str_add(out, soft ? "what is masked or outside the window gets the score −1e6 before "
                            "the softmax"
                          : "what is masked or outside the window (×) is taken out before the "
                            "softmax");
}

/* How the weights of the step came about, for now_softmax(): a sentence that lacks a percentage and
 * a word. */
static const char *weights_sentence(const struct moment *m)
{
    const struct control *control = &m->trace->control;
    if (control_row(control->weights, control->weights_count, m->sentence, 0, m->step))
        return "the weights were put there by hand: %.0f %% on \"%s\"";
    switch (control->select) {
    case SELECT_ARGMAX:
        return "the position of the largest weight gets all of it: %.0f %% on \"%s\"";
    case SELECT_SAMPLE:
        return "one position is drawn and gets all the weight: %.0f %% on \"%s\"";
    case SELECT_UNIFORM:
        return "every position that takes part gets the same weight: %.0f %% on \"%s\"";
    case SELECT_SOFT:
    case SELECT_COUNT:
        break;
    }
    return "scores become weights: %.0f %% on \"%s\"";
}

static double focus_weight(const struct moment *m, int focus)
{
    return trace_has(m->trace, Q_WEIGHTS)
               ? (double)mat_row(trace_get(m->trace, m->sentence, Q_WEIGHTS), m->step)[focus]
               : 0;
}

static void now_softmax(const struct moment *m, struct str *out)
{
    int focus = rank_focus(m->trace, m->sentence, m->step);
    double weight = focus_weight(m, focus);
    if (weight == 0)
        str_add(out, "no position takes part, so all weights are 0");
    else
        str_format(out, weights_sentence(m), 100 * weight,
                   trace_source_word(m->trace, m->sentence, focus));
}

/* Without attention, at every stage that others have for it. */
static void now_fixed(const struct moment *m, struct str *out)
{
    if (!trace_has(m->trace, Q_CONTEXT)) {
        str_add(out, "no attention and no context: of the source the decoder has its first state, "
                     "s(0), and nothing else");
        return;
    }
    str_format(out,
               both_ways(m) ? "no attention: c(%d) is [→h(last); ←h(1)], the same at every step"
                            : "no attention: c(%d) is h(last), the same at every step",
               m->step + 1);
}

static void now_context(const struct moment *m, struct str *out)
{
    const struct control *control = &m->trace->control;
    int t = m->step, focus = rank_focus(m->trace, m->sentence, t);
    double weight = focus_weight(m, focus);
    if (control_row(control->contexts, control->contexts_count, m->sentence, 0, t))
        str_format(out, "c(%d) was put there by hand, whatever the weights are", t + 1);
    else if (!trace_has(m->trace, Q_WEIGHTS))
        now_fixed(m, out);
    else if (weight == 0)
        str_format(out, "c(%d) = Σ α(%d,j) h(j) is 0: no position has any weight", t + 1, t + 1);
    else
        str_format(out, "c(%d) = Σ α(%d,j) h(j): %.0f %% of it is \"%s\"", t + 1, t + 1,
                   100 * weight, trace_source_word(m->trace, m->sentence, focus));
}

/* The inputs of the cell: those of a single layer, or of all layers together. */
static void now_decode(const struct moment *m, struct str *out)
{
    const struct seq2seq_config *config = &m->trace->config.seq2seq;
    const char *cell = seq2seq_layer_cell_label(config->cell);
    const char *fed = trace_fed_word(m->trace, m->sentence, m->step);
    int t = m->step, layers = config->layers;
    switch (config->feed) {
    case FEED_INPUT:
    case FEED_COMBINED:
        if (layers == 1)
            str_format(out, "the %s makes s(%d) from s(%d), c(%d) and \"%s\"", cell, t + 1, t,
                       t + 1, fed);
        else
            str_format(out, "%d layers of %s make s(%d) from their states before, c(%d) and \"%s\"",
                       layers, cell, t + 1, t + 1, fed);
        return;
    case FEED_OUTPUT:
        if (layers == 1)
            str_format(out, "the %s makes s(%d) from s(%d) and \"%s\"; c(%d) goes to the readout",
                       cell, t + 1, t, fed, t + 1);
        else
            str_format(out,
                       "%d layers of %s make s(%d) from their states before and \"%s\"; c(%d) goes "
                       "to the readout",
                       layers, cell, t + 1, fed, t + 1);
        return;
    case FEED_INPUT_FEEDING:
        if (layers == 1)
            str_format(out,
                       "the %s makes s(%d) from s(%d), the readout before m(%d) and \"%s\"; c(%d) "
                       "goes to the readout",
                       cell, t + 1, t, t, fed, t + 1);
        else
            str_format(out,
                       "%d layers of %s make s(%d) from their states before, the readout before "
                       "m(%d) and \"%s\"; c(%d) goes to the readout",
                       layers, cell, t + 1, t, fed, t + 1);
        return;
    case FEED_FIRST:
        if (layers == 1)
            str_format(out, "the %s makes s(%d) from s(%d) and \"%s\", and nothing else", cell,
                       t + 1, t, fed);
        else
            str_format(out,
                       "%d layers of %s make s(%d) from their states before and \"%s\", and "
                       "nothing else",
                       layers, cell, t + 1, fed);
        return;
    case FEED_COUNT:
        return;
    }
}

static void now_word(const struct moment *m, struct str *out)
{
    const struct vocab *vocab = m->trace->model->target.vocab;
    int word = m->trace->sentences[m->sentence].words[m->step], best = word;
    const real *p = mat_row(trace_get(m->trace, m->sentence, Q_PROBABILITIES), m->step);
    trace_top_words(m->trace, m->sentence, m->step, &best, 1);
    if (best == word)
        str_format(out, "\"%s\" is the most probable word, with %.0f %%", vocab_label(vocab, word),
                   100 * (double)p[word]);
    else
        str_format(out,
                   "\"%s\" was given, with %.0f %%; the most probable word is \"%s\", with "
                   "%.0f %%",
                   vocab_label(vocab, word), 100 * (double)p[word], vocab_label(vocab, best),
                   100 * (double)p[best]);
}

void seq2seq_now(const struct trace *trace, int sentence, int step, enum stage stage,
                 struct str *out)
{
    const struct moment moment = {trace, sentence, step}, *m = &moment;
    bool attention = trace_has(trace, Q_WEIGHTS);
    switch (stage) {
    case STAGE_ENCODE:
        now_encode(m, out);
        return;
    case STAGE_SCORE:
        attention ? now_score(m, out) : now_fixed(m, out);
        return;
    case STAGE_MASK:
        attention ? now_mask(m, out) : now_fixed(m, out);
        return;
    case STAGE_SOFTMAX:
        attention ? now_softmax(m, out) : now_fixed(m, out);
        return;
    case STAGE_CONTEXT:
        now_context(m, out);
        return;
    case STAGE_DECODE:
        now_decode(m, out);
        return;
    case STAGE_WORD:
        now_word(m, out);
        return;
    case STAGE_NONE:
    case STAGE_EMBED: /* and the others that only classifiers have */
    case STAGE_PAIR:
    case STAGE_SQUASH:
    case STAGE_POOL:
    case STAGE_CLASSIFY:
    case STAGE_COUNT:
        return;
    }
}
