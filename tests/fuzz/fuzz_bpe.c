/* For libFuzzer: any bytes before a zero are either refused with one line, or merges that can be
 * written and read again, and that cut the text behind the zero so that it comes back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"
#include "tokenizer/piece.h"
#include "tokenizer/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(int good)
{
    if (!good)
        abort();
}

/* A vocabulary of the alphabet and of what the merges make of the text, as a training has it. */
static struct vocab *vocab_for(const struct bpe *bpe, const struct strs *words)
{
    struct vocab *vocab = vocab_new();
    struct strs tokens = {0};
    piece_alphabet(&tokens);
    for (size_t i = 0; i < words->count; i += 2) /* of every other word: the rest is taken apart */
        bpe_cut(bpe, NULL, words->list[i], &tokens);
    for (size_t i = 0; i < tokens.count; i++)
        if (!vocab_has(vocab, tokens.list[i]))
            vocab_add(vocab, tokens.list[i]);
    strs_free(&tokens);
    return vocab;
}

static void cut_and_merge(const struct tokenizer *tokenizer, const struct strs *words)
{
    struct strs tokens = {0}, back = {0};
    tokenizer_cut(tokenizer, &tokens, words);
    for (size_t i = 0; i < tokens.count; i++)
        check(vocab_has(tokenizer->vocab, tokens.list[i])); /* nothing is unknown */
    int *word = mem_new(tokens.count, sizeof *word);
    check(tokenizer_group(tokenizer, (const char *const *)tokens.list, tokens.count, word) ==
          (int)words->count);
    tokenizer_merge(tokenizer, &back, (const char *const *)tokens.list, tokens.count);
    check(back.count == words->count);
    for (size_t i = 0; i < back.count; i++)
        check(strcmp(back.list[i], words->list[i]) == 0);
    free(word);
    strs_free(&tokens);
    strs_free(&back);
}

static void use(struct bpe *bpe, const char *text, size_t size)
{
    struct str clean = {0};
    struct strs words = {0};
    utf8_clean(&clean, text, size);
    tokens_split(&words, unit_words(UNIT_BPE), clean.text ? clean.text : "");
    struct tokenizer tokenizer = {
        .unit = UNIT_BPE, .vocab = vocab_for(bpe, &words), .bpe = bpe_copy(bpe)};
    struct err err = {""};
    check(tokenizer_check(&tokenizer, &err) == 0);
    cut_and_merge(&tokenizer, &words);
    tokenizer_free(&tokenizer);
    strs_free(&words);
    str_free(&clean);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *text = (const char *)bytes;
    const char *end = size ? memchr(text, '\0', size) : NULL;
    size_t merges = end ? (size_t)(end - text) : size;
    struct err err = {""};
    struct bpe *bpe = bpe_read(text, merges, &err);
    check(bpe || (err.text[0] && !strchr(err.text, '\n')));
    if (!bpe)
        return 0;
    struct str written = {0};
    bpe_write(bpe, &written);
    struct bpe *again = bpe_read(written.text, written.length, &err);
    check(again && bpe_equal(bpe, again));
    if (end)
        use(bpe, end + 1, size - merges - 1);
    str_free(&written);
    bpe_free(again);
    bpe_free(bpe);
    return 0;
}
