/* Classifiers against PyTorch: tests/frozen holds weights, a padded batch and what PyTorch computed
 * from them in double precision (tests/frozen/make_classifiers.py). */
#include "tiny.h"

#include "classify/classifier.h"
#include "classify/classifier_hops.h"
#include "classify/classifier_pairs.h"
#include "store/safetensors.h"

/* Of the largest magnitude of a tensor. */
#define RELATIVE 1e-5

enum { SENTENCES = 3, LONGEST = 5 };

struct frozen {
    const char *name;
    struct safetensors *file;
    struct config config;
    struct weight_list list;
    struct weights weights, gradients;
    real *flat, *gradient;
    int tokens[LONGEST * SENTENCES], lengths[SENTENCES], labels[SENTENCES];
    struct classifier_batch batch;
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

static void read_batch(struct frozen *f)
{
    const float *ids = values_of(f, "tokens.ids"), *lengths = values_of(f, "tokens.lengths"),
                *labels = values_of(f, "labels");
    for (int b = 0; b < SENTENCES; b++) {
        f->lengths[b] = (int)lengths[b];
        f->labels[b] = (int)labels[b];
        for (int j = 0; j < LONGEST; j++)
            f->tokens[j * SENTENCES + b] = (int)ids[b * LONGEST + j];
    }
    f->batch = (struct classifier_batch){.size = SENTENCES,
                                         .length = LONGEST,
                                         .tokens = f->tokens,
                                         .lengths = f->lengths,
                                         .labels = f->labels};
}

static void thaw(struct frozen *f, const char *name)
{
    struct err err = {""};
    char *path = mem_format("tests/frozen/classifier-%s.safetensors", name);
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
        most = fmax(most, fabs((double)values[i]));
    return most;
}

static struct classifier_setup setup_of(struct frozen *f, enum keep keep)
{
    return (struct classifier_setup){.config = &f->config,
                                     .weights = &f->weights,
                                     .arena = &f->arena,
                                     .keep = keep,
                                     .penalty = (real)0.3};
}

/* The first `rows` rows and `cols` columns of a matrix of sentence b; theirs is [B × height ×
 * width]. */
static void compare(struct frozen *f, const char *name, int b, struct mat ours, int rows, int cols)
{
    const struct tensor *tensor = find(f, name);
    const float *theirs = values_of(f, name);
    int width = (int)tensor->shape[tensor->rank - 1],
        height = tensor->rank == 3 ? (int)tensor->shape[1] : 1;
    double tolerance = RELATIVE * largest(theirs, tensor->count);
    char what[64];
    snprintf(what, sizeof what, "%s of %s", name, f->name);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            assert_close(mat_row(ours, i)[j], theirs[(b * height + i) * width + j], tolerance,
                         what);
}

static void compare_pairs(struct frozen *f, const struct classifier_run *run, int b)
{
    int n = f->lengths[b];
    const struct pairs_run *p = &run->pairs;
    compare(f, "result.scores", b, classifier_pairs_matrix(run, p->scores, b), n, n);
    compare(f, "result.squashed", b, classifier_pairs_matrix(run, p->squashed, b), n, n);
    if (p->softmax.x)
        compare(f, "result.softmax", b, classifier_pairs_matrix(run, p->softmax, b), n, n);
}

static void compare_run(struct frozen *f, const struct classifier_run *run)
{
    enum classifier_kind kind = f->config.classifier.kind;
    for (int b = 0; b < SENTENCES; b++) {
        compare(f, "result.sentence", b, mat_rows(run->sentence, b, 1), 1, run->sentence.cols);
        compare(f, "result.logits", b, mat_rows(run->logits, b, 1), 1, run->logits.cols);
        if (kind == CLASSIFY_RNN || kind == CLASSIFY_STRUCTURED)
            compare(f, "result.states", b, mat_every(run->states, b, SENTENCES, LONGEST),
                    f->lengths[b], run->states.cols);
        if (kind == CLASSIFY_RELATION)
            compare_pairs(f, run, b);
        if (kind == CLASSIFY_STRUCTURED) {
            int hops = f->config.classifier.hops;
            compare(f, "result.scores", b, classifier_hops_of(run, run->hops.scores, b), hops,
                    f->lengths[b]);
            compare(f, "result.weights", b, classifier_hops_of(run, run->hops.weights, b), hops,
                    LONGEST);
        }
    }
}

static void forward(struct frozen *f)
{
    const enum keep keeps[] = {KEEP_ALL, KEEP_BACKWARD};
    double theirs = values_of(f, "result.loss")[0];
    for (int i = 0; i < 2; i++) {
        struct classifier_run run;
        struct classifier_setup setup = setup_of(f, keeps[i]);
        classifier_forward(&run, &setup, &f->batch);
        compare_run(f, &run);
        assert_close(classifier_loss(&run, &f->batch), theirs, RELATIVE * theirs, "loss");
    }
}

static void backward(struct frozen *f)
{
    struct classifier_run run;
    struct classifier_setup setup = setup_of(f, KEEP_BACKWARD);
    classifier_forward(&run, &setup, &f->batch);
    classifier_backward(&run, &f->batch, &f->gradients, 1);
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

static void with_each(void (*check)(struct frozen *))
{
    static const char *const names[] = {"mean",
                                        "rnn",
                                        "rnn-forward",
                                        "cnn",
                                        "relation-plain",
                                        "relation",
                                        "relation-softmax",
                                        "structured",
                                        "multihead",
                                        "multihead-causal"};
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

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_agree_with_pytorch),
        cmocka_unit_test(gradients_agree_with_pytorch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
