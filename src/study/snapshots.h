#ifndef HEED_STUDY_SNAPSHOTS_H
#define HEED_STUDY_SNAPSHOTS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "math/mat.h"

/* How the attention on a few sentences changed while a model was trained. At some steps of the
 * training there are the attention weights under teacher forcing, which keeps the axes the same,
 * and what the model translated by itself. Of a classifier there are its weights of words or of
 * hops, and its label with the probability. The file lies beside the model as MODEL.snapshots.
 * It is a safetensors file: an F16 tensor "weights.STEP.SENTENCE" [T × J] for every step and
 * sentence (from 0), and the rest as JSON in the metadata, under heed.snapshots. */

/* There are at most so many sentences, and so many tokens on either side of one. */
enum { SNAPSHOT_SENTENCES = 16, SNAPSHOT_TOKENS = 64 };

struct snapshot_sentence {
    struct strs source; /* J tokens, <eos> included where the model reads it */
    struct strs target; /* T words of the rows: of the given translation, <eos> included, or those
                           of a classifier's matrix */
};

struct snapshot {
    long step; /* optimizer steps done; 0: the starting weights */
    int epoch; /* from 1 */
    double
        loss;   /* training loss of this epoch so far, nats a token or sentence; NaN: no step yet */
    bool saved; /* the model file holds the weights of this step */
    real **weights;      /* [sentences] of α(t,j) [T × J]; NULL without attention */
    struct strs *output; /* [sentences] the words of greedy decoding, with <eos> unless cut off; or
                            a label and its probability */
};

struct snapshots {
    char *model;    /* its name */
    bool attention; /* false: the model has none, and only what it answers is kept */
    bool labels;    /* it answers with a label and its probability, not with a translation */
    int sentence_count;
    struct snapshot_sentence sentences[SNAPSHOT_SENTENCES];
    struct snapshot *list; /* [count], steps ascending */
    int count;
    size_t capacity;
};

/* The name MODEL.snapshots, to be freed. */
char *snapshots_path(const char *model_path);

/* To be freed. NULL with one line that says what is wrong with the file. */
struct snapshots *snapshots_open(const char *path, struct err *err);

/* Writes to a temporary name and renames. 0, or -1 with the reason and the old file untouched. */
int snapshots_write(const struct snapshots *snapshots, const char *path, struct err *err);

void snapshots_free(struct snapshots *snapshots);

/* Adds one at the end, with room for the weights and outputs of every sentence. The caller fills it
 * in. The pointer is valid until the next one is added. */
struct snapshot *snapshots_add(struct snapshots *snapshots);
void snapshots_remove(struct snapshots *snapshots, int index);

/* The attention weights of one sentence as a view [T × J]; its x is NULL without attention. */
struct mat snapshots_weights(const struct snapshots *snapshots, int index, int sentence);

#endif
