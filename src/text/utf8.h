#ifndef HEED_TEXT_UTF8_H
#define HEED_TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Unicode through utf8proc: the only file that includes utf8proc.h. */

/* Whether the n bytes are well-formed UTF-8 (no surrogates, no overlong forms). */
bool utf8_valid(const char *text, size_t n);

/* Appends `text` normalised to NFC. Bytes that are not UTF-8 become U+FFFD. Control characters
 * become spaces: tab and newline too, and those that turn the writing direction. */
void utf8_clean(struct str *out, const char *text, size_t n);

/* Appends `text` as one line that shows what is in it: what cannot be seen or acts on a terminal
 * (control characters, marks of writing direction, spaces of no width, what has no meaning) as
 * "\u{1b}", bytes that are not UTF-8 as "\x9b", a backslash as two. */
void utf8_escape(struct str *out, const char *text, size_t n);

/* Appends `text` (valid UTF-8) in lower case, NFC: simple case mapping per code point, the same
 * on every system; "İ" loses its dot rather than gaining a combining one. */
void utf8_lower(struct str *out, const char *text, size_t n);

/* The same in upper case. */
void utf8_upper(struct str *out, const char *text, size_t n);

/* Decodes one code point at `text` (n > 0 bytes). Returns the bytes used (at least 1);
 * *code is -1 for a bad byte. */
size_t utf8_decode(const char *text, size_t n, int *code);

/* Appends a code point (a valid one) as UTF-8. */
void utf8_encode(struct str *out, int code);

/* What kind of character a code point is, as far as tokens are concerned. */
bool utf8_is_control(int code);     /* C0, C1, and marks that turn the writing direction */
bool utf8_is_space(int code);       /* includes U+00A0, U+202F, U+3000 */
bool utf8_is_punctuation(int code); /* Unicode P* and S* */
bool utf8_is_letter(int code);      /* L*, and M* (marks) */
bool utf8_is_digit(int code);       /* Nd */

/* CJK ideographs and CJK punctuation, kana, hangul: cut one by one. Not the space U+3000. */
bool utf8_is_han(int code);

/* The bytes of the grapheme cluster at `text` (n > 0) and its width on a terminal: 0, 1 or 2.
 * A bad byte is a grapheme of its own, one column wide. */
size_t utf8_grapheme(const char *text, size_t n, int *width);

/* Columns that a valid text takes on a terminal. */
int utf8_width(const char *text);

/* The bytes of the longest run of whole graphemes from the start of `text` that takes at most
 * `columns` columns. */
size_t utf8_fit(const char *text, int columns);

#endif
