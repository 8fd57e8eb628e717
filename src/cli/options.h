#ifndef HEED_CLI_OPTIONS_H
#define HEED_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Options of a subcommand as a table: parsing, --help and completion all read it. */

enum option_kind {
    OPTION_FLAG,    /* bool: --quiet */
    OPTION_TEXT,    /* const char *: --out FILE */
    OPTION_INT,     /* int */
    OPTION_LONG,    /* long */
    OPTION_SEED,    /* uint64_t */
    OPTION_REAL,    /* double */
    OPTION_LIST,    /* struct strs: may be given several times */
    OPTION_WORD,    /* int: which of the words in `argument`, "constant|linear" */
    OPTION_SETTING, /* struct strs: name and value are added, for tables of other modules */
    OPTION_HEADING  /* no option: a line of --help */
};

struct option {
    const char *name; /* without the dashes */
    char letter;      /* short form, 0: none */
    enum option_kind kind;
    void *value;
    const char *argument; /* "FILE", "N"; NULL for flags */
    const char *help;
};

struct command {
    const char *name;
    const char *usage;   /* what follows the name: "[-m MODEL] TEXT" */
    const char *summary; /* one line */
    const char *details; /* paragraphs for --help, or NULL */
    /* Exit codes: 0 done, 1 could not do it, 2 wrong usage. argv[0] is the command's name. */
    int (*run)(const struct command *command, int argc, char **argv);
};

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* Reads options from anywhere in argv; the other words become `words` (to be freed). "--" ends
 * the options. Returns EXIT_DONE to go on, -1 after --help was printed (leave with 0),
 * EXIT_USAGE after a message. */
int options_parse(const struct command *command, const struct option *options, int argc,
                  char **argv, struct strs *words);

/* "heed train: --epochs must be a whole number" and how to get help, on stderr; EXIT_USAGE. */
int command_misused(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "heed: MESSAGE" on stderr; EXIT_FAILED. */
int command_failed(const struct err *err);

#endif
