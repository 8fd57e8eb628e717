#ifndef HEED_STUDY_BLAME_H
#define HEED_STUDY_BLAME_H

#include "study/places.h"

/* Where did it go wrong? A reference translation is held against what the model finds, and three
 * parts of the model are asked one after the other:
 *
 *   search     Does the model give the reference a better score than what was found? Then it was
 *              not found, and wider beams are tried (a search error: Stahlberg & Byrne 2019).
 *   attention  Otherwise the model errs at some step after the reference's own words. All weight of
 *              that step is put on each source position in turn, or on those of a reference
 *              alignment. Attention was in the way if that makes the reference word the most
 *              probable.
 *   output     Otherwise the state or the output layer has not learned the word.
 *
 * A score is ln P per word, <eos> included: what beam search ranks by (decode/beam.h). */

/* Of the whole translation or of one step. */
enum verdict {
    VERDICT_RIGHT,  /* the model writes the reference; a step: its word is the most probable */
    VERDICT_SEARCH, /* of the whole only */
    VERDICT_ATTENTION,
    VERDICT_OUTPUT,
    VERDICT_CUT, /* of the whole only: the limit of words ended it before its end */
    VERDICT_COUNT
};

enum { BLAME_FOUND = 3, BLAME_TOKENS = 128 };

/* One translation and what the model thinks of it. */
struct blame_run {
    int width;  /* of the beam that found it, 1 is greedy; 0: the reference */
    char *text; /* its words, spaces between them, without <eos> */
    int *words; /* [length] */
    int length; /* <eos> included, if there is one */
    double log_probability, score;
    bool reference; /* it is the reference word by word */
};

/* A step under the reference's words. */
struct blame_step {
    const char *word; /* of the reference, as typed */
    bool known;       /* the vocabulary has it */
    struct placed as_is;
    const char *best; /* what the model would write */
    double best_probability;
    int looked;    /* the position with the most weight; −1 without attention */
    double weight; /* at `looked` */
    /* The next five are of a word that fails in a model that attends. */
    int place;                   /* where all weight is best for the word; −1: not tried */
    struct placed there;         /* the word when all weight is at `place` */
    int places;                  /* how many positions make it the most probable */
    int aligned;                 /* the first position of the reference alignment; −1: none */
    struct placed aligned_there; /* the word when the weight is as aligned */
    enum verdict verdict;
};

struct blame {
    struct strs source;  /* tokens, <eos> at the end */
    struct strs target;  /* tokens of the reference, <eos> at the end */
    struct strs unknown; /* tokens of the reference that the vocabulary does not have */
    bool attends;
    struct blame_run reference, found[BLAME_FOUND]; /* widths 1, 4, 16 */
    struct blame_step *steps;                       /* [count] */
    int count;
    int failing;      /* how many steps fail */
    int first;        /* the first step that fails; −1: none */
    int by_attention; /* how many of the failing steps attention is to blame for */
    enum verdict verdict;
    char *sentence; /* the verdict in words, with its numbers */
};

/* Measures; to be freed. `links` is a reference alignment of words in Pharaoh format ("0-0 1-2"),
 * or NULL. NULL with a message when the sentence or the reference is empty or has more than
 * BLAME_TOKENS tokens, and when a link cannot be read or leads out of the sentences. */
struct blame *blame_new(const struct model *model, const char *text, const char *reference,
                        const char *links, struct err *err);
void blame_free(struct blame *blame);

/* "search", "attention" ...: what is to blame, in a word or two. */
const char *verdict_name(enum verdict verdict);

#endif
