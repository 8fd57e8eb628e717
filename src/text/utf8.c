#include "text/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/die.h"
#include "base/err.h"

#define REPLACEMENT 0xFFFD

size_t utf8_decode(const char *text, size_t n, int *code)
{
    unsigned char first = (unsigned char)text[0];
    if (first < 0x80) {
        *code = first;
        return 1;
    }
    utf8proc_int32_t found;
    utf8proc_ssize_t used =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &found);
    *code = used > 0 ? found : -1;
    return used > 0 ? (size_t)used : 1;
}

bool utf8_valid(const char *text, size_t n)
{
    int code;
    for (size_t at = 0; at < n;) {
        at += utf8_decode(text + at, n - at, &code);
        if (code < 0)
            return false;
    }
    return true;
}

/* --- normalising ------------------------------------------------------------------------------ */

void utf8_encode(struct str *out, int code)
{
    utf8proc_uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(code, bytes);
    str_add_n(out, (const char *)bytes, (size_t)n);
}

/* Code points that NFC leaves alone whatever stands beside them: no mark and nothing that
 * decomposes is below U+0300 or in U+2010..206F. Nearly all text is made of these alone. */
static bool is_plain(int code)
{
    return code < 0x300 || (code >= 0x2010 && code <= 0x206F);
}

/* Puts what was appended to `out` since `start` into NFC. */
static void compose_from(struct str *out, size_t start)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)out->text + start,
                                      (utf8proc_ssize_t)(out->length - start), &composed,
                                      UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0)
        die("cannot normalise a text: %s", utf8proc_errmsg(n));
    out->length = start;
    str_add_n(out, (const char *)composed, (size_t)n);
    free(composed);
}

/* Appends every code point as `change` makes it, then the whole in NFC. */
static void add_changed(struct str *out, const char *text, size_t n, int (*change)(int code))
{
    size_t start = out->length;
    bool plain = true;
    str_add_n(out, "", 0);
    for (size_t at = 0; at < n;) {
        int code;
        at += utf8_decode(text + at, n - at, &code);
        code = change(code);
        plain = plain && is_plain(code);
        utf8_encode(out, code);
    }
    if (!plain)
        compose_from(out, start);
}

bool utf8_is_control(int code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

static int clean_code(int code)
{
    return code < 0 ? REPLACEMENT : utf8_is_control(code) ? ' ' : code;
}

static int lower_code(int code)
{
    return code < 0 ? REPLACEMENT : utf8proc_tolower(code);
}

static int upper_code(int code)
{
    return code < 0 ? REPLACEMENT : utf8proc_toupper(code);
}

void utf8_clean(struct str *out, const char *text, size_t n)
{
    add_changed(out, text, n, clean_code);
}

void utf8_lower(struct str *out, const char *text, size_t n)
{
    add_changed(out, text, n, lower_code);
}

void utf8_upper(struct str *out, const char *text, size_t n)
{
    add_changed(out, text, n, upper_code);
}

void utf8_escape(struct str *out, const char *text, size_t n)
{
    str_add(out, "");
    for (size_t at = 0, used; at < n; at += used) {
        int code;
        used = utf8_decode(text + at, n - at, &code);
        utf8proc_category_t category = code < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(code);
        if (code < 0)
            str_format(out, "\\x%02x", (unsigned char)text[at]);
        else if (category == UTF8PROC_CATEGORY_CN || category >= UTF8PROC_CATEGORY_ZL)
            str_format(out, "\\u{%x}", (unsigned)code);
        else if (code == '\\')
            str_add(out, "\\\\");
        else
            str_add_n(out, text + at, used);
    }
}

/* --- kinds of characters ---------------------------------------------------------------------- */

bool utf8_is_space(int code)
{
    if (code < 0x80)
        return code == ' ' || (code >= '\t' && code <= '\r');
    /* Two that Unicode counts as formats: the zero-width space and the byte order mark. */
    if (code == 0x85 || code == 0x200B || code == 0xFEFF)
        return true;
    utf8proc_category_t category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP;
}

bool utf8_is_punctuation(int code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_SO;
}

bool utf8_is_letter(int code)
{
    utf8proc_category_t category = utf8proc_category(code);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME;
}

bool utf8_is_digit(int code)
{
    return utf8proc_category(code) == UTF8PROC_CATEGORY_ND;
}

bool utf8_is_han(int code)
{
    static const struct range {
        int first, last;
    } ranges[] = {
        {0x1100, 0x11FF},   /* hangul jamo */
        {0x2E80, 0x2FFF},   /* radicals, descriptions */
        {0x3001, 0x33FF},   /* punctuation, kana, bopomofo, enclosed; not the space U+3000 */
        {0x3400, 0x4DBF},   /* ideographs, extension A */
        {0x4E00, 0x9FFF},   /* ideographs */
        {0xA960, 0xA97F},   /* hangul jamo, extended */
        {0xAC00, 0xD7FF},   /* hangul syllables */
        {0xF900, 0xFAFF},   /* compatibility ideographs */
        {0xFE30, 0xFE4F},   /* vertical punctuation */
        {0xFF01, 0xFF0F},   /* full-width punctuation: not the digits and letters between */
        {0xFF1A, 0xFF20},   /* more of it */
        {0xFF3B, 0xFF40},   /* more of it */
        {0xFF5B, 0xFFDC},   /* the rest of it, half-width kana and hangul */
        {0x1B000, 0x1B16F}, /* historic kana */
        {0x20000, 0x3FFFF}, /* ideographs, extensions B and on */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && code >= ranges[i].first; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

/* --- on a terminal ---------------------------------------------------------------------------- */

size_t utf8_grapheme(const char *text, size_t n, int *width)
{
    int code, next;
    size_t used = utf8_decode(text, n, &code);
    bool ascii = code >= 0 && code < 0x80;
    *width = code < 0 ? 1 : utf8proc_charwidth(code);
    if (code < 0 || (ascii && (used == n || (unsigned char)text[used] < 0x80) && code != '\r'))
        return used;
    utf8proc_int32_t state = 0;
    while (used < n) {
        size_t more = utf8_decode(text + used, n - used, &next);
        if (next < 0 || utf8proc_grapheme_break_stateful(code, next, &state))
            break;
        *width += utf8proc_charwidth(next);
        used += more;
        code = next;
    }
    /* A flag is two letters of one column; a family of emoji is drawn as one, not as their sum. */
    if (*width > 2)
        *width = 2;
    return used;
}

size_t utf8_fit(const char *text, int columns)
{
    size_t n = strlen(text), at = 0;
    while (at < n) {
        int width;
        size_t used = utf8_grapheme(text + at, n - at, &width);
        columns -= width;
        if (columns < 0)
            break;
        at += used;
    }
    return at;
}

int utf8_width(const char *text)
{
    size_t n = strlen(text);
    int columns = 0, width;
    for (size_t at = 0; at < n; columns += width)
        at += utf8_grapheme(text + at, n - at, &width);
    return columns;
}
