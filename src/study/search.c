#include "study/search.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/vec.h"
#include "model/seq2seq.h"

/* ---- searching ---- */

/* The rows that were changed by hand for the searched sentence. They are made to hold for all
 * sentences, because every row of a search's run is that sentence. */
static const struct row_change *own_rows(const struct search *search, struct arena *arena,
                                         const struct row_change *rows, int *count)
{
    struct row_change *own = arena_take(arena, (size_t)*count, sizeof *own);
    int kept = 0;
    for (int i = 0; i < *count; i++)
        if (rows[i].sentence < 0 || rows[i].sentence == search->sentence) {
            own[kept] = rows[i];
            own[kept++].sentence = -1;
        }
    *count = kept;
    return own;
}

/* Starts a run of the sentence alone, padded as it is in the trace's batch. */
static void start_run(struct search *search, struct seq2seq_run *run, struct control *control)
{
    const struct trace *trace = search->trace;
    struct arena *arena = &search->arena;
    int length = trace_source_count(trace);
    int *tokens = arena_zero(arena, (size_t)length, sizeof *tokens);
    int *own = arena_take(arena, 1, sizeof *own);
    *own = trace_source_length(trace, search->sentence);
    memcpy(tokens, trace->sentences[search->sentence].ids, (size_t)*own * sizeof *tokens);
    *control = trace->control;
    control->weights = own_rows(search, arena, control->weights, &control->weights_count);
    control->contexts = own_rows(search, arena, control->contexts, &control->contexts_count);
    struct seq2seq_setup setup = {.config = &trace->model->config,
                                  .weights = &trace->model->weights,
                                  .control = trace->changed ? control : NULL,
                                  .arena = arena,
                                  .keep = KEEP_STEP};
    seq2seq_start(run, &setup, 1, length, tokens, own, trace->room);
}

struct search *search_new(const struct trace *trace, int sentence, int width)
{
    struct search *search = mem_new(1, sizeof *search);
    struct seq2seq_run run;
    struct control control;
    search->trace = trace;
    search->sentence = sentence;
    search->options = beam_defaults(width);
    search->options.keep_pruned = true;
    start_run(search, &run, &control);
    decode_beam(&run, &search->options, &search->beam);
    search_index(search);
    return search;
}

void search_free(struct search *search)
{
    if (!search)
        return;
    arena_free(&search->arena);
    free(search);
}

/* ---- the order of reading ---- */

/* Goes from the last node to the first, so that a node's children have their fates before it. */
static void set_fates(struct search *search)
{
    const struct beam *beam = &search->beam;
    int last = beam->count ? beam->nodes[beam->count - 1].length : 0;
    for (int i = beam->count - 1; i >= 0; i--) {
        const struct beam_node *node = &beam->nodes[i];
        struct search_node *own = &search->nodes[i];
        bool going = own->fate == FATE_GOES || (!node->pruned && node->length == last);
        own->fate = node->ended ? FATE_ENDED : going ? FATE_GOES : FATE_FELL;
        if (node->parent < 0 || own->fate == FATE_FELL)
            continue;
        struct search_node *parent = &search->nodes[node->parent];
        parent->fate = FATE_GOES;
        parent->best = own->best < parent->best ? own->best : parent->best;
    }
}

static bool comes_before(const struct search *search, int a, int b)
{
    const struct search_node *x = &search->nodes[a], *y = &search->nodes[b];
    bool fell = x->fate == FATE_FELL;
    if (fell != (y->fate == FATE_FELL))
        return !fell;
    return x->best != y->best ? x->best < y->best : a < b;
}

/* Links every node into the list of its parent's children. Returns the first root. */
static int link_nodes(struct search *search)
{
    int root = -1;
    for (int i = search->beam.count - 1; i >= 0; i--) {
        int parent = search->beam.nodes[i].parent;
        int *place = parent < 0 ? &root : &search->nodes[parent].child;
        while (*place >= 0 && comes_before(search, *place, i))
            place = &search->nodes[*place].next;
        search->nodes[i].next = *place;
        *place = i;
    }
    return root;
}

static void set_order(struct search *search, int node)
{
    for (int i = 0; i < search->beam.count; i++) {
        search->order[i] = node;
        if (search->nodes[node].child >= 0) {
            node = search->nodes[node].child;
            continue;
        }
        while (node >= 0 && search->nodes[node].next < 0)
            node = search->beam.nodes[node].parent;
        node = node >= 0 ? search->nodes[node].next : -1;
    }
}

/* Follows the words of the trace from the root. */
static void find_greedy(struct search *search, int node)
{
    const struct trace *trace = search->trace;
    int steps = trace->sentences[search->sentence].steps, last = -1;
    search->prefix = 0;
    while (search->prefix < steps && node >= 0) {
        int word = trace->sentences[search->sentence].words[search->prefix];
        while (node >= 0 && search->beam.nodes[node].word != word)
            node = search->nodes[node].next;
        if (node < 0)
            break;
        last = node;
        search->prefix++;
        node = search->nodes[node].child;
    }
    search->greedy = search->prefix == steps && steps ? last : -1;
}

void search_index(struct search *search)
{
    const struct beam *beam = &search->beam;
    size_t count = (size_t)beam->count;
    search->nodes = arena_take(&search->arena, count, sizeof *search->nodes);
    search->order = arena_take(&search->arena, count, sizeof *search->order);
    for (int i = 0; i < beam->count; i++)
        search->nodes[i] =
            (struct search_node){.fate = FATE_FELL, .best = INT_MAX, .child = -1, .next = -1};
    for (int i = 0; i < beam->best_count; i++)
        search->nodes[beam->best[i]].rank = search->nodes[beam->best[i]].best = i + 1;
    set_fates(search);
    int root = link_nodes(search);
    set_order(search, root);
    find_greedy(search, root);
}

/* ---- reading ---- */

int search_at(const struct search *search, int node, int t)
{
    while (search->beam.nodes[node].length > t + 1)
        node = search->beam.nodes[node].parent;
    return node;
}

const char *search_word(const struct search *search, int node)
{
    return vocab_label(search->trace->model->target.vocab, search->beam.nodes[node].word);
}

double search_log_probability(const struct search *search, int node)
{
    const struct beam_node *at = &search->beam.nodes[node];
    double before = at->parent < 0 ? 0 : search->beam.nodes[at->parent].log_probability;
    return at->log_probability - before;
}

void search_translation(const struct search *search, int node, struct str *out)
{
    const struct model *model = search->trace->model;
    size_t room = (size_t)search->beam.nodes[node].length;
    int *ids = mem_new(room, sizeof *ids), count = beam_words(&search->beam, node, ids);
    const char **words = mem_new(room, sizeof *words);
    for (int i = 0; i < count; i++)
        words[i] = vocab_token(model->target.vocab, ids[i]);
    tokenizer_join(&model->target, out, words, (size_t)count);
    free(words);
    free(ids);
}

int search_focus(const struct search *search, int node)
{
    const real *weights = search->beam.nodes[node].weights;
    return weights ? vec_argmax(weights, trace_source_count(search->trace)) : 0;
}

static void say_look(const struct search *search, int node, struct str *out)
{
    const real *weights = search->beam.nodes[node].weights;
    int best = search_focus(search, node);
    if (weights)
        str_format(out, ", looks most at %s (%.2f)",
                   trace_source_word(search->trace, search->sentence, best), (double)weights[best]);
}

static void say_fate(const struct search *search, int node, struct str *out)
{
    const struct beam_node *at = &search->beam.nodes[node];
    const struct search_node *own = &search->nodes[node];
    if (own->rank)
        str_format(out, "Final, rank %d of %d, score %.3f.", own->rank, search->beam.best_count,
                   at->score);
    else if (at->pruned)
        str_format(out, "Fell out of the beam here: %d others were more probable.",
                   search->options.width);
    else if (own->fate == FATE_FELL)
        str_add(out, "Nothing that follows it stayed in the beam.");
    else if (own->child < 0)
        str_add(out, "Was still going on when the search had enough hypotheses.");
    else if (own->best < INT_MAX)
        str_format(out, "Leads to rank %d.", own->best);
    if (node == search->greedy)
        str_add(out, " This is the greedy translation.");
}

void search_say(const struct search *search, int node, struct str *out)
{
    const struct beam_node *at = &search->beam.nodes[node];
    double p = search_log_probability(search, node);
    str_format(out, "Step %d, %s: P %.3f (ln P %.2f, %.2f so far)", at->length,
               search_word(search, node), exp(p), p, at->log_probability);
    say_look(search, node, out);
    str_add(out, ". ");
    say_fate(search, node, out);
}
