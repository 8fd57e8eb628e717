/* Every shipped classifier, and an untrained one of every kind, held against an independent
 * computation in double from the same file: plain loops, nothing of src/classify. */
#include "classifiers.h"

#include <unistd.h>

#include "shell/data.h"
#include "store/safetensors.h"
#include "trace/trace.h"

/* Of the largest number of what is compared. */
static const double tolerance = 2e-4;

enum { LONGEST = 24, WIDEST = 1024 };

/* What the sentence is computed to, word by word, and what comes of it. */
struct opinion {
    const struct model *model; /* for its configuration and words alone */
    struct safetensors *file;
    int words;
    double *x;                                  /* [words × E] */
    double weights[16][LONGEST][LONGEST];       /* of each head of each layer, or of pairs */
    double hops[16][LONGEST];                   /* of each hop */
    double sentence[WIDEST], probabilities[16]; /* s, P */
};

static double *tensor(const struct opinion *o, const char *name)
{
    const struct tensor *t = safetensors_find(o->file, name);
    if (!t)
        fail_msg("no tensor %s", name);
    float *narrow = mem_new(t->count, sizeof *narrow);
    double *x = mem_new(t->count, sizeof *x);
    tensor_read(narrow, t);
    for (size_t i = 0; i < t->count; i++)
        x[i] = (double)narrow[i];
    free(narrow);
    return x;
}

/* out = W in + b, of one row. */
static void linear(const struct opinion *o, const char *name, const double *in, int n, double *out,
                   int m, bool relu)
{
    char whole[80];
    snprintf(whole, sizeof whole, "%s.weight", name);
    double *w = tensor(o, whole), *b = NULL;
    snprintf(whole, sizeof whole, "%s.bias", name);
    if (safetensors_find(o->file, whole))
        b = tensor(o, whole);
    for (int i = 0; i < m; i++) {
        double sum = b ? b[i] : 0;
        for (int k = 0; k < n; k++)
            sum += w[i * n + k] * in[k];
        out[i] = relu && sum < 0 ? 0 : sum;
    }
    free(w);
    free(b);
}

static void softmax(double *row, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += row[i] = exp(row[i]);
    for (int i = 0; i < n; i++)
        row[i] /= sum;
}

static void add_mean(struct opinion *o, const double *row, int n, double share)
{
    for (int k = 0; k < n; k++)
        o->sentence[k] += share * row[k];
}

/* ---- recurrent ---- */

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* One step of any cell: h and c [H] become those of the next word. */
static void cell_step(const struct opinion *o, const char *suffix, const double *x, double *h,
                      double *c)
{
    const struct classifier_config *config = &o->model->config.classifier;
    int size = config->features, in = config->embed, gates = cell_gates(config->cell);
    char name[4][48];
    double *w[4], sum[2][4 * 256];
    static const char *const parts[] = {"weight_ih", "weight_hh", "bias_ih", "bias_hh"};
    for (int i = 0; i < 4; i++) {
        snprintf(name[i], sizeof name[i], "rnn.%s_l0%s", parts[i], suffix);
        w[i] = tensor(o, name[i]);
    }
    for (int g = 0; g < gates * size; g++) {
        sum[0][g] = w[2][g];
        sum[1][g] = w[3][g];
        for (int k = 0; k < in; k++)
            sum[0][g] += w[0][g * in + k] * x[k];
        for (int k = 0; k < size; k++)
            sum[1][g] += w[1][g * size + k] * h[k];
    }
    for (int k = 0; k < size; k++) {
        double a = sum[0][k] + sum[1][k];
        if (config->cell == CELL_RNN) {
            h[k] = tanh(a);
            continue;
        }
        double b = sum[0][size + k] + sum[1][size + k];
        if (config->cell == CELL_GRU) {
            double n = tanh(sum[0][2 * size + k] + sigmoid(a) * sum[1][2 * size + k]);
            h[k] = (1 - sigmoid(b)) * n + sigmoid(b) * h[k];
            continue;
        }
        double g = tanh(sum[0][2 * size + k] + sum[1][2 * size + k]);
        c[k] = sigmoid(b) * c[k] + sigmoid(a) * g;
        h[k] = sigmoid(sum[0][3 * size + k] + sum[1][3 * size + k]) * tanh(c[k]);
    }
    for (int i = 0; i < 4; i++)
        free(w[i]);
}

/* The states of all words [words × directions·H]. */
static double *recur(const struct opinion *o, int directions)
{
    int size = o->model->config.classifier.features, embed = o->model->config.classifier.embed;
    double *states = mem_new((size_t)(o->words * directions * size), sizeof *states);
    for (int d = 0; d < directions; d++) {
        double h[256] = {0}, c[256] = {0};
        for (int i = 0; i < o->words; i++) {
            int j = d ? o->words - 1 - i : i;
            cell_step(o, d ? "_reverse" : "", o->x + j * embed, h, c);
            memcpy(states + (j * directions + d) * size, h, (size_t)size * sizeof *h);
        }
    }
    return states;
}

static void by_rnn(struct opinion *o, int size, int directions)
{
    double *states = recur(o, directions);
    for (int k = 0; k < size; k++) {
        o->sentence[k] = states[(o->words - 1) * directions * size + k];
        if (directions == 2)
            o->sentence[size + k] = states[size + k];
    }
    free(states);
}

static void by_hops(struct opinion *o, const struct classifier_config *c)
{
    int size = 2 * c->features;
    double *states = recur(o, 2), hidden[256], scores[LONGEST][16];
    for (int j = 0; j < o->words; j++) {
        linear(o, "hops.first", states + j * size, size, hidden, c->attention_hidden, false);
        for (int k = 0; k < c->attention_hidden; k++)
            hidden[k] = tanh(hidden[k]);
        linear(o, "hops.second", hidden, c->attention_hidden, scores[j], c->hops, false);
    }
    for (int r = 0; r < c->hops; r++) {
        for (int j = 0; j < o->words; j++)
            o->hops[r][j] = scores[j][r];
        softmax(o->hops[r], o->words);
        for (int j = 0; j < o->words; j++)
            for (int k = 0; k < size; k++)
                o->sentence[r * size + k] += o->hops[r][j] * states[j * size + k];
    }
    free(states);
}

/* ---- convolutions ---- */

static void by_convolutions(struct opinion *o, const struct classifier_config *c)
{
    double *in = o->x, *layers[2];
    int n = c->embed;
    for (int l = 0; l < 2; l++) {
        double window[3 * 256];
        layers[l] = mem_new((size_t)(o->words * c->features), sizeof(double));
        for (int j = 0; j < o->words; j++) {
            for (int i = 0; i < n; i++)
                for (int k = -1; k <= 1; k++)
                    window[i * 3 + k + 1] =
                        j + k < 0 || j + k >= o->words ? 0 : in[(j + k) * n + i];
            linear(o, l ? "convolution.1" : "convolution.0", window, 3 * n,
                   layers[l] + j * c->features, c->features, true);
        }
        in = layers[l];
        n = c->features;
    }
    for (int j = 0; j < o->words; j++)
        add_mean(o, in + j * n, n, 1.0 / o->words);
    free(layers[0]);
    free(layers[1]);
}

/* ---- pairs ---- */

static void by_pairs(struct opinion *o, const struct classifier_config *c)
{
    int n = c->embed;
    for (int i = 0; i < o->words; i++) {
        double gates[LONGEST], features[LONGEST][256];
        for (int j = 0; j < o->words; j++) {
            double pair[2 * 256], hidden[256];
            memcpy(pair, o->x + j * n, (size_t)n * sizeof *pair);
            memcpy(pair + n, o->x + i * n, (size_t)n * sizeof *pair);
            linear(o, "pair.first", pair, 2 * n, hidden, c->features, true);
            linear(o, "pair.second", hidden, c->features, features[j], c->features, true);
            gates[j] = 1;
            if (c->kind == CLASSIFY_RELATION) {
                linear(o, "pair.attention", pair, 2 * n, &gates[j], 1, false);
                gates[j] = sigmoid(tanh(gates[j]));
            }
            o->weights[0][i][j] = gates[j];
        }
        softmax(o->weights[0][i], o->words);
        for (int j = 0; j < o->words; j++)
            add_mean(o, features[j], c->features,
                     (c->pair_weight == PAIR_SOFTMAX && c->kind == CLASSIFY_RELATION
                          ? o->weights[0][i][j]
                          : gates[j]) /
                         (o->words * o->words));
    }
}

/* ---- layers of heads ---- */

static void normalize(const struct opinion *o, int layer, int which, double *row, int n)
{
    char name[64];
    double mean = 0, square = 0;
    snprintf(name, sizeof name, "encoder.layers.%d.norm%d.weight", layer, which);
    double *scale = tensor(o, name);
    snprintf(name, sizeof name, "encoder.layers.%d.norm%d.bias", layer, which);
    double *shift = tensor(o, name);
    for (int k = 0; k < n; k++)
        mean += row[k] / n;
    for (int k = 0; k < n; k++)
        square += (row[k] - mean) * (row[k] - mean) / n;
    for (int k = 0; k < n; k++)
        row[k] = scale[k] * (row[k] - mean) / sqrt(square + 1e-5) + shift[k];
    free(scale);
    free(shift);
}

/* The contexts of all heads of a layer, from q, k and v of each word. */
static void look(struct opinion *o, const struct classifier_config *c, int layer,
                 double (*projected)[3 * 256], double (*context)[256])
{
    int n = c->embed, d = n / c->heads;
    for (int m = 0; m < c->heads; m++)
        for (int i = 0; i < o->words; i++) {
            double *row = o->weights[layer * c->heads + m][i];
            int seen = c->causal ? i + 1 : o->words;
            for (int j = 0; j < seen; j++) {
                row[j] = 0;
                for (int k = 0; k < d; k++)
                    row[j] += projected[i][m * d + k] * projected[j][n + m * d + k] / sqrt(d);
            }
            softmax(row, seen);
            for (int k = 0; k < d; k++) {
                context[i][m * d + k] = 0;
                for (int j = 0; j < seen; j++)
                    context[i][m * d + k] += row[j] * projected[j][2 * n + m * d + k];
            }
        }
}

static void run_layer(struct opinion *o, const struct classifier_config *c, int layer, double *z)
{
    static double projected[LONGEST][3 * 256], context[LONGEST][256];
    int n = c->embed;
    char name[64];
    snprintf(name, sizeof name, "encoder.layers.%d.self_attn.in_proj_weight", layer);
    double *w = tensor(o, name);
    snprintf(name, sizeof name, "encoder.layers.%d.self_attn.in_proj_bias", layer);
    double *b = tensor(o, name);
    for (int j = 0; j < o->words; j++)
        for (int i = 0; i < 3 * n; i++) {
            projected[j][i] = b[i];
            for (int k = 0; k < n; k++)
                projected[j][i] += w[i * n + k] * z[j * n + k];
        }
    look(o, c, layer, projected, context);
    for (int j = 0; j < o->words; j++) {
        double more[256], inner[256];
        snprintf(name, sizeof name, "encoder.layers.%d.self_attn.out_proj", layer);
        linear(o, name, context[j], n, more, n, false);
        for (int k = 0; k < n; k++)
            z[j * n + k] += more[k];
        normalize(o, layer, 1, z + j * n, n);
        snprintf(name, sizeof name, "encoder.layers.%d.linear1", layer);
        linear(o, name, z + j * n, n, inner, c->features, true);
        snprintf(name, sizeof name, "encoder.layers.%d.linear2", layer);
        linear(o, name, inner, c->features, more, n, false);
        for (int k = 0; k < n; k++)
            z[j * n + k] += more[k];
        normalize(o, layer, 2, z + j * n, n);
    }
    free(w);
    free(b);
}

static void by_heads(struct opinion *o, const struct classifier_config *c)
{
    int n = c->embed;
    for (int j = 0; j < o->words; j++)
        for (int k = 0; k < n; k++)
            o->x[j * n + k] += k % 2 ? cos(j / pow(10000, (double)(k - 1) / n))
                                     : sin(j / pow(10000, (double)k / n));
    for (int l = 0; l < c->layers; l++)
        run_layer(o, c, l, o->x);
    for (int j = 0; j < o->words; j++)
        add_mean(o, o->x + j * n, n, 1.0 / o->words);
}

/* ---- the whole ---- */

static void think(struct opinion *o, const struct strs *tokens)
{
    const struct classifier_config *c = &o->model->config.classifier;
    double *table = tensor(o, "embedding.weight"), dense[256];
    o->words = (int)tokens->count;
    o->x = mem_new((size_t)(o->words * c->embed), sizeof *o->x);
    for (int j = 0; j < o->words; j++)
        memcpy(o->x + j * c->embed,
               table + vocab_id(o->model->source.vocab, tokens->list[j]) * c->embed,
               (size_t)c->embed * sizeof *o->x);
    free(table);
    for (int j = 0; c->kind == CLASSIFY_MEAN && j < o->words; j++)
        add_mean(o, o->x + j * c->embed, c->embed, 1.0 / o->words);
    if (c->kind == CLASSIFY_RNN)
        by_rnn(o, c->features, c->directions);
    if (c->kind == CLASSIFY_CNN)
        by_convolutions(o, c);
    if (c->kind == CLASSIFY_RELATION || c->kind == CLASSIFY_RELATION_PLAIN)
        by_pairs(o, c);
    if (c->kind == CLASSIFY_STRUCTURED)
        by_hops(o, c);
    if (c->kind == CLASSIFY_MULTIHEAD)
        by_heads(o, c);
    linear(o, "dense", o->sentence, classifier_sentence(c), dense, c->dense, true);
    linear(o, "output", dense, c->dense, o->probabilities,
           o->model->config.target.vocab - VOCAB_SPECIAL, false);
    softmax(o->probabilities, o->model->config.target.vocab - VOCAB_SPECIAL);
}

static double compare_row(const real *ours, const double *theirs, int n, const char *what)
{
    double most = 0, worst = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(theirs[i]));
    for (int i = 0; i < n; i++) {
        worst = fmax(worst, fabs((double)ours[i] - theirs[i]) / fmax(most, 1e-30));
        assert_close(ours[i], theirs[i], tolerance * most, what);
    }
    return worst;
}

static double compare(const struct opinion *o, const struct trace *trace)
{
    const struct classifier_config *c = &o->model->config.classifier;
    struct mat sentence = trace_get(trace, 0, Q_SENTENCE),
               p = trace_get(trace, 0, Q_CLASS_PROBABILITIES);
    double worst = fmax(compare_row(sentence.x, o->sentence, sentence.cols, "s"),
                        compare_row(p.x, o->probabilities, p.cols, "P"));
    bool heads = c->kind == CLASSIFY_MULTIHEAD;
    for (int k = 0; k < (heads ? c->layers * c->heads : c->kind == CLASSIFY_RELATION); k++) {
        struct slice slice = {heads ? k / c->heads + 1 : 0, heads ? k % c->heads + 1 : 0, 0};
        struct mat all = trace_matrix(trace, 0, (struct sheet){Q_WEIGHTS, slice});
        for (int i = 0; i < o->words; i++)
            worst = fmax(worst, compare_row(mat_row(all, i), o->weights[k][i], o->words, "α"));
    }
    for (int r = 0; c->kind == CLASSIFY_STRUCTURED && r < c->hops; r++)
        worst = fmax(worst, compare_row(mat_row(trace_get(trace, 0, Q_HOP_WEIGHTS), r), o->hops[r],
                                        o->words, "A"));
    return worst;
}

static const char *const texts[] = {"I like you like this", "Stop!",
                                    "The cat sleeps here, and it is not a good phone at all.",
                                    "glimborks zzz"};

static void check_file(const char *path)
{
    struct err err;
    struct model *model = model_open(path, &err);
    double worst = 0;
    if (!model)
        fail_msg("%s", err.text);
    for (size_t i = 0; model->config.family == &family_classifier && i < 4; i++) {
        struct opinion *o = mem_new(1, sizeof *o);
        struct strs tokens = {0};
        o->model = model;
        o->file = safetensors_open(path, &err);
        assert_non_null(o->file);
        tokenizer_split(&model->source, &tokens, texts[i]);
        think(o, &tokens);
        struct trace *trace = trace_new(model, &texts[i], 1, NULL);
        worst = fmax(worst, compare(o, trace));
        trace_free(trace);
        safetensors_close(o->file);
        strs_free(&tokens);
        free(o->x);
        free(o);
    }
    if (model->config.family == &family_classifier)
        print_message("%s: largest difference %.1e\n", model->name, worst);
    model_free(model);
}

static void shipped_classifiers_agree(void **state)
{
    struct known_models known;
    (void)state;
    known_models_find(&known);
    for (size_t i = 0; i < known.count; i++)
        check_file(known.list[i].path);
    known_models_free(&known);
}

/* The run of a text: as many words as it has, and probabilities that are some. */
static struct trace *run_of(const struct model *model, const char *text, size_t words)
{
    struct trace *trace = trace_new(model, &text, 1, NULL);
    struct mat p = trace_get(trace, 0, Q_CLASS_PROBABILITIES);
    double sum = 0;
    assert_int_equal(trace->sentences[0].tokens.count, words);
    assert_int_equal(trace->sentences[0].cut, 0);
    for (int k = 0; k < p.cols; k++) {
        assert_true(p.x[k] >= 0 && p.x[k] <= 1);
        sum += (double)p.x[k];
    }
    assert_close(sum, 1, 1e-5, text);
    return trace;
}

/* Means over words or pairs do not notice that a sentence is said over and over. */
static void check_repeated(const struct model *model, const struct trace *once)
{
    static const char sentence[] = "i like you like this ";
    enum classifier_kind kind = model->config.classifier.kind;
    struct str text = {0};
    for (int i = 0; i < 60; i++)
        str_add(&text, sentence);
    struct trace *often = run_of(model, text.text, 300);
    struct mat a = trace_get(once, 0, Q_SENTENCE), b = trace_get(often, 0, Q_SENTENCE);
    bool mean = kind == CLASSIFY_MEAN || kind == CLASSIFY_RELATION_PLAIN ||
                (kind == CLASSIFY_RELATION && !model->config.classifier.pair_weight);
    double apart = 0;
    for (int k = 0; k < a.cols; k++)
        apart = fmax(apart, fabs((double)a.x[k] - (double)b.x[k]));
    assert_true(mean ? apart < 1e-4 : apart > 1e-3);
    trace_free(often);
    str_free(&text);
}

static void odd_sentences_are_answered(void **state)
{
    struct known_models known;
    int count = 0;
    (void)state;
    known_models_find(&known);
    for (size_t i = 0; i < known.count; i++) {
        struct err err;
        struct model *model = model_open(known.list[i].path, &err);
        if (!model)
            fail_msg("%s", err.text);
        if (model->config.family == &family_classifier) {
            struct trace *once = run_of(model, "I like you like this", 5);
            check_repeated(model, once);
            trace_free(once);
            trace_free(run_of(model, "good", 1));
            trace_free(run_of(model, "glimborks zzz", 2)); /* nothing of it is known */
            trace_free(run_of(model, "我喜欢你", 4));
            trace_free(run_of(model, "", 0));
            count++;
        }
        model_free(model);
    }
    assert_int_equal(count, 7);
    known_models_free(&known);
}

static void untrained_classifiers_agree(void **state)
{
    (void)state;
    struct folder folder = folder_make();
    char *path = folder_file(&folder, "untrained.safetensors");
    for (int kind = 0; kind < CLASSIFIER_KINDS; kind++) {
        struct err err;
        struct model *model = classifier_model(kind, 3 + (uint64_t)kind);
        assert_int_equal(model_write(model, model->flat, DTYPE_F32, path, &err), 0);
        model_free(model);
        check_file(path);
    }
    free(path);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_classifiers_agree),
        cmocka_unit_test(untrained_classifiers_agree),
        cmocka_unit_test(odd_sentences_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
