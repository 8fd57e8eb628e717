#ifndef HEED_SCORES_CLASSIFY_H
#define HEED_SCORES_CLASSIFY_H

#include "cli/options.h"

/* heed classify: as every command (cmd/commands.h). */
int classify_run(const struct command *command, int argc, char **argv);

#endif
