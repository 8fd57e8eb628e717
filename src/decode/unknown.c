#include "decode/unknown.h"

void unknown_replace(const struct hypothesis *hypothesis, const struct vocab *target,
                     const struct strs *source, const struct dictionary *dictionary,
                     const char **words)
{
    for (int i = 0; i < hypothesis->length; i++) {
        words[i] = vocab_token(target, hypothesis->words[i]);
        int j = hypothesis->aligned ? hypothesis->aligned[i] : -1;
        if (hypothesis->words[i] != ID_UNK || !source || j < 0 || (size_t)j >= source->count)
            continue;
        const char *found = dictionary ? dictionary_find(dictionary, source->list[j]) : NULL;
        words[i] = found ? found : source->list[j];
    }
}
