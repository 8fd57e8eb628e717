#ifndef HEED_CMD_EVAL_H
#define HEED_CMD_EVAL_H

#include "cli/options.h"
#include "measure/evaluate.h"
#include "scores/ensemble.h"

/* What heed eval found out, and how it says so. */

/* A model, several that translate together, or a file of translations made elsewhere. */
struct eval_subject {
    const char *name;
    const char *hypotheses; /* NULL: the model's own translations */
    struct ensemble ensemble;
    struct model *model; /* the first of them, or the only one */
    struct evaluation evaluation;
    struct evaluation forms[VARY_COUNT]; /* of all forms but the plain one, where they are wanted */
    struct evaluation plain[VARY_COUNT]; /* what those that change the target are held against */
};

/* What is measured on the same sentences of all models. */
struct eval_report {
    struct eval_subject *subjects; /* [count] */
    size_t count;
    struct evaluation_options options; /* the options that all models share */
    struct bootstrap bootstrap;
    bool attention; /* was asked for; a model without attention has no rows */
    bool all_forms; /* --vary all */
};

/* Whether the loss of two subjects may be compared: it is of the same tokens. */
bool eval_same_tokens(const struct eval_subject *a, const struct eval_subject *b);

/* As tables for people; for programs see cmd/eval_json.h. */
void eval_print(const struct eval_report *report);

/* The evaluation of a form, among all forms, and the BLEU that the form costs: how far it is from
 * that of the same texts as the corpus writes them, measured alike. */
const struct evaluation *eval_form(const struct eval_subject *subject, enum vary form);
double eval_form_cost(const struct eval_subject *subject, enum vary form);

/* BLEU by length of the source, drawn with the terminal's width. */
void eval_plot(const struct eval_report *report);

#endif
