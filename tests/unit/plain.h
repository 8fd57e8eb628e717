/* What the plain formula of every quantity says, of a model that nothing was done to: worked out in
 * double from the other numbers of a run, whatever was changed in it. It shares nothing with
 * src/quantities and src/trace but the numbers. To be included after tiny.h. */
#ifndef HEED_TESTS_PLAIN_H
#define HEED_TESTS_PLAIN_H

#include "model/qkv.h"
#include "trace/trace.h"

/* The run, one sentence of it, and the model as it was made. */
struct plain {
    const struct trace *run;
    const struct model *model;
    const struct seq2seq_config *config;   /* of an encoder-decoder, or NULL */
    const struct seq2seq_weights *weights; /* likewise */
    const struct attention_config *attention;
    const struct attention_weights *scoring;
    const struct qkv *table; /* or NULL */
    int sentence, source, length;
};

static inline struct plain plain_of(const struct trace *run, int sentence)
{
    const struct model *model = run->model;
    bool words = config_reads_words(&model->config);
    return (struct plain){
        .run = run,
        .model = model,
        .config = words ? &model->config.seq2seq : NULL,
        .weights = words ? &model->weights.seq2seq : NULL,
        .attention = config_attention(&model->config),
        .scoring = words ? &model->weights.seq2seq.attention : &model->weights.qkv.attention,
        .table = words ? NULL : qkv_of(model),
        .sentence = sentence,
        .source = trace_source_count(run),
        .length = words ? trace_source_length(run, sentence) : qkv_of(model)->lengths[sentence]};
}

/* A row of numbers of the run. */
static inline const real *row_of(const struct plain *p, enum quantity_id id, int row)
{
    struct mat all = trace_get(p->run, p->sentence, id);
    assert_true(all.x && row >= 0 && row < all.rows);
    return mat_row(all, row);
}

static inline double plain_dot(const real *a, const real *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* ---- recurrent layers ---- */

struct plain_layer {
    enum chain chain;
    int layer;
};

static inline enum quantity_id state_of(enum chain chain)
{
    return chain == CHAIN_FORWARD ? Q_FORWARD : chain == CHAIN_BACKWARD ? Q_BACKWARD : Q_STATE;
}

/* Direction 0 of the encoder reads forward. */
static inline enum chain chain_of(int direction)
{
    return direction ? CHAIN_BACKWARD : CHAIN_FORWARD;
}

static inline struct mat layer_matrix(const struct plain *p, struct plain_layer at,
                                      enum layer_part part)
{
    int id = (int)state_of(at.chain) + (int)part - (int)PART_STATE;
    struct sheet sheet = {(enum quantity_id)id, {.layer = at.layer + 1}};
    return trace_matrix(p->run, p->sentence, sheet);
}

static inline double layer_number(const struct plain *p, struct plain_layer at,
                                  enum layer_part part, int row, int unit)
{
    struct mat all = layer_matrix(p, at, part);
    assert_true(all.x != NULL);
    if (at.chain == CHAIN_DECODER && row < 0)
        return layer_matrix(p, at, part == PART_STATE ? PART_FIRST_STATE : PART_FIRST_MEMORY)
            .x[unit];
    return row >= 0 && row < all.rows ? (double)mat_row(all, row)[unit] : 0;
}

static inline int row_before(struct plain_layer at, int row)
{
    return at.chain == CHAIN_BACKWARD ? row + 1 : row - 1;
}

/* W x of one row of W. */
static inline double input_sum(const struct plain *p, struct plain_layer at, const real *w, int row)
{
    const struct seq2seq_config *c = p->config;
    bool decoder = at.chain == CHAIN_DECODER;
    if (at.layer > 0 && decoder)
        return plain_dot(
            w,
            mat_row(layer_matrix(p, (struct plain_layer){at.chain, at.layer - 1}, PART_STATE), row),
            c->decoder_hidden);
    if (at.layer > 0) {
        double sum = 0;
        for (int d = 0; d < c->directions; d++)
            sum +=
                plain_dot(w + d * c->encoder_hidden,
                          mat_row(layer_matrix(p, (struct plain_layer){chain_of(d), at.layer - 1},
                                               PART_STATE),
                                  row),
                          c->encoder_hidden);
        return sum;
    }
    if (!decoder)
        return plain_dot(w, row_of(p, Q_SOURCE_EMBEDDING, row), c->embed);
    if (c->feed == FEED_COMBINED)
        return plain_dot(w, row_of(p, Q_COMBINED, row), c->embed);
    double sum = plain_dot(w, row_of(p, Q_FED, row), c->embed);
    if (c->feed == FEED_INPUT)
        sum += plain_dot(w + c->embed, row_of(p, Q_CONTEXT, row), seq2seq_state(c));
    if (c->feed == FEED_INPUT_FEEDING)
        sum += plain_dot(w + c->embed, row_of(p, Q_FED_READOUT, row), c->readout_hidden);
    return sum;
}

/* Both sums of a gate: W x + b and V h + c. */
static inline void gate_sums(const struct plain *p, struct plain_layer at, int gate, int row,
                             int unit, double *input, double *hidden)
{
    const struct cell_weights *cell =
        at.chain == CHAIN_DECODER ? &p->weights->decoder[at.layer]
                                  : &p->weights->encoder[at.layer][at.chain == CHAIN_BACKWARD];
    int size = cell->hidden.cols, k = gate * size + unit;
    *input = input_sum(p, at, mat_row(cell->input, k), row) + (double)cell->input_bias.x[k];
    *hidden = (double)cell->hidden_bias.x[k];
    for (int i = 0; i < size; i++)
        *hidden += (double)mat_row(cell->hidden, k)[i] *
                   layer_number(p, at, PART_STATE, row_before(at, row), i);
}

static inline double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static inline double gate_value(const struct plain *p, struct plain_layer at, int gate, int row,
                                int unit, bool is_tanh)
{
    double input, hidden;
    gate_sums(p, at, gate, row, unit, &input, &hidden);
    return is_tanh ? tanh(input + hidden) : sigmoid(input + hidden);
}

static inline double gru_part(const struct plain *p, struct plain_layer at, enum layer_part part,
                              int row, int unit)
{
    double input, hidden, z, n;
    switch (part) {
    case PART_RESET:
        return gate_value(p, at, 0, row, unit, false);
    case PART_UPDATE:
        return gate_value(p, at, 1, row, unit, false);
    case PART_CANDIDATE:
        gate_sums(p, at, 2, row, unit, &input, &hidden);
        return tanh(input + layer_number(p, at, PART_RESET, row, unit) * hidden);
    default:
        z = layer_number(p, at, PART_UPDATE, row, unit);
        n = layer_number(p, at, PART_CANDIDATE, row, unit);
        return (1 - z) * n + z * layer_number(p, at, PART_STATE, row_before(at, row), unit);
    }
}

static inline double lstm_part(const struct plain *p, struct plain_layer at, enum layer_part part,
                               int row, int unit)
{
    switch (part) {
    case PART_INPUT_GATE:
        return gate_value(p, at, 0, row, unit, false);
    case PART_FORGET:
        return gate_value(p, at, 1, row, unit, false);
    case PART_CANDIDATE:
        return gate_value(p, at, 2, row, unit, true);
    case PART_OUTPUT_GATE:
        return gate_value(p, at, 3, row, unit, false);
    case PART_MEMORY:
        return layer_number(p, at, PART_FORGET, row, unit) *
                   layer_number(p, at, PART_MEMORY, row_before(at, row), unit) +
               layer_number(p, at, PART_INPUT_GATE, row, unit) *
                   layer_number(p, at, PART_CANDIDATE, row, unit);
    default:
        return layer_number(p, at, PART_OUTPUT_GATE, row, unit) *
               tanh(layer_number(p, at, PART_MEMORY, row, unit));
    }
}

/* s(0) and C(0): the last state, or tanh(W ←h(1) + b) of the last direction or of both. */
static inline double first_part(const struct plain *p, struct plain_layer at, enum layer_part part,
                                int unit)
{
    const struct seq2seq_config *c = p->config;
    bool state = part == PART_FIRST_STATE;
    enum layer_part from = state ? PART_STATE : PART_MEMORY;
    int direction = c->init == INIT_LAST ? unit / c->encoder_hidden : c->directions - 1;
    int row = direction ? 0 : p->length - 1;
    struct plain_layer end = {chain_of(direction), at.layer};
    if (c->init == INIT_LAST)
        return layer_number(p, end, from, row, unit % c->encoder_hidden);
    double sum = (double)p->weights->init_bias[at.layer].x[unit];
    int before = c->init == INIT_TANH_LAST ? direction * c->encoder_hidden : 0;
    for (int i = 0; i < before; i++)
        sum += (double)mat_row(p->weights->init[at.layer], unit)[i] *
               layer_number(p, (struct plain_layer){CHAIN_FORWARD, at.layer}, PART_STATE,
                            p->length - 1, i);
    for (int i = 0; i < c->encoder_hidden; i++)
        sum += (double)mat_row(p->weights->init[at.layer], unit)[before + i] *
               layer_number(p, end, PART_STATE, row, i);
    return state ? tanh(sum) : 0;
}

static inline double layer_part_value(const struct plain *p, struct plain_layer at,
                                      enum layer_part part, int row, int unit)
{
    bool padding = at.chain != CHAIN_DECODER && row >= p->length;
    if (part == PART_FIRST_STATE || part == PART_FIRST_MEMORY)
        return first_part(p, at, part, unit);
    if (padding && (part == PART_STATE || part == PART_MEMORY))
        return 0;
    if (p->config->cell == CELL_RNN)
        return gate_value(p, at, 0, row, unit, true);
    return p->config->cell == CELL_GRU ? gru_part(p, at, part, row, unit)
                                       : lstm_part(p, at, part, row, unit);
}

/* ---- attention ---- */

/* The numbers that a key is made of: a state, or a key of the table. */
static inline const real *key_source(const struct plain *p, int j)
{
    return !p->table                         ? row_of(p, Q_STATES, j)
           : trace_has(p->run, Q_GIVEN_KEYS) ? row_of(p, Q_GIVEN_KEYS, j)
                                             : row_of(p, Q_KEYS, j);
}

static inline double plain_key(const struct plain *p, int j, int unit)
{
    const real *from = key_source(p, j);
    return p->scoring->key.x && !score_is_dot(p->attention->score)
               ? plain_dot(mat_row(p->scoring->key, unit), from, p->scoring->key.cols)
               : (double)from[unit];
}

static inline double plain_score(const struct plain *p, int t, int j)
{
    struct mat queries = trace_get(p->run, p->sentence, Q_QUERY);
    const real *query = mat_row(queries, t);
    double sum = 0;
    if (p->attention->score == SCORE_LOCATION)
        return j < p->scoring->query.rows
                   ? plain_dot(mat_row(p->scoring->query, j), query, queries.cols)
                   : 0;
    if (p->attention->score == SCORE_ADDITIVE) {
        for (int i = 0; i < p->scoring->v.cols; i++)
            sum += (double)p->scoring->v.x[i] *
                   tanh(plain_dot(mat_row(p->scoring->query, i), query, queries.cols) +
                        plain_key(p, j, i));
        return sum;
    }
    for (int i = 0; i < queries.cols; i++)
        sum += (double)query[i] * plain_key(p, j, i);
    return p->attention->score == SCORE_SCALED_DOT ? sum / sqrt(queries.cols) : sum;
}

static inline double plain_position(const struct plain *p, int t, int unit)
{
    return plain_dot(mat_row(p->scoring->position, unit), row_of(p, Q_QUERY, t),
                     p->scoring->position.cols);
}

static inline double plain_center(const struct plain *p, int t)
{
    double sum = 0;
    if (p->attention->window == WINDOW_LOCAL_M)
        return t + 1 < p->length ? t + 1 : p->length;
    for (int i = 0; i < p->scoring->position.rows; i++)
        sum += (double)p->scoring->position_v.x[i] * tanh(plain_position(p, t, i));
    return p->length * sigmoid(sum);
}

/* The center that the run has; where it has none, the model's own. */
static inline double run_center(const struct plain *p, int t)
{
    return trace_has(p->run, Q_CENTER) ? (double)row_of(p, Q_CENTER, t)[0] : plain_center(p, t);
}

static inline double plain_masked(const struct plain *p, int t, int j)
{
    double away = p->attention->window == WINDOW_GLOBAL ? 0 : fabs(j + 1 - run_center(p, t));
    int length = p->attention->score == SCORE_LOCATION ? p->attention->hidden : p->length;
    bool out = j >= length || away > p->attention->width;
    return out ? -INFINITY : (double)row_of(p, Q_SCORES, t)[j];
}

/* exp x(i) / Σ exp x(k); not a number where all are −∞. */
static inline double plain_softmax(const real *x, int n, int i)
{
    double most = -INFINITY, sum = 0;
    for (int k = 0; k < n; k++)
        most = fmax(most, (double)x[k]);
    for (int k = 0; k < n; k++)
        sum += exp((double)x[k] - most);
    return exp((double)x[i] - most) / sum;
}

static inline double plain_weight(const struct plain *p, int t, int j)
{
    double weight = plain_softmax(row_of(p, Q_MASKED, t), p->source, j);
    if (p->attention->window != WINDOW_LOCAL_P)
        return weight;
    double away = j + 1 - run_center(p, t), sigma = p->attention->width / 2.0;
    return weight * exp(-away * away / (2 * sigma * sigma));
}

static inline double plain_context(const struct plain *p, int t, int unit)
{
    double sum = 0;
    if (!score_attends(p->attention->score)) {
        bool back = unit >= p->config->encoder_hidden;
        return (double)row_of(p, Q_STATES, back ? 0 : p->length - 1)[unit];
    }
    for (int j = 0; j < p->source; j++)
        sum += (double)row_of(p, Q_WEIGHTS, t)[j] *
               (double)row_of(p, p->table ? Q_VALUES : Q_STATES, j)[unit];
    return sum;
}

/* ---- what is fed and read out ---- */

static inline double plain_pre(const struct plain *p, int t, int unit)
{
    const struct seq2seq_weights *w = p->weights;
    const struct seq2seq_config *c = p->config;
    double sum = (double)w->readout_bias.x[unit];
    sum += plain_dot(mat_row(w->readout_state, unit), row_of(p, Q_STATE, t), c->decoder_hidden);
    if (c->feed != FEED_FIRST)
        sum +=
            plain_dot(mat_row(w->readout_context, unit), row_of(p, Q_CONTEXT, t), seq2seq_state(c));
    if (c->readout == READOUT_MAXOUT)
        sum += plain_dot(mat_row(w->readout_embedding, unit), row_of(p, Q_FED, t), c->embed);
    return sum;
}

/* ReLU(C [Emb(y(t−1)); c(t)] + b) */
static inline double plain_combined(const struct plain *p, int t, int unit)
{
    const real *w = mat_row(p->weights->combine, unit);
    double sum = (double)p->weights->combine_bias.x[unit];
    sum += plain_dot(w, row_of(p, Q_FED, t), p->config->embed);
    sum += plain_dot(w + p->config->embed, row_of(p, Q_CONTEXT, t), seq2seq_state(p->config));
    return fmax(sum, 0);
}

static inline double plain_readout(const struct plain *p, int t, int unit)
{
    const real *u = row_of(p, Q_PRE, t);
    switch (p->config->readout) {
    case READOUT_MAXOUT:
        return fmax((double)u[2 * unit], (double)u[2 * unit + 1]);
    case READOUT_ATTENTIONAL:
        return tanh((double)u[unit]);
    default:
        return (double)u[unit];
    }
}

static inline double plain_of_table(const struct plain *p, struct mat of, int row, int column)
{
    return (double)mat_row(of, row * p->table->sentences + p->sentence)[column];
}

static inline double plain_query(const struct plain *p, int t, int unit)
{
    int entry = p->table || p->config->query == QUERY_CURRENT ? t + 1 : t;
    if (p->table)
        return plain_of_table(p, p->table->queries, t, unit);
    if (p->config->query == QUERY_WORD && unit < p->config->embed)
        return (double)row_of(p, Q_FED, t)[unit];
    if (p->config->query == QUERY_WORD)
        unit -= p->config->embed;
    return (double)(entry ? row_of(p, Q_STATE, entry - 1) : row_of(p, Q_FIRST_STATE, 0))[unit];
}

/* What the plain formula of a cell gives. False for what no unchanged run has. */
static inline bool plain_cell(const struct plain *p, struct sheet sheet, int row, int column,
                              double *out)
{
    const struct quantity *q = trace_quantity(p->run, sheet.quantity);
    const real *ids;
    (void)ids;
    if (q->slices) {
        int layer = (sheet.slice.layer ? sheet.slice.layer : p->config->layers) - 1;
        *out = layer_part_value(p, (struct plain_layer){q->chain, layer}, q->part, row, column);
        return true;
    }
    const struct trace *run = p->run;
    switch (sheet.quantity) {
    case Q_STATES:
        *out = layer_number(p,
                            (struct plain_layer){
                                column < p->config->encoder_hidden ? CHAIN_FORWARD : CHAIN_BACKWARD,
                                p->config->layers - 1},
                            PART_STATE, row, column % p->config->encoder_hidden);
        return true;
    case Q_SOURCE_EMBEDDING:
        *out = (double)mat_row(p->weights->source_embedding,
                               row < p->length ? run->sentences[p->sentence].ids[row]
                                               : ID_PAD)[column];
        return true;
    case Q_QUERY:
        *out = plain_query(p, row, column);
        return true;
    case Q_QUERY_PROJECTED:
        *out = plain_dot(mat_row(p->scoring->query, column), row_of(p, Q_QUERY, row),
                         p->scoring->query.cols);
        return true;
    case Q_KEYS:
        *out = p->table && !p->scoring->key.x ? plain_of_table(p, p->table->keys, row, column)
                                              : plain_key(p, row, column);
        if (p->table && score_is_dot(p->attention->score))
            *out = plain_of_table(p, p->table->keys, row, column);
        return true;
    case Q_GIVEN_KEYS:
        *out = plain_of_table(p, p->table->keys, row, column);
        return true;
    case Q_VALUES:
        *out = plain_of_table(p, p->table->values, row, column);
        return true;
    case Q_SCORES:
        *out = plain_score(p, row, column);
        return true;
    case Q_MASKED:
        *out = plain_masked(p, row, column);
        return true;
    case Q_CENTER:
        *out = plain_center(p, row);
        return true;
    case Q_POSITION:
        *out = plain_position(p, row, column);
        return true;
    case Q_WEIGHTS:
        *out = plain_weight(p, row, column);
        return true;
    case Q_ALIGNED:
        *out = plain_softmax(row_of(p, Q_MASKED, row), p->source, column);
        return true;
    case Q_CONTEXT:
        *out = plain_context(p, row, column);
        return true;
    case Q_FED:
        *out = (double)mat_row(p->weights->target_embedding,
                               run->sentences[p->sentence].fed[row])[column];
        return true;
    case Q_FED_READOUT:
        *out = row ? (double)row_of(p, Q_READOUT, row - 1)[column] : 0;
        return true;
    case Q_COMBINED:
        *out = plain_combined(p, row, column);
        return true;
    case Q_PRE:
        *out = plain_pre(p, row, column);
        return true;
    case Q_READOUT:
        *out = plain_readout(p, row, column);
        return true;
    case Q_LOGITS:
        *out = plain_dot(mat_row(p->weights->output, column), row_of(p, Q_READOUT, row),
                         p->config->readout_hidden) +
               (double)p->weights->output_bias.x[column];
        return true;
    case Q_PROBABILITIES:
        *out = plain_softmax(row_of(p, Q_LOGITS, row), p->weights->output.rows, column);
        return true;
    default:
        return false;
    }
}

#endif
