/* Other forms of pairs: what each form changes, and that a stream of them is the same every time. */
#include "tiny.h"

#include "base/choice.h"
#include "corpus/corpus.h"
#include "corpus/tokens.h"
#include "corpus/varied.h"
#include "measure/items.h"
#include "text/utf8.h"

/* --- one pair --------------------------------------------------------------------------------- */

/* The pair in a form as "source | target"; "-" when nothing changed. To be freed. */
static char *varied(enum vary form, const char *before, const char *source, const char *target,
                    uint64_t seed)
{
    struct rng rng = {.seed = seed};
    struct str a = {0}, b = {0};
    struct vary_before first = {before, "Avant."};
    str_add(&a, source);
    str_add(&b, target);
    bool changed = vary_pair(form, &rng, before ? &first : NULL, (struct varied){&a, &b});
    if (!changed)
        assert_true(!strcmp(a.text, source) && !strcmp(b.text, target));
    char *out = changed ? mem_format("%s | %s", a.text, b.text) : mem_text("-");
    str_free(&a);
    str_free(&b);
    return out;
}

static void each_form_changes_what_it_says(void **state)
{
    (void)state;
    static const struct {
        enum vary form;
        const char *before, *source, *target, *wanted;
    } cases[] = {
        {VARY_NONE, NULL, "Go.", "Va !", "-"},
        {VARY_NO_MARK, NULL, "Go.", "Va !", "Go | Va"},
        {VARY_NO_MARK, NULL, "Why?! ", "Pourquoi\u00A0?", "Why | Pourquoi"},
        {VARY_NO_MARK, NULL, "我在家。", "I'm home…", "我在家 | I'm home"},
        {VARY_NO_MARK, NULL, "Go", "Va.", "-"},
        {VARY_NO_MARK, NULL, "Go.", "...", "Go | ..."},
        {VARY_NO_MARK, NULL, "!", "Va", "-"},
        {VARY_QUOTES, NULL, "\"I don't,\" he said.", "x'y", "“I don’t,” he said. | x'y"},
        {VARY_QUOTES, NULL, "Go.", "x'y", "-"},
        {VARY_JOINED, "Stop! ", "Go.", "Va.", "Stop!Go. | Avant. Va."},
        {VARY_JOINED, "Stop", "Go.", "Va.", "-"},
        {VARY_JOINED, NULL, "Go.", "Va.", "-"},
        {VARY_DOUBLED, NULL, "Go..", "Va.", "-"},
        {VARY_DOUBLED, NULL, "Go", "Va.", "-"},
        {VARY_CASE, NULL, "早", "Va.", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *got = varied(cases[i].form, cases[i].before, cases[i].source, cases[i].target, 1);
        assert_string_equal(got, cases[i].wanted);
        free(got);
    }
}

/* The text that a form is held against, and what is measured of its translation. */
static void the_cost_of_a_form_is_that_of_the_source(void **state)
{
    (void)state;
    static const struct {
        enum vary form;
        const char *before, *source, *target, *plain, *measured;
    } cases[] = {
        {VARY_NO_MARK, NULL, "Go.", "Va !", "Go. | Va", "va là"},
        {VARY_NO_MARK, NULL, "Go", "Va.", "-", "va là"},
        {VARY_JOINED, "Stop! ", "Go.", "Va.", "Stop! Go. | Avant. Va.", "va là ! !"},
        {VARY_EMOJI, NULL, "Go.", "Va.", "Go. | Va 🙂", "va là ! ! 🙂"},
        {VARY_EMOJI, NULL, "Go?", "Va ?", "Go? | Va ? 🙂", "va là ! ! 🙂"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str a = {0}, b = {0}, words = {0};
        struct strs list = {0};
        struct vary_before first = {cases[i].before, "Avant."};
        str_add(&a, cases[i].source);
        str_add(&b, cases[i].target);
        bool changed =
            vary_plain(cases[i].form, cases[i].before ? &first : NULL, (struct varied){&a, &b});
        char *got = changed ? mem_format("%s | %s", a.text, b.text) : mem_text("-");
        assert_string_equal(got, cases[i].plain);
        tokens_split(&list, UNIT_WORD, "Va là ! !");
        vary_measure(cases[i].form, &list);
        for (size_t w = 0; w < list.count; w++)
            str_format(&words, "%s%s", w ? " " : "", list.list[w]);
        assert_string_equal(words.text, cases[i].measured);
        str_free(&a);
        str_free(&b);
        str_free(&words);
        strs_free(&list);
        free(got);
    }
    for (int form = 0; form < VARY_COUNT; form++)
        assert_int_equal(vary_measured((enum vary)form),
                         form == VARY_NO_MARK || form == VARY_JOINED || form == VARY_EMOJI);
}

/* Both outcomes of a draw, and no other. */
static void expect_either(enum vary form, const char *one, const char *other)
{
    int first = 0, second = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        char *got = varied(form, NULL, "Why me?", "Moi ?", seed);
        first += !strcmp(got, one);
        second += !strcmp(got, other);
        free(got);
    }
    assert_int_equal(first + second, 40);
    assert_true(first > 5 && second > 5);
}

static void some_forms_are_drawn(void **state)
{
    (void)state;
    expect_either(VARY_CASE, "why me? | Moi ?", "WHY ME? | Moi ?");
    expect_either(VARY_DOUBLED, "Why me?? | Moi ?", "Why me??? | Moi ?");
}

/* The same emoji on both sides, and nothing else behind the words: "Go 😴 | Va 😴". */
static void an_emoji_takes_the_place_of_a_full_stop(void **state)
{
    (void)state;
    int close = 0, twice = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        char *stop = varied(VARY_EMOJI, NULL, "Go.", "Va.", seed);
        char *other = varied(VARY_EMOJI, NULL, "Go?", "Va...", seed);
        char *target = strstr(stop, " | Va ");
        assert_non_null(target);
        const char *sign = target + strlen(" | Va ");
        assert_true(utf8_valid(sign, strlen(sign)) && (unsigned char)*sign >= 0xE2);
        bool space = stop[2] == ' ';
        char *wanted = mem_format("Go%s%s | Va %s", space ? " " : "", sign, sign);
        assert_string_equal(stop, wanted);
        free(wanted);
        wanted = mem_format("Go?%s%s | Va... %s", space ? " " : "", sign, sign);
        assert_string_equal(other, wanted);
        close += !space;
        twice += strlen(sign) % 2 == 0 && !strncmp(sign, sign + strlen(sign) / 2, strlen(sign) / 2);
        free(wanted);
        free(stop);
        free(other);
    }
    assert_in_range(close, 5, 60);
    assert_in_range(twice, 5, 60);
}

static void forms_have_names(void **state)
{
    (void)state;
    for (int form = 0; form < VARY_COUNT; form++) {
        assert_int_equal(choice_find(VARY_WORDS, vary_name((enum vary)form)), form);
        assert_true(*vary_help((enum vary)form));
    }
}

/* --- a stream --------------------------------------------------------------------------------- */

enum { LINES = 1000 };

static struct folder folder;
static char *path;

static int prepare(void **state)
{
    (void)state;
    struct str text = {0};
    for (int i = 0; i < LINES; i++)
        str_format(&text, "s%d is here.\tt%d y est !\n", i, i);
    folder = folder_make();
    path = folder_file(&folder, "pairs.tsv");
    file_fill(path, text.text);
    str_free(&text);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    free(path);
    folder_remove(&folder);
    return 0;
}

/* All pairs of an epoch, one "source | target" each. */
static void read_epoch(struct strs *out, const struct varied_options *options, int epoch)
{
    struct err err;
    struct pair pair;
    struct pairs *pairs = pairs_open(path, &err);
    struct varied_pairs *v = varied_new(pairs, options);
    varied_start(v, epoch);
    while (varied_next(v, &pair, &err) > 0) {
        char *line = mem_format("%s | %s", pair.first, pair.second);
        strs_add(out, line);
        free(line);
    }
    varied_free(v);
    pairs_close(pairs);
    assert_int_equal(out->count, LINES);
}

static int differences(const struct strs *a, const struct strs *b)
{
    int count = 0;
    for (size_t i = 0; i < LINES; i++)
        count += strcmp(a->list[i], b->list[i]) != 0;
    return count;
}

/* Of 1000 pairs 300 are changed, give or take three standard deviations of 14.5; half of them have no
 * mark, or a few more, where there are no quotes. */
static void a_share_of_the_stream_is_changed(void **state)
{
    (void)state;
    struct varied_options options = {.share = 0.3, .seed = 5}, none = {.seed = 5};
    struct strs plain = {0}, one = {0}, again = {0}, later = {0};
    read_epoch(&plain, &none, 1);
    read_epoch(&one, &options, 1);
    read_epoch(&again, &options, 1);
    read_epoch(&later, &options, 2);
    assert_int_equal(differences(&one, &again), 0);
    assert_in_range(differences(&one, &plain), 255, 345);
    assert_true(differences(&one, &later) > 300); /* others in another epoch */
    int no_mark = 0, doubled = 0, joined = 0, emoji = 0;
    for (int i = 0; i < LINES; i++) {
        char *bare = mem_format("s%d is here | t%d y est", i, i);
        no_mark += !strcmp(one.list[i], bare);
        doubled += strstr(one.list[i], ".. |") != NULL;
        emoji += one.list[i][strlen(one.list[i]) - 1] & 0x80 ? 1 : 0;
        const char *at = strstr(one.list[i], ".s");
        joined += at != NULL;
        if (at) { /* with one of those that were there shortly before */
            int before = atoi(one.list[i] + 1);
            assert_true(before < i && before >= i - VARIED_NEAR);
            assert_non_null(strstr(one.list[i], " y est ! t"));
        }
        free(bare);
    }
    assert_int_equal(no_mark + doubled + joined + emoji, differences(&one, &plain));
    assert_true(no_mark > 150 && doubled > 15 && joined > 15 && emoji > 30);
    strs_free(&plain);
    strs_free(&one);
    strs_free(&again);
    strs_free(&later);
}

/* What a corpus makes of it: the vocabulary knows the new tokens, the pool does not matter. */
static void a_corpus_is_varied(void **state)
{
    (void)state;
    struct err err;
    struct token_options options = {
        .source.path = path, .units = {UNIT_WORD, UNIT_WORD}, .min_count = 1, .vary = 0.3};
    struct tokenizer sides[SIDES];
    long lines, tokens[2] = {0};
    assert_int_equal(tokens_learn(sides, &options, &lines, &err), 0);
    assert_true(vocab_has(sides[SIDE_SOURCE].vocab, ".."));
    for (int i = 0; i < 2; i++) {
        struct corpus_options c = {.source.path = path,
                                   .source_tokenizer = &sides[SIDE_SOURCE],
                                   .target_tokenizer = &sides[SIDE_TARGET],
                                   .join = 1,
                                   .batch = 8,
                                   .vary = 0.3,
                                   .pool = i ? 100 : 0};
        struct corpus *corpus = corpus_open(&c, &err);
        const struct example *const *list;
        int count;
        assert_int_equal(corpus_start(corpus, 1, &err), 0);
        while (corpus_next(corpus, &list, &count, &err) > 0)
            for (int k = 0; k < count; k++)
                tokens[i] += list[k]->source_length;
        corpus_close(corpus);
    }
    assert_int_equal(tokens[0], tokens[1]);
    assert_int_not_equal(tokens[0], 5L * LINES); /* s1 is here . <eos> */
    tokenizer_free(&sides[SIDE_SOURCE]);
    tokenizer_free(&sides[SIDE_TARGET]);
}

/* --- what is measured on ---------------------------------------------------------------------- */

static void read_items(struct items *items, enum vary form)
{
    struct err err;
    struct items_options options = {
        .source.path = path, .source_unit = UNIT_WORD, .form = form, .join = 1, .seed = 1};
    if (items_read(items, &options, &err))
        fail_msg("%s", err.text);
}

static void items_are_put_into_a_form(void **state)
{
    (void)state;
    struct items plain, bare, joined;
    read_items(&plain, VARY_NONE);
    read_items(&bare, VARY_NO_MARK);
    read_items(&joined, VARY_JOINED);
    assert_int_equal(bare.count, plain.count);
    assert_int_equal(joined.count, plain.count / 2);
    assert_int_equal(plain.list[7].source.count, 4);
    assert_int_equal(bare.list[7].source.count, 3);
    assert_int_equal(bare.list[7].references[0].count, 3); /* t7 y est */
    assert_int_equal(joined.list[7].source.count, 8);
    assert_string_equal(joined.list[7].source.list[0], "s14");
    assert_string_equal(joined.list[7].references[0].list[4], "t15");
    items_free(&plain);
    items_free(&bare);
    items_free(&joined);
}

/* "Go." and "Go!" stay two sentences when both lose their mark; references come along. */
static void items_stay_what_they_were(void **state)
{
    (void)state;
    struct items items;
    struct err err;
    char *small = folder_file(&folder, "small.tsv");
    file_fill(small, "Go.\tVa.\nGo!\tVa !\nGo.\tPars.\nNow.\tMaintenant.\n");
    struct items_options options = {.source.path = small, .join = 1, .form = VARY_NO_MARK};
    assert_int_equal(items_read(&items, &options, &err), 0);
    assert_int_equal(items.count, 3);
    assert_int_equal(items.list[0].count, 2);
    assert_string_equal(items.list[0].references[1].list[0], "pars");
    items_free(&items);
    options.form = VARY_JOINED;
    assert_int_equal(items_read(&items, &options, &err), 0);
    assert_int_equal(items.count, 2); /* the third has none to be joined with */
    assert_int_equal(items.list[0].count, 2);
    assert_int_equal(items.list[0].source.count, 4);
    assert_string_equal(items.list[0].references[1].list[0], "pars");
    assert_string_equal(items.list[0].references[1].list[2], "va");
    assert_string_equal(items.list[1].source.list[0], "now");
    items_free(&items);
    free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_changes_what_it_says),
        cmocka_unit_test(the_cost_of_a_form_is_that_of_the_source),
        cmocka_unit_test(some_forms_are_drawn),
        cmocka_unit_test(an_emoji_takes_the_place_of_a_full_stop),
        cmocka_unit_test(forms_have_names),
        cmocka_unit_test(a_share_of_the_stream_is_changed),
        cmocka_unit_test(a_corpus_is_varied),
        cmocka_unit_test(items_are_put_into_a_form),
        cmocka_unit_test(items_stay_what_they_were),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
