/* What a model is made of: read, written, refused with a reason. */
#include "tiny.h"

static struct config complete(void)
{
    struct config config = config_default(&family_seq2seq);
    config.seq2seq.encoder_hidden = 96;
    config.seq2seq.decoder_hidden = 192;
    config.source.vocab = 100;
    config.target.vocab = 200;
    return config;
}

static void the_default_holds_together(void **state)
{
    (void)state;
    struct config config = config_default(&family_seq2seq);
    struct err err;
    config.source.vocab = config.target.vocab = 100;
    assert_int_equal(config_check(&config, &err), 0);
    config = complete();
    assert_int_equal(config_check(&config, &err), 0);
    assert_int_equal(seq2seq_state(&config.seq2seq), 192);
    assert_int_equal(score_key(SCORE_ADDITIVE, 192, 13), 13);
    assert_int_equal(score_key(SCORE_DOT, 192, 13), 192);
    config.seq2seq.directions = 1;
    assert_int_equal(seq2seq_state(&config.seq2seq), 96);
}

static void every_field_comes_back_from_its_text(void **state)
{
    (void)state;
    struct config config = complete();
    struct err err;
    char buffer[32], wanted[32];
    for (const struct field *field = family_seq2seq.fields; field->name; field++) {
        assert_non_null(field->help);
        if (field->language)
            continue;
        for (int i = 0; field->words ? field->words[i] != NULL : i < 3; i++) {
            snprintf(wanted, sizeof wanted, "%d", 7 + i);
            const char *value = field->words ? field->words[i] : wanted;
            assert_int_equal(config_set(&config, field->name, value, &err), 0);
            assert_string_equal(config_get(&config, field, buffer, sizeof buffer), value);
        }
    }
}

static void written_and_read_it_is_the_same(void **state)
{
    (void)state;
    struct config config = complete(), back = config_default(&family_seq2seq);
    struct str text = {0};
    struct err err;
    config.seq2seq.attention.score = SCORE_SCALED_DOT;
    config.seq2seq.init = INIT_LAST;
    config.source.unit = UNIT_CHAR;
    config.target.unit = UNIT_TOKEN;
    config.seq2seq.embed = 17;
    config_write(&config, &text);
    if (config_read(&back, text.text, &err))
        fail_msg("%s", err.text);
    assert_ptr_equal(back.family, &family_seq2seq);
    for (const struct field *field = family_seq2seq.fields; field->name; field++) {
        char ours[32], theirs[32];
        assert_string_equal(config_get(&back, field, theirs, sizeof theirs),
                            config_get(&config, field, ours, sizeof ours));
    }
    str_free(&text);
}

static void a_part_of_the_fields_changes_only_those(void **state)
{
    (void)state;
    struct config config = complete(), before = config;
    struct err err;
    assert_int_equal(config_read(&config, "{\"embed\": 64, \"score\": \"dot\"}", &err), 0);
    assert_int_equal(config.seq2seq.embed, 64);
    assert_int_equal(config.seq2seq.attention.score, SCORE_DOT);
    config.seq2seq.embed = before.seq2seq.embed;
    config.seq2seq.attention.score = before.seq2seq.attention.score;
    assert_memory_equal(&before, &config, sizeof config);
    assert_int_equal(config_read(&config, "{}", &err), 0);
}

static void a_language_is_three_letters_or_none(void **state)
{
    (void)state;
    struct config config = complete();
    struct err err;
    assert_string_equal(config.source.language, "");
    assert_int_equal(config_set(&config, "source_language", "cmn", &err), 0);
    assert_string_equal(config.source.language, "cmn");
    static const char *const bad[] = {"en", "english", "EN", "e g", "é", "fr1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(config_set(&config, "source_language", bad[i], &err), -1);
        assert_non_null(strstr(err.text, "ISO 639-3"));
        assert_string_equal(config.source.language, "cmn");
    }
    assert_int_equal(config_set(&config, "source_language", "", &err), 0);
    assert_string_equal(config.source.language, "");
    assert_int_equal(config_read(&config, "{\"target_language\": 3}", &err), -1);
}

static void a_file_says_its_family_or_is_of_the_first(void **state)
{
    (void)state;
    struct config config;
    struct err err;
    assert_int_equal(config_read_file(&config, "{\"embed\": 7}", &err), 0);
    assert_ptr_equal(config.family, &family_seq2seq);
    assert_int_equal(config.seq2seq.embed, 7);
    assert_int_equal(config.seq2seq.attention.width, 2); /* older files do not say */
    assert_int_equal(config.seq2seq.layers, 0);          /* and this is no default */
    assert_int_equal(config_read_file(&config, "{\"family\": \"seq2seq\", \"embed\": 8}", &err), 0);
    assert_int_equal(config.seq2seq.embed, 8);
    static const char *const bad[] = {"{\"family\": \"qkv\"}", "{\"family\": \"tree\"}",
                                      "{\"family\": 1}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(config_read_file(&config, bad[i], &err), -1);
        assert_non_null(strstr(err.text, "this program knows: seq2seq"));
    }
}

static void families_answer_what_they_can_do(void **state)
{
    (void)state;
    struct config config = complete(), table = config_default(&family_qkv);
    assert_true(config_reads_words(&config) && config_writes_words(&config));
    assert_true(config_has_flow(&config) && config_attends(&config));
    config.seq2seq.attention.score = SCORE_NONE;
    assert_false(config_attends(&config));
    assert_false(config_reads_words(&table) || config_writes_words(&table));
    assert_false(config_has_flow(&table));
    config_attention_change(&table)->score = SCORE_DOT;
    assert_true(config_attends(&table));
}

static void refused(const char *json, const char *reason)
{
    struct config config = complete();
    struct err err = {""};
    assert_int_equal(config_read(&config, json, &err), -1);
    if (!strstr(err.text, reason))
        fail_msg("%s\nis refused with: %s\nwithout saying: %s", json, err.text, reason);
}

static void bad_texts_are_refused_by_name(void **state)
{
    (void)state;
    refused("", "JSON");
    refused("{\"embed\": 64", "JSON");
    refused("[1, 2]", "JSON");
    refused("null", "JSON");
    refused("{\"embedding\": 64}", "embedding");
    refused("{\"embed\": \"64\"}", "embed must be a number");
    refused("{\"embed\": 64.5}", "embed must be a whole number");
    refused("{\"embed\": 1e300}", "embed must be a whole number");
    refused("{\"embed\": null}", "embed");
    refused("{\"embed\": [64]}", "embed");
    refused("{\"score\": 3}", "score must be a word");
    refused("{\"score\": \"cosine\"}", "none, dot, scaled_dot, general, additive");
    refused("{\"cell\": \"transformer\"}", "gru");
}

static void bad_settings_are_refused_by_name(void **state)
{
    (void)state;
    static const char *const bad[][3] = {
        {"embed", "", "embed"},
        {"embed", "12x", "12x"},
        {"embed", "-3", "-3"},
        {"embed", "99999999999999999999", "embed"},
        {"embed", "1.5", "1.5"},
        {"no_such", "1", "no_such"},
        {"score", "Additive", "additive"},
        {"init", "", "last, tanh"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct config config = complete(), before = config;
        struct err err;
        assert_int_equal(config_set(&config, bad[i][0], bad[i][1], &err), -1);
        assert_non_null(strstr(err.text, bad[i][2]));
        assert_memory_equal(&before, &config, sizeof config);
    }
}

static void does_not_fit(struct config config, const char *reason)
{
    struct err err = {""};
    assert_int_equal(config_check(&config, &err), -1);
    if (!strstr(err.text, reason))
        fail_msg("refused with: %s\nwithout saying: %s", err.text, reason);
}

static void parts_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct config config = complete(), c = config;
    struct err err;
    c.seq2seq.attention.score = SCORE_DOT;
    assert_int_equal(config_check(&c, &err), 0);
    c.seq2seq.decoder_hidden = 100;
    does_not_fit(c, "decoder_hidden (100) must equal directions x encoder_hidden (2 x 96 = 192)");
    c.seq2seq.attention.score = SCORE_SCALED_DOT;
    does_not_fit(c, "scaled_dot");
    c.seq2seq.attention.score = SCORE_ADDITIVE;
    assert_int_equal(config_check(&c, &err), 0);
    c.seq2seq.init = INIT_LAST;
    does_not_fit(c, "init last");
    c = config;
    c.seq2seq.feed = FEED_FIRST;
    does_not_fit(c, "score must be none");
    c.seq2seq.attention.score = SCORE_NONE;
    does_not_fit(c, "nothing would read the forward one");
    c.seq2seq.directions = 1;
    assert_int_equal(config_check(&c, &err), 0);
    static const char *const sizes[] = {
        "layers",           "directions",     "embed",        "encoder_hidden", "decoder_hidden",
        "attention_hidden", "readout_hidden", "source_vocab", "target_vocab",
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        c = config;
        assert_int_equal(config_set(&c, sizes[i], "0", &err), 0);
        does_not_fit(c, sizes[i]);
        c = config;
        char json[64];
        snprintf(json, sizeof json, "{\"%s\": -5}", sizes[i]);
        assert_int_equal(config_read(&c, json, &err), 0);
        does_not_fit(c, sizes[i]);
        c = config;
        snprintf(json, sizeof json, "{\"%s\": 2000000000}", sizes[i]);
        assert_int_equal(config_read(&c, json, &err), 0);
        does_not_fit(c, sizes[i]);
    }
}

static void it_describes_itself(void **state)
{
    (void)state;
    static const struct {
        enum score score;
        int directions;
        enum feed feed;
        enum query query;
        const char *expected;
    } cases[] = {
        {SCORE_ADDITIVE, 2, FEED_INPUT, QUERY_PREVIOUS, "BiGRU 96+96 · GRU 192 · additive"},
        {SCORE_DOT, 1, FEED_INPUT, QUERY_PREVIOUS, "GRU 96 · GRU 192 · dot"},
        {SCORE_DOT, 1, FEED_OUTPUT, QUERY_PREVIOUS, "GRU 96 · GRU 192 · dot · context not fed"},
        {SCORE_DOT, 1, FEED_INPUT_FEEDING, QUERY_PREVIOUS,
         "GRU 96 · GRU 192 · dot · input feeding"},
        {SCORE_DOT, 1, FEED_INPUT_FEEDING, QUERY_CURRENT,
         "GRU 96 · GRU 192 · dot · s(t) asks · input feeding"},
        {SCORE_NONE, 1, FEED_INPUT, QUERY_PREVIOUS, "GRU 96 · GRU 192 · fixed context"},
        {SCORE_NONE, 1, FEED_FIRST, QUERY_CURRENT, "GRU 96 · GRU 192 · first state only"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config config = complete();
        struct str text = {0};
        config.seq2seq.attention.score = cases[i].score;
        config.seq2seq.directions = cases[i].directions;
        config.seq2seq.feed = cases[i].feed;
        config.seq2seq.query = cases[i].query;
        config_describe(&config, &text);
        assert_string_equal(text.text, cases[i].expected);
        str_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_holds_together),
        cmocka_unit_test(every_field_comes_back_from_its_text),
        cmocka_unit_test(written_and_read_it_is_the_same),
        cmocka_unit_test(a_language_is_three_letters_or_none),
        cmocka_unit_test(a_file_says_its_family_or_is_of_the_first),
        cmocka_unit_test(families_answer_what_they_can_do),
        cmocka_unit_test(a_part_of_the_fields_changes_only_those),
        cmocka_unit_test(bad_texts_are_refused_by_name),
        cmocka_unit_test(bad_settings_are_refused_by_name),
        cmocka_unit_test(parts_that_do_not_fit_are_refused),
        cmocka_unit_test(it_describes_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
