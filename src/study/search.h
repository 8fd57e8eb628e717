#ifndef HEED_STUDY_SEARCH_H
#define HEED_STUDY_SEARCH_H

#include "decode/beam.h"
#include "trace/trace.h"

/* Beam search for one sentence of a trace, under the trace's control: the tree of all beginnings
 * that were looked at, in the order in which a person reads it. */

enum search_fate {
    FATE_ENDED, /* a final hypothesis */
    FATE_GOES,  /* leads to one, or was still going on when the search had enough */
    FATE_FELL,  /* fell out of the beam, or all that follows it did */
    FATE_COUNT
};

/* What belongs to the node of the same index in the beam. */
struct search_node {
    enum search_fate fate;
    int rank;  /* among the final hypotheses, from 1; 0: it is none */
    int best;  /* the smallest rank of itself and its descendants; INT_MAX: none */
    int child; /* its first child; −1: none */
    int next;  /* the next child of its parent; −1: none */
};

struct search {
    const struct trace *trace; /* not owned; must outlive the search */
    int sentence;
    struct beam_options options;
    struct beam beam;          /* what fell out is in it */
    struct search_node *nodes; /* [beam.count] */
    int *order; /* [beam.count] depth first: what leads to better ranks first, what fell last */
    int greedy; /* the node where the trace's own translation ends; −1: it fell out before */
    int prefix; /* how many steps of the trace's own translation the tree has */
    struct arena arena;
};

/* Searches with a width from 1 to BEAM_WIDTH_MAX. Hypotheses are ranked by their mean
 * log-probability per word. To be freed with search_free(). */
struct search *search_new(const struct trace *trace, int sentence, int width);
void search_free(struct search *search);

/* Sets nodes, order, greedy and prefix from the beam and the trace: the end of search_new(). */
void search_index(struct search *search);

/* The node of step t (from 0) on the way to a node. The node itself is at that step or later. */
int search_at(const struct search *search, int node, int t);

/* Owned by the vocabulary. */
const char *search_word(const struct search *search, int node);

/* ln P of the node's word after the words before it. */
double search_log_probability(const struct search *search, int node);

/* The source position that the node's step looks at most; 0 without attention. */
int search_focus(const struct search *search, int node);

/* Appends the translation that ends at this node, as readable text. */
void search_translation(const struct search *search, int node, struct str *out);

/* Appends sentences about the node: its word's probability, the hypothesis so far, what became of
 * it. */
void search_say(const struct search *search, int node, struct str *out);

#endif
