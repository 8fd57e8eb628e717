/* Scheduled sampling: which word a step is fed, how often, and that the gradient knows no difference. */
#include "tiny.h"

#include "decode/decode.h"
#include "decode/sampled.h"
#include "math/vec.h"

enum { MANY = 400, STEPS = 6, LENGTH = 3, WORDS = 5 };

/* `size` sentences with numbers from `first` on; the reference repeats one word, the last ones end
 * earlier. */
struct batch_of {
    int source[LENGTH * MANY], fed[STEPS * MANY], produced[STEPS * MANY];
    int source_lengths[MANY], target_lengths[MANY];
    long numbers[MANY];
    struct batch batch;
};

enum { REFERENCE = 5 };

static void lay_out(struct batch_of *out, int first, int size)
{
    *out = (struct batch_of){.batch = {.size = size,
                                       .source_length = LENGTH,
                                       .target_length = STEPS,
                                       .source = out->source,
                                       .source_lengths = out->source_lengths,
                                       .fed = out->fed,
                                       .produced = out->produced,
                                       .target_lengths = out->target_lengths,
                                       .sentences = out->numbers}};
    for (int b = 0; b < size; b++) {
        int number = first + b;
        out->numbers[b] = number;
        out->source_lengths[b] = LENGTH;
        out->target_lengths[b] = number % 4 == 3 ? 3 : STEPS;
        out->batch.target_tokens += out->target_lengths[b];
        for (int j = 0; j < LENGTH; j++)
            out->source[j * size + b] = j + 1 < LENGTH ? 4 + (number + j) % WORDS : ID_EOS;
        for (int t = 0; t < out->target_lengths[b]; t++) {
            out->fed[t * size + b] = t ? REFERENCE : ID_BOS;
            out->produced[t * size + b] = t + 1 < out->target_lengths[b] ? REFERENCE : ID_EOS;
        }
    }
}

static struct seq2seq_setup setup_of(const struct model *model, struct arena *arena, uint64_t step)
{
    return (struct seq2seq_setup){.config = &model->config,
                                  .weights = &model->weights,
                                  .arena = arena,
                                  .keep = KEEP_BACKWARD,
                                  .dropout = {.p = 0.2f, .seed = 3, .step = step}};
}

static struct model *model_with(enum query query, enum feed feed)
{
    struct config config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    config.seq2seq.query = query;
    config.seq2seq.feed = feed;
    return tiny_model(config, 5);
}

static const struct {
    enum query query;
    enum feed feed;
} kinds[] = {{QUERY_PREVIOUS, FEED_INPUT},
             {QUERY_PREVIOUS, FEED_INPUT_FEEDING},
             {QUERY_CURRENT, FEED_OUTPUT},
             {QUERY_CURRENT, FEED_INPUT_FEEDING}};

/* The gradient of a sampled run is that of teacher forcing with the words that were fed; with ε = 1
 * these are the reference's. */
static void it_is_teacher_forcing_with_other_words(void **state)
{
    (void)state;
    static const double rates[] = {1, 0.5, 0};
    for (int i = 0; i < 12; i++) {
        struct model *model = model_with(kinds[i % 4].query, kinds[i % 4].feed);
        struct sampling sampling = {.reference = rates[i / 4], .draw = i % 2};
        struct arena arenas[2] = {{0}};
        struct batch_of *data = mem_new(1, sizeof *data);
        real *gradients[2];
        double losses[2];
        lay_out(data, 0, 8);
        for (int forced = 0; forced < 2; forced++) {
            struct seq2seq_run run;
            struct weights views;
            struct seq2seq_setup setup = setup_of(model, &arenas[forced], 1);
            gradients[forced] = mem_new(model->list.size, sizeof(real));
            weights_bind(&views, NULL, &model->config, gradients[forced]);
            if (forced)
                seq2seq_forced(&run, &setup, &data->batch);
            else
                sampled_run(&run, &setup, &data->batch, &sampling);
            losses[forced] = seq2seq_backward(&run, &data->batch, &views, 1);
            if (!forced && sampling.reference == 1)
                assert_memory_equal(run.decoder.fed, data->fed, STEPS * 8 * sizeof(int));
            memcpy(data->fed, run.decoder.fed, STEPS * 8 * sizeof(int));
        }
        assert_close(losses[0], losses[1], 1e-4, "the loss");
        assert_rows_close(gradients[0], gradients[1], (long)model->list.size, 1e-4, "a gradient");
        for (int k = 0; k < 2; k++) {
            free(gradients[k]);
            arena_free(&arenas[k]);
        }
        free(data);
        model_free(model);
    }
}

static void without_a_reference_it_decodes_greedily(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct model *model = model_with(kinds[kind].query, kinds[kind].feed);
        struct arena arena = {0};
        struct batch_of *data = mem_new(1, sizeof *data);
        struct seq2seq_run run, greedy;
        struct decoded decoded;
        struct seq2seq_setup setup = setup_of(model, &arena, 1);
        setup.dropout.p = 0;
        lay_out(data, 0, 6);
        sampled_run(&run, &setup, &data->batch, &(struct sampling){.reference = 0});
        setup.keep = KEEP_STEP;
        seq2seq_start(&greedy, &setup, 6, LENGTH, data->source, data->source_lengths, STEPS);
        decode_greedy(&greedy, &decoded);
        for (int b = 0; b < 6; b++)
            for (int t = 1; t < data->target_lengths[b]; t++) {
                int word = decoded.words[(t - 1) * 6 + b];
                assert_int_equal(run.decoder.fed[t * 6 + b], word);
                if (word == ID_EOS)
                    break; /* sampling goes on, decoding does not */
            }
        arena_free(&arena);
        free(data);
        model_free(model);
    }
}

/* All weights of the output layer are zero: P(y) is softmax(bias) at every step. */
static void fix_output(struct model *model, const double *probability)
{
    mat_zero(model->weights.seq2seq.output);
    for (int v = 0; v < model->config.target.vocab; v++)
        model->weights.seq2seq.output_bias.x[v] =
            (real)(probability[v] > 0 ? log(probability[v]) : -1e4);
}

/* How often each word was fed to the later steps of MANY sentences. */
static long count_fed(struct model *model, struct sampling sampling, uint64_t step, long *counts)
{
    struct arena arena = {0};
    struct batch_of *data = mem_new(1, sizeof *data);
    struct seq2seq_run run;
    struct seq2seq_setup setup = setup_of(model, &arena, step);
    long total = 0;
    lay_out(data, 0, MANY);
    sampled_run(&run, &setup, &data->batch, &sampling);
    for (int b = 0; b < MANY; b++) {
        assert_int_equal(run.decoder.fed[b], ID_BOS);
        for (int t = 1; t < STEPS; t++) {
            int word = run.decoder.fed[t * MANY + b];
            if (t >= data->target_lengths[b]) {
                assert_int_equal(word, ID_PAD);
                continue;
            }
            counts[word]++;
            total++;
        }
    }
    arena_free(&arena);
    free(data);
    return total;
}

/* Within four standard deviations. */
static void share_is(long count, long total, double expected)
{
    double deviation = sqrt(expected * (1 - expected) / (double)total);
    assert_close((double)count / (double)total, expected, 4 * deviation, "a share");
}

static void the_reference_is_fed_as_often_as_asked(void **state)
{
    (void)state;
    static const double rates[] = {0.1, 0.5, 0.9};
    struct model *model = model_with(QUERY_PREVIOUS, FEED_INPUT);
    double one[16] = {[7] = 1};
    fix_output(model, one);
    for (int i = 0; i < 3; i++)
        for (uint64_t step = 0; step < 2; step++) {
            long counts[16] = {0};
            long total = count_fed(model, (struct sampling){rates[i], step}, step, counts);
            assert_int_equal(counts[REFERENCE] + counts[7], total);
            share_is(counts[REFERENCE], total, rates[i]);
        }
    model_free(model);
}

static void words_are_drawn_from_their_distribution(void **state)
{
    (void)state;
    struct model *model = model_with(QUERY_PREVIOUS, FEED_INPUT);
    double p[16] = {[ID_EOS] = 0.1, [4] = 0.2, [7] = 0.3, [12] = 0.4};
    fix_output(model, p);
    long counts[16] = {0}, other[16] = {0};
    long total = count_fed(model, (struct sampling){0, true}, 1, counts);
    for (int v = 0; v < 13; v++)
        share_is(counts[v], total, p[v]);
    count_fed(model, (struct sampling){0, true}, 2, other); /* another step, other draws */
    assert_memory_not_equal(counts, other, sizeof counts);
    memset(other, 0, sizeof other);
    count_fed(model, (struct sampling){0, false}, 1, other);
    assert_int_equal(other[12], total); /* the most probable one */
    model_free(model);
}

static void how_a_batch_is_divided_does_not_matter(void **state)
{
    (void)state;
    struct model *model = model_with(QUERY_PREVIOUS, FEED_INPUT_FEEDING);
    struct arena arenas[2] = {{0}};
    struct batch_of *whole = mem_new(1, sizeof *whole), *part = mem_new(1, sizeof *part);
    struct seq2seq_run all, some;
    struct seq2seq_setup setup = setup_of(model, &arenas[0], 1),
                         other = setup_of(model, &arenas[1], 1);
    struct sampling sampling = {.reference = 0.5, .draw = true};
    lay_out(whole, 0, 20);
    lay_out(part, 13, 7);
    sampled_run(&all, &setup, &whole->batch, &sampling);
    sampled_run(&some, &other, &part->batch, &sampling);
    for (int t = 0; t < STEPS; t++)
        for (int b = 0; b < 7; b++)
            assert_int_equal(some.decoder.fed[t * 7 + b], all.decoder.fed[t * 20 + 13 + b]);
    arena_free(&arenas[0]);
    arena_free(&arenas[1]);
    free(whole);
    free(part);
    model_free(model);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_teacher_forcing_with_other_words),
        cmocka_unit_test(without_a_reference_it_decodes_greedily),
        cmocka_unit_test(the_reference_is_fed_as_often_as_asked),
        cmocka_unit_test(words_are_drawn_from_their_distribution),
        cmocka_unit_test(how_a_batch_is_divided_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
