#ifndef HEED_MODEL_MODEL_H
#define HEED_MODEL_MODEL_H

#include "base/err.h"
#include "base/str.h"
#include "model/config.h"
#include "model/weights.h"
#include "store/safetensors.h"
#include "tokenizer/tokenizer.h"

/* A model as it lies in a file: configuration, tokenizers, weights, and where they come from.
 *
 * The file is a safetensors file whose __metadata__ has texts: heed.config (JSON),
 * heed.source_vocab and heed.target_vocab (vocab_write(): a token a line), and heed.training (JSON)
 * if anything is known of it. A side whose unit is bpe also has heed.source_merges or
 * heed.target_merges (bpe_write(): a merge a line); merges that were learned together stand there
 * twice. */
struct model {
    char *name; /* "eng-fra-additive": the file name without folder and ending */
    struct config config;
    struct tokenizer source, target; /* units and languages are those of the configuration */
    real *flat;                      /* the weights, laid out by `list`; owned */
    struct weight_list list;
    struct weights weights; /* views of flat */
    char *training;         /* JSON text of heed.training, or NULL */
    char *bad;              /* which weights of the file are not finite, in words; NULL: all are */
    void *own;              /* what its family keeps besides (family->release frees it), or NULL */
};

/* The name of a model in a file of this path, to be freed. */
char *model_name(const char *path);

/* Reads and checks a model file: every tensor of the configuration present with its shape, none
 * besides, vocabularies of the right sizes, merges where a unit needs them. NULL with one line that
 * names file and tensor. */
struct model *model_open(const char *path, struct err *err);

/* A model with starting weights (weights_start). Takes the tokenizers over, whose units are those
 * of the configuration; sets the vocabulary sizes of the configuration from theirs. NULL when the
 * configuration does not hold together; then the tokenizers stay the caller's. */
struct model *model_new(const char *name, const struct config *config, struct tokenizer source,
                        struct tokenizer target, uint64_t seed, struct err *err);

/* The weight that a number of the model lies in, with its place there; NULL: it is none of them. */
const struct weight *model_weight_at(const struct model *model, const real *number, int *row,
                                     int *column);

/* A copy with a name and memory of its own. */
struct model *model_copy(const struct model *model, const char *name);

void model_free(struct model *model);

/* Writes `flat` (laid out like model->flat) as this model, in F32 or F16. */
int model_write(const struct model *model, const real *flat, enum dtype dtype, const char *path,
                struct err *err);

/* A number or text of heed.training: "bleu" → 42.1. `fallback` when absent. */
double model_training_number(const struct model *model, const char *key, double fallback);

#endif
