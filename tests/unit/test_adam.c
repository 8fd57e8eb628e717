/* The optimizer against PyTorch, and against itself with other numbers of threads. */
#include "tiny.h"

#include "optimize/adam.h"

enum { SIZE = 4, STEPS = 5, LARGE = 40000 };

/* torch.optim.Adam(lr=0.1) after clip_grad_norm_(1.0), PyTorch 1.13: the norms before clipping and
 * the weights after each step, from 0.5 −1 2 0.25. */
static const real gradients[STEPS][SIZE] = {
    {0.1f, -0.2f, 0.3f, 0}, {1, 2, -3, 1e-4f},         {-0.5f, 0.5f, 0.25f, 0},
    {4, -3, 0, 12},         {0.01f, 0.02f, -0.01f, 0},
};
static const double norms[STEPS] = {0.374165773, 3.7416575, 0.75, 13, 0.0244948976};
static const double expected[STEPS][SIZE] = {
    {0.400000006, -0.899999976, 1.89999998, 0.25},
    {0.30682984, -0.946227908, 1.94622791, 0.175625667},
    {0.326635629, -1.01520896, 1.96261132, 0.118140921},
    {0.31353581, -1.05234289, 1.97603154, 0.0600267202},
    {0.301628381, -1.08509648, 1.98798656, 0.0109069683},
};

/* The gradient comes in `workers` parts that add up to it. */
static void follow_pytorch(int threads, int workers)
{
    struct pool *pool = pool_new(threads);
    struct adam adam;
    real weights[SIZE] = {0.5f, -1, 2, 0.25f}, parts[3][SIZE] = {{0}};
    real *const list[] = {parts[0], parts[1], parts[2]};
    adam_init(&adam, SIZE);
    for (int step = 0; step < STEPS; step++) {
        for (int w = 0; w < workers; w++)
            for (int i = 0; i < SIZE; i++)
                parts[w][i] = gradients[step][i] / (real)workers;
        double norm = adam_update(&adam, pool, weights, list, workers, 0.1, 1);
        assert_close(norm, norms[step], 1e-6 * norms[step], "the norm");
        for (int i = 0; i < SIZE; i++) {
            assert_close(weights[i], expected[step][i], 1e-6, "a weight");
            for (int w = 0; w < workers; w++)
                assert_true(parts[w][i] == 0);
        }
        assert_int_equal(adam.step, step + 1);
    }
    adam_free(&adam);
    pool_free(pool);
}

static void it_does_what_pytorch_does(void **state)
{
    (void)state;
    follow_pytorch(1, 1);
    follow_pytorch(1, 3);
    follow_pytorch(2, 2);
}

static void a_norm_below_the_limit_is_left_alone(void **state)
{
    (void)state;
    struct pool *pool = pool_new(1);
    static const double clips[] = {0, 5, 5.1, 1e9};
    real first[2] = {0};
    for (int i = 0; i < 4; i++) {
        struct adam adam;
        real weights[2] = {0}, gradient[2] = {3, 4};
        real *const list[] = {gradient};
        adam_init(&adam, 2);
        assert_close(adam_update(&adam, pool, weights, list, 1, 0.1, clips[i]), 5, 1e-12, "norm");
        assert_close(adam.m[0], 0.3, 1e-7, "first moment");
        assert_close(adam.v[1], 0.016, 1e-8, "second moment");
        if (i == 0)
            memcpy(first, weights, sizeof first);
        assert_memory_equal(weights, first, sizeof first);
        adam_free(&adam);
    }
    pool_free(pool);
}

static void clipping_scales_to_the_limit(void **state)
{
    (void)state;
    struct pool *pool = pool_new(1);
    struct adam adam;
    real weights[2] = {0}, gradient[2] = {30, 40};
    real *const list[] = {gradient};
    adam_init(&adam, 2);
    assert_close(adam_update(&adam, pool, weights, list, 1, 0.1, 5), 50, 1e-12, "norm");
    assert_close(adam.m[0], 0.3, 1e-6, "first moment");
    assert_close(adam.m[1], 0.4, 1e-6, "first moment");
    adam_free(&adam);
    pool_free(pool);
}

/* Rows that are never named, rows named in some steps; tables that begin and end within pieces. */
static void untouched_rows_move_as_with_a_gradient_of_zero(void **state)
{
    (void)state;
    enum { COLS = 48, ROWS = 500, FIRST = 1000, GAP = 7, STEP_ROWS = 9 };
    struct pool *pool = pool_new(2);
    struct adam adams[2];
    real *weights[2], *parts[2][2];
    int table[2] = {0};
    for (int i = 0; i < 2; i++) {
        adam_init(&adams[i], LARGE + 20000);
        weights[i] = mem_new(LARGE + 20000, sizeof(real));
        for (int w = 0; w < 2; w++)
            parts[i][w] = mem_new(LARGE + 20000, sizeof(real));
    }
    long second = FIRST + ROWS * COLS + GAP;
    table[0] = adam_table(&adams[1], FIRST, ROWS, COLS);
    table[1] = adam_table(&adams[1], second, ROWS, COLS);
    for (int step = 0; step < 4; step++) {
        for (int k = 0; k < STEP_ROWS; k++) {
            int row = (step * 5 + k * k * 37) % ROWS, which = k % 2;
            long at = (which ? second : FIRST) + row * COLS;
            for (int i = 0; i < 2; i++)
                fill_random(parts[i][k % 2] + at, COLS, 1, (uint64_t)(step * 100 + k));
            adam_touch(&adams[1], table[which], &row, 1);
        }
        double norms_of[2];
        for (int i = 0; i < 2; i++) {
            parts[i][1][3] = parts[i][0][second - 1] = parts[i][0][LARGE + 19999] = 1;
            norms_of[i] = adam_update(&adams[i], pool, weights[i], parts[i], 2, 0.1, 1e9);
            for (long n = 0; n < LARGE + 20000; n++)
                assert_true(parts[i][0][n] == 0 && parts[i][1][n] == 0);
        }
        assert_close(norms_of[0], norms_of[1], 1e-12 * norms_of[0], "the norm");
        assert_memory_equal(weights[0], weights[1], (LARGE + 20000) * sizeof(real));
    }
    for (int i = 0; i < 2; i++) {
        adam_free(&adams[i]);
        free(weights[i]);
        free(parts[i][0]);
        free(parts[i][1]);
    }
    pool_free(pool);
}

/* More than one piece per thread, and a last piece that is not full. */
static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    real *reference = NULL;
    double norm = 0;
    for (int threads = 1; threads <= 3; threads++) {
        struct pool *pool = pool_new(threads);
        struct adam adam;
        real *weights = mem_new(LARGE, sizeof(real)), *gradient = mem_new(LARGE, sizeof(real));
        adam_init(&adam, LARGE);
        double squares = 0, got = 0;
        for (uint64_t step = 0; step < 3; step++) {
            fill_random(gradient, LARGE, 1, step);
            squares = 0;
            for (int i = 0; i < LARGE; i++)
                squares += (double)gradient[i] * gradient[i];
            got = adam_update(&adam, pool, weights, &gradient, 1, 1e-3, 1);
            assert_close(got, sqrt(squares), 1e-9 * sqrt(squares), "the norm");
        }
        if (!reference) {
            reference = weights;
            norm = got;
        } else {
            assert_memory_equal(weights, reference, LARGE * sizeof(real));
            assert_true(got == norm);
            free(weights);
        }
        free(gradient);
        adam_free(&adam);
        pool_free(pool);
    }
    free(reference);
}

/* Each matrix lies across several pieces; what is not decayed gets the bits it gets without. */
static void decay_shrinks_matrices_apart_from_the_gradient(void **state)
{
    (void)state;
    static const struct weight_list list = {
        .count = 5,
        .size = LARGE,
        .list = {
            {"encoder.embedding.weight", 2, 10, 100, START_EMBEDDING, 0, 0, 0},
            {"encoder.rnn.weight_ih_l0", 2, 200, 100, START_UNIFORM, 9, 0, 1000},
            {"encoder.rnn.bias_ih_l0", 1, 1, 200, START_UNIFORM, 9, 0, 21000},
            {"decoder.embedding.weight", 2, 10, 100, START_EMBEDDING, 0, 0, 21200},
            {"readout.embedding.weight", 2, 100, 178, START_UNIFORM, 9, 0, 22200},
        }};
    for (int threads = 1; threads <= 2; threads++) {
        struct pool *pool = pool_new(threads);
        struct adam plain, decayed;
        real *w = mem_new(LARGE, sizeof(real)), *d = mem_new(LARGE, sizeof(real));
        real *g = mem_new(LARGE, sizeof(real));
        fill_random(w, LARGE, 1, 7);
        memcpy(d, w, LARGE * sizeof(real));
        adam_init(&plain, LARGE);
        adam_init(&decayed, LARGE);
        adam_decay(&decayed, &list, 0.25);
        real *start = mem_new(LARGE, sizeof(real));
        for (uint64_t step = 0; step < 2; step++) { /* the second from where the first came to */
            memcpy(w, d, LARGE * sizeof(real));
            memcpy(start, d, LARGE * sizeof(real));
            fill_random(g, LARGE, 1, step);
            adam_update(&plain, pool, w, &g, 1, 0.1, 1);
            fill_random(g, LARGE, 1, step);
            adam_update(&decayed, pool, d, &g, 1, 0.1, 1);
            for (int i = 0; i < LARGE; i++) {
                bool shrinks = (i >= 1000 && i < 21000) || i >= 22200;
                assert_close(d[i], w[i] - (shrinks ? 0.025 * start[i] : 0), shrinks ? 1e-6 : 0,
                             "a weight");
            }
        }
        free(w);
        free(d);
        free(g);
        free(start);
        adam_free(&plain);
        adam_free(&decayed);
        pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_does_what_pytorch_does),
        cmocka_unit_test(a_norm_below_the_limit_is_left_alone),
        cmocka_unit_test(clipping_scales_to_the_limit),
        cmocka_unit_test(decay_shrinks_matrices_apart_from_the_gradient),
        cmocka_unit_test(untouched_rows_move_as_with_a_gradient_of_zero),
        cmocka_unit_test(threads_do_not_change_a_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
