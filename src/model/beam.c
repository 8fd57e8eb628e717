#include "model/beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/vec.h"
#include "model/decode.h"
#include "model/decoder.h"
#include "text/vocab.h"

/* A word that could follow one of the live hypotheses. */
struct candidate {
    int row, word;
    double log_probability; /* of the whole beginning */
};

struct search {
    struct run *run;
    struct beam *beam;
    int width, room;          /* room: steps */
    int live[BEAM_WIDTH_MAX]; /* the node of every row that goes on */
    int live_count;
    int best[2 * BEAM_WIDTH_MAX]; /* ended nodes */
    int best_count;
};

static int add_node(struct search *s, struct beam_node node)
{
    s->beam->nodes[s->beam->count] = node;
    return s->beam->count++;
}

/* The attention of a row at step t, kept for the node. */
static const real *keep_weights(struct search *s, int t, int row)
{
    const struct decoder_run *d = &s->run->decoder;
    if (!d->weights.x)
        return NULL;
    size_t n = (size_t)d->weights.cols;
    real *copy = arena_take(s->run->arena, n, sizeof *copy);
    return memcpy(copy, mat_row(steps_at(d->weights, t), row), n * sizeof *copy);
}

static int by_probability(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->log_probability != b->log_probability)
        return a->log_probability < b->log_probability ? 1 : -1;
    return a->row != b->row ? a->row - b->row : a->word - b->word;
}

/* The `width` best words after every live hypothesis, the best of all first. */
static int candidates_of(struct search *s, int t, struct candidate *out)
{
    int count = 0, top[BEAM_WIDTH_MAX], vocab = s->run->config->target_vocab;
    for (int row = 0; row < s->live_count; row++) {
        const real *logits = mat_row(steps_at(s->run->decoder.logits, t), row);
        const real *p = mat_row(steps_at(s->run->decoder.probabilities, t), row);
        int found = vec_top(top, s->width, logits, vocab);
        double before = t ? s->beam->nodes[s->live[row]].log_probability : 0;
        double normalizer = logits[top[0]] - log((double)p[top[0]]); /* ln Σ exp(logits) */
        for (int i = 0; i < found; i++)
            out[count++] = (struct candidate){row, top[i], before + logits[top[i]] - normalizer};
    }
    qsort(out, (size_t)count, sizeof *out, by_probability);
    return count;
}

/* Takes the best candidates: those that end leave the beam, the others go on. */
static void take_candidates(struct search *s, int t, const struct candidate *list, int count)
{
    int next[BEAM_WIDTH_MAX], rows[BEAM_WIDTH_MAX], going = 0;
    for (int i = 0; i < count && i < s->width && going < s->width; i++) {
        const struct candidate *c = &list[i];
        bool ended = c->word == ID_EOS || t + 1 == s->room;
        int node = add_node(s, (struct beam_node){
                                   .parent = t ? s->live[c->row] : -1,
                                   .word = c->word,
                                   .length = t + 1,
                                   .log_probability = c->log_probability,
                                   .score = c->log_probability / (t + 1),
                                   .weights = keep_weights(s, t, c->row),
                                   .ended = ended,
                               });
        if (ended && s->best_count < 2 * BEAM_WIDTH_MAX) {
            s->best[s->best_count++] = node;
        } else if (!ended) {
            rows[going] = c->row;
            next[going++] = node;
        }
    }
    s->live_count = going;
    memcpy(s->live, next, (size_t)going * sizeof *next);
    decoder_select(s->run, t, rows, going);
}

/* Ended hypotheses, best score first; there are few. */
static void rank(struct search *s)
{
    struct beam *beam = s->beam;
    beam->best = arena_take(s->run->arena, (size_t)s->best_count, sizeof *beam->best);
    beam->best_count = s->best_count;
    for (int i = 0; i < s->best_count; i++) {
        int place = i;
        for (;
             place > 0 && beam->nodes[beam->best[place - 1]].score < beam->nodes[s->best[i]].score;
             place--)
            beam->best[place] = beam->best[place - 1];
        beam->best[place] = s->best[i];
    }
}

void decode_beam(struct run *run, struct beam *beam)
{
    struct search s = {.run = run, .beam = beam, .width = run->size, .live_count = 1};
    struct candidate list[BEAM_WIDTH_MAX * BEAM_WIDTH_MAX];
    int limit = decode_limit(run->encoder.lengths[0]), fed[BEAM_WIDTH_MAX];
    s.room = limit < run->decoder.capacity ? limit : run->decoder.capacity;
    *beam = (struct beam){
        .nodes = arena_take(run->arena, (size_t)(s.room * s.width), sizeof *beam->nodes)};
    for (int t = 0; t < s.room && s.live_count > 0 && s.best_count < s.width; t++) {
        for (int row = 0; row < s.width; row++)
            fed[row] = t && row < s.live_count ? beam->nodes[s.live[row]].word : ID_BOS;
        decoder_advance(run, t, fed);
        take_candidates(&s, t, list, candidates_of(&s, t, list));
    }
    rank(&s);
}

int beam_words(const struct beam *beam, int node, int *out)
{
    const struct beam_node *at = &beam->nodes[node];
    int count = at->length - (at->word == ID_EOS ? 1 : 0);
    for (int i = at->length; i > 0; i--) {
        if (i <= count)
            out[i - 1] = at->word;
        at = at->parent < 0 ? at : &beam->nodes[at->parent];
    }
    return count;
}
