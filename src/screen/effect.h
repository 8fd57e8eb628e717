#ifndef HEED_SCREEN_EFFECT_H
#define HEED_SCREEN_EFFECT_H

#include <stddef.h>

#include "screen/answer.h"

/* What a screen wants done and cannot do itself, because it touches no file, clock or terminal. */

enum effect_kind {
    EFFECT_QUIT,           /* the screen is left; number: 1 when it is only left by going back */
    EFFECT_LOAD_MODEL,     /* text: its name, "": the first there is; ANSWER_MODEL */
    EFFECT_LOAD_LESSON,    /* text: its name or path; ANSWER_LESSON */
    EFFECT_LOAD_SENTENCES, /* text: a language, ISO 639-3; ANSWER_SENTENCES in it, or none */
    EFFECT_LOAD_SNAPSHOTS, /* text: the name of a model that was loaded; ANSWER_SNAPSHOTS */
    EFFECT_SEEN,     /* note in the patience that `number`, a page of lesson `text`, was seen */
    EFFECT_ANSWERED, /* note that the question of page `number` was answered rightly */
    EFFECT_EXPORT,   /* text: a file to write what is on screen to; ANSWER_DONE */
    EFFECT_SAVE,     /* text: a file to write the state to, behind those that it holds already
                      * (app/state_lines.h); ANSWER_DONE */
    EFFECT_LOAD,    /* text: a file; the lines of state `number` in it are to come as EVENT_COMMAND,
                      * until one is refused; ANSWER_STATE and ANSWER_DONE */
    EFFECT_PRESENT, /* text: a playlist to append what is on screen to; ANSWER_DONE */
    EFFECT_COMMANDS, /* text: lines that are to come as EVENT_COMMAND, until one is refused */
    EFFECT_TENSOR,   /* text: "ROW COLUMN TENSOR MODEL", from 0: the tensor in the model's file is
                      * to be shown there, on top of this screen; at most a message comes back */
    EFFECT_REFUSED,  /* an EVENT_COMMAND could not be carried out: text says why */

    /* of the screen of a training */
    EFFECT_PAUSE,
    EFFECT_CONTINUE,
    EFFECT_CHECKPOINT, /* to be written */
    EFFECT_INSIDE,     /* text: a sentence to explore with the model as it is now, or with that of a
                        * file of tensors (of two: beside each other); ANSWER_DONE */
    EFFECT_STOP,       /* the training stops with a checkpoint, and the screen is left */

    /* of the notes of a lecture */
    EFFECT_JOIN, /* a lecture, if one is being given */
    EFFECT_SEND, /* text: the name of a key, for the lecture */

    /* of the screen of a file of tensors */
    EFFECT_LOOK,    /* text: as finding_new() takes it; ANSWER_FINDING */
    EFFECT_MEASURE, /* all tensors, one after the other; ANSWER_FINDING to nobody for each */
    EFFECT_UNITS,   /* text: a file of sentences to run the model of the file on; ANSWER_UNITS */
    EFFECT_COUNT
};

/* Any of them may be answered with ANSWER_FAILED. */
struct effect {
    enum effect_kind kind;
    struct asker asker;
    char *text; /* never NULL */
    int number;
};

/* A list that owns its texts. All zero is empty. */
struct effects {
    struct effect *list;
    size_t count, capacity;
};

/* Adds one with a copy of the text; NULL is "". */
void effects_add(struct effects *effects, enum effect_kind kind, struct asker asker,
                 const char *text, int number);

void effects_free(struct effects *effects);

#endif
