#include "corpus/tokens.h"

#include "corpus/varied.h"
#include "tokenizer/bpe_learn.h"
#include "tokenizer/piece.h"

static void count_line(struct vocab_counts *words, enum unit unit, const char *line)
{
    struct strs list = {0};
    tokens_split(&list, unit_words(unit), line);
    for (size_t i = 0; i < list.count; i++)
        vocab_count(words, list.list[i]);
    strs_free(&list);
}

static int count_words(struct vocab_counts *const words[SIDES], const struct token_options *o,
                       long *lines, struct err *err)
{
    struct pairs *pairs = pairs_open_source(&o->source, err);
    struct varied_options options = {
        .share = o->vary, .case_counts = unit_keeps_case(o->units[SIDE_SOURCE]), .seed = o->seed};
    struct pair pair;
    int got;
    if (!pairs)
        return -1;
    struct varied_pairs *varied = varied_new(pairs, &options);
    while ((got = varied_next(varied, &pair, err)) > 0) {
        count_line(words[SIDE_SOURCE], o->units[SIDE_SOURCE], pair.first);
        count_line(words[SIDE_TARGET], o->units[SIDE_TARGET], pair.second);
    }
    if (got == 0)
        got = pairs_check(pairs, err);
    *lines = pairs_good(pairs);
    varied_free(varied);
    pairs_close(pairs);
    return got;
}

static void add_counts(struct vocab_counts *out, const struct vocab_counts *more)
{
    for (size_t i = 0; i < vocab_counts_size(more); i++) {
        long times;
        const char *word = vocab_counts_at(more, i, &times);
        vocab_count_times(out, word, times);
    }
}

static struct bpe *learn_shared(struct vocab_counts *const words[SIDES], long merges)
{
    struct vocab_counts *both = vocab_counts_new();
    for (int side = 0; side < SIDES; side++)
        add_counts(both, words[side]);
    struct bpe *bpe = bpe_learn(both, merges);
    vocab_counts_free(both);
    return bpe;
}

/* Counts the pieces of counted words. */
static struct vocab_counts *count_pieces(const struct bpe *bpe, const struct vocab_counts *words)
{
    struct vocab_counts *pieces = vocab_counts_new();
    struct strs list = {0};
    for (size_t i = 0; i < vocab_counts_size(words); i++) {
        long times;
        const char *word = vocab_counts_at(words, i, &times);
        strs_clear(&list);
        bpe_cut(bpe, NULL, word, &list);
        for (size_t k = 0; k < list.count; k++)
            vocab_count_times(pieces, list.list[k], times);
    }
    strs_free(&list);
    return pieces;
}

/* The vocabulary of one side; the tokens without which a word would be unknown come last. */
static void make_vocab(struct tokenizer *out, const struct vocab_counts *words,
                       const struct token_options *o)
{
    bool labels = out->unit == UNIT_LABEL; /* of which none may be left out, however rare */
    if (!out->bpe) {
        out->vocab =
            vocab_from_counts(words, labels ? 1 : o->min_count, labels ? 0 : o->vocab_limit);
        return;
    }
    struct vocab_counts *pieces = count_pieces(out->bpe, words);
    struct strs alphabet = {0};
    out->vocab = vocab_from_counts(pieces, o->min_count, o->vocab_limit);
    piece_alphabet(&alphabet);
    for (size_t i = 0; i < alphabet.count; i++)
        vocab_add(out->vocab, alphabet.list[i]);
    tokenizer_take_merges(out, out->bpe);
    strs_free(&alphabet);
    vocab_counts_free(pieces);
}

int tokens_learn(struct tokenizer out[SIDES], const struct token_options *o, long *lines,
                 struct err *err)
{
    struct vocab_counts *words[SIDES] = {vocab_counts_new(), vocab_counts_new()};
    int result = count_words(words, o, lines, err);
    for (int side = 0; side < SIDES && result == 0; side++) {
        if (o->given[side]) {
            out[side] = tokenizer_copy(o->given[side]);
            continue;
        }
        out[side] = (struct tokenizer){.unit = o->units[side]};
        if (out[side].unit == UNIT_BPE)
            out[side].bpe = !o->shared_merges     ? bpe_learn(words[side], o->merges)
                            : side == SIDE_SOURCE ? learn_shared(words, o->merges)
                                                  : bpe_copy(out[SIDE_SOURCE].bpe);
        make_vocab(&out[side], words[side], o);
    }
    vocab_counts_free(words[SIDE_SOURCE]);
    vocab_counts_free(words[SIDE_TARGET]);
    return result;
}
