#ifndef HEED_APP_KEYS_H
#define HEED_APP_KEYS_H

#include <stdbool.h>

#include "screen/event.h"

/* The one table of keys: dispatch, footer, help screen, command line and lesson checker read it. A
 * key asks for a request by context; every request is a command by its name too, and some have no
 * key because they need to be told what (app/actions.c). */

enum context {
    CONTEXT_ANY, /* menu, picture and help */
    CONTEXT_MENU,
    CONTEXT_PICTURE, /* a sentence is being walked through, with or without a lesson */
    CONTEXT_LESSON,  /* of a binding: a part of CONTEXT_PICTURE that needs an open lesson */
    CONTEXT_HELP,
    CONTEXT_EDIT,     /* the sentence is being edited */
    CONTEXT_COMMAND,  /* a command is being typed */
    CONTEXT_TRAINING, /* the screen of a training, */
    CONTEXT_TRAINED,  /* when it is over, */
    CONTEXT_ASK,      /* and a question whether to stop it */
    CONTEXT_COUNT
};

enum request {
    REQUEST_NONE,
    REQUEST_QUIT,
    REQUEST_BACK,
    REQUEST_HELP,
    REQUEST_REDRAW,
    REQUEST_UP,
    REQUEST_DOWN,
    REQUEST_OPEN,
    REQUEST_STAGE_PREVIOUS,
    REQUEST_STAGE_NEXT,
    REQUEST_STEP_PREVIOUS,
    REQUEST_STEP_NEXT,
    REQUEST_CELL_LEFT,
    REQUEST_CELL_DOWN,
    REQUEST_CELL_UP,
    REQUEST_CELL_RIGHT,
    REQUEST_ROW_START,
    REQUEST_ROW_END,
    REQUEST_ROW_MAXIMUM,
    REQUEST_COLUMN_MAXIMUM,
    REQUEST_OVERVIEW,
    REQUEST_FIRST_STEP,
    REQUEST_LAST_STEP,
    REQUEST_ZOOM_IN,
    REQUEST_ZOOM_OUT,
    REQUEST_ZOOM_OTHER,
    REQUEST_MATRIX_NEXT,
    REQUEST_MATRIX_PREVIOUS,
    REQUEST_SENTENCE_NEXT,
    REQUEST_PLAY,
    REQUEST_EDIT,
    REQUEST_UNDO,
    REQUEST_UNDO_ALL,
    REQUEST_COLDER,
    REQUEST_HOTTER,
    REQUEST_MASK_NEXT,
    REQUEST_SELECT_NEXT,
    REQUEST_HIDE,
    REQUEST_WEIGHT,
    REQUEST_CHOOSE,
    REQUEST_CHANGES, /* panels */
    REQUEST_DIFFERENCE,
    REQUEST_EFFECT,
    REQUEST_BLAME,
    REQUEST_BEAM,
    REQUEST_COMPARE,
    REQUEST_NARROWER, /* the beam */
    REQUEST_WIDER,
    REQUEST_STATES,
    REQUEST_REPLAY,
    REQUEST_MODEL_NEXT,
    REQUEST_MODEL_PREVIOUS,
    REQUEST_TRANSPOSE,
    REQUEST_SCALE,
    REQUEST_PALETTE,
    REQUEST_SWAP, /* lesson or picture, where both do not fit */
    REQUEST_PAGE_NEXT,
    REQUEST_PAGE_PREVIOUS,
    REQUEST_HINT,
    REQUEST_ANSWER, /* keys 1 to 9 */
    REQUEST_ACCEPT, /* input fields */
    REQUEST_CANCEL,
    REQUEST_SAVE,    /* a checkpoint of a training */
    REQUEST_COMMAND, /* opens the command line */
    REQUEST_COMPLETE,
    REQUEST_COMPLETE_BACK,
    REQUEST_GO, /* from here on those that need to be told what */
    REQUEST_STAGE,
    REQUEST_STEP,
    REQUEST_ZOOM,
    REQUEST_SENTENCE,
    REQUEST_MODEL,
    REQUEST_PAGE,
    REQUEST_LESSON,
    REQUEST_TOUR,
    REQUEST_GALLERY,
    REQUEST_EXPORT,
    REQUEST_TEXT, /* begins anew with other sentences */
    REQUEST_KEEP, /* the state of the laboratory, as a file of commands */
    REQUEST_LOAD,
    REQUEST_CHANGE, /* an intervention, by its own name */
    REQUEST_COUNT
};

struct binding {
    enum context context;
    enum request request;
    const char *keys[3]; /* names as event_name() gives them; unused ones NULL; none: a command */
    const char *label;   /* for the footer, short; NULL: not there */
    const char *help;    /* one line for the help screen */
    int rank;            /* the footer shows low ranks first when there is little room */
};

/* Ended by a request of REQUEST_NONE; in the order of the help screen. */
extern const struct binding bindings[];

/* The binding of a key in a context; NULL when it has none there. */
const struct binding *binding_of(enum context context, const struct event *event);

/* The request that it makes; `lesson`: whether one is open. */
enum request request_of(enum context context, bool lesson, const struct event *event);

/* What the key does elsewhere in the app, to say so; NULL when it is no key of ours. */
const struct binding *binding_elsewhere(const struct event *event);

/* Whether a binding is shown in a context: its own, and CONTEXT_ANY where that counts;
 * `lesson`: whether one is open. */
bool binding_applies(const struct binding *binding, enum context context, bool lesson);

/* "the course menu", "a picture", ... */
const char *context_name(enum context context);

/* Names of requests, as commands: "stage-next" (actions.c). REQUEST_NONE when there is none. */
const char *request_name(enum request request);
enum request request_find(const char *name);

/* Whether a command of this name opens a panel: for the lesson checker. */
bool panel_exists(const char *name);

/* Whether any binding has this key: for the lesson checker. */
bool key_exists(const char *name);

#endif
