/* Every kind of encoder-decoder learns: ten pairs of sentences by heart, in a few hundred steps. */
#include "tiny.h"

#include "model/seq2seq.h"
#include "optimize/adam.h"
#include "pairwise.h"

enum { PAIRS = 10, LONGEST = 8, STEPS = 400 };

static const char *const pairs[PAIRS][2] = {
    {"the goat eats", "la chèvre mange"},
    {"the goat sleeps now", "la chèvre dort maintenant"},
    {"my uncle sleeps", "mon oncle dort"},
    {"my uncle paints the door", "mon oncle peint la porte"},
    {"open the door", "ouvre la porte"},
    {"open it", "ouvre ça"},
    {"it rains", "il pleut"},
    {"it never rains here", "ici il ne pleut jamais"},
    {"here my goat paints", "ici ma chèvre peint"},
    {"now", "maintenant"},
};

/* The pairs as one batch. */
struct school {
    struct vocab *vocabs[2];
    int source[LONGEST * PAIRS], fed[LONGEST * PAIRS], produced[LONGEST * PAIRS];
    int source_lengths[PAIRS], target_lengths[PAIRS];
    struct batch batch;
};

/* Writes the ids of a sentence and its <eos> to out, PAIRS apart; returns how many. */
static int read_words(struct vocab *vocab, const char *text, int *out)
{
    struct strs words = {0};
    tokens_split(&words, UNIT_TOKEN, text);
    int count = (int)words.count;
    for (int i = 0; i < count; i++) {
        if (!vocab_has(vocab, words.list[i]))
            vocab_add(vocab, words.list[i]);
        out[i * PAIRS] = vocab_id(vocab, words.list[i]);
    }
    strs_free(&words);
    out[count * PAIRS] = ID_EOS;
    return count + 1;
}

static void open_school(struct school *school)
{
    struct batch *batch = &school->batch;
    *school = (struct school){.vocabs = {vocab_new(), vocab_new()}};
    *batch = (struct batch){.size = PAIRS,
                            .source = school->source,
                            .source_lengths = school->source_lengths,
                            .fed = school->fed,
                            .produced = school->produced,
                            .target_lengths = school->target_lengths};
    for (int b = 0; b < PAIRS; b++) {
        int from = read_words(school->vocabs[0], pairs[b][0], school->source + b);
        int to = read_words(school->vocabs[1], pairs[b][1], school->produced + b);
        school->source_lengths[b] = from;
        school->target_lengths[b] = to;
        school->fed[b] = ID_BOS;
        for (int t = 1; t < to; t++)
            school->fed[t * PAIRS + b] = school->produced[(t - 1) * PAIRS + b];
        batch->source_length = from > batch->source_length ? from : batch->source_length;
        batch->target_length = to > batch->target_length ? to : batch->target_length;
        batch->target_tokens += to;
    }
    assert_true(batch->source_length <= LONGEST && batch->target_length <= LONGEST);
}

/* Sizes that ten sentences fit into. */
static struct config config_of(const struct school *school, const int *choice)
{
    struct config config = pairwise_config(choice);
    config.source.vocab = vocab_size(school->vocabs[0]);
    config.target.vocab = vocab_size(school->vocabs[1]);
    config.seq2seq.embed = 12;
    config.seq2seq.encoder_hidden = 24 / config.seq2seq.directions;
    config.seq2seq.decoder_hidden = 24;
    config.seq2seq.attention.hidden = 16;
    config.seq2seq.readout_hidden = 16;
    return config;
}

/* Trains until the loss per token is below `enough` or the steps are over; returns the loss. */
static double learn(const struct school *school, const struct config *config, double enough)
{
    struct weight_list list;
    struct weights weights, gradients;
    weights_bind(&weights, &list, config, NULL);
    real *flat = mem_new(list.size, sizeof *flat), *gradient = mem_new(list.size, sizeof *flat);
    weights_bind(&weights, NULL, config, flat);
    weights_bind(&gradients, NULL, config, gradient);
    weights_start(flat, config, 3);
    struct pool *pool = pool_new(1);
    struct arena arena = {0};
    struct adam adam;
    adam_init(&adam, (long)list.size);
    double loss = INFINITY, tokens = (double)school->batch.target_tokens;
    for (int step = 0; step < STEPS && loss >= enough; step++) {
        struct seq2seq_run run;
        struct seq2seq_setup setup = {
            .config = config, .weights = &weights, .arena = &arena, .keep = KEEP_BACKWARD};
        arena_reset(&arena);
        seq2seq_forced(&run, &setup, &school->batch);
        loss = seq2seq_backward(&run, &school->batch, &gradients, (real)(1 / tokens)) / tokens;
        adam_update(&adam, pool, flat, &gradient, 1, 0.01, 1);
    }
    adam_free(&adam);
    arena_free(&arena);
    pool_free(pool);
    free(flat);
    free(gradient);
    return loss;
}

static void every_pair_of_parts_learns_by_heart(void **state)
{
    (void)state;
    static struct pairwise all;
    static struct school school;
    pairwise_cover(&all);
    open_school(&school);
    for (int i = 0; i < all.count; i++) {
        struct config config = config_of(&school, all.choices[i]);
        double loss = learn(&school, &config, 0.05);
        pairwise_print(&config);
        if (!(loss < 0.05))
            fail_msg("after %d steps the loss is %.3f nats per token", STEPS, loss);
    }
    vocab_free(school.vocabs[0]);
    vocab_free(school.vocabs[1]);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_parts_learns_by_heart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
