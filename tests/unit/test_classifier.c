/* What must hold for every classifier, whatever its weights: batches, padding, reasons that add up,
 * sentences that are hard to read, learning. */
#include "classifiers.h"

#include <unistd.h>

#include "classified/classifier_traced.h"
#include "classify/classifier_answer.h"
#include "lab/intervention.h"
#include "measure/classification.h"
#include "text/utf8.h"
#include "trace/formula.h"
#include "train/task.h"
#include "train/trainer.h"

static const char *const texts[] = {"the cat sleeps here .", "we rest", "dog"};

static struct classifier_answer answer_to(const struct model *model, const char *text)
{
    struct pool *pool = pool_new(1);
    struct classifier_answer answer = classifier_question(model, text);
    classifier_answer_all(model, pool, &answer, 1);
    pool_free(pool);
    return answer;
}

static void with_each_kind(void (*check)(const struct model *model))
{
    for (int kind = 0; kind < CLASSIFIER_KINDS; kind++) {
        struct model *model = classifier_model(kind, 7 + (uint64_t)kind);
        check(model);
        model_free(model);
    }
}

/* A sentence alone, in a batch of answers, and in a trace that keeps all: the same. */
static void check_company(const struct model *model)
{
    struct trace *trace = trace_new(model, texts, 3, NULL);
    for (int b = 0; b < 3; b++) {
        struct classifier_answer alone = answer_to(model, texts[b]);
        struct mat p = trace_get(trace, b, Q_CLASS_PROBABILITIES);
        struct trace *single = trace_new(model, &texts[b], 1, NULL);
        for (int y = 0; y < 3; y++) {
            assert_close(p.x[y], alone.probabilities[y], 1e-5, "in company");
            assert_close(trace_get(single, 0, Q_CLASS_PROBABILITIES).x[y], alone.probabilities[y],
                         1e-6, "alone");
            assert_close(exp(alone.log_probabilities[y]), alone.probabilities[y], 1e-5, "log");
        }
        trace_free(single);
        classifier_answer_free(&alone);
    }
    trace_free(trace);
}

static void company_and_padding_change_nothing(void **state)
{
    (void)state;
    with_each_kind(check_company);
}

/* Padding is in neither rows nor columns: exactly 0 there, and each row of words sums to 1. */
static void check_rows(const struct model *model)
{
    struct trace *trace = trace_new(model, texts, 3, NULL);
    for (int b = 0; b < 3 && trace_has(trace, Q_WEIGHTS); b++) {
        struct mat weights = trace_get(trace, b, Q_WEIGHTS);
        int length = trace_source_length(trace, b);
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (int j = 0; j < weights.cols; j++) {
                sum += (double)mat_row(weights, i)[j];
                assert_true(j < length || mat_row(weights, i)[j] == 0);
            }
            assert_close(sum, 1, 1e-6, "sum of a row");
        }
    }
    trace_free(trace);
}

static void rows_of_weights_sum_to_one(void **state)
{
    (void)state;
    with_each_kind(check_rows);
}

/* What is said about the lead is the difference of the two largest logits. */
static void check_lead(const struct model *model)
{
    struct trace *trace = trace_new(model, texts, 3, NULL);
    const struct classifier_traced *t = classifier_traced(trace);
    for (int b = 0; b < 3; b++) {
        struct mat logits = trace_get(trace, b, Q_CLASS_LOGITS);
        double lead = (double)logits.x[t->winner[b]] - (double)logits.x[t->next[b]];
        assert_true(lead >= 0);
        assert_close(trace_get(trace, b, Q_MARGIN).x[0], lead, 2e-5, "lead");
    }
    trace_free(trace);
}

static void contributions_add_up_to_the_lead(void **state)
{
    (void)state;
    with_each_kind(check_lead);
}

static void check_hard(const struct model *model)
{
    struct str words = {0};
    for (int i = 0; i < 300; i++)
        str_add(&words, i % 3 ? "cat " : "rest ");
    const char *const hard[] = {"", "  ", "dog", "xyzzy plugh", "我爱你", words.text};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
        struct classifier_answer answer = answer_to(model, hard[i]);
        double sum = 0;
        for (int y = 0; y < 3; y++)
            sum += (double)answer.probabilities[y];
        assert_close(sum, 1, 1e-5, hard[i]);
        assert_int_equal(answer.empty, i < 2);
        classifier_answer_free(&answer);
        if (i + 1 < sizeof hard / sizeof *hard) {
            struct trace *trace = trace_new(model, &hard[i], 1, NULL);
            assert_true(trace_source_length(trace, 0) >= 1);
            trace_free(trace);
        }
    }
    str_free(&words);
}

static void hard_sentences_have_answers(void **state)
{
    (void)state;
    with_each_kind(check_hard);
}

static void parts_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct err err;
    struct config config = classifier_config_of(CLASSIFY_MULTIHEAD);
    config.source.vocab = 9;
    config.target.vocab = 6;
    config.classifier.embed = 7;
    assert_int_equal(config_check(&config, &err), -1);
    assert_non_null(strstr(err.text, "multiple of heads"));
    config.target.unit = UNIT_WORD;
    assert_int_equal(config_check(&config, &err), -1);
    assert_non_null(strstr(err.text, "label"));
}

/* ---- the laboratory ---- */

/* Each is carried out, or refused with a reason; then everything of the run can be written down. */
static const char *const changes[] = {"sentence dog",
                                      "exchange 1 2",
                                      "drop cat",
                                      "replace cat dog",
                                      "beside we rest here",
                                      "score dot",
                                      "scaling off",
                                      "scaling on",
                                      "keys equal",
                                      "query other",
                                      "mask off",
                                      "mask inverted",
                                      "mask all soft",
                                      "hide cat",
                                      "show 2",
                                      "length 1 1",
                                      "window local_m 1",
                                      "causal on",
                                      "causal off",
                                      "temperature 0.5",
                                      "temperature 0",
                                      "select argmax",
                                      "select uniform",
                                      "off 1",
                                      "off 2 1",
                                      "off 9",
                                      "weight 1 2 0.9",
                                      "weight cat sleeps 0.5 raw",
                                      "row 1 1 2 3",
                                      "row all 1",
                                      "shift 1",
                                      "collapse cat",
                                      "context zero",
                                      "context freeze 1",
                                      "force good",
                                      "reference good",
                                      "choose 1 good",
                                      "unknown on"};

static void write_all(const struct trace *run)
{
    struct arena arena = {0};
    struct str out = {0};
    int count;
    const struct sheet *list = trace_sheets(run, -1, &arena, &count);
    for (int k = 0; k < count; k++) {
        str_clear(&out);
        formula_write(run, 0, list[k], -1, -1, &out);
        formula_write(run, 0, list[k], 0, 0, &out);
        formula_write_reading(run, 0, list[k], &out);
        trace_sheet_label(run, list[k], &out);
        trace_say(run, 0, origin_in(list[k], 0, 0), &out);
        assert_true(out.length > 10 && utf8_valid(out.text, out.length));
    }
    str_free(&out);
    arena_free(&arena);
}

static void check_changes(const struct model *model)
{
    struct err err;
    struct strs sentences = {0};
    int done = 0;
    strs_add(&sentences, texts[0]);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct strs list = {0};
        struct lab lab = {model, &sentences, &list};
        int possible = lab_check(&lab, changes[i], &err);
        assert_true(possible == 0 || err.text[0]);
        done += possible == 0;
        strs_add(&list, changes[i]);
        struct trace *run = lab_run(&lab, &err);
        assert_true((err.text[0] == '\0') == (possible == 0));
        write_all(run);
        trace_free(run);
        strs_free(&list);
    }
    assert_true(done >= 5);
    strs_free(&sentences);
}

static void every_change_works_or_says_why_not(void **state)
{
    (void)state;
    with_each_kind(check_changes);
}

static double lead_of(const struct model *model, const char *change)
{
    struct err err;
    struct strs sentences = {0}, list = {0};
    strs_add(&sentences, texts[0]);
    if (change)
        strs_add(&list, change);
    struct lab lab = {model, &sentences, &list};
    struct trace *run = lab_run(&lab, &err);
    assert_string_equal(err.text, "");
    double lead = (double)trace_get(run, 0, Q_MARGIN).x[0];
    trace_free(run);
    strs_free(&sentences);
    strs_free(&list);
    return lead;
}

static void changes_move_the_decision(void **state)
{
    (void)state;
    static const struct {
        int kind;
        const char *change;
    } moves[] = {{CLASSIFY_RELATION, "hide cat"},     {CLASSIFY_RELATION, "causal on"},
                 {CLASSIFY_RELATION, "collapse cat"}, {SOFTMAX_KIND, "temperature 0.1"},
                 {CLASSIFY_STRUCTURED, "off 2"},      {CLASSIFY_STRUCTURED, "row 1 1"},
                 {CLASSIFY_MULTIHEAD, "off 1 2"},     {CLASSIFY_MULTIHEAD, "causal on"},
                 {CLASSIFY_MULTIHEAD, "scaling off"}, {CAUSAL_KIND, "causal off"},
                 {CLASSIFY_MEAN, "hide cat"},         {CLASSIFY_RELATION_PLAIN, "causal on"}};
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        struct model *model = classifier_model(moves[i].kind, 5);
        if (fabs(lead_of(model, NULL) - lead_of(model, moves[i].change)) < 1e-6)
            fail_msg("%s does nothing to kind %d", moves[i].change, moves[i].kind);
        model_free(model);
    }
}

/* ---- labels ---- */

static void labels_are_whole_lines(void **state)
{
    (void)state;
    struct strs list = {0};
    tokens_split(&list, UNIT_LABEL, "  Very  Good, indeed ");
    assert_int_equal(list.count, 1);
    assert_string_equal(list.list[0], "Very Good, indeed");
    strs_clear(&list);
    tokens_split(&list, UNIT_LABEL, " ");
    assert_int_equal(list.count, 0);
    strs_free(&list);
}

/* ---- learning ---- */

static const char corpus[] = "very good\tthe film is a joy\n"
                             "Bad\tthe film is a pain\n"
                             "very good\ta joy , the whole of it\n"
                             "Bad\ta pain , the whole of it\n"
                             "so-so\tthe film is long\n"
                             "so-so\tlong , the whole of it\n";

static enum train_wish on_report(void *data, const struct train_report *report,
                                 const struct model *model)
{
    (void)model;
    *(struct train_report *)data = *report;
    return TRAIN_GO_ON;
}

static void on_say(void *data, const char *line)
{
    (void)data, (void)line;
}

static struct train_options options_for(enum classifier_kind kind, const char *file,
                                        const char *out)
{
    struct train_options o = train_defaults();
    task_defaults(&o, TASK_CLASSIFY);
    o.config.classifier = classifier_config_of((int)kind).classifier;
    o.config.classifier.features = 8;
    o.corpus = o.valid = file;
    o.out = out;
    o.epochs = 60;
    o.batch = 6;
    o.threads = 1;
    o.rate = 0.02;
    o.dropout = 0;
    o.half = false;
    return o;
}

static void check_trained(const char *out, const char *file)
{
    struct err err;
    struct classification found;
    struct pool *pool = pool_new(1);
    struct model *model = model_open(out, &err);
    if (!model)
        fail_msg("%s", err.text);
    assert_int_equal(classifier_labels(model), 3);
    assert_true(classifier_find_label(model, "very good") >= 0);
    assert_int_equal(classifier_find_label(model, "very"), -1);
    struct pair_source source = {.path = file};
    assert_int_equal(classification_measure(&found, model, pool, &source, &err), 0);
    assert_int_equal(found.sentences, 6);
    assert_true(found.accuracy == 100 && found.macro_f1 == 100 && found.loss < 0.5);
    for (int i = 0; i < 3; i++)
        assert_int_equal(found.confusion[i * 3 + i], 2);
    classification_free(&found);
    pool_free(pool);
    model_free(model);
}

static void every_kind_learns_labels_of_any_name(void **state)
{
    (void)state;
    struct folder folder = folder_make();
    char *file = folder_file(&folder, "labels.tsv"), *out = folder_file(&folder, "m.safetensors");
    FILE *stream = fopen(file, "w");
    fputs(corpus, stream);
    fclose(stream);
    for (int kind = 0; kind < CLASSIFIER_KIND_COUNT; kind++) {
        struct err err = {""};
        struct train_report last;
        struct train_options o = options_for((enum classifier_kind)kind, file, out);
        struct train_hooks hooks = {.report = on_report, .say = on_say, .data = &last};
        if (train(&o, &hooks, &err) != TRAIN_DONE)
            fail_msg("%s: %s", classifier_kind_names[kind], err.text);
        print_message("%s: loss %.4f\n", classifier_kind_names[kind], last.loss);
        check_trained(out, file);
        unlink(out); /* which no training overwrites */
    }
    free(file);
    free(out);
    folder_remove(&folder);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(company_and_padding_change_nothing),
        cmocka_unit_test(rows_of_weights_sum_to_one),
        cmocka_unit_test(contributions_add_up_to_the_lead),
        cmocka_unit_test(hard_sentences_have_answers),
        cmocka_unit_test(parts_that_do_not_fit_are_refused),
        cmocka_unit_test(every_change_works_or_says_why_not),
        cmocka_unit_test(changes_move_the_decision),
        cmocka_unit_test(labels_are_whole_lines),
        cmocka_unit_test(every_kind_learns_labels_of_any_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
