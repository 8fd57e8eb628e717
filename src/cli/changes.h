#ifndef HEED_CLI_CHANGES_H
#define HEED_CLI_CHANGES_H

#include "cli/options.h"

/* Interventions as options of the same names: --mask off --temperature 0.5. */

enum { CHANGES_OPTIONS = 80 };

/* `own`, then one option for every kind of intervention whose name is not taken. `given` gets names
 * and values in the order of the command line. */
void changes_options(struct option out[CHANGES_OPTIONS], const struct option *own,
                     struct strs *given);

/* As lines, "mask off", appended. */
void changes_lines(const struct strs *given, struct strs *lines);

#endif
