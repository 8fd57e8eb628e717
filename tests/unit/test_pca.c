#include "naive.h"
#include "tiny.h"

#include "math/pca.h"

/* Principal components: by hand, then what must hold for any rows. */

/* Along (3, 4)/5 the points lie at −10, −5, 5, 10 and across it at ±1: variances 250/3 and 4/3. */
static void components_by_hand(void **state)
{
    (void)state;
    static const double along[] = {-10, -5, 5, 10}, across[] = {1, -1, -1, 1};
    real rows[4][2];
    for (int i = 0; i < 4; i++) {
        rows[i][0] = (real)(7 + (3 * along[i] - 4 * across[i]) / 5);
        rows[i][1] = (real)(-2 + (4 * along[i] + 3 * across[i]) / 5);
    }
    struct mat x = mat_of(rows[0], 4, 2);
    struct pca *pca = pca_new(x, 2);
    assert_int_equal(pca->count, 2);
    assert_close(pca->mean[0], 7, 1e-5, "mean");
    assert_close(pca->mean[1], -2, 1e-5, "mean");
    assert_close(pca->variance[0], 250.0 / 3, 1e-3, "first variance");
    assert_close(pca->variance[1], 4.0 / 3, 1e-3, "second variance");
    assert_close(pca->total, 254.0 / 3, 1e-3, "total");
    assert_close(pca_share(pca, 0), 250.0 / 254, 1e-5, "share");
    const real expected[] = {(real)0.6, (real)0.8, (real)0.8, (real)-0.6};
    assert_rows_close(pca->components.x, expected, 4, 1e-5, "components");
    real places[8];
    pca_project(pca, mat_of(places, 4, 2), x);
    for (int i = 0; i < 4; i++) {
        assert_close(places[2 * i], along[i], 1e-4, "along");
        assert_close(places[2 * i + 1], -across[i], 1e-4, "across");
    }
    pca_free(pca);
}

enum { N = 40, D = 13 };

static struct mat random_rows(real *out, uint64_t seed)
{
    fill_random(out, (long)N * D, 1, seed);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < D; j++)
            out[i * D + j] = out[i * D + j] * (real)(j + 1) + 3;
    return mat_of(out, N, D);
}

static void components_are_orthonormal_and_explain_everything(void **state)
{
    (void)state;
    real rows[N * D], product[D * D], places[N * D];
    struct mat x = random_rows(rows, 3), gram = mat_of(product, D, D), out = mat_of(places, N, D);
    struct pca *pca = pca_new(x, D);
    assert_int_equal(pca->count, D);
    mat_mul_transposed_naive(gram, PRODUCT_SET, pca->components, pca->components);
    double sum = 0;
    for (int i = 0; i < D; i++) {
        for (int j = 0; j < D; j++)
            assert_close(mat_row(gram, i)[j], i == j, 1e-5, "orthonormal");
        assert_true(i == 0 || pca->variance[i] <= pca->variance[i - 1]);
        sum += pca->variance[i];
    }
    assert_close(sum / pca->total, 1, 1e-5, "variances add up");

    /* what is measured along a direction is the variance that was promised, and nothing is lost */
    pca_project(pca, out, x);
    for (int i = 0; i < D; i++) {
        double squares = 0;
        for (int n = 0; n < N; n++)
            squares += (double)mat_row(out, n)[i] * (double)mat_row(out, n)[i];
        assert_close(squares / (N - 1) / pca->variance[i], 1, 1e-4, "variance along");
    }
    for (int n = 0; n < N; n++) {
        double before = 0, after = 0;
        for (int j = 0; j < D; j++) {
            before += pow((double)(mat_row(x, n)[j] - pca->mean[j]), 2);
            after += pow((double)mat_row(out, n)[j], 2);
        }
        assert_close(after / before, 1, 1e-4, "lengths stay");
    }
    pca_free(pca);
}

static void two_of_many_are_the_first_two(void **state)
{
    (void)state;
    real rows[N * D];
    struct mat x = random_rows(rows, 4);
    struct pca *all = pca_new(x, D), *two = pca_new(x, 2);
    assert_int_equal(two->count, 2);
    assert_mat_close(two->components, mat_rows(all->components, 0, 2), 1e-4, "components");
    assert_close(two->total, all->total, 1e-3, "total");
    assert_close(pca_share(two, 1), pca_share(all, 1), 1e-5, "share");
    pca_free(all);
    pca_free(two);
}

static void the_same_rows_give_the_same_signs(void **state)
{
    (void)state;
    real rows[N * D], turned[N * D];
    struct mat x = random_rows(rows, 5), y = mat_of(turned, N, D);
    for (int i = 0; i < N; i++) /* in another order */
        memcpy(mat_row(y, i), mat_row(x, (i * 7) % N), D * sizeof(real));
    struct pca *one = pca_new(x, 3), *other = pca_new(y, 3);
    assert_mat_close(one->components, other->components, 1e-3, "components");
    for (int i = 0; i < 3; i++) {
        const real *v = mat_row(one->components, i);
        int largest = 0;
        for (int j = 1; j < D; j++)
            largest = fabs((double)v[j]) > fabs((double)v[largest]) ? j : largest;
        assert_true(v[largest] > 0);
    }
    pca_free(one);
    pca_free(other);
}

static void few_rows_and_odd_ones(void **state)
{
    (void)state;
    real one[] = {1, 2, 3}, same[] = {4, 5, 4, 5, 4, 5}, place[6];
    struct pca *pca = pca_new(mat_of(one, 1, 3), 2); /* nothing varies */
    assert_int_equal(pca->count, 2);
    assert_true(pca->total == 0 && pca_share(pca, 0) == 0);
    pca_project(pca, mat_of(place, 1, 2), mat_of(one, 1, 3));
    assert_true(place[0] == 0 && place[1] == 0);
    pca_free(pca);

    pca = pca_new(mat_of(same, 3, 2), 5); /* no more directions than columns */
    assert_int_equal(pca->count, 2);
    assert_true(pca_share(pca, 1) == 0);
    pca_free(pca);

    pca = pca_new(mat_of(one, 0, 3), 2); /* no rows */
    assert_true(pca->count == 2 && pca->total == 0);
    pca_free(pca);

    real broken[] = {1, (real)NAN, 2, 3, (real)INFINITY, 1};
    pca = pca_new(mat_of(broken, 3, 2), 2);
    assert_int_equal(pca->count, 0);
    pca_free(pca);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(components_by_hand),
        cmocka_unit_test(components_are_orthonormal_and_explain_everything),
        cmocka_unit_test(two_of_many_are_the_first_two),
        cmocka_unit_test(the_same_rows_give_the_same_signs),
        cmocka_unit_test(few_rows_and_odd_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
