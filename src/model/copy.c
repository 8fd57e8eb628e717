#include "model/model.h"

#include <string.h>

#include "base/mem.h"

static struct vocab *copy_vocab(const struct vocab *vocab)
{
    struct vocab *copy = vocab_new();
    for (int id = VOCAB_SPECIAL; id < vocab_size(vocab); id++)
        vocab_add(copy, vocab_token(vocab, id));
    return copy;
}

struct model *model_copy(const struct model *model, const char *name)
{
    struct model *copy = mem_new(1, sizeof *copy);
    *copy = (struct model){.name = mem_text(name),
                           .config = model->config,
                           .source_vocab = copy_vocab(model->source_vocab),
                           .target_vocab = copy_vocab(model->target_vocab),
                           .training = model->training ? mem_text(model->training) : NULL};
    weights_bind(&copy->weights, &copy->list, &copy->config, NULL);
    copy->flat = mem_new(copy->list.size, sizeof *copy->flat);
    weights_bind(&copy->weights, NULL, &copy->config, copy->flat);
    memcpy(copy->flat, model->flat, copy->list.size * sizeof *copy->flat);
    return copy;
}
