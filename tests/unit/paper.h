/* Runs under lines of interventions, and a model whose numbers can be worked out on paper. */
#include "tiny.h"

#include "lab/intervention.h"

/* ---- a model on paper ----
 *
 * h(j) is what the table says, whatever stands before it; every query is h(<eos>), so e(t,j) is the
 * same at every step: 0.4, 0, −0.4, 0.64 for a, b, c, <eos>, and 0 for padding, whose states are 0.
 * The readout is the context: x, y, z are likely where it leans to a, b, c. After a word comes <eos>. */

static const double states[][3] = {{0.5, 0, 0}, {0, 0.5, 0}, {-0.5, 0, 0}};
static const double asks[3] = {0.8, 0, 0};

static inline struct model *paper(void)
{
    struct config config = config_default(&family_seq2seq);
    struct err err;
    config.seq2seq.cell = CELL_RNN;
    config.seq2seq.init = INIT_LAST;
    config.seq2seq.attention.score = SCORE_DOT;
    config.seq2seq.feed = FEED_OUTPUT;
    config.seq2seq.readout = READOUT_LINEAR;
    config.seq2seq.directions = 1;
    config.seq2seq.embed = config.seq2seq.encoder_hidden = config.seq2seq.decoder_hidden = 3;
    config.seq2seq.readout_hidden = 4;
    config.source.unit = config.target.unit = UNIT_TOKEN;
    struct model *model = model_new("paper", &config, tokenizer_of(UNIT_TOKEN, tiny_vocab("a b c")),
                                    tokenizer_of(UNIT_TOKEN, tiny_vocab("x y z")), 1, &err);
    if (!model)
        fail_msg("%s", err.text);
    memset(model->flat, 0, model->list.size * sizeof *model->flat);
    struct weights *w = &model->weights;
    for (int k = 0; k < 3; k++) {
        mat_row(w->seq2seq.encoder[0][0].input, k)[k] = 1;
        mat_row(w->seq2seq.source_embedding, ID_EOS)[k] = (real)atanh(asks[k]);
        for (int word = 0; word < 3; word++)
            mat_row(w->seq2seq.source_embedding, VOCAB_SPECIAL + word)[k] =
                (real)atanh(states[word][k]);
        mat_row(w->seq2seq.readout_context, k)[k] = 1;
        w->seq2seq.decoder[0].input_bias.x[k] = (real)atanh(asks[k]);
    }
    /* unit 3 of s(t) says whether a word was written; only the readout sees it */
    mat_row(w->seq2seq.decoder[0].input, 2)[0] = 1;
    for (int word = 0; word < 3; word++)
        mat_row(w->seq2seq.target_embedding, VOCAB_SPECIAL + word)[0] = 1;
    mat_row(w->seq2seq.readout_state, 3)[2] = 1;
    mat_row(w->seq2seq.output, ID_EOS)[3] = 100;
    mat_row(w->seq2seq.output, VOCAB_SPECIAL)[0] = 10;
    mat_row(w->seq2seq.output, VOCAB_SPECIAL + 1)[1] = 10;
    mat_row(w->seq2seq.output, VOCAB_SPECIAL + 2)[0] = -10;
    for (int id = 0; id < VOCAB_SPECIAL; id++)
        w->seq2seq.output_bias.x[id] = id == ID_EOS ? -5 : -50;
    return model;
}

/* ---- running lines ---- */

static inline struct strs split(const char *lines)
{
    struct strs out = {0};
    for (const char *at = lines; *at;) {
        size_t n = strcspn(at, ";");
        strs_add_n(&out, at, n);
        at += n + (at[n] == ';');
        at += strspn(at, " ");
    }
    return out;
}

/* "mask off; hide 2" on one sentence; every line must be applied. */
static inline struct trace *run(const struct model *model, const char *text, const char *lines)
{
    struct strs sentences = {0}, list = split(lines);
    struct err err;
    strs_add(&sentences, text);
    struct lab lab = {model, &sentences, &list};
    struct trace *trace = lab_run(&lab, &err);
    if (err.text[0])
        fail_msg("%s: %s", lines, err.text);
    strs_free(&sentences);
    strs_free(&list);
    return trace;
}

static inline const real *row_of(const struct trace *trace, enum quantity_id id, int row)
{
    struct mat all = trace_get(trace, 0, id);
    assert_true(all.x && row < all.rows);
    return mat_row(all, row);
}
