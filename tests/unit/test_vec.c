/* The functions of math/vec.c against libm and against plain loops. */
#include "tiny.h"

#include "math/vec.h"

enum { MANY = 20000, LENGTHS = 70 };

/* What vec.h promises. */
#define RELATIVE 3e-7

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static const struct function {
    const char *name;
    real (*ours)(real);
    double (*libm)(double);
    double low, high; /* where the result is a normal float */
} functions[] = {
    {"exp", real_exp, exp, -87, 88},
    {"tanh", real_tanh, tanh, -100, 100},
    {"sigmoid", real_sigmoid, sigmoid, -87, 100},
};

static void check_points(const struct function *f, const real *x)
{
    for (int i = 0; i < MANY; i++) {
        double ours = (double)f->ours(x[i]), right = f->libm((double)x[i]);
        if (!(fabs(ours - right) <= RELATIVE * fabs(right)))
            fail_msg("%s(%.9g) is %.9g, libm says %.9g: relative error %.3g", f->name, (double)x[i],
                     ours, right, fabs(ours - right) / fabs(right));
    }
}

static void functions_agree_with_libm(void **state)
{
    (void)state;
    static real x[MANY];
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        const struct function *f = &functions[k];
        for (int i = 0; i < MANY; i++) /* the whole range */
            x[i] = (real)(f->low + (f->high - f->low) * i / (MANY - 1));
        check_points(f, x);
        for (int i = 0; i < MANY; i++) /* where nets live */
            x[i] = (real)(-12.0 + 24.0 * i / (MANY - 1));
        check_points(f, x);
        for (int i = 0; i < MANY; i++) /* towards zero, both signs: 1 to 1e-37 */
            x[i] = (real)((i % 2 ? -1 : 1) * pow(10, -37.0 * i / MANY));
        check_points(f, x);
    }
}

static void extremes_give_limits(void **state)
{
    (void)state;
    static const real x[] = {-INFINITY, -1e30f, -1000,    -104, -88,  89,
                             1000,      1e30f,  INFINITY, 0,    -0.0f};
    enum { COUNT = sizeof x / sizeof *x };
    real e[COUNT], t[COUNT], s[COUNT];
    vec_tanh(t, x, COUNT);
    for (int i = 0; i < COUNT; i++) {
        e[i] = real_exp(x[i]);
        s[i] = real_sigmoid(x[i]);
    }
    for (int i = 0; i < 5; i++) {
        assert_true(e[i] == 0);
        assert_true(s[i] >= 0 && s[i] < 1e-38);
        assert_true(t[i] == -1);
    }
    for (int i = 5; i < 9; i++) {
        assert_true(e[i] == INFINITY);
        assert_true(s[i] == 1);
        assert_true(t[i] == 1);
    }
    for (int i = 9; i < 11; i++) {
        assert_true(e[i] == 1);
        assert_true(s[i] == 0.5f);
        assert_true(t[i] == 0);
    }
}

static void nan_stays_nan(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
        assert_true(isnan(functions[k].ours((real)NAN)));
}

static void arrays_of_every_length(void **state)
{
    (void)state;
    real a[LENGTHS], b[LENGTHS], c[LENGTHS], out[LENGTHS];
    fill_random(a, LENGTHS, 2, 1);
    fill_random(b, LENGTHS, 2, 2);
    fill_random(c, LENGTHS, 2, 3);
    for (int n = 0; n <= LENGTHS; n++) {
        double dot = 0, squares = 0, exps = 0, scored = 0, best = -INFINITY;
        int argmax = -1;
        for (int i = 0; i < n; i++) {
            dot += (double)a[i] * b[i];
            squares += (double)a[i] * a[i];
            exps += exp(a[i] - 0.25);
            scored += a[i] * tanh((double)b[i] + c[i]);
            if (a[i] > best) {
                best = a[i];
                argmax = i;
            }
        }
        assert_close(vec_dot(a, b, n), dot, 1e-5, "dot");
        assert_close(vec_square_sum(a, n), squares, 1e-12, "square sum");
        assert_true(vec_max(a, n) == (real)best);
        assert_int_equal(vec_argmax(a, n), argmax);
        assert_close(vec_exp_sum(out, a, 0.25f, n), exps, 1e-4, "exp sum");
        assert_close(vec_tanh_dot(a, b, c, n), scored, 1e-5, "tanh dot");
        for (int i = 0; i < n; i++)
            assert_close(out[i], exp(a[i] - 0.25), 1e-5, "exp, shifted");
    }
}

static void adding_and_scaling(void **state)
{
    (void)state;
    real a[LENGTHS], b[LENGTHS], out[LENGTHS];
    fill_random(a, LENGTHS, 2, 4);
    fill_random(b, LENGTHS, 2, 5);
    for (int n = 0; n <= LENGTHS; n++) {
        memcpy(out, a, sizeof out);
        vec_add(out, b, n);
        vec_axpy(out, 0.5f, b, n);
        vec_scale(out, 2, n);
        vec_mul(out, b, n);
        for (int i = 0; i < LENGTHS; i++)
            assert_close(out[i], i < n ? 2 * (a[i] + 1.5 * b[i]) * b[i] : a[i], 1e-5, "arithmetic");
    }
}

static void argmax_takes_the_first_of_equals(void **state)
{
    (void)state;
    real a[40];
    for (int i = 0; i < 40; i++)
        a[i] = 1;
    a[37] = a[21] = a[30] = 2;
    assert_int_equal(vec_argmax(a, 40), 21);
    for (int i = 0; i < 40; i++)
        a[i] = -INFINITY;
    assert_int_equal(vec_argmax(a, 40), 0);
    assert_true(vec_max(a, 40) == -INFINITY);
    real low = INFINITY, high = -INFINITY;
    vec_range(a, 40, &low, &high); /* none is finite */
    assert_true(low > high);
}

static void a_range_takes_finite_numbers_only(void **state)
{
    (void)state;
    real a[40], low = 5, high = 5;
    for (int n = 1; n <= 40; n++)
        for (int at = 0; at < n; at++) {
            for (int i = 0; i < n; i++)
                a[i] = i % 4 == 0 ? NAN : i % 4 == 1 ? INFINITY : i % 4 == 2 ? -INFINITY : 5;
            a[at] = -3;
            a[n - 1 - at] = 9; /* the same place once, where n is odd */
            low = 5, high = 5;
            vec_range(a, n, &low, &high);
            assert_true(low == (at == n - 1 - at ? 5 : -3));
            assert_true(high == 9);
        }
}

/* d/dx of g Σ v tanh(q + k) by finite differences of the double sum. */
static void the_backward_of_an_additive_score(void **state)
{
    (void)state;
    enum { SIZE = 19 };
    real v[SIZE], q[SIZE], k[SIZE], dv[SIZE], dq[SIZE], dk[SIZE], g = 0.7f;
    fill_random(v, SIZE, 1, 6);
    fill_random(q, SIZE, 1, 7);
    fill_random(k, SIZE, 1, 8);
    for (int i = 0; i < SIZE; i++)
        dv[i] = dq[i] = dk[i] = 1; /* added to */
    vec_tanh_dot_backward(dv, dq, dk, g, v, q, k, SIZE);
    for (int i = 0; i < SIZE; i++) {
        double u = tanh((double)q[i] + k[i]), d = g * v[i] * (1 - u * u);
        assert_close(dv[i], 1 + g * u, 1e-6, "dv");
        assert_close(dq[i], 1 + d, 1e-6, "dq");
        assert_close(dk[i], 1 + d, 1e-6, "dk");
    }
}

static double row_sum(const real *row, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += row[i];
    return sum;
}

static void softmax_is_a_distribution_over_what_is_not_hidden(void **state)
{
    (void)state;
    real scores[LENGTHS], out[LENGTHS];
    unsigned char hidden[LENGTHS];
    for (int n = 1; n <= LENGTHS; n++) {
        fill_random(scores, n, 30, (uint64_t)n);
        for (int i = 0; i < n; i++)
            hidden[i] = (unsigned char)(i % 3 == 1);
        for (int i = 1; i < n; i += 3)
            scores[i] = i % 2 ? NAN : INFINITY; /* not read where hidden */
        vec_softmax(out, scores, hidden, n);
        assert_close(row_sum(out, n), 1, 1e-6, "the sum of a row");
        double total = 0;
        for (int i = 0; i < n; i++)
            total += hidden[i] ? 0 : exp((double)scores[i]);
        for (int i = 0; i < n; i++) {
            if (hidden[i])
                assert_true(out[i] == 0);
            else
                assert_close(out[i], exp((double)scores[i]) / total, 1e-6, "a weight");
        }
    }
}

static void softmax_does_not_change_with_a_shift(void **state)
{
    (void)state;
    real scores[9] = {1, -2, 0.5f, 3, 2.25f, -4, 0, 1.5f, 2}, out[9], shifted[9];
    vec_softmax(out, scores, NULL, 9);
    for (int i = 0; i < 9; i++)
        scores[i] += 1024;
    vec_softmax(shifted, scores, NULL, 9);
    for (int i = 0; i < 9; i++)
        assert_true(out[i] == shifted[i]); /* these sums are exact */
    real huge[3] = {3e38f, -3e38f, 3e38f};
    vec_softmax(out, huge, NULL, 3);
    assert_true(out[0] == 0.5f && out[1] == 0 && out[2] == 0.5f);
}

static void softmax_of_nothing_is_all_zero(void **state)
{
    (void)state;
    real scores[4] = {1, 2, NAN, INFINITY}, out[4] = {9, 9, 9, 9};
    const unsigned char all[4] = {1, 1, 1, 1};
    vec_softmax(out, scores, all, 4);
    for (int i = 0; i < 4; i++)
        assert_true(out[i] == 0);
    real never[3] = {-INFINITY, -INFINITY, -INFINITY};
    vec_softmax(out, never, NULL, 3);
    for (int i = 0; i < 3; i++)
        assert_true(out[i] == 0);
    vec_softmax(NULL, NULL, NULL, 0);
}

static void softmax_shows_nan(void **state)
{
    (void)state;
    real scores[3] = {NAN, NAN, -INFINITY}, out[3];
    vec_softmax(out, scores, NULL, 3);
    assert_true(out[0] != out[0] && out[1] != out[1]); /* not the zeros of a hidden row */
    assert_true(out[2] == 0);
}

static void softmax_in_place(void **state)
{
    (void)state;
    real scores[5] = {0.5f, -1, 2, 0, 1}, out[5];
    const unsigned char hidden[5] = {0, 0, 1, 0, 0};
    vec_softmax(out, scores, hidden, 5);
    vec_softmax(scores, scores, hidden, 5);
    assert_memory_equal(out, scores, sizeof out);
}

static void the_backward_of_softmax(void **state)
{
    (void)state;
    enum { SIZE = 6 };
    real scores[SIZE] = {0.3f, -1, 2, 0.5f, 1, -0.5f}, gradient[SIZE] = {1, -2, 0.5f, 3, 0, -1};
    real weights[SIZE], ours[SIZE];
    const unsigned char hidden[SIZE] = {0, 0, 0, 1, 0, 0};
    vec_softmax(weights, scores, hidden, SIZE);
    vec_softmax_backward(ours, weights, gradient, SIZE);
    for (int i = 0; i < SIZE; i++) {
        double right = 0; /* Σ_k g_k w_k (1[k = i] − w_i) */
        for (int k = 0; k < SIZE; k++)
            right += gradient[k] * weights[k] * ((k == i) - (double)weights[i]);
        assert_close(ours[i], right, 1e-6, "a gradient");
    }
    assert_true(ours[3] == 0);
    assert_close(row_sum(ours, SIZE), 0, 1e-6, "a shift has no gradient");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_agree_with_libm),
        cmocka_unit_test(extremes_give_limits),
        cmocka_unit_test(nan_stays_nan),
        cmocka_unit_test(arrays_of_every_length),
        cmocka_unit_test(adding_and_scaling),
        cmocka_unit_test(argmax_takes_the_first_of_equals),
        cmocka_unit_test(the_backward_of_an_additive_score),
        cmocka_unit_test(softmax_is_a_distribution_over_what_is_not_hidden),
        cmocka_unit_test(softmax_does_not_change_with_a_shift),
        cmocka_unit_test(softmax_of_nothing_is_all_zero),
        cmocka_unit_test(softmax_shows_nan),
        cmocka_unit_test(softmax_in_place),
        cmocka_unit_test(the_backward_of_softmax),
        cmocka_unit_test(a_range_takes_finite_numbers_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
