#include "lesson/concept.h"

#include <stddef.h>
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
