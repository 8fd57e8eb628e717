/* Text through a tokenizer and back: pieces belong to words, and words stay what they were. */
#include "pieces.h"

#include "text/utf8.h"

static struct tokenizer pieces, words;

static int prepare(void **state)
{
    (void)state;
    pieces = pieces_tokenizer(PIECES_SOURCE, 12);
    words = tokenizer_of(UNIT_WORD, tiny_vocab("low lower i 'm here ."));
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    tokenizer_free(&pieces);
    tokenizer_free(&words);
    return 0;
}

static char *spaced(const struct strs *list)
{
    struct str text = {0};
    str_add(&text, "");
    for (size_t i = 0; i < list->count; i++)
        str_format(&text, "%s%s", i ? " " : "", list->list[i]);
    return str_take(&text);
}

static void expect_split(const struct tokenizer *tokenizer, const char *line, const char *wanted)
{
    struct strs tokens = {0};
    tokenizer_split(tokenizer, &tokens, line);
    char *text = spaced(&tokens);
    assert_string_equal(text, wanted);
    free(text);
    strs_free(&tokens);
}

static void expect_merge(const struct tokenizer *tokenizer, const char *tokens, const char *wanted)
{
    struct strs list = {0}, merged = {0};
    tokens_split(&list, UNIT_TOKEN, tokens);
    tokenizer_merge(tokenizer, &merged, (const char *const *)list.list, list.count);
    char *text = spaced(&merged);
    assert_string_equal(text, wanted);
    free(text);
    strs_free(&list);
    strs_free(&merged);
}

static void words_are_cut_into_pieces(void **state)
{
    (void)state;
    expect_split(&pieces, "I'm lower.", "i '@@ m lower .");
    expect_split(&pieces, "Slower", "s@@ lower");
    expect_split(&pieces, "xylo", "x@@ y@@ l@@ o");
    expect_split(&pieces, "Ü", "<0xC3>@@ <0xBC>");
    expect_split(&words, "I'm slower.", "i 'm slower .");
    expect_split(&pieces, "", "");
}

static void tokens_know_their_words(void **state)
{
    (void)state;
    static const char *const tokens[] = {"low@@", "er", ".", "s@@", "low@@", "<eos>", "<unk>", "x"};
    static const int wanted[] = {0, 0, 1, 2, 2, 3, 4, 5};
    int word[8];
    assert_int_equal(tokenizer_group(&pieces, tokens, 8, word), 6);
    assert_memory_equal(word, wanted, sizeof wanted);
    assert_int_equal(tokenizer_group(&words, tokens, 8, word), 8); /* there "low@@" is a word */
    assert_int_equal(word[7], 7);
    assert_int_equal(tokenizer_group(&pieces, tokens, 0, word), 0);
}

static void pieces_make_words(void **state)
{
    (void)state;
    expect_merge(&pieces, "i 'm low@@ er .", "i 'm lower .");
    expect_merge(&pieces, "<0xF0>@@ <0x9F>@@ <0x98>@@ <0x80> low@@", "😀 low");
    expect_merge(&pieces, "low@@ <eos>", "low <eos>");
    expect_merge(&pieces, "@@@ a", "@a");
    expect_merge(&pieces, "<0xC3>@@ low <0xA9>", "\uFFFDlow \uFFFD"); /* a model may write that */
    expect_merge(&words, "low@@ er <0xC3>", "low@@ er <0xC3>");
}

static void text_is_joined_by_words(void **state)
{
    (void)state;
    static const char *const tokens[] = {"i", "'m", "low@@", "er", ".", "<eos>"};
    struct str text = {0};
    tokenizer_join(&pieces, &text, tokens, 6);
    assert_string_equal(text.text, "I'm lower.");
    str_free(&text);
}

/* Of any text nothing is unknown, the pieces make the words that UNIT_WORD gives, and the ids are
 * those of the tokens. */
static void any_text_comes_back(void **state)
{
    (void)state;
    static const char *const bits[] = {
        "low", "er",    "newest", "'",        "t",    "s",    "-", ".", "3",
        " ",   " ",     "é",      "早",       "\xFF", "’",    "…", "😀", "👨‍👩‍👧",
        "@@",  "<unk>", "<0xC3>", "\xCC\x81", "İ",    "\x01", "ß", "▁"};
    struct rng rng = {.seed = 4};
    for (int round = 0; round < 4000; round++) {
        struct str text = {0};
        struct strs list = {0}, tokens = {0}, merged = {0};
        for (uint32_t n = rng_below(&rng, 12); n > 0; n--)
            str_add(&text, bits[rng_below(&rng, sizeof bits / sizeof *bits)]);
        tokenizer_words(&pieces, &list, text.text ? text.text : "");
        tokenizer_cut(&pieces, &tokens, &list);
        tokenizer_merge(&pieces, &merged, (const char *const *)tokens.list, tokens.count);
        char *before = spaced(&list), *after = spaced(&merged);
        assert_string_equal(after, before);
        for (size_t i = 0; i < tokens.count; i++)
            if (vocab_id(pieces.vocab, tokens.list[i]) < VOCAB_SPECIAL)
                fail_msg("%s of \"%s\" is unknown", tokens.list[i], text.text);
        int count, *ids = tokenizer_ids(&pieces, &list, 1000, true, &count);
        assert_int_equal(count, tokens.count + 1);
        assert_int_equal(ids[count - 1], ID_EOS);
        free(ids);
        free(before);
        free(after);
        str_free(&text);
        strs_free(&list);
        strs_free(&tokens);
        strs_free(&merged);
    }
}

static void a_copy_cuts_the_same(void **state)
{
    (void)state;
    struct tokenizer copy = tokenizer_copy(&pieces);
    assert_true(vocab_equal(copy.vocab, pieces.vocab));
    expect_split(&copy, "I'm slower.", "i '@@ m s@@ lower .");
    tokenizer_free(&copy);
    copy = tokenizer_copy(&words);
    assert_null(copy.bpe);
    tokenizer_free(&copy);
}

static void what_it_needs_is_checked(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(tokenizer_check(&pieces, &err), 0);
    assert_int_equal(tokenizer_check(&words, &err), 0);
    struct tokenizer none = {.unit = UNIT_BPE, .vocab = words.vocab};
    assert_int_equal(tokenizer_check(&none, &err), -1);
    assert_non_null(strstr(err.text, "merges"));
    none.bpe = pieces.bpe;
    assert_int_equal(tokenizer_check(&none, &err), -1);
    assert_non_null(strstr(err.text, "lacks"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_cut_into_pieces), cmocka_unit_test(tokens_know_their_words),
        cmocka_unit_test(pieces_make_words),         cmocka_unit_test(text_is_joined_by_words),
        cmocka_unit_test(any_text_comes_back),       cmocka_unit_test(a_copy_cuts_the_same),
        cmocka_unit_test(what_it_needs_is_checked),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
