#include "trace/rules.h"

#include <math.h>

#include "model/attention.h"

/* Scores, mask, softmax, window, context (model/attention.h, model/weigh.h), and what a control makes of
 * them. What was in force in the run counts, not what the model was made for. */

static const struct attention_run *attention(const struct subject *s)
{
    return &s->trace->run.attention;
}

/* The row of the decoder's state that is entry t of run.decoder.states: s(t). */
static struct origin state_row(int t)
{
    return t == 0 ? origin(Q_FIRST_STATE, 0, 0) : origin(Q_STATE, t - 1, 0);
}

void rule_query(struct subject *s)
{
    if (!config_reads_words(s->config)) {
        rule_given(s, nowhere, "as the table has it");
        return;
    }
    struct origin from = state_row(attention_query_entry(&s->trace->run, s->row));
    from.column = s->column;
    rule_copy(s, from);
}

static void projection(struct subject *s, struct mat weights)
{
    summands_room(s, weights.cols);
    summands_products(s, mat_row(weights, s->column), 1, Q_QUERY, s->row, nowhere);
}

void rule_query_projected(struct subject *s)
{
    projection(s, attention(s)->query);
}

void rule_position(struct subject *s)
{
    projection(s, s->weights->seq2seq.attention.position);
}

/* One word's key, or the mean of all words' where the control makes them equal. */
static void key_terms(struct subject *s, int j, double share)
{
    struct mat key = attention(s)->key;
    enum quantity_id source = !config_reads_words(s->config) ? Q_GIVEN_KEYS : Q_STATES;
    if (key.x)
        summands_products(s, mat_row(key, s->column), share, source, j, nowhere);
    else
        summand_add(s, TERM_PRODUCT, share, 0, origin(source, j, s->column), nowhere);
}

void rule_keys(struct subject *s)
{
    const struct control *control = s->trace->run.control;
    bool equal = control && control->keys_equal;
    int count = equal ? trace_source_length(s->trace, s->sentence) : 1;
    if (!config_reads_words(s->config) && !equal && !attention(s)->key.x) {
        rule_given(s, nowhere, "as the table has it");
        return;
    }
    summands_room(s, count * attention(s)->source.cols);
    for (int j = 0; j < count; j++)
        key_terms(s, equal ? j : s->row, 1.0 / count);
    if (equal)
        SUMMAND_PRINT(s->out->formula, "%s: every key is the mean of the sentence's keys",
                      s->out->name);
    else if (!attention(s)->key.x)
        s->out->how = COMBINE_COPY;
}

void rule_scores(struct subject *s)
{
    const struct attention_run *a = attention(s);
    int size = a->keys.cols, t = s->row, j = s->column;
    summands_room(s, size);
    for (int i = 0; i < size; i++)
        if (a->v.x)
            summand_add(s, TERM_TANH, a->v.x[i], 0, origin(Q_KEYS, j, i),
                        origin(Q_QUERY_PROJECTED, t, i));
        else
            summand_add(s, TERM_PRODUCT, a->scale, 0, origin(Q_KEYS, j, i), origin(Q_QUERY, t, i));
}

/* The same with the other state; its projection is in no matrix, so it is computed here. */
void rule_other_scores(struct subject *s)
{
    const struct attention_run *a = attention(s);
    int t = s->row, j = s->column;
    struct origin asks = state_row(2 * t + 1 - attention_query_entry(&s->trace->run, t));
    struct mat states = trace_get(s->trace, s->sentence, asks.quantity);
    summands_room(s, a->keys.cols);
    for (int i = 0; i < a->keys.cols; i++) {
        double sum = 0;
        asks.column = i;
        for (int k = 0; a->v.x && k < states.cols; k++)
            sum += (double)mat_row(a->query, i)[k] * mat_row(states, asks.row)[k];
        if (a->v.x)
            summand_add(s, TERM_TANH, a->v.x[i], sum, origin(Q_KEYS, j, i), nowhere);
        else
            summand_add(s, TERM_PRODUCT, a->scale, 0, origin(Q_KEYS, j, i), asks);
    }
}

/* The mask and the temperature, between the score and the softmax. */
void rule_masked(struct subject *s)
{
    const struct control *control = s->trace->run.control;
    struct origin score = origin(Q_SCORES, s->row, s->column);
    if (trace_masked(s->trace, s->sentence, s->row, s->column)) {
        rule_given(s, score, "%s, because position %d is masked",
                   control && control->soft_mask ? "−1e6 instead of −∞" : "−∞", s->column + 1);
        return;
    }
    double temperature = control && control->use_temperature ? (double)control->temperature : 1;
    if (temperature <= 1e-30) { /* as weigh.c has it */
        rule_given(s, score, "at temperature 0 only the highest score is left");
        return;
    }
    rule_copy(s, score);
    if (temperature == 1)
        return;
    s->out->count = 0;
    summand_add(s, TERM_PRODUCT, 1 / temperature, 0, score, nowhere);
    SUMMAND_PRINT(s->out->formula, "%s = e(%d,%d) / temperature %.3g", s->out->name, s->row + 1,
                  s->column + 1, temperature);
}

void rule_center(struct subject *s)
{
    const struct control *control = s->trace->run.control;
    struct mat position = trace_get(s->trace, s->sentence, Q_POSITION);
    if (control && control->use_center) {
        rule_given(s, nowhere, "put there by hand");
        return;
    }
    if (!position.x) {
        rule_given(s, nowhere, "position of the step, at most the %d words of the sentence",
                   trace_source_length(s->trace, s->sentence));
        return;
    }
    summands_room(s, position.cols);
    for (int i = 0; i < position.cols; i++)
        summand_add(s, TERM_TANH, s->weights->seq2seq.attention.position_v.x[i], 0,
                    origin(Q_POSITION, s->row, i), nowhere);
    s->out->outer = "σ";
    s->out->scale = trace_source_length(s->trace, s->sentence);
}

/* exp(x − max) over the sum of those; what is masked takes no part. */
static void softmax(struct subject *s, enum quantity_id scores, bool masks)
{
    struct mat all = trace_get(s->trace, s->sentence, scores);
    const real *row = mat_row(all, s->row);
    double highest = -INFINITY;
    summands_room(s, all.cols);
    s->out->how = COMBINE_QUOTIENT;
    s->out->chosen = s->column;
    for (int i = 0; i < all.cols; i++)
        if (!masks || !trace_masked(s->trace, s->sentence, s->row, i))
            highest = row[i] > highest ? row[i] : highest;
    for (int i = 0; i < all.cols; i++) {
        bool out = masks && trace_masked(s->trace, s->sentence, s->row, i);
        struct term *term = summand_add(s, out ? TERM_GIVEN : TERM_EXP, 0, highest,
                                        origin(scores, s->row, i), nowhere);
        if (out)
            SUMMAND_PRINT(term->detail, "masked");
    }
}

void rule_aligned(struct subject *s)
{
    softmax(s, Q_MASKED, false);
}

void rule_other_weights(struct subject *s)
{
    softmax(s, Q_OTHER_SCORES, true);
}

void rule_probabilities(struct subject *s)
{
    softmax(s, Q_LOGITS, false);
}

/* The last row change that fits this step and sentence, or NULL. */
static const struct row_change *change_of(const struct subject *s, const struct row_change *list,
                                          int count)
{
    const struct row_change *found = NULL;
    for (int i = 0; i < count; i++)
        if ((list[i].step < 0 || list[i].step == s->row) &&
            (list[i].sentence < 0 || list[i].sentence == s->sentence))
            found = &list[i];
    return found;
}

/* How a control takes over from the softmax at this step; NULL: it does not. */
static const char *taken_over(const struct subject *s)
{
    static const char *const selects[] = {
        [SELECT_SOFT] = NULL,
        [SELECT_ARGMAX] = "all weight is on the highest score",
        [SELECT_SAMPLE] = "all weight is on one position, drawn by the softmax",
        [SELECT_UNIFORM] = "the same for every position that takes part"};
    const struct control *control = s->trace->run.control;
    if (!control)
        return NULL;
    if (change_of(s, control->weights, control->weights_count))
        return "put there by hand";
    return selects[control->select];
}

void rule_weights(struct subject *s)
{
    const char *by = taken_over(s);
    struct origin softened = origin(Q_ALIGNED, s->row, s->column);
    if (by) {
        rule_given(s, softened, "%s", by);
    } else if (attention(s)->window == WINDOW_LOCAL_P) {
        double width = attention(s)->width;
        summands_room(s, 1);
        summand_add(s, TERM_BELL, 2 / (width * width), s->column + 1, softened,
                    origin(Q_CENTER, s->row, 0));
    } else if (trace_has(s->trace, Q_ALIGNED)) {
        rule_copy(s, softened);
        SUMMAND_PRINT(s->out->formula, "%s: as the softmax left it", s->out->name);
    } else {
        softmax(s, Q_MASKED, false);
    }
}

/* Σ_j α(t,j) h(j), unit by unit; the last state where there is no attention. */
void rule_context(struct subject *s)
{
    const struct control *control = s->trace->run.control;
    enum quantity_id values = !config_reads_words(s->config) ? Q_VALUES : Q_STATES;
    int unit = s->column, count = trace_source_count(s->trace);
    if (control && change_of(s, control->contexts, control->contexts_count)) {
        rule_given(s, nowhere, "put there by hand, whatever the weights are");
        return;
    }
    if (!score_attends(attention(s)->score)) {
        bool back = unit >= s->config->seq2seq.encoder_hidden;
        int row = back ? 0 : trace_source_length(s->trace, s->sentence) - 1;
        rule_copy(s, origin(Q_STATES, row, unit));
        return;
    }
    summands_room(s, count);
    for (int j = 0; j < count; j++) {
        struct origin weight = origin(Q_WEIGHTS, s->row, j), state = origin(values, j, unit);
        struct term *term = summand_add(s, TERM_PRODUCT, 1, 0, weight, state);
        SUMMAND_PRINT(term->detail, "%.4f × %.4f", number_at(s, weight), number_at(s, state));
    }
}
