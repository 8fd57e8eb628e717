#include "trace/rules.h"

/* From the decoder's state to the word (model/decoder.h). */

void rule_fed_readout(struct subject *s)
{
    if (s->row > 0)
        rule_copy(s, origin(Q_READOUT, s->row - 1, s->column));
    else
        rule_given(s, nowhere, "no readout came before the first step");
}

void rule_pre(struct subject *s)
{
    const struct weights *w = s->weights;
    summands_room(s, s->config->seq2seq.decoder_hidden + s->config->seq2seq.embed +
                         seq2seq_state(&s->config->seq2seq) + 1);
    summands_products(s, mat_row(w->seq2seq.readout_state, s->column), 1, Q_STATE, s->row, nowhere);
    if (w->seq2seq.readout_embedding.x)
        summands_products(s, mat_row(w->seq2seq.readout_embedding, s->column), 1, Q_FED, s->row,
                          nowhere);
    summands_products(s, mat_row(w->seq2seq.readout_context, s->column), 1, Q_CONTEXT, s->row,
                      nowhere);
    summand_given(s, w->seq2seq.readout_bias.x[s->column], "bias b");
}

void rule_readout(struct subject *s)
{
    summands_room(s, 2);
    switch (s->config->seq2seq.readout) {
    case READOUT_MAXOUT:
        s->out->how = COMBINE_MAX;
        SUMMAND_PRINT(s->out->formula, "m(%d,%d) = max(u(%d,%d), u(%d,%d))", s->row + 1,
                      s->column + 1, s->row + 1, 2 * s->column + 1, s->row + 1, 2 * s->column + 2);
        for (int i = 0; i < 2; i++)
            summand_add(s, TERM_PRODUCT, 1, 0, origin(Q_PRE, s->row, 2 * s->column + i), nowhere);
        return;
    case READOUT_ATTENTIONAL:
        summand_add(s, TERM_TANH, 1, 0, origin(Q_PRE, s->row, s->column), nowhere);
        return;
    case READOUT_LINEAR:
        rule_copy(s, origin(Q_PRE, s->row, s->column));
        return;
    case READOUT_COUNT:
        return;
    }
}

void rule_logits(struct subject *s)
{
    summands_room(s, s->config->seq2seq.readout_hidden + 1);
    summands_products(s, mat_row(s->weights->seq2seq.output, s->column), 1, Q_READOUT, s->row,
                      nowhere);
    summand_given(s, s->weights->seq2seq.output_bias.x[s->column], "bias b");
}
