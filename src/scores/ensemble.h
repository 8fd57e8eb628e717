#ifndef HEED_SCORES_ENSEMBLE_H
#define HEED_SCORES_ENSEMBLE_H

#include "base/err.h"
#include "decode/translate.h"
#include "model/model.h"

/* The models of a command that translates: one, or several that translate together. */
struct ensemble {
    struct model *models[ENSEMBLE_MAX];
    int count;
    char *name; /* "a", "a + b" */
};

/* A row of a table of options. */
#define ENSEMBLE_OPTION(names)                                                                     \
    {                                                                                              \
        "ensemble", 0, OPTION_TEXT, (names), "A,B,...",                                            \
            "translate with several models at once: the mean of their probabilities says each "    \
            "word (as the ensembles of Sutskever et al. 2014). Their vocabularies must be the "    \
            "same; alignments are those of the first"                                              \
    }

/* The models that `names` lists, with commas between; or, where it is NULL, the model `name`
 * (data_open_model(); NULL: the default one). -1 with a message when one cannot be opened, or they
 * do not fit each other. To be closed in both cases. */
int ensemble_open(struct ensemble *ensemble, const char *names, const char *name, struct err *err);
void ensemble_close(struct ensemble *ensemble);

/* Has options translate with all of them; the first is the one that translates. */
void ensemble_use(const struct ensemble *ensemble, struct translate_options *options);

#endif
