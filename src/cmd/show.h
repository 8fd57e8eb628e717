#ifndef HEED_CMD_SHOW_H
#define HEED_CMD_SHOW_H

#include "lab/intervention.h"
#include "study/states.h"
#include "view/picture.h"

/* What heed show prints. */

enum format { FORMAT_TEXT, FORMAT_ANSI, FORMAT_CSV, FORMAT_JSON };

struct show_page {
    enum format format;
    int columns, rows;
};

/* Draws onto a grid of the page's size and prints it without the empty rows at its end. */
void page_print(const struct show_page *page,
                void (*draw)(struct grid *, struct rect, const void *), const void *data);

/* --beam: the tree of a beam search for a sentence of the trace. */
int show_beam(const struct show_page *page, const struct trace *trace, int sentence, int width,
              bool fallen);

/* --changed: what the interventions of the lab did to a sentence of its run `after`, in words. */
int show_changed(const struct lab *lab, const struct trace *after, int sentence);

/* --compare: the same picture of the same sentences in another model, beside it. */
int show_compare(const struct show_page *page, const struct picture *picture, const char *model);

/* --effect: what the word of a step (from 0) depends on, beside its attention. */
int show_effect(const struct show_page *page, const struct trace *trace, int sentence, int step);

/* --blame: the first sentence of the trace held against a reference; links may be NULL. */
int show_blame(const struct show_page *page, const struct trace *trace, const char *reference,
               const char *links);

/* --states: the states of a sentence among those of others, one of its words chosen (from 0). */
int show_states(const struct show_page *page, const struct trace *trace, int sentence,
                enum states_side side, int chosen);

/* --replay: sentence `sentence` (from 0) of the snapshots of a model's training, at a step of it.
 * */
int show_replay(const struct show_page *page, const char *model, long step, int sentence);

#endif
