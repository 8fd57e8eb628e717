#ifndef HEED_STUDY_MISTAKE_H
#define HEED_STUDY_MISTAKE_H

#include "model/qkv.h"
#include "study/attempt.h"

/* The mistakes that people make when they write attention. Each can be made here on purpose, so
 * that an attempt can be compared with what the mistake gives. */

enum scaling { SCALING_AS_IS, SCALING_NONE, SCALING_BY_D };

/* What stands in a row of weights that the mistake has left without any key. */
enum emptied { EMPTIED_ZERO, EMPTIED_EQUAL, EMPTIED_NAN, EMPTIED_COUNT };

/* How outputs are made of values. */
enum pooling {
    POOLING_WEIGHTED,
    POOLING_SUM,      /* of the valid values */
    POOLING_MEAN,     /* likewise */
    POOLING_SUM_ALL,  /* of all values, the masked ones too */
    POOLING_MEAN_ALL, /* likewise */
};

/* One way to make a mistake. Ways of the same mistake have the same name. What is zero is done
 * right. */
struct mistake {
    const char *name; /* "an inverted mask", as in "your weights are those of an inverted mask" */
    const char *look; /* what to change, a sentence */
    /* of the scores */
    enum scaling scaling;
    bool w_transposed, u_transposed;
    bool exchanged; /* key t asks, queries are asked */
    bool crossed;   /* W is the key's and U the query's */
    /* of the weights */
    bool inverted;     /* the mask */
    bool mask_after;   /* the softmax */
    bool over_queries; /* the softmax */
    int shift;         /* of the lengths */
    bool soft;         /* −1e6 in place of −∞, where no key is valid */
    bool soft_added;   /* −1e6 is added to the score there */
    bool undefined;    /* 0/0 there */
    /* of the outputs */
    enum pooling pooling;
};

/* All ways, ended by one without a name. */
extern const struct mistake mistakes[];

/* What attention gives for a model that is a table under a score (model/qkv.h), by the run of the
 * program itself. */
void mistake_none(struct attempt *out, const struct model *model);

/* The same with this mistake made, and no other. False where it cannot be made: W of a dot
 * product. Free `out` either way. */
bool mistake_make(const struct mistake *mistake, enum emptied emptied, struct attempt *out,
                  const struct model *model);

#endif
