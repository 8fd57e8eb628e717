#ifndef HEED_LAB_INTERVENTION_H
#define HEED_LAB_INTERVENTION_H

#include "base/err.h"
#include "trace/trace.h"

/* An intervention is a change of a run that has a name and is one line of text: "mask off",
 * "temperature 0.5", "hide home". A list of them is the state of the laboratory: it is applied in
 * order, undone by dropping the last, saved by printing it. What a line means for a run is one
 * struct control (and the sentences); what some of them read (the words written so far, a context
 * vector) is read from the run that the lines before it give. */

/* What a model must have for an intervention. */
enum intervention_needs {
    NEEDS_NOTHING,
    NEEDS_WORDS,     /* that it reads */
    NEEDS_WRITING,   /* that it writes words */
    NEEDS_ATTENTION, /* of queries over positions: its own, or that of a score that was put in */
    NEEDS_BOTH,      /* NEEDS_ATTENTION and NEEDS_WRITING */
    NEEDS_MASK,      /* something that a mask can leave out */
    NEEDS_WEIGHTS,   /* weights, in whatever family */
    NEEDS_BACK,      /* words that look at each other */
};

/* What a word behind the name may be, for proposals. */
enum intervention_word {
    WORD_ANY,      /* a number, a text: nothing can be proposed */
    WORD_CHOICE,   /* one of `words` */
    WORD_POSITION, /* a word of the source */
    WORD_NEAR,     /* one like the source word before it */
    WORD_LIKELY,   /* one that could be written at the step before it */
    WORD_RAW,      /* "raw" */
};
enum { INTERVENTION_WORDS = 4 };

struct edit; /* lab/edit.h */

struct intervention_kind {
    const char *name;  /* in lines, scripts and files, and in formulas; English for ever */
    const char *usage; /* what follows the name: "STEP POSITION VALUE [raw]" */
    const char *help;  /* one line */
    enum intervention_word takes[INTERVENTION_WORDS]; /* what the words behind the name may be */
    const char *const *words;                         /* of WORD_CHOICE, ended by NULL; or NULL */
    const char *more;                                 /* one word more, or NULL */
    bool setting;     /* has one value at a time: a new one takes the place of the last */
    enum stage stage; /* where its effect is seen first */
    enum intervention_needs needs;
    int (*apply)(struct edit *edit, const char *line,
                 struct err *err); /* `line` without the name */
};

/* All kinds, ended by a NULL name. */
extern const struct intervention_kind intervention_kinds[];

/* The kind that a line names, or NULL. */
const struct intervention_kind *intervention_find(const char *line);

/* Whether it makes other sentences of those that are run. */
bool intervention_rewrites(const struct intervention_kind *kind);

/* The words of WORD_CHOICE. Appended. */
void intervention_words(const struct intervention_kind *kind, struct strs *out);

/* A list of lines and what they are applied to. */
struct lab {
    const struct model *model;        /* not owned */
    const struct strs *sentences;     /* as they were before any change; not owned */
    const struct strs *interventions; /* lines; not owned */
};

/* Runs the model under all interventions. Lines that cannot be applied to these sentences and
 * this model (there is no word 7) are left out; the first of them is told in *err, whose text is
 * empty when there was none. The caller frees the trace. */
struct trace *lab_run(const struct lab *lab, struct err *err);

/* Whether one more line could be applied after those of the lab: 0, or -1 with the reason, what
 * would be allowed included. */
int lab_check(const struct lab *lab, const char *line, struct err *err);

#endif
