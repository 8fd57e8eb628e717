#ifndef HEED_APP_ACTIONS_H
#define HEED_APP_ACTIONS_H

#include "app/arguments.h"
#include "app/keys.h"
#include "base/err.h"

/* What requests do, and their names: one table for keys, the command line, scripts and lessons.
 * For the files of this folder only. */

struct effects;

/* What a request is carried out with; `by` tells the two directions of one action apart. */
struct call {
    struct app *app;
    struct effects *effects;
    int by;
    const struct argument_value *values; /* what it was told, in the order of its arguments */
    int count;
    char why[400]; /* why it cannot be done now, or could not; empty: it can */
};

enum { ARGUMENTS_MAX = 3 };

struct action {
    const char *name; /* of the command: "stage-next" */
    void (*run)(struct call *call);
    int by;
    bool (*able)(struct call *call); /* whether it can be done now; else it fills in `why` */
    enum argument arguments[ARGUMENTS_MAX];
    int needed; /* so many of them must be given */
};

const struct action *action_at(enum request request);

/* For conditions, and for what fails on the way: fills in `why` and returns false. */
bool refuse(struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Carries a request out with the words that follow its name. −1 and a message when a word is none
 * of those allowed or when it cannot be done now. */
int action_run(struct app *app, enum request request, const char *words, struct effects *effects,
               struct err *err);

/* The same for a whole line: "go weights 3 1". */
int action_line(struct app *app, const char *line, struct effects *effects, struct err *err);

/* The command that opens a panel. */
struct panel;
const char *panel_command(const struct panel *panel);

/* "go MATRIX [ROW [COLUMN]]", appended. */
void action_usage(enum request request, struct str *out);

/* What could stand in the place of the last word of a line that was typed so far: all that begin
 * with it go to `fitting`. */
struct completion {
    enum request request; /* the command, when its name is complete */
    size_t start;         /* where the last word starts */
    struct strs fitting;
    bool more; /* another word may follow */
};
void action_complete(const struct app *app, const char *line, struct completion *completion);

#endif
