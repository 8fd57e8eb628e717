#include "decode/unknown.h"

#include <stdlib.h>

#include "base/mem.h"

/* The word of the source that each of its tokens belongs to, to be freed. */
static int *words_of(const struct tokenizer *source, const struct translation *translation)
{
    size_t count = (size_t)translation->source_length;
    const char **tokens = mem_new(count, sizeof *tokens);
    int *word = mem_new(count, sizeof *word);
    for (size_t i = 0; i < count; i++)
        tokens[i] = vocab_token(source->vocab, translation->source[i]);
    tokenizer_group(source, tokens, count, word);
    free(tokens);
    return word;
}

void unknown_replace(const struct hypothesis *hypothesis, const struct model *model,
                     const struct translation *translation, const struct strs *words,
                     const struct dictionary *dictionary, const char **tokens)
{
    int *word = words ? words_of(&model->source, translation) : NULL;
    for (int i = 0; i < hypothesis->length; i++) {
        tokens[i] = vocab_token(model->target.vocab, hypothesis->words[i]);
        int j = hypothesis->aligned ? hypothesis->aligned[i] : -1;
        if (hypothesis->words[i] != ID_UNK || !words || j < 0 || j >= translation->source_length ||
            (size_t)word[j] >= words->count)
            continue;
        const char *source = words->list[word[j]];
        const char *found = dictionary ? dictionary_find(dictionary, source) : NULL;
        tokens[i] = found ? found : source;
    }
    free(word);
}
