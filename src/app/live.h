#ifndef HEED_APP_LIVE_H
#define HEED_APP_LIVE_H

#include "screen/screen.h"

/* The screen of a training that goes on: keys and reports (EVENT_REPORT) change it. What it
 * wants done is among the effects of a training (screen/effect.h). */
struct live;

/* `out` is the model file that is being made; it outlives the screen. */
struct live *live_new(const char *out);
void live_free(struct live *live);

/* It as the screen that it is. */
struct screen *live_screen(struct live *live);

#endif
