#ifndef HEED_CLI_DECODING_H
#define HEED_CLI_DECODING_H

#include "cli/options.h"
#include "decode/translate.h"
#include "model/model.h"
#include "text/dictionary.h"

/* How a command that translates decodes: the options for it, which are the same everywhere. */

struct decoding {
    struct translate_options options; /* .beam = beam_defaults(1) to begin with */
    int unknown;                      /* 1: <unk> may be written */
    bool replace;                     /* <unk>, by attention */
    const char *path;                 /* of a dictionary for that, or NULL */
};

/* Rows of a table of options. */
#define DECODING_OPTIONS(decoding)                                                                 \
    {"beam",     0,                                                                                \
     OPTION_INT, &(decoding)->options.beam.width,                                                  \
     "N",        "keep the N most probable beginnings at every step (1: greedy decoding)"},        \
        {"length-penalty",                                                                         \
         0,                                                                                        \
         OPTION_REAL,                                                                              \
         &(decoding)->options.beam.length_alpha,                                                   \
         "A",                                                                                      \
         "rank hypotheses by log-probability / length^A (Wu et al. 2016, section 7): 1 is the "    \
         "mean per word, 0 the plain sum, which favours short ones (1)"},                          \
        {"coverage-penalty",                                                                       \
         0,                                                                                        \
         OPTION_REAL,                                                                              \
         &(decoding)->options.beam.coverage_beta,                                                  \
         "B",                                                                                      \
         "subtract B times what source words lack in attention (Wu et al. 2016, equation 14) "     \
         "(0)"},                                                                                   \
        {"unknown",                                                                                \
         0,                                                                                        \
         OPTION_WORD,                                                                              \
         &(decoding)->unknown,                                                                     \
         "off|on",                                                                                 \
         "on: write <unk> where it is the most probable word; off: the next one (off)"},           \
        {"replace-unknown",                                                                        \
         0,                                                                                        \
         OPTION_FLAG,                                                                              \
         &(decoding)->replace,                                                                     \
         NULL,                                                                                     \
         "write the source word with the most attention in place of <unk> (Jean et al. 2015); "    \
         "implies --unknown on"},                                                                  \
    {                                                                                              \
        "dictionary", 0, OPTION_TEXT, &(decoding)->path, "FILE.tsv",                               \
            "the same, but look that word up first: source word, tab, target word"                 \
    }

/* Whether the options go together, after options_parse(); completes them. EXIT_DONE or
 * EXIT_USAGE. */
int decoding_check(const struct command *command, struct decoding *decoding);

/* -1 with a message when what was asked for needs attention and the model has none; `also`: another
 * option that does, or NULL. */
int decoding_check_model(const struct decoding *decoding, const struct model *model,
                         const char *also, struct err *err);

/* The dictionary of the path, NULL without one, to be freed; -1 with a message. */
int decoding_open_dictionary(struct dictionary **out, const struct decoding *decoding,
                             const struct model *model, struct err *err);

#endif
