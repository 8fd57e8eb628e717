#ifndef HEED_PANEL_BENCH_H
#define HEED_PANEL_BENCH_H

#include "lab/intervention.h"
#include "model/ring.h"
#include "screen/screen.h"
#include "view/picture.h"

/* The bench of the laboratory: a model, sentences, what is done differently, the runs that come
 * of it, and where they are looked at. This is what a panel gets to see and to move. */
struct bench {
    struct screen *screen; /* speaks and asks for it */
    struct ring models;    /* that there are to choose from */

    struct model *model;       /* NULL: none is open, and there is no run */
    struct strs texts;         /* the sentences, one batch, before any change */
    struct strs interventions; /* what is done differently, in order: lab/intervention.h */
    struct str preview;        /* one more that is only being typed; empty: none */

    struct trace *run;       /* under all of them: what the picture shows; NULL: no model */
    struct trace *unchanged; /* under none; NULL when there are none */
    const struct strs *own;  /* changes that belong to the page of a lesson; NULL: there is none */
    const struct curves *curves; /* measures that belong to it; NULL: there are none */
    struct trace *of_page;       /* under these alone, where that is neither run nor unchanged */
    struct trace *unpadded;      /* leak_masked() of run, where padding takes part; else NULL */
    struct picture picture;      /* points to the two runs that it shows: only bench.c sets that */
};

void bench_clear(struct bench *bench);

/* Takes a model over, the one that was asked for last, in the place of the one before, whose runs
 * go. It is not run yet. NULL: none. */
void bench_set_model(struct bench *bench, struct model *model);

/* Asks for a model by name or path; NULL: whichever there is. */
void bench_ask_model(struct bench *bench, const char *name);

/* From here on it is as if the program had started with these sentences: nothing is changed, and
 * the picture is that of the start. They are not run yet. */
void bench_begin(struct bench *bench, const struct strs *texts);

/* Runs the model on the sentences again, under what is done differently and what is being typed.
 * The picture keeps its place as far as the run has it. */
void bench_run(struct bench *bench);

/* The run that the page of a lesson speaks of: under its own changes alone, whatever else is
 * changed now. NULL: no model is open. */
const struct trace *bench_page_run(const struct bench *bench);

/* The measures of the page that is open, which outlive it; NULL: it has none. */
void bench_take_curves(struct bench *bench, const struct curves *curves);

/* What padding that takes part does to the sentence on screen: after the sentence became
 * another. */
void bench_measure_leak(struct bench *bench);

/* One more intervention, or another value of the last one: runs, or −1 with the reason. */
int bench_change(struct bench *bench, const char *line, struct err *err);

/* Another text in the place of the sentence of this number. It is no change of the run: what stands
 * on the screen becomes the beginning, and what was done to words before is part of it. */
void bench_retype(struct bench *bench, int sentence, const char *text);

/* Takes the last intervention back, or all of them; there is one at least. Returns the last one
 * taken back, to be freed. */
char *bench_undo(struct bench *bench, bool all);

/* What runs now: the interventions, then the one being typed, where it may take the place of the
 * last. `list` is the caller's to free, its texts are the bench's. */
struct strs bench_lines(const struct bench *bench);

#endif
