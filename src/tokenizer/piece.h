#ifndef HEED_TOKENIZER_PIECE_H
#define HEED_TOKENIZER_PIECE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* Pieces of words, and how they are written. A piece that its word goes on after ends with "@@", as
 * in Sennrich et al. 2016: "lab@@ or@@ atory". A word that is one piece is written as it is, so
 * that most of a sentence reads as it does in a model with words, and `sed 's/@@ //g'` puts any
 * list of pieces together. (The other custom, a "▁" before the first piece of every word, marks
 * whole words and lone punctuation as well, and would look like the space of UNIT_CHAR.)
 *
 * A character that the vocabulary lacks is written as the bytes of its UTF-8 form, a token each:
 * "<0xC3>@@ <0xBF>" is "ÿ". The sign "@" is always a piece of its own, so no text can look like a
 * mark: "@@@" is a "@" that its word goes on after. */

#define PIECE_GOES_ON "@@"

/* Whether a token is a piece that its word goes on after. */
bool piece_goes_on(const char *token);

/* Appends the text of a piece: without its mark, a byte as that byte. */
void piece_text(struct str *out, const char *token);

/* Appends a token as grids show it: "lab-" for "lab@@", which takes less room; "E2" for a byte. */
void piece_label(struct str *out, const char *token);

/* The token for the first n bytes of `text` (one piece): appends it, with its mark if the word goes
 * on. */
void piece_write(struct str *out, const char *text, size_t n, bool goes_on);

/* The same for one byte of a character. */
void piece_write_byte(struct str *out, unsigned char byte, bool goes_on);

/* Appends the tokens that every vocabulary of pieces has, so that nothing is unknown: each
 * printable ASCII character but the capitals, as the end of a word and as what it goes on after;
 * and each byte that UTF-8 writes other characters with, in the places where it can stand. */
void piece_alphabet(struct strs *out);

#endif
