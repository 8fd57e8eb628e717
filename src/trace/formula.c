#include "trace/quantity.h"

#include <stdio.h>
#include <string.h>

/* Symbols and formulas as a configuration has them. */

enum { SYMBOL_SIZE = 32, PAIR_SIZE = 2 * SYMBOL_SIZE + 8 };

/* What a table calls things otherwise: no states, and nobody made them. */
static const struct {
    enum quantity_id id;
    const char *symbol, *reads;
} of_table[] = {
    {Q_QUERY, "q(t)", "One row per query: what is compared with every key."},
    {Q_QUERY_PROJECTED, "W q(t)", "One row per query: its part of the sum inside tanh."},
    {Q_KEYS, NULL, "One row per key: what a query is compared with."},
    {Q_SCORES, NULL, "A row is a query, a column a key: higher means a better match."},
    {Q_WEIGHTS, NULL,
     "A row is a query; its weights say which keys it looks at. Each row sums to 1."},
    {Q_CONTEXT, NULL, "One row per query: the values, each times its weight, added up."},
};

const char *quantity_reads(enum quantity_id id, const struct config *config)
{
    for (size_t i = 0; !config_reads_words(config) && i < sizeof of_table / sizeof *of_table; i++)
        if (of_table[i].id == id)
            return of_table[i].reads;
    return quantity_at(id)->reads;
}

static const char *table_symbol(enum quantity_id id, const struct config *config)
{
    for (size_t i = 0; i < sizeof of_table / sizeof *of_table; i++)
        if (of_table[i].id == id && of_table[i].symbol)
            return of_table[i].symbol;
    if (id == Q_KEYS)
        return config_attention(config)->score == SCORE_ADDITIVE  ? "U k(j)"
               : config_attention(config)->score == SCORE_GENERAL ? "W k(j)"
                                                                  : "k(j)";
    return quantity_at(id)->symbol;
}

const char *quantity_symbol(enum quantity_id id, const struct config *config)
{
    static const char *const keys[] = {[SCORE_NONE] = "h(j)",
                                       [SCORE_DOT] = "h(j)",
                                       [SCORE_SCALED_DOT] = "h(j)",
                                       [SCORE_GENERAL] = "W h(j)",
                                       [SCORE_ADDITIVE] = "U h(j)"};
    const struct quantity *q = quantity_at(id);
    struct recurrent place;
    if (!config_reads_words(config))
        return table_symbol(id, config);
    if (id == Q_KEYS)
        return keys[config_attention(config)->score];
    bool other = quantity_recurrent(id, config, &place) ? config->seq2seq.cell == CELL_LSTM
                                                        : config->seq2seq.query == QUERY_CURRENT;
    return other && q->other_symbol ? q->other_symbol : q->symbol;
}

/* The symbol of a part with another index: "→h(j−1)", "s(0)". */
static void indexed(char out[SYMBOL_SIZE], const struct config *config, struct recurrent place,
                    const char *index)
{
    const char *symbol = quantity_symbol(quantity_of(config, place), config);
    snprintf(out, SYMBOL_SIZE, "%.*s(%s)", (int)(strchr(symbol, '(') - symbol), symbol, index);
}

/* [forward; backward] of an encoder layer, each with its own index; or forward alone. */
static void both_ways(char out[PAIR_SIZE], const struct config *config, int layer,
                      enum layer_part part, const char *forward, const char *backward)
{
    char left[SYMBOL_SIZE], right[SYMBOL_SIZE];
    indexed(left, config, (struct recurrent){CHAIN_FORWARD, layer, part}, forward);
    indexed(right, config, (struct recurrent){CHAIN_BACKWARD, layer, part}, backward);
    if (config->seq2seq.directions == 2)
        snprintf(out, PAIR_SIZE, "[%s; %s]", left, right);
    else
        snprintf(out, PAIR_SIZE, "%s", left);
}

/* What a layer reads. */
static void input_of(char out[PAIR_SIZE], const struct config *config, struct recurrent at)
{
    static const char *const fed[] = {[FEED_INPUT] = "[Emb(y(t−1)); c(t)]",
                                      [FEED_OUTPUT] = "Emb(y(t−1))",
                                      [FEED_INPUT_FEEDING] = "[Emb(y(t−1)); m(t−1)]"};
    struct recurrent below = {at.chain, at.layer - 1, PART_STATE};
    if (at.layer == 0)
        snprintf(out, PAIR_SIZE, "%s",
                 at.chain == CHAIN_DECODER ? fed[config->seq2seq.feed] : "x(j)");
    else if (at.chain == CHAIN_DECODER)
        indexed(out, config, below, "t");
    else
        both_ways(out, config, below.layer, PART_STATE, "j", "j");
}

static void first_formula(char out[FORMULA_SIZE], const struct config *config, struct recurrent at)
{
    char name[SYMBOL_SIZE], last[PAIR_SIZE];
    enum layer_part part = at.part == PART_FIRST_STATE ? PART_STATE : PART_MEMORY;
    indexed(name, config, at, "0");
    if (config->seq2seq.init == INIT_LAST) {
        both_ways(last, config, at.layer, part, "last", "1");
        snprintf(out, FORMULA_SIZE, "%s = %s", name, last);
        return;
    }
    bool both = config->seq2seq.directions == 2;
    struct recurrent end = {both ? CHAIN_BACKWARD : CHAIN_FORWARD, at.layer, part};
    indexed(last, config, end, both ? "1" : "last");
    if (part == PART_STATE)
        snprintf(out, FORMULA_SIZE, "%s = tanh(W %s + b)", name, last);
    else
        snprintf(out, FORMULA_SIZE, "%s = 0", name);
}

static void recurrent_formula(char out[FORMULA_SIZE], const struct config *config,
                              const char *symbol, struct recurrent at)
{
    static const char *const neighbors[] = {"j−1", "j+1", "t−1"}, *const here[] = {"j", "j", "t"};
    char in[PAIR_SIZE], before[SYMBOL_SIZE], memory[SYMBOL_SIZE];
    bool gru = config->seq2seq.cell == CELL_GRU, lstm = config->seq2seq.cell == CELL_LSTM;
    enum layer_part part = at.part;
    if (part >= PART_FIRST_STATE) {
        first_formula(out, config, at);
        return;
    }
    at.part = PART_MEMORY;
    indexed(memory, config, at, part == PART_MEMORY ? neighbors[at.chain] : here[at.chain]);
    at.part = PART_STATE;
    indexed(before, config, at, neighbors[at.chain]);
    input_of(in, config, at);
    if (part == PART_STATE && gru)
        snprintf(out, FORMULA_SIZE, "%s = (1 − z) ⊙ n + z ⊙ %s", symbol, before);
    else if (part == PART_STATE && lstm)
        snprintf(out, FORMULA_SIZE, "%s = o ⊙ tanh(%s)", symbol, memory);
    else if (part == PART_MEMORY)
        snprintf(out, FORMULA_SIZE, "%s = f ⊙ %s + i ⊙ g", symbol, memory);
    else if (part == PART_CANDIDATE && gru)
        snprintf(out, FORMULA_SIZE, "%s = tanh(W %s + b + r ⊙ (V %s + c))", symbol, in, before);
    else
        snprintf(out, FORMULA_SIZE, "%s = %s(W %s + b + V %s + c)", symbol,
                 part == PART_STATE || part == PART_CANDIDATE ? "tanh" : "σ", in, before);
}

/* What does not depend on the configuration, or on one part of it only. */
static const char *plain_formula(enum quantity_id id, const struct config *config)
{
    static const char *const readouts[] = {[READOUT_MAXOUT] = "m(t,i) = max(u(t,2i−1), u(t,2i))",
                                           [READOUT_ATTENTIONAL] = "m(t) = tanh(u(t))",
                                           [READOUT_LINEAR] = "m(t) = u(t)"};
    bool current = config->seq2seq.query == QUERY_CURRENT,
         predicted = config_attention(config)->window == WINDOW_LOCAL_P;
    bool window = config_attention(config)->window != WINDOW_GLOBAL;
    switch (id) {
    case Q_SOURCE_EMBEDDING:
        return "x(j) = row of the embedding table for word j";
    case Q_GIVEN_KEYS:
    case Q_VALUES:
        return "as the table has it";
    case Q_QUERY:
        return !config_reads_words(config) ? "as the table has it"
               : current                   ? "query of step t = s(t), its own state"
                                           : "query of step t = s(t−1), the state before it";
    case Q_MASKED:
        return window ? "ẽ(t,j) = e(t,j), or −∞ where j is masked or |j − p(t)| > D"
                      : "ẽ(t,j) = e(t,j), or −∞ where position j is masked";
    case Q_CENTER:
        return !predicted ? "p(t) = min(t, S), with S source words"
               : current  ? "p(t) = S × σ(v′·tanh(W′ s(t))), with S source words"
                          : "p(t) = S × σ(v′·tanh(W′ s(t−1))), with S source words";
    case Q_WEIGHTS:
        return predicted ? "α(t,j) = a(t,j) × exp(−(j − p(t))² / 2σ²), with σ = D/2"
                         : "α(t,j) = exp ẽ(t,j) / Σk exp ẽ(t,k)";
    case Q_ALIGNED:
        return "a(t,j) = exp ẽ(t,j) / Σk exp ẽ(t,k)";
    case Q_OTHER_WEIGHTS:
        return "α′(t,j) = exp e′(t,j) / Σk exp e′(t,k)";
    case Q_CONTEXT:
        return !config_reads_words(config) ? "c(t) = Σj α(t,j) v(j)"
               : !config_attends(config)   ? "c(t) = h(last), the same at every step"
                                           : "c(t) = Σj α(t,j) h(j)";
    case Q_FED:
        return "Emb(y(t−1)) = row of the target embedding table";
    case Q_FED_READOUT:
        return "m(t−1), the readout of the step before; m(0) = 0";
    case Q_PRE:
        return config->seq2seq.readout == READOUT_MAXOUT
                   ? "u(t) = U s(t) + V Emb(y(t−1)) + C c(t) + b"
                   : "u(t) = U s(t) + C c(t) + b";
    case Q_READOUT:
        return readouts[config->seq2seq.readout];
    case Q_PROBABILITIES:
        return "P(y(t)) = exp l(t) / Σ exp l(t), with l(t) = W m(t) + b";
    case Q_LOGITS:
        return "l(t) = W m(t) + b";
    default:
        return "";
    }
}

static void score_formula(char out[FORMULA_SIZE], const struct config *config, const char *symbol,
                          bool current)
{
    static const struct {
        const char *before, *after;
    } query[] = {[SCORE_NONE] = {"fixed context, not asked by ", ""},
                 [SCORE_DOT] = {"", "·h(j)"},
                 [SCORE_SCALED_DOT] = {"", "·h(j) / √d"},
                 [SCORE_GENERAL] = {"", "·W h(j)"},
                 [SCORE_ADDITIVE] = {"v·tanh(W ", " + U h(j))"}};
    static const char *const of_keys[] = {[SCORE_NONE] = "",
                                          [SCORE_DOT] = "·k(j)",
                                          [SCORE_SCALED_DOT] = "·k(j) / √d",
                                          [SCORE_GENERAL] = "·W k(j)",
                                          [SCORE_ADDITIVE] = " + U k(j))"};
    if (!config_reads_words(config))
        snprintf(out, FORMULA_SIZE, "%s = %sq(t)%s", symbol,
                 query[config_attention(config)->score].before,
                 of_keys[config_attention(config)->score]);
    else
        snprintf(out, FORMULA_SIZE, "%s = %s%s%s", symbol,
                 query[config_attention(config)->score].before, current ? "s(t)" : "s(t−1)",
                 query[config_attention(config)->score].after);
}

static void states_formula(char out[FORMULA_SIZE], const struct config *config)
{
    char states[PAIR_SIZE];
    both_ways(states, config, config->seq2seq.layers - 1, PART_STATE, "j", "j");
    snprintf(out, FORMULA_SIZE, "h(j) = %s", states);
}

const char *quantity_formula(enum quantity_id id, const struct config *config,
                             char out[FORMULA_SIZE])
{
    const char *symbol = quantity_symbol(id, config);
    bool current = config->seq2seq.query == QUERY_CURRENT;
    struct recurrent place;
    if (quantity_recurrent(id, config, &place))
        recurrent_formula(out, config, symbol, place);
    else if (id == Q_STATES)
        states_formula(out, config);
    else if (id == Q_SCORES || id == Q_OTHER_SCORES)
        score_formula(out, config, symbol, current == (id == Q_SCORES));
    else if (id == Q_QUERY_PROJECTED || id == Q_POSITION)
        snprintf(out, FORMULA_SIZE, "%s: the query, mapped to where it is %s", symbol,
                 id == Q_POSITION ? "used to predict the center" : "compared");
    else if (id == Q_KEYS)
        snprintf(out, FORMULA_SIZE, "%s: %s", symbol,
                 symbol[0] == 'h'   ? "the state is its own key"
                 : symbol[0] == 'k' ? "as the table has it"
                                    : "the key of word j");
    else
        snprintf(out, FORMULA_SIZE, "%s", plain_formula(id, config));
    return out;
}
