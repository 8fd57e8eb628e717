#include "model/config.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_MAX_HIDDEN = 8192, VOCAB_MAX = 4000000 };

static const char *const cells[] = {"rnn", "gru", "lstm", NULL};
static const char *const inits[] = {"last", "tanh", NULL};
static const char *const scores[] = {"none", "dot", "scaled_dot", "general", "additive", NULL};
static const char *const queries[] = {"previous", "current", NULL};
static const char *const windows[] = {"global", "local_m", "local_p", NULL};
static const char *const feeds[] = {"input", "output", "input_feeding", NULL};
static const char *const readouts[] = {"maxout", "attentional", "linear", NULL};
static const char *const units[] = {"word", "char", "token", NULL};

#define AT(member) offsetof(struct config, member)

const struct field config_fields[] = {
    {"cell", AT(cell), cells,
     "recurrent cell: rnn (tanh; Elman 1990), gru (Cho et al. 2014), lstm (Hochreiter & "
     "Schmidhuber 1997)"},
    {"init", AT(init), inits,
     "first decoder state: last encoder state (Sutskever et al. 2014) or tanh of a linear map of "
     "the backward state at the first word (Bahdanau et al. 2015)"},
    {"score", AT(score), scores,
     "how a query is compared with a state: none = one fixed context (Cho et al. 2014), dot and "
     "general (Luong et al. 2015), scaled_dot (Vaswani et al. 2017), additive (Bahdanau et al. "
     "2015)"},
    {"query", AT(query), queries,
     "which decoder state asks: previous s(t-1) (Bahdanau et al. 2015) or current s(t) (Luong et "
     "al. 2015)"},
    {"window", AT(window), windows,
     "which positions are scored: global = all; local_m = those around position t; local_p = "
     "those around a predicted position, under a Gaussian (Luong et al. 2015)"},
    {"window_width", AT(window_width), NULL,
     "D of the local windows: from p - D to p + D (Luong et al. 2015)"},
    {"feed", AT(feed), feeds,
     "where the context enters: input = the cell, beside the embedding (Bahdanau et al. 2015); "
     "output = the readout only; input_feeding = the cell gets the readout of the step before "
     "(Luong et al. 2015)"},
    {"readout", AT(readout), readouts,
     "from the state to the word: maxout (Goodfellow et al. 2013), attentional = tanh of a linear "
     "map of context and state (Luong et al. 2015), linear = that map alone"},
    {"source_unit", AT(source_unit), units, "source tokens: word, char, or token (already cut)"},
    {"target_unit", AT(target_unit), units, "target tokens: word, char, or token (already cut)"},
    {"layers", AT(layers), NULL, "layers of the encoder and of the decoder: 1 to 4"},
    {"directions", AT(directions), NULL,
     "directions of the encoder: 1 or 2 (Schuster & Paliwal 1997)"},
    {"embed", AT(embed), NULL, "size of an embedding"},
    {"encoder_hidden", AT(encoder_hidden), NULL, "size of an encoder state, per direction"},
    {"decoder_hidden", AT(decoder_hidden), NULL, "size of a decoder state"},
    {"attention_hidden", AT(attention_hidden), NULL,
     "size of the tanh layer of additive scores and of predicted positions"},
    {"readout_hidden", AT(readout_hidden), NULL, "size of the readout"},
    {"source_vocab", AT(source_vocab), NULL, "tokens of the source vocabulary"},
    {"target_vocab", AT(target_vocab), NULL, "tokens of the target vocabulary"},
    {NULL, 0, NULL, NULL},
};

struct config config_default(void)
{
    return (struct config){.cell = CELL_GRU,
                           .init = INIT_TANH,
                           .score = SCORE_ADDITIVE,
                           .layers = 1,
                           .directions = 2,
                           .window_width = 2,
                           .embed = 96,
                           .encoder_hidden = 144,
                           .decoder_hidden = 288,
                           .attention_hidden = 192,
                           .readout_hidden = 144};
}

int config_state(const struct config *config)
{
    return config->directions * config->encoder_hidden;
}

int config_key(const struct config *config, enum score score)
{
    return score == SCORE_ADDITIVE ? config->attention_hidden : config->decoder_hidden;
}

int config_gates(const struct config *config)
{
    static const int gates[] = {[CELL_RNN] = 1, [CELL_GRU] = 3, [CELL_LSTM] = 4};
    return gates[config->cell];
}

int config_input(const struct config *config)
{
    const int fed[] = {[FEED_INPUT] = config_state(config),
                       [FEED_OUTPUT] = 0,
                       [FEED_INPUT_FEEDING] = config->readout_hidden};
    return config->embed + fed[config->feed];
}

int config_pre(const struct config *config)
{
    return config->readout_hidden * (config->readout == READOUT_MAXOUT ? 2 : 1);
}

static int check_range(const char *name, int value, int low, int high, struct err *err)
{
    if (value >= low && value <= high)
        return 0;
    return err_set(err, "%s is %d, but must be from %d to %d", name, value, low, high);
}

static int check_sizes(const struct config *config, struct err *err)
{
    if (check_range("layers", config->layers, 1, LAYERS_MAX, err) ||
        check_range("directions", config->directions, 1, 2, err) ||
        check_range("window_width", config->window_width, 1, 1000, err) ||
        check_range("embed", config->embed, 1, SIZE_MAX_HIDDEN, err) ||
        check_range("encoder_hidden", config->encoder_hidden, 1, SIZE_MAX_HIDDEN, err) ||
        check_range("decoder_hidden", config->decoder_hidden, 1, SIZE_MAX_HIDDEN, err) ||
        check_range("attention_hidden", config->attention_hidden, 1, SIZE_MAX_HIDDEN, err) ||
        check_range("readout_hidden", config->readout_hidden, 1, SIZE_MAX_HIDDEN, err) ||
        check_range("source_vocab", config->source_vocab, 4, VOCAB_MAX, err) ||
        check_range("target_vocab", config->target_vocab, 4, VOCAB_MAX, err))
        return -1;
    return 0;
}

int config_check(const struct config *config, struct err *err)
{
    if (check_sizes(config, err))
        return -1;
    int state = config_state(config);
    bool dot = config->score == SCORE_DOT || config->score == SCORE_SCALED_DOT;
    if (dot && state != config->decoder_hidden)
        return err_set(err,
                       "score %s multiplies s(t) with h(j), so decoder_hidden (%d) must equal "
                       "directions x encoder_hidden (%d x %d = %d)",
                       scores[config->score], config->decoder_hidden, config->directions,
                       config->encoder_hidden, state);
    if (config->init == INIT_LAST && state != config->decoder_hidden)
        return err_set(err,
                       "init last copies the last encoder state, so decoder_hidden (%d) must equal "
                       "directions x encoder_hidden (%d x %d = %d)",
                       config->decoder_hidden, config->directions, config->encoder_hidden, state);
    if (config->query == QUERY_CURRENT && config->feed == FEED_INPUT)
        return err_set(err, "query current asks with s(t), so its context cannot enter the cell "
                            "that makes s(t): feed must be output or input_feeding");
    if (config->score == SCORE_NONE && config->window != WINDOW_GLOBAL)
        return err_set(err, "score none has no weights that a window could limit: window must be "
                            "global");
    return 0;
}

static int *slot(const struct config *config, const struct field *field)
{
    return (int *)((char *)(size_t)config + field->offset);
}

static const struct field *find_field(const char *name)
{
    for (const struct field *field = config_fields; field->name; field++)
        if (strcmp(field->name, name) == 0)
            return field;
    return NULL;
}

static int set_word(int *out, const struct field *field, const char *value, struct err *err)
{
    struct str allowed = {0};
    for (int i = 0; field->words[i]; i++) {
        if (strcmp(field->words[i], value) == 0) {
            *out = i;
            str_free(&allowed);
            return 0;
        }
        str_format(&allowed, "%s%s", i ? ", " : "", field->words[i]);
    }
    err_set(err, "%s cannot be \"%s\"; this program knows: %s", field->name, value, allowed.text);
    str_free(&allowed);
    return -1;
}

int config_set(struct config *config, const char *name, const char *value, struct err *err)
{
    const struct field *field = find_field(name);
    if (!field)
        return err_set(err, "there is no setting \"%s\"", name);
    if (field->words)
        return set_word(slot(config, field), field, value, err);
    char *end;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (end == value || *end)
        return err_set(err, "%s must be a whole number, not \"%s\"", name, value);
    if (errno || number < 0 || number > VOCAB_MAX)
        return err_set(err, "%s cannot be %s: from 0 to %d is possible", name, value, VOCAB_MAX);
    *slot(config, field) = (int)number;
    return 0;
}

const char *config_get(const struct config *config, const struct field *field, char *buffer,
                       size_t size)
{
    if (field->words)
        return field->words[*slot(config, field)];
    snprintf(buffer, size, "%d", *slot(config, field));
    return buffer;
}

void config_write(const struct config *config, struct str *out)
{
    char buffer[32];
    for (const struct field *field = config_fields; field->name; field++) {
        const char *quote = field->words ? "\"" : "";
        str_format(out, "%s\"%s\": %s%s%s", field == config_fields ? "{" : ", ", field->name, quote,
                   config_get(config, field, buffer, sizeof buffer), quote);
    }
    str_add(out, "}");
}

static int read_item(struct config *config, const cJSON *item, struct err *err)
{
    const struct field *field = find_field(item->string);
    if (!field)
        return err_set(err, "there is no setting \"%.60s\"", item->string);
    if (field->words ? !cJSON_IsString(item) : !cJSON_IsNumber(item))
        return err_set(err, "%s must be a %s", field->name, field->words ? "word" : "number");
    if (field->words)
        return config_set(config, field->name, item->valuestring, err);
    if (item->valuedouble != (double)item->valueint)
        return err_set(err, "%s must be a whole number", field->name);
    *slot(config, field) = item->valueint;
    return 0;
}

int config_read(struct config *config, const char *json, struct err *err)
{
    cJSON *root = cJSON_Parse(json);
    int result = 0;
    if (!cJSON_IsObject(root))
        result = err_set(err, "not a JSON object such as {\"cell\": \"gru\", \"embed\": 128}");
    const cJSON *item;
    if (result == 0)
        cJSON_ArrayForEach(item, root)
        {
            result = read_item(config, item, err);
            if (result)
                break;
        }
    cJSON_Delete(root);
    return result;
}

void config_describe(const struct config *config, struct str *out)
{
    static const char *const names[] = {"RNN", "GRU", "LSTM"};
    static const char *const window_names[] = {"", " · local-m", " · local-p"};
    const char *cell = names[config->cell];
    if (config->table) {
        str_format(out, "attention alone · %s", scores[config->score]);
        return;
    }
    char times[16] = "";
    if (config->layers > 1)
        snprintf(times, sizeof times, "%d× ", config->layers);
    if (config->directions == 2)
        str_format(out, "%sBi%s %d+%d", times, cell, config->encoder_hidden,
                   config->encoder_hidden);
    else
        str_format(out, "%s%s %d", times, cell, config->encoder_hidden);
    str_format(out, " · %s%s %d · %s%s", times, cell, config->decoder_hidden,
               config->score == SCORE_NONE ? "fixed context" : scores[config->score],
               window_names[config->window]);
}
