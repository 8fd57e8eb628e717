#ifndef HEED_TEXT_TOKEN_H
#define HEED_TEXT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* How a side of a corpus is cut into tokens. */
enum unit {
    UNIT_WORD,  /* lower case words; punctuation, English contractions and French elisions apart */
    UNIT_CHAR,  /* every grapheme cluster, lower case; a space is the token "▁" */
    UNIT_TOKEN, /* already cut: spaces separate, and nothing is changed but to NFC */
    UNIT_BPE,   /* pieces of the words that UNIT_WORD gives (tokenizer/tokenizer.h) */
    UNIT_LABEL, /* the whole line is one token: a name of what is decided between */
    UNIT_COUNT
};

/* How UNIT_CHAR writes a space. */
#define SPACE_TOKEN "▁"

/* Their names in options and model files, ended by NULL. */
extern const char *const unit_names[UNIT_COUNT + 1];

/* The unit of the words that a unit is made of: UNIT_WORD for UNIT_BPE, else the unit itself. */
enum unit unit_words(enum unit unit);

/* Whether its tokens tell capitals from small letters. */
bool unit_keeps_case(enum unit unit);

/* Appends the tokens of one line to `out`. UNIT_BPE needs merges, and is not for this function. The
 * line may be any bytes: it is cleaned first, by utf8_clean().
 *
 * UNIT_WORD, after NFC and lower case:
 *  - typographic apostrophes ‘ ’ become ', "…" becomes "..."; spaces of all kinds separate;
 *  - punctuation marks stand alone; a run of the same mark ("...", "!!", "--") is one token;
 *    one of . , : / between two digits stays inside ("3.5", "10:30", "1,000"); a hyphen between
 *    letters or digits stays inside ("well-known", "est-ce", "mid-1990");
 *  - English: i 'm, he 's, we 're, they 've, i 'd, we 'll, do n't, and so ca n't for "can't";
 *    o'clock stays whole;
 *  - French: j' ai, l' homme, qu' il, d' un, c' est, jusqu' à, aujourd'hui whole: letters before an
 *    apostrophe that is followed by a letter or digit end a token with the apostrophe, unless an
 *    English ending follows; every other apostrophe is a mark;
 *  - Han, kana, hangul and their punctuation stand alone.
 * UNIT_LABEL changes nothing but to NFC, and several spaces to one.
 * UNIT_CHAR leaves out spaces at the ends and takes several in a row as one. */
void tokens_split(struct strs *out, enum unit unit, const char *line);

#endif
