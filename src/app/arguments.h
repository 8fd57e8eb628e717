#ifndef HEED_APP_ARGUMENTS_H
#define HEED_APP_ARGUMENTS_H

#include "base/err.h"
#include "base/str.h"

/* What commands can be told: kinds of words, each with what it may be. For the files of this folder
 * only. */

struct app;

enum argument {
    ARGUMENT_NONE,
    ARGUMENT_STAGE,
    ARGUMENT_MATRIX, /* a quantity that the model has */
    ARGUMENT_ROW,    /* of the matrix before it in the line */
    ARGUMENT_COLUMN,
    ARGUMENT_STEP,
    ARGUMENT_ZOOM,
    ARGUMENT_SCALE,
    ARGUMENT_PALETTE,
    ARGUMENT_MODEL,
    ARGUMENT_LESSON,
    ARGUMENT_PAGE,
    ARGUMENT_CHOICE,
    ARGUMENT_WIDTH, /* of a beam */
    ARGUMENT_OTHER, /* a model, or a sentence in quotes: the rest of the line */
    ARGUMENT_TEXT,  /* the rest of the line */
    ARGUMENT_FILE,
};

struct argument_value {
    const char *text; /* as it was typed */
    int index;        /* which of those allowed, from 0 */
};

/* In usage lines: "MATRIX". */
const char *argument_name(enum argument argument);

/* Whether it takes all that is left of the line, spaces included. */
bool argument_is_rest(enum argument argument);

/* What it may be now, appended; `before`: the values of the same line before it. */
void argument_list(enum argument argument, const struct app *app,
                   const struct argument_value *before, struct strs *out);

/* Reads value->text; −1 with a message that says what is allowed. */
int argument_read(enum argument argument, const struct app *app,
                  const struct argument_value *before, struct argument_value *value,
                  struct err *err);

#endif
