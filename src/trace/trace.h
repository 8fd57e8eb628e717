#ifndef HEED_TRACE_TRACE_H
#define HEED_TRACE_TRACE_H

#include "base/mem.h"
#include "layer/control.h"
#include "layer/pass.h"
#include "model/model.h"
#include "trace/quantity.h"

struct attention_run; /* layer/attention.h */

/* What one run computed, for one sentence or for a padded batch of a few: the one thing that
 * views, exports and lessons read. Positions and steps count from 0 here; on screen and in
 * lessons they count from 1. */

enum { TRACE_SENTENCES = 4, TRACE_TOKENS = 512 };

struct trace_sentence {
    char *text;         /* as typed, cleaned */
    struct strs tokens; /* its source tokens, without <eos>; unknown ones stay readable here */
    int *ids;           /* [tokens + 1], <eos> at the end */
    int cut;            /* tokens left out because the sentence is too long */

    /* What was written. The arrays lie in the arena of the trace; NULL: the family writes none. */
    int steps;              /* target steps, that of <eos> included */
    int *words;             /* [steps] y(t), ids in the target vocabulary */
    int *fed;               /* [steps] y(t−1), which the step was fed */
    bool ended;             /* the last step writes <eos>; false: it was cut off at the limit */
    double log_probability; /* Σ ln P(y(t)), <eos> included */
};

struct trace {
    const struct tracing *tracing; /* what of this run can be looked at; of the model's family */
    const struct trace *before;    /* for comparing: the same run without any change; not owned; or
                                      NULL */
    const struct curves *curves;   /* measures that go with it, for expressions; not owned; or
                                      NULL */
    const struct model *model;     /* not owned; must outlive the trace */
    struct config config; /* the model's, with the score and the window that the run used */
    int count;            /* sentences in the batch */
    int room;             /* steps that a run of this batch may take, whatever it writes */
    struct trace_sentence sentences[TRACE_SENTENCES];
    bool changed;           /* it ran under a control */
    struct control control; /* the one it ran under, or all zero. Its arrays are the trace's */
    void *computed;         /* the run, in a struct of its family's own: only its files read it */
    const struct attention_run *attention; /* the part of the run that compares queries with keys;
                                              NULL: layer/attention.h had no part in it */
    struct arena arena;                    /* everything the run computed */
};

/* Runs the model on the sentences (texts as typed; at least one); models that write words write the
 * likeliest ones. `control` may be NULL; it is copied. Never fails: an empty sentence is a lone
 * <eos>, unknown words are <unk>, what is too long is cut and counted in `cut`. Of a table
 * (model/qkv_table.h) the texts do not matter: keys and queries take the place of words. To be
 * freed with trace_free(). */
struct trace *trace_new(const struct model *model, const char *const *texts, int count,
                        const struct control *control);

/* The same with given target ids (teacher forcing) instead of free running: one id list, <eos>
 * included, for a single sentence. */
struct trace *trace_forced(const struct model *model, const char *text, const int *target,
                           int target_count);

void trace_free(struct trace *trace);

/* The numbers of a matrix for one sentence, as a view into the run: [rows × columns] as its axes
 * say; padded source positions are included. x == NULL when this run does not have it. */
struct mat trace_matrix(const struct trace *trace, int sentence, struct sheet sheet);

/* The same of the matrix without slices, or of the last layer and the first head. */
struct mat trace_get(const struct trace *trace, int sentence, enum quantity_id id);

/* Whether this run has it: what its configuration computes, and what its control asked for. */
bool trace_has(const struct trace *trace, enum quantity_id id);
bool trace_has_sheet(const struct trace *trace, struct sheet sheet);

/* The row of a quantity in the family of this run; where that has none, another family's. */
const struct quantity *trace_quantity(const struct trace *trace, enum quantity_id id);

/* The matrix of this name (quantity_find), first in the family of this run; false where no family
 * has one. Another family's is not in the run, but it can be said which is missing. */
bool trace_find(const struct trace *trace, const char *name, struct sheet *out);

/* The matrices that the run has at a stage, or at all stages (−1), in the order in which they are
 * shown: those of the last layer and the first head before those of other slices. The list lies in
 * the arena. */
const struct sheet *trace_sheets(const struct trace *trace, int stage, struct arena *arena,
                                 int *count);

/* The stages of this run, in their order, into `list` [STAGE_COUNT]. Returns how many. */
int trace_stages(const struct trace *trace, enum stage *list);

/* What a matrix is called on screen: "attention weights", "layer 1 forward states". Appended. */
void trace_sheet_label(const struct trace *trace, struct sheet sheet, struct str *out);

/* The same slice as the run counts it: its last layer and its first head and hop are 0. */
struct slice trace_slice(const struct trace *trace, struct slice slice);

/* Source positions of the batch, padding included; and of one sentence, <eos> included. */
int trace_source_count(const struct trace *trace);
int trace_source_length(const struct trace *trace, int sentence);

/* "home", "<eos>", "<pad>"; and whether the vocabulary has it. */
const char *trace_source_word(const struct trace *trace, int sentence, int j);
bool trace_source_known(const struct trace *trace, int sentence, int j);

/* The word produced at step t, and the word fed to it: y(t) and y(t−1). */
const char *trace_target_word(const struct trace *trace, int sentence, int t);
const char *trace_fed_word(const struct trace *trace, int sentence, int t);

/* Appends the whole word that source position j, or what step t writes, is a piece of; nothing
 * where it is a word itself. */
void trace_source_whole(const struct trace *trace, int sentence, int j, struct str *out);
void trace_target_whole(const struct trace *trace, int sentence, int t, struct str *out);

/* Whether source position j is excluded from the softmax of step t (of the asking word t, in a
 * matrix of words × words); t −1: at no step of this sentence, whatever the window. */
bool trace_excluded(const struct trace *trace, int sentence, int t, int j);

/* Whether it takes no part in it: it is excluded, and not by a soft mask, whose −1e6 is a score
 * like any other. */
bool trace_masked(const struct trace *trace, int sentence, int t, int j);

/* Why a cell takes no part in the softmax of its row. */
enum exclusion {
    EXCLUDED_NOT,
    EXCLUDED_BY_MASK,   /* padding, or what the control masks */
    EXCLUDED_BY_WINDOW, /* outside the local window */
};
enum exclusion trace_exclusion(const struct trace *trace, int sentence, int t, int j);

/* The label of row or column i along an axis: a word as people read it (a piece of one ends with a
 * hyphen where the word goes on: "lab-"), or a number from 1 as text in `buffer`. */
const char *trace_label(const struct trace *trace, int sentence, enum axis axis, int i,
                        char *buffer, size_t size);

/* Says a cell as a sentence: "chez looks at home with weight .91 (score 3.05, rank 1 of 5)".
 * Appended; nothing where there is no such cell. */
void trace_say(const struct trace *trace, int sentence, struct origin cell, struct str *out);

/* The same as tokens, for programs and commands: "lab@@" of what people read as "lab-". */
const char *trace_token(const struct trace *trace, int sentence, enum axis axis, int i,
                        char *buffer, size_t size);

/* The translation as readable text, appended to out; false when it was cut off, or where the model
 * writes no words. */
bool trace_translation(const struct trace *trace, int sentence, struct str *out);

/* What became of a sentence, appended to out: its translation, or "1 0.93", the label of a
 * classifier and its probability. false: nothing does. */
bool trace_answer(const struct trace *trace, int sentence, struct str *out);

/* Whether <unk> was the most probable word of step t and another one was written in its place,
 * because nobody allowed or forced <unk>. */
bool trace_skipped_unknown(const struct trace *trace, int sentence, int t);

/* The `count` most probable words of step t, best first: ids into `words`. Returns how many;
 * none of a table. */
int trace_top_words(const struct trace *trace, int sentence, int t, int *words, int count);

/* ---- for the families ---- */

/* Fills in text, tokens and ids of a sentence; the model is there. */
void trace_read(struct trace *trace, int number, const char *text);

/* Lays the ids of all sentences out as a batch, time-major, <pad> beyond lengths[b]: [*length × B]
 * in the arena. A length may be one more than there are tokens: <eos> then takes part. */
const int *trace_lay_out(struct trace *trace, const int *lengths, int *length);

/* Every so many rows of a time-major matrix: those of one sentence, `rows` of them. */
struct mat trace_rows(const struct trace *trace, int sentence, struct mat all, int rows);

/* The steps of one sentence, from entry `first` on. */
struct mat trace_steps(const struct trace *trace, int sentence, struct steps steps, int first);

#endif
