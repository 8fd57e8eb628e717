#ifndef HEED_SCREEN_ANSWER_H
#define HEED_SCREEN_ANSWER_H

#include "base/err.h"

/* What comes back for an effect (screen/effect.h). An answer may come at any time after its
 * question, in any order: it carries who asked, and nobody else takes it. */

struct model;
struct lesson;
struct strs;
struct snapshots;
struct finding;
struct units;

/* Who asked, and so what an answer is for. */
enum asker_kind {
    ASKER_NOBODY, /* nobody waits: at most a message is shown */
    ASKER_MODEL,  /* the screen: the model that it shows */
    ASKER_LESSON, /* the screen: the lesson that it opens */
    ASKER_PANEL,  /* the open panel */
    ASKER_INSIDE, /* the screen of a training or of a file: the screen that it opened on top */
    ASKER_COUNT
};

struct asker {
    enum asker_kind kind;
    unsigned long serial; /* of the question: a screen counts them from 1 */
};

enum answer_kind {
    ANSWER_DONE,   /* it worked and left no other mark: text says so */
    ANSWER_FAILED, /* it did not work: text says why */
    ANSWER_MODEL,
    ANSWER_LESSON,
    ANSWER_SENTENCES,
    ANSWER_SNAPSHOTS,
    ANSWER_FINDING,
    ANSWER_UNITS,
    ANSWER_STATE, /* a state was opened: which one of which file */
    ANSWER_COUNT
};

/* One of the states that a file holds, from 0. */
struct state_step {
    char *path;
    int at, count;
};

/* Owns what it brings, which is never NULL. */
struct answer {
    enum answer_kind kind;
    struct asker asker;
    union {
        char *text;
        struct model *model;
        struct lesson *lesson;
        struct strs *sentences;
        struct snapshots *snapshots;
        struct finding *finding;
        struct units *units;
        struct state_step state;
    };
};

/* Frees an answer that nobody takes. */
void answer_free(struct answer *answer);

struct answer answer_done(struct asker asker, const char *text);
struct answer answer_failed(struct asker asker, const struct err *err);

#endif
