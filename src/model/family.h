#ifndef HEED_MODEL_FAMILY_H
#define HEED_MODEL_FAMILY_H

#include "model/config.h"

/* A family of models: what its configurations are, what weights they have, and what the rest of the
 * program may ask. families.h has the list. */

struct binder;
struct model;
struct weights;

struct family {
    const char *name;           /* in heed.config of a model file */
    const struct field *fields; /* ended by a NULL name; none: no model file holds this family */
    struct config defaults;
    int (*check)(const struct config *config, struct err *err);
    void (*describe)(const struct config *config, struct str *out); /* for title lines */
    void (*bind)(struct weights *weights, struct binder *binder, const struct config *config);
    /* 0, or -1 with the reason: whether a run of the model may score with this function instead. */
    int (*other_score)(const struct model *model, enum score score, struct err *err);
    void (*release)(void *own); /* frees what a model has besides its weights; NULL: nothing */
    size_t attention;           /* CONFIG_AT() of its struct attention_config; 0: it has none */
    /* NULL: what config_attends() says, but no word looks back. */
    bool (*able)(const struct config *config, enum ability ability);
    bool reads_words, writes_words, has_flow;
};

#define FAMILY_EXTERN(name) extern const struct family family_##name;
FAMILIES(FAMILY_EXTERN)
#undef FAMILY_EXTERN

/* All of them, in the order of the list, ended by NULL. */
extern const struct family *const family_list[];

/* The family of this name; NULL when there is none. */
const struct family *family_find(const char *name);

#endif
