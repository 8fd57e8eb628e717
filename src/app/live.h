#ifndef HEED_APP_LIVE_H
#define HEED_APP_LIVE_H

#include "draw/grid.h"
#include "draw/theme.h"
#include "screen/event.h"
#include "train/training.h"

/* The screen of a training that goes on, as a value like the app: keys and reports change it,
 * drawing reads it, and what it wants done is given back. */
struct live;

enum live_wish {
    LIVE_NOTHING,
    LIVE_PAUSE,
    LIVE_CONTINUE,
    LIVE_SAVE,   /* a checkpoint */
    LIVE_INSIDE, /* explore live_sentence() with the model as it is now, then live_returned() */
    LIVE_STOP,   /* leave the screen and stop the training, with a checkpoint */
    LIVE_LEAVE,  /* leave the screen: the training is over */
};

/* `out` is the model file that is being made; it outlives the screen. */
struct live *live_new(const char *out);
void live_free(struct live *live);

enum live_wish live_event(struct live *live, const struct event *event);

/* A new report. */
enum live_wish live_report(struct live *live, const struct training_report *report);

/* Back from inside; `message` says why it was not possible, else NULL. */
enum live_wish live_returned(struct live *live, const char *message);

/* The chosen one of the watched sentences. */
const char *live_sentence(const struct live *live);

void live_draw(const struct live *live, struct grid *grid);

enum palette live_palette(const struct live *live, enum palette start);

#endif
