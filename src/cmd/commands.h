#ifndef HEED_CMD_COMMANDS_H
#define HEED_CMD_COMMANDS_H

#include "cli/options.h"

/* The one table of subcommands: dispatch, `heed --help` and completion read it. Ended by a NULL
 * name. */
extern const struct command commands[];

int cmd_align(const struct command *command, int argc, char **argv);
int cmd_check(const struct command *command, int argc, char **argv);
int cmd_eval(const struct command *command, int argc, char **argv);
int cmd_explore(const struct command *command, int argc, char **argv);
int cmd_learn(const struct command *command, int argc, char **argv);
int cmd_models(const struct command *command, int argc, char **argv);
int cmd_present(const struct command *command, int argc, char **argv);
int cmd_show(const struct command *command, int argc, char **argv);
int cmd_train(const struct command *command, int argc, char **argv);
int cmd_translate(const struct command *command, int argc, char **argv);

#endif
