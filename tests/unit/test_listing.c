/* The code beside a stage: every matrix of every kind of run has a function that is found. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_matrix_has_code)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
