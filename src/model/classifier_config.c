#include "model/classifier_config.h"

#include "model/classifier_weights.h"
#include "model/family.h"
#include "model/model.h"
#include "text/vocab.h"

enum { SIZE_MAX_OF_LAYER = 8192, VOCAB_MAX = 4000000, CLASSES_MAX = 10000, HEADS_MAX = 16 };

const char *const classifier_kind_names[] = {[CLASSIFY_MEAN] = "mean",
                                             [CLASSIFY_RNN] = "rnn",
                                             [CLASSIFY_CNN] = "cnn",
                                             [CLASSIFY_RELATION_PLAIN] = "relation-plain",
                                             [CLASSIFY_RELATION] = "relation",
                                             [CLASSIFY_STRUCTURED] = "structured",
                                             [CLASSIFY_MULTIHEAD] = "multihead",
                                             [CLASSIFIER_KIND_COUNT] = NULL};
const char *const pair_weight_names[] = {
    [PAIR_SIGMOID] = "sigmoid", [PAIR_SOFTMAX] = "softmax", [PAIR_WEIGHT_COUNT] = NULL};
static const char *const no_yes[] = {"no", "yes", NULL};

static const struct field fields[] = {
    {.name = "kind",
     .offset = CONFIG_AT(classifier.kind),
     .words = classifier_kind_names,
     .help = "how words become one vector of the sentence: mean of embeddings; rnn = last state; "
             "cnn = two convolutions of width 3; relation-plain = mean over all pairs of words; "
             "relation = the same with attention; structured = hops over a BiLSTM (Lin et al. "
             "2017); multihead = self-attention (Vaswani et al. 2017)"},
    {.name = "cell",
     .offset = CONFIG_AT(classifier.cell),
     .words = cell_names,
     .help = "recurrent cell of rnn and structured: rnn, gru, lstm"},
    {.name = "pair_weight",
     .offset = CONFIG_AT(classifier.pair_weight),
     .words = pair_weight_names,
     .help = "of relation, what the features of a pair are multiplied with: the sigmoid of its "
             "score, or the softmax of that over the first words"},
    {.name = "causal",
     .offset = CONFIG_AT(classifier.causal),
     .words = no_yes,
     .help = "of multihead: no word sees a word behind it"},
    {.name = "source_unit",
     .offset = CONFIG_AT(source.unit),
     .words = unit_names,
     .help = "tokens of the text: word, char, token (already cut), or bpe: pieces of words "
             "(Sennrich et al. 2016)"},
    {.name = "target_unit",
     .offset = CONFIG_AT(target.unit),
     .words = unit_names,
     .help = "of the labels: label, the whole text as one"},
    {.name = "source_language",
     .offset = CONFIG_AT(source.language),
     .help = "language of the text, three letters of ISO 639-3: eng, fra, cmn",
     .language = true},
    {.name = "directions",
     .offset = CONFIG_AT(classifier.directions),
     .low = 1,
     .high = 2,
     .help = "directions of rnn: 1 or 2 (Schuster & Paliwal 1997)"},
    {.name = "embed",
     .offset = CONFIG_AT(classifier.embed),
     .low = 1,
     .high = SIZE_MAX_OF_LAYER,
     .help = "size of an embedding"},
    {.name = "features",
     .offset = CONFIG_AT(classifier.features),
     .low = 1,
     .high = SIZE_MAX_OF_LAYER,
     .hidden = true,
     .help = "size of a recurrent state per direction, of a convolution, of what is computed of a "
             "pair, of the inner layer of multihead"},
    {.name = "attention_hidden",
     .offset = CONFIG_AT(classifier.attention_hidden),
     .low = 1,
     .high = SIZE_MAX_OF_LAYER,
     .hidden = true,
     .help = "size of the tanh layer of structured"},
    {.name = "hops",
     .offset = CONFIG_AT(classifier.hops),
     .low = 1,
     .high = HEADS_MAX,
     .help = "hops of structured: so many weighted sums of the states"},
    {.name = "heads",
     .offset = CONFIG_AT(classifier.heads),
     .low = 1,
     .high = HEADS_MAX,
     .help = "heads of multihead; embed must be a multiple"},
    {.name = "layers",
     .offset = CONFIG_AT(classifier.layers),
     .low = 1,
     .high = LAYERS_MAX,
     .help = "layers of multihead: 1 to 4"},
    {.name = "dense",
     .offset = CONFIG_AT(classifier.dense),
     .low = 1,
     .high = SIZE_MAX_OF_LAYER,
     .hidden = true,
     .help = "size of the dense layer before the labels"},
    {.name = "source_vocab",
     .offset = CONFIG_AT(source.vocab),
     .low = VOCAB_SPECIAL,
     .high = VOCAB_MAX,
     .help = "tokens of the vocabulary"},
    {.name = "target_vocab",
     .offset = CONFIG_AT(target.vocab),
     .low = VOCAB_SPECIAL + 1,
     .high = CLASSES_MAX,
     .help = "labels, and the four specials of every vocabulary"},
    {0},
};

int classifier_directions(const struct classifier_config *config)
{
    return config->kind == CLASSIFY_STRUCTURED ? 2 : config->directions;
}

bool classifier_has_pairs(const struct classifier_config *config)
{
    return config->kind == CLASSIFY_RELATION || config->kind == CLASSIFY_RELATION_PLAIN;
}

int classifier_sentence(const struct classifier_config *config)
{
    int states = classifier_directions(config) * config->features;
    const int sizes[CLASSIFIER_KIND_COUNT] = {
        [CLASSIFY_MEAN] = config->embed,        [CLASSIFY_RNN] = states,
        [CLASSIFY_CNN] = config->features,      [CLASSIFY_RELATION_PLAIN] = config->features,
        [CLASSIFY_RELATION] = config->features, [CLASSIFY_STRUCTURED] = config->hops * states,
        [CLASSIFY_MULTIHEAD] = config->embed};
    return sizes[config->kind];
}

static int check(const struct config *config, struct err *err)
{
    const struct classifier_config *c = &config->classifier;
    if (config->target.unit != UNIT_LABEL)
        return err_set(err, "a classifier decides between labels: target_unit must be label");
    if (config->source.unit == UNIT_LABEL)
        return err_set(err, "source_unit cannot be label: a sentence has words");
    if (c->kind == CLASSIFY_MULTIHEAD && c->embed % c->heads)
        return err_set(err,
                       "kind multihead divides an embedding among the heads, so embed (%d) must be "
                       "a multiple of heads (%d)",
                       c->embed, c->heads);
    if (c->kind == CLASSIFY_MULTIHEAD && c->embed % 2)
        return err_set(err, "kind multihead needs an even embed for sines and cosines, not %d",
                       c->embed);
    return 0;
}

static void describe_kind(const struct classifier_config *c, struct str *out)
{
    const char *cell = cell_labels[c->cell];
    switch (c->kind) {
    case CLASSIFY_MEAN:
        str_format(out, "mean of embeddings %d", c->embed);
        break;
    case CLASSIFY_RNN:
        str_format(out, "%s%s %d", c->directions == 2 ? "Bi" : "", cell, c->features);
        break;
    case CLASSIFY_CNN:
        str_format(out, "2× convolution 3 × %d", c->features);
        break;
    case CLASSIFY_RELATION_PLAIN:
        str_format(out, "pairs %d · without weights", c->features);
        break;
    case CLASSIFY_RELATION:
        str_format(out, "pairs %d · weights %s", c->features, pair_weight_names[c->pair_weight]);
        break;
    case CLASSIFY_STRUCTURED:
        str_format(out, "Bi%s %d+%d · %d hops", cell, c->features, c->features, c->hops);
        break;
    case CLASSIFY_MULTIHEAD:
        str_format(out, "%d layer%s × %d heads · %d%s", c->layers, c->layers == 1 ? "" : "s",
                   c->heads, c->embed, c->causal ? " · causal" : "");
        break;
    case CLASSIFIER_KIND_COUNT:
        break;
    }
}

static void describe(const struct config *config, struct str *out)
{
    describe_kind(&config->classifier, out);
    str_format(out, " · %d labels", config->target.vocab - VOCAB_SPECIAL);
}

/* Its scores have one function each, whatever a control asks for. */
static int other_score(const struct model *model, enum score score, struct err *err)
{
    (void)score;
    return err_set(err, "%s compares words in a way of its own: its score cannot be another",
                   model->name);
}

static bool able(const struct config *config, enum ability ability)
{
    enum classifier_kind kind = config->classifier.kind;
    bool pairs = kind == CLASSIFY_RELATION || kind == CLASSIFY_MULTIHEAD;
    switch (ability) {
    case ABILITY_MASK:
        return kind != CLASSIFY_RNN;
    case ABILITY_WEIGHTS:
        return pairs || kind == CLASSIFY_STRUCTURED;
    case ABILITY_BACK:
        return pairs || kind == CLASSIFY_RELATION_PLAIN;
    case ABILITY_OTHER:
        return false;
    }
    return false;
}

const struct family family_classifier = {
    .name = "classifier",
    .fields = fields,
    .defaults = {.target = {.unit = UNIT_LABEL},
                 .classifier = {.kind = CLASSIFY_RELATION,
                                .cell = CELL_LSTM,
                                .directions = 1,
                                .embed = 64,
                                .features = 64,
                                .attention_hidden = 64,
                                .hops = 4,
                                .heads = 4,
                                .layers = 2,
                                .dense = 64}},
    .check = check,
    .describe = describe,
    .bind = classifier_bind,
    .other_score = other_score,
    .able = able,
    .reads_words = true,
};
