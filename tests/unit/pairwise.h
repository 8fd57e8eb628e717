/* Configurations of encoder-decoders that have every pair of parts together at least once: what
 * tests of "every configuration" walk through. To be included after cmocka.h. */
#ifndef HEED_TESTS_PAIRWISE_H
#define HEED_TESTS_PAIRWISE_H

#include <string.h>

#include "math/rng.h"
#include "model/config.h"
#include "model/family.h"

/* The parts that combine, and how many kinds of each there are. DROPPED: with dropout, where a test
 * trains. */
enum { CELL, INIT, SCORE, QUERY, WINDOW, FEED, READOUT, LAYERS, DIRECTIONS, DROPPED, PARTS };
static const int pairwise_kinds[PARTS] = {
    CELL_COUNT, INIT_COUNT,    SCORE_COUNT, QUERY_COUNT, WINDOW_COUNT,
    FEED_COUNT, READOUT_COUNT, 3,           2,           2};

enum { PAIRWISE_MAX = 60 };

struct pairwise {
    int choices[PAIRWISE_MAX][PARTS], count;
    bool seen[PARTS][PARTS][8][8]; /* pairs of kinds that a configuration has together */
};

static inline struct config pairwise_sizes(enum score score, enum init init, int directions)
{
    struct config config = config_default(&family_seq2seq);
    config.seq2seq.attention.score = score;
    config.seq2seq.init = init;
    config.seq2seq.directions = directions;
    config.seq2seq.embed = 3;
    config.seq2seq.encoder_hidden = directions == 2 ? 2 : 4;
    config.seq2seq.decoder_hidden = 4;
    config.seq2seq.attention.hidden = 5;
    config.seq2seq.readout_hidden = 3;
    config.source.vocab = 9;
    config.target.vocab = 10;
    return config;
}

static inline struct config pairwise_config(const int *choice)
{
    struct config config =
        pairwise_sizes((enum score)choice[SCORE], (enum init)choice[INIT], choice[DIRECTIONS] + 1);
    config.seq2seq.cell = (enum cell_kind)choice[CELL];
    config.seq2seq.query = (enum query)choice[QUERY];
    config.seq2seq.attention.window = (enum window)choice[WINDOW];
    config.seq2seq.feed = (enum feed)choice[FEED];
    config.seq2seq.readout = (enum readout)choice[READOUT];
    config.seq2seq.layers = choice[LAYERS] + 1;
    config.seq2seq.attention.width = 1 + choice[CELL] % 2;
    return config;
}

/* Valid kinds of all parts at random, parts a and b as asked (−1: at random too). False where
 * none is found: a pair that no valid configuration has cannot be covered. */
static inline bool pairwise_draw(int *choice, struct rng *rng, int a, int i, int b, int j)
{
    struct err err;
    for (int tries = 0; tries < 300; tries++) {
        for (int p = 0; p < PARTS; p++)
            choice[p] = (int)rng_below(rng, (uint32_t)pairwise_kinds[p]);
        if (a >= 0)
            choice[a] = i, choice[b] = j;
        struct config config = pairwise_config(choice);
        if (config_check(&config, &err) == 0)
            return true;
    }
    return false;
}

static inline int pairwise_new(const struct pairwise *all, const int *choice)
{
    int count = 0;
    for (int a = 0; a < PARTS; a++)
        for (int b = a + 1; b < PARTS; b++)
            count += !all->seen[a][b][choice[a]][choice[b]];
    return count;
}

static inline void pairwise_add(struct pairwise *all, const int *choice)
{
    assert_true(all->count < PAIRWISE_MAX);
    memcpy(all->choices[all->count++], choice, PARTS * sizeof *choice);
    for (int a = 0; a < PARTS; a++)
        for (int b = a + 1; b < PARTS; b++)
            all->seen[a][b][choice[a]][choice[b]] = true;
}

static inline int pairwise_missing(const struct pairwise *all, struct rng *rng)
{
    int count = 0, choice[PARTS];
    for (int a = 0; a < PARTS; a++)
        for (int b = a + 1; b < PARTS; b++)
            for (int i = 0; i < pairwise_kinds[a]; i++)
                for (int j = 0; j < pairwise_kinds[b]; j++)
                    count += !all->seen[a][b][i][j] && pairwise_draw(choice, rng, a, i, b, j);
    return count;
}

/* Greedy: of many random valid configurations, the one that covers most new pairs, until all are
 * covered. The same ones every time. */
static inline void pairwise_cover(struct pairwise *all)
{
    struct rng rng = {.seed = 7};
    int gain;
    memset(all, 0, sizeof *all);
    do {
        int best[PARTS], choice[PARTS];
        gain = 0;
        for (int tries = 0; tries < 400; tries++)
            if (pairwise_draw(choice, &rng, -1, 0, -1, 0) && pairwise_new(all, choice) > gain) {
                gain = pairwise_new(all, choice);
                memcpy(best, choice, sizeof best);
            }
        if (gain)
            pairwise_add(all, best);
    } while (gain);
    assert_int_equal(pairwise_missing(all, &rng), 0);
    assert_true(all->count >= 15);
}

/* "gru, score dot, ...": for messages of failures. */
static inline void pairwise_print(const struct config *c)
{
    print_message("cell %d init %d score %d query %d window %d feed %d readout %d layers %d "
                  "directions %d\n",
                  c->seq2seq.cell, c->seq2seq.init, c->seq2seq.attention.score, c->seq2seq.query,
                  c->seq2seq.attention.window, c->seq2seq.feed, c->seq2seq.readout,
                  c->seq2seq.layers, c->seq2seq.directions);
}

#endif
