#ifndef HEED_CMD_VIEWS_H
#define HEED_CMD_VIEWS_H

#include "cli/show_page.h"
#include "export/run_table.h"
#include "lab/intervention.h"
#include "shell/paneled.h"
#include "study/states.h"
#include "view/picture.h"

/* The views that heed show prints in the place of a picture, or as rows of numbers where the format
 * has no pictures; `changes`: what the run is under. Each returns an exit code. */

/* --beam: the tree of a beam search for a sentence of the trace. */
int views_beam(const struct show_page *page, const struct trace *trace, int sentence,
               const struct strs *changes, int width, bool fallen);

/* --changed: what the interventions of the lab did to a sentence of its run `after`, in words. */
int views_changed(const struct show_page *page, const struct lab *lab, const struct trace *after,
                  int sentence);

/* --compare: the same picture in another model, or of a "sentence" in quotes, beside it; as numbers
 * also what remains when they are taken away. */
int views_compare(const struct show_page *page, const struct picture *picture,
                  const struct lab *lab, const char *other);

/* --panel: that of the laboratory which a command opens. */
int views_panel(const struct show_page *page, const struct paneled_subject *subject,
                const char *command);

/* --table: what a run has beside its matrices, or a matrix before its activation. */
int views_table(const struct show_page *page, const struct trace *trace, int sentence,
                const struct strs *changes, enum run_table which, struct sheet sheet);

/* --effect: what the word of a step (from 0) depends on, beside its attention. */
int views_effect(const struct show_page *page, const struct trace *trace, int sentence,
                 const struct strs *changes, int step);

/* --blame: the first sentence of the trace held against a reference; links may be NULL. */
int views_blame(const struct show_page *page, const struct trace *trace, const struct strs *changes,
                const char *reference, const char *links);

/* --states: the states of a sentence among those of others, one of its words chosen (from 0). */
int views_states(const struct show_page *page, const struct trace *trace, int sentence,
                 const struct strs *changes, enum states_side side, int chosen);

/* --replay: sentence `sentence` (from 0) of the snapshots of a model's training, at a step of it.
 * */
int views_replay(const struct show_page *page, const char *model, long step, int sentence);

#endif
