#ifndef HEED_SHELL_SCRIPTED_H
#define HEED_SHELL_SCRIPTED_H

#include "shell/loop.h"

/* Screens with a script of keys in the place of a person. */
struct scripted {
    const char *path; /* of the script, "-": standard input */
    int rows, columns;
    bool text;  /* screens are printed without their style plane */
    bool ascii; /* screens are printed in ASCII */
    bool light;
};

/* Runs a world until the script ends, and prints every screen that it dumps. 0, or −1. */
int scripted_run(const struct scripted *scripted, struct world *world, struct err *err);

#endif
