/* Snapshots of the attention: their file, and taking them while training without changing it. */
#include "tiny.h"

#include "base/file.h"
#include "store/safetensors_write.h"
#include "study/snapshots.h"
#include "trace/trace.h"
#include "train/task.h"
#include "train/trainer.h"

static struct folder folder;
static char *corpus, *pairs, *out, *taken, *other;

static int prepare(void **state)
{
    (void)state;
    struct str many = {0};
    for (int i = 0; i < 16; i++)
        str_add(&many, "The cat sleeps.\tLe chat dort.\nThe dog sleeps.\tLe chien dort.\n"
                       "The cat runs here.\tLe chat court ici.\nA dog runs.\tUn chien court.\n"
                       "A grey cat.\tUn chat gris.\nA grey dog.\tUn chien gris.\n");
    folder = folder_make();
    corpus = folder_file(&folder, "corpus.tsv");
    pairs = folder_file(&folder, "pairs.tsv");
    out = folder_file(&folder, "out.safetensors");
    taken = folder_file(&folder, "out.safetensors.snapshots");
    other = folder_file(&folder, "other");
    file_fill(corpus, many.text);
    file_fill(pairs, "The grey cat runs.\tLe chat gris court.\nA unicorn.\tUne licorne.\n");
    str_free(&many);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    free(corpus);
    free(pairs);
    free(out);
    free(taken);
    free(other);
    folder_remove(&folder);
    return 0;
}

/* --- the file --------------------------------------------------------------------------------- */

static void words(struct strs *out_words, const char *text)
{
    strs_clear(out_words);
    tokens_split(out_words, UNIT_TOKEN, text);
}

/* Two sentences, at steps 0 and 50, with rows that sum to 1. */
static struct snapshots *literal(bool attention)
{
    struct snapshots *s = mem_new(1, sizeof *s);
    s->model = mem_text("a \"name\"");
    s->attention = attention;
    s->sentence_count = 2;
    words(&s->sentences[0].source, "早 上 好 <eos>");
    words(&s->sentences[0].target, "good morning <eos>");
    words(&s->sentences[1].source, "<eos>");
    words(&s->sentences[1].target, "oh <eos>");
    for (int i = 0; i < 2; i++) {
        struct snapshot *snapshot = snapshots_add(s);
        *snapshot = (struct snapshot){.step = 50L * i,
                                      .epoch = 1 + i,
                                      .loss = i ? 1.5 : NAN,
                                      .saved = i == 1,
                                      .weights = snapshot->weights,
                                      .output = snapshot->output};
        words(&snapshot->output[0], i ? "good morning <eos>" : "the the the");
        for (int n = 0; n < 2 && attention; n++) {
            struct mat w = snapshots_weights(s, i, n);
            for (int t = 0; t < w.rows; t++)
                mat_row(w, t)[(t + i) % w.cols] = 1;
        }
    }
    return s;
}

static void assert_words(const struct strs *a, const struct strs *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_string_equal(a->list[i], b->list[i]);
}

static struct snapshots *reopened(const char *path)
{
    struct err err;
    struct snapshots *s = snapshots_open(path, &err);
    if (!s)
        fail_msg("%s", err.text);
    return s;
}

/* Files that hold tokens are shown like those that hold words. */
static void pieces_are_read_as_people_read_them(void **state)
{
    struct err err;
    struct snapshots *a = literal(true);
    (void)state;
    strs_cut(&a->list[0].output[0], 0);
    strs_add(&a->list[0].output[0], "travaill@@");
    strs_add(&a->list[0].output[0], "er");
    assert_int_equal(snapshots_write(a, other, &err), 0);
    struct snapshots *b = reopened(other);
    assert_string_equal(b->list[0].output[0].list[0], "travaill-");
    assert_string_equal(b->list[0].output[0].list[1], "er");
    snapshots_free(a);
    snapshots_free(b);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    for (int attention = 0; attention < 2; attention++) {
        struct err err;
        struct snapshots *a = literal(attention);
        assert_int_equal(snapshots_write(a, other, &err), 0);
        struct snapshots *b = reopened(other);
        assert_string_equal(a->model, b->model);
        assert_int_equal(b->attention, attention);
        assert_int_equal(b->sentence_count, 2);
        assert_int_equal(b->count, 2);
        assert_true(isnan(b->list[0].loss) && b->list[1].loss == 1.5);
        assert_true(!b->list[0].saved && b->list[1].saved);
        for (int n = 0; n < 2; n++) {
            assert_words(&a->sentences[n].source, &b->sentences[n].source);
            assert_words(&a->sentences[n].target, &b->sentences[n].target);
            for (int i = 0; i < 2; i++) {
                assert_int_equal(a->list[i].step, b->list[i].step);
                assert_int_equal(a->list[i].epoch, b->list[i].epoch);
                assert_words(&a->list[i].output[n], &b->list[i].output[n]);
                struct mat left = snapshots_weights(a, i, n), right = snapshots_weights(b, i, n);
                assert_true((right.x != NULL) == attention);
                if (attention)
                    assert_mat_close(left, right, 0, "a weight");
            }
        }
        snapshots_free(a);
        snapshots_free(b);
    }
}

static void refused_file(const char *reason)
{
    struct err err = {""};
    assert_null(snapshots_open(other, &err));
    if (!strstr(err.text, reason) || !strstr(err.text, other) || strchr(err.text, '\n'))
        fail_msg("refused with: %s\nwithout saying: %s", err.text, reason);
}

/* One literal file, changed in one place before it is written. */
static void refuse_changed(void (*change)(struct snapshots *), const char *reason)
{
    struct err err;
    struct snapshots *s = literal(true);
    change(s);
    assert_int_equal(snapshots_write(s, other, &err), 0);
    snapshots_free(s);
    refused_file(reason);
}

static void no_target(struct snapshots *s)
{
    while (s->count)
        snapshots_remove(s, 0);
    while (s->sentence_count < SNAPSHOT_SENTENCES)
        words(&s->sentences[s->sentence_count++].source, "<eos>");
}

static void steps_fall(struct snapshots *s)
{
    s->list[0].step = 51;
}

static void epoch_zero(struct snapshots *s)
{
    s->list[1].epoch = 0;
}

static void weight_beyond_one(struct snapshots *s)
{
    s->list[1].weights[0][3] = 2;
}

static void weight_no_number(struct snapshots *s)
{
    s->list[1].weights[1][0] = NAN;
}

static void damaged_files_are_refused_with_one_line(void **state)
{
    (void)state;
    struct err err;
    struct str text = {0};
    refuse_changed(no_target, "a sentence");
    refuse_changed(steps_fall, "a snapshot");
    refuse_changed(epoch_zero, "a snapshot");
    refuse_changed(weight_beyond_one, "weights.50.0 holds 2");
    refuse_changed(weight_no_number, "weights.50.1 holds");
    const struct metadata_out nothing[] = {{"heed.snapshots", "{\"model\": 3}"}};
    safetensors_write(other, NULL, 0, nothing, 1, &err);
    refused_file("model");
    safetensors_write(other, NULL, 0, NULL, 0, &err);
    refused_file("not snapshots");
    unlink(other);
    refused_file(other);

    struct snapshots *s = literal(true);
    assert_int_equal(snapshots_write(s, other, &err), 0);
    snapshots_free(s);
    assert_int_equal(file_read(&text, other, 1 << 20, &err), 0);
    for (size_t n = 0; n < text.length; n += 7) { /* cut off anywhere */
        FILE *file = fopen(other, "wb");
        fwrite(text.text, 1, n, file);
        fclose(file);
        refused_file(other);
    }
    for (size_t n = 8; n < text.length; n += 3) { /* one byte wrong: read or refused, no crash */
        FILE *file = fopen(other, "wb");
        text.text[n] ^= 0x15;
        fwrite(text.text, 1, text.length, file);
        text.text[n] ^= 0x15;
        fclose(file);
        snapshots_free(snapshots_open(other, &err));
    }
    str_free(&text);
}

/* --- taking them ------------------------------------------------------------------------------ */

static struct train_options small_options(void)
{
    struct train_options o = train_defaults();
    o.corpus = corpus;
    o.out = out;
    o.snapshots = pairs;
    o.config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    o.config.seq2seq.embed = o.config.seq2seq.decoder_hidden = 8;
    o.epochs = 3;
    o.batch = 3;
    o.threads = 1;
    o.rate = 0.01;
    o.half = false;
    o.force = true;
    return o;
}

struct watch {
    long stop_at;
    struct str said;
};

static enum train_wish on_report(void *data, const struct train_report *report,
                                 const struct model *model)
{
    const struct watch *watch = data;
    (void)model;
    return report->step == watch->stop_at && !report->epoch_done ? TRAIN_STOP : TRAIN_GO_ON;
}

static void on_say(void *data, const char *line)
{
    str_add(&((struct watch *)data)->said, line);
}

static enum train_result run(const struct train_options *o, long stop_at, const char *saying,
                             struct err *err)
{
    struct watch watch = {.stop_at = stop_at};
    struct train_hooks hooks = {.report = on_report, .say = on_say, .data = &watch};
    enum train_result result = train(o, &hooks, err);
    if (!strstr(watch.said.text ? watch.said.text : "", saying))
        fail_msg("not said: %s, but: %s", saying, watch.said.text);
    str_free(&watch.said);
    return result;
}

static void run_to_the_end(const struct train_options *o)
{
    struct err err;
    if (run(o, -1, "", &err) != TRAIN_DONE)
        fail_msg("%s", err.text);
}

static struct str contents(const char *path)
{
    struct str text = {0};
    struct err err;
    if (file_read(&text, path, 1 << 24, &err))
        fail_msg("%s", err.text);
    return text;
}

static void assert_same_file(const struct str *expected, const char *path)
{
    struct str text = contents(path);
    assert_int_equal(text.length, expected->length);
    assert_memory_equal(text.text, expected->text, text.length);
    str_free(&text);
}

static struct model *trained(void)
{
    struct err err;
    struct model *model = model_open(out, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static void the_training_is_the_same_with_and_without(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 2; threads++) {
        struct train_options o = small_options();
        o.threads = threads;
        run_to_the_end(&o);
        struct model *with = trained();
        unlink(taken);
        o.snapshots = NULL;
        run_to_the_end(&o);
        struct model *without = trained();
        assert_memory_equal(with->flat, without->flat, with->list.size * sizeof(real));
        assert_int_not_equal(access(taken, F_OK), 0);
        model_free(with);
        model_free(without);
    }
}

/* 96 pairs, 3 a batch: 32 steps an epoch. */
static void they_show_what_the_weights_of_their_step_compute(void **state)
{
    (void)state;
    static const long steps[] = {0, 50, 75, 96};
    struct train_options o = small_options();
    run_to_the_end(&o);
    struct snapshots *s = reopened(taken);
    struct model *model = trained();
    assert_string_equal(s->model, "out");
    assert_int_equal(s->count, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(s->list[i].step, steps[i]);
        assert_int_equal(s->list[i].epoch, i ? (steps[i] - 1) / 32 + 1 : 1);
        assert_int_equal(s->list[i].saved, i == 3);
        assert_true(i ? s->list[i].loss > 0 : isnan(s->list[i].loss));
    }
    assert_int_equal(s->sentence_count, 2);
    assert_string_equal(s->sentences[1].source.list[1], "unicorn"); /* readable, though <unk> */
    assert_string_equal(s->sentences[1].target.list[3], "<eos>");
    const char *text = "The grey cat runs.";
    int target[6];
    for (int t = 0; t < 6; t++)
        target[t] = vocab_id(model->target.vocab, s->sentences[0].target.list[t]);
    struct trace *forced = trace_forced(model, text, target, 6);
    struct trace *greedy = trace_new(model, &text, 1, NULL);
    struct mat last = snapshots_weights(s, 3, 0);
    assert_mat_close(last, trace_get(forced, 0, Q_WEIGHTS), 6e-4, "a weight in F16");
    assert_memory_not_equal(last.x, s->list[0].weights[0], sizeof(real) * 30);
    assert_int_equal(s->list[3].output[0].count, greedy->sentences[0].steps);
    for (int t = 0; t < greedy->sentences[0].steps; t++)
        assert_string_equal(s->list[3].output[0].list[t], trace_target_word(greedy, 0, t));
    trace_free(forced);
    trace_free(greedy);
    model_free(model);
    snapshots_free(s);
}

static void the_last_one_is_the_model_that_was_kept(void **state)
{
    (void)state;
    struct train_options o = small_options();
    o.valid = corpus;
    o.epochs = 8;
    o.rate = 0.05;
    run_to_the_end(&o);
    struct snapshots *s = reopened(taken);
    struct model *model = trained();
    const struct snapshot *last = &s->list[s->count - 1];
    assert_true(last->saved);
    assert_int_equal(last->epoch, (int)model_training_number(model, "best_epoch", 0));
    assert_int_equal(last->step, 32 * last->epoch);
    for (int i = 0; i < s->count - 1; i++)
        assert_false(s->list[i].saved);
    model_free(model);
    snapshots_free(s);
}

static void stop_at(struct train_options o, long step)
{
    struct err err;
    assert_int_equal(run(&o, step, "", &err), TRAIN_STOPPED);
}

static void they_go_on_after_a_stop(void **state)
{
    (void)state;
    struct train_options o = small_options();
    struct err err;
    run_to_the_end(&o);
    struct str whole = contents(taken);
    static const long stops[] = {1, 49, 50, 51, 64, 80};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        stop_at(o, stops[i]);
        o.resume = true;
        run_to_the_end(&o);
        o.resume = false;
        assert_same_file(&whole, taken);
    }
    stop_at(o, 60); /* a run that was killed had come further than its checkpoint */
    FILE *file = fopen(taken, "wb");
    fwrite(whole.text, 1, whole.length, file);
    fclose(file);
    o.resume = true;
    run_to_the_end(&o);
    assert_same_file(&whole, taken);
    str_free(&whole);

    o.resume = false;
    stop_at(o, 60);
    unlink(taken);
    o.resume = true;
    assert_int_equal(run(&o, 70, "they begin here", &err), TRAIN_STOPPED);
    run_to_the_end(&o);
    struct snapshots *s = reopened(taken);
    assert_int_equal(s->list[0].step, 75);
    snapshots_free(s);
}

static void refused(const struct train_options *o, const char *reason)
{
    struct err err;
    assert_int_equal(run(o, -1, "", &err), TRAIN_FAILED);
    if (!strstr(err.text, reason))
        fail_msg("refused with: %s\nwithout saying: %s", err.text, reason);
}

static void impossible_sentences_are_refused(void **state)
{
    (void)state;
    struct train_options o = small_options();
    struct str text = {0};
    o.snapshots = other;
    unlink(other);
    refused(&o, other);
    file_fill(other, "");
    refused(&o, other);
    file_fill(other, "The cat.\n");
    refused(&o, other);
    for (int i = 0; i <= SNAPSHOT_SENTENCES; i++)
        str_add(&text, "The cat.\tLe chat.\n");
    file_fill(other, text.text);
    refused(&o, ":17: too many sentences");
    str_clear(&text);
    for (int i = 0; i <= SNAPSHOT_TOKENS; i++)
        str_add(&text, "cat ");
    str_add(&text, "\tLe chat.\n");
    file_fill(other, text.text);
    refused(&o, ":1: 65 and 3 tokens are too many");
    str_free(&text);
    o.snapshots = pairs;
    stop_at(o, 60);
    o.resume = true;
    file_fill(other, "A dog.\tUn chien.\n");
    o.snapshots = other;
    refused(&o, "other sentences");
    file_fill(taken, "damaged");
    refused(&o, taken);
}

static void a_fixed_context_keeps_translations_only(void **state)
{
    (void)state;
    struct train_options o = small_options();
    struct err err;
    o.config.seq2seq.attention.score = SCORE_NONE;
    assert_int_equal(run(&o, -1, "translations only", &err), TRAIN_DONE);
    struct snapshots *s = reopened(taken);
    assert_false(s->attention);
    assert_int_equal(s->count, 4);
    assert_null(snapshots_weights(s, 3, 0).x);
    assert_true(s->list[3].output[0].count > 0);
    snapshots_free(s);
}

/* A classifier learns from labels and texts; what is kept of its kind is what its run shows. */
static void check_classifier(enum classifier_kind kind, int rows, bool attends)
{
    struct train_options o = train_defaults();
    struct err err;
    task_defaults(&o, TASK_CLASSIFY);
    o.config.classifier.kind = kind;
    o.corpus = corpus;
    o.out = out;
    o.snapshots = pairs;
    o.epochs = 2;
    o.batch = 2;
    o.threads = 1;
    o.half = false;
    o.force = true;
    assert_int_equal(run(&o, -1, attends ? "" : "labels only", &err), TRAIN_DONE);
    struct snapshots *s = reopened(taken);
    struct model *model = trained();
    const char *text = "good good dog";
    struct trace *trace = trace_new(model, &text, 1, NULL);
    assert_true(s->labels);
    assert_int_equal(s->attention, attends);
    assert_int_equal(s->sentence_count, 2);
    assert_string_equal(s->sentences[0].source.list[2], "dog");
    assert_int_equal(s->sentences[0].target.count, rows);
    struct mat kept = snapshots_weights(s, s->count - 1, 0);
    struct mat ran = trace_get(trace, 0, kind == CLASSIFY_STRUCTURED ? Q_HOP_WEIGHTS : Q_WEIGHTS);
    assert_true((kept.x != NULL) == attends);
    if (attends)
        assert_mat_close(kept, ran, 6e-4, "a weight in F16");
    const struct strs *answer = &s->list[s->count - 1].output[0];
    struct mat p = trace_get(trace, 0, Q_CLASS_PROBABILITIES);
    int best = p.x[0] < p.x[1];
    assert_int_equal(answer->count, 2);
    assert_string_equal(answer->list[0], vocab_token(model->target.vocab, VOCAB_SPECIAL + best));
    assert_close(strtod(answer->list[1], NULL), (double)p.x[best], 0.0051, "its probability");
    trace_free(trace);
    model_free(model);
    snapshots_free(s);
}

static void classifiers_keep_their_weights_and_labels(void **state)
{
    (void)state;
    file_fill(corpus, "up\tgood dog\ndown\tbad dog\nup\tgood cat\ndown\ta bad cat\n");
    file_fill(pairs, "up\tgood good dog\ndown\tbad\n");
    check_classifier(CLASSIFY_RELATION, 3, true);
    check_classifier(CLASSIFY_STRUCTURED, 4, true);
    check_classifier(CLASSIFY_MULTIHEAD, 3, true);
    check_classifier(CLASSIFY_MEAN, 0, false);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(pieces_are_read_as_people_read_them),
        cmocka_unit_test(damaged_files_are_refused_with_one_line),
        cmocka_unit_test(the_training_is_the_same_with_and_without),
        cmocka_unit_test(they_show_what_the_weights_of_their_step_compute),
        cmocka_unit_test(the_last_one_is_the_model_that_was_kept),
        cmocka_unit_test(they_go_on_after_a_stop),
        cmocka_unit_test(impossible_sentences_are_refused),
        cmocka_unit_test(a_fixed_context_keeps_translations_only),
        cmocka_unit_test(classifiers_keep_their_weights_and_labels),
    };
    return cmocka_run_group_tests_name("snapshots", tests, prepare, clean_up);
}
