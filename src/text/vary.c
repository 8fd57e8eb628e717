#include "text/vary.h"

#include <string.h>

#include "text/utf8.h"

/* Marks that end a sentence. */
static const char *const final_marks[] = {".", "!", "?", "…", "。", "！", "？"};

/* The bytes of the final mark that ends the first n bytes of a text; 0 when none does. */
static size_t mark_before(const char *text, size_t n)
{
    for (size_t i = 0; i < sizeof final_marks / sizeof *final_marks; i++) {
        size_t size = strlen(final_marks[i]);
        if (size <= n && !memcmp(text + n - size, final_marks[i], size))
            return size;
    }
    return 0;
}

/* n without the spaces that end the first n bytes. */
static size_t trim(const char *text, size_t n)
{
    for (size_t at = n; at > 0;) {
        int code;
        do
            at--;
        while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80);
        utf8_decode(text + at, n - at, &code);
        if (!utf8_is_space(code))
            break;
        n = at;
    }
    return n;
}

static void replace(struct str *text, struct str *by)
{
    str_free(text);
    *text = *by;
}

/* --- the forms -------------------------------------------------------------------------------- */

/* Emoji that people often type behind a sentence; of some, the last sign only asks for color. */
static const char *const usual_emoji[] = {
    "😀",    "😂", "😊",      "😍",      "😉",      "😢",      "😭",        "👍",       "🎉",
    "🤔", "🙏", "😘",      "😎",      "😅",      "🙂",   "🤣",     "🥰",    "😁",
    "😴",    "😡", "🔥",      "💪",      "👏",      "🙄",   "😱",        "💔",       "🎂",
    "🌞",    "❤", "❤️", "☺️", "☀️", "✌️", "👍🏽", "🙏🏻"};
/* And where others are: pictures and faces of Unicode's blocks, first and last. */
static const int emoji_blocks[][2] = {{0x1F300, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F90D, 0x1F9FF}};

/* What stands for any emoji where only its being there is measured. */
static const char plain_emoji[] = "🙂";

/* Cuts the marks at the end off, and the spaces before them. False when nothing else is there. */
static bool drop_mark(struct str *text)
{
    size_t end = trim(text->text, text->length), n = end;
    for (size_t size; (size = mark_before(text->text, n)) > 0;)
        n -= size;
    n = trim(text->text, n);
    if (n == 0 || n == end)
        return false;
    text->text[n] = '\0';
    text->length = n;
    return true;
}

static bool no_mark(struct rng *rng, const struct vary_before *before, struct varied pair)
{
    (void)rng;
    (void)before;
    bool changed = drop_mark(pair.source);
    if (changed)
        drop_mark(pair.target);
    return changed;
}

static bool other_case(struct rng *rng, const struct vary_before *before, struct varied pair)
{
    struct str other = {0};
    (void)before;
    if (rng_below(rng, 2))
        utf8_upper(&other, pair.source->text, pair.source->length);
    else
        utf8_lower(&other, pair.source->text, pair.source->length);
    bool changed = strcmp(other.text, pair.source->text) != 0;
    replace(pair.source, &other);
    return changed;
}

static bool quotes(struct rng *rng, const struct vary_before *before, struct varied pair)
{
    struct str other = {0};
    bool open = false, changed = false;
    (void)rng;
    (void)before;
    for (const char *at = pair.source->text; *at; at++) {
        const char *sign = *at == '\'' ? "’" : *at != '"' ? NULL : open ? "”" : "“";
        open ^= *at == '"';
        changed |= sign != NULL;
        if (sign)
            str_add(&other, sign);
        else
            str_add_n(&other, at, 1);
    }
    replace(pair.source, &other);
    return changed;
}

static bool put_before(const struct vary_before *before, struct varied pair, const char *between)
{
    struct str source = {0}, target = {0};
    if (!before)
        return false;
    size_t end = trim(before->source, strlen(before->source));
    if (!mark_before(before->source, end))
        return false;
    str_format(&source, "%.*s%s%s", (int)end, before->source, between, pair.source->text);
    str_format(&target, "%s %s", before->target, pair.target->text);
    replace(pair.source, &source);
    replace(pair.target, &target);
    return true;
}

static bool joined(struct rng *rng, const struct vary_before *before, struct varied pair)
{
    (void)rng;
    return put_before(before, pair, "");
}

static bool doubled(struct rng *rng, const struct vary_before *before, struct varied pair)
{
    struct str *text = pair.source, mark = {0};
    (void)before;
    size_t end = trim(text->text, text->length), size = mark_before(text->text, end);
    if (size == 0 || mark_before(text->text, end - size))
        return false;
    str_add_n(&mark, text->text + end - size, size);
    text->length = end;
    for (uint32_t more = 1 + rng_below(rng, 2); more > 0; more--)
        str_add(text, mark.text);
    str_free(&mark);
    return true;
}

/* Cuts a full stop at the end off: an emoji takes its place, but not that of "?" and "!". */
static void drop_stop(struct str *text)
{
    size_t end = trim(text->text, text->length);
    if (end > 1 && text->text[end - 1] == '.' && text->text[end - 2] != '.')
        drop_mark(text);
}

/* Half of the time a usual one, else any. */
static void draw_emoji(struct rng *rng, struct str *out)
{
    uint32_t usual = sizeof usual_emoji / sizeof *usual_emoji;
    if (rng_below(rng, 2)) {
        str_add(out, usual_emoji[rng_below(rng, usual)]);
        return;
    }
    const int *block = emoji_blocks[rng_below(rng, sizeof emoji_blocks / sizeof *emoji_blocks)];
    utf8_encode(out, block[0] + (int)rng_below(rng, (uint32_t)(block[1] - block[0] + 1)));
}

/* One in eight is typed without a space, one in eight twice. */
static bool emoji(struct rng *rng, const struct vary_before *before, struct varied pair)
{
    struct str sign = {0};
    (void)before;
    draw_emoji(rng, &sign);
    bool close = rng_below(rng, 8) == 0, twice = rng_below(rng, 8) == 0;
    drop_stop(pair.source);
    drop_stop(pair.target);
    str_format(pair.source, "%s%s%s", close ? "" : " ", sign.text, twice ? sign.text : "");
    str_format(pair.target, " %s%s", sign.text, twice ? sign.text : "");
    str_free(&sign);
    return true;
}

/* --- the same text, neat ---------------------------------------------------------------------- */

static bool no_mark_plain(const struct vary_before *before, struct varied pair)
{
    struct str source = {0};
    (void)before;
    str_add(&source, pair.source->text);
    bool changed = drop_mark(&source);
    if (changed)
        drop_mark(pair.target);
    str_free(&source);
    return changed;
}

static void no_mark_measure(struct strs *words)
{
    while (words->count > 1) {
        const char *last = words->list[words->count - 1];
        size_t size = strlen(last);
        if (!size || mark_before(last, size) != size)
            return;
        strs_cut(words, words->count - 1);
    }
}

static bool joined_plain(const struct vary_before *before, struct varied pair)
{
    return put_before(before, pair, " ");
}

static bool emoji_plain(const struct vary_before *before, struct varied pair)
{
    (void)before;
    drop_stop(pair.target);
    str_format(pair.target, " %s", plain_emoji);
    return true;
}

static void emoji_measure(struct strs *words)
{
    if (words->count > 1 && !strcmp(words->list[words->count - 1], "."))
        strs_cut(words, words->count - 1);
    strs_add(words, plain_emoji);
}

static const struct {
    const char *name, *help;
    bool (*change)(struct rng *rng, const struct vary_before *before, struct varied pair);
    /* Of a form that changes the target; measure: NULL where nothing is to be done. */
    bool (*plain)(const struct vary_before *before, struct varied pair);
    void (*measure)(struct strs *words);
} forms[VARY_COUNT] = {
    [VARY_NONE] = {"plain", "as the corpus writes it", NULL, NULL, NULL},
    [VARY_NO_MARK] = {"no-mark", "no mark at the end, on both sides", no_mark, no_mark_plain,
                      no_mark_measure},
    [VARY_CASE] = {"case", "the source all in lower or all in upper case", other_case, NULL, NULL},
    [VARY_QUOTES] = {"quotes", "the source with typographic quotes and apostrophes", quotes, NULL,
                     NULL},
    [VARY_JOINED] = {"joined", "two pairs as one, no space between the sources", joined,
                     joined_plain, NULL},
    [VARY_DOUBLED] = {"doubled", "the mark at the end of the source two or three times", doubled,
                      NULL, NULL},
    [VARY_EMOJI] = {"emoji", "an emoji behind both sides, in place of a full stop", emoji,
                    emoji_plain, emoji_measure},
};

const char *vary_name(enum vary form)
{
    return forms[form].name;
}

const char *vary_help(enum vary form)
{
    return forms[form].help;
}

bool vary_pair(enum vary form, struct rng *rng, const struct vary_before *before,
               struct varied pair)
{
    return forms[form].change && forms[form].change(rng, before, pair);
}

bool vary_measured(enum vary form)
{
    return forms[form].plain != NULL;
}

bool vary_plain(enum vary form, const struct vary_before *before, struct varied pair)
{
    return forms[form].plain && forms[form].plain(before, pair);
}

void vary_measure(enum vary form, struct strs *words)
{
    if (forms[form].measure)
        forms[form].measure(words);
}
