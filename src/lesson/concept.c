#include "lesson/concept.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

/* A row for each concept: its symbols, which are the same in every language, and its words. Another
 * language of lessons adds its words to these rows. */
static const char *const words[CONCEPT_COUNT][12] = {
    [CONCEPT_STATE] = {"h(j)", "state", "states", "encoder state", "encoder states", "key", "keys",
                       "value", "values"},
    [CONCEPT_SCORE] = {"e(t,j)", "score", "scores"},
    [CONCEPT_WEIGHT] = {"α(t,j)", "weight", "weights", "attention weight", "attention weights"},
    [CONCEPT_CONTEXT] = {"c(t)", "context", "context vector", "context vectors"},
    [CONCEPT_QUERY] = {"s(t)", "s(t−1)", "query", "queries", "decoder state", "decoder states",
                       "gate", "gates"},
    [CONCEPT_WORD] = {"y(t)", "y(t−1)", "word", "words"},
    [CONCEPT_EMBEDDING] = {"x(j)", "embedding", "embeddings"},
};

enum concept concept_find(const char *word)
{
    for (int concept = CONCEPT_NONE + 1; concept < CONCEPT_COUNT; concept ++)
        for (const char *const *own = words[concept]; *own; own++)
            if (strcasecmp(*own, word) == 0)
    return (enum concept) concept;
    return CONCEPT_NONE;
}

/* How many letters must be changed, put in or left out to make one word of the other, exchanged
 * neighbours counting as one; of words that are too long 9. */
static int letters_apart(const char *a, const char *b)
{
    enum { MOST = 24 };
    int m = (int)strlen(a), n = (int)strlen(b), d[MOST + 1][MOST + 1];
    if (m > MOST || n > MOST)
        return 9;
    for (int i = 0; i <= m; i++)
        for (int j = 0; j <= n; j++) {
            int best = i && j ? d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) : i + j;
            if (i && j && d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (i && j && d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[m][n];
}

const char *concept_meant(const char *word)
{
    for (int row = 0; row < CONCEPT_COUNT; row++)
        for (const char *const *own = words[row]; *own; own++)
            if (strlen(word) >= 5 && strlen(*own) >= 5 && letters_apart(word, *own) == 1)
                return *own;
    return NULL;
}
