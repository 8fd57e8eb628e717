/* What must hold for every encoder-decoder, whatever its weights: batches, decoding, control. */
#include "tiny.h"

#include "decode/decode.h"
#include "decode/translate.h"
#include "layer/cell.h"
#include "layer/embedding.h"
#include "math/vec.h"
#include "model/seq2seq.h"
#include "model/seq2seq_decoder.h"

enum { SENTENCES = 5, LONGEST = 7, STEPS = 6 };

/* Sources with their <eos>; the second is the shortest there is. */
static const int sentences[SENTENCES][LONGEST] = {
    {4, 5, 6, 7, 8, 10, 2}, {2}, {5, 6, 2}, {9, 9, 9, 9, 2}, {11, 3, 2},
};
static const int lengths[SENTENCES] = {7, 1, 3, 5, 3};
static const int targets[SENTENCES][STEPS] = {
    {4, 5, 6, 7, 8, 2}, {9, 2}, {2}, {5, 5, 5, 2}, {10, 11, 2}};
static const int target_lengths[SENTENCES] = {6, 2, 1, 4, 3};

static const struct {
    enum score score;
    enum init init;
    int directions;
} kinds[] = {
    {SCORE_ADDITIVE, INIT_TANH, 2}, {SCORE_DOT, INIT_LAST, 2},  {SCORE_SCALED_DOT, INIT_TANH, 2},
    {SCORE_ADDITIVE, INIT_LAST, 1}, {SCORE_NONE, INIT_LAST, 1}, {SCORE_NONE, INIT_TANH, 2},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static struct model *kind_model(int kind, uint64_t seed)
{
    return tiny_model(tiny_config(kinds[kind].score, kinds[kind].init, kinds[kind].directions),
                      seed);
}

struct batch_of {
    int source[(LONGEST + 4) * SENTENCES], fed[STEPS * SENTENCES], produced[STEPS * SENTENCES];
    int source_lengths[SENTENCES], target_lengths[SENTENCES];
    struct batch batch;
};

/* `count` sentences from `first` on, with `extra` positions of padding more than they need. */
static void lay_out(struct batch_of *out, int first, int count, int extra)
{
    *out = (struct batch_of){.batch = {.size = count}};
    struct batch *batch = &out->batch;
    for (int b = 0; b < count; b++) {
        int s = first + b;
        out->source_lengths[b] = lengths[s];
        out->target_lengths[b] = target_lengths[s];
        batch->target_tokens += target_lengths[s];
        if (lengths[s] > batch->source_length)
            batch->source_length = lengths[s];
        if (target_lengths[s] > batch->target_length)
            batch->target_length = target_lengths[s];
        for (int j = 0; j < lengths[s]; j++)
            out->source[j * count + b] = sentences[s][j];
        for (int t = 0; t < target_lengths[s]; t++) {
            out->produced[t * count + b] = targets[s][t];
            out->fed[t * count + b] = t ? targets[s][t - 1] : ID_BOS;
        }
    }
    batch->source_length += extra;
    batch->source = out->source;
    batch->source_lengths = out->source_lengths;
    batch->fed = out->fed;
    batch->produced = out->produced;
    batch->target_lengths = out->target_lengths;
}

static struct seq2seq_setup setup_of(const struct model *model, struct arena *arena,
                                     const struct control *control, enum keep keep)
{
    return (struct seq2seq_setup){.config = &model->config,
                                  .weights = &model->weights,
                                  .control = control,
                                  .arena = arena,
                                  .keep = keep};
}

/* Sentence b of a batch and the only one of another, at one step or position. */
static void same_row(struct mat many, int b, struct mat one, double tolerance, const char *what)
{
    int shared = many.cols < one.cols ? many.cols : one.cols;
    assert_rows_close(mat_row(many, b), mat_row(one, 0), shared, tolerance, what);
}

static void compare_with_alone(const struct model *model, const struct seq2seq_run *many, int b)
{
    struct arena arena = {0};
    struct batch_of one;
    struct seq2seq_run run;
    struct seq2seq_setup setup = setup_of(model, &arena, NULL, KEEP_ALL);
    lay_out(&one, b, 1, 0);
    seq2seq_forced(&run, &setup, &one.batch);
    for (int j = 0; j < lengths[b]; j++)
        same_row(mat_rows(many->encoder.states, j * SENTENCES, SENTENCES), b,
                 mat_rows(run.encoder.states, j, 1), 1e-6, "a state");
    const struct decoder_run *m = &many->decoder, *o = &run.decoder;
    const struct attention_run *ma = &many->attention, *oa = &run.attention;
    for (int t = 0; t < target_lengths[b]; t++) {
        same_row(steps_at(m->states, t), b, steps_at(o->states, t), 1e-6, "a decoder state");
        same_row(steps_at(ma->context, t), b, steps_at(oa->context, t), 1e-6, "a context");
        same_row(steps_at(m->readout, t), b, steps_at(o->readout, t), 2e-6, "a readout");
        if (ma->weights.x) {
            same_row(steps_at(ma->weights, t), b, steps_at(oa->weights, t), 1e-6, "weights");
            for (int j = lengths[b]; j < many->encoder.length; j++)
                assert_true(mat_row(steps_at(ma->weights, t), b)[j] == 0);
        }
    }
    arena_free(&arena);
}

static void padding_changes_no_sentence(void **state)
{
    (void)state;
    for (int kind = 0; kind < KINDS; kind++)
        for (int extra = 0; extra <= 3; extra += 3) {
            struct model *model = kind_model(kind, 1);
            struct arena arena = {0};
            struct batch_of all;
            struct seq2seq_run run;
            struct seq2seq_setup setup = setup_of(model, &arena, NULL, KEEP_ALL);
            double loss = 0, alone = 0, losses[SENTENCES] = {0};
            lay_out(&all, 0, SENTENCES, extra);
            seq2seq_forced(&run, &setup, &all.batch);
            loss = seq2seq_losses(&run, &all.batch, losses);
            assert_true(loss == seq2seq_loss(&run, &all.batch));
            for (int b = 0; b < SENTENCES; b++) {
                struct batch_of one;
                struct seq2seq_run single;
                compare_with_alone(model, &run, b);
                lay_out(&one, b, 1, 0);
                seq2seq_forced(&single, &setup, &one.batch);
                double here = seq2seq_loss(&single, &one.batch);
                assert_close(losses[b], here, 1e-5, "the loss of one sentence of a batch");
                alone += here;
            }
            assert_close(loss, alone, 1e-5, "loss of a batch and of its sentences");
            arena_free(&arena);
            model_free(model);
        }
}

static void rows_of_weights_sum_to_one(void **state)
{
    (void)state;
    struct model *model = kind_model(0, 2);
    struct arena arena = {0};
    struct batch_of all;
    struct seq2seq_run run;
    struct seq2seq_setup setup = setup_of(model, &arena, NULL, KEEP_ALL);
    lay_out(&all, 0, SENTENCES, 1);
    seq2seq_forced(&run, &setup, &all.batch);
    for (int t = 0; t < all.batch.target_length; t++)
        for (int b = 0; b < SENTENCES; b++) {
            double sum = 0;
            for (int j = 0; j < all.batch.source_length; j++)
                sum += mat_row(steps_at(run.attention.weights, t), b)[j];
            assert_close(sum, 1, 1e-6, "a row of weights");
        }
    arena_free(&arena);
    model_free(model);
}

static void decode(const struct model *model, struct arena *arena, const struct control *control,
                   enum keep keep, int first, int count, struct seq2seq_run *run,
                   struct decoded *decoded)
{
    static struct batch_of of; /* its ids must outlive the run */
    struct seq2seq_setup setup = setup_of(model, arena, control, keep);
    lay_out(&of, first, count, 0);
    const struct batch *b = &of.batch;
    seq2seq_start(run, &setup, count, b->source_length, b->source, b->source_lengths,
                  decode_limit(b->source_length));
    decode_greedy(run, decoded);
}

/* Most of these models never end by themselves: the limits count too. */
static void a_batch_is_decoded_like_its_sentences(void **state)
{
    (void)state;
    int ended = 0, cut = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct model *model = kind_model((int)seed % KINDS, seed);
        struct arena arena = {0};
        struct decoded many, one;
        struct seq2seq_run run;
        model->weights.seq2seq.output_bias.x[ID_EOS] += (real)0.1 * (real)seed;
        decode(model, &arena, NULL, seed % 2 ? KEEP_STEP : KEEP_ALL, 0, SENTENCES, &run, &many);
        for (int b = 0; b < SENTENCES; b++) {
            decode(model, &arena, NULL, KEEP_STEP, b, 1, &run, &one);
            assert_int_equal(many.lengths[b], one.lengths[0]);
            assert_int_equal(many.ended[b], one.ended[0]);
            assert_close(many.log_probability[b], one.log_probability[0], 1e-4, "ln P");
            for (int t = 0; t < one.steps; t++)
                assert_int_equal(many.words[t * SENTENCES + b], one.words[t]);
            for (int t = one.steps; t < many.steps; t++)
                assert_int_equal(many.words[t * SENTENCES + b], ID_PAD);
            ended += one.ended[0];
            cut += !one.ended[0];
            if (!one.ended[0])
                assert_int_equal(one.steps, decode_limit(lengths[b]));
        }
        arena_free(&arena);
        model_free(model);
    }
    assert_true(ended > 5 && cut > 5); /* both were seen */
}

static void the_limit_grows_with_the_source_and_ends(void **state)
{
    (void)state;
    for (int length = 1; length < 600; length++) {
        assert_true(decode_limit(length) >= decode_limit(length - 1));
        assert_true(decode_limit(length) <= 512);
    }
    assert_true(decode_limit(1) >= 10);
}

static void files_are_translated_like_sentences(void **state)
{
    (void)state;
    enum { COUNT = 150 };
    struct model *model = kind_model(0, 3);
    model->weights.seq2seq.output_bias.x[ID_EOS] += 1;
    for (int threads = 1; threads <= 2; threads++) {
        struct pool *pool = pool_new(threads);
        struct translation list[COUNT];
        memset(list, 0, sizeof list);
        for (int i = 0; i < COUNT; i++) {
            list[i].source = sentences[i * 7 % SENTENCES];
            list[i].source_length = lengths[i * 7 % SENTENCES];
        }
        struct translate_options options = {.scores = threads == 1};
        translate_all(&model->config, &model->weights, pool, &options, list, COUNT);
        for (int i = 0; i < COUNT; i++) {
            struct arena arena = {0};
            struct decoded one;
            struct seq2seq_run run;
            decode(model, &arena, NULL, KEEP_STEP, i * 7 % SENTENCES, 1, &run, &one);
            const struct hypothesis *best = list[i].best;
            assert_int_equal(list[i].count, 1);
            assert_int_equal(best->length, one.lengths[0]);
            assert_memory_equal(best->words, one.words, (size_t)one.lengths[0] * sizeof(int));
            assert_memory_equal(best->aligned, one.aligned, (size_t)one.lengths[0] * sizeof(int));
            if (options.scores)
                assert_close(best->log_probability, one.log_probability[0], 1e-4, "ln P");
            assert_int_equal(best->ended, one.ended[0]);
            arena_free(&arena);
        }
        translation_free(list, COUNT);
        translate_all(&model->config, &model->weights, pool, NULL, NULL, 0);
        pool_free(pool);
    }
    model_free(model);
}

static void no_change_is_no_change(void **state)
{
    (void)state;
    struct model *model = kind_model(0, 4);
    struct arena arena = {0};
    struct control nothing = {0};
    struct seq2seq_run plain, with;
    struct decoded a, b;
    decode(model, &arena, NULL, KEEP_ALL, 0, SENTENCES, &plain, &a);
    decode(model, &arena, &nothing, KEEP_ALL, 0, SENTENCES, &with, &b);
    assert_int_equal(a.steps, b.steps);
    assert_memory_equal(a.words, b.words, (size_t)(a.steps * SENTENCES) * sizeof(int));
    assert_mat_close(steps_range(plain.attention.weights, 0, a.steps),
                     steps_range(with.attention.weights, 0, a.steps), 0, "weights");
    struct control one = {.use_temperature = true, .temperature = 1};
    decode(model, &arena, &one, KEEP_ALL, 0, SENTENCES, &with, &b);
    assert_mat_close(steps_range(plain.attention.weights, 0, a.steps),
                     steps_range(with.attention.weights, 0, a.steps), 0,
                     "weights at temperature 1");
    arena_free(&arena);
    model_free(model);
}

/* The most probable word that may be written: not <unk>. */
static int best_known(const real *p, int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        best = i != ID_UNK && p[i] > p[best] ? i : best;
    return best;
}

static void unknown_is_written_only_when_allowed(void **state)
{
    (void)state;
    struct model *model = kind_model(1, 5);
    int skipped = 0, written = 0;
    model->weights.seq2seq.output_bias.x[ID_UNK] += 2;
    for (int allowed = 0; allowed < 2; allowed++) {
        struct arena arena = {0};
        struct control control = {.allow_unknown = allowed};
        struct seq2seq_run run;
        struct decoded decoded;
        decode(model, &arena, &control, KEEP_ALL, 2, 1, &run, &decoded);
        for (int t = 0; t < decoded.steps; t++) {
            const real *p = mat_row(steps_at(run.decoder.probabilities, t), 0);
            int best = vec_argmax(p, model->config.target.vocab);
            int wanted = allowed ? best : best_known(p, model->config.target.vocab);
            assert_int_equal(decoded.words[t], wanted);
            skipped += !allowed && best == ID_UNK;
            written += decoded.words[t] == ID_UNK;
        }
        arena_free(&arena);
    }
    assert_true(skipped > 0 && written > 0);
    model_free(model);
}

static void forced_words_come_first(void **state)
{
    (void)state;
    static const int forced[] = {8, 8, ID_UNK, 5};
    struct model *model = kind_model(1, 5);
    struct arena arena = {0};
    struct control control = {.forced = forced, .forced_count = 4};
    struct seq2seq_run run;
    struct decoded decoded;
    decode(model, &arena, &control, KEEP_ALL, 2, 1, &run, &decoded);
    assert_true(decoded.steps > 4);
    double sum = 0;
    for (int t = 0; t < decoded.steps; t++) {
        const real *p = mat_row(steps_at(run.decoder.probabilities, t), 0);
        int expected = t < 4 ? forced[t] : best_known(p, model->config.target.vocab);
        assert_int_equal(decoded.words[t], expected);
        assert_int_equal(run.decoder.fed[t], t ? decoded.words[t - 1] : ID_BOS);
        sum += log(p[decoded.words[t]]);
    }
    assert_close(decoded.log_probability[0], sum, 1e-5, "ln P");
    static const int ends[] = {7, ID_EOS};
    control = (struct control){.forced = ends, .forced_count = 2};
    decode(model, &arena, &control, KEEP_ALL, 2, 1, &run, &decoded);
    assert_int_equal(decoded.steps, 2);
    assert_true(decoded.ended[0]);
    assert_int_equal(decoded.lengths[0], 1);
    arena_free(&arena);
    model_free(model);
}

static void first_weights(struct seq2seq_run *run, const struct model *model, struct arena *arena,
                          const struct control *control)
{
    struct decoded decoded;
    decode(model, arena, control, KEEP_ALL, 0, SENTENCES, run, &decoded);
}

static void temperature_goes_from_one_word_to_all(void **state)
{
    (void)state;
    static const real cold[] = {0, (real)1e-40, (real)1e-5};
    struct model *model = kind_model(2, 6);
    struct arena arena = {0};
    struct seq2seq_run run;
    for (int i = 0; i < 3; i++) {
        struct control control = {.use_temperature = true, .temperature = cold[i]};
        first_weights(&run, model, &arena, &control);
        for (int b = 0; b < SENTENCES; b++) {
            int best = vec_argmax(mat_row(steps_at(run.attention.scores, 0), b), lengths[b]);
            for (int j = 0; j < run.encoder.length; j++)
                assert_true(mat_row(steps_at(run.attention.weights, 0), b)[j] == (j == best));
        }
    }
    struct control hot = {.use_temperature = true, .temperature = INFINITY};
    first_weights(&run, model, &arena, &hot);
    for (int b = 0; b < SENTENCES; b++)
        for (int j = 0; j < run.encoder.length; j++)
            assert_close(mat_row(steps_at(run.attention.weights, 0), b)[j],
                         j < lengths[b] ? 1.0 / lengths[b] : 0, 1e-7, "an even weight");
    arena_free(&arena);
    model_free(model);
}

static void without_a_mask_padding_gets_weight(void **state)
{
    (void)state;
    struct model *model = kind_model(0, 7);
    struct arena arena = {0};
    struct control control = {.mask = MASK_OFF};
    struct seq2seq_run run;
    first_weights(&run, model, &arena, &control);
    for (int b = 0; b < SENTENCES; b++) {
        const real *weights = mat_row(steps_at(run.attention.weights, 0), b);
        double sum = 0;
        for (int j = 0; j < run.encoder.length; j++) {
            assert_true(weights[j] > 0);
            sum += weights[j];
        }
        assert_close(sum, 1, 1e-6, "a row of weights");
    }
    arena_free(&arena);
    model_free(model);
}

static void hidden_positions_get_nothing(void **state)
{
    (void)state;
    static const unsigned char hidden[] = {0, 1, 0, 1};
    for (int mode = MASK_ON; mode <= MASK_OFF; mode++) {
        struct model *model = kind_model(0, 8);
        struct arena arena = {0};
        struct control control = {
            .mask = (enum mask_mode)mode, .hidden = hidden, .hidden_count = 4};
        struct seq2seq_run run;
        first_weights(&run, model, &arena, &control);
        for (int b = 0; b < SENTENCES; b++) {
            const real *weights = mat_row(steps_at(run.attention.weights, 0), b);
            double sum = 0;
            for (int j = 0; j < run.encoder.length; j++) {
                bool gone = j == 1 || j == 3 || (mode == MASK_ON && j >= lengths[b]);
                assert_true(gone ? weights[j] == 0 : weights[j] > 0);
                assert_true((isfinite(mat_row(steps_at(run.attention.masked, 0), b)[j]) == 0) ==
                            gone);
                assert_true(isfinite(mat_row(steps_at(run.attention.scores, 0), b)[j]));
                sum += weights[j];
            }
            assert_close(sum, 1, 1e-6, "what is left");
        }
        arena_free(&arena);
        model_free(model);
    }
}

static void everything_hidden_is_zero_and_never_nan(void **state)
{
    (void)state;
    static const unsigned char hidden[LONGEST] = {1, 1, 1, 1, 1, 1, 1};
    static const real temperatures[] = {1, 0, (real)0.5, INFINITY};
    for (int kind = 0; kind < 4; kind++)
        for (int i = 0; i < 4; i++) {
            struct model *model = kind_model(kind, 9);
            struct arena arena = {0};
            struct control control = {.hidden = hidden,
                                      .hidden_count = LONGEST,
                                      .use_temperature = i > 0,
                                      .temperature = temperatures[i]};
            struct seq2seq_run run;
            struct decoded decoded;
            decode(model, &arena, &control, KEEP_ALL, 0, SENTENCES, &run, &decoded);
            struct mat weights = steps_range(run.attention.weights, 0, decoded.steps);
            struct mat context = steps_range(run.attention.context, 0, decoded.steps);
            struct mat p = steps_range(run.decoder.probabilities, 0, decoded.steps);
            for (int k = 0; k < weights.rows * weights.cols; k++)
                assert_true(weights.x[k] == 0);
            for (int k = 0; k < context.rows * context.cols; k++)
                assert_true(context.x[k] == 0);
            for (int k = 0; k < p.rows * p.cols; k++)
                assert_true(isfinite(p.x[k]));
            arena_free(&arena);
            model_free(model);
        }
}

static void a_broken_weight_shows_as_nan_and_ends(void **state)
{
    (void)state;
    struct model *model = kind_model(0, 10);
    struct arena arena = {0};
    struct seq2seq_run run;
    struct decoded decoded;
    model->weights.seq2seq.decoder[0].hidden.x[3] = NAN;
    decode(model, &arena, NULL, KEEP_ALL, 0, SENTENCES, &run, &decoded);
    real p = mat_row(steps_at(run.decoder.probabilities, 0), 0)[0];
    assert_true(p != p);
    assert_int_equal(decoded.words[0], 0); /* some word of the vocabulary */
    arena_free(&arena);
    model_free(model);
}

static void a_dead_row_of_a_cell_is_zero(void **state)
{
    (void)state;
    struct model *model = kind_model(0, 11);
    const struct cell_weights *gru = &model->weights.seq2seq.encoder[0][0];
    enum { H = 3, B = 2 };
    real input[B * 3 * H], hidden[B * 3 * H], gates[B * 3 * H], after[B * H], again[B * H];
    real zeros[B * H] = {0};
    const unsigned char alive[B] = {1, 0};
    fill_random(input, B * 3 * H, 1, 1);
    struct cell_step step = {.input = mat_of(input, B, 3 * H),
                             .hidden = mat_of(hidden, B, 3 * H),
                             .gates = mat_of(gates, B, 3 * H),
                             .after = mat_of(after, B, H)};
    cell_forward(CELL_GRU, gru, &step); /* without a state before */
    step.before = mat_of(zeros, B, H);
    step.after = mat_of(again, B, H);
    cell_forward(CELL_GRU, gru, &step);
    assert_memory_equal(after, again, sizeof after);
    step.alive = alive;
    cell_forward(CELL_GRU, gru, &step);
    assert_memory_equal(after, again, H * sizeof *after);
    for (int i = H; i < B * H; i++)
        assert_true(again[i] == 0);
    real dafter[B * H], dbefore[B * H] = {0};
    fill_random(dafter, B * H, 1, 2);
    struct cell_gradient gradient = {.after = mat_of(dafter, B, H),
                                     .before = mat_of(dbefore, B, H)};
    cell_backward(CELL_GRU, gru, &step, &gradient);
    for (int i = 0; i < B * 3 * H; i++)
        assert_true((gates[i] == 0) == (i >= 3 * H));
    for (int i = H; i < B * H; i++)
        assert_true(dbefore[i] == 0);
    model_free(model);
}

static void maxout_takes_the_larger_and_the_first_of_equals(void **state)
{
    (void)state;
    real pre[] = {1, 2, 5, -5, 3, 3, -2, -1}, out[4], gradient[] = {10, 20, 30, 40};
    static const real best[] = {2, 5, 3, -1}, expected[] = {0, 10, 20, 0, 30, 0, 0, 40};
    readout_apply(READOUT_MAXOUT, mat_of(out, 2, 2), mat_of(pre, 2, 4));
    assert_memory_equal(out, best, sizeof out);
    readout_apply_backward(READOUT_MAXOUT, mat_of(pre, 2, 4), mat_of(gradient, 2, 2));
    assert_memory_equal(pre, expected, sizeof pre);
}

static void a_word_twice_gets_both_gradients(void **state)
{
    (void)state;
    real table[6] = {1, 2, 3, 4, 5, 6}, out[6], gradient[6] = {0};
    static const int tokens[] = {2, 0, 2};
    static const real looked_up[] = {5, 6, 1, 2, 5, 6}, expected[] = {1, 2, 0, 0, 10, 12};
    embedding_forward(mat_of(out, 3, 2), mat_of(table, 3, 2), tokens);
    assert_memory_equal(out, looked_up, sizeof out);
    embedding_backward(mat_of(gradient, 3, 2), mat_of(out, 3, 2), tokens);
    assert_memory_equal(gradient, expected, sizeof gradient);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(padding_changes_no_sentence),
        cmocka_unit_test(rows_of_weights_sum_to_one),
        cmocka_unit_test(a_batch_is_decoded_like_its_sentences),
        cmocka_unit_test(the_limit_grows_with_the_source_and_ends),
        cmocka_unit_test(files_are_translated_like_sentences),
        cmocka_unit_test(no_change_is_no_change),
        cmocka_unit_test(unknown_is_written_only_when_allowed),
        cmocka_unit_test(forced_words_come_first),
        cmocka_unit_test(temperature_goes_from_one_word_to_all),
        cmocka_unit_test(without_a_mask_padding_gets_weight),
        cmocka_unit_test(hidden_positions_get_nothing),
        cmocka_unit_test(everything_hidden_is_zero_and_never_nan),
        cmocka_unit_test(a_broken_weight_shows_as_nan_and_ends),
        cmocka_unit_test(a_dead_row_of_a_cell_is_zero),
        cmocka_unit_test(maxout_takes_the_larger_and_the_first_of_equals),
        cmocka_unit_test(a_word_twice_gets_both_gradients),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
