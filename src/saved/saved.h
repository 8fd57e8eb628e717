#ifndef HEED_SAVED_SAVED_H
#define HEED_SAVED_SAVED_H

#include "cli/options.h"

/* The subcommands about files that heed did not write, or did: each in its own file. */

int saved_average(const struct command *command, int argc, char **argv);
int saved_convert(const struct command *command, int argc, char **argv);
int saved_diff(const struct command *command, int argc, char **argv);
int saved_inspect(const struct command *command, int argc, char **argv);
int saved_verify(const struct command *command, int argc, char **argv);
int saved_view(const struct command *command, int argc, char **argv);

#endif
