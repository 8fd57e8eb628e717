#include "decode/word_weights.h"

#include "math/vec.h"

/* The word of each token, and how many words there are. */
struct groups {
    int *word, count;
};

static struct groups groups_of(struct arena *arena, const struct tokenizer *tokenizer,
                               const int *ids, int count)
{
    struct groups groups = {.word = arena_take(arena, (size_t)count, sizeof(int))};
    const char **tokens = arena_take(arena, (size_t)count, sizeof *tokens);
    for (int i = 0; i < count; i++)
        tokens[i] = vocab_token(tokenizer->vocab, ids[i]);
    groups.count = tokenizer_group(tokenizer, tokens, (size_t)count, groups.word);
    return groups;
}

struct mat word_weights(struct arena *arena, struct mat weights, const struct tokenizer *source,
                        const int *source_ids, const struct tokenizer *target,
                        const int *target_ids)
{
    int rows = weights.rows, columns = weights.cols - 1;
    if (!source->bpe && !target->bpe)
        return weights;
    struct groups from = groups_of(arena, source, source_ids, columns);
    struct groups to = groups_of(arena, target, target_ids, rows);
    size_t size = (size_t)to.count * (size_t)(from.count + 1);
    int *pieces = arena_zero(arena, (size_t)to.count, sizeof *pieces);
    struct mat out = mat_of(arena_zero(arena, size, sizeof(real)), to.count, from.count + 1);
    for (int t = 0; t < rows; t++) {
        real *row = mat_row(out, to.word[t]);
        const real *looks = mat_row(weights, t);
        for (int j = 0; j < columns; j++)
            row[from.word[j]] += looks[j];
        row[from.count] += looks[columns];
        pieces[to.word[t]]++;
    }
    for (int i = 0; i < to.count; i++)
        vec_scale(mat_row(out, i), 1 / (real)pieces[i], from.count + 1);
    return out;
}
