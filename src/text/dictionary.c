#include "text/dictionary.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/pairs.h"
#include "text/utf8.h"
#include "text/vocab.h"

struct dictionary {
    struct vocab *words;  /* the source words; its specials have no entries */
    struct strs meanings; /* of id VOCAB_SPECIAL + i */
};

static int add_entry(struct dictionary *dictionary, enum unit unit, const char *path,
                     const struct pair *pair, struct err *err)
{
    int result = 0;
    struct strs tokens = {0};
    tokens_split(&tokens, unit, pair->first);
    if (tokens.count != 1) {
        result = err_set(err, "%s:%ld: \"%.*s\" is %zu tokens of the source; one is expected", path,
                         pair->line, (int)utf8_fit(pair->first, 60), pair->first, tokens.count);
    } else if (!vocab_has(dictionary->words, tokens.list[0])) {
        vocab_add(dictionary->words, tokens.list[0]);
        strs_add(&dictionary->meanings, pair->second);
    }
    strs_free(&tokens);
    return result;
}

struct dictionary *dictionary_open(const char *path, enum unit source_unit, struct err *err)
{
    struct pairs *pairs = pairs_open(path, err);
    if (!pairs)
        return NULL;
    struct dictionary *dictionary = mem_new(1, sizeof *dictionary);
    struct pair pair;
    int got;
    dictionary->words = vocab_new();
    while ((got = pairs_next(pairs, &pair, err)) > 0)
        if (add_entry(dictionary, source_unit, path, &pair, err)) {
            got = -1;
            break;
        }
    if (got == 0)
        got = pairs_check(pairs, err);
    pairs_close(pairs);
    if (got < 0) {
        dictionary_free(dictionary);
        return NULL;
    }
    return dictionary;
}

void dictionary_free(struct dictionary *dictionary)
{
    if (!dictionary)
        return;
    vocab_free(dictionary->words);
    strs_free(&dictionary->meanings);
    free(dictionary);
}

const char *dictionary_find(const struct dictionary *dictionary, const char *token)
{
    int id = vocab_id(dictionary->words, token);
    return id < VOCAB_SPECIAL ? NULL : dictionary->meanings.list[id - VOCAB_SPECIAL];
}
