#include "decode/beam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "decode/ensemble.h"
#include "math/vec.h"
#include "text/vocab.h"

/* A word that could follow one of the live hypotheses. */
struct candidate {
    int parent; /* place among the live ones */
    int word;
    double log_probability; /* of the whole beginning */
};

/* Sentences that have ended leave the batch when they are at least one in LEAVE of it, because
 * moving the others costs a part of a step. */
enum { LEAVE = 8 };

/* The search for one sentence. Its rows of the run begin at `first`: one row at the first step,
 * `width` rows later. */
struct beam_search {
    struct seq2seq_run *run;
    const struct beam_options *options;
    struct beam *beam;
    int first;          /* row of the run */
    int room;           /* steps that it may take */
    int *live;          /* [width] the node of every row that goes on */
    int live_count;     /* rows that go on; before the first step 1, the root, which is no node */
    int *from;          /* [width] the row, from `first`, that each of them goes on from */
    const real **looks; /* [width] the attention of the live rows at the current step */
};

struct beam_options beam_defaults(int width)
{
    return (struct beam_options){.width = width, .length_alpha = 1};
}

double beam_score(const struct beam_options *options, double log_probability, int length,
                  const double *coverage, int count)
{
    const double least = 1e-10;
    double penalty = 0;
    for (int j = 0; coverage && j < count; j++)
        penalty += log(fmin(fmax(coverage[j], least), 1));
    return log_probability / pow(length, options->length_alpha) + options->coverage_beta * penalty;
}

/* The ended node's score with its coverage: the attention is summed on the way back to the root. */
static double score_ended(const struct beam_search *s, const struct beam_node *end)
{
    const struct seq2seq_run *run = s->run;
    int length = run->encoder.length, count = 0;
    if (s->options->coverage_beta == 0 || !end->weights)
        return beam_score(s->options, end->log_probability, end->length, NULL, 0);
    double *coverage = arena_take(run->pass.arena, (size_t)length, sizeof *coverage);
    for (int j = 0; j < length; j++) {
        if (run->attention.mask[s->first * length + j])
            continue;
        double sum = 0;
        for (const struct beam_node *at = end; at;
             at = at->parent < 0 ? NULL : &s->beam->nodes[at->parent])
            sum += (double)at->weights[j];
        coverage[count++] = sum;
    }
    return beam_score(s->options, end->log_probability, end->length, coverage, count);
}

static int add_node(struct beam_search *s, int t, const struct candidate *c, bool pruned)
{
    struct beam *beam = s->beam;
    struct beam_node *node = &beam->nodes[beam->count];
    *node = (struct beam_node){
        .parent = t ? s->live[c->parent] : -1,
        .word = c->word,
        .length = t + 1,
        .log_probability = c->log_probability,
        .score = beam_score(s->options, c->log_probability, t + 1, NULL, 0),
        .weights = s->looks[c->parent],
        .ended = !pruned && (c->word == ID_EOS || t + 1 == s->room),
        .pruned = pruned,
    };
    if (node->ended) {
        node->score = score_ended(s, node);
        beam->best[beam->best_count++] = beam->count;
    }
    return beam->count++;
}

/* The attention of the live rows at step t, kept for their nodes. */
static void keep_looks(struct beam_search *s, int t)
{
    struct steps weights = s->run->attention.weights;
    size_t n = (size_t)weights.cols;
    for (int i = 0; weights.x && i < s->live_count; i++) {
        real *copy = arena_take(s->run->pass.arena, n, sizeof *copy);
        s->looks[i] = memcpy(copy, mat_row(steps_at(weights, t), s->first + i), n * sizeof *copy);
    }
}

static int by_probability(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->log_probability != b->log_probability)
        return a->log_probability < b->log_probability ? 1 : -1;
    return a->parent != b->parent ? a->parent - b->parent : a->word - b->word;
}

/* The candidates of a step, best first: the `width` best words after every live hypothesis, or
 * the forced word alone. */
static int candidates_of(const struct beam_search *s, int t, struct candidate *out)
{
    int count = 0, top[BEAM_WIDTH_MAX], vocab = s->run->decoder.logits.cols;
    int forced = decode_forced(s->run, t), width = s->options->width;
    for (int i = 0; i < s->live_count; i++) {
        const real *logits = mat_row(steps_at(s->run->decoder.logits, t), s->first + i);
        int found = forced < 0 ? decode_best(s->run->allow_unknown, logits, vocab, top, width) : 1;
        top[0] = forced < 0 ? top[0] : forced;
        double before = t ? s->beam->nodes[s->live[i]].log_probability : 0;
        double normalizer = vec_log_sum_exp(logits, vocab);
        for (int k = 0; k < found; k++)
            out[count++] =
                (struct candidate){i, top[k], before + (double)logits[top[k]] - normalizer};
    }
    qsort(out, (size_t)count, sizeof *out, by_probability);
    return count;
}

/* Takes the best candidates: those that end leave the beam, the others go on. */
static void take_candidates(struct beam_search *s, int t, const struct candidate *list, int count)
{
    int next[BEAM_WIDTH_MAX], going = 0;
    keep_looks(s, t);
    for (int i = 0; i < count && (i < s->options->width || s->options->keep_pruned); i++) {
        int node = add_node(s, t, &list[i], i >= s->options->width);
        if (s->beam->nodes[node].ended || s->beam->nodes[node].pruned)
            continue;
        s->from[going] = list[i].parent;
        next[going++] = node;
    }
    memcpy(s->live, next, (size_t)going * sizeof *next);
    s->live_count = s->beam->best_count < s->options->width ? going : 0;
}

/* Ended hypotheses, best score first; there are few. */
static void rank(struct beam *beam)
{
    for (int i = 1; i < beam->best_count; i++) {
        int node = beam->best[i], place = i;
        for (; place && beam->nodes[beam->best[place - 1]].score < beam->nodes[node].score; place--)
            beam->best[place] = beam->best[place - 1];
        beam->best[place] = node;
    }
}

static void search_start(struct beam_search *s, struct seq2seq_run *run,
                         const struct beam_options *options, struct beam *beam, int first)
{
    int limit = decode_room(run, first);
    size_t width = (size_t)options->width;
    *s = (struct beam_search){.run = run, .options = options, .beam = beam, .first = first};
    s->room = limit < run->decoder.capacity ? limit : run->decoder.capacity;
    s->live = arena_take(run->pass.arena, width, sizeof *s->live);
    s->from = arena_take(run->pass.arena, width, sizeof *s->from);
    s->looks = arena_zero(run->pass.arena, width, sizeof *s->looks);
    s->live_count = s->room > 0 ? 1 : 0;
    size_t nodes = (size_t)s->room * width * (options->keep_pruned ? width : 1);
    *beam = (struct beam){.nodes = arena_take(run->pass.arena, nodes, sizeof *beam->nodes),
                          .best = arena_take(run->pass.arena, 2 * width, sizeof *beam->best)};
}

/* One step of all searches. `fed` and `candidates` are room to work in. */
static void search_step(struct beam_search *list, int count, int t, int *fed,
                        struct candidate *candidates)
{
    struct seq2seq_run *run = list->run;
    for (int row = 0; row < run->pass.size; row++)
        fed[row] = ID_BOS;
    for (struct beam_search *s = list; t && s < list + count; s++)
        for (int i = 0; i < s->live_count; i++)
            fed[s->first + i] = s->beam->nodes[s->live[i]].word;
    ensemble_advance(run, t, fed);
    for (struct beam_search *s = list; s < list + count; s++)
        if (s->live_count)
            take_candidates(s, t, candidates, candidates_of(s, t, candidates));
}

/* Rearranges what step t + 1 reads, so that every hypothesis finds its own in the row where it
 * goes on. Searches that have ended leave the batch, at once or later with others. Returns how
 * many are left. */
static int search_move(struct beam_search *list, int count, int t, int *rows)
{
    struct seq2seq_run *run = list->run;
    int width = list->options->width, open = 0, left = 0;
    for (int i = 0; i < count; i++)
        open += list[i].live_count > 0;
    bool resize = t == 0 || open < count - count / LEAVE;
    for (int i = 0; i < count && open; i++) {
        struct beam_search s = list[i];
        if (resize && !s.live_count)
            continue;
        for (int k = 0; k < width; k++)
            rows[left * width + k] = s.first + (k < s.live_count ? s.from[k] : 0);
        s.first = left * width;
        list[left++] = s;
    }
    if (left && resize)
        ensemble_resize(run, t, rows, left * width);
    else if (left)
        ensemble_select(run, t, rows, run->pass.size);
    return left;
}

void decode_beam(struct seq2seq_run *run, const struct beam_options *options, struct beam *beams)
{
    int count = run->pass.size, left = count, room = run->decoder.capacity;
    size_t width = (size_t)options->width, rows = (size_t)count * width;
    struct beam_search *list = arena_take(run->pass.arena, (size_t)count, sizeof *list);
    struct candidate *candidates = arena_take(run->pass.arena, width * width, sizeof *candidates);
    int *fed = arena_take(run->pass.arena, rows, sizeof *fed);
    int *from = arena_take(run->pass.arena, rows, sizeof *from);
    for (int i = 0; i < count; i++)
        search_start(&list[i], run, options, &beams[i], i);
    for (int t = 0; t < room && left; t++) {
        search_step(list, left, t, fed, candidates);
        left = search_move(list, left, t, from);
    }
    for (int i = 0; i < count; i++)
        rank(&beams[i]);
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

void beam_attention(const struct beam *beam, int node, const real **out)
{
    const struct beam_node *at = &beam->nodes[node];
    for (int i = at->length; i > 0; i--) {
        out[i - 1] = at->weights;
        at = at->parent < 0 ? at : &beam->nodes[at->parent];
    }
}
