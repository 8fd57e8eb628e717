/* A trace whose numbers are written down here: no matrix product of a library is in it, so pictures
 * of it are the same on every machine. What belongs together fits together: rows of weights are the
 * softmax of the scores, the scores are the sums that they claim to be. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/family.h"
#include "model/qkv.h"
#include "trace/trace.h"

enum { LITERAL_UNITS = 8, LITERAL_KEYS = 32 /* more than the longest sentence has words */ };

/* A sentence, what it is translated to, and the source position that every word of it looks at. */
struct literal {
    const char *text, *target;
    int looks[24];
};

#define LITERAL_LONG                                                                               \
    "We walked home in the rain and then we made tea and read old letters until the lamp went "    \
    "out "                                                                                         \
    "and the whole house was dark and very still."

static const struct literal literals[] = {
    {"I'm home.", "je suis chez moi . <eos>", {0, 1, 2, 2, 3, 4}},
    {"Go.", "va . <eos>", {0, 1, 2}},
    {"我在家。", "i 'm home . <eos>", {0, 1, 2, 3, 4}},
    {LITERAL_LONG,
     "nous avons marché sous la pluie puis lu de vieilles lettres jusqu' au noir . <eos>",
     {0, 1, 1, 3, 4, 5, 7, 12, 13, 13, 14, 15, 16, 25, 29, 30}},
};

/* Anything else that is typed becomes this. */
static const struct literal literal_other = {"", "je suis . <eos>", {0, 1, 2, 3}};

/* Adds the words of a text that spaces separate. */
static inline struct vocab *literal_vocab(const char *words)
{
    struct vocab *vocab = vocab_new();
    char *copy = mem_text(words), *rest = copy;
    for (char *word; (word = strtok_r(rest, " ", &rest));)
        vocab_add(vocab, word);
    free(copy);
    return vocab;
}

static const char literal_english[] =
    "i 'm home . go we walked in the rain and then made tea read old letters until went out whole "
    "house was dark very still";
static const char literal_french[] =
    "je suis chez moi . va nous avons marché sous la pluie puis lu "
    "de vieilles lettres jusqu' au noir";

/* Two sentences of queries, keys and values. */
static const char literal_table[] = "query,1,0\nquery,0,2\nkey,1,0.5\nkey,0,1\nkey,1,1\n"
                                    "value,3,4\nvalue,-1,0.5\nvalue,2,2\nlength,2\n"
                                    "sentence\nquery,1,1\nkey,2,1\nvalue,0.25,8\n";

static inline struct model *literal_qkv(void)
{
    struct err err;
    struct qkv *table = qkv_read("table.csv", literal_table, strlen(literal_table), &err);
    return table ? qkv_model(table, "table", SCORE_DOT) : NULL;
}

/* A classifier: "sentiment-relation", "-structured", "-multihead" or another kind. Its weights are
 * eighths, so that every product of matrices up to the first tanh or softmax is exact whatever
 * computes it, and what follows is the same to more places than a picture shows. */
static inline struct model *literal_classifier(const char *name)
{
    static const char *const kinds[CLASSIFIER_KIND_COUNT] = {
        [CLASSIFY_MEAN] = "mean",
        [CLASSIFY_RNN] = "rnn",
        [CLASSIFY_CNN] = "cnn",
        [CLASSIFY_RELATION_PLAIN] = "relation-plain",
        [CLASSIFY_RELATION] = "relation",
        [CLASSIFY_STRUCTURED] = "structured",
        [CLASSIFY_MULTIHEAD] = "multihead",
    };
    struct config config = config_default(&family_classifier);
    struct classifier_config *c = &config.classifier;
    struct err err;
    int kind = 0;
    while (kind < CLASSIFIER_KIND_COUNT && strcmp(name + strlen("sentiment-"), kinds[kind]) != 0)
        kind++;
    if (kind == CLASSIFIER_KIND_COUNT)
        return NULL;
    c->kind = (enum classifier_kind)kind;
    c->embed = c->features = c->attention_hidden = c->dense = 8;
    c->hops = c->heads = c->layers = 2;
    memcpy(config.source.language, "eng", 4);
    struct model *model =
        model_new(name, &config,
                  tokenizer_of(UNIT_WORD, literal_vocab("i like you this not good at all , .")),
                  tokenizer_of(UNIT_LABEL, literal_vocab("1 0")), 7, &err);
    if (!model)
        abort();
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *w = &model->list.list[i];
        real *x = model->flat + w->offset;
        for (int k = 0; k < w->rows * w->cols && !strstr(w->name, ".norm"); k++)
            x[k] = (real)((k * k % 101 * 7 + k * 11 + i * 5) % 13 - 5) / 8;
    }
    return model;
}

/* A model for literal traces: "eng-fra-additive", "eng-fra-dot", "eng-fra-fixed",
 * "eng-fra-first" (known from the first state alone), "eng-fra-luong" (s(t) asks, input feeding), "eng-fra-lstm", "eng-fra-both" (a fixed context, two
 * directions), "cmn-eng-additive", "sentiment-KIND" or "table"; NULL for other names. */
static inline struct model *literal_model(const char *name)
{
    if (strcmp(name, "table") == 0)
        return literal_qkv();
    if (strncmp(name, "sentiment-", 10) == 0)
        return literal_classifier(name);
    bool chinese = strncmp(name, "cmn-", 4) == 0;
    const char *score = strrchr(name, '-');
    struct config config = config_default(&family_seq2seq);
    struct err err;
    config.seq2seq.embed = 6;
    config.seq2seq.encoder_hidden = LITERAL_UNITS;
    config.seq2seq.decoder_hidden = 2 * LITERAL_UNITS;
    config.seq2seq.attention.hidden = LITERAL_KEYS;
    config.seq2seq.readout_hidden = 6;
    config.source.unit = chinese ? UNIT_CHAR : UNIT_WORD;
    memcpy(config.source.language, chinese ? "cmn" : "eng", 4);
    memcpy(config.target.language, chinese ? "eng" : "fra", 4);
    if (score && strcmp(score, "-dot") == 0) {
        config.seq2seq.attention.score = SCORE_DOT;
    } else if (score && strcmp(score, "-fixed") == 0) {
        config.seq2seq.attention.score = SCORE_NONE;
        config.seq2seq.directions = 1;
    } else if (score && strcmp(score, "-first") == 0) {
        config.seq2seq.attention.score = SCORE_NONE;
        config.seq2seq.feed = FEED_FIRST;
        config.seq2seq.init = INIT_LAST;
    } else if (score && strcmp(score, "-both") == 0) {
        config.seq2seq.attention.score = SCORE_NONE;
    } else if (score && strcmp(score, "-luong") == 0) {
        config.seq2seq.query = QUERY_CURRENT;
        config.seq2seq.feed = FEED_INPUT_FEEDING;
        config.seq2seq.readout = READOUT_ATTENTIONAL;
    } else if (score && strcmp(score, "-lstm") == 0) {
        config.seq2seq.cell = CELL_LSTM;
        config.seq2seq.feed = FEED_OUTPUT;
    } else if (!score || strcmp(score, "-additive") != 0) {
        return NULL;
    }
    struct vocab *source = literal_vocab(chinese ? "我 在 家 。" : literal_english);
    struct vocab *target = literal_vocab(chinese ? literal_english : literal_french);
    struct model *model = model_new(name, &config, tokenizer_of(config.source.unit, source),
                                    tokenizer_of(UNIT_WORD, target), 7, &err);
    if (!model)
        abort();
    for (int i = 0; i < model->weights.seq2seq.attention.v.cols; i++)
        model->weights.seq2seq.attention.v.x[i] = (real)(2.5 + 0.25 * (i % 3));
    return model;
}

/* Sixteenths from −1 to 1 without much order in them. */
static inline real literal_number(int row, int column, int salt)
{
    return (real)((row * 7 + column * 13 + salt * 5) % 33 - 16) / 16;
}

static inline void literal_fill_signed(struct mat m, int salt)
{
    for (int i = 0; m.x && i < m.rows; i++)
        for (int k = 0; k < m.cols; k++)
            mat_row(m, i)[k] = literal_number(i, k, salt);
}

static inline void literal_fill_gate(struct mat m, int salt)
{
    literal_fill_signed(m, salt);
    for (int i = 0; i < m.rows; i++)
        for (int k = 0; k < m.cols; k++)
            mat_row(m, i)[k] = (mat_row(m, i)[k] + 1) / 2;
}

static inline void literal_softmax(real *out, const real *x, int count)
{
    double highest = -INFINITY, sum = 0;
    for (int i = 0; i < count; i++)
        highest = x[i] > highest ? x[i] : highest;
    for (int i = 0; i < count; i++)
        sum += exp(x[i] - highest);
    for (int i = 0; i < count; i++)
        out[i] = (real)(exp(x[i] - highest) / sum);
}

/* Numbers for the steps from `first` on, which the run of the model did not take: it has room for
 * them, but nothing was ever written there. */
static inline void literal_fill_steps(struct trace *trace, int b, int first)
{
    struct arena arena = {0};
    int count;
    const struct sheet *sheets = trace_sheets(trace, -1, &arena, &count);
    for (int i = 0; i < count; i++) {
        struct mat m = trace_matrix(trace, b, sheets[i]);
        if (trace_quantity(trace, sheets[i].quantity)->rows == AXIS_TARGET && m.rows > first)
            literal_fill_signed(mat_rows(m, first, m.rows - first), 11);
    }
    arena_free(&arena);
}

/* The words of the translation, and how long it is. */
static inline void literal_words(struct trace *trace, int b, const char *target)
{
    struct trace_sentence *s = &trace->sentences[b];
    int t = 0, fed = ID_BOS, taken = s->steps;
    char *copy = mem_text(target), *rest = copy;
    for (char *word; (word = strtok_r(rest, " ", &rest)); t++) {
        s->fed[t] = fed;
        fed = vocab_id(trace->model->target.vocab, word);
        s->words[t] = fed;
    }
    free(copy);
    s->steps = t;
    s->ended = true;
    literal_fill_steps(trace, b, taken);
}

static inline void literal_encoder(struct trace *trace, int b)
{
    struct mat states = trace_get(trace, b, Q_STATES);
    literal_fill_signed(trace_get(trace, b, Q_SOURCE_EMBEDDING), 1 + b);
    literal_fill_signed(states, 2 + b);
    for (int j = trace_source_length(trace, b); j < states.rows; j++)
        memset(mat_row(states, j), 0, (size_t)states.cols * sizeof(real));
    literal_fill_signed(trace_get(trace, b, Q_FIRST_STATE), 3 + b);
}

/* Unit j of the key of word j is high, and a query asks for one unit, now sharply, now less so; it
 * saturates the others so that they cancel out. */
static inline void literal_score(struct trace *trace, int b, int t, int look)
{
    static const real asks[] = {0.5, 1.5, 1};
    struct mat keys = trace_get(trace, b, Q_KEYS), scores = trace_get(trace, b, Q_SCORES);
    const real *v = trace->model->weights.seq2seq.attention.v.x;
    real *query = mat_row(trace_get(trace, b, Q_QUERY_PROJECTED), t);
    for (int i = 0; i < keys.cols; i++)
        query[i] = i == look ? asks[t % 3] : i % 2 ? -4 : 4;
    for (int j = 0; j < keys.rows; j++) {
        double sum = 0;
        for (int i = 0; i < keys.cols; i++) {
            real *key = &mat_row(keys, j)[i];
            *key = (real)(i == j ? 1.5 : -1.5 + 0.5 * literal_number(j, i, 4));
            sum += v[i] * tanh((double)query[i] + *key);
        }
        mat_row(scores, t)[j] = (real)sum;
    }
}

/* c(t): the weighted sum of the states, or the last one, or none. */
static inline void literal_context(struct trace *trace, int b, int t)
{
    struct mat states = trace_get(trace, b, Q_STATES), weights = trace_get(trace, b, Q_WEIGHTS);
    if (!trace_has(trace, Q_CONTEXT))
        return;
    real *context = mat_row(trace_get(trace, b, Q_CONTEXT), t);
    for (int i = 0; i < states.cols; i++) {
        double sum = 0;
        for (int j = 0; weights.x && j < states.rows; j++)
            sum += (double)mat_row(weights, t)[j] * mat_row(states, j)[i];
        context[i] = weights.x ? (real)sum : mat_row(states, trace_source_length(trace, b) - 1)[i];
    }
}

static inline void literal_attention(struct trace *trace, int b, const int *looks)
{
    struct mat scores = trace_get(trace, b, Q_SCORES), masked = trace_get(trace, b, Q_MASKED);
    struct mat weights = trace_get(trace, b, Q_WEIGHTS);
    const struct control *control = &trace->control;
    real temperature = control->use_temperature ? control->temperature : 1;
    for (int t = 0; t < trace->sentences[b].steps; t++) {
        if (trace->model->config.seq2seq.attention.score == SCORE_ADDITIVE)
            literal_score(trace, b, t, looks[t]);
        for (int j = 0; scores.x && j < scores.cols; j++)
            mat_row(masked, t)[j] = trace_masked(trace, b, t, j)
                                        ? (real)-INFINITY
                                        : mat_row(scores, t)[j] / temperature;
        if (scores.x)
            literal_softmax(mat_row(weights, t), mat_row(masked, t), scores.cols);
        literal_context(trace, b, t);
    }
}

/* C(t) = f C(t−1) + i g; s(t) = o tanh(C(t)) */
static inline void literal_lstm(struct trace *trace, int b)
{
    static const enum quantity_id gates[] = {Q_INPUT_GATE, Q_FORGET, Q_OUTPUT_GATE};
    struct mat memory = trace_get(trace, b, Q_MEMORY), states = trace_get(trace, b, Q_STATE);
    struct mat candidate = trace_get(trace, b, Q_CANDIDATE), all[3];
    for (int g = 0; g < 3; g++) {
        all[g] = trace_get(trace, b, gates[g]);
        literal_fill_gate(all[g], 6 + g);
    }
    literal_fill_signed(candidate, 8);
    literal_fill_signed(trace_get(trace, b, Q_FIRST_MEMORY), 9);
    const real *before = trace_get(trace, b, Q_FIRST_MEMORY).x;
    for (int t = 0; t < states.rows; t++) {
        for (int i = 0; i < states.cols; i++) {
            real c = mat_row(all[1], t)[i] * before[i] +
                     mat_row(all[0], t)[i] * mat_row(candidate, t)[i];
            mat_row(memory, t)[i] = c;
            mat_row(states, t)[i] = mat_row(all[2], t)[i] * (real)tanh((double)c);
        }
        before = mat_row(memory, t);
    }
}

/* s(t) = (1 − z) n + z s(t−1) */
static inline void literal_gru(struct trace *trace, int b)
{
    struct mat states = trace_get(trace, b, Q_STATE), update = trace_get(trace, b, Q_UPDATE);
    struct mat candidate = trace_get(trace, b, Q_CANDIDATE);
    literal_fill_gate(trace_get(trace, b, Q_RESET), 6);
    literal_fill_gate(update, 7);
    literal_fill_signed(candidate, 8);
    const real *before = trace_get(trace, b, Q_FIRST_STATE).x;
    for (int t = 0; t < states.rows; t++) {
        for (int i = 0; i < states.cols; i++) {
            real z = mat_row(update, t)[i];
            mat_row(states, t)[i] = (1 - z) * mat_row(candidate, t)[i] + z * before[i];
        }
        before = mat_row(states, t);
    }
}

/* The written word has the highest logit by far at some steps, by little at others. */
static inline void literal_readout(struct trace *trace, int b)
{
    struct mat pre = trace_get(trace, b, Q_PRE), readout = trace_get(trace, b, Q_READOUT);
    struct mat logits = trace_get(trace, b, Q_LOGITS), fed = trace_get(trace, b, Q_FED_READOUT);
    struct mat probabilities = trace_get(trace, b, Q_PROBABILITIES);
    literal_fill_signed(pre, 9);
    literal_fill_signed(logits, 10);
    for (int t = 0; t < readout.rows; t++) {
        const real *p = mat_row(pre, t);
        bool maxout = trace->config.seq2seq.readout == READOUT_MAXOUT;
        for (int i = 0; i < readout.cols; i++)
            mat_row(readout, t)[i] = !maxout                   ? (real)tanh((double)p[i])
                                     : p[2 * i] > p[2 * i + 1] ? p[2 * i]
                                                               : p[2 * i + 1];
        if (fed.x && t + 1 < fed.rows)
            memcpy(mat_row(fed, t + 1), mat_row(readout, t), (size_t)fed.cols * sizeof(real));
        for (int id = 0; id < VOCAB_SPECIAL; id++) /* what no model writes, but for <eos> */
            mat_row(logits, t)[id] -= id == ID_EOS ? 0 : 4;
        real sure =
            trace->control.use_temperature ? (real)0.5 : 2; /* without its attention, less */
        mat_row(logits, t)[trace->sentences[b].words[t]] = (real)1.5 + sure + (real)(t % 3);
        literal_softmax(mat_row(probabilities, t), mat_row(logits, t), logits.cols);
    }
}

/* Writes the literal numbers and words over those of a run of a literal model. Runs of dot scores
 * keep the scores that they have: no picture is made of them. The numbers of a table are few and
 * stay, and so do those of a classifier. */
static inline void literal_fill(struct trace *trace)
{
    if (!config_writes_words(&trace->model->config))
        return;
    for (int b = 0; b < trace->count; b++) {
        const struct literal *literal = &literal_other;
        for (size_t i = 0; i < sizeof literals / sizeof *literals; i++)
            if (strcmp(literals[i].text, trace->sentences[b].text) == 0)
                literal = &literals[i];
        literal_words(trace, b, literal->target);
        literal_encoder(trace, b);
        literal_fill_signed(trace_get(trace, b, Q_FED), 5);
        if (trace->config.seq2seq.cell == CELL_LSTM)
            literal_lstm(trace, b);
        else
            literal_gru(trace, b);
        literal_attention(trace, b, literal->looks);
        literal_readout(trace, b);
    }
}
