#ifndef HEED_BROWSE_ATLAS_SCREEN_H
#define HEED_BROWSE_ATLAS_SCREEN_H

#include "inspect/atlas.h"
#include "screen/screen.h"

/* The screen of attention from a file. It knows all it needs and wants nothing but to be left. */
struct atlas_screen;

/* The atlas and the name outlive it. `difference`: it is one of two files. */
struct atlas_screen *atlas_screen_new(const struct atlas *atlas, const char *name, bool difference);
void atlas_screen_free(struct atlas_screen *atlas);

/* It as the screen that it is. */
struct screen *atlas_screen_of(struct atlas_screen *atlas);

#endif
