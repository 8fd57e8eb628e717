#ifndef HEED_HANDOUT_PANELED_H
#define HEED_HANDOUT_PANELED_H

#include "handout/scene.h"

/* Draws the panel that a command opens on the scene's run, as the laboratory shows it when it is
 * opened, on the whole grid. What it needs of the world (models, sentences, snapshots) is loaded.
 * False where it cannot be shown. */
bool paneled_draw(struct grid *grid, const struct scene *scene, bool revealed, const char *command);

#endif
