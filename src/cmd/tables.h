#ifndef HEED_CMD_TABLES_H
#define HEED_CMD_TABLES_H

#include "base/err.h"
#include "export/table.h"
#include "study/blame.h"
#include "study/influence.h"
#include "study/search.h"
#include "study/snapshots.h"
#include "study/states.h"
#include "trace/trace.h"

/* The views of heed show as rows of texts and numbers. Each fills in an empty table. */

/* A row per node in the order in which the tree is read; parent is a number of the first column, 0
 * for first words; rank is empty where a hypothesis does not end; fate is ended, goes (on) or fell.
 * `fallen`: also what fell out of the beam. */
void tables_beam(struct table *out, const struct search *search, bool fallen);

/* A row per source word. */
void tables_effect(struct table *out, const struct influence *influence);

/* A row per word of the reference. */
void tables_blame(struct table *out, const struct blame *blame);

/* A row per state: the sentence's first, then those of the others. */
void tables_states(struct table *out, const struct state_map *map);

/* A row per word of the translation of a sentence, its weights at one snapshot. */
void tables_replay(struct table *out, const struct snapshots *snapshots, int at, int sentence);

/* A row per step: how the next word moved; a column per word that moved most. */
void tables_changed(struct table *out, const struct trace *before, const struct trace *after,
                    int sentence);

/* A row per cell of a quantity of two runs, `a` first, and a − b where both have it. −1 with the
 * reason why no number of one belongs to a number of the other. */
int tables_compared(struct table *out, const struct trace *a, const struct trace *b, int sentence,
                    struct sheet sheet, struct err *err);

#endif
