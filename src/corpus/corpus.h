#ifndef HEED_CORPUS_CORPUS_H
#define HEED_CORPUS_CORPUS_H

#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "text/pairs.h"
#include "text/token.h"
#include "tokenizer/tokenizer.h"

/* Pairs as batches of ids. Their source is read as a stream into a pool of bounded size; the pool
 * is shuffled, joined, sorted by length, cut into batches, and the batches are shuffled. What
 * comes out depends on source, options and epoch only, so a training can be continued anywhere. */

enum {
    EXAMPLE_MAX = 400,     /* tokens of a side; longer examples are skipped and counted */
    POOL_PAIRS = 1 << 17,  /* lines in the pool at most */
    POOL_TOKENS = 1 << 22, /* tokens in the pool at most */
};

/* Ids of one sentence pair. The source ends with <eos>; the target has neither <bos> nor <eos>. */
struct example {
    const int *source, *target;
    int source_length, target_length;
    long number; /* within the epoch */
};

/* For qsort of pointers to examples: by target length, then source length, then number: little
 * padding, and among equals still chance. */
int example_order(const void *left, const void *right);

struct corpus_options {
    struct pair_source source;
    const struct tokenizer *source_tokenizer, *target_tokenizer;
    int join;    /* 1 to `join` pairs are concatenated at random; 1: none */
    int batch;   /* examples in a batch */
    double vary; /* the share of the pairs in another form, as corpus/varied.h has it */
    bool mixed;  /* batches of mixed lengths, with much padding; false: of similar lengths */
    uint64_t seed;
    long pool;  /* lines in the pool at most; 0: POOL_PAIRS */
    long lines; /* good lines of the file, for the progress; 0: not known yet */
};

struct corpus;

struct corpus *corpus_open(const struct corpus_options *options, struct err *err);
void corpus_close(struct corpus *corpus);

/* Back to the first pair, with the order of this epoch. */
int corpus_start(struct corpus *corpus, int epoch, struct err *err);

/* The next batch: *list is an array of *count examples, valid until the next call. 1, 0 at the
 * end of the epoch, -1 on an error (reading, or too many bad lines). */
int corpus_next(struct corpus *corpus, const struct example *const **list, int *count,
                struct err *err);

/* How much of the epoch is done: 0 to 1, by the pairs that were read. */
double corpus_progress(const struct corpus *corpus);

/* How many lines were skipped in the epoch so far; appends a line about each of the first. */
long corpus_bad(const struct corpus *corpus, struct str *report);

/* Ids of the tokens of one line, appended to ids (capacity in *capacity); returns the new count. */
size_t corpus_ids(int **ids, size_t *capacity, size_t count, const struct tokenizer *tokenizer,
                  const char *line);

#endif
