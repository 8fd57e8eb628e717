/* Classifiers against PyTorch: tests/frozen holds weights, a padded batch and what PyTorch computed
 * from them in double precision (tests/frozen/make_classifiers.py). */
#include "tiny.h"

#include "frozen.h"

#include "classify/classifier.h"
#include "classify/classifier_hops.h"
#include "classify/classifier_pairs.h"

enum { SENTENCES = 3, LONGEST = 5 };

static struct classifier_batch batch; /* of the file that is open */

static void thaw(struct frozen *f, const char *name)
{
    char *file = mem_format("classifier-%s", name);
    frozen_open(f, file);
    free(file);
    f->name = name;
    batch = (struct classifier_batch){.size = SENTENCES,
                                      .length = LONGEST,
                                      .tokens = frozen_ids(f, "tokens.ids"),
                                      .lengths = frozen_ids(f, "tokens.lengths"),
                                      .labels = frozen_ids(f, "labels")};
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
    const struct tensor *tensor = frozen_find(f, name);
    const float *theirs = frozen_values(f, name);
    int width = (int)tensor->shape[tensor->rank - 1],
        height = tensor->rank == 3 ? (int)tensor->shape[1] : 1;
    double tolerance = RELATIVE * frozen_largest(theirs, tensor->count);
    char what[64];
    snprintf(what, sizeof what, "%s of %s", name, f->name);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < cols; j++)
            assert_close(mat_row(ours, i)[j], theirs[(b * height + i) * width + j], tolerance,
                         what);
}

static void compare_pairs(struct frozen *f, const struct classifier_run *run, int b)
{
    int n = batch.lengths[b];
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
                    batch.lengths[b], run->states.cols);
        if (kind == CLASSIFY_RELATION)
            compare_pairs(f, run, b);
        if (kind == CLASSIFY_STRUCTURED) {
            int hops = f->config.classifier.hops;
            compare(f, "result.scores", b, classifier_hops_of(run, run->hops.scores, b), hops,
                    batch.lengths[b]);
            compare(f, "result.weights", b, classifier_hops_of(run, run->hops.weights, b), hops,
                    LONGEST);
        }
    }
}

static void forward(struct frozen *f)
{
    const enum keep keeps[] = {KEEP_ALL, KEEP_BACKWARD};
    double theirs = frozen_values(f, "result.loss")[0];
    for (int i = 0; i < 2; i++) {
        struct classifier_run run;
        struct classifier_setup setup = setup_of(f, keeps[i]);
        classifier_forward(&run, &setup, &batch);
        compare_run(f, &run);
        assert_close(classifier_loss(&run, &batch), theirs, RELATIVE * theirs, "loss");
    }
}

static void backward(struct frozen *f)
{
    struct classifier_run run;
    struct classifier_setup setup = setup_of(f, KEEP_BACKWARD);
    classifier_forward(&run, &setup, &batch);
    classifier_backward(&run, &batch, &f->gradients, 1);
    frozen_compare_gradients(f);
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

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_agree_with_pytorch),
        cmocka_unit_test(gradients_agree_with_pytorch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
