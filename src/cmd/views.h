#ifndef HEED_CMD_VIEWS_H
#define HEED_CMD_VIEWS_H

#include "cli/show_page.h"
#include "lab/intervention.h"
#include "study/states.h"
#include "view/picture.h"

/* The views that heed show prints in the place of a picture. Each returns an exit code. */

/* --beam: the tree of a beam search for a sentence of the trace. */
int views_beam(const struct show_page *page, const struct trace *trace, int sentence, int width,
               bool fallen);

/* --changed: what the interventions of the lab did to a sentence of its run `after`, in words. */
int views_changed(const struct lab *lab, const struct trace *after, int sentence);

/* --compare: the same picture of the same sentences in another model, beside it. */
int views_compare(const struct show_page *page, const struct picture *picture, const char *model);

/* --effect: what the word of a step (from 0) depends on, beside its attention. */
int views_effect(const struct show_page *page, const struct trace *trace, int sentence, int step);

/* --blame: the first sentence of the trace held against a reference; links may be NULL. */
int views_blame(const struct show_page *page, const struct trace *trace, const char *reference,
                const char *links);

/* --states: the states of a sentence among those of others, one of its words chosen (from 0). */
int views_states(const struct show_page *page, const struct trace *trace, int sentence,
                 enum states_side side, int chosen);

/* --replay: sentence `sentence` (from 0) of the snapshots of a model's training, at a step of it.
 * */
int views_replay(const struct show_page *page, const char *model, long step, int sentence);

#endif
