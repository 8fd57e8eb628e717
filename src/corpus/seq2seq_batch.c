#include "corpus/seq2seq_batch.h"

static int *lay_out(struct arena *arena, int length, int size)
{
    return arena_zero(arena, (size_t)length * (size_t)size, sizeof(int)); /* ID_PAD is 0 */
}

void batch_make(struct batch *batch, struct arena *arena, const struct example *const *list,
                int count, int first, int stride)
{
    int size = first < count ? (count - first + stride - 1) / stride : 0;
    size_t n = (size_t)size;
    int *source_lengths = arena_take(arena, n, sizeof(int));
    int *target_lengths = arena_take(arena, n, sizeof(int));
    long *numbers = arena_take(arena, n, sizeof(long));
    *batch = (struct batch){.size = size,
                            .source_lengths = source_lengths,
                            .target_lengths = target_lengths,
                            .sentences = numbers};
    for (int b = 0; b < size; b++) {
        const struct example *e = list[first + b * stride];
        source_lengths[b] = e->source_length;
        target_lengths[b] = e->target_length + 1;
        numbers[b] = e->number;
        batch->target_tokens += target_lengths[b];
        if (e->source_length > batch->source_length)
            batch->source_length = e->source_length;
        if (target_lengths[b] > batch->target_length)
            batch->target_length = target_lengths[b];
    }
    int *source = lay_out(arena, batch->source_length, size);
    int *fed = lay_out(arena, batch->target_length, size);
    int *produced = lay_out(arena, batch->target_length, size);
    for (int b = 0; b < size; b++) {
        const struct example *e = list[first + b * stride];
        for (int j = 0; j < e->source_length; j++)
            source[j * size + b] = e->source[j];
        fed[b] = ID_BOS;
        for (int t = 0; t < e->target_length; t++) {
            produced[t * size + b] = e->target[t];
            fed[(t + 1) * size + b] = e->target[t];
        }
        produced[e->target_length * size + b] = ID_EOS;
    }
    batch->source = source;
    batch->fed = fed;
    batch->produced = produced;
}
