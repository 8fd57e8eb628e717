/* Where it went wrong, on models that go wrong in one way only, by construction; and weights put by
 * hand on one place, against runs that do so from the start. */
#include "tiny.h"

#include "study/blame.h"
#include "text/pharaoh.h"

static void fill(struct mat m, real value)
{
    for (int i = 0; i < m.rows * m.cols; i++)
        m.x[i] = value;
}

static void diagonal(struct mat m, real value)
{
    for (int i = 0; i < m.rows && i < m.cols; i++)
        mat_row(m, i)[i] = value;
}

/* A model whose next word depends on the word before alone: s(t) = tanh(5 · one-hot of y(t−1)), the
 * logits are a table, all -20 until says() is called. It attends evenly, and the context counts
 * nothing. */
static struct model *table_model(enum score score, const char *words)
{
    struct err err;
    struct config config = config_default(&family_seq2seq);
    struct vocab *source = tiny_vocab(TINY_SOURCE), *target = tiny_vocab(words);
    int size = vocab_size(target);
    config.seq2seq.cell = CELL_RNN;
    config.seq2seq.attention.score = score;
    config.seq2seq.directions = 1;
    config.seq2seq.readout = READOUT_LINEAR;
    config.seq2seq.embed = config.seq2seq.encoder_hidden = config.seq2seq.decoder_hidden =
        config.seq2seq.readout_hidden = size;
    struct model *model = model_new("table", &config, tokenizer_of(UNIT_WORD, source),
                                    tokenizer_of(UNIT_WORD, target), 1, &err);
    if (!model)
        fail_msg("%s", err.text);
    memset(model->flat, 0, model->list.size * sizeof *model->flat);
    struct weights *w = &model->weights;
    diagonal(w->seq2seq.target_embedding, 5);
    diagonal(w->seq2seq.decoder[0].input, 1);
    diagonal(w->seq2seq.readout_state, 1);
    fill(w->seq2seq.output, -20);
    for (int i = 0; i < size; i++)
        mat_row(w->seq2seq.output, i)[ID_PAD] = 0;
    return model;
}

static int target_id(const struct model *model, const char *word)
{
    assert_true(vocab_has(model->target.vocab, word));
    return vocab_id(model->target.vocab, word);
}

/* P(next | before) = p, as far as these add up to 1. */
static void says(struct model *model, const char *before, const char *next, double p)
{
    int from = target_id(model, before);
    mat_row(model->weights.seq2seq.output, target_id(model, next))[from] = (real)log(p);
}

static struct blame *blame_of(const struct model *model, const char *text, const char *reference,
                              const char *links)
{
    struct err err;
    struct blame *blame = blame_new(model, text, reference, links, &err);
    if (!blame)
        fail_msg("%s", err.text);
    return blame;
}

/* "un" is the likelier first word, but what follows it is anybody's guess. */
static struct model *greedy_trap(enum score score)
{
    struct model *model = table_model(score, "un le a b c d e");
    static const char *const guesses[] = {"a", "b", "c", "d", "e"};
    says(model, "<bos>", "un", 0.6);
    says(model, "<bos>", "le", 0.4);
    says(model, "le", "<eos>", 1);
    for (int i = 0; i < 5; i++) {
        says(model, "un", guesses[i], 0.2);
        says(model, guesses[i], "<eos>", 1);
    }
    return model;
}

static void a_greedy_trap_is_a_search_error(void **state)
{
    (void)state;
    struct model *model = greedy_trap(SCORE_DOT);
    struct blame *b = blame_of(model, "the cat", "le", NULL);
    assert_int_equal(b->verdict, VERDICT_SEARCH);
    assert_close(b->reference.log_probability, log(0.4), 1e-3, "ln P of the reference");
    assert_close(b->reference.score, log(0.4) / 2, 1e-3, "its score");
    assert_close(b->found[0].log_probability, log(0.6 * 0.2), 2e-3, "ln P of the greedy one");
    assert_close(b->found[0].score, log(0.6 * 0.2) / 3, 1e-3, "its score");
    assert_string_equal(b->found[0].text, "un a");
    assert_string_equal(b->found[1].text, "le");
    assert_true(b->found[1].reference && b->found[2].reference && !b->found[0].reference);
    assert_int_equal(b->found[1].width, 4);
    assert_int_equal(b->failing, 1);
    assert_int_equal(b->steps[0].as_is.rank, 2);
    assert_close(b->steps[0].as_is.probability, 0.4, 1e-3, "P");
    assert_non_null(strstr(b->sentence, "Search:"));
    assert_non_null(strstr(b->sentence, "A beam of 4 finds it."));
    blame_free(b);
    model_free(model);
}

/* More first words than the widest beam has room for. */
static void a_trap_too_wide_for_any_beam(void **state)
{
    (void)state;
    struct str words = {0};
    for (int i = 0; i < 30; i++)
        str_format(&words, "w%d ", i);
    str_add(&words, "le");
    struct model *model = table_model(SCORE_DOT, words.text);
    says(model, "<bos>", "le", 0.02);
    for (int i = 0; i < 30; i++) {
        char word[16];
        snprintf(word, sizeof word, "w%d", i);
        says(model, "<bos>", word, 0.98 / 30);
        for (int k = 0; k < 30; k++) {
            char next[16];
            snprintf(next, sizeof next, "w%d", k);
            says(model, word, next, 1 / 31.0);
        }
        says(model, word, "<eos>", 1 / 31.0);
    }
    says(model, "le", "<eos>", 1);
    struct blame *b = blame_of(model, "the cat", "le", NULL);
    assert_int_equal(b->verdict, VERDICT_SEARCH);
    assert_non_null(strstr(b->sentence, "Not even a beam of 16"));
    blame_free(b);
    model_free(model);
    str_free(&words);
}

static void what_the_model_writes_is_right(void **state)
{
    (void)state;
    struct model *model = greedy_trap(SCORE_DOT);
    struct blame *b = blame_of(model, "the cat", "un a", NULL);
    assert_int_equal(b->verdict, VERDICT_RIGHT);
    assert_int_equal(b->failing, 0);
    assert_int_equal(b->first, -1);
    assert_int_equal(b->steps[2].as_is.rank, 1);
    assert_string_equal(b->steps[2].word, "<eos>");
    blame_free(b);
    model_free(model);
}

/* "<bos>" asks with 1 for what "cat" answers with 1 and all others with −1, and the word is "chat" where
 * the context says 1, "chien" where it says −1. */
static struct model *model_that_sees_cats(void)
{
    struct model *model = table_model(SCORE_DOT, "chat chien nous");
    struct weights *w = &model->weights;
    int cat = vocab_id(model->source.vocab, "cat");
    for (int i = 0; i < model->config.source.vocab; i++)
        mat_row(w->seq2seq.source_embedding, i)[ID_BOS] = i == cat ? 5 : -5;
    diagonal(w->seq2seq.encoder[0][0].input, 1);
    w->seq2seq.init_bias[0].x[ID_BOS] = 5;
    mat_row(w->seq2seq.readout_context, ID_PAD)[ID_BOS] = 1;
    says(model, "<bos>", "chat", 1);
    says(model, "<bos>", "chien", 1);
    mat_row(w->seq2seq.output, target_id(model, "chat"))[ID_PAD] = 3;
    mat_row(w->seq2seq.output, target_id(model, "chien"))[ID_PAD] = -3;
    says(model, "chat", "<eos>", 1);
    says(model, "chien", "<eos>", 1);
    says(model, "nous", "<eos>", 1);
    return model;
}

static void attention_on_the_wrong_word(void **state)
{
    (void)state;
    struct model *model = model_that_sees_cats();
    struct blame *b = blame_of(model, "the cat", "chien", NULL);
    const struct blame_step *step = &b->steps[0];
    assert_int_equal(b->verdict, VERDICT_ATTENTION);
    assert_int_equal(b->by_attention, 1);
    assert_string_equal(b->found[0].text, "chat");
    assert_int_equal(step->looked, 1);
    assert_int_equal(step->as_is.rank, 2);
    assert_int_equal(step->places, 2); /* "the" and <eos> */
    assert_int_equal(step->place, 0);
    assert_int_equal(step->there.rank, 1);
    assert_close(step->there.probability, 1 / (1 + exp(-6)), 1e-3, "P with all weight there");
    assert_int_equal(step->aligned, -1);
    assert_non_null(strstr(b->sentence, "Attention:"));
    blame_free(b);

    b = blame_of(model, "the cat", "chien", "0-0");
    assert_int_equal(b->verdict, VERDICT_ATTENTION);
    assert_int_equal(b->steps[0].aligned, 0);
    assert_int_equal(b->steps[0].aligned_there.rank, 1);
    blame_free(b);

    b = blame_of(model, "the cat", "chien", "1-0"); /* where it looks already */
    assert_int_equal(b->verdict, VERDICT_OUTPUT);
    assert_int_equal(b->steps[0].aligned_there.rank, 2);
    blame_free(b);

    b = blame_of(model, "the cat", "chien",
                 "0-0 1?0"); /* half and half says 0: the first of equals */
    assert_int_equal(b->steps[0].aligned, 0);
    assert_close(b->steps[0].aligned_there.probability, 0.5, 1e-3, "half and half");
    blame_free(b);
    model_free(model);
}

static void a_word_that_no_place_brings(void **state)
{
    (void)state;
    struct model *model = model_that_sees_cats();
    struct blame *b = blame_of(model, "the cat", "nous", NULL);
    assert_int_equal(b->verdict, VERDICT_OUTPUT);
    assert_int_equal(b->steps[0].places, 0);
    assert_true(b->steps[0].there.rank > 1);
    assert_int_equal(b->steps[1].verdict, VERDICT_RIGHT);
    assert_non_null(strstr(b->sentence, "Output layer:"));
    blame_free(b);
    model_free(model);
}

static void without_attention_it_is_not_to_blame(void **state)
{
    (void)state;
    struct model *model = greedy_trap(SCORE_NONE);
    struct blame *b = blame_of(model, "the cat", "c e", NULL);
    assert_int_equal(b->verdict, VERDICT_OUTPUT);
    assert_false(b->attends);
    assert_int_equal(b->steps[0].place, -1);
    assert_int_equal(b->steps[0].looked, -1);
    assert_non_null(strstr(b->sentence, "no attention"));
    blame_free(b);
    model_free(model);
}

static void unknown_words_are_told(void **state)
{
    (void)state;
    struct model *model = greedy_trap(SCORE_DOT);
    struct blame *b = blame_of(model, "the zebra", "un zèbre", NULL);
    assert_int_equal(b->unknown.count, 1);
    assert_string_equal(b->unknown.list[0], "zèbre");
    assert_int_equal(b->verdict, VERDICT_OUTPUT);
    assert_int_equal(b->first, 1);
    assert_false(b->steps[1].known);
    assert_string_equal(b->steps[1].word, "zèbre");
    assert_non_null(strstr(b->sentence, "vocabulary"));
    blame_free(b);
    model_free(model);
}

/* Twenty words in a row, each after the one before, and room for 14. */
static void a_translation_that_does_not_fit(void **state)
{
    (void)state;
    struct str words = {0};
    char word[16] = "<bos>", next[16];
    for (int i = 0; i < 20; i++)
        str_format(&words, "%sw%d", i ? " " : "", i);
    struct model *model = table_model(SCORE_DOT, words.text);
    for (int i = 0; i < 20; i++) {
        snprintf(next, sizeof next, "w%d", i);
        says(model, word, next, 1);
        memcpy(word, next, sizeof word);
    }
    says(model, word, "<eos>", 1);
    struct blame *b = blame_of(model, "cat", words.text, NULL);
    assert_int_equal(b->verdict, VERDICT_CUT);
    assert_int_equal(b->found[0].length, 14);
    assert_non_null(strstr(b->sentence, "14 words"));
    blame_free(b);
    model_free(model);
    str_free(&words);
}

static void refuse(const struct model *model, const char *text, const char *reference,
                   const char *links, const char *why)
{
    struct err err;
    assert_null(blame_new(model, text, reference, links, &err));
    if (!strstr(err.text, why))
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static void what_cannot_be_compared_is_refused(void **state)
{
    (void)state;
    struct model *model = greedy_trap(SCORE_DOT);
    struct str more = {0};
    for (int i = 0; i <= BLAME_TOKENS; i++)
        str_add(&more, "cat ");
    refuse(model, "", "le", NULL, "the sentence is empty");
    refuse(model, "the cat", "  ", NULL, "the reference is empty");
    refuse(model, more.text, "le", NULL, "129 tokens, 128 are the limit");
    refuse(model, "cat", more.text, NULL, "129 tokens");
    refuse(model, "the cat", "le", "0:0", "\"0:0\" is no link");
    refuse(model, "the cat", "le", "0-0 2-0", "the link 2-0 leads out");
    refuse(model, "the cat", "le", "0-1", "the link 0-1 leads out");
    blame_free(NULL);
    str_free(&more);
    model_free(model);
}

/* ---- weights put by hand ---- */

/* The same by a run of its own, changed at step t only. */
static struct placed changed_run(const struct trace *trace, int t, const real *row)
{
    const char *text = trace->sentences[0].text;
    struct row_change change = {
        .sentence = 0, .step = t, .values = row, .count = trace_source_length(trace, 0)};
    struct control control = {.weights = &change,
                              .weights_count = 1,
                              .forced = trace->sentences[0].words,
                              .forced_count = trace->sentences[0].steps};
    struct trace *run = trace_new(trace->model, &text, 1, &control);
    struct mat logits = trace_get(run, 0, Q_LOGITS);
    struct placed placed = placed_of(mat_row(logits, t), logits.cols, trace->sentences[0].words[t]);
    trace_free(run);
    return placed;
}

static void check_places(struct config config, const char *text, const int *words, int count)
{
    struct model *model = tiny_model(config, 12);
    struct trace *trace = trace_forced(model, text, words, count);
    int length = trace_source_length(trace, 0);
    bool *wanted = mem_new((size_t)count, sizeof *wanted);
    struct placed *out = mem_new((size_t)(count * (length + 1)), sizeof *out);
    struct mat rows = mat_of(mem_new((size_t)(count * length), sizeof(real)), count, length);
    fill_random(rows.x, count * length, 1, 5);
    for (int t = 0; t < count; t++)
        wanted[t] = t % 3 != 1;
    places_try(trace, wanted, rows, out);
    for (int t = 0; t<count; t += count> 10 ? 9 : 1)
        for (int j = 0; j <= length; j += length > 10 ? 7 : 1) {
            const struct placed *got = &out[t * (length + 1) + j];
            real *single = mem_new((size_t)length, sizeof *single);
            if (j < length)
                single[j] = 1;
            struct placed want = changed_run(trace, t, j < length ? single : mat_row(rows, t));
            free(single);
            if (!wanted[t]) {
                assert_int_equal(got->rank, 0);
                continue;
            }
            assert_close(got->probability, want.probability, 1e-5, "probability");
            assert_int_equal(got->rank, want.rank);
        }
    free(rows.x);
    free(out);
    free(wanted);
    trace_free(trace);
    model_free(model);
}

static void places_are_runs_with_these_weights(void **state)
{
    (void)state;
    static const int words[] = {5, 4, 9, 7, ID_EOS};
    struct config deep = tiny_config(SCORE_GENERAL, INIT_TANH, 2);
    deep.seq2seq.cell = CELL_LSTM;
    deep.seq2seq.layers = 2;
    deep.seq2seq.query = QUERY_CURRENT;
    deep.seq2seq.feed = FEED_INPUT_FEEDING;
    deep.seq2seq.readout = READOUT_ATTENTIONAL;
    check_places(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), "the cat sleeps .", words, 5);
    check_places(tiny_config(SCORE_DOT, INIT_LAST, 1), "we rest", words, 5);
    check_places(deep, "a dog runs here", words, 5);
}

static void many_places_are_tried_in_pieces(void **state)
{
    (void)state;
    int words[60];
    struct str text = {0};
    for (int i = 0; i < 60; i++) {
        words[i] = 4 + i * 5 % 9;
        str_add(&text, i % 4 ? "cat " : "runs ");
    }
    check_places(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), text.text, words, 60);
    str_free(&text);
}

static void ranks_count_equals_before(void **state)
{
    (void)state;
    const real logits[] = {1, 3, 3, 9, 2};
    assert_int_equal(placed_of(logits, 5, 1).rank, 1);
    assert_int_equal(placed_of(logits, 5, 2).rank, 2);
    assert_int_equal(placed_of(logits, 5, 4).rank, 3);
    assert_int_equal(placed_of(logits, 5, 0).rank, 4);
    double sum = exp(1) + 2 * exp(3) + exp(2) + exp(9);
    assert_close(placed_of(logits, 5, 4).probability, exp(2) / sum, 1e-6, "P");
}

static void one_line_of_links(void **state)
{
    (void)state;
    struct links links;
    struct err err;
    assert_int_equal(links_read(&links, " 0-0  3?12 ", &err), 0);
    assert_int_equal(links.count, 2);
    assert_int_equal(links.list[1].target, 12);
    assert_false(links.list[1].sure);
    free(links.list);
    assert_int_equal(links_read(&links, "", &err), 0);
    assert_int_equal(links.count, 0);
    free(links.list);
    assert_int_equal(links_read(&links, "0-0 1", &err), -1);
    free(links.list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_greedy_trap_is_a_search_error),
        cmocka_unit_test(a_trap_too_wide_for_any_beam),
        cmocka_unit_test(what_the_model_writes_is_right),
        cmocka_unit_test(attention_on_the_wrong_word),
        cmocka_unit_test(a_word_that_no_place_brings),
        cmocka_unit_test(without_attention_it_is_not_to_blame),
        cmocka_unit_test(unknown_words_are_told),
        cmocka_unit_test(a_translation_that_does_not_fit),
        cmocka_unit_test(what_cannot_be_compared_is_refused),
        cmocka_unit_test(places_are_runs_with_these_weights),
        cmocka_unit_test(many_places_are_tried_in_pieces),
        cmocka_unit_test(ranks_count_equals_before),
        cmocka_unit_test(one_line_of_links),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
