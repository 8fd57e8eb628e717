#include "text/token.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "text/utf8.h"

const char *const unit_names[] = {
    [UNIT_WORD] = "word", [UNIT_CHAR] = "char",   [UNIT_TOKEN] = "token",
    [UNIT_BPE] = "bpe",   [UNIT_LABEL] = "label", [UNIT_COUNT] = NULL,
};

enum unit unit_words(enum unit unit)
{
    return unit == UNIT_BPE ? UNIT_WORD : unit;
}

bool unit_keeps_case(enum unit unit)
{
    return unit == UNIT_TOKEN || unit == UNIT_LABEL;
}

/* --- a line as graphemes ---------------------------------------------------------------------- */

enum piece_kind { KIND_SPACE, KIND_LETTER, KIND_DIGIT, KIND_ALONE, KIND_MARK };

/* One grapheme; what it is follows from its first code point. */
struct piece {
    const char *text;
    size_t size;
    int code;
    enum piece_kind kind;
};

/* A cleaned line. After the last piece stands a space of no bytes, so that one may look ahead. */
struct line {
    struct str text;
    struct piece *pieces;
    size_t count, capacity;
};

static enum piece_kind kind_of(int code)
{
    return utf8_is_space(code)         ? KIND_SPACE
           : utf8_is_han(code)         ? KIND_ALONE
           : utf8_is_punctuation(code) ? KIND_MARK
           : utf8_is_digit(code)       ? KIND_DIGIT
                                       : KIND_LETTER;
}

static void add_piece(struct line *line, const char *text, size_t size)
{
    int code = ' ';
    if (size)
        utf8_decode(text, size, &code);
    line->pieces = mem_grow(line->pieces, &line->capacity, line->count + 1, sizeof *line->pieces);
    line->pieces[line->count++] = (struct piece){text, size, code, kind_of(code)};
}

/* Cuts line->text. */
static void cut_pieces(struct line *line)
{
    const char *text = line->text.text;
    for (size_t at = 0, size; at < line->text.length; at += size) {
        int width;
        size = utf8_grapheme(text + at, line->text.length - at, &width);
        add_piece(line, text + at, size);
    }
    add_piece(line, text + line->text.length, 0);
    line->count--;
}

static void line_free(struct line *line)
{
    str_free(&line->text);
    free(line->pieces);
}

static bool is_word(const struct piece *piece)
{
    return piece->kind == KIND_LETTER || piece->kind == KIND_DIGIT;
}

/* The bytes from one piece to another, as a token. */
static void add_token(struct strs *out, const struct piece *from, const struct piece *to)
{
    if (to > from)
        strs_add_n(out, from->text, (size_t)(to->text - from->text));
}

/* --- words ------------------------------------------------------------------------------------ */

/* What may follow an apostrophe in English. */
static const char *const endings[] = {"s", "t", "m", "re", "ve", "ll", "d"};

/* Words whose apostrophe is no boundary. */
static const char *const whole_words[] = {"aujourd'hui", "o'clock", "ma'am"};

/* How many pieces the text takes if it stands here and a word ends with it; otherwise 0. */
static size_t ends_with(const struct piece *at, const char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        if (at[i].size != 1 || at[i].code != text[i])
            return 0;
    return is_word(&at[n]) ? 0 : n;
}

static size_t any_ends_with(const struct piece *at, const char *const *list, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count && !n; i++)
        n = ends_with(at, list[i]);
    return n;
}

#define ANY_ENDS_WITH(at, list) any_ends_with(at, list, sizeof(list) / sizeof *(list))

/* Whether this mark, inside a word, stays inside: "3.5", "10:30", "well-known". */
static bool holds(const struct piece *mark)
{
    if (mark->code == '-')
        return is_word(mark - 1) && is_word(mark + 1);
    return mark->size == 1 && strchr(".,:/", mark->code) && mark[-1].kind == KIND_DIGIT &&
           mark[1].kind == KIND_DIGIT;
}

/* Cuts at the apostrophe `at` inside the word that began at `from`. Returns where the rest of the
 * word begins, or NULL when the apostrophe does not belong to the word. */
static const struct piece *cut_apostrophe(struct strs *out, const struct piece *from,
                                          const struct piece *at)
{
    size_t ending = ANY_ENDS_WITH(at + 1, endings);
    if (ending && at[1].code == 't') {
        ending = at > from && at[-1].code == 'n' ? 2 : 0;
        at -= ending != 0; /* do|n't */
    }
    if (ending) {
        add_token(out, from, at);
        add_token(out, at, at + 1 + ending);
        return at + 1 + ending;
    }
    if (at[-1].kind != KIND_LETTER || !is_word(at + 1))
        return NULL;
    add_token(out, from, at + 1); /* j'|ai */
    return at + 1;
}

/* Takes the word that begins at `at`, in one token or more. Returns what comes after it. */
static const struct piece *take_word(struct strs *out, const struct piece *at)
{
    const struct piece *from = at;
    at += ANY_ENDS_WITH(at, whole_words);
    for (;;) {
        if (is_word(at) || (at > from && holds(at))) {
            at++;
            continue;
        }
        const struct piece *rest = at->code == '\'' ? cut_apostrophe(out, from, at) : NULL;
        if (!rest)
            break;
        from = rest;
        at = rest + ANY_ENDS_WITH(rest, whole_words);
    }
    add_token(out, from, at);
    return at;
}

/* Takes a mark and its repetitions. */
static const struct piece *take_marks(struct strs *out, const struct piece *at)
{
    const struct piece *from = at;
    do
        at++;
    while (at->size == from->size && !memcmp(at->text, from->text, at->size));
    add_token(out, from, at);
    return at;
}

static void split_words(struct strs *out, const struct line *line)
{
    const struct piece *at = line->pieces, *end = at + line->count;
    while (at < end)
        if (at->kind == KIND_SPACE)
            at++;
        else if (at->kind == KIND_MARK)
            at = take_marks(out, at);
        else if (at->kind == KIND_ALONE)
            add_token(out, at, at + 1), at++;
        else
            at = take_word(out, at);
}

/* One spelling for every apostrophe, ellipsis and hyphen. */
static void respell(struct str *out, const char *text, size_t n)
{
    static const struct spelling {
        const char *other, *ours;
    } spellings[] = {{"’", "'"}, {"‘", "'"}, {"ʼ", "'"}, {"…", "..."}, {"‐", "-"}, {"‑", "-"}};
    const size_t count = sizeof spellings / sizeof *spellings;
    const char *end = text + n;
    for (size_t used; text < end; text += used) {
        size_t i = (unsigned char)*text < 0x80 ? count : 0;
        while (i < count && strncmp(text, spellings[i].other, strlen(spellings[i].other)))
            i++;
        used = i < count ? strlen(spellings[i].other) : 1;
        if (i < count)
            str_add(out, spellings[i].ours);
        else
            str_add_n(out, text, 1);
    }
}

/* --- characters, tokens ----------------------------------------------------------------------- */

static void split_characters(struct strs *out, const struct line *line)
{
    bool space = false, any = false;
    for (const struct piece *at = line->pieces; at < line->pieces + line->count; at++) {
        if (at->kind == KIND_SPACE) {
            space = any;
            continue;
        }
        if (space)
            strs_add(out, SPACE_TOKEN);
        add_token(out, at, at + 1);
        space = false;
        any = true;
    }
}

static void split_spaces(struct strs *out, const struct line *line)
{
    const struct piece *at = line->pieces, *end = at + line->count;
    for (; at < end; at++) {
        const struct piece *from = at;
        while (at->kind != KIND_SPACE)
            at++;
        add_token(out, from, at);
    }
}

/* The whole line, without spaces at its ends and with one between words. */
static void split_nothing(struct strs *out, const struct line *line)
{
    struct strs words = {0};
    struct str whole = {0};
    split_spaces(&words, line);
    for (size_t i = 0; i < words.count; i++)
        str_format(&whole, "%s%s", i ? " " : "", words.list[i]);
    if (whole.length)
        strs_add(out, whole.text);
    str_free(&whole);
    strs_free(&words);
}

/* Sends a text through one change. */
static void pass(struct str *text, void (*change)(struct str *, const char *, size_t))
{
    struct str changed = {0};
    change(&changed, text->text, text->length);
    str_free(text);
    *text = changed;
}

void tokens_split(struct strs *out, enum unit unit, const char *text)
{
    static void (*const split[UNIT_COUNT])(struct strs *, const struct line *) = {
        [UNIT_WORD] = split_words,
        [UNIT_CHAR] = split_characters,
        [UNIT_TOKEN] = split_spaces,
        [UNIT_LABEL] = split_nothing,
    };
    struct line line = {0};
    assert(unit != UNIT_BPE);
    utf8_clean(&line.text, text, strlen(text));
    if (!unit_keeps_case(unit))
        pass(&line.text, utf8_lower);
    if (unit == UNIT_WORD && line.text.length)
        pass(&line.text, respell);
    cut_pieces(&line);
    split[unit](out, &line);
    line_free(&line);
}
