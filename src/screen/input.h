#ifndef HEED_SCREEN_INPUT_H
#define HEED_SCREEN_INPUT_H

#include <stdbool.h>

#include "base/str.h"
#include "draw/grid.h"
#include "screen/event.h"

/* A line of text being edited. */
struct input {
    struct str text;
    size_t cursor; /* bytes before the cursor, always at a grapheme boundary */
};

void input_set(struct input *input, const char *text); /* cursor at the end */
void input_free(struct input *input);

/* Characters, arrows, Home, End, Backspace, Delete, Ctrl-A -E -K -U -W. True when it was for us. */
bool input_event(struct input *input, const struct event *event);

/* A label, then the text as far as it fits, with the cursor in sight; `ghost`: what stands dim in
 * the place of an empty text. Returns the column after it. */
int input_draw(const struct input *input, struct grid *grid, struct rect rect, const char *label,
               const char *ghost);

#endif
