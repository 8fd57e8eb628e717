/* Encoder-decoders against PyTorch: tests/frozen holds weights, a padded batch and what PyTorch
 * computed from them in double precision (tests/frozen/make.py). */
#include "tiny.h"

#include "frozen.h"

#include "model/seq2seq.h"
#include "model/seq2seq_decoder.h"

static struct batch batch; /* of the file that is open */

static void read_batch(struct frozen *f)
{
    const struct tensor *source = frozen_find(f, "source.ids"),
                        *target = frozen_find(f, "target.ids");
    batch = (struct batch){.size = (int)source->shape[0],
                           .source_length = (int)source->shape[1],
                           .target_length = (int)target->shape[1],
                           .source = frozen_ids(f, "source.ids"),
                           .source_lengths = frozen_ids(f, "source.lengths"),
                           .fed = frozen_ids(f, "target.fed"),
                           .produced = frozen_ids(f, "target.ids"),
                           .target_lengths = frozen_ids(f, "target.lengths")};
    for (int b = 0; b < batch.size; b++)
        batch.target_tokens += batch.target_lengths[b];
}

static void thaw(struct frozen *f, const char *name)
{
    frozen_open(f, name);
    read_batch(f);
}

/* Ours is time-major [L·B × cols], theirs [B × L × cols]; only the first lengths[b] of L count,
 * and of their columns only the first columns[b] (NULL: all). */
static void compare(struct frozen *f, const char *name, struct mat ours, const int *lengths,
                    const int *columns)
{
    const struct tensor *tensor = frozen_find(f, name);
    const float *theirs = frozen_values(f, name);
    int size = batch.size, length = ours.rows / size;
    double tolerance = RELATIVE * frozen_largest(theirs, tensor->count);
    char what[64];
    snprintf(what, sizeof what, "%s of %s", name, f->name);
    assert_int_equal(tensor->count, ours.rows * ours.cols);
    for (int b = 0; b < size; b++)
        for (int t = 0; t < lengths[b]; t++)
            for (int i = 0; i < (columns ? columns[b] : ours.cols); i++)
                assert_close(mat_row(ours, t * size + b)[i],
                             theirs[(b * length + t) * ours.cols + i], tolerance, what);
}

static const int ones[] = {1, 1, 1};

static void compare_run(struct frozen *f, struct seq2seq_run *run)
{
    const struct decoder_run *d = &run->decoder;
    const struct attention_run *a = &run->attention;
    const int *source = batch.source_lengths, *target = batch.target_lengths;
    int steps = batch.target_length;
    compare(f, "result.encoder", run->encoder.states, source, NULL);
    compare(f, "result.init", steps_at(d->states, 0), ones, NULL);
    if (f->config.seq2seq.attention.score != SCORE_NONE) {
        compare(f, "result.scores", steps_range(a->scores, 0, steps), target, source);
        compare(f, "result.weights", steps_range(a->weights, 0, steps), target, NULL);
    }
    if (f->config.seq2seq.feed != FEED_FIRST)
        compare(f, "result.contexts", steps_range(a->context, 0, steps), target, NULL);
    compare(f, "result.states", steps_range(d->states, 1, steps), target, NULL);
    compare(f, "result.readout", steps_range(d->readout, 0, steps), target, NULL);
}

static void force(struct frozen *f, struct seq2seq_run *run, enum keep keep)
{
    struct seq2seq_setup setup = {
        .config = &f->config, .weights = &f->weights, .arena = &f->arena, .keep = keep};
    seq2seq_forced(run, &setup, &batch);
}

static double their_loss(struct frozen *f)
{
    return frozen_values(f, "result.loss")[0];
}

static void forward(struct frozen *f)
{
    struct seq2seq_run run;
    double tokens = (double)batch.target_tokens;
    force(f, &run, KEEP_ALL);
    compare_run(f, &run);
    for (int t = 0; t < batch.target_length; t++)
        decoder_output(&run, t);
    compare(f, "result.logits", steps_range(run.decoder.logits, 0, batch.target_length),
            batch.target_lengths, NULL);
    assert_close(seq2seq_loss(&run, &batch) / tokens, their_loss(f), RELATIVE * their_loss(f),
                 "loss of a run that keeps all");
    force(f, &run, KEEP_BACKWARD);
    compare_run(f, &run);
    assert_close(seq2seq_loss(&run, &batch) / tokens, their_loss(f), RELATIVE * their_loss(f),
                 "loss of a run for training");
}

static void backward(struct frozen *f)
{
    struct seq2seq_run run;
    double tokens = (double)batch.target_tokens;
    force(f, &run, KEEP_BACKWARD);
    double loss = seq2seq_backward(&run, &batch, &f->gradients, (real)(1 / tokens));
    assert_close(loss / tokens, their_loss(f), RELATIVE * their_loss(f), "loss with gradients");
    frozen_compare_gradients(f);
}

/* Step by step as in decoding, the words fed being given. */
static void step_by_step(struct frozen *f)
{
    struct seq2seq_run run;
    const struct batch *b = &batch;
    struct seq2seq_setup setup = {
        .config = &f->config, .weights = &f->weights, .arena = &f->arena, .keep = KEEP_ALL};
    seq2seq_start(&run, &setup, b->size, b->source_length, b->source, b->source_lengths,
                  b->target_length);
    for (int t = 0; t < b->target_length; t++)
        decoder_advance(&run, t, b->fed + t * b->size);
    compare_run(f, &run);
    compare(f, "result.logits", steps_range(run.decoder.logits, 0, b->target_length),
            b->target_lengths, NULL);
}

/* What training keeps is what a shown run keeps. */
static void keep_levels(struct frozen *f)
{
    struct seq2seq_run all, kept;
    int steps = batch.target_length;
    force(f, &all, KEEP_ALL);
    force(f, &kept, KEEP_BACKWARD);
    assert_mat_close(all.encoder.states, kept.encoder.states, 0, "encoder states");
    assert_mat_close(steps_range(all.decoder.states, 0, steps + 1),
                     steps_range(kept.decoder.states, 0, steps + 1), 0, "decoder states");
    if (f->config.seq2seq.feed != FEED_FIRST)
        assert_mat_close(steps_range(all.attention.context, 0, steps),
                         steps_range(kept.attention.context, 0, steps), 0, "contexts");
    assert_mat_close(steps_range(all.decoder.readout, 0, steps),
                     steps_range(kept.decoder.readout, 0, steps), 0, "readouts");
    assert_mat_close(steps_range(all.decoder.layer[0].gates, 0, steps),
                     steps_range(kept.decoder.layer[0].gates, 0, steps), 0, "gates");
    if (f->config.seq2seq.attention.score != SCORE_NONE)
        assert_mat_close(steps_range(all.attention.weights, 0, steps),
                         steps_range(kept.attention.weights, 0, steps), 0, "weights");
    assert_true(seq2seq_loss(&all, &batch) == seq2seq_loss(&kept, &batch));
}

static void with_each(void (*check)(struct frozen *))
{
    static const char *const names[] = {
        "additive",   "dot",         "scaled_dot", "none",       "luong", "rnn",      "rnn_layers",
        "gru_layers", "gru_feeding", "lstm",       "lstm_fixed", "first", "gru_first"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct frozen frozen;
        thaw(&frozen, names[i]);
        check(&frozen);
        frozen_close(&frozen);
    }
}

static void runs_agree_with_pytorch(void **state)
{
    (void)state;
    with_each(forward);
}

static void gradients_agree_with_pytorch(void **state)
{
    (void)state;
    with_each(backward);
}

static void decoding_steps_agree_with_pytorch(void **state)
{
    (void)state;
    with_each(step_by_step);
}

static void both_keep_levels_compute_the_same(void **state)
{
    (void)state;
    with_each(keep_levels);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_agree_with_pytorch),
        cmocka_unit_test(gradients_agree_with_pytorch),
        cmocka_unit_test(decoding_steps_agree_with_pytorch),
        cmocka_unit_test(both_keep_levels_compute_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
