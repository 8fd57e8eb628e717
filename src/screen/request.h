#ifndef HEED_SCREEN_REQUEST_H
#define HEED_SCREEN_REQUEST_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "screen/event.h"

/* A request is what a person can ask of a screen: by a key, by its name on the command line, in a
 * script or a lesson. Each is one row, a const struct request that stands beside the function that
 * carries it out. Dispatch, footer, help, command line and the lesson checker read the rows. */

/* Where a key counts. */
enum context {
    CONTEXT_ANY, /* of a binding: wherever nothing is typed and nothing asked */
    CONTEXT_MENU,
    CONTEXT_PICTURE, /* a sentence is being walked through, with or without a lesson */
    CONTEXT_LESSON,  /* of a binding: a part of CONTEXT_PICTURE that needs an open lesson */
    CONTEXT_HELP,
    CONTEXT_EDIT,     /* the sentence is being edited */
    CONTEXT_COMMAND,  /* a command is being typed */
    CONTEXT_TRAINING, /* the screen of a training */
    CONTEXT_TRAINED,  /* the screen of a training that is over */
    CONTEXT_ASK,      /* the question whether to stop a training */
    CONTEXT_FILE,     /* the list of the tensors of a file */
    CONTEXT_TENSOR,   /* one tensor of a file */
    CONTEXT_HEADS,    /* heads of attention from a file */
    CONTEXT_MAP,      /* one of them */
    CONTEXT_FIND,     /* what is looked for is being typed */
    CONTEXT_LECTURE,  /* a page in front of a class */
    CONTEXT_PAGES,    /* the pages of a lecture to choose from */
    CONTEXT_NOTES,    /* what the lecturer sees */
    CONTEXT_COUNT
};

/* "the course menu", "a picture" ... */
const char *context_label(enum context context);

/* Whether keys are letters of a line there, or the answer to a question. */
bool context_asks(enum context context);

/* What a command can be told: number and name in usage lines. app/arguments.c has what each may
 * be. */
#define ARGUMENTS(ARGUMENT)                                                                        \
    ARGUMENT(STAGE, "STAGE")                                                                       \
    ARGUMENT(MATRIX, "MATRIX") /* a quantity that the model has */                                 \
    ARGUMENT(ROW, "ROW")       /* of the matrix before it in the line */                           \
    ARGUMENT(COLUMN, "COLUMN")                                                                     \
    ARGUMENT(STEP, "STEP")                                                                         \
    ARGUMENT(SOURCE, "WORD") /* of the source */                                                   \
    ARGUMENT(ZOOM, "ZOOM")                                                                         \
    ARGUMENT(SCALE, "SCALE")                                                                       \
    ARGUMENT(OVERVIEW, "MODE")                                                                     \
    ARGUMENT(PALETTE, "PALETTE")                                                                   \
    ARGUMENT(MODEL, "MODEL")                                                                       \
    ARGUMENT(LESSON, "LESSON")                                                                     \
    ARGUMENT(PAGE, "PAGE")                                                                         \
    ARGUMENT(WIDTH, "WIDTH")          /* of a beam */                                              \
    ARGUMENT(OTHER, "MODEL|\"TEXT\"") /* a model, or a sentence in quotes: the rest of a line */   \
    ARGUMENT(TEXT, "TEXT")            /* the rest of the line */                                   \
    ARGUMENT(FILE, "FILE")            /* the same */

enum argument {
    ARGUMENT_NONE,
#define ARGUMENT_ID(ID, name) ARGUMENT_##ID,
    ARGUMENTS(ARGUMENT_ID)
#undef ARGUMENT_ID
        ARGUMENT_COUNT
};

/* In usage lines: "MATRIX". */
const char *argument_name(enum argument argument);

struct argument_value {
    const char *text; /* as it was typed */
    int index;        /* which of the allowed words it is, from 0 */
};

/* Every request of the app, and those that screens share, in the order of the help screen: its
 * number, REQUEST_UP for UP, for which there is a row beside its function. The row of a PANEL is a
 * part of panel_NAME, in panel/NAME.c. */
#define REQUESTS(REQUEST, PANEL)                                                                   \
    REQUEST(ACCEPT)                                                                                \
    REQUEST(COMPLETE)                                                                              \
    REQUEST(COMPLETE_BACK)                                                                         \
    REQUEST(UP)                                                                                    \
    REQUEST(DOWN)                                                                                  \
    REQUEST(OPEN)                                                                                  \
    REQUEST(CANCEL)                                                                                \
    REQUEST(HELP_UP)                                                                               \
    REQUEST(HELP_DOWN)                                                                             \
    REQUEST(HELP_NEXT)                                                                             \
    REQUEST(HELP_BEFORE)                                                                           \
    REQUEST(HELP_START)                                                                            \
    REQUEST(HELP_END)                                                                              \
    REQUEST(STAGE_PREVIOUS)                                                                        \
    REQUEST(STAGE_NEXT)                                                                            \
    REQUEST(STEP_PREVIOUS)                                                                         \
    REQUEST(STEP_NEXT)                                                                             \
    REQUEST(ZOOM_IN)                                                                               \
    REQUEST(ZOOM_OUT)                                                                              \
    REQUEST(ZOOM_OTHER)                                                                            \
    REQUEST(TENSOR)                                                                                \
    REQUEST(CELL_LEFT)                                                                             \
    REQUEST(CELL_DOWN)                                                                             \
    REQUEST(CELL_UP)                                                                               \
    REQUEST(CELL_RIGHT)                                                                            \
    REQUEST(ROW_MAXIMUM)                                                                           \
    REQUEST(COLUMN_MAXIMUM)                                                                        \
    REQUEST(OVERVIEW)                                                                              \
    REQUEST(ROW_START)                                                                             \
    REQUEST(ROW_END)                                                                               \
    REQUEST(FIRST_STEP)                                                                            \
    REQUEST(LAST_STEP)                                                                             \
    REQUEST(MATRIX_NEXT)                                                                           \
    REQUEST(MATRIX_PREVIOUS)                                                                       \
    REQUEST(SENTENCE_NEXT)                                                                         \
    REQUEST(PLAY)                                                                                  \
    REQUEST(EDIT)                                                                                  \
    REQUEST(UNDO)                                                                                  \
    REQUEST(UNDO_ALL)                                                                              \
    REQUEST(COLDER)                                                                                \
    REQUEST(HOTTER)                                                                                \
    REQUEST(MASK_NEXT)                                                                             \
    REQUEST(SELECT_NEXT)                                                                           \
    REQUEST(HIDE)                                                                                  \
    REQUEST(WEIGHT)                                                                                \
    REQUEST(CHOOSE)                                                                                \
    PANEL(CHANGES, changes)                                                                        \
    PANEL(EFFECT, effect)                                                                          \
    PANEL(BLAME, blame)                                                                            \
    PANEL(BEAM, beam)                                                                              \
    REQUEST(NARROWER)                                                                              \
    REQUEST(WIDER)                                                                                 \
    PANEL(COMPARE, compare)                                                                        \
    PANEL(STATES, states)                                                                          \
    PANEL(REPLAY, replay)                                                                          \
    PANEL(DIFFERENCE, difference)                                                                  \
    PANEL(HEADS, heads)                                                                            \
    PANEL(NINE, nine)                                                                              \
    PANEL(IMPLIED, implied)                                                                        \
    PANEL(PROGRAM, program)                                                                        \
    PANEL(PLOT, plot)                                                                              \
    REQUEST(CHANGE)                                                                                \
    REQUEST(LEFT_OUT)                                                                              \
    REQUEST(MODEL_NEXT)                                                                            \
    REQUEST(MODEL_PREVIOUS)                                                                        \
    REQUEST(TRANSPOSE)                                                                             \
    REQUEST(SCALE)                                                                                 \
    REQUEST(GO)                                                                                    \
    REQUEST(STAGE)                                                                                 \
    REQUEST(STEP)                                                                                  \
    REQUEST(SOURCE)                                                                                \
    REQUEST(ZOOM)                                                                                  \
    REQUEST(SENTENCE)                                                                              \
    REQUEST(MODEL)                                                                                 \
    REQUEST(EXPORT)                                                                                \
    REQUEST(TEXT)                                                                                  \
    REQUEST(KEEP)                                                                                  \
    REQUEST(LOAD)                                                                                  \
    REQUEST(PRESENT)                                                                               \
    REQUEST(LESSON)                                                                                \
    REQUEST(TOUR)                                                                                  \
    REQUEST(GALLERY)                                                                               \
    REQUEST(PALETTE)                                                                               \
    REQUEST(PAGE_NEXT)                                                                             \
    REQUEST(PAGE_PREVIOUS)                                                                         \
    REQUEST(PAGE)                                                                                  \
    REQUEST(PAGE_AGAIN)                                                                            \
    REQUEST(ANSWER)                                                                                \
    REQUEST(ANSWER_DIGIT)                                                                          \
    REQUEST(ANSWER_HERE)                                                                           \
    REQUEST(HINT)                                                                                  \
    REQUEST(WORDS)                                                                                 \
    REQUEST(SWAP)                                                                                  \
    REQUEST(REDRAW)                                                                                \
    REQUEST(COMMAND)                                                                               \
    REQUEST(CLOSE)                                                                                 \
    REQUEST(HELP)                                                                                  \
    REQUEST(BACK)                                                                                  \
    REQUEST(QUIT)

enum request_id {
    REQUEST_NONE,
#define REQUEST_ID(ID)          REQUEST_##ID,
#define REQUEST_PANEL(ID, name) REQUEST_##ID,
    REQUESTS(REQUEST_ID, REQUEST_PANEL)
#undef REQUEST_ID
#undef REQUEST_PANEL
        REQUEST_COUNT
};

enum { KEYS_MAX = 4, BINDINGS_MAX = 4, ARGUMENTS_MAX = 3 };
enum { FAR = 1 << 20 }; /* as `by`: to the end, however far it is */

/* The keys of a request in one context. */
struct binding {
    enum context context;
    const char *keys[KEYS_MAX]; /* names as event_name() gives them; none: it is a command only */
    const char *label;          /* in the footer, short; NULL: it is not there */
    int rank; /* in a narrow footer high ranks go first; no two in a context are the same */
    const char *shown; /* the keys in the footer, with those of its opposite; NULL: the first key */
    const char *help;  /* one line for the help screen; NULL ends a list of bindings */
};

struct screen;

/* What a request is carried out with. */
struct call {
    struct screen *screen; /* whose request it is */
    int by;                /* of the row: tells the two directions of one function apart */
    const struct argument_value *values; /* what it was told, in the order of its arguments */
    int count;
    struct str why; /* why it cannot be done now, or could not; empty: it can */
};

/* Fills in `why` and returns false. For conditions, and for functions that fail. */
bool call_refuse(struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct request {
    enum request_id id; /* REQUEST_NONE: known to one screen other than the app, before those that
                           have a number */
    const char *name;   /* of the command, English for ever: "stage-next"; NULL ends a list */
    struct binding bindings[BINDINGS_MAX];
    bool digits; /* the keys 1 to 9 are its keys too, and say what it is told */
    enum argument arguments[ARGUMENTS_MAX];
    int needed; /* so many of them must be given */
    void (*run)(struct call *call);
    bool (*able)(struct call *call); /* whether it can be done now, else why not; NULL: always */
    int by;
    const char *no_state; /* why a file of a state must not hold it; NULL: it may */
};

enum { REQUESTS_MAX = 160 };

/* The requests of a screen, in the order of their numbers. All zero is empty. */
struct request_list {
    const struct request *list[REQUESTS_MAX];
    int count;
};

/* Carries it out, if it can be done now. −1 and why it cannot. */
int request_run(const struct request *request, struct call *call, struct err *err);

/* Adds the rows of a list that a row without a name ends. */
void request_list_add(struct request_list *requests, const struct request *rows);
void request_list_add_one(struct request_list *requests, const struct request *row);

/* The request of a command's name, or of a number; NULL when there is none. */
const struct request *request_find(const struct request_list *requests, const char *name);
const struct request *request_at(const struct request_list *requests, enum request_id id);

/* "go MATRIX [ROW [COLUMN]]", appended. */
void request_usage(const struct request *request, struct str *out);

/* The first line of help that a request has. */
const char *request_help(const struct request *request);

/* Whether a binding counts in a context; `lesson`: one is open. */
bool binding_applies(const struct binding *binding, enum context context, bool lesson);

/* The binding of a request in a context; NULL when it has none there. */
const struct binding *binding_of(const struct request *request, enum context context, bool lesson);

/* A key among the bindings; the request is NULL when it has no meaning there. */
struct bound {
    const struct request *request;
    const struct binding *binding;
};

/* What a key asks for in a context, whether a lesson is open or not. */
struct bound bound_key(const struct request_list *requests, enum context context,
                       const struct event *event);

/* Whether any request has a key of this name: for the lesson checker. */
bool request_key_exists(const struct request_list *requests, const char *name);

/* What a key does on one screen in place of what its row says. */
struct key_here {
    enum request_id request; /* REQUEST_NONE ends a list */
    const char *label;       /* for the footer; NULL: not there */
    const char *help;
    int across, down; /* how far it moves, for the panel that carries it out */
};

/* That of a request, or NULL; keys may be NULL. */
const struct key_here *key_here(const struct key_here *keys, enum request_id request);

#endif
