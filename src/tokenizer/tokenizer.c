#include "tokenizer/tokenizer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/token_join.h"
#include "text/utf8.h"
#include "tokenizer/piece.h"

struct tokenizer tokenizer_of(enum unit unit, struct vocab *vocab)
{
    assert(unit != UNIT_BPE);
    return (struct tokenizer){.unit = unit, .vocab = vocab};
}

void tokenizer_take_merges(struct tokenizer *tokenizer, struct bpe *bpe)
{
    tokenizer->bpe = bpe;
    vocab_label_by(tokenizer->vocab, piece_label);
}

void tokenizer_free(struct tokenizer *tokenizer)
{
    vocab_free(tokenizer->vocab);
    bpe_free(tokenizer->bpe);
    *tokenizer = (struct tokenizer){0};
}

struct tokenizer tokenizer_copy(const struct tokenizer *tokenizer)
{
    struct tokenizer copy = *tokenizer;
    copy.vocab = vocab_new();
    for (int id = VOCAB_SPECIAL; id < vocab_size(tokenizer->vocab); id++)
        vocab_add(copy.vocab, vocab_token(tokenizer->vocab, id));
    if (tokenizer->bpe)
        tokenizer_take_merges(&copy, bpe_copy(tokenizer->bpe));
    return copy;
}

bool tokenizer_equal(const struct tokenizer *a, const struct tokenizer *b)
{
    bool none = !a->vocab && !b->vocab; /* a side that has no tokens */
    return a->unit == b->unit &&
           (none || (a->vocab && b->vocab && vocab_equal(a->vocab, b->vocab))) &&
           (a->unit != UNIT_BPE || bpe_equal(a->bpe, b->bpe));
}

int tokenizer_check(const struct tokenizer *tokenizer, struct err *err)
{
    struct strs alphabet = {0};
    int result = 0;
    if (tokenizer->unit != UNIT_BPE)
        return 0;
    if (!tokenizer->bpe)
        return err_set(err, "its unit is bpe, but there are no merges");
    piece_alphabet(&alphabet);
    for (size_t i = 0; i < alphabet.count && result == 0; i++)
        if (!vocab_has(tokenizer->vocab, alphabet.list[i]))
            result =
                err_set(err, "the vocabulary lacks %s, without which bpe cannot write every word",
                        alphabet.list[i]);
    strs_free(&alphabet);
    return result;
}

void tokenizer_words(const struct tokenizer *tokenizer, struct strs *out, const char *line)
{
    tokens_split(out, unit_words(tokenizer->unit), line);
}

void tokenizer_cut(const struct tokenizer *tokenizer, struct strs *out, const struct strs *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (tokenizer->bpe)
            bpe_cut(tokenizer->bpe, tokenizer->vocab, words->list[i], out);
        else
            strs_add(out, words->list[i]);
}

void tokenizer_split(const struct tokenizer *tokenizer, struct strs *out, const char *line)
{
    struct strs words = {0};
    tokenizer_words(tokenizer, &words, line);
    tokenizer_cut(tokenizer, out, &words);
    strs_free(&words);
}

int *tokenizer_ids(const struct tokenizer *tokenizer, const struct strs *words, size_t limit,
                   bool end, int *count)
{
    struct strs tokens = {0};
    tokenizer_cut(tokenizer, &tokens, words);
    int *ids = vocab_ids(tokenizer->vocab, &tokens, limit, end, count);
    strs_free(&tokens);
    return ids;
}

static bool is_special(const struct tokenizer *tokenizer, const char *token)
{
    return vocab_has(tokenizer->vocab, token) && vocab_id(tokenizer->vocab, token) < VOCAB_SPECIAL;
}

int tokenizer_group(const struct tokenizer *tokenizer, const char *const *tokens, size_t count,
                    int *word)
{
    int words = 0;
    for (size_t i = 0; i < count; i++) {
        bool continues = i > 0 && tokenizer->bpe && piece_goes_on(tokens[i - 1]) &&
                         !is_special(tokenizer, tokens[i]);
        word[i] = continues ? words - 1 : words++;
    }
    return words;
}

void tokenizer_merge(const struct tokenizer *tokenizer, struct strs *out, const char *const *tokens,
                     size_t count)
{
    struct str text = {0}, clean = {0};
    int *word = mem_new(count, sizeof *word);
    tokenizer_group(tokenizer, tokens, count, word);
    for (size_t i = 0; i < count; i++) {
        if (tokenizer->bpe)
            piece_text(&text, tokens[i]);
        else
            str_add(&text, tokens[i]);
        if (i + 1 < count && word[i + 1] == word[i])
            continue;
        str_clear(&clean);
        if (tokenizer->bpe)
            utf8_clean(&clean, text.text, text.length);
        else
            str_add(&clean, text.text);
        strs_add(out, clean.text);
        str_clear(&text);
    }
    free(word);
    str_free(&text);
    str_free(&clean);
}

void tokenizer_join_words(const struct tokenizer *tokenizer, struct str *out,
                          const char *const *words, size_t count)
{
    tokens_join(out, unit_words(tokenizer->unit), tokenizer->language, words, count);
}

void tokenizer_join(const struct tokenizer *tokenizer, struct str *out, const char *const *tokens,
                    size_t count)
{
    struct strs words = {0};
    tokenizer_merge(tokenizer, &words, tokens, count);
    tokenizer_join_words(tokenizer, out, (const char *const *)words.list, words.count);
    strs_free(&words);
}
