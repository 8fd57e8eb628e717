#ifndef HEED_SHELL_BROWSE_LIVE_H
#define HEED_SHELL_BROWSE_LIVE_H

#include "cli/options.h"
#include "dialect/dialect.h"
#include "inspect/inventory.h"
#include "shell/loop.h"

/* The screen of a file of tensors, with a person at a terminal or with a script. */
struct browse_session {
    const char *path, *tensor; /* tensor: opened at once, or NULL */
    const struct strs *words;  /* of --vocab */
    const char *script;        /* file of keys, or NULL: a person sits here */
    bool text;                 /* screens of a script without the style plane */
    bool sized;                /* columns and rows were asked for, for a script; else 80 × 24 */
    int columns, rows;

    /* What runs: the file itself, or both of a difference; NULL: nothing does. */
    const char *models[2];
    struct dialect_wishes wishes; /* for those of other programs */
    const char *sentence;         /* run at once, or NULL */
    const char *sentences;        /* file on which units are measured at once, or NULL */
};

/* The same on top of another screen, at a cell of a tensor (row and column from 0): what it wants
 * to know is found out at once. NULL with one line. To be freed by browse_inside_end(). */
struct world *browse_inside(const char *path, const char *tensor, size_t row, size_t column,
                            struct err *err);
void browse_inside_end(struct world *world);

/* Runs it to the end; an exit code. */
int browse_live(const struct command *command, const struct browse_session *session,
                const struct tensors *file, struct inventory *inventory);

#endif
