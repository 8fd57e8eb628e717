/* Encoder-decoders against PyTorch: tests/frozen holds weights, a padded batch and what PyTorch
 * computed from them in double precision (tests/frozen/make.py). */
#include "tiny.h"

#include "model/seq2seq.h"
#include "model/seq2seq_decoder.h"
#include "store/safetensors.h"

/* Of the largest magnitude of a tensor. */
#define RELATIVE 1e-5

struct frozen {
    const char *name;
    struct safetensors *file;
    struct config config;
    struct weight_list list;
    struct weights weights, gradients;
    real *flat, *gradient;
    struct batch batch;
    struct arena arena;
};

static const struct tensor *find(const struct frozen *f, const char *name)
{
    const struct tensor *tensor = safetensors_find(f->file, name);
    if (!tensor)
        fail_msg("%s: no tensor %s", f->name, name);
    return tensor;
}

static float *values_of(struct frozen *f, const char *name)
{
    const struct tensor *tensor = find(f, name);
    float *values = arena_take(&f->arena, tensor->count, sizeof *values);
    tensor_read(values, tensor);
    return values;
}

/* A tensor [B] or [B × T] of ids, time-major. */
static int *ids_of(struct frozen *f, const char *name)
{
    const struct tensor *tensor = find(f, name);
    const float *values = values_of(f, name);
    size_t size = tensor->shape[0], length = tensor->rank == 2 ? tensor->shape[1] : 1;
    int *ids = arena_take(&f->arena, tensor->count, sizeof *ids);
    for (size_t b = 0; b < size; b++)
        for (size_t t = 0; t < length; t++)
            ids[t * size + b] = (int)values[b * length + t];
    return ids;
}

static void read_batch(struct frozen *f)
{
    const struct tensor *source = find(f, "source.ids"), *target = find(f, "target.ids");
    f->batch = (struct batch){.size = (int)source->shape[0],
                              .source_length = (int)source->shape[1],
                              .target_length = (int)target->shape[1],
                              .source = ids_of(f, "source.ids"),
                              .source_lengths = ids_of(f, "source.lengths"),
                              .fed = ids_of(f, "target.fed"),
                              .produced = ids_of(f, "target.ids"),
                              .target_lengths = ids_of(f, "target.lengths")};
    for (int b = 0; b < f->batch.size; b++)
        f->batch.target_tokens += f->batch.target_lengths[b];
}

static void thaw(struct frozen *f, const char *name)
{
    struct err err = {""};
    char *path = mem_format("tests/frozen/%s.safetensors", name);
    *f = (struct frozen){.name = name, .file = safetensors_open(path, &err)};
    free(path);
    if (!f->file ||
        config_read_file(&f->config, safetensors_metadata(f->file, "heed.config"), &err) ||
        config_check(&f->config, &err))
        fail_msg("%s", err.text);
    weights_bind(&f->weights, &f->list, &f->config, NULL);
    f->flat = mem_new(f->list.size, sizeof *f->flat);
    f->gradient = mem_new(f->list.size, sizeof *f->gradient);
    weights_bind(&f->weights, NULL, &f->config, f->flat);
    weights_bind(&f->gradients, NULL, &f->config, f->gradient);
    for (int i = 0; i < f->list.count; i++) {
        const struct weight *w = &f->list.list[i];
        const struct tensor *tensor = find(f, w->name);
        assert_int_equal(tensor->rank, w->rank);
        assert_int_equal(tensor->count, w->rows * w->cols);
        assert_int_equal(tensor->shape[tensor->rank - 1], w->cols);
        tensor_read(f->flat + w->offset, tensor);
    }
    read_batch(f);
}

static void release(struct frozen *f)
{
    safetensors_close(f->file);
    arena_free(&f->arena);
    free(f->flat);
    free(f->gradient);
}

static double largest(const float *values, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i]))
            most = fmax(most, fabs((double)values[i]));
    return most;
}

/* Ours is time-major [L·B × cols], theirs [B × L × cols]; only the first lengths[b] of L count,
 * and of their columns only the first columns[b] (NULL: all). */
static void compare(struct frozen *f, const char *name, struct mat ours, const int *lengths,
                    const int *columns)
{
    const struct tensor *tensor = find(f, name);
    const float *theirs = values_of(f, name);
    int size = f->batch.size, length = ours.rows / size;
    double tolerance = RELATIVE * largest(theirs, tensor->count);
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
    const int *source = f->batch.source_lengths, *target = f->batch.target_lengths;
    int steps = f->batch.target_length;
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
    seq2seq_forced(run, &setup, &f->batch);
}

static double their_loss(struct frozen *f)
{
    return values_of(f, "result.loss")[0];
}

static void forward(struct frozen *f)
{
    struct seq2seq_run run;
    double tokens = (double)f->batch.target_tokens;
    force(f, &run, KEEP_ALL);
    compare_run(f, &run);
    for (int t = 0; t < f->batch.target_length; t++)
        decoder_output(&run, t);
    compare(f, "result.logits", steps_range(run.decoder.logits, 0, f->batch.target_length),
            f->batch.target_lengths, NULL);
    assert_close(seq2seq_loss(&run, &f->batch) / tokens, their_loss(f), RELATIVE * their_loss(f),
                 "loss of a run that keeps all");
    force(f, &run, KEEP_BACKWARD);
    compare_run(f, &run);
    assert_close(seq2seq_loss(&run, &f->batch) / tokens, their_loss(f), RELATIVE * their_loss(f),
                 "loss of a run for training");
}

static void backward(struct frozen *f)
{
    struct seq2seq_run run;
    double tokens = (double)f->batch.target_tokens;
    force(f, &run, KEEP_BACKWARD);
    double loss = seq2seq_backward(&run, &f->batch, &f->gradients, (real)(1 / tokens));
    assert_close(loss / tokens, their_loss(f), RELATIVE * their_loss(f), "loss with gradients");
    for (int i = 0; i < f->list.count; i++) {
        const struct weight *w = &f->list.list[i];
        char name[64];
        snprintf(name, sizeof name, "grad.%s", w->name);
        const float *theirs = values_of(f, name);
        long count = (long)w->rows * w->cols;
        double most = largest(theirs, (size_t)count);
        assert_true(most > 0);
        assert_rows_close(f->gradient + w->offset, theirs, count, RELATIVE * most, name);
    }
}

/* Step by step as in decoding, the words fed being given. */
static void step_by_step(struct frozen *f)
{
    struct seq2seq_run run;
    const struct batch *b = &f->batch;
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
    int steps = f->batch.target_length;
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
    assert_true(seq2seq_loss(&all, &f->batch) == seq2seq_loss(&kept, &f->batch));
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
        release(&frozen);
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
