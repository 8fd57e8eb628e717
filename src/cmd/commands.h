#ifndef HEED_CMD_COMMANDS_H
#define HEED_CMD_COMMANDS_H

#include "cmd/options.h"

/* The one table of subcommands: dispatch, `heed --help` and completion read it. Ended by a NULL name. */
extern const struct command commands[];

int cmd_train(const struct command *command, int argc, char **argv);

#endif
