#include "corpus/classifier_batch.h"

static int words_of(const struct example *example)
{
    return example->source_length > 1 ? example->source_length - 1 : 1;
}

void classifier_batch_make(struct classifier_batch *batch, struct arena *arena,
                           const struct example *const *list, int count, int first, int stride)
{
    int size = first < count ? (count - first + stride - 1) / stride : 0, length = 0;
    size_t n = (size_t)size;
    int *lengths = arena_take(arena, n, sizeof *lengths);
    int *labels = arena_take(arena, n, sizeof *labels);
    long *numbers = arena_take(arena, n, sizeof *numbers);
    for (int b = 0; b < size; b++) {
        const struct example *e = list[first + b * stride];
        lengths[b] = words_of(e);
        labels[b] = e->target[0] - VOCAB_SPECIAL;
        numbers[b] = e->number;
        length = lengths[b] > length ? lengths[b] : length;
    }
    int *tokens = arena_zero(arena, (size_t)length * n, sizeof *tokens); /* ID_PAD is 0 */
    for (int b = 0; b < size; b++)
        for (int j = 0; j < lengths[b]; j++)
            tokens[j * size + b] = list[first + b * stride]->source[j];
    *batch = (struct classifier_batch){.size = size,
                                       .length = length,
                                       .tokens = tokens,
                                       .lengths = lengths,
                                       .labels = labels,
                                       .sentences = numbers};
}
