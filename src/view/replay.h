#ifndef HEED_VIEW_REPLAY_H
#define HEED_VIEW_REPLAY_H

#include "draw/grid.h"
#include "study/snapshots.h"

/* A training, looked at again: one sentence at one of its snapshots. */
struct replay {
    const struct snapshots *snapshots; /* not owned; at least one snapshot */
    int at;                            /* the snapshot, 0 to count − 1 */
    int sentence;
};

/* Puts both numbers back inside what there is. */
void replay_clamp(struct replay *replay);

/* The last snapshot that was taken at this step of the training or before. */
int replay_find(const struct snapshots *snapshots, long step);

/* The attention and the translation of the sentence at that time, the loss, and the translations
 * before and after. What does not fit goes: the list of translations, then the curve, then the
 * attention. */
void replay_draw(struct grid *grid, struct rect rect, const struct replay *replay);

#endif
