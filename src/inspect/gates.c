#include "inspect/gates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct order {
    int count;
    const char *cell, *names[GATES_MAX], *words[GATES_MAX];
};

enum library { PYTORCH, KERAS, MARIAN };

static const struct order orders[][2] = {
    [PYTORCH] = {{3, "GRU", {"r", "z", "n"}, {"reset", "update", "new"}},
                 {4, "LSTM", {"i", "f", "g", "o"}, {"input", "forget", "candidate", "output"}}},
    [KERAS] = {{3, "GRU", {"z", "r", "h"}, {"update", "reset", "new"}},
               {4, "LSTM", {"i", "f", "c", "o"}, {"input", "forget", "candidate", "output"}}},
    [MARIAN] = {{2, "GRU", {"r", "z"}, {"reset", "update"}}}, /* n has matrices of its own */
};

/* The words in the names, those of Marian at their end, and which neighbour tells how large the
 * state is. */
struct pattern {
    enum library library;
    const char *word;
    const char *state; /* the matrix of the state that stands beside it, by this word instead */
    const char *part;
};

static const struct pattern patterns[] = {
    {PYTORCH, "weight_ih", "weight_hh", "the input"},
    {PYTORCH, "weight_hh", "weight_hh", "the state before"},
    {PYTORCH, "bias_ih", "weight_hh", "1 (a bias)"},
    {PYTORCH, "bias_hh", "weight_hh", "1 (a bias)"},
    {KERAS, "recurrent_kernel", "recurrent_kernel", "the state before"},
    {KERAS, "kernel", "recurrent_kernel", "the input"},
    {KERAS, "bias", "recurrent_kernel", "1 (a bias)"},
    {KERAS, "cell/vars/0", "cell/vars/1", "the input"}, /* as .keras has it */
    {KERAS, "cell/vars/1", "cell/vars/1", "the state before"},
    {KERAS, "cell/vars/2", "cell/vars/1", "1 (a bias)"},
    {MARIAN, "_W", "_U", "the input"},
    {MARIAN, "_U", "_U", "the state before"},
    {MARIAN, "_b", "_U", "1 (a bias)"},
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

/* Where the word stands in a name; NULL: it does not. */
static const char *find_word(const char *name, const struct pattern *pattern)
{
    size_t n = strlen(name), word = strlen(pattern->word);
    if (pattern->library != MARIAN)
        return strstr(name, pattern->word);
    return n > word && strcmp(name + n - word, pattern->word) == 0 ? name + n - word : NULL;
}

/* The matrix of the state that belongs to it, or NULL. */
static const struct tensor *find_state(const struct tensors *file, const char *name, const char *at,
                                       const struct pattern *pattern)
{
    const char *after = at + strlen(pattern->word);
    char *other = mem_format("%.*s%s%s", (int)(at - name), name, pattern->state, after);
    const struct tensor *found = tensors_find(file, other);
    free(other);
    return found;
}

/* A number behind "_l" ("weight_ih_l1_reverse") or in front of the word ("rnn.0.weight_ih"). */
static int layer_of(const char *name, const char *word)
{
    const char *after = strstr(name, word) + strlen(word);
    int layer;
    return sscanf(after, "_l%d", &layer) == 1 ? layer : -1;
}

static bool is_backward(const char *name)
{
    return strstr(name, "_reverse") || strstr(name, "backward_") || strstr(name, "_bi_r_");
}

struct gates gates_of(const struct tensors *file, const struct tensor *tensor)
{
    struct gates none = {.layer = -1};
    for (int p = 0; p < PATTERNS; p++) {
        const struct pattern *pattern = &patterns[p];
        const char *at = find_word(tensor->name, pattern);
        if (!at)
            continue;
        const struct tensor *state = find_state(file, tensor->name, at, pattern);
        if (!state || state->rank != 2)
            return none;
        bool rows = pattern->library == PYTORCH;
        size_t size = state->shape[rows ? 1 : 0], all = state->shape[rows ? 0 : 1];
        int axis = rows ? 0 : tensor->rank - 1;
        for (int o = 0; o < 2 && size; o++) {
            const struct order *order = &orders[pattern->library][o];
            if (all != size * (size_t)order->count || axis < 0 || tensor->shape[axis] != all)
                continue;
            struct gates gates = {.count = order->count,
                                  .axis = axis,
                                  .size = size,
                                  .cell = order->cell,
                                  .part = pattern->part,
                                  .backward = is_backward(tensor->name),
                                  .layer = layer_of(tensor->name, pattern->word)};
            memcpy(gates.names, order->names, sizeof gates.names);
            memcpy(gates.words, order->words, sizeof gates.words);
            return gates;
        }
        return none;
    }
    return none;
}
