/* A second opinion on every number of a model: the tensors are read raw from the file and computed
 * with in double, by plain loops over the formulas of the papers, one sentence at a time. It shares
 * nothing with src/model and src/math. A test opens a file with raw_open() and gets an opinion on a
 * sentence from opinion_of(). */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/safetensors.h"
#include "text/token.h"
#include "trace/quantity.h"

enum { STEPS_MAX = 512 };

/* ---- the file ---- */

struct raw {
    struct safetensors *file;
    cJSON *config;
    struct strs source, target; /* vocabularies */
    struct strs merges;         /* of the source, "e s" each; none when words are not cut */
};

static const char *word_of(const struct raw *raw, const char *key)
{
    const char *word = cJSON_GetStringValue(cJSON_GetObjectItem(raw->config, key));
    assert_non_null(word);
    return word;
}

static bool is(const struct raw *raw, const char *key, const char *word)
{
    return strcmp(word_of(raw, key), word) == 0;
}

static int size_of(const struct raw *raw, const char *key)
{
    return cJSON_GetObjectItem(raw->config, key)->valueint;
}

static void read_lines(struct strs *out, const char *text)
{
    for (size_t n; *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        strs_add_n(out, text, n);
    }
}

static int find(const struct strs *vocab, const char *word)
{
    for (size_t i = 0; i < vocab->count; i++)
        if (strcmp(vocab->list[i], word) == 0)
            return (int)i;
    return 3; /* <unk> */
}

static void raw_open(struct raw *raw, const char *path)
{
    struct err err;
    *raw = (struct raw){.file = safetensors_open(path, &err)};
    assert_non_null(raw->file);
    raw->config = cJSON_Parse(safetensors_metadata(raw->file, "heed.config"));
    read_lines(&raw->source, safetensors_metadata(raw->file, "heed.source_vocab"));
    read_lines(&raw->target, safetensors_metadata(raw->file, "heed.target_vocab"));
    if (is(raw, "source_unit", "bpe"))
        read_lines(&raw->merges, safetensors_metadata(raw->file, "heed.source_merges"));
    assert_true(is(raw, "cell", "gru") && !is(raw, "window", "local_m"));
}

static void raw_close(struct raw *raw)
{
    safetensors_close(raw->file);
    cJSON_Delete(raw->config);
    strs_free(&raw->source);
    strs_free(&raw->target);
    strs_free(&raw->merges);
}

/* ---- pieces of words, as Sennrich et al. 2016 cut them: "low" "er</w>", written "low@@ er" ---- */

#define WORD_END "</w>"

/* Whether a merge, "e s", joins these two symbols. */
static bool joins(const char *merge, const char *left, const char *right)
{
    size_t n = strlen(left);
    return strncmp(merge, left, n) == 0 && merge[n] == ' ' && strcmp(merge + n + 1, right) == 0;
}

/* Moves symbols to `out` with the first merge that can be done, done everywhere; whether any can. */
static bool merge_once(const struct strs *merges, const struct strs *symbols, struct strs *out)
{
    bool done = false;
    for (size_t m = 0; m < merges->count && !done; m++) {
        strs_clear(out);
        for (size_t i = 0; i < symbols->count; i++) {
            struct str one = {0};
            str_add(&one, symbols->list[i]);
            if (i + 1 < symbols->count &&
                joins(merges->list[m], symbols->list[i], symbols->list[i + 1])) {
                str_add(&one, symbols->list[++i]);
                done = true;
            }
            strs_add(out, one.text);
            str_free(&one);
        }
    }
    return done;
}

/* Appends both parts of a symbol, of the first merge that makes it. */
static void take_apart(const struct strs *merges, const char *symbol, struct strs *out)
{
    for (size_t m = 0; m < merges->count; m++) {
        size_t n = strcspn(merges->list[m], " ");
        if (strncmp(symbol, merges->list[m], n) == 0 &&
            strcmp(symbol + n, merges->list[m] + n + 1) == 0) {
            strs_add_n(out, symbol, n);
            strs_add(out, symbol + n);
            return;
        }
    }
    fail_msg("\"%s\" is neither known nor merged", symbol);
}

/* The token of symbol i, without its mark when the word ends there. */
static void token_of(const struct strs *symbols, size_t i, struct str *out)
{
    const char *symbol = symbols->list[i], *end = strstr(symbol, WORD_END);
    bool last = end || strcmp(symbols->list[i + 1], WORD_END) == 0;
    str_clear(out);
    str_format(out, "%.*s%s", (int)(end ? end - symbol : (long)strlen(symbol)), symbol,
               last ? "" : "@@");
}

/* Moves symbols to `out`, those apart whose tokens are not in the vocabulary; whether any is. */
static bool apart_once(const struct raw *raw, const struct strs *symbols, struct strs *out)
{
    bool any = false;
    struct str token = {0};
    strs_clear(out);
    for (size_t i = 0; i < symbols->count; i++) {
        bool bare = strcmp(symbols->list[i], WORD_END) == 0;
        if (!bare)
            token_of(symbols, i, &token);
        if (bare || find(&raw->source, token.text) != 3) {
            strs_add(out, symbols->list[i]);
        } else {
            take_apart(&raw->merges, symbols->list[i], out);
            any = true;
        }
    }
    str_free(&token);
    return any;
}

/* Appends the pieces of a word of ASCII letters. */
static void cut(const struct raw *raw, const char *word, struct strs *out)
{
    struct strs lists[2] = {0};
    int now = 0;
    for (const char *at = word; *at; at++)
        strs_add_n(&lists[now], at, 1);
    strs_add(&lists[now], WORD_END);
    while (merge_once(&raw->merges, &lists[now], &lists[1 - now]))
        now = 1 - now;
    while (apart_once(raw, &lists[now], &lists[1 - now]))
        now = 1 - now;
    struct str token = {0};
    for (size_t i = 0; i < lists[now].count; i++)
        if (strcmp(lists[now].list[i], WORD_END) != 0) {
            token_of(&lists[now], i, &token);
            strs_add(out, token.text);
        }
    str_free(&token);
    strs_free(&lists[0]);
    strs_free(&lists[1]);
}

/* ---- arithmetic ---- */

static double *zeros(int count)
{
    double *x = calloc((size_t)(count > 0 ? count : 1), sizeof *x);
    assert_non_null(x);
    return x;
}

/* A tensor as double, to be freed; NULL when the file has none of that name. */
static double *tensor(const struct raw *raw, const char *name, const char *suffix)
{
    char whole[80];
    snprintf(whole, sizeof whole, "%s%s", name, suffix);
    const struct tensor *t = safetensors_find(raw->file, whole);
    if (!t)
        return NULL;
    float *narrow = malloc(t->count * sizeof *narrow);
    double *x = zeros((int)t->count);
    tensor_read(narrow, t);
    for (size_t i = 0; i < t->count; i++)
        x[i] = narrow[i];
    free(narrow);
    return x;
}

static double dot(const double *a, const double *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* out += W x + b, with W [rows × columns] and b possibly NULL */
static void add_linear(double *out, const double *w, const double *b, const double *x, int rows,
                       int columns)
{
    for (int i = 0; i < rows; i++)
        out[i] += dot(w + (long)i * columns, x, columns) + (b ? b[i] : 0);
}

static void softmax(double *out, const double *in, int n)
{
    double highest = -INFINITY, sum = 0;
    for (int i = 0; i < n; i++)
        highest = fmax(highest, in[i]);
    for (int i = 0; i < n; i++)
        sum += out[i] = exp(in[i] - highest);
    for (int i = 0; i < n; i++)
        out[i] /= sum;
}

struct cell {
    double *w_input, *w_state, *b_input, *b_state;
    int in, size;
};

static struct cell cell_read(const struct raw *raw, const char *prefix, const char *suffix, int in,
                             int size)
{
    char name[4][64];
    static const char *const parts[] = {"weight_ih", "weight_hh", "bias_ih", "bias_hh"};
    for (int i = 0; i < 4; i++)
        snprintf(name[i], sizeof name[i], "%s.rnn.%s_l0", prefix, parts[i]);
    return (struct cell){tensor(raw, name[0], suffix),
                         tensor(raw, name[1], suffix),
                         tensor(raw, name[2], suffix),
                         tensor(raw, name[3], suffix),
                         in,
                         size};
}

static void cell_free(struct cell *cell)
{
    free(cell->w_input);
    free(cell->w_state);
    free(cell->b_input);
    free(cell->b_state);
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* One step from `before` to `after`, which may be the same; r, z, n are kept unless NULL. */
static void cell_step(const struct cell *cell, const double *x, const double *before, double *after,
                      double *reset, double *update, double *candidate)
{
    int size = cell->size;
    double *a = zeros(3 * size), *b = zeros(3 * size);
    add_linear(a, cell->w_input, cell->b_input, x, 3 * size, cell->in);
    add_linear(b, cell->w_state, cell->b_state, before, 3 * size, size);
    for (int i = 0; i < size; i++) {
        double r = sigmoid(a[i] + b[i]), z = sigmoid(a[size + i] + b[size + i]);
        double n = tanh(a[2 * size + i] + r * b[2 * size + i]);
        after[i] = (1 - z) * n + z * before[i];
        if (reset) {
            reset[i] = r;
            update[i] = z;
            candidate[i] = n;
        }
    }
    free(a);
    free(b);
}

/* ---- the run ---- */

struct table {
    double *x; /* [rows × columns]; NULL: this model does not have it */
    int rows, columns;
};

struct opinion {
    const struct raw *raw;
    struct strs words; /* tokens of the source, <eos> included */
    int steps, produced[STEPS_MAX];
    struct table of[Q_COUNT];
};

static double *row(const struct opinion *o, enum quantity_id id, int i)
{
    return o->of[id].x + (long)i * o->of[id].columns;
}

static void room(struct opinion *o, enum quantity_id id, int rows, int columns)
{
    o->of[id] = (struct table){zeros(rows * columns), rows, columns};
}

/* Embeddings, states of one direction, and their place in h(j). */
static void encode_direction(struct opinion *o, int backward, int hidden)
{
    enum quantity_id id = backward ? Q_BACKWARD : Q_FORWARD;
    int length = (int)o->words.count;
    struct cell cell = cell_read(o->raw, "encoder", backward ? "_reverse" : "",
                                 o->of[Q_SOURCE_EMBEDDING].columns, hidden);
    double *state = zeros(hidden);
    room(o, id, length, hidden);
    for (int i = 0; i < length; i++) {
        int j = backward ? length - 1 - i : i;
        cell_step(&cell, row(o, Q_SOURCE_EMBEDDING, j), state, state, NULL, NULL, NULL);
        memcpy(row(o, id, j), state, (size_t)hidden * sizeof *state);
        memcpy(row(o, Q_STATES, j) + backward * hidden, state, (size_t)hidden * sizeof *state);
    }
    free(state);
    cell_free(&cell);
}

/* [→h(J); ←h(1)], to be freed */
static double *last_state(const struct opinion *o, int directions, int hidden)
{
    double *last = zeros(directions * hidden);
    memcpy(last, row(o, Q_FORWARD, (int)o->words.count - 1), (size_t)hidden * sizeof *last);
    if (directions == 2)
        memcpy(last + hidden, row(o, Q_BACKWARD, 0), (size_t)hidden * sizeof *last);
    return last;
}

static void encode(struct opinion *o)
{
    const struct raw *raw = o->raw;
    int length = (int)o->words.count, embed = size_of(raw, "embed");
    int hidden = size_of(raw, "encoder_hidden"), directions = size_of(raw, "directions");
    int decoder = size_of(raw, "decoder_hidden"), keys = size_of(raw, "attention_hidden");
    double *table = tensor(raw, "encoder.embedding.weight", "");
    room(o, Q_SOURCE_EMBEDDING, length, embed);
    for (int j = 0; j < length; j++)
        memcpy(row(o, Q_SOURCE_EMBEDDING, j),
               table + (long)find(&raw->source, o->words.list[j]) * embed,
               (size_t)embed * sizeof *table);
    free(table);
    room(o, Q_STATES, length, directions * hidden);
    for (int d = 0; d < directions; d++)
        encode_direction(o, d, hidden);
    double *last = last_state(o, directions, hidden);
    room(o, Q_FIRST_STATE, 1, decoder);
    if (is(raw, "init", "last")) {
        memcpy(o->of[Q_FIRST_STATE].x, last, (size_t)decoder * sizeof *last);
    } else {
        double *w = tensor(raw, "decoder.init.weight", ""),
               *b = tensor(raw, "decoder.init.bias", "");
        bool both = is(raw, "init", "tanh_last");
        add_linear(o->of[Q_FIRST_STATE].x, w, b, both ? last : last + (directions - 1) * hidden,
                   decoder, both ? directions * hidden : hidden);
        for (int i = 0; i < decoder; i++)
            o->of[Q_FIRST_STATE].x[i] = tanh(o->of[Q_FIRST_STATE].x[i]);
        free(w);
        free(b);
    }
    free(last);
    if (is(raw, "score", "none"))
        return;
    double *u = tensor(raw, "attention.key.weight", "");
    keys = is(raw, "score", "general") ? decoder : keys;
    room(o, Q_KEYS, length, u ? keys : directions * hidden);
    for (int j = 0; j < length && u; j++)
        add_linear(row(o, Q_KEYS, j), u, NULL, row(o, Q_STATES, j), keys, directions * hidden);
    if (!u)
        memcpy(o->of[Q_KEYS].x, o->of[Q_STATES].x,
               (size_t)(length * directions * hidden) * sizeof(double));
    free(u);
}

/* What every step needs of the file. */
struct decoder {
    double *embedding, *query, *v, *readout[3], *readout_bias, *output, *output_bias, *last;
    double *position, *position_v;
    struct cell cell;
    int embed, size, state, keys, beside, pre, readout_size, vocab;
    bool current, maxout, feeding; /* query current; readout maxout; feed input_feeding */
    bool first;                    /* feed first: no context */
};

static void decoder_read(struct decoder *d, const struct opinion *o)
{
    const struct raw *raw = o->raw;
    bool maxout = is(raw, "readout", "maxout"), feeding = is(raw, "feed", "input_feeding");
    int readout = size_of(raw, "readout_hidden");
    assert_true(maxout || is(raw, "readout", "attentional"));
    *d = (struct decoder){.current = is(raw, "query", "current"),
                          .maxout = maxout,
                          .feeding = feeding,
                          .readout_size = readout,
                          .pre = maxout ? 2 * readout : readout,
                          .embed = size_of(raw, "embed"),
                          .size = size_of(raw, "decoder_hidden"),
                          .state = o->of[Q_STATES].columns,
                          .keys = size_of(raw, "attention_hidden"),
                          .vocab = (int)raw->target.count};
    d->embedding = tensor(raw, "decoder.embedding.weight", "");
    d->first = is(raw, "feed", "first");
    d->beside = feeding ? readout : is(raw, "feed", "input") ? d->state : 0;
    d->cell = cell_read(raw, "decoder", "", d->embed + d->beside, d->size);
    d->position = tensor(raw, "attention.position.weight", "");
    d->position_v = tensor(raw, "attention.position_v.weight", "");
    d->query = tensor(raw, "attention.query.weight", "");
    d->v = tensor(raw, "attention.v.weight", "");
    static const char *const inputs[] = {"state", "embedding", "context"};
    for (int i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "readout.%s", inputs[i]);
        d->readout[i] = tensor(raw, name, ".weight");
    }
    d->readout_bias = tensor(raw, "readout.state.bias", "");
    d->output = tensor(raw, "output.weight", "");
    d->output_bias = tensor(raw, "output.bias", "");
    d->last = last_state(o, size_of(raw, "directions"), size_of(raw, "encoder_hidden"));
}

static void decoder_free(struct decoder *d)
{
    double *all[] = {d->embedding,  d->query,        d->v,      d->readout[0],  d->readout[1],
                     d->readout[2], d->readout_bias, d->output, d->output_bias, d->last,
                     d->position,   d->position_v};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    cell_free(&d->cell);
}

/* Luong et al. 2015, eq. 9 and 10: the window around p(t), and how a word at its place fades. */
static double predicted(struct opinion *o, const struct decoder *d, int t, const double *query)
{
    double u = 0;
    add_linear(row(o, Q_POSITION, t), d->position, NULL, query, d->keys, d->size);
    for (int i = 0; i < d->keys; i++)
        u += d->position_v[i] * tanh(row(o, Q_POSITION, t)[i]);
    return row(o, Q_CENTER, t)[0] = (double)o->words.count * sigmoid(u);
}

/* Scores, weights and context of step t, asked by a decoder state. */
static void attend(struct opinion *o, const struct decoder *d, int t, const double *query)
{
    int length = (int)o->words.count;
    double *context = row(o, Q_CONTEXT, t);
    if (d->first)
        return;
    if (is(o->raw, "score", "none")) {
        memcpy(context, d->last, (size_t)d->state * sizeof *context);
        return;
    }
    memcpy(row(o, Q_QUERY, t), query, (size_t)d->size * sizeof *query);
    if (d->query)
        add_linear(row(o, Q_QUERY_PROJECTED, t), d->query, NULL, query, d->keys, d->size);
    double width = d->position ? size_of(o->raw, "window_width") : 0;
    double p = d->position ? predicted(o, d, t, query) : 0;
    for (int j = 0; j < length; j++) {
        const double *key = row(o, Q_KEYS, j);
        double *e = &row(o, Q_SCORES, t)[j];
        for (int i = 0; i < d->keys && d->query; i++)
            *e += d->v[i] * tanh(row(o, Q_QUERY_PROJECTED, t)[i] + key[i]);
        if (!d->query)
            *e = dot(query, key, d->size) / (is(o->raw, "score", "scaled_dot") ? sqrt(d->size) : 1);
        row(o, Q_MASKED, t)[j] = *e; /* one sentence alone: nothing is padding */
        if (d->position && fabs(j + 1 - p) > width)
            row(o, Q_MASKED, t)[j] = -INFINITY;
    }
    softmax(row(o, Q_WEIGHTS, t), row(o, Q_MASKED, t), length);
    for (int j = 0; j < length && d->position; j++) {
        row(o, Q_ALIGNED, t)[j] = row(o, Q_WEIGHTS, t)[j];
        row(o, Q_WEIGHTS, t)[j] *= exp(-(j + 1 - p) * (j + 1 - p) / (width * width / 2));
    }
    for (int j = 0; j < length; j++)
        for (int i = 0; i < d->state; i++)
            context[i] += row(o, Q_WEIGHTS, t)[j] * row(o, Q_STATES, j)[i];
}

/* s(t) of what is fed: the embedding, and beside it c(t) or m(t−1). */
static void advance(struct opinion *o, const struct decoder *d, int t, const double *before)
{
    double *input = zeros(d->embed + d->beside);
    memcpy(input, row(o, Q_FED, t), (size_t)d->embed * sizeof *input);
    if (!d->feeding && d->beside)
        memcpy(input + d->embed, row(o, Q_CONTEXT, t), (size_t)d->beside * sizeof *input);
    else if (d->feeding && t)
        memcpy(input + d->embed, row(o, Q_READOUT, t - 1), (size_t)d->beside * sizeof *input);
    if (d->feeding)
        memcpy(row(o, Q_FED_READOUT, t), input + d->embed, (size_t)d->beside * sizeof *input);
    cell_step(&d->cell, input, before, row(o, Q_STATE, t), row(o, Q_RESET, t), row(o, Q_UPDATE, t),
              row(o, Q_CANDIDATE, t));
    free(input);
}

/* Step t: fed a word, returns the next. */
static int step(struct opinion *o, const struct decoder *d, int t, int fed)
{
    const double *before = t ? row(o, Q_STATE, t - 1) : o->of[Q_FIRST_STATE].x;
    double *embedded = row(o, Q_FED, t), *pre = row(o, Q_PRE, t), *logits = row(o, Q_LOGITS, t);
    memcpy(embedded, d->embedding + (long)fed * d->embed, (size_t)d->embed * sizeof *embedded);
    if (!d->current)
        attend(o, d, t, before);
    advance(o, d, t, before);
    if (d->current)
        attend(o, d, t, row(o, Q_STATE, t));
    add_linear(pre, d->readout[0], d->readout_bias, row(o, Q_STATE, t), d->pre, d->size);
    if (d->maxout)
        add_linear(pre, d->readout[1], NULL, embedded, d->pre, d->embed);
    if (!d->first)
        add_linear(pre, d->readout[2], NULL, row(o, Q_CONTEXT, t), d->pre, d->state);
    for (int i = 0; i < d->readout_size; i++)
        row(o, Q_READOUT, t)[i] = d->maxout ? fmax(pre[2 * i], pre[2 * i + 1]) : tanh(pre[i]);
    add_linear(logits, d->output, d->output_bias, row(o, Q_READOUT, t), d->vocab, d->readout_size);
    softmax(row(o, Q_PROBABILITIES, t), logits, d->vocab);
    enum { UNK = 3 }; /* is not written */
    int best = 0;
    for (int i = 1; i < d->vocab; i++)
        best = i != UNK && logits[i] > logits[best] ? i : best;
    return best;
}

static void decode(struct opinion *o)
{
    enum { BOS = 1, EOS = 2 };
    struct decoder d;
    decoder_read(&d, o);
    int length = (int)o->words.count, limit = 2 * length + 10;
    limit = limit < STEPS_MAX ? limit : STEPS_MAX;
    bool attention = !is(o->raw, "score", "none");
    const struct {
        enum quantity_id id;
        int columns;
    } sizes[] = {{Q_SCORES, attention ? length : 0},
                 {Q_MASKED, attention ? length : 0},
                 {Q_WEIGHTS, attention ? length : 0},
                 {Q_QUERY, attention ? d.size : 0},
                 {Q_QUERY_PROJECTED, d.query ? d.keys : 0},
                 {Q_CONTEXT, d.first ? 0 : d.state},
                 {Q_STATE, d.size},
                 {Q_RESET, d.size},
                 {Q_UPDATE, d.size},
                 {Q_CANDIDATE, d.size},
                 {Q_FED, d.embed},
                 {Q_PRE, d.pre},
                 {Q_READOUT, d.readout_size},
                 {Q_FED_READOUT, d.feeding ? d.readout_size : 0},
                 {Q_POSITION, d.position ? d.keys : 0},
                 {Q_CENTER, d.position ? 1 : 0},
                 {Q_ALIGNED, d.position ? length : 0},
                 {Q_LOGITS, d.vocab},
                 {Q_PROBABILITIES, d.vocab}};
    size_t count = sizeof sizes / sizeof *sizes;
    for (size_t i = 0; i < count; i++)
        if (sizes[i].columns)
            room(o, sizes[i].id, limit, sizes[i].columns);
    for (int word = BOS; o->steps < limit && word != EOS; o->steps++)
        o->produced[o->steps] = word = step(o, &d, o->steps, word);
    for (size_t i = 0; i < count; i++)
        o->of[sizes[i].id].rows = o->steps;
    decoder_free(&d);
}

/* On a sentence given as its words, with a space between, which are cut if the model reads pieces;
 * to be freed with opinion_free(). */
static struct opinion *opinion_of(const struct raw *raw, const char *words)
{
    struct opinion *o = calloc(1, sizeof *o);
    struct strs list = {0};
    o->raw = raw;
    tokens_split(&list, UNIT_TOKEN, words);
    for (size_t i = 0; i < list.count; i++)
        if (raw->merges.count)
            cut(raw, list.list[i], &o->words);
        else
            strs_add(&o->words, list.list[i]);
    strs_free(&list);
    strs_add(&o->words, "<eos>");
    encode(o);
    decode(o);
    return o;
}

static void opinion_free(struct opinion *o)
{
    for (int id = 0; id < Q_COUNT; id++)
        free(o->of[id].x);
    strs_free(&o->words);
    free(o);
}
