#ifndef HEED_STUDY_GLANCE_H
#define HEED_STUDY_GLANCE_H

#include "base/str.h"
#include "text/pairs.h"
#include "text/token.h"
#include "trace/trace.h"

/* What a model makes of a sentence at one moment, copied out of a trace: it outlives the weights
 * that made it. A plain value of bounded size; what is longer is cut. */

enum { GLANCE_TOKENS = 32, GLANCE_TOKEN = 24, GLANCE_TEXT = 256 };

struct glance {
    char source[GLANCE_TEXT], translation[GLANCE_TEXT];
    int columns, rows; /* source tokens and written words, <eos> included */
    char source_words[GLANCE_TOKENS][GLANCE_TOKEN], target_words[GLANCE_TOKENS][GLANCE_TOKEN];
    bool attends;                                /* false: the model has no attention to show */
    float weights[GLANCE_TOKENS][GLANCE_TOKENS]; /* [rows × columns] α(t,j) */
};

/* Where the model looks in one sentence: steps at words, words at words, or hops at words. Appends
 * the words of the rows unless NULL. x == NULL: nowhere, and there are no rows but of steps. */
struct mat glance_weights(const struct trace *trace, int sentence, struct strs *rows);

/* What it answers, a word each: the translation with <eos> unless it was cut off, or a label and
 * its probability, "1" "0.93". */
void glance_answer(const struct trace *trace, int sentence, struct strs *out);

void glance_take(struct glance *glance, const struct trace *trace, int sentence);

/* Adds sources of pairs until there are `count`: the first with different sources of 5 to
 * 12 tokens near its beginning, else the first whatever their length. A file that cannot be read
 * adds nothing. */
void glance_choose(struct strs *sentences, size_t count, const struct pair_source *from,
                   enum unit unit);

#endif
