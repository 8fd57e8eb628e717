/* Runs that go on with other rows, in every kind of decoder: each row does what it would have done,
 * wherever it is, and sentences are decoded in a batch as they are alone. */
#include "tiny.h"

#include "decode/beam.h"
#include "decode/decode.h"
#include "model/seq2seq.h"
#include "model/seq2seq_decoder.h"
#include "text/vocab.h"

enum { LENGTH = 4, SENTENCES = 9, KINDS = 6, STEPS = 5 };

static const int lengths[SENTENCES] = {4, 2, 3, 1, 4, 4, 2, 3, 4};

static struct model *kind_model(int kind, uint64_t seed)
{
    struct config c = tiny_config(kind % 2 ? SCORE_ADDITIVE : SCORE_DOT, INIT_TANH, 2);
    switch (kind) {
    case 2:
        c.seq2seq.cell = CELL_LSTM;
        c.seq2seq.layers = 3;
        c.seq2seq.feed = FEED_INPUT_FEEDING;
        c.seq2seq.query = QUERY_CURRENT;
        c.seq2seq.readout = READOUT_ATTENTIONAL;
        break;
    case 3:
        c.seq2seq.cell = CELL_RNN;
        c.seq2seq.attention.window = WINDOW_LOCAL_P;
        c.seq2seq.attention.width = 1;
        break;
    case 4:
        c.seq2seq.attention.score = SCORE_GENERAL;
        c.seq2seq.attention.window = WINDOW_LOCAL_M;
        c.seq2seq.feed = FEED_OUTPUT;
        c.seq2seq.layers = 2;
        break;
    case 5:
        c.seq2seq.attention.score = SCORE_NONE;
        c.seq2seq.cell = CELL_LSTM;
        c.seq2seq.init = INIT_LAST;
        break;
    default:
        break;
    }
    struct model *model = tiny_model(c, seed);
    model->weights.seq2seq.output_bias.x[ID_EOS] += (real)0.1 * (real)seed;
    return model;
}

/* Sentences first to first + size − 1, which are what arithmetic makes them. */
static void start(struct seq2seq_run *run, const struct model *model, struct arena *arena,
                  int first, int size)
{
    int *tokens = arena_zero(arena, (size_t)(LENGTH * size), sizeof *tokens), longest = 0;
    for (int b = 0; b < size; b++) {
        for (int j = 0; j < lengths[first + b]; j++)
            tokens[j * size + b] = j + 1 == lengths[first + b]
                                       ? ID_EOS
                                       : VOCAB_SPECIAL + (7 * (first + b) + 3 * j) % 10;
        longest = lengths[first + b] > longest ? lengths[first + b] : longest;
    }
    struct seq2seq_setup setup = {
        .config = &model->config, .weights = &model->weights, .arena = arena, .keep = KEEP_STEP};
    seq2seq_start(run, &setup, size, longest, tokens, lengths + first, decode_limit(longest));
}

/* Steps first to last − 1; the word that sentence b is fed at step t. */
static void advance(struct seq2seq_run *run, const int *sentence, int first, int last)
{
    int fed[2 * SENTENCES];
    for (int t = first; t < last; t++) {
        for (int row = 0; row < run->pass.size; row++)
            fed[row] = t ? VOCAB_SPECIAL + (5 * sentence[row] + t) % 9 : ID_BOS;
        decoder_advance(run, t, fed);
    }
}

static void rows_go_on_wherever_they_are(void **state)
{
    (void)state;
    static const int all[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    static const int some[] = {8, 0, 2, 2, 7, 1, 0, 5, 4, 3, 6, 8};
    for (int kind = 0; kind < KINDS; kind++)
        for (int count = 1; count <= 12; count++) {
            struct model *model = kind_model(kind, 2);
            struct arena arena = {0};
            struct seq2seq_run plain, changed;
            start(&plain, model, &arena, 0, SENTENCES);
            start(&changed, model, &arena, 0, SENTENCES);
            advance(&plain, all, 0, STEPS);
            advance(&changed, all, 0, count % STEPS);
            if (count % STEPS) {
                seq2seq_resize(&changed, count % STEPS - 1, some, count);
                advance(&changed, some, count % STEPS, STEPS);
                assert_int_equal(changed.pass.size, count);
                for (int i = 0; i < count; i++)
                    assert_rows_close(mat_row(steps_at(changed.decoder.logits, STEPS - 1), i),
                                      mat_row(steps_at(plain.decoder.logits, STEPS - 1), some[i]),
                                      model->config.target.vocab, 1e-5, "logits");
            }
            arena_free(&arena);
            model_free(model);
        }
}

static void a_batch_is_decoded_like_its_sentences(void **state)
{
    (void)state;
    int early = 0;
    for (uint64_t seed = 1; seed <= 3 * KINDS; seed++) {
        struct model *model = kind_model((int)seed % KINDS, seed);
        struct arena arena = {0};
        struct seq2seq_run run;
        struct decoded many, one;
        struct beam beams[SENTENCES], beam;
        struct beam_options options = beam_defaults(3);
        start(&run, model, &arena, 0, SENTENCES);
        decode_greedy(&run, &many);
        early += run.pass.size < SENTENCES;
        start(&run, model, &arena, 0, SENTENCES);
        decode_beam(&run, &options, beams);
        for (int b = 0; b < SENTENCES; b++) {
            start(&run, model, &arena, b, 1);
            decode_greedy(&run, &one);
            assert_int_equal(many.lengths[b], one.lengths[0]);
            assert_int_equal(many.ended[b], one.ended[0]);
            for (int t = 0; t < one.steps; t++) {
                assert_int_equal(many.words[t * SENTENCES + b], one.words[t]);
                if (one.aligned)
                    assert_int_equal(many.aligned[t * SENTENCES + b], one.aligned[t]);
            }
            start(&run, model, &arena, b, 1);
            decode_beam(&run, &options, &beam);
            assert_int_equal(beams[b].best_count, beam.best_count);
            assert_close(beams[b].nodes[beams[b].best[0]].score, beam.nodes[beam.best[0]].score,
                         1e-4, "score");
        }
        arena_free(&arena);
        model_free(model);
    }
    assert_true(early > 5); /* sentences did leave */
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_go_on_wherever_they_are),
        cmocka_unit_test(a_batch_is_decoded_like_its_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
