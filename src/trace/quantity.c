#include "trace/quantity.h"

#include <string.h>

static const char *const stages[STAGE_COUNT] = {"encode",  "score",  "mask", "softmax",
                                                "context", "decode", "word"};

/* A designated row that starts with its own id. */
#define ROW(name) [name] = {name,

/* clang-format off */
static const struct quantity table[Q_COUNT] = {
    ROW(Q_STATES) "states", "h(j)", "encoder states", NULL,
     "One row per source word: what the encoder knows at that word.",
     STAGE_ENCODE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE},
    ROW(Q_FORWARD) "forward", "→h(j)", "forward states", "→h(j) = GRU(x(j), →h(j−1))",
     "Read from the first word to the last: row j knows words 1 to j.",
     STAGE_ENCODE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE},
    ROW(Q_BACKWARD) "backward", "←h(j)", "backward states", "←h(j) = GRU(x(j), ←h(j+1))",
     "Read from the last word to the first: row j knows words j to the end.",
     STAGE_ENCODE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE},
    ROW(Q_SOURCE_EMBEDDING) "embedding", "x(j)", "source embeddings",
     "x(j) = row of the embedding table for word j",
     "One row per source word, looked up in a table: the same word has the same row everywhere.",
     STAGE_ENCODE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_EMBEDDING},
    ROW(Q_FIRST_STATE) "first_state", "s(0)", "first decoder state", NULL,
     "What the decoder starts from, before it has written a word.",
     STAGE_ENCODE, AXIS_ONE, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY},
    ROW(Q_SCORES) "scores", "e(t,j)", "scores", NULL,
     "A row is a word being written, a column a source word: higher means a better match.",
     STAGE_SCORE, AXIS_TARGET, AXIS_SOURCE, KIND_SCORE, CONCEPT_SCORE},
    ROW(Q_QUERY) "query", "s(t−1)", "queries", "query of step t = s(t−1), the state before it",
     "One row per step: the decoder state that asks where to look.",
     STAGE_SCORE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY},
    ROW(Q_QUERY_PROJECTED) "query_projected", "W s(t−1)", "projected queries",
     "W s(t−1): the query, mapped to where it is compared",
     "One row per step: the query's part of the sum inside tanh.",
     STAGE_SCORE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY},
    ROW(Q_KEYS) "keys", "U h(j)", "keys", NULL,
     "One row per source word: what a query is compared with.",
     STAGE_SCORE, AXIS_SOURCE, AXIS_UNIT, KIND_SIGNED, CONCEPT_STATE},
    ROW(Q_MASKED) "masked", "ẽ(t,j)", "masked scores",
     "ẽ(t,j) = e(t,j), or −∞ where position j is masked",
     "The scores again; × marks positions that the softmax must not see.",
     STAGE_MASK, AXIS_TARGET, AXIS_SOURCE, KIND_SCORE, CONCEPT_SCORE},
    ROW(Q_CENTER) "center", "p(t)", "window centers", NULL,
     "One number per step: the source position, from 1, that the local window is around.",
     STAGE_MASK, AXIS_TARGET, AXIS_UNIT, KIND_SCORE, CONCEPT_SCORE},
    ROW(Q_WEIGHTS) "weights", "α(t,j)", "attention weights",
     "α(t,j) = exp ẽ(t,j) / Σk exp ẽ(t,k)",
     "A row is the word being written; its weights say where it looks. Each row sums to 1.",
     STAGE_SOFTMAX, AXIS_TARGET, AXIS_SOURCE, KIND_PROBABILITY, CONCEPT_WEIGHT},
    ROW(Q_ALIGNED) "aligned", "a(t,j)", "weights before the Gaussian",
     "a(t,j) = exp ẽ(t,j) / Σk exp ẽ(t,k)",
     "The softmax inside the window; each row sums to 1. The Gaussian then fades what is far from p(t).",
     STAGE_SOFTMAX, AXIS_TARGET, AXIS_SOURCE, KIND_PROBABILITY, CONCEPT_WEIGHT},
    ROW(Q_CONTEXT) "context", "c(t)", "context vectors", NULL,
     "One row per step: what the decoder is told about the source when it writes that word.",
     STAGE_CONTEXT, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_CONTEXT},
    ROW(Q_STATE) "state", "s(t)", "decoder states",
     "s(t) = (1 − z) ⊙ n + z ⊙ s(t−1)",
     "One row per step: the decoder state after the word before was fed and the context read.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY},
    ROW(Q_RESET) "reset", "r(t)", "reset gate",
     "r(t) = σ(W [Emb(y(t−1)); c(t)] + b + V s(t−1) + c)",
     "0: forget this unit of the old state when proposing a new one; 1: use it.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_GATE, CONCEPT_QUERY},
    ROW(Q_UPDATE) "update", "z(t)", "update gate",
     "z(t) = σ(W [Emb(y(t−1)); c(t)] + b + V s(t−1) + c)",
     "1: keep this unit of the old state; 0: take the candidate.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_GATE, CONCEPT_QUERY},
    ROW(Q_INPUT_GATE) "input_gate", "i(t)", "input gate",
     "i(t) = σ(W x(t) + b + V s(t−1) + c)",
     "1: let this unit's candidate into the memory; 0: keep it out.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_GATE, CONCEPT_QUERY},
    ROW(Q_FORGET) "forget", "f(t)", "forget gate",
     "f(t) = σ(W x(t) + b + V s(t−1) + c)",
     "1: keep this unit of the memory; 0: forget it.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_GATE, CONCEPT_QUERY},
    ROW(Q_CANDIDATE) "candidate", "n(t)", "candidate state",
     "n(t) = tanh(W [Emb(y(t−1)); c(t)] + b + r ⊙ (V s(t−1) + c))",
     "One row per step: the state that the cell proposes.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY},
    ROW(Q_OUTPUT_GATE) "output_gate", "o(t)", "output gate",
     "o(t) = σ(W x(t) + b + V s(t−1) + c)",
     "1: show this unit of the memory in the state; 0: hide it.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_GATE, CONCEPT_QUERY},
    ROW(Q_MEMORY) "memory", "C(t)", "memory cells",
     "C(t) = f ⊙ C(t−1) + i ⊙ g",
     "One row per step: what the cell remembers, before the output gate shows some of it.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY},
    ROW(Q_BELOW) "below", "s′(t)", "states of the layer below",
     "s′(t): what the last layer reads",
     "One row per step: the state of the layer under the last one, which reads it.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_QUERY},
    ROW(Q_FED) "fed", "Emb(y(t−1))", "embedding of the fed word",
     "Emb(y(t−1)) = row of the target embedding table",
     "One row per step: the word before, embedded again and fed back.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_EMBEDDING},
    ROW(Q_PRE) "pre", "p(t)", "readout before maxout",
     "p(t) = U s(t) + V Emb(y(t−1)) + C c(t) + b",
     "Units 2i−1 and 2i compete: the larger becomes unit i of the readout.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_WORD},
    ROW(Q_READOUT) "readout", "m(t)", "readout", "m(t,i) = max(p(t,2i−1), p(t,2i))",
     "One row per step: what the output layer turns into words.",
     STAGE_DECODE, AXIS_TARGET, AXIS_UNIT, KIND_SIGNED, CONCEPT_WORD},
    ROW(Q_PROBABILITIES) "probabilities", "P(y(t))", "word probabilities",
     "P(y(t)) = softmax(W m(t) + b)",
     "One row per step: how likely every word of the vocabulary is; the largest is written.",
     STAGE_WORD, AXIS_TARGET, AXIS_VOCAB, KIND_PROBABILITY, CONCEPT_WORD},
    ROW(Q_LOGITS) "logits", "l(t)", "logits", "l(t) = W m(t) + b",
     "One row per step: the word scores before the softmax.",
     STAGE_WORD, AXIS_TARGET, AXIS_VOCAB, KIND_SCORE, CONCEPT_WORD},
};
/* clang-format on */

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

bool quantity_exists(enum quantity_id id, const struct config *config)
{
    switch (id) {
    case Q_SCORES:
    case Q_QUERY:
    case Q_KEYS:
    case Q_MASKED:
    case Q_WEIGHTS:
        return config->score != SCORE_NONE;
    case Q_QUERY_PROJECTED:
        return config->score == SCORE_ADDITIVE;
    case Q_BACKWARD:
        return config->directions == 2;
    case Q_CENTER:
        return config->window != WINDOW_GLOBAL;
    case Q_ALIGNED:
        return config->window == WINDOW_LOCAL_P;
    case Q_RESET:
    case Q_UPDATE:
    case Q_INPUT_GATE:
    case Q_FORGET:
    case Q_CANDIDATE:
    case Q_OUTPUT_GATE:
        return quantity_gate(id, config) >= 0;
    case Q_MEMORY:
        return config->cell == CELL_LSTM;
    case Q_BELOW:
        return config->layers > 1;
    default:
        return id >= 0 && id < Q_COUNT;
    }
}

int quantity_gate(enum quantity_id id, const struct config *config)
{
    static const enum quantity_id gates[][4] = {
        [CELL_RNN] = {Q_NONE},
        [CELL_GRU] = {Q_RESET, Q_UPDATE, Q_CANDIDATE},
        [CELL_LSTM] = {Q_INPUT_GATE, Q_FORGET, Q_CANDIDATE, Q_OUTPUT_GATE},
    };
    for (int g = 0; g < config_gates(config); g++)
        if (gates[config->cell][g] == id)
            return g;
    return -1;
}

static const char *score_formula(enum score score)
{
    static const char *const formulas[] = {
        [SCORE_NONE] = "no scores: one fixed context",
        [SCORE_DOT] = "e(t,j) = s(t−1)·h(j)",
        [SCORE_SCALED_DOT] = "e(t,j) = s(t−1)·h(j) / √d",
        [SCORE_GENERAL] = "e(t,j) = s(t−1)·W h(j)",
        [SCORE_ADDITIVE] = "e(t,j) = v·tanh(W s(t−1) + U h(j))",
    };
    return formulas[score];
}

const char *quantity_formula(enum quantity_id id, const struct config *config)
{
    bool both = config->directions == 2, fixed = config->score == SCORE_NONE;
    switch (id) {
    case Q_STATES:
        return both ? "h(j) = [→h(j); ←h(j)]" : "h(j) = GRU(x(j), h(j−1))";
    case Q_FIRST_STATE:
        if (config->init == INIT_TANH)
            return both ? "s(0) = tanh(W ←h(1) + b)" : "s(0) = tanh(W h(last) + b)";
        return both ? "s(0) = [→h(last); ←h(1)]" : "s(0) = h(last)";
    case Q_SCORES:
        return score_formula(config->score);
    case Q_KEYS:
        return config->score == SCORE_ADDITIVE ? "U h(j): the key of word j"
                                               : "h(j): the state is its own key";
    case Q_CONTEXT:
        return fixed ? "c(t) = h(last), the same at every step" : "c(t) = Σj α(t,j) h(j)";
    default:
        return table[id].formula;
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
