#ifndef HEED_STUDY_STATES_H
#define HEED_STUDY_STATES_H

#include "trace/trace.h"

/* The states that a model has at the words of many sentences: where they lie in the plane in
 * which they vary the most, and which are near each other. */

enum states_side {
    STATES_ENCODER, /* h(j), when word j was read */
    STATES_DECODER, /* s(t), of the step that wrote word t */
    STATES_COUNT
};

/* "encoder", "decoder": their names in commands; ended by NULL. */
extern const char *const states_side_names[STATES_COUNT + 1];

/* A word of a sentence. */
struct state {
    char *word;
    int sentence; /* of the set; −1: the one on screen */
    int position; /* j or t, from 0; the last is <eos> unless it was cut off */
};

struct states {
    int count, size;
    struct state *list; /* [count] */
    real *vectors;      /* [count × size] */
    size_t list_capacity, vector_capacity;
};

/* Sentences that a model was run through once. */
struct state_set {
    struct strs texts;
    struct states sides[STATES_COUNT];
};

/* Of all texts that are not empty; to be freed with state_set_free(). Takes about a millisecond a
 * sentence. */
struct state_set *state_set_new(const struct model *model, const struct strs *texts);
void state_set_free(struct state_set *set);

enum { STATES_NEAREST = 24 };

/* The states of one sentence and of a set in one plane, and what is nearest to one of them. */
struct state_map {
    enum states_side side;
    const struct state_set *set; /* not owned; NULL: none */
    char *text;                  /* the sentence on screen */
    struct states states;        /* those of the sentence first, then those of the set */
    int own;                     /* how many of them are the sentence's */
    real *places;                /* [states.count × 2] along the first two principal components */
    double share[2];             /* of the variance that each of the two explains */
    int chosen;                  /* 0 to states.count − 1 */
    int nearest[STATES_NEAREST]; /* states of other sentences, the most alike first */
    double likeness[STATES_NEAREST]; /* cosine with the chosen one */
    int nearest_count;
};

/* Of one sentence of a trace; its first word is chosen. The set must be of the same model and
 * outlive the map; it may be NULL. To be freed with state_map_free(). */
struct state_map *state_map_new(const struct state_set *set, const struct trace *trace,
                                int sentence, enum states_side side);
void state_map_free(struct state_map *map);

/* Chooses a state, clamped to those there are, and finds the nearest ones by cosine. */
void state_map_choose(struct state_map *map, int index);

/* The text of the sentence that a state belongs to. */
const char *state_map_text(const struct state_map *map, int index);

/* The numbers of a state [states.size]. */
const real *state_map_vector(const struct state_map *map, int index);

#endif
