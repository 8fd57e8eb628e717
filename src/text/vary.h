#ifndef HEED_TEXT_VARY_H
#define HEED_TEXT_VARY_H

#include <stdbool.h>

#include "base/str.h"
#include "math/rng.h"

/* Forms in which people type what a corpus writes neatly. */
enum vary {
    VARY_NONE,    /* as it is */
    VARY_NO_MARK, /* without the final mark, on both sides */
    VARY_CASE,    /* the source all in lower case, or all in upper case */
    VARY_QUOTES,  /* the source with typographic quotes and apostrophes: “I don’t.” */
    VARY_JOINED,  /* two pairs as one, the sources without a space after the mark: Go.I'm home. */
    VARY_DOUBLED, /* the final mark of the source two or three times: Really?? */
    VARY_EMOJI,   /* an emoji behind both sides, in place of a full stop: I am tired 😴 */
    VARY_COUNT
};

/* "no-mark"; and what it is, as a few words. */
const char *vary_name(enum vary form);
const char *vary_help(enum vary form);

/* The names in the order of the numbers, as options have choices. */
#define VARY_WORDS "plain|no-mark|case|quotes|joined|doubled|emoji"

/* Puts a pair of texts into another form. `before`: the pair that VARY_JOINED puts in front of it.
 * False when the form changes nothing here (no mark at the end, no quotes); then the texts stay as
 * they are. */
struct varied {
    struct str *source, *target;
};
struct vary_before {
    const char *source, *target;
};
bool vary_pair(enum vary form, struct rng *rng, const struct vary_before *before,
               struct varied pair);

/* What a form costs a model is its translations against those of the same text as a corpus writes
 * it, measured alike. For a form that changes the target, too (vary_measured() is true), these are
 * other sentences than the plain ones: vary_plain() is vary_pair() with the source left neat
 * (joined: a space after the mark), and vary_measure() does to the words of a translation what the
 * form does to a target (no-mark: cuts the final marks off; emoji: puts one behind). */
bool vary_measured(enum vary form);
bool vary_plain(enum vary form, const struct vary_before *before, struct varied pair);
void vary_measure(enum vary form, struct strs *words);

#endif
