#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "text/token.h"
#include "text/token_join.h"
#include "text/utf8.h"

/* The tokens of a line with "|" between. */
static char *split(enum unit unit, const char *text)
{
    struct strs tokens = {0};
    struct str out = {0};
    tokens_split(&tokens, unit, text);
    for (size_t i = 0; i < tokens.count; i++) {
        assert_true(*tokens.list[i]);
        str_format(&out, "%s%s", i ? "|" : "", tokens.list[i]);
    }
    strs_free(&tokens);
    return str_take(&out);
}

static void expect_split(enum unit unit, const char *text, const char *wanted)
{
    char *found = split(unit, text);
    assert_string_equal(found, wanted);
    free(found);
}

/* The text that tokens with one space between are joined to. */
static void expect_join(enum unit unit, bool french, const char *spaced, const char *wanted)
{
    struct strs tokens = {0};
    struct str out = {0};
    tokens_split(&tokens, UNIT_TOKEN, spaced);
    tokens_join(&out, unit, french ? "fra" : "", (const char *const *)tokens.list, tokens.count);
    assert_string_equal(out.text ? out.text : "", wanted);
    strs_free(&tokens);
    str_free(&out);
}

struct sample {
    const char *text, *tokens;
};

static void expect_words(const struct sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_split(UNIT_WORD, samples[i].text, samples[i].tokens);
}

#define EXPECT_WORDS(samples) expect_words(samples, sizeof(samples) / sizeof *(samples))

static void units_have_names(void **state)
{
    (void)state;
    for (int i = 0; i < UNIT_COUNT; i++) {
        assert_non_null(unit_names[i]);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(unit_names[i], unit_names[j]);
    }
}

static void english_is_cut_at_its_contractions(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"I'm home.", "i|'m|home|."},
        {"He's calm.", "he|'s|calm|."},
        {"I don't know!", "i|do|n't|know|!"},
        {"I can’t, won't and shan't.", "i|ca|n't|,|wo|n't|and|sha|n't|."},
        {"They've, we're, you'll, I'd", "they|'ve|,|we|'re|,|you|'ll|,|i|'d"},
        {"You couldn't've seen it", "you|could|n't|'ve|seen|it"},
        {"DON'T", "do|n't"},
        {"It's five o'clock, ma'am.", "it|'s|five|o'clock|,|ma'am|."},
        {"Mary-Ann's 1990's hat", "mary-ann|'s|1990|'s|hat"},
        {"the boys' room", "the|boys|'|room"},
        {"rock 'n' roll", "rock|'|n|'|roll"},
        {"'quoted words'", "'|quoted|words|'"},
        {"‘quoted’", "'|quoted|'"},
        {"it's-odd", "it|'s|-|odd"},
    };
    EXPECT_WORDS(samples);
}

static void french_is_cut_at_its_elisions(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"J’ai perdu.", "j'|ai|perdu|."},
        {"Va\xE2\x80\xAF!", "va|!"},
        {"Vas-y\xC2\xA0!", "vas-y|!"},
        {"Qu'est-ce que c'est\xE2\x80\xAF?", "qu'|est-ce|que|c'|est|?"},
        {"L'homme d'un côté, jusqu'à l'île", "l'|homme|d'|un|côté|,|jusqu'|à|l'|île"},
        {"Aujourd'hui, il fait 3.5 °C...", "aujourd'hui|,|il|fait|3.5|°|c|..."},
        {"dès l’aujourd’hui", "dès|l'|aujourd'hui"},
        {"D'ÉTÉ ÇA", "d'|été|ça"},
        {"à d'1 km", "à|d'|1|km"},
        {"« Bien »", "«|bien|»"},
        {"Donne-m'en", "donne-m'|en"},
        {"S'il te plaît; merci: oui", "s'|il|te|plaît|;|merci|:|oui"},
    };
    EXPECT_WORDS(samples);
}

static void marks_stand_alone_and_runs_together(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"Wait... what?! No!!", "wait|...|what|?|!|no|!!"},
        {"Wait… yes", "wait|...|yes"},
        {"a--b - c -- d", "a|--|b|-|c|--|d"},
        {"well-known 20-year -5 x-", "well-known|20-year|-|5|x|-"},
        {"co\xE2\x80\x91op", "co-op"},
        {"10:30, 1,000.50 3/4 v2.0.", "10:30|,|1,000.50|3/4|v2.0|."},
        {"3.x x.3 a.b", "3|.|x|x|.|3|a|.|b"},
        {"(5%) $5 #1 a_b \"q\"", "(|5|%|)|$|5|#|1|a|_|b|\"|q|\""},
        {"''a''", "''|a|''"},
        {"'", "'"},
        {"a'", "a|'"},
        {"'a", "'|a"},
        {"-", "-"},
        {".", "."},
        {"1.", "1|."},
    };
    EXPECT_WORDS(samples);
}

static void signs_stand_alone(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"早上好", "早|上|好"}, {"我有3本book。。", "我|有|3|本|book|。|。"},
        {"カメラ", "カ|メ|ラ"}, {"\xE3\x81\x8B\xE3\x82\x99", "が"},
        {"안녕", "안|녕"},      {"你好\xE3\x80\x80朋友！", "你|好|朋|友|！"},
    };
    EXPECT_WORDS(samples);
}

static void graphemes_are_never_cut(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"❤️ 👨‍👩‍👧👨‍👩‍👧 🇫🇷",
         "❤️|👨‍👩‍👧👨‍👩‍👧|🇫🇷"},
        {"q\xCC\xA3"
         "a.",
         "q\xCC\xA3"
         "a|."},
    };
    EXPECT_WORDS(samples);
}

static void any_bytes_give_valid_tokens(void **state)
{
    (void)state;
    static const char *const bits[] = {"a",  "n",           "'",        "t",  "s",    "-", ".",
                                       "3",  " ",           "é",        "早", "\xFF", "’", "…",
                                       "\t", "aujourd'hui", "\xCC\x81", "i",  "\"",   "▁"};
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        struct str text = {0};
        for (int i = 0; i < 1 + round % 12; i++) {
            seed = seed * 1664525 + 1013904223;
            str_add(&text, bits[(seed >> 16) % (sizeof bits / sizeof *bits)]);
        }
        for (int unit = UNIT_WORD; unit <= UNIT_TOKEN; unit++) {
            struct strs tokens = {0};
            struct str joined = {0};
            tokens_split(&tokens, (enum unit)unit, text.text);
            for (size_t i = 0; i < tokens.count; i++) {
                assert_true(utf8_valid(tokens.list[i], strlen(tokens.list[i])));
                assert_true(*tokens.list[i] && !strchr(tokens.list[i], ' '));
            }
            tokens_join(&joined, (enum unit)unit, round % 2 ? "fra" : "",
                        (const char *const *)tokens.list, tokens.count);
            strs_free(&tokens);
            str_free(&joined);
        }
        str_free(&text);
    }
}

static void nothing_gives_no_tokens(void **state)
{
    (void)state;
    for (int unit = UNIT_WORD; unit <= UNIT_TOKEN; unit++) {
        expect_split((enum unit)unit, "", "");
        expect_split((enum unit)unit, " \t\xE2\x80\xAF ", "");
    }
}

static void characters_are_tokens(void **state)
{
    (void)state;
    expect_split(UNIT_CHAR, "May 3", "m|a|y|▁|3");
    expect_split(UNIT_CHAR, "  a  b ", "a|▁|b");
    expect_split(UNIT_CHAR, "E\xCC\x81t\xCC\xA3", "é|\xE1\xB9\xAD");
    expect_split(UNIT_CHAR, "12.5", "1|2|.|5");
    expect_join(UNIT_CHAR, false, "<bos> m a y ▁ 3 <eos>", "may 3");
}

static void tokens_stay_as_they_are(void **state)
{
    (void)state;
    expect_split(UNIT_TOKEN, " I'm  Home@@ <unk> . ", "I'm|Home@@|<unk>|.");
    expect_split(UNIT_TOKEN, "cafe\xCC\x81", "café");
    expect_join(UNIT_TOKEN, false, "I 'm Home .", "I 'm Home .");
}

static void french_reads_well(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"je suis chez moi .", "Je suis chez moi."},
        {"va !", "Va !"},
        {"j' ai perdu .", "J'ai perdu."},
        {"qu' est-ce que c' est ?", "Qu'est-ce que c'est ?"},
        {"quoi ? ! non !!", "Quoi ?! Non !!"},
        {"école , été ; eh : « oui »", "École, été ; eh : « oui »"},
        {"attends ... viens", "Attends... Viens"},
        {"i", "I"},
        {"le i grec", "Le i grec"},
        {"<bos> à demain . <eos> <pad>", "À demain."},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        expect_join(UNIT_WORD, true, samples[i].text, samples[i].tokens);
}

static void english_reads_well(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"i do n't know .", "I don't know."},
        {"he says i 'm late , is n't it ?", "He says I'm late, isn't it?"},
        {"stop ! now ?", "Stop! Now?"},
        {"\" come in , \" he said", "\"Come in,\" he said"},
        {"he said : \" no \" .", "He said: \"no\"."},
        {"rock ' n ' roll", "Rock 'n' roll"},
        {"( yes ) [ no ]", "(Yes) [no]"},
        {"$ 5 or 5 %", "$5 or 5%"},
        {"<unk> is <unk> .", "<unk> is <unk>."},
        {"", ""},
        {"<bos> <eos>", ""},
        {".", "."},
        {"5 cats", "5 cats"},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        expect_join(UNIT_WORD, false, samples[i].text, samples[i].tokens);
}

static void chinese_reads_without_spaces(void **state)
{
    (void)state;
    expect_join(UNIT_WORD, false, "早 上 好 ， 我 的 朋 友 ！", "早上好，我的朋友！");
    expect_join(UNIT_WORD, false, "我 用 python 。", "我用 python。");
}

static void joined_text_is_cut_into_the_same_tokens(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "I couldn't've known; she'd said: \"It's ten o'clock!\"",
        "L'été dernier, j’ai vu « l'île » (aujourd'hui déserte)...",
        "Qu'y a-t-il ? Rien !",
        "Prices: $3.50, 20% off - 'nice', isn't it?",
        "他们在上海工作，对吧？",
        "Well-known facts -- 10:30, 3/4, #1.",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int french = 0; french < 2; french++) {
            struct strs tokens = {0};
            struct str joined = {0};
            char *wanted = split(UNIT_WORD, texts[i]);
            tokens_split(&tokens, UNIT_WORD, texts[i]);
            tokens_join(&joined, UNIT_WORD, french ? "fra" : "", (const char *const *)tokens.list,
                        tokens.count);
            expect_split(UNIT_WORD, joined.text, wanted);
            free(wanted);
            strs_free(&tokens);
            str_free(&joined);
        }
}

static void a_long_line_is_cut_too(void **state)
{
    (void)state;
    struct str text = {0};
    struct strs tokens = {0};
    for (int i = 0; i < 20000; i++)
        str_add(&text, "l'été, ");
    tokens_split(&tokens, UNIT_WORD, text.text);
    assert_int_equal(tokens.count, 60000);
    strs_free(&tokens);
    str_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_have_names),
        cmocka_unit_test(english_is_cut_at_its_contractions),
        cmocka_unit_test(french_is_cut_at_its_elisions),
        cmocka_unit_test(marks_stand_alone_and_runs_together),
        cmocka_unit_test(signs_stand_alone),
        cmocka_unit_test(graphemes_are_never_cut),
        cmocka_unit_test(any_bytes_give_valid_tokens),
        cmocka_unit_test(nothing_gives_no_tokens),
        cmocka_unit_test(characters_are_tokens),
        cmocka_unit_test(tokens_stay_as_they_are),
        cmocka_unit_test(french_reads_well),
        cmocka_unit_test(english_reads_well),
        cmocka_unit_test(chinese_reads_without_spaces),
        cmocka_unit_test(joined_text_is_cut_into_the_same_tokens),
        cmocka_unit_test(a_long_line_is_cut_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
