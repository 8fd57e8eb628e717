#ifndef HEED_LECTURE_NOTES_SCREEN_H
#define HEED_LECTURE_NOTES_SCREEN_H

#include "lecture/lecture.h"
#include "screen/screen.h"

/* The screen of the second terminal: what only the lecturer sees, the time, and what comes next.
 * Its keys go to the lecture: as an effect with the name of a key. */
struct notes_screen;

struct notes_screen *notes_screen_new(void);
void notes_screen_free(struct notes_screen *notes);

struct screen *notes_screen_of(struct notes_screen *notes);

/* What the lecture tells; it was begun so many milliseconds ago. Takes the texts over. */
void notes_screen_take(struct notes_screen *notes, struct lecture_notes *told, long elapsed_ms);

/* There is no lecture any more, or not yet; the reason is copied. */
void notes_screen_lost(struct notes_screen *notes, const char *why);

#endif
