#ifndef HEED_STUDY_SNAPSHOTS_H
#define HEED_STUDY_SNAPSHOTS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "math/mat.h"

/* How the attention on a few sentences changed while a model was trained: at some steps of the training, the
 * attention weights under teacher forcing (so that the axes stay the same) and what the model
 * translated by itself. Lies beside the model as MODEL.snapshots: a safetensors file with one F16
 * tensor "weights.STEP.SENTENCE" [T × J] each (sentences from 0) and the rest as JSON in heed.snapshots. */

enum { SNAPSHOT_SENTENCES = 16, SNAPSHOT_TOKENS = 64 }; /* at most; tokens of a side */

struct snapshot_sentence {
    struct strs source, target; /* J and T tokens, <eos> included */
};

struct snapshot {
    long step;      /* optimizer steps done; 0: the starting weights */
    int epoch;      /* from 1 */
    double loss;    /* training loss of this epoch so far, nats per token; NaN before any step */
    bool saved;     /* the model file holds the weights of this step */
    real **weights; /* [sentences] α(t,j), [T × J] each; NULL without attention */
    struct strs *output; /* [sentences] words produced greedily; ends with <eos> unless cut off */
};

struct snapshots {
    char *model;    /* its name */
    bool attention; /* false: a fixed context, only translations are kept */
    int sentence_count;
    struct snapshot_sentence sentences[SNAPSHOT_SENTENCES];
    struct snapshot *list; /* [count], steps ascending */
    int count;
    size_t capacity;
};

/* MODEL.snapshots, to be freed. */
char *snapshots_path(const char *model_path);

/* NULL with one line that says what is wrong with the file. */
struct snapshots *snapshots_open(const char *path, struct err *err);

/* Writes to a temporary name and renames. 0, or -1 with the old file untouched. */
int snapshots_write(const struct snapshots *snapshots, const char *path, struct err *err);

void snapshots_free(struct snapshots *snapshots);

/* A new one at the end, with room for the weights and outputs of every sentence; the caller fills it in. Valid
 * until the next is added. */
struct snapshot *snapshots_add(struct snapshots *snapshots);
void snapshots_remove(struct snapshots *snapshots, int index);

/* The attention weights of one sentence as a view [T × J]; x == NULL without attention. */
struct mat snapshots_weights(const struct snapshots *snapshots, int index, int sentence);

#endif
