/* Byte-pair encoding: what is learned, against the paper and against a slow twin; what is cut can be
 * put together again, whatever the words are. */
#include "tiny.h"

#include "base/pool.h"
#include "text/utf8.h"
#include "tokenizer/bpe_learn.h"
#include "tokenizer/piece.h"

static void count(struct vocab_counts *words, const char *word, long times)
{
    vocab_count_times(words, word, times);
}

/* The merges as text, to be freed. */
static char *learned(const struct vocab_counts *words, long merges)
{
    struct bpe *bpe = bpe_learn(words, merges);
    struct str text = {0};
    bpe_write(bpe, &text);
    bpe_free(bpe);
    return str_take(&text);
}

/* The pieces of a word with a space between, to be freed. */
static char *cut(const struct bpe *bpe, const struct vocab *known, const char *word)
{
    struct strs list = {0};
    struct str text = {0};
    bpe_cut(bpe, known, word, &list);
    for (size_t i = 0; i < list.count; i++)
        str_format(&text, "%s%s", i ? " " : "", list.list[i]);
    strs_free(&list);
    return str_take(&text);
}

static void expect_cut(const struct bpe *bpe, const struct vocab *known, const char *word,
                       const char *wanted)
{
    char *pieces = cut(bpe, known, word);
    assert_string_equal(pieces, wanted);
    free(pieces);
}

static struct bpe *bpe_of(const char *merges)
{
    struct err err;
    struct bpe *bpe = bpe_read(merges, strlen(merges), &err);
    if (!bpe)
        fail_msg("%s", err.text);
    return bpe;
}

/* The dictionary of the code in Sennrich et al. 2016, algorithm 1. */
static void the_first_merges_are_those_of_the_paper(void **state)
{
    (void)state;
    struct vocab_counts *words = vocab_counts_new();
    count(words, "low", 5);
    count(words, "lower", 2);
    count(words, "newest", 6);
    count(words, "widest", 3);
    char *merges = learned(words, 5);
    assert_string_equal(merges, "e s\nes t\nest </w>\nl o\nlo w\n");
    free(merges);
    vocab_counts_free(words);
}

/* Figure 1: four merges of {low, lowest, newer, wider} give the symbols low and er</w>, and "lower",
 * which was not there, is cut into them. No further pair is there twice. */
static void a_new_word_is_made_of_known_pieces(void **state)
{
    (void)state;
    struct vocab_counts *words = vocab_counts_new();
    static const char *const dictionary[] = {"low", "lowest", "newer", "wider"};
    for (int i = 0; i < 4; i++)
        count(words, dictionary[i], 1);
    struct bpe *bpe = bpe_learn(words, 100);
    assert_int_equal(bpe_merges(bpe), 4);
    assert_true(vocab_has(bpe->symbols, "low"));
    assert_true(vocab_has(bpe->symbols, "er</w>"));
    expect_cut(bpe, NULL, "lower", "low@@ er");
    expect_cut(bpe, NULL, "low", "low");
    expect_cut(bpe, NULL, "err", "er@@ r"); /* er</w> only ends a word */
    expect_cut(bpe, NULL, "x", "x");
    expect_cut(bpe, NULL, "", "");
    bpe_free(bpe);
    vocab_counts_free(words);
}

/* --- a slow twin ------------------------------------------------------------------------------ */

/* Algorithm 1 as it is printed: all pairs are counted anew for every merge. Words are symbols with a
 * space between. */
struct slow {
    struct strs words;
    long times[64];
};

static void slow_pairs(struct vocab_counts *out, const struct slow *slow)
{
    for (size_t i = 0; i < slow->words.count; i++)
        for (char *at = slow->words.list[i], *next; (next = strchr(at, ' ')); at = next + 1) {
            char *pair = mem_text_n(at, (size_t)(next - at) + 1 + strcspn(next + 1, " "));
            if (pair[0] != '@' && !strstr(pair, " @"))
                vocab_count_times(out, pair, slow->times[i]);
            free(pair);
        }
}

/* The most frequent pair, the first by its bytes; NULL when none is there twice. */
static const char *slow_best(const struct vocab_counts *pairs)
{
    const char *best = NULL;
    long most = 1;
    for (size_t i = 0; i < vocab_counts_size(pairs); i++) {
        long times;
        const char *pair = vocab_counts_at(pairs, i, &times);
        /* a space sorts before every letter, so this compares left symbols first */
        if (times > most || (times == most && best && strcmp(pair, best) < 0)) {
            best = pair;
            most = times;
        }
    }
    return best;
}

static void slow_merge(struct slow *slow, const char *pair)
{
    size_t left = strcspn(pair, " "), n = strlen(pair);
    struct strs merged = {0};
    for (size_t i = 0; i < slow->words.count; i++) {
        struct str text = {0};
        for (const char *at = slow->words.list[i]; *at;) {
            bool here = !strncmp(at, pair, n) && (at[n] == ' ' || !at[n]);
            size_t size = strcspn(at, " ");
            if (here)
                str_format(&text, "%s%.*s%s", text.length ? " " : "", (int)left, pair,
                           pair + left + 1);
            else
                str_format(&text, "%s%.*s", text.length ? " " : "", (int)size, at);
            at += here ? n : size;
            at += *at == ' ';
        }
        strs_add(&merged, text.text);
        str_free(&text);
    }
    strs_free(&slow->words);
    slow->words = merged;
}

static void slow_learn(struct slow *slow, int merges, struct str *out)
{
    str_add(out, "");
    while (merges-- > 0) {
        struct vocab_counts *pairs = vocab_counts_new();
        slow_pairs(pairs, slow);
        const char *best = slow_best(pairs);
        if (best) {
            str_format(out, "%s\n", best);
            slow_merge(slow, best);
        }
        vocab_counts_free(pairs);
    }
}

static void add_random_word(struct rng *rng, struct vocab_counts *words, struct slow *slow)
{
    struct str word = {0}, symbols = {0};
    for (uint32_t n = 1 + rng_below(rng, 9); n > 0; n--) {
        char letter = "aaabbcd@"[rng_below(rng, 8)];
        str_add_n(&word, &letter, 1);
        str_format(&symbols, "%c ", letter);
    }
    str_add(&symbols, "</w>");
    size_t known = vocab_counts_size(words);
    long times = 1 + (long)rng_below(rng, 5);
    count(words, word.text, times);
    if (vocab_counts_size(words) > known) {
        slow->times[slow->words.count] = times;
        strs_add(&slow->words, symbols.text);
    } else {
        for (size_t i = 0; i < slow->words.count; i++)
            slow->times[i] += strcmp(slow->words.list[i], symbols.text) ? 0 : times;
    }
    str_free(&word);
    str_free(&symbols);
}

static void what_is_learned_is_what_a_slow_twin_learns(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct rng rng = {.seed = seed};
        struct vocab_counts *words = vocab_counts_new();
        struct slow slow = {0};
        for (int i = 0; i < 40; i++)
            add_random_word(&rng, words, &slow);
        struct str wanted = {0};
        char *merges = learned(words, 60);
        slow_learn(&slow, 60, &wanted);
        assert_string_equal(merges, wanted.text);
        /* each word, cut, is what the twin has made of it */
        struct bpe *bpe = bpe_of(merges);
        for (size_t i = 0; i < slow.words.count; i++) {
            long times;
            char *pieces = cut(bpe, NULL, vocab_counts_at(words, i, &times));
            struct str twin = {0};
            for (const char *at = slow.words.list[i]; *at; at += *at == ' ') {
                size_t n = strcspn(at, " ");
                size_t end = n >= 4 && !strncmp(at + n - 4, "</w>", 4) ? 4 : 0;
                if (n > end)
                    str_format(&twin, "%.*s%s", (int)(n - end), at,
                               end || !strcmp(at + n, " </w>") ? "" : "@@ ");
                at += n;
            }
            assert_string_equal(pieces, twin.text);
            str_free(&twin);
            free(pieces);
        }
        bpe_free(bpe);
        free(merges);
        str_free(&wanted);
        strs_free(&slow.words);
        vocab_counts_free(words);
    }
}

static void the_order_of_the_words_does_not_matter(void **state)
{
    (void)state;
    static const char *const list[] = {"banane", "ananas", "canari", "âne", "nana", "marin"};
    struct vocab_counts *there = vocab_counts_new(), *back = vocab_counts_new();
    for (int i = 0; i < 6; i++) {
        count(there, list[i], i + 1);
        count(back, list[5 - i], 6 - i);
    }
    char *a = learned(there, 20), *b = learned(back, 20);
    assert_string_equal(a, b);
    assert_true(strlen(a) > 20);
    free(a);
    free(b);
    vocab_counts_free(there);
    vocab_counts_free(back);
}

/* --- as text ---------------------------------------------------------------------------------- */

static void what_is_written_comes_back(void **state)
{
    (void)state;
    struct vocab_counts *words = vocab_counts_new();
    static const char *const list[] = {"été", "étés", "répété", "早", "naïve", "a\u0323\u0301b"};
    for (int i = 0; i < 6; i++)
        count(words, list[i], 2);
    struct bpe *bpe = bpe_learn(words, 50);
    struct str text = {0}, again = {0};
    bpe_write(bpe, &text);
    struct bpe *read = bpe_of(text.text), *copy = bpe_copy(bpe);
    bpe_write(read, &again);
    assert_string_equal(text.text, again.text);
    str_clear(&again);
    bpe_write(copy, &again);
    assert_string_equal(text.text, again.text);
    for (int i = 0; i < 6; i++) {
        char *pieces = cut(bpe, NULL, list[i]);
        expect_cut(read, NULL, list[i], pieces);
        expect_cut(copy, NULL, list[i], pieces);
        expect_cut(bpe, NULL, list[i], pieces); /* from memory this time */
        free(pieces);
    }
    bpe_free(bpe);
    bpe_free(read);
    bpe_free(copy);
    bpe_free(bpe_of("")); /* no merge at all: words are cut into characters */
    str_free(&text);
    str_free(&again);
    vocab_counts_free(words);
}

static void what_is_no_merge_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line, *why;
    } wrong[] = {
        {"e s\nes\n", "line 2", "two symbols"},
        {"e s\n\n", "line 2", "two symbols"},
        {"e s\nest </w>\n", "line 2", "nor made by a line before"},
        {"e s\ne s\n", "line 2", "twice"},
        {"e </w>\ne</w> x\n", "line 2", "cannot be merged"},
        {"@ a\n", "line 1", "cannot be merged"},
        {"a @\n", "line 1", "cannot be merged"},
        {"</w> a\n", "line 1", "cannot be merged"},
        {"a  b\n", "line 1", "nor made"},
        {" b\n", "line 1", "nor made"},
        {"a b c\n", "line 1", "nor made"},
        {"a \x01\n", "line 1", "nor made"},
        {"a \xC3\n", "line 1", "UTF-8"},
        {"< p\n<p a\n<pa d\n<pad >\n", "line 4", "cannot be merged"},
        {"< /\n</ w\n</w >\n", "line 3", "cannot be merged"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = {{0}};
        assert_null(bpe_read(wrong[i].text, strlen(wrong[i].text), &err));
        if (!strstr(err.text, wrong[i].line) || !strstr(err.text, wrong[i].why))
            fail_msg("\"%s\" gives: %s", wrong[i].text, err.text);
        assert_null(strchr(err.text, '\n'));
    }
}

/* --- vocabularies that lack pieces ------------------------------------------------------------ */

static struct vocab *vocab_with(const char *more)
{
    struct vocab *vocab = tiny_vocab(more);
    struct strs alphabet = {0};
    piece_alphabet(&alphabet);
    for (size_t i = 0; i < alphabet.count; i++)
        vocab_add(vocab, alphabet.list[i]);
    strs_free(&alphabet);
    return vocab;
}

static void what_is_not_known_is_taken_apart(void **state)
{
    (void)state;
    struct bpe *bpe = bpe_of("e s\nes t\nest </w>\nn e\nne w\nnew est</w>\né t\nét é\n");
    struct vocab *all = vocab_with("newest new@@ est é été"), *less = vocab_with("ne@@ est");
    expect_cut(bpe, all, "newest", "newest");
    expect_cut(bpe, less, "newest", "ne@@ w@@ est"); /* new@@ is not there, its parts are */
    expect_cut(bpe, all, "newests", "new@@ e@@ s@@ t@@ s");
    expect_cut(bpe, all, "été", "été");
    expect_cut(bpe, less, "été", "<0xC3>@@ <0xA9>@@ t@@ <0xC3>@@ <0xA9>");
    expect_cut(bpe, less, "😀", "<0xF0>@@ <0x9F>@@ <0x98>@@ <0x80>");
    expect_cut(bpe, less, "a@@b", "a@@ @@@ @@@ b");
    vocab_free(all);
    vocab_free(less);
    bpe_free(bpe);
}

static void the_alphabet_has_all_that_utf8_needs(void **state)
{
    (void)state;
    struct strs alphabet = {0};
    struct vocab *vocab = vocab_with("");
    piece_alphabet(&alphabet);
    assert_int_equal(vocab_size(vocab), VOCAB_SPECIAL + (int)alphabet.count); /* none twice */
    for (size_t i = 0; i < alphabet.count; i++) {
        struct str back = {0}, text = {0};
        bool goes_on = piece_goes_on(alphabet.list[i]);
        piece_text(&text, alphabet.list[i]);
        assert_int_equal(text.length, 1);
        if ((unsigned char)*text.text < 0x80)
            piece_write(&back, text.text, 1, goes_on);
        else
            piece_write_byte(&back, (unsigned char)*text.text, goes_on);
        assert_string_equal(back.text, alphabet.list[i]);
        str_free(&back);
        str_free(&text);
    }
    strs_free(&alphabet);
    vocab_free(vocab);
}

/* A word of random characters of all lengths, some of them marks. */
static void random_word(struct rng *rng, struct str *out)
{
    static const int limits[] = {0x7F, 0x24F, 0x3FF, 0xFFFF, 0x10FFFF};
    for (uint32_t n = 1 + rng_below(rng, 12); n > 0;) {
        int code = '!' + (int)rng_below(rng, (uint32_t)limits[rng_below(rng, 5)] - '!');
        if (code == 0x7F)
            continue; /* a control character is no text */
        char bytes[4];
        size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        static const int leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t i = size - 1; i > 0; i--, code >>= 6)
            bytes[i] = (char)(0x80 | (code & 0x3F));
        bytes[0] = (char)(leads[size] | code);
        if (!utf8_valid(bytes, size) || (size == 1 && *bytes >= 'A' && *bytes <= 'Z'))
            continue;
        str_add_n(out, bytes, size);
        n--;
    }
}

static void any_word_is_put_together_again(void **state)
{
    (void)state;
    struct rng rng = {.seed = 9};
    struct bpe *bpe = bpe_of("a b\nab </w>\né e\n");
    struct vocab *known = vocab_with("ab é@@ ée@@ 早");
    for (int round = 0; round < 3000; round++) {
        struct str word = {0}, back = {0};
        struct strs pieces = {0};
        random_word(&rng, &word);
        bpe_cut(bpe, known, word.text, &pieces);
        for (size_t i = 0; i < pieces.count; i++) {
            if (!vocab_has(known, pieces.list[i]))
                fail_msg("\"%s\" of \"%s\" is unknown", pieces.list[i], word.text);
            assert_int_equal(piece_goes_on(pieces.list[i]), i + 1 < pieces.count);
            piece_text(&back, pieces.list[i]);
        }
        assert_string_equal(back.text, word.text);
        str_free(&word);
        str_free(&back);
        strs_free(&pieces);
    }
    bpe_free(bpe);
    vocab_free(known);
}

/* What a worker cuts is what was cut alone. */
struct cutting {
    const struct bpe *bpe;
    const struct vocab *known;
    struct strs words, wanted;
    int wrong[4];
};

static void cut_all(void *data, int worker, int workers)
{
    struct cutting *c = data;
    (void)workers;
    for (size_t i = 0; i < c->words.count; i++) {
        char *pieces = cut(c->bpe, c->known, c->words.list[i]);
        c->wrong[worker] += strcmp(pieces, c->wanted.list[i]) != 0;
        free(pieces);
    }
}

static void threads_share_what_is_remembered(void **state)
{
    (void)state;
    static const char merges[] = "a b\nab </w>\né e\n";
    struct rng rng = {.seed = 3};
    struct bpe *alone = bpe_of(merges), *shared = bpe_of(merges);
    struct vocab *known = vocab_with("ab é@@ ée@@ 早");
    struct cutting c = {.bpe = shared, .known = known};
    struct pool *pool = pool_new(4);
    for (int i = 0; i < 500; i++) {
        struct str word = {0};
        random_word(&rng, &word);
        char *pieces = cut(alone, known, word.text);
        strs_add(&c.words, word.text);
        strs_add(&c.wanted, pieces);
        free(pieces);
        str_free(&word);
    }
    pool_run(pool, cut_all, &c);
    for (int i = 0; i < 4; i++)
        assert_int_equal(c.wrong[i], 0);
    pool_free(pool);
    strs_free(&c.words);
    strs_free(&c.wanted);
    vocab_free(known);
    bpe_free(alone);
    bpe_free(shared);
}

static void long_words_are_cut_in_stretches(void **state)
{
    (void)state;
    enum { LENGTH = 200000 };
    struct bpe *bpe = bpe_of("a a\naa aa\naaaa aaaa\na </w>\n");
    char *word = mem_new(LENGTH + 1, 1);
    struct strs pieces = {0};
    struct str back = {0};
    memset(word, 'a', LENGTH);
    bpe_cut(bpe, NULL, word, &pieces);
    for (size_t i = 0; i < pieces.count; i++)
        piece_text(&back, pieces.list[i]);
    assert_string_equal(back.text, word);
    assert_int_equal(pieces.count, LENGTH / BPE_WORD * 13); /* 12 · 8 + 4 */
    strs_free(&pieces);
    str_free(&back);
    free(word);
    bpe_free(bpe);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_merges_are_those_of_the_paper),
        cmocka_unit_test(a_new_word_is_made_of_known_pieces),
        cmocka_unit_test(what_is_learned_is_what_a_slow_twin_learns),
        cmocka_unit_test(the_order_of_the_words_does_not_matter),
        cmocka_unit_test(what_is_written_comes_back),
        cmocka_unit_test(what_is_no_merge_is_refused_with_its_line),
        cmocka_unit_test(what_is_not_known_is_taken_apart),
        cmocka_unit_test(the_alphabet_has_all_that_utf8_needs),
        cmocka_unit_test(any_word_is_put_together_again),
        cmocka_unit_test(threads_share_what_is_remembered),
        cmocka_unit_test(long_words_are_cut_in_stretches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
