/* Products by BLAS against plain loops, and the small functions on views. */
#include "naive.h"
#include "tiny.h"

#include "math/direct.h"

struct twins {
    const char *name;
    void (*blas)(struct mat, enum product, struct mat, struct mat);
    void (*naive)(struct mat, enum product, struct mat, struct mat);
    /* which of n, k, m are rows and columns of a and b */
    int a[2], b[2];
};

enum { N, K, M };

static const struct twins products[] = {
    {"a b'", mat_mul_transposed, mat_mul_transposed_naive, {N, K}, {M, K}},
    {"a b", mat_mul, mat_mul_naive, {N, K}, {K, M}},
    {"a' b", mat_mul_outer, mat_mul_outer_naive, {K, N}, {K, M}},
};

/* A matrix whose rows lie `gap` numbers apart in a buffer filled with `filling`. */
static struct mat with_gap(int rows, int cols, int gap, real filling)
{
    int stride = cols + gap;
    size_t count = (size_t)(rows * stride);
    struct mat m = {mem_new(count + 1, sizeof(real)), rows, cols, stride};
    for (size_t i = 0; i <= count; i++)
        m.x[i] = filling;
    return m;
}

static struct mat random_mat(int rows, int cols, int gap, uint64_t seed)
{
    struct mat m = with_gap(rows, cols, gap, NAN); /* what lies between rows must not be read */
    for (int i = 0; i < rows; i++)
        fill_random(mat_row(m, i), cols, 1, seed * 1000 + (uint64_t)i);
    return m;
}

static void check_gaps(struct mat m, const char *what)
{
    for (int i = 0; i < m.rows; i++)
        for (int j = m.cols; j < m.stride; j++)
            if (!isnan(mat_row(m, i)[j]))
                fail_msg("%s wrote between the rows", what);
}

static void check_product(const struct twins *p, const int size[3], int gap, enum product mode)
{
    char what[96];
    snprintf(what, sizeof what, "%s, n %d, k %d, m %d, gap %d, %s", p->name, size[N], size[K],
             size[M], gap, mode == PRODUCT_ADD ? "add" : "set");
    struct mat a = random_mat(size[p->a[0]], size[p->a[1]], gap, 1);
    struct mat b = random_mat(size[p->b[0]], size[p->b[1]], 2 * gap, 2);
    struct mat ours = random_mat(size[N], size[M], 3 * gap, 3), theirs;
    theirs = random_mat(size[N], size[M], 0, 3);
    if (mode == PRODUCT_SET) /* memory from an arena holds anything */
        for (int i = 0; i < ours.rows * ours.stride; i++)
            ours.x[i] = NAN;
    p->blas(ours, mode, a, b);
    p->naive(theirs, mode, a, b);
    assert_mat_close(ours, theirs, 1e-6 + 2e-7 * size[K], what);
    check_gaps(ours, what);
    free(a.x);
    free(b.x);
    free(ours.x);
    free(theirs.x);
}

static void blas_agrees_with_plain_loops(void **state)
{
    (void)state;
    static const int sizes[][3] = {
        {1, 1, 1},    {1, 7, 5},    {1, 192, 576}, {2, 3, 4},    {3, 16, 16}, {5, 17, 33},
        {8, 64, 3},   {33, 31, 65}, {64, 2, 64},   {100, 50, 1}, {1, 300, 1}, {70, 129, 40},
        {64, 24, 96}, {256, 5, 32}, {9, 530, 144}, {300, 3, 64},
    };
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t p = 0; p < sizeof products / sizeof *products; p++)
            for (int gap = 0; gap <= 5; gap += 5)
                for (int mode = PRODUCT_SET; mode <= PRODUCT_ADD; mode++)
                    check_product(&products[p], sizes[s], gap, (enum product)mode);
}

static enum direct_kernel kernel; /* of by_kernel() */

static void by_kernel(struct mat out, enum product mode, struct mat a, struct mat b)
{
    if (!direct_mul_by(kernel, out, mode, a, b)) /* this processor lacks it */
        mat_mul_naive(out, mode, a, b);
}

static void direct_products_agree_for_every_rest_of_rows(void **state)
{
    (void)state;
    const struct twins twins = {"a b, direct", by_kernel, mat_mul_naive, {N, K}, {K, M}};
    for (kernel = 0; kernel < DIRECT_COUNT; kernel++)
        for (int rows = 1; rows <= 13; rows++)
            for (int cols = 16; cols <= 160; cols += 48)
                for (int mode = PRODUCT_SET; mode <= PRODUCT_ADD; mode++)
                    check_product(&twins, (int[]){rows, 500 + 7 * rows, cols}, rows % 2 * 3,
                                  (enum product)mode);
}

static void columns_that_do_not_fill_vectors_are_left_to_blas(void **state)
{
    (void)state;
    struct mat a = random_mat(4, 4, 0, 1), b = random_mat(4, 18, 0, 2), out = with_gap(4, 18, 0, 7);
    assert_false(direct_mul(out, PRODUCT_SET, a, b));
    for (int i = 0; i < 4 * 18; i++)
        assert_true(out.x[i] == 7);
    free(a.x);
    free(b.x);
    free(out.x);
}

static void a_transpose_has_rows_for_columns(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {1, 20}, {16, 16}, {17, 33}, {40, 3}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct mat a = random_mat(sizes[s][0], sizes[s][1], 3, 1);
        struct mat out = with_gap(a.cols, a.rows, 2, NAN);
        mat_transpose(out, a);
        for (int i = 0; i < a.rows; i++)
            for (int j = 0; j < a.cols; j++)
                assert_true(mat_row(out, j)[i] == mat_row(a, i)[j]);
        check_gaps(out, "mat_transpose");
        free(a.x);
        free(out.x);
    }
}

static void empty_products_do_nothing_or_zero(void **state)
{
    (void)state;
    static const int sizes[][3] = {{0, 3, 4}, {3, 3, 0}, {0, 0, 0}, {3, 0, 4}, {1, 0, 4}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t p = 0; p < sizeof products / sizeof *products; p++)
            for (int mode = PRODUCT_SET; mode <= PRODUCT_ADD; mode++)
                check_product(&products[p], sizes[s], 0, (enum product)mode);
}

static void a_view_of_columns_is_written_and_read_in_place(void **state)
{
    (void)state;
    struct mat whole = random_mat(6, 9, 0, 4), before = random_mat(6, 9, 0, 4);
    struct mat a = random_mat(2, 3, 0, 5), b = random_mat(4, 3, 0, 6);
    struct mat part = mat_cols(mat_rows(whole, 3, 2), 4, 4), expected = with_gap(2, 4, 0, 0);
    mat_mul_transposed(part, PRODUCT_SET, a, b);
    mat_mul_transposed_naive(expected, PRODUCT_SET, a, b);
    assert_mat_close(part, expected, 1e-6, "the part");
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 9; j++)
            if (i < 3 || i > 4 || j < 4 || j > 7)
                assert_true(mat_row(whole, i)[j] == mat_row(before, i)[j]);
    mat_mul_transposed(mat_rows(expected, 0, 1), PRODUCT_SET, mat_rows(part, 1, 1),
                       mat_cols(mat_rows(before, 0, 4), 2, 4));
    for (int j = 0; j < 4; j++) {
        double sum = 0;
        for (int k = 0; k < 4; k++)
            sum += (double)mat_row(whole, 4)[4 + k] * mat_row(before, j)[2 + k];
        assert_close(mat_row(expected, 0)[j], sum, 1e-6, "one row of a view");
    }
    free(whole.x);
    free(before.x);
    free(a.x);
    free(b.x);
    free(expected.x);
}

static void small_functions_respect_strides(void **state)
{
    (void)state;
    struct mat a = random_mat(3, 5, 2, 7), b = random_mat(3, 5, 4, 8), out = with_gap(3, 5, 1, NAN);
    real sums[5] = {10, 20, 30, 40, 50};
    mat_copy(out, a);
    assert_mat_close(out, a, 0, "copy");
    mat_add(out, b);
    for (int j = 0; j < 5; j++)
        for (int i = 0; i < 3; i++)
            assert_close(mat_row(out, i)[j], mat_row(a, i)[j] + mat_row(b, i)[j], 1e-6, "a + b");
    mat_sum_rows(sums, a);
    for (int j = 0; j < 5; j++)
        assert_close(sums[j],
                     10.0 * (j + 1) + mat_row(a, 0)[j] + mat_row(a, 1)[j] + mat_row(a, 2)[j], 1e-5,
                     "sums are added to");
    mat_zero(out);
    for (int i = 0; i < 15; i++)
        assert_true(mat_row(out, i / 5)[i % 5] == 0);
    check_gaps(a, "reading");
    check_gaps(out, "writing");
    free(a.x);
    free(b.x);
    free(out.x);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blas_agrees_with_plain_loops),
        cmocka_unit_test(direct_products_agree_for_every_rest_of_rows),
        cmocka_unit_test(columns_that_do_not_fill_vectors_are_left_to_blas),
        cmocka_unit_test(a_transpose_has_rows_for_columns),
        cmocka_unit_test(empty_products_do_nothing_or_zero),
        cmocka_unit_test(a_view_of_columns_is_written_and_read_in_place),
        cmocka_unit_test(small_functions_respect_strides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
