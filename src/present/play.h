#ifndef HEED_PRESENT_PLAY_H
#define HEED_PRESENT_PLAY_H

#include "cli/options.h"

/* heed play FILE.cast: a recording, with keys to stop it, to go faster and to go back. */
int play_run(const struct command *command, int argc, char **argv);

#endif
