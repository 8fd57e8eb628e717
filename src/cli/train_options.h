#ifndef HEED_CLI_TRAIN_OPTIONS_H
#define HEED_CLI_TRAIN_OPTIONS_H

#include "cli/options.h"
#include "train/options.h"

/* What `heed train` was asked for. Texts belong to argv. */
struct train_command {
    struct train_options train;
    struct strs watch; /* sentences for the screen; none: it chooses. To be freed */
    bool quiet;
    long print; /* pairs to print instead of training; 0: train */
};

/* Reads the options of the training, of its display and of the architecture. Returns EXIT_DONE
 * to go on, -1 after --help (leave with 0), or the exit code after a message. */
int train_command_parse(const struct command *command, int argc, char **argv,
                        struct train_command *out);

#endif
