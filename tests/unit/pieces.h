/* Tokenizers and models of pieces of words, learned from a few words of our own. */
#ifndef HEED_TESTS_PIECES_H
#define HEED_TESTS_PIECES_H

#include "tiny.h"

#include "tokenizer/bpe_learn.h"
#include "tokenizer/piece.h"

#define PIECES_SOURCE "low low lower newest newest widest slow slower i 'm here ."
#define PIECES_TARGET "bas bas plus bas nouveau nouveaux large lent lentement je suis ici ."

/* Pieces learned from words with a space between, their vocabulary with the alphabet. */
static inline struct tokenizer pieces_tokenizer(const char *words, long merges)
{
    struct vocab_counts *counts = vocab_counts_new();
    struct strs list = {0}, tokens = {0};
    tokens_split(&list, UNIT_TOKEN, words);
    for (size_t i = 0; i < list.count; i++)
        vocab_count(counts, list.list[i]);
    struct tokenizer out = {.unit = UNIT_BPE, .vocab = vocab_new()};
    tokenizer_take_merges(&out, bpe_learn(counts, merges));
    for (size_t i = 0; i < list.count; i++)
        bpe_cut(out.bpe, NULL, list.list[i], &tokens);
    piece_alphabet(&tokens);
    for (size_t i = 0; i < tokens.count; i++)
        vocab_add(out.vocab, tokens.list[i]);
    vocab_counts_free(counts);
    strs_free(&list);
    strs_free(&tokens);
    return out;
}

static inline struct model *pieces_model(struct config config, uint64_t seed)
{
    struct err err;
    config.source.unit = config.target.unit = UNIT_BPE;
    struct model *model = model_new("pieces", &config, pieces_tokenizer(PIECES_SOURCE, 12),
                                    pieces_tokenizer(PIECES_TARGET, 12), seed, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

#endif
