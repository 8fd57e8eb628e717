/* What a run computed, by name: shapes, labels, odd sentences, and the table of quantities. */
#include "tiny.h"

#include "pairwise.h"

#include "text/utf8.h"
#include "trace/formula.h"
#include "trace/rank.h"
#include "trace/summand.h"

static struct model *model_of(enum score score)
{
    bool fixed = score == SCORE_NONE;
    return tiny_model(tiny_config(score, fixed ? INIT_LAST : INIT_TANH, fixed ? 1 : 2), 21);
}

static const char *const two[] = {"The cat sleeps here.", "We rest."};

static void names_lead_back_to_quantities(void **state)
{
    (void)state;
    for (int id = 0; id < Q_COUNT; id++) {
        const struct quantity *q = quantity_any((enum quantity_id)id);
        assert_int_equal(q->id, id);
        struct sheet sheet;
        assert_true(quantity_find(q->name, &sheet) && sheet_same(sheet, sheet_of(q->id)));
        assert_non_null(q->label);
    }
    struct sheet sheet;
    assert_false(quantity_find("nothing", &sheet));
    assert_false(quantity_find("", &sheet));
    for (int stage = STAGE_NONE + 1; stage < STAGE_COUNT; stage++)
        assert_int_equal(stage_find(stage_name((enum stage)stage)), stage);
    assert_int_equal(stage_find("attention"), -1);
}

static void every_quantity_that_exists_has_numbers_and_a_formula(void **state)
{
    (void)state;
    static struct pairwise all;
    pairwise_cover(&all);
    for (int c = 0; c < all.count; c++) {
        struct model *model = tiny_model(pairwise_config(all.choices[c]), 31);
        struct trace *trace = trace_new(model, two, 2, NULL);
        for (int id = 0; id < Q_COUNT; id++)
            for (int s = 0; s < 2; s++) {
                const struct quantity *q = quantity_any((enum quantity_id)id);
                struct mat m = trace_get(trace, s, q->id);
                if (!m.x)
                    continue;
                struct str text = {0};
                formula_write_symbol(trace, sheet_of(q->id), -1, -1, &text);
                assert_true(utf8_valid(text.text, text.length) && strchr(text.text, '('));
                str_clear(&text);
                formula_write(trace, s, sheet_of(q->id), -1, -1, &text);
                assert_true(utf8_valid(text.text, text.length) && text.length);
                str_free(&text);
                int rows = q->rows == AXIS_SOURCE   ? trace_source_count(trace)
                           : q->rows == AXIS_TARGET ? trace->sentences[s].steps
                                                    : 1;
                assert_int_equal(m.rows, rows);
                if (q->columns == AXIS_SOURCE)
                    assert_int_equal(m.cols, trace_source_count(trace));
                if (q->columns == AXIS_VOCAB)
                    assert_int_equal(m.cols, vocab_size(model->target.vocab));
                for (int i = 0; i < m.rows * m.cols; i++) {
                    real x = mat_row(m, i / m.cols)[i % m.cols];
                    assert_true(x == x);
                    if (q->kind == KIND_GATE || q->kind == KIND_PROBABILITY)
                        assert_true(x >= 0 && x <= 1);
                }
            }
        trace_free(trace);
        model_free(model);
    }
}

/* Symbols and formulas say what this configuration computes. */
static void formulas_are_those_of_the_configuration(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *quantity, *symbol, *formula;
    } rows[] = {
        {"", "query", "s(t−1)", "query of step t = s(t−1), the state before it"},
        {"query=current feed=output", "query", "s(t)", "query of step t = s(t), its own state"},
        {"", "scores", "e(t,j)", "e(t,j) = v·tanh(W s(t−1) + U h(j))"},
        {"query=current feed=output score=general", "scores", "e(t,j)", "e(t,j) = s(t)·W h(j)"},
        {"", "reset", "r(t)", "r(t) = σ(W [Emb(y(t−1)); c(t)] + b + V s(t−1) + c)"},
        {"feed=output", "reset", "r(t)", "r(t) = σ(W Emb(y(t−1)) + b + V s(t−1) + c)"},
        {"feed=input_feeding cell=lstm", "candidate", "g(t)",
         "g(t) = tanh(W [Emb(y(t−1)); m(t−1)] + b + V s(t−1) + c)"},
        {"layers=2", "reset", "r(t)", "r(t) = σ(W s¹(t) + b + V s(t−1) + c)"},
        {"layers=2", "layer1_state", "s¹(t)", "s¹(t) = (1 − z) ⊙ n + z ⊙ s¹(t−1)"},
        {"layers=2", "backward_reset", "←r(j)",
         "←r(j) = σ(W [→h¹(j); ←h¹(j)] + b + V ←h(j+1) + c)"},
        {"cell=rnn", "forward", "→h(j)", "→h(j) = tanh(W x(j) + b + V →h(j−1) + c)"},
        {"cell=lstm", "state", "s(t)", "s(t) = o ⊙ tanh(C(t))"},
        {"cell=lstm", "memory", "C(t)", "C(t) = f ⊙ C(t−1) + i ⊙ g"},
        {"cell=lstm init=last", "first_memory", "C(0)", "C(0) = [→C(last); ←C(1)]"},
        {"", "first_state", "s(0)", "s(0) = tanh(W ←h(1) + b)"},
        {"init=last directions=1", "first_state", "s(0)", "s(0) = →h(last)"},
        {"window=local_p", "weights", "α(t,j)",
         "α(t,j) = a(t,j) × exp(−(j − p(t))² / 2σ²), with σ = D/2"},
        {"readout=attentional", "readout", "m(t)", "m(t) = tanh(u(t))"},
        {"readout=linear", "pre", "u(t)", "u(t) = U s(t) + C c(t) + b"},
        {"score=none feed=first init=last readout=linear", "pre", "u(t)", "u(t) = U s(t) + b"},
        {"score=none feed=first init=last", "pre", "u(t)", "u(t) = U s(t) + V Emb(y(t−1)) + b"},
        {"score=none feed=first init=last", "reset", "r(t)",
         "r(t) = σ(W Emb(y(t−1)) + b + V s(t−1) + c)"},
        {"score=none feed=first init=last directions=1", "first_state", "s(0)", "s(0) = →h(last)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct config config = config_default(&family_seq2seq);
        char settings[64], *rest = settings;
        struct err err;
        snprintf(settings, sizeof settings, "%s", rows[i].settings);
        for (char *word; (word = strtok_r(rest, " ", &rest));) {
            char *value = strchr(word, '=');
            *value++ = '\0';
            assert_int_equal(config_set(&config, word, value, &err), 0);
        }
        config.seq2seq.embed = config.seq2seq.readout_hidden = 4;
        config.seq2seq.encoder_hidden = 4 / config.seq2seq.directions;
        config.seq2seq.decoder_hidden = config.seq2seq.attention.hidden = 4;
        struct model *model = tiny_model(config, 5);
        struct trace *trace = trace_new(model, two, 1, NULL);
        struct str symbol = {0}, formula = {0};
        struct sheet sheet;
        assert_true(quantity_find(rows[i].quantity, &sheet) && trace_has_sheet(trace, sheet));
        formula_write_symbol(trace, sheet, -1, -1, &symbol);
        formula_write(trace, 0, sheet, -1, -1, &formula);
        assert_string_equal(symbol.text, rows[i].symbol);
        assert_string_equal(formula.text, rows[i].formula);
        str_free(&symbol);
        str_free(&formula);
        trace_free(trace);
        model_free(model);
    }
}

static void a_fixed_context_has_no_scores(void **state)
{
    (void)state;
    static const enum quantity_id missing[] = {Q_SCORES, Q_QUERY,   Q_QUERY_PROJECTED, Q_KEYS,
                                               Q_MASKED, Q_WEIGHTS, Q_BACKWARD};
    struct model *model = model_of(SCORE_NONE);
    struct trace *trace = trace_new(model, two, 2, NULL);
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_null(trace_get(trace, 0, missing[i]).x);
    for (int s = 0; s < 2; s++) { /* the state of the last word, at every step */
        struct mat c = trace_get(trace, s, Q_CONTEXT), h = trace_get(trace, s, Q_STATES);
        for (int t = 0; t < c.rows; t++)
            assert_rows_close(mat_row(c, t), mat_row(h, trace_source_length(trace, s) - 1), c.cols,
                              0, "the fixed context");
    }
    assert_int_equal(rank_focus(trace, 0, 0), 0);
    trace_free(trace);
    model_free(model);
}

/* Sutskever et al. 2014: the source is known from s(0) and nothing else. */
static void with_a_first_state_alone_no_step_has_a_context(void **state)
{
    (void)state;
    struct config config = tiny_config(SCORE_NONE, INIT_LAST, 1);
    config.seq2seq.feed = FEED_FIRST;
    struct model *model = tiny_model(config, 5);
    const struct control no_context = {.mask = MASK_OFF};
    struct trace *trace = trace_new(model, two, 2, NULL);
    struct trace *other = trace_new(model, two, 2, &no_context);
    assert_false(trace_has(trace, Q_CONTEXT) || trace_has(trace, Q_WEIGHTS));
    assert_null(model->weights.seq2seq.readout_context.x);
    assert_int_equal(model->weights.seq2seq.decoder[0].input.cols, config.seq2seq.embed);
    for (int s = 0; s < 2; s++) {
        struct mat states = trace_get(trace, s, Q_STATES);
        assert_rows_close(mat_row(trace_get(trace, s, Q_FIRST_STATE), 0),
                          mat_row(states, trace_source_length(trace, s) - 1), states.cols, 0,
                          "s(0)");
        assert_rows_close(mat_row(trace_get(trace, s, Q_PROBABILITIES), 0),
                          mat_row(trace_get(other, s, Q_PROBABILITIES), 0), 4, 0,
                          "nothing to mask");
    }
    trace_free(trace);
    trace_free(other);
    model_free(model);
}

static void positions_have_words(void **state)
{
    (void)state;
    static const char *const first[] = {"the", "cat", "sleeps", "here", ".", "<eos>"};
    static const char *const second[] = {"we", "rest", ".", "<eos>", "<pad>", "<pad>"};
    struct model *model = model_of(SCORE_ADDITIVE);
    struct trace *trace = trace_new(model, two, 2, NULL);
    char buffer[16];
    assert_int_equal(trace_source_count(trace), 6);
    assert_int_equal(trace_source_length(trace, 0), 6);
    assert_int_equal(trace_source_length(trace, 1), 4);
    for (int j = 0; j < 6; j++) {
        assert_string_equal(trace_source_word(trace, 0, j), first[j]);
        assert_string_equal(trace_label(trace, 1, AXIS_SOURCE, j, buffer, sizeof buffer),
                            second[j]);
        assert_true(trace_source_known(trace, 0, j) && trace_source_known(trace, 1, j));
        assert_false(trace_masked(trace, 0, 0, j));
        assert_int_equal(trace_masked(trace, 1, 0, j), j >= 4);
    }
    assert_string_equal(trace_label(trace, 0, AXIS_UNIT, 6, buffer, sizeof buffer), "7");
    assert_string_equal(trace_label(trace, 0, AXIS_VOCAB, 5, buffer, sizeof buffer), "un");
    assert_string_equal(trace_fed_word(trace, 0, 0), "<bos>");
    for (int t = 1; t < trace->sentences[0].steps; t++)
        assert_string_equal(trace_fed_word(trace, 0, t), trace_target_word(trace, 0, t - 1));
    trace_free(trace);
    model_free(model);
}

static void a_second_sentence_changes_nothing_for_the_first(void **state)
{
    (void)state;
    struct model *model = model_of(SCORE_ADDITIVE);
    struct trace *both = trace_new(model, two, 2, NULL);
    for (int s = 0; s < 2; s++) {
        struct trace *one = trace_new(model, two + s, 1, NULL);
        assert_int_equal(one->sentences[0].steps, both->sentences[s].steps);
        for (int id = 0; id < Q_COUNT; id++) {
            struct mat a = trace_get(one, 0, (enum quantity_id)id);
            struct mat b = trace_get(both, s, (enum quantity_id)id);
            assert_true(b.rows >= a.rows && b.cols >= a.cols);
            for (int i = 0; i < a.rows && a.cols > 0; i++)
                assert_rows_close(mat_row(a, i), mat_row(b, i), a.cols, 2e-6,
                                  quantity_any((enum quantity_id)id)->name);
        }
        trace_free(one);
    }
    trace_free(both);
    model_free(model);
}

static void unknown_words_stay_readable(void **state)
{
    (void)state;
    static const char *const texts[] = {"The walrus sleeps."};
    struct model *model = model_of(SCORE_DOT);
    struct trace *trace = trace_new(model, texts, 1, NULL);
    assert_string_equal(trace_source_word(trace, 0, 1), "walrus");
    assert_false(trace_source_known(trace, 0, 1));
    assert_int_equal(trace->sentences[0].ids[1], ID_UNK);
    assert_true(trace_source_known(trace, 0, 0));
    trace_free(trace);
    model_free(model);
}

static void an_empty_sentence_is_a_lone_end(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "  \t ", "\xff\x01", "The cat."};
    struct model *model = model_of(SCORE_ADDITIVE);
    for (int i = 0; i < 2; i++) {
        struct trace *trace = trace_new(model, texts + i, 1, NULL);
        assert_int_equal(trace_source_count(trace), 1);
        assert_string_equal(trace_source_word(trace, 0, 0), "<eos>");
        assert_true(mat_row(trace_get(trace, 0, Q_WEIGHTS), 0)[0] == 1);
        trace_free(trace);
    }
    struct trace *all = trace_new(model, texts, 4, NULL);
    assert_int_equal(all->count, 4);
    assert_int_equal(trace_source_length(all, 0), 1);
    assert_int_equal(trace_source_length(all, 3), 4);
    trace_free(all);
    model_free(model);
}

static void a_long_sentence_is_cut_and_counted(void **state)
{
    (void)state;
    struct str text = {0};
    for (int i = 0; i < 5000; i++)
        str_add(&text, i % 2 ? "cat " : "dog ");
    const char *const texts[] = {text.text};
    struct model *model = model_of(SCORE_DOT);
    struct trace *trace = trace_new(model, texts, 1, NULL);
    assert_int_equal(trace->sentences[0].cut, 5000 - TRACE_TOKENS);
    assert_int_equal(trace_source_count(trace), TRACE_TOKENS + 1);
    assert_string_equal(trace_source_word(trace, 0, TRACE_TOKENS), "<eos>");
    assert_true(arena_size(&trace->arena) < 64u << 20);
    trace_free(trace);
    model_free(model);
    str_free(&text);
}

static void a_control_is_copied(void **state)
{
    (void)state;
    unsigned char hidden[2] = {0, 1};
    int forced[2] = {7, 8};
    struct control control = {
        .hidden = hidden, .hidden_count = 2, .forced = forced, .forced_count = 2};
    struct model *model = model_of(SCORE_ADDITIVE);
    struct trace *trace = trace_new(model, two, 2, &control);
    hidden[1] = 0;
    forced[0] = 9;
    assert_true(trace->control.hidden[1] == 1 && trace->control.forced[0] == 7);
    for (int s = 0; s < 2; s++) {
        assert_true(trace_masked(trace, s, -1, 1) && !trace_masked(trace, s, -1, 0));
        assert_string_equal(trace_target_word(trace, s, 0), "chien");
        assert_string_equal(trace_target_word(trace, s, 1), "dort");
    }
    trace_free(trace);
    model_free(model);
}

static void given_targets_are_fed(void **state)
{
    (void)state;
    static const int target[] = {4, 6, ID_UNK, 8, ID_EOS};
    struct model *model = model_of(SCORE_SCALED_DOT);
    struct trace *trace = trace_forced(model, two[0], target, 5);
    struct str text = {0};
    assert_int_equal(trace->sentences[0].steps, 5);
    for (int t = 0; t < 5; t++)
        assert_int_equal(trace->sentences[0].words[t], target[t]);
    assert_true(trace_translation(trace, 0, &text));
    assert_string_equal(text.text, "Le chat <unk> dort");
    str_clear(&text);
    trace_free(trace);
    trace = trace_forced(model, two[0], target, 3); /* no <eos>: cut off */
    assert_int_equal(trace->sentences[0].steps, 3);
    assert_false(trace_translation(trace, 0, &text));
    str_free(&text);
    trace_free(trace);
    model_free(model);
}

static void a_target_longer_than_decoding_would_go_is_taken_whole(void **state)
{
    (void)state;
    enum { LONG = 60 };
    int target[LONG];
    for (int t = 0; t < LONG; t++)
        target[t] = t + 1 < LONG ? 4 + t % 9 : ID_EOS;
    struct model *model = model_of(SCORE_ADDITIVE);
    struct trace *trace = trace_forced(model, "Rest.", target, LONG);
    assert_int_equal(trace->sentences[0].steps, LONG);
    assert_true(trace->sentences[0].ended);
    trace_free(trace);
    model_free(model);
}

static void top_words_are_the_most_probable(void **state)
{
    (void)state;
    struct model *model = model_of(SCORE_ADDITIVE);
    struct trace *trace = trace_new(model, two, 1, NULL);
    int size = vocab_size(model->target.vocab), words[32];
    struct mat p = trace_get(trace, 0, Q_PROBABILITIES);
    for (int t = 0; t < trace->sentences[0].steps; t++)
        for (int count = 1; count <= 32; count += 5) {
            int found = trace_top_words(trace, 0, t, words, count);
            assert_int_equal(found, count < size ? count : size);
            for (int i = 0; i < found; i++)
                assert_int_equal(rank_of(trace, 0, sheet_of(Q_PROBABILITIES), t, words[i]), i + 1);
            assert_true(mat_row(p, t)[words[0]] >= mat_row(p, t)[words[found - 1]]);
        }
    trace_free(trace);
    model_free(model);
}

static void every_cell_can_be_said(void **state)
{
    (void)state;
    static const unsigned char hidden[] = {1};
    struct control control = {.hidden = hidden, .hidden_count = 1};
    for (int score = SCORE_NONE; score < SCORE_COUNT; score++) {
        struct model *model = model_of((enum score)score);
        struct trace *trace = trace_new(model, two, 2, &control);
        struct str text = {0};
        for (int id = 0; id < Q_COUNT; id++)
            for (int s = 0; s < 2; s++) {
                struct mat m = trace_get(trace, s, (enum quantity_id)id);
                for (int i = 0; m.x && i < m.rows * m.cols; i++) {
                    str_clear(&text);
                    trace_say(trace, s, origin_at((enum quantity_id)id, i / m.cols, i % m.cols),
                              &text);
                    assert_true(text.length > 10 && utf8_valid(text.text, text.length));
                }
                str_clear(&text);
                trace_say(trace, s, origin_at((enum quantity_id)id, -1, 0), &text);
                trace_say(trace, s, origin_at((enum quantity_id)id, 0, m.cols), &text);
                trace_say(trace, s, origin_at((enum quantity_id)id, m.rows, 0), &text);
                assert_int_equal(text.length, 0);
            }
        str_free(&text);
        trace_free(trace);
        model_free(model);
    }
}

static void what_is_said_is_true(void **state)
{
    (void)state;
    static const int forced[] = {9};
    struct control control = {.forced = forced, .forced_count = 1};
    struct model *model = model_of(SCORE_ADDITIVE);
    struct trace *trace = trace_new(model, two, 2, &control);
    struct str text = {0};
    trace_say(trace, 1, origin_at(Q_WEIGHTS, 0, 5), &text);
    assert_non_null(strstr(text.text, "\"court\" cannot look at position 6, \"<pad>\""));
    str_clear(&text);
    trace_say(trace, 1, origin_at(Q_WEIGHTS, 0, rank_focus(trace, 1, 0)), &text);
    assert_non_null(strstr(text.text, "rank 1 of 4"));
    for (int id = 0; id < vocab_size(model->target.vocab); id++) {
        str_clear(&text);
        trace_say(trace, 0, origin_at(Q_PROBABILITIES, 0, id), &text);
        assert_int_equal(strstr(text.text, "it is written") != NULL, id == 9);
    }
    str_clear(&text);
    trace_say(trace, 0, origin_at(Q_STATE, 0, 2), &text);
    assert_non_null(strstr(text.text, "unit 3 of s(t)"));
    assert_non_null(strstr(text.text, "is fed \"<bos>\" and writes \"court\""));
    str_free(&text);
    trace_free(trace);
    model_free(model);
}

/* What is skipped is said where it stands and where another word stands in its place. */
static void a_skipped_unknown_is_said(void **state)
{
    (void)state;
    struct model *model = model_of(SCORE_ADDITIVE);
    struct control allowed = {.allow_unknown = true};
    struct str text = {0};
    model->weights.seq2seq.output_bias.x[ID_UNK] += 50;
    struct trace *trace = trace_new(model, two, 2, NULL);
    int written = trace->sentences[0].words[0];
    const char *word = trace_target_word(trace, 0, 0);
    assert_int_not_equal(written, ID_UNK);
    assert_true(trace_skipped_unknown(trace, 0, 0));
    assert_true(mat_row(trace_get(trace, 0, Q_PROBABILITIES), 0)[ID_UNK] > 0.99);
    trace_say(trace, 0, (struct origin){.quantity = Q_PROBABILITIES, .row = 0, .column = ID_UNK},
              &text);
    char *wanted = mem_format("rank 1 of %d: the most probable, not written (\"%s\" is)",
                              vocab_size(model->target.vocab), word);
    if (!strstr(text.text, wanted))
        fail_msg("%s", text.text);
    str_clear(&text);
    trace_say(trace, 0, (struct origin){.quantity = Q_PROBABILITIES, .row = 0, .column = written},
              &text);
    assert_non_null(strstr(text.text, "it is written, as <unk>, the most probable, is not"));
    trace_free(trace);
    trace = trace_new(model, two, 2, &allowed);
    assert_int_equal(trace->sentences[0].words[0], ID_UNK);
    assert_false(trace_skipped_unknown(trace, 0, 0));
    trace_free(trace);
    static const int forced[] = {ID_UNK};
    struct control by_hand = {.forced = forced, .forced_count = 1};
    trace = trace_new(model, two, 2, &by_hand);
    assert_int_equal(trace->sentences[0].words[0], ID_UNK);
    assert_false(trace_skipped_unknown(trace, 0, 0));
    assert_true(trace_skipped_unknown(trace, 0, 1));
    trace_free(trace);
    free(wanted);
    str_free(&text);
    model_free(model);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_lead_back_to_quantities),
        cmocka_unit_test(a_skipped_unknown_is_said),
        cmocka_unit_test(every_quantity_that_exists_has_numbers_and_a_formula),
        cmocka_unit_test(formulas_are_those_of_the_configuration),
        cmocka_unit_test(a_fixed_context_has_no_scores),
        cmocka_unit_test(with_a_first_state_alone_no_step_has_a_context),
        cmocka_unit_test(positions_have_words),
        cmocka_unit_test(a_second_sentence_changes_nothing_for_the_first),
        cmocka_unit_test(unknown_words_stay_readable),
        cmocka_unit_test(an_empty_sentence_is_a_lone_end),
        cmocka_unit_test(a_long_sentence_is_cut_and_counted),
        cmocka_unit_test(a_control_is_copied),
        cmocka_unit_test(given_targets_are_fed),
        cmocka_unit_test(a_target_longer_than_decoding_would_go_is_taken_whole),
        cmocka_unit_test(top_words_are_the_most_probable),
        cmocka_unit_test(every_cell_can_be_said),
        cmocka_unit_test(what_is_said_is_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
