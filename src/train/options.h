#ifndef HEED_TRAIN_OPTIONS_H
#define HEED_TRAIN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "model/config.h"

/* What a training is told: the options of `heed train`, as values and as one table that feeds the
 * command line, its help, the checks, and what a checkpoint must agree with. */

struct train_options {
    int task;                         /* enum task */
    long pairs;                       /* that the task makes up; 0: it reads them */
    const char *corpus, *valid, *out; /* valid may be NULL: then the last epoch's model is kept,
                                         unless the task makes pairs to validate with */
    const char *license;              /* of the corpus, for the model file; may be NULL */
    const char *snapshots; /* pairs to look at during training (train/snapper.h); may be NULL */
    struct config config;  /* vocabulary sizes are found from the corpus */
    int epochs, batch, join, threads;
    double vary; /* the share of the pairs that is put into another form */
    uint64_t seed;
    double rate;              /* Adam's learning rate, which the schedule multiplies */
    int schedule;             /* enum schedule */
    int halve_from;           /* `halve`: from this epoch on, at the start of every epoch; 0: never;
                            HALVE_THRICE: three times over the last third of the epochs */
    long warmup;              /* steps in which the rate rises from 0 */
    double weight_decay;      /* decoupled; 0: none */
    double dropout;           /* on embeddings and readout */
    double attention_dropout; /* on attention weights */
    bool no_mask;     /* attention sees the padding of the batches, which are of mixed lengths */
    double smoothing; /* of the labels; the training loss is then that against smoothed labels */
    double penalty;   /* of hops that look at the same words */
    double clip;      /* largest gradient norm */
    int keep_every;   /* so many epochs: each of them leaves a model; 0: none does */
    const char *keep; /* the learner's figure that says which epoch is best on validation */
    int patience;     /* epochs without a better one after which training ends; 0: all epochs */
    double teacher_forcing; /* share of decoder steps that are fed the reference */
    int scheduled_sampling; /* enum teaching: how that share changes */
    double teaching_k;      /* k of the schedule; 0: the usual one (teaching.c) */
    double teaching_slope;  /* c of the schedule */
    double teaching_floor;  /* ε of the schedule */
    int sampling; /* what the other steps are fed: 0 the most probable word, 1 a drawn one */
    const char *embeddings, *target_embeddings; /* files of word vectors; may be NULL */
    bool freeze_embeddings;                     /* what came from them is not trained */
    const char *log;                            /* CSV of all figures; may be NULL */
    int log_every;                              /* steps between two of its rows */
    double checkpoint_every; /* seconds between checkpoints; 0: after every step */
    long min_count;          /* tokens seen less often become <unk>, or smaller pieces */
    long vocab_limit;        /* most frequent tokens kept; 0: all */
    long merges;             /* of a side whose unit is bpe, at most; 0: no side has it */
    bool shared_merges;      /* learned on both sides together */
    const char *from;        /* a model whose weights and tokenizers it starts from; may be NULL */
    bool half;               /* the model is written in F16 */
    bool resume;
    bool force; /* files that are there already are overwritten, or removed */
};

enum { HALVE_THRICE = -1 };

enum { TRAIN_THREADS_MAX = 64 };

enum train_kind {
    TRAIN_FLAG, /* bool */
    TRAIN_TEXT, /* const char * */
    TRAIN_INT,
    TRAIN_LONG,
    TRAIN_SEED, /* uint64_t */
    TRAIN_REAL, /* double */
    TRAIN_WORD, /* int: which of the words in `argument` */
};

/* Which values make sense. */
enum train_range { ANY, COUNT, THREADS, POSITIVE, NOT_NEGATIVE, FROM_MINUS_ONE, BELOW_ONE, SHARE };

/* What an option has to do with the result. */
enum train_part {
    PASSING, /* nothing: it is about this run of the program */
    NOTED,   /* noted in the model file; may be another one when a training is resumed */
    DECIDES, /* another value, another result: a checkpoint holds it as well */
};

struct train_field {
    const char *group; /* heading in the help; fields of a group stand together */
    const char *name;  /* without the dashes; NULL ends the table */
    char letter;       /* short form, 0: none */
    enum train_kind kind;
    size_t offset;        /* in struct train_options */
    const char *argument; /* "FILE", "N"; "constant|halve" for words; NULL for flags */
    enum train_range range;
    enum train_part part;
    const char *help; /* with its source */
};
extern const struct train_field train_fields[];

struct train_options train_defaults(void);

/* Fills in what follows from the others: the number of merges, where it was not said. */
void train_options_complete(struct train_options *options);

/* 0, or -1 with the option that has a wrong value, and what it may be. */
int train_options_check(const struct train_options *options, struct err *err);

/* Appends the value of a field as text. */
void train_field_text(const struct train_options *options, const struct train_field *field,
                      struct str *out);

/* Whether there is an option of this name, n bytes. */
bool train_field_known(const char *name, size_t n);

/* Appends the options that decide the result, one "name=value" a line. */
void train_options_print(const struct train_options *options, struct str *out);

#endif
