#include "dialect/lexicon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static const char *const usual_names[VOCAB_SPECIAL][8] = {
    [ID_PAD] = {"<pad>", "[PAD]", "PAD", "<blank>", "_pad_", NULL},
    [ID_BOS] = {"<bos>", "<s>", "SOS", "<sos>", "BOS", "[CLS]", "<start>", NULL},
    [ID_EOS] = {"<eos>", "</s>", "EOS", "[SEP]", "<end>", NULL},
    [ID_UNK] = {"<unk>", "[UNK]", "UNK", "<oov>", "unk", NULL},
};

static int find_special(const struct strs *words, int special)
{
    for (int n = 0; usual_names[special][n]; n++)
        for (size_t i = 0; i < words->count; i++)
            if (strcasecmp(words->list[i], usual_names[special][n]) == 0)
                return (int)i;
    return -1;
}

static bool is_special(const struct specials *specials, size_t row)
{
    for (int s = 0; s < VOCAB_SPECIAL; s++)
        if (specials->number[s] == (int)row)
            return true;
    return false;
}

/* Every word that is no special, after ours. */
static int add_words(struct lexicon *lexicon, const struct strs *words, size_t count,
                     const struct specials *specials, struct err *err)
{
    for (size_t row = 0; row < count; row++) {
        char number[24];
        if (is_special(specials, row))
            continue;
        snprintf(number, sizeof number, "%zu", row);
        const char *word = words->count ? words->list[row] : number;
        int before = vocab_size(lexicon->vocab), id = vocab_add(lexicon->vocab, word);
        if (id < before || !*word)
            return err_set(err, "word %zu, \"%.*s\", is %s", row, str_fit(word, 40), word,
                           *word ? "there twice" : "empty");
        lexicon->rows[id] = (int)row;
    }
    return 0;
}

int lexicon_make(struct lexicon *lexicon, const struct strs *words, size_t count,
                 struct specials usual, struct err *err)
{
    struct specials specials = usual;
    *lexicon = (struct lexicon){0};
    if (words->count && words->count != count)
        return err_set(err, "%zu words for %zu rows of the embedding", words->count, count);
    for (int s = 0; s < VOCAB_SPECIAL && words->count; s++)
        specials.number[s] = find_special(words, s);
    if (specials.number[ID_EOS] < 0 || (size_t)specials.number[ID_EOS] >= count)
        return err_set(err, "no word is the end of a sentence: <eos>, </s> or EOS expected");
    lexicon->vocab = vocab_new();
    lexicon->rows = mem_new(count + VOCAB_SPECIAL, sizeof *lexicon->rows);
    for (int s = 0; s < VOCAB_SPECIAL; s++)
        lexicon->rows[s] = specials.number[s] < (int)count ? specials.number[s] : -1;
    if (add_words(lexicon, words, count, &specials, err) == 0)
        return 0;
    lexicon_free(lexicon);
    return -1;
}

void lexicon_free(struct lexicon *lexicon)
{
    vocab_free(lexicon->vocab);
    free(lexicon->rows);
    *lexicon = (struct lexicon){0};
}

struct vocab *lexicon_take(struct lexicon *lexicon)
{
    struct vocab *vocab = lexicon->vocab;
    lexicon->vocab = NULL;
    return vocab;
}
