#ifndef HEED_LESSON_ZOOM_H
#define HEED_LESSON_ZOOM_H

/* From how near a picture is looked at: a page of a lesson says it, and views draw it. */
enum zoom { ZOOM_FLOW, ZOOM_STAGE, ZOOM_CELL, ZOOM_COUNT };

/* Their names in commands, options and files; ended by NULL. */
extern const char *const zoom_names[ZOOM_COUNT + 1];

#endif
