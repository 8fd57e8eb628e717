#ifndef HEED_STUDY_BLAME_H
#define HEED_STUDY_BLAME_H

#include "study/places.h"

/* Where did it go wrong? A reference translation is held against what the model finds, and the parts
 * of the model are replaced one by one:
 *
 *   search     does the model give the reference a better score than what was found? Then it was
 *              not found, and wider beams are tried (Stahlberg & Byrne 2019: a search error).
 *   attention  else the model errs at some step after the reference's own words: all weight of that
 *              step is put on each source position in turn, or on those of a reference alignment.
 *              If that makes the reference word the most probable, attention was in the way.
 *   output     if it does not, the state or the output layer has not learned the word here.
 *
 * Scores are ln P per word, <eos> included: what beam search ranks by (decode/beam.h). */

enum verdict {
    VERDICT_RIGHT,  /* the model writes the reference; of a step: its word is the most probable */
    VERDICT_SEARCH, /* of the whole only */
    VERDICT_ATTENTION,
    VERDICT_OUTPUT,
    VERDICT_CUT, /* of the whole only: it was on the way when the limit of words ended it */
};

enum { BLAME_FOUND = 3, BLAME_TOKENS = 128 };

/* One translation and what the model thinks of it. */
struct blame_run {
    int width;  /* of the beam that found it, 1 is greedy; 0: the reference */
    char *text; /* its tokens, spaces between them, without <eos> */
    int *words; /* [length] */
    int length; /* <eos> included, if there is one */
    double log_probability, score;
    bool reference; /* it is the reference, word by word */
};

/* A step under the reference's words. */
struct blame_step {
    const char *word; /* of the reference, as typed */
    bool known;       /* the vocabulary has it */
    struct placed as_is;
    const char *best; /* what the model would write */
    double best_probability;
    int looked;    /* the position with the most weight; −1 without attention */
    double weight; /* there */
    /* of a word that fails, if the model attends: */
    int place;           /* where all weight is best for it; −1: not tried */
    struct placed there; /* and what it is then */
    int places;          /* positions that make it the most probable */
    int aligned;         /* the (first) position of the reference alignment; −1: none */
    struct placed aligned_there;
    enum verdict verdict;
};

struct blame {
    struct strs source;  /* tokens, <eos> at the end */
    struct strs target;  /* of the reference, likewise */
    struct strs unknown; /* those of the reference that the vocabulary does not have */
    bool attends;
    struct blame_run reference, found[BLAME_FOUND]; /* widths 1, 4, 16 */
    struct blame_step *steps;                       /* [count] */
    int count;
    int failing, first; /* how many steps fail, and the first of them (−1: none) */
    int by_attention;   /* how many of them attention is to blame for */
    enum verdict verdict;
    char *sentence; /* the verdict in words, with its numbers */
};

/* Measures. `links`: a reference alignment in Pharaoh format ("0-0 1-2"), or NULL. To be freed. NULL with a
 * message: an empty sentence or reference, one of more than BLAME_TOKENS tokens, links that are
 * none or lead out of the sentences. */
struct blame *blame_new(const struct model *model, const char *text, const char *reference,
                        const char *links, struct err *err);
void blame_free(struct blame *blame);

/* "search", "attention" ...: what is to blame, in a word or two. */
const char *verdict_name(enum verdict verdict);

/* The verdict as one sentence, appended: blame->sentence is made of it. */
void blame_say(const struct blame *blame, struct str *out);

#endif
