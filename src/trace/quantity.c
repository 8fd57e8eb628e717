#include "trace/quantity.h"

#include <string.h>

static const char *const stages[STAGE_COUNT] = {"encode",  "score",  "mask", "softmax",
                                                "context", "decode", "word"};

/* A designated row that starts with its own id. */
#define ROW(number) [number] = {number,

/* How to read the parts of a recurrent layer. */
#define READS_RESET       "0: forget this unit of the old state when proposing a new one; 1: use it."
#define READS_UPDATE      "1: keep this unit of the old state; 0: take the candidate."
#define READS_INPUT_GATE  "1: let this unit's candidate into the memory; 0: keep it out."
#define READS_FORGET      "1: keep this unit of the memory; 0: forget it."
#define READS_CANDIDATE   "What the cell proposes from its input and the state before."
#define READS_OUTPUT_GATE "1: show this unit of the memory in the state; 0: hide it."
#define READS_MEMORY      "What the cell remembers, before the output gate shows some of it."

/* One part of a recurrent layer: `mark` says the direction, `sup` the layer, `i` the index. */
#define PART(number, name, words, reads, stage, rows, kind, concept, mark, letter, sup, i)         \
    ROW(number) name, words, reads, stage, rows, AXIS_UNIT, kind, concept, mark letter sup i,
#define GATES(at, name, words, stage, rows, concept, mark, sup, i)                                 \
    PART(at + PART_RESET, name "reset", words "reset gate", READS_RESET, stage, rows, KIND_GATE,   \
         concept, mark, "r", sup, i)                                                               \
    NULL                                                                                           \
    }                                                                                              \
    , PART(at + PART_UPDATE, name "update", words "update gate", READS_UPDATE, stage, rows,        \
           KIND_GATE, concept, mark, "z", sup, i) NULL                                             \
    }                                                                                              \
    , PART(at + PART_INPUT_GATE, name "input_gate", words "input gate", READS_INPUT_GATE, stage,   \
           rows, KIND_GATE, concept, mark, "i", sup, i) NULL                                       \
    }                                                                                              \
    , PART(at + PART_FORGET, name "forget", words "forget gate", READS_FORGET, stage, rows,        \
           KIND_GATE, concept, mark, "f", sup, i) NULL                                             \
    }                                                                                              \
    , PART(at + PART_CANDIDATE, name "candidate", words "candidate state", READS_CANDIDATE, stage, \
           rows, KIND_SIGNED, concept, mark, "n", sup, i) mark "g" sup i                           \
    }                                                                                              \
    , PART(at + PART_OUTPUT_GATE, name "output_gate", words "output gate", READS_OUTPUT_GATE,      \
           stage, rows, KIND_GATE, concept, mark, "o", sup, i) NULL                                \
    }                                                                                              \
    , PART(at + PART_MEMORY, name "memory", words "memory cells", READS_MEMORY, stage, rows,       \
           KIND_SIGNED, concept, mark, "C", sup, i) NULL                                           \
    }

#define ENCODER(at, name, words, reads, mark, sup)                                                 \
    PART(at, name, words "states", reads, STAGE_ENCODE, AXIS_SOURCE, KIND_SIGNED, CONCEPT_STATE,   \
         mark, "h", sup, "(j)")                                                                    \
    NULL                                                                                           \
    }                                                                                              \
    , GATES(at, name "_", words, STAGE_ENCODE, AXIS_SOURCE, CONCEPT_STATE, mark, sup, "(j)")

#define DECODER(at, name, words, reads, sup)                                                       \
    PART(at, name "state", words "decoder states", reads, STAGE_DECODE, AXIS_TARGET, KIND_SIGNED,  \
         CONCEPT_QUERY, "", "s", sup, "(t)")                                                       \
    NULL                                                                                           \
    }                                                                                              \
    , GATES(at, name, words, STAGE_DECODE, AXIS_TARGET, CONCEPT_QUERY, "", sup, "(t)"),            \
        PART(at + PART_FIRST_STATE, name "first_state", words "first decoder state",               \
             "What the decoder starts from, before it has written a word.", STAGE_ENCODE,          \
             AXIS_ONE, KIND_SIGNED, CONCEPT_QUERY, "", "s", sup, "(0)") NULL                       \
    }                                                                                              \
    , PART(at + PART_FIRST_MEMORY, name "first_memory", words "first memory cells",                \
           "What the decoder remembers before it has written a word.", STAGE_ENCODE, AXIS_ONE,     \
           KIND_SIGNED, CONCEPT_QUERY, "", "C", sup, "(0)") NULL                                   \
    }

#define READS_FORWARD  "Read from the first word to the last: row j knows words 1 to j."
#define READS_BACKWARD "Read from the last word to the first: row j knows words j to the end."

/* The layer with this number from 0, where it is not the last. */
#define BELOW(l, digit, sup)                                                                       \
    ENCODER(Q_LAYERS + (l)*LAYER_PARTS, "layer" digit "_forward", "layer " digit " forward ",      \
            READS_FORWARD, "→", sup),                                                              \
        ENCODER(Q_LAYERS + (l)*LAYER_PARTS + ENCODER_PARTS, "layer" digit "_backward",             \
                "layer " digit " backward ", READS_BACKWARD, "←", sup),                            \
        DECODER(Q_LAYERS + (l)*LAYER_PARTS + 2 * ENCODER_PARTS, "layer" digit "_",                 \
                "layer " digit " ", "One row per step: the layer above reads it.", sup)

/* clang-format off */
static const struct quantity table[Q_COUNT] = {
    ROW(Q_STATES) "states", "encoder states",
     "One row per source word: what the encoder knows at that word.",
     STAGE_ENCODE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE, "h(j)", NULL},
    ROW(Q_SOURCE_EMBEDDING) "embedding", "source embeddings",
     "One row per source word, looked up in a table: the same word has the same row everywhere.",
     STAGE_ENCODE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_EMBEDDING, "x(j)", NULL},
    ENCODER(Q_FORWARD, "forward", "forward ", READS_FORWARD, "→", ""),
    ENCODER(Q_BACKWARD, "backward", "backward ", READS_BACKWARD, "←", ""),
    ROW(Q_SCORES) "scores", "scores",
     "A row is a word being written, a column a source word: higher means a better match.",
     STAGE_SCORE, AXIS_TARGET, AXIS_SOURCE, KIND_SCORE, CONCEPT_SCORE, "e(t,j)", NULL},
    ROW(Q_QUERY) "query", "queries",
     "One row per step: the decoder state that asks where to look.",
     STAGE_SCORE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY, "s(t−1)", "s(t)"},
    ROW(Q_QUERY_PROJECTED) "query_projected", "projected queries",
     "One row per step: the query's part of the sum inside tanh.",
     STAGE_SCORE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY, "W s(t−1)", "W s(t)"},
    ROW(Q_KEYS) "keys", "keys",
     "One row per source word: what a query is compared with.",
     STAGE_SCORE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE, NULL, NULL},
    ROW(Q_GIVEN_KEYS) "given_keys", "keys as given",
     "One row per key, as the table has it.",
     STAGE_SCORE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE, "k(j)", NULL},
    ROW(Q_OTHER_SCORES) "other_scores", "scores of the other state",
     "What the scores would be if the other of s(t−1) and s(t) asked; nothing goes on from here.",
     STAGE_SCORE, AXIS_TARGET, AXIS_SOURCE, KIND_SCORE, CONCEPT_SCORE, "e′(t,j)", NULL},
    ROW(Q_MASKED) "masked", "masked scores",
     "The scores again; × marks positions that the softmax must not see.",
     STAGE_MASK, AXIS_TARGET, AXIS_SOURCE, KIND_SCORE, CONCEPT_SCORE, "ẽ(t,j)", NULL},
    ROW(Q_CENTER) "center", "window centers",
     "One number per step: the source position, from 1, that the local window is around.",
     STAGE_MASK, AXIS_TARGET, AXIS_UNIT, KIND_SCORE, CONCEPT_SCORE, "p(t)", NULL},
    ROW(Q_POSITION) "position", "what predicts the center",
     "One row per step: the query, mapped to where the center of the window is predicted from.",
     STAGE_MASK, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY, "W′ s(t−1)", "W′ s(t)"},
    ROW(Q_WEIGHTS) "weights", "attention weights",
     "A row is the word being written; its weights say where it looks. Each row sums to 1.",
     STAGE_SOFTMAX, AXIS_TARGET, AXIS_SOURCE, KIND_PROBABILITY, CONCEPT_WEIGHT, "α(t,j)", NULL},
    ROW(Q_ALIGNED) "aligned", "weights before they are changed",
     "The softmax itself; each row sums to 1. What comes after it makes the weights of this.",
     STAGE_SOFTMAX, AXIS_TARGET, AXIS_SOURCE, KIND_PROBABILITY, CONCEPT_WEIGHT, "a(t,j)", NULL},
    ROW(Q_OTHER_WEIGHTS) "other_weights", "weights of the other state",
     "Where the other of s(t−1) and s(t) would look; nothing goes on from here.",
     STAGE_SOFTMAX, AXIS_TARGET, AXIS_SOURCE, KIND_PROBABILITY, CONCEPT_WEIGHT, "α′(t,j)", NULL},
    ROW(Q_CONTEXT) "context", "context vectors",
     "One row per step: what the decoder is told about the source when it writes that word.",
     STAGE_CONTEXT, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_CONTEXT, "c(t)", NULL},
    ROW(Q_VALUES) "values", "values",
     "One row per key: what it contributes to the context, times its weight.",
     STAGE_CONTEXT, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE, "v(j)", NULL},
    DECODER(Q_STATE, "", "", "One row per step: the decoder state after the word before was fed.", ""),
    ROW(Q_FED) "fed", "embedding of the fed word",
     "One row per step: the word before, embedded again and fed back.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_EMBEDDING, "Emb(y(t−1))", NULL},
    ROW(Q_FED_READOUT) "fed_readout", "fed readout",
     "One row per step: the readout of the step before, which enters the cell.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_WORD, "m(t−1)", NULL},
    ROW(Q_PRE) "pre", "sums of the readout",
     "One row per step: state and context added up; maxout keeps the larger of units 2i−1 and 2i.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_WORD, "u(t)", NULL},
    ROW(Q_READOUT) "readout", "readout",
     "One row per step: what the output layer turns into words.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_WORD, "m(t)", NULL},
    ROW(Q_PROBABILITIES) "probabilities", "word probabilities",
     "One row per step: how likely every word of the vocabulary is; the largest is written.",
     STAGE_WORD, AXIS_TARGET, AXIS_VOCAB, KIND_PROBABILITY, CONCEPT_WORD, "P(y(t))", NULL},
    ROW(Q_LOGITS) "logits", "logits",
     "One row per step: the word scores before the softmax.",
     STAGE_WORD, AXIS_TARGET, AXIS_VOCAB, KIND_SCORE, CONCEPT_WORD, "l(t)", NULL},
    BELOW(0, "1", "¹"),
    BELOW(1, "2", "²"),
    BELOW(2, "3", "³"),
};
/* clang-format on */

_Static_assert(Q_FIRST_MEMORY == Q_STATE + PART_FIRST_MEMORY, "in the order of enum layer_part");
_Static_assert(LAYERS_MAX == 4, "a row of BELOW for each layer but the last");

const struct quantity *quantity_at(enum quantity_id id)
{
    return &table[id];
}

enum quantity_id quantity_find(const char *name)
{
    for (int id = 0; id < Q_COUNT; id++)
        if (strcmp(table[id].name, name) == 0)
            return (enum quantity_id)id;
    return Q_NONE;
}

bool quantity_recurrent(enum quantity_id id, const struct config *config, struct recurrent *out)
{
    static const enum quantity_id starts[] = {Q_FORWARD, Q_BACKWARD, Q_STATE};
    static const int parts[] = {ENCODER_PARTS, ENCODER_PARTS, DECODER_PARTS};
    int at = (int)id - Q_LAYERS, layer = config->seq2seq.layers - 1;
    if (at >= 0) {
        layer = at / LAYER_PARTS;
        at %= LAYER_PARTS;
    }
    for (int chain = 0, before = 0; chain < 3; before += parts[chain++]) {
        int part = (int)id < Q_LAYERS ? (int)id - (int)starts[chain] : at - before;
        if (part >= 0 && part < parts[chain]) {
            *out = (struct recurrent){(enum chain)chain, layer, (enum layer_part)part};
            return true;
        }
    }
    return false;
}

enum quantity_id quantity_of(const struct config *config, struct recurrent place)
{
    static const enum quantity_id last[] = {Q_FORWARD, Q_BACKWARD, Q_STATE};
    int start = place.layer == config->seq2seq.layers - 1
                    ? (int)last[place.chain]
                    : Q_LAYERS + place.layer * LAYER_PARTS + (int)place.chain * ENCODER_PARTS;
    return (enum quantity_id)(start + (int)place.part);
}

int quantity_gate(enum layer_part part, const struct config *config)
{
    static const enum layer_part gates[][4] = {
        [CELL_RNN] = {PART_STATE}, /* the only sum is the state's own: no gate */
        [CELL_GRU] = {PART_RESET, PART_UPDATE, PART_CANDIDATE},
        [CELL_LSTM] = {PART_INPUT_GATE, PART_FORGET, PART_CANDIDATE, PART_OUTPUT_GATE},
    };
    for (int g = 0; part != PART_STATE && g < cell_gates(config->seq2seq.cell); g++)
        if (gates[config->seq2seq.cell][g] == part)
            return g;
    return -1;
}

static bool recurrent_exists(struct recurrent place, enum quantity_id id,
                             const struct config *config)
{
    if ((id >= Q_LAYERS && place.layer >= config->seq2seq.layers - 1) ||
        (place.chain == CHAIN_BACKWARD && config->seq2seq.directions == 1))
        return false;
    switch (place.part) {
    case PART_STATE:
    case PART_FIRST_STATE:
        return true;
    case PART_MEMORY:
    case PART_FIRST_MEMORY:
        return config->seq2seq.cell == CELL_LSTM;
    default:
        return quantity_gate(place.part, config) >= 0;
    }
}

/* A table has attention and nothing before or after it. */
static bool in_table(enum quantity_id id)
{
    return (id >= Q_SCORES && id <= Q_CONTEXT && id != Q_GIVEN_KEYS) || id == Q_VALUES;
}

bool quantity_exists(enum quantity_id id, const struct config *config)
{
    struct recurrent place;
    if (!config_reads_words(config) && !in_table(id))
        return id == Q_GIVEN_KEYS && (config_attention(config)->score == SCORE_ADDITIVE ||
                                      config_attention(config)->score == SCORE_GENERAL);
    if (quantity_recurrent(id, config, &place))
        return recurrent_exists(place, id, config);
    switch (id) {
    case Q_SCORES:
    case Q_QUERY:
    case Q_KEYS:
    case Q_MASKED:
    case Q_WEIGHTS:
        return config_attends(config);
    case Q_QUERY_PROJECTED:
        return config_attention(config)->score == SCORE_ADDITIVE;
    case Q_CENTER:
        return config_attention(config)->window != WINDOW_GLOBAL;
    case Q_POSITION:
    case Q_ALIGNED:
        return config_attention(config)->window == WINDOW_LOCAL_P;
    case Q_GIVEN_KEYS:
    case Q_VALUES:
        return !config_reads_words(config);
    case Q_OTHER_SCORES: /* only a control asks for them */
    case Q_OTHER_WEIGHTS:
        return false;
    case Q_FED_READOUT:
        return config->seq2seq.feed == FEED_INPUT_FEEDING;
    default:
        return id >= 0 && id < Q_COUNT;
    }
}

const char *stage_name(enum stage stage)
{
    return stages[stage];
}

int stage_find(const char *name)
{
    for (int i = 0; i < STAGE_COUNT; i++)
        if (strcmp(stages[i], name) == 0)
            return i;
    return -1;
}
