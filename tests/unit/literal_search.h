/* A beam search whose tree is written down here: width 3, what fell out included. One branch that
 * was in the beam is lost with all that follows it. To be included after literal.h. */
#include "study/search.h"

static const struct {
    int parent;
    const char *word;
    double log_probability;
    int look; /* the source position that has most of the attention */
    bool pruned;
} literal_nodes[] = {
    {-1, "je", -0.1, 0, false},     {-1, "nous", -2.6, 0, false},
    {-1, "moi", -3.1, 2, false},    {-1, "va", -4.0, 2, true}, /* step 2: */
    {0, "suis", -0.3, 1, false},    {1, "avons", -3.0, 1, false},
    {0, "lu", -3.9, 1, false},      {2, "suis", -4.5, 1, true}, /* step 3: */
    {4, "chez", -0.7, 2, false},    {4, "la", -1.6, 2, false},
    {5, "marché", -4.4, 1, false},  {6, "la", -5.5, 2, true},
    {4, "noir", -6.1, 2, true}, /* step 4: */
    {8, "moi", -0.9, 2, false},     {8, "nous", -1.9, 2, false},
    {9, "pluie", -2.4, 2, false},   {8, "vieilles", -4.8, 3, true}, /* step 5: */
    {13, ".", -1.0, 3, false},      {14, ".", -2.1, 3, false},
    {15, ".", -2.5, 3, false}, /* step 6: */
    {17, "<eos>", -1.02, 4, false}, {18, "<eos>", -2.34, 4, false},
    {19, "<eos>", -2.7, 4, false},
};

enum { LITERAL_NODES = sizeof literal_nodes / sizeof *literal_nodes };

/* For the first sentence of a literal trace in French. To be freed with search_free(). */
static inline struct search *literal_search(const struct trace *trace)
{
    struct search *search = mem_new(1, sizeof *search);
    struct beam *beam = &search->beam;
    int columns = trace_source_count(trace);
    bool attention = trace->model->config.seq2seq.attention.score != SCORE_NONE;
    search->trace = trace;
    search->options = beam_defaults(3);
    beam->nodes = arena_zero(&search->arena, LITERAL_NODES, sizeof *beam->nodes);
    beam->best = arena_zero(&search->arena, LITERAL_NODES, sizeof *beam->best);
    for (; beam->count < LITERAL_NODES; beam->count++) {
        struct beam_node *node = &beam->nodes[beam->count];
        real *weights = arena_take(&search->arena, (size_t)columns, sizeof *weights);
        for (int j = 0; j < columns; j++)
            weights[j] = (real)(j == literal_nodes[beam->count].look ? 0.6 : 0.1);
        node->parent = literal_nodes[beam->count].parent;
        node->word = vocab_id(trace->model->target.vocab, literal_nodes[beam->count].word);
        node->length = node->parent < 0 ? 1 : beam->nodes[node->parent].length + 1;
        node->log_probability = literal_nodes[beam->count].log_probability;
        node->score = beam_score(&search->options, node->log_probability, node->length, NULL, 0);
        node->weights = attention ? weights : NULL;
        node->ended = node->word == ID_EOS;
        node->pruned = literal_nodes[beam->count].pruned;
        if (node->ended)
            beam->best[beam->best_count++] = beam->count;
    }
    search_index(search);
    return search;
}
