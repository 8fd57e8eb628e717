/* The code beside a stage: every matrix of every kind of run has a function that is found. */
#include "classifiers.h"
#include "paper.h"

#include "study/listing.h"

static void check_run(const struct trace *trace)
{
    struct arena arena = {0};
    int count;
    const struct sheet *sheets = trace_sheets(trace, -1, &arena, &count);
    assert_true(count > 5);
    for (int i = 0; i < count; i++) {
        struct listing listing = listing_of(trace, sheets[i]);
        struct strs lines = {0};
        listing_lines(&listing, &lines);
        if (lines.count < 3)
            fail_msg("%s has no %s", listing.path, listing.name);
        assert_string_equal(lines.list[lines.count - 1], "}");
        strs_free(&lines);
    }
    arena_free(&arena);
}

static void every_matrix_has_code(void **state)
{
    (void)state;
    static const char *const text = "a b";
    struct err err;
    for (int cell = 0; cell < CELL_COUNT; cell++)
        for (int score = SCORE_DOT; score < SCORE_COUNT; score++) {
            struct config config = config_default(&family_seq2seq);
            config.seq2seq.cell = (enum cell_kind)cell;
            config.seq2seq.attention.score = (enum score)score;
            config.seq2seq.embed = config.seq2seq.readout_hidden = 4;
            config.seq2seq.encoder_hidden = 2;
            config.seq2seq.decoder_hidden = config.seq2seq.attention.hidden = 4;
            config.source.unit = config.target.unit = UNIT_TOKEN;
            struct model *model =
                model_new("m", &config, tokenizer_of(UNIT_TOKEN, tiny_vocab("a b c")),
                          tokenizer_of(UNIT_TOKEN, tiny_vocab("x y z")), 1, &err);
            if (!model)
                fail_msg("%s", err.text);
            struct trace *trace = trace_new(model, &text, 1, NULL);
            check_run(trace);
            trace_free(trace);
            model_free(model);
        }
}

static bool in_family(const char *path)
{
    static const char *const translators[] = {"src/layer/score.c", "src/layer/attention.c",
                                              "src/layer/readout.c", "src/model/seq2seq_decoder.c"};
    for (size_t i = 0; i < sizeof translators / sizeof *translators; i++)
        if (strcmp(path, translators[i]) == 0)
            return false;
    return true;
}

/* Every matrix of every kind, and none with the code of what translates. */
static void classifiers_have_code_of_their_own(void **state)
{
    (void)state;
    static const char *const text = "cat sleeps";
    for (int kind = 0; kind < CLASSIFIER_KINDS; kind++) {
        struct model *model = classifier_model(kind, 3);
        struct trace *trace = trace_new(model, &text, 1, NULL);
        struct arena arena = {0};
        int count;
        const struct sheet *sheets = trace_sheets(trace, -1, &arena, &count);
        bool recurrent = trace_has(trace, Q_FORWARD);
        check_run(trace);
        for (int i = 0; i < count; i++) {
            struct listing listing = listing_of(trace, sheets[i]);
            bool cell = strcmp(listing.path, "src/layer/cell.c") == 0;
            if (!in_family(listing.path) || (cell && !recurrent))
                fail_msg("kind %d: %s has the code of %s", kind,
                         quantity_any(sheets[i].quantity)->name, listing.path);
        }
        arena_free(&arena);
        trace_free(trace);
        model_free(model);
    }
}

static const char *code_of(const struct trace *trace, enum quantity_id id)
{
    return listing_of(trace, sheet_of(id)).name;
}

static void scores_of_pairs_and_heads_differ(void **state)
{
    (void)state;
    static const char *const text = "cat sleeps";
    struct model *pairs = classifier_model(CLASSIFY_RELATION, 3),
                 *heads = classifier_model(CLASSIFY_MULTIHEAD, 3);
    struct trace *of_pairs = trace_new(pairs, &text, 1, NULL),
                 *of_heads = trace_new(heads, &text, 1, NULL);
    assert_string_equal(code_of(of_pairs, Q_SCORES), "compute_scores");
    assert_string_equal(code_of(of_pairs, Q_PAIR_WEIGHTS), "choose_weights");
    assert_string_equal(code_of(of_pairs, Q_WEIGHTS), "vec_softmax");
    assert_string_equal(code_of(of_pairs, Q_SENTENCE), "classifier_pairs_forward");
    assert_string_equal(code_of(of_heads, Q_SCORES), "heads_forward");
    assert_string_equal(code_of(of_heads, Q_SENTENCE), "pool");
    assert_string_equal(code_of(of_heads, Q_SECOND_NORM), "norm_forward");
    trace_free(of_pairs);
    trace_free(of_heads);
    model_free(pairs);
    model_free(heads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_matrix_has_code),
        cmocka_unit_test(classifiers_have_code_of_their_own),
        cmocka_unit_test(scores_of_pairs_and_heads_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
