/* An untrained model of a few units and words, the same on every run, for tests that need a trace
 * but not a translation. */
#include <stdlib.h>

#include "model/family.h"
#include "trace/trace.h"

static struct vocab *toy_vocab(const char *const *words)
{
    struct vocab *vocab = vocab_new();
    for (; *words; words++)
        vocab_add(vocab, *words);
    return vocab;
}

static struct model *toy_model(enum score score)
{
    static const char *const source[] = {"i", "'m", "home", ".", "go", "calm", NULL};
    static const char *const target[] = {"je", "suis", "chez", "moi", ".", "va", NULL};
    struct config config = config_default(&family_seq2seq);
    config.seq2seq.attention.score = score;
    config.seq2seq.embed = 3;
    config.seq2seq.encoder_hidden = 2;
    config.seq2seq.decoder_hidden = 4;
    config.seq2seq.attention.hidden = 5;
    config.seq2seq.readout_hidden = 3;
    struct err err;
    struct model *model = model_new("toy", &config, tokenizer_of(UNIT_WORD, toy_vocab(source)),
                                    tokenizer_of(UNIT_WORD, toy_vocab(target)), 7, &err);
    if (!model)
        abort();
    return model;
}

/* Two sentences of 5 and 3 positions: the second has two of padding. */
static struct trace *toy_trace(const struct model *model)
{
    return trace_new(model, (const char *const[]){"I'm home.", "Go."}, 2, NULL);
}
