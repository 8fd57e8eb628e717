#ifndef HEED_BEAMS_TREE_H
#define HEED_BEAMS_TREE_H

#include "draw/grid.h"
#include "study/search.h"

/* A beam search as a tree, left to right, what hypotheses share drawn once; beside or below it the
 * attention of the selected hypothesis. Lines are hypotheses, columns are steps. */

struct search_view {
    const struct search *search; /* NULL: nothing was searched yet */
    int leaf;                    /* the node at which the selected hypothesis ends */
    int step;                    /* the selected word of it, from 0 */
    int source;                  /* the selected column of its attention */
    bool fallen;                 /* what fell out of the beam is drawn too */
};

/* Selects the hypothesis that ranks first, at the step that was selected before. */
void search_view_start(struct search_view *view, const struct search *search);

/* The selected node; −1: the tree is empty. */
int search_view_node(const struct search_view *view);

/* To another line of the tree, to another word of this hypothesis, to another source word: by `by`
 * places, stopping at the ends. */
void search_view_line(struct search_view *view, int by);
void search_view_step(struct search_view *view, int by);
void search_view_source(struct search_view *view, int by);

/* Draws what fell out, or no longer. */
void search_view_fallen(struct search_view *view, bool fallen);

/* Whether a node is drawn, and whether a line ends with it. */
bool search_view_shows(const struct search_view *view, int node);
bool search_view_ends(const struct search_view *view, int node);

/* Draws everything, whatever the size. */
void beam_tree_draw(struct grid *grid, struct rect rect, const struct search_view *view);

#endif
