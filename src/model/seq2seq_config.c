#include "model/seq2seq_config.h"

#include <stdio.h>

#include "model/family.h"
#include "model/model.h"
#include "model/seq2seq_weights.h"
#include "text/vocab.h"

/* The largest size of a layer and of a vocabulary, and D of local windows where nobody says. */
enum { HIDDEN_MAX = 8192, VOCAB_MAX = 4000000, WINDOW_WIDTH = 2 };

static const char *const inits[INIT_COUNT + 1] = {"last", "tanh", "tanh_last", NULL};
static const char *const queries[QUERY_COUNT + 1] = {"previous", "current", "word", NULL};
static const char *const feeds[FEED_COUNT + 1] = {"input", "output",   "input_feeding",
                                                  "first", "combined", NULL};

#define CHOICE(text, member, list, about)                                                          \
    {                                                                                              \
        .name = text, .offset = CONFIG_AT(member), .words = list, .help = about                    \
    }
#define NUMBER(text, member, least, most, about)                                                   \
    {                                                                                              \
        .name = text, .offset = CONFIG_AT(member), .low = least, .high = most, .help = about       \
    }
#define HIDDEN(text, member, about)                                                                \
    {                                                                                              \
        .name = text, .offset = CONFIG_AT(member), .low = 1, .high = HIDDEN_MAX, .help = about,    \
        .hidden = true                                                                             \
    }
#define LANGUAGE(text, member, about)                                                              \
    {                                                                                              \
        .name = text, .offset = CONFIG_AT(member), .help = about, .language = true                 \
    }

static const struct field fields[] = {
    CHOICE("cell", seq2seq.cell, cell_names,
           "recurrent cell: rnn (tanh; Elman 1990), gru (Cho et al. 2014), lstm (Hochreiter & "
           "Schmidhuber 1997)"),
    CHOICE("init", seq2seq.init, inits,
           "first decoder state: last encoder state (Sutskever et al. 2014), tanh of a linear map "
           "of the backward state at the first word (Bahdanau et al. 2015), or tanh_last: of both "
           "ends"),
    CHOICE(
        "score", seq2seq.attention.score, score_names,
        "how a query is compared with a state: none = one fixed context (Cho et al. 2014), dot and "
        "general (Luong et al. 2015), scaled_dot (Vaswani et al. 2017), additive (Bahdanau et al. "
        "2015); location = not at all, the query alone scores the first attention_hidden positions "
        "(Luong et al. 2015)"),
    CHOICE(
        "query", seq2seq.query, queries,
        "which decoder state asks: previous s(t-1) (Bahdanau et al. 2015), current s(t) (Luong et "
        "al. 2015), or word: the fed word and s(t-1) (PyTorch's tutorial)"),
    CHOICE("window", seq2seq.attention.window, window_names,
           "which positions are scored: global = all; local_m = those around position t; local_p = "
           "those around a predicted position, under a Gaussian (Luong et al. 2015)"),
    {.name = "window_width",
     .offset = CONFIG_AT(seq2seq.attention.width),
     .low = 1,
     .high = 1000,
     .absent = WINDOW_WIDTH,
     .help = "D of the local windows: from p - D to p + D (Luong et al. 2015)"},
    CHOICE(
        "feed", seq2seq.feed, feeds,
        "where the context enters: input = the cell, beside the embedding (Bahdanau et al. 2015); "
        "output = the readout only; input_feeding = the cell gets the readout of the step before "
        "(Luong et al. 2015); first = nowhere, the source is known from the first state alone "
        "(Sutskever et al. 2014; with score none); combined = ReLU of a linear map of embedding "
        "and "
        "context enters the cell (PyTorch's tutorial)"),
    CHOICE("readout", seq2seq.readout, readout_names,
           "from the state to the word: maxout (Goodfellow et al. 2013), attentional = tanh of a "
           "linear "
           "map of context and state (Luong et al. 2015), linear = that map alone"),
    CHOICE("source_unit", source.unit, unit_names,
           "source tokens: word, char, token (already cut), or bpe: pieces of words (Sennrich et "
           "al. 2016)"),
    CHOICE("target_unit", target.unit, unit_names,
           "target tokens: word, char, token (already cut), or bpe: pieces of words (Sennrich et "
           "al. 2016)"),
    LANGUAGE("source_language", source.language,
             "language of the source, three letters of ISO 639-3: eng, fra, cmn"),
    LANGUAGE("target_language", target.language,
             "language of the target, three letters of ISO 639-3: eng, fra, cmn"),
    NUMBER("layers", seq2seq.layers, 1, LAYERS_MAX,
           "layers of the encoder and of the decoder: 1 to 4"),
    NUMBER("directions", seq2seq.directions, 1, 2,
           "directions of the encoder: 1 or 2 (Schuster & Paliwal 1997)"),
    NUMBER("embed", seq2seq.embed, 1, HIDDEN_MAX, "size of an embedding"),
    HIDDEN("encoder_hidden", seq2seq.encoder_hidden, "size of an encoder state, per direction"),
    HIDDEN("decoder_hidden", seq2seq.decoder_hidden, "size of a decoder state"),
    HIDDEN("attention_hidden", seq2seq.attention.hidden,
           "size of the tanh layer of additive scores and of predicted positions; the positions "
           "that location scores"),
    NUMBER("readout_hidden", seq2seq.readout_hidden, 1, HIDDEN_MAX, "size of the readout"),
    NUMBER("source_vocab", source.vocab, VOCAB_SPECIAL, VOCAB_MAX,
           "tokens of the source vocabulary"),
    NUMBER("target_vocab", target.vocab, VOCAB_SPECIAL, VOCAB_MAX,
           "tokens of the target vocabulary"),
    {0},
};

int seq2seq_state(const struct seq2seq_config *config)
{
    return config->directions * config->encoder_hidden;
}

int seq2seq_init_reads(const struct seq2seq_config *config, int *first)
{
    int hidden = config->encoder_hidden; /* the last direction: backward, if there is one */
    bool both = config->init == INIT_TANH_LAST;
    *first = both ? 0 : (config->directions - 1) * hidden;
    return both ? seq2seq_state(config) : hidden;
}

int seq2seq_input(const struct seq2seq_config *config)
{
    const int fed[] = {[FEED_INPUT] = seq2seq_state(config),
                       [FEED_OUTPUT] = 0,
                       [FEED_INPUT_FEEDING] = config->readout_hidden,
                       [FEED_FIRST] = 0,
                       [FEED_COMBINED] = 0};
    return config->embed + fed[config->feed];
}

int seq2seq_query(const struct seq2seq_config *config)
{
    return config->decoder_hidden + (config->query == QUERY_WORD ? config->embed : 0);
}

bool seq2seq_has_context(const struct seq2seq_config *config)
{
    return config->feed != FEED_FIRST;
}

int seq2seq_pre(const struct seq2seq_config *config)
{
    return config->readout_hidden * readout_pieces(config->readout);
}

static int check(const struct config *config, struct err *err)
{
    const struct seq2seq_config *c = &config->seq2seq;
    int state = seq2seq_state(c);
    if (score_is_dot(c->attention.score) && c->query == QUERY_WORD)
        return err_set(
            err,
            "query word asks with y(t-1) and s(t-1), of which score %s cannot make a dot "
            "product with h(j): score must be additive, general or location",
            score_names[c->attention.score]);
    if (score_is_dot(c->attention.score) && state != c->decoder_hidden)
        return err_set(err,
                       "score %s multiplies s(t) with h(j), so decoder_hidden (%d) must equal "
                       "directions x encoder_hidden (%d x %d = %d)",
                       score_names[c->attention.score], c->decoder_hidden, c->directions,
                       c->encoder_hidden, state);
    if (c->init == INIT_LAST && state != c->decoder_hidden)
        return err_set(err,
                       "init last copies the last encoder state, so decoder_hidden (%d) must equal "
                       "directions x encoder_hidden (%d x %d = %d)",
                       c->decoder_hidden, c->directions, c->encoder_hidden, state);
    if (c->query == QUERY_CURRENT && (c->feed == FEED_INPUT || c->feed == FEED_COMBINED))
        return err_set(err, "query current asks with s(t), so its context cannot enter the cell "
                            "that makes s(t): feed must be output or input_feeding");
    if (c->feed == FEED_FIRST && score_attends(c->attention.score))
        return err_set(err,
                       "feed first tells the decoder of the source by its first state alone, so no "
                       "step has a context that score %s could make: score must be none",
                       score_names[c->attention.score]);
    if (c->feed == FEED_FIRST && c->init == INIT_TANH && c->directions == 2)
        return err_set(err, "init tanh reads the backward state alone, so with feed first nothing "
                            "would read the forward one: init must be last, or directions 1");
    if (c->attention.score == SCORE_NONE && c->attention.window != WINDOW_GLOBAL)
        return err_set(err, "score none has no weights that a window could limit: window must be "
                            "global");
    return 0;
}

static bool able(const struct config *config, enum ability ability)
{
    switch (ability) {
    case ABILITY_MASK:
    case ABILITY_WEIGHTS:
        return config_attends(config);
    case ABILITY_OTHER:
        return config->seq2seq.query != QUERY_WORD; /* which is no state */
    case ABILITY_BACK:
        return false;
    }
    return false;
}

static int other_score(const struct model *model, enum score score, struct err *err)
{
    const struct seq2seq_config *c = &model->config.seq2seq;
    if (!seq2seq_has_context(c))
        return err_set(err, "this model knows the source from its first state alone: no step has "
                            "a context that scores could make");
    if (!score_is_dot(score) || seq2seq_state(c) == seq2seq_query(c))
        return 0;
    return err_set(err,
                   "a dot product needs vectors of one size, and here h(j) has %d numbers, what "
                   "asks %d",
                   seq2seq_state(c), seq2seq_query(c));
}

static void describe(const struct config *config, struct str *out)
{
    static const char *const windows[WINDOW_COUNT] = {
        [WINDOW_GLOBAL] = "", [WINDOW_LOCAL_M] = " · local-m", [WINDOW_LOCAL_P] = " · local-p"};
    static const char *const fed[FEED_COUNT] = {[FEED_INPUT] = "",
                                                [FEED_OUTPUT] = " · context not fed",
                                                [FEED_INPUT_FEEDING] = " · input feeding",
                                                [FEED_FIRST] = "",
                                                [FEED_COMBINED] = " · word and context combined"};
    const struct seq2seq_config *c = &config->seq2seq;
    const char *cell = cell_labels[c->cell];
    enum score score = c->attention.score;
    char times[16] = "";
    if (c->layers > 1)
        snprintf(times, sizeof times, "%d× ", c->layers);
    if (c->directions == 2)
        str_format(out, "%sBi%s %d+%d", times, cell, c->encoder_hidden, c->encoder_hidden);
    else
        str_format(out, "%s%s %d", times, cell, c->encoder_hidden);
    str_format(out, " · %s%s %d · %s%s%s%s", times, cell, c->decoder_hidden,
               !seq2seq_has_context(c) ? "first state only"
               : score == SCORE_NONE   ? "fixed context"
                                       : score_names[score],
               windows[c->attention.window],
               !score_attends(score)       ? ""
               : c->query == QUERY_CURRENT ? " · s(t) asks"
               : c->query == QUERY_WORD    ? " · y(t−1) and s(t−1) ask"
                                           : "",
               fed[c->feed]);
}

/* Below 8 MB in F16 with the vocabularies that a corpus of everyday sentences has. */
const struct family family_seq2seq = {
    .name = "seq2seq",
    .fields = fields,
    .defaults =
        {.seq2seq = {.attention = {.score = SCORE_ADDITIVE, .width = WINDOW_WIDTH, .hidden = 192},
                     .cell = CELL_GRU,
                     .init = INIT_TANH,
                     .layers = 1,
                     .directions = 2,
                     .embed = 96,
                     .encoder_hidden = 144,
                     .decoder_hidden = 288,
                     .readout_hidden = 144}},
    .check = check,
    .describe = describe,
    .bind = seq2seq_bind,
    .other_score = other_score,
    .able = able,
    .attention = CONFIG_AT(seq2seq.attention),
    .reads_words = true,
    .writes_words = true,
    .has_flow = true,
};
