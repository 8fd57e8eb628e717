#ifndef HEED_TRACE_TRACE_H
#define HEED_TRACE_TRACE_H

#include "base/mem.h"
#include "decode/decode.h"
#include "math/mat.h"
#include "model/control.h"
#include "model/model.h"
#include "trace/quantity.h"

/* What one run computed, for one sentence or for a padded batch of a few: the one thing that
 * views, exports and lessons read. Positions and steps count from 0 here; on screen and in
 * lessons they count from 1. */

enum { TRACE_SENTENCES = 4, TRACE_TOKENS = 512 };

struct trace_sentence {
    char *text; /* as typed, cleaned */
    struct strs
        tokens; /* its source tokens, without <eos>; what is not in the vocabulary stays readable here */
    int *ids;  /* [tokens + 1], <eos> at the end */
    int steps; /* target steps of this sentence, that of its <eos> included */
    int cut;   /* tokens left out because the sentence is too long */
};

struct trace {
    const struct trace
        *before; /* the same run without any change, for comparing; not owned; or NULL */
    const struct model *model; /* not owned; must outlive the trace */
    struct config config;      /* the model's, with the score and the window that the run used */
    int count;                 /* sentences in the batch */
    struct trace_sentence sentences[TRACE_SENTENCES];
    struct control control; /* arrays owned by the trace */
    struct run run;
    struct decoded decoded;
    struct steps fed_readout; /* [B × R] m(t−1) of every step; only with input_feeding */
    struct arena arena;       /* everything the run computed */
};

/* Of a model that is a table (model/qkv.h) the texts do not matter: keys and queries take the place of
 * words.
 *
 * Runs the model on the sentences (texts as typed; at least one), greedily. `control` may be NULL; it is copied. Never
 * fails: an empty sentence is a lone <eos>, unknown words are <unk>, what is too long is cut and
 * counted in `cut`. To be freed with trace_free(). */
struct trace *trace_new(const struct model *model, const char *const *texts, int count,
                        const struct control *control);

/* The same with given target ids (teacher forcing) instead of free running: one id list, <eos>
 * included, for a single sentence. */
struct trace *trace_forced(const struct model *model, const char *text, const int *target,
                           int target_count);

void trace_free(struct trace *trace);

/* Bytes it holds. */
size_t trace_size(const struct trace *trace);

/* The numbers of a quantity for one sentence, as a view into the run: [rows × columns] as its axes say;
 * padded source positions are included. x == NULL when this model does not have it. */
struct mat trace_get(const struct trace *trace, int sentence, enum quantity_id id);

/* Whether this run has it: what its configuration computes, and what its control asked for. */
bool trace_has(const struct trace *trace, enum quantity_id id);

/* Source positions of the batch, padding included; and of one sentence, <eos> included. */
int trace_source_count(const struct trace *trace);
int trace_source_length(const struct trace *trace, int sentence);

/* "home", "<eos>", "<pad>"; and whether the vocabulary has it. */
const char *trace_source_word(const struct trace *trace, int sentence, int j);
bool trace_source_known(const struct trace *trace, int sentence, int j);

/* The word produced at step t, and the word fed to it: y(t) and y(t−1). */
const char *trace_target_word(const struct trace *trace, int sentence, int t);
const char *trace_fed_word(const struct trace *trace, int sentence, int t);

/* Whether source position j takes no part in the softmax of step t; t −1: at no step of this
 * sentence, whatever the window. */
bool trace_masked(const struct trace *trace, int sentence, int t, int j);

/* The label of row or column i along an axis: a word, or a number from 1 as text in `buffer`. */
const char *trace_label(const struct trace *trace, int sentence, enum axis axis, int i,
                        char *buffer, size_t size);

/* The translation as readable text, and false in *ended when it was cut off; appended to out. */
bool trace_translation(const struct trace *trace, int sentence, struct str *out);

/* The `count` most probable words of step t, best first: ids into `words`. Returns how many; none of a
 * table. */
int trace_top_words(const struct trace *trace, int sentence, int t, int *words, int count);

#endif
