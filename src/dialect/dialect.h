#ifndef HEED_DIALECT_DIALECT_H
#define HEED_DIALECT_DIALECT_H

#include "dialect/foreign.h"
#include "dialect/lexicon.h"
#include "model/model.h"

/* What other programs call the weights of an encoder-decoder, and how they become ours. A dialect
 * says from names and shapes what the configuration is, and fills every weight of ours. */

/* A model on its way from theirs to ours. */
struct draft {
    const struct foreign *foreign;
    struct config config;
    const struct lexicon *source, *target;
};

struct dialect {
    const char *name;
    const char *words;                               /* whose it is, for a person */
    const char *needs[6];                            /* tensors that tell it; ended by NULL */
    const char *source_embedding, *target_embedding; /* whose rows are words */
    struct specials specials;                        /* where there are no words */

    /* The configuration, as far as shapes tell; `config` has the defaults. 0, or -1. */
    int (*configure)(struct config *config, const struct foreign *foreign, struct err *err);

    /* One weight of ours [rows × cols, or cols], which is all zero. 0, or -1. */
    int (*fill)(const struct draft *draft, const struct weight *weight, float *out,
                struct err *err);
};

/* All there are; ended by one without a name. */
extern const struct dialect *const dialects[];

/* The first whose tensors are all there; NULL: none, with a message that says what each needs. */
const struct dialect *dialect_find(const struct foreign *foreign, struct err *err);

/* What a conversion is told besides. */
struct dialect_wishes {
    const char *map;                         /* file of names, or NULL */
    const char *source_words, *target_words; /* files of words, or NULL */
    const struct strs *settings;             /* "score=dot": fields of the configuration */
    enum unit unit;                          /* of both sides */
};

/* A model of ours out of a file of theirs; *used is the dialect. NULL with one line. */
struct model *dialect_convert(const struct tensors *file, const char *name,
                              const struct dialect_wishes *wishes, const struct dialect **used,
                              struct err *err);

/* ---- for dialects ---- */

/* Rows of an embedding or of an output layer in our order: those that theirs has not are `absent`
 * (0 for weights; a large negative number for a bias, so that such a word is never written). */
int dialect_rows(const struct draft *draft, const struct lexicon *lexicon, const char *name,
                 const struct weight *weight, float *out, float absent, struct err *err);

/* The bias of a word that theirs does not have: e to it is 0, and F16 can hold it. */
#define DIALECT_NEVER (-60000.0F)

#endif
