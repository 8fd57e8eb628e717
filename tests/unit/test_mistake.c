/* Mistakes in attention, made on purpose: without any the numbers are those of the program's own
 * run, and on the tables of the exercises every mistake gives other numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "study/mistake.h"

static const double tolerance = 1e-4;

static struct model *table_model(const char *path, enum score score)
{
    struct err err;
    struct qkv *table = qkv_open(path, &err);
    if (!table)
        fail_msg("%s", err.text);
    return qkv_model(table, path, score);
}

static bool same(const struct attempt *a, const struct attempt *b, const struct model *model)
{
    return attempt_compare(a, b, qkv_of(model), tolerance).stage == ATTEMPT_COUNT;
}

static void check_table(const char *path, enum score score)
{
    static const struct mistake none = {.name = "none"};
    struct model *model = table_model(path, score);
    struct attempt right, plain, made[64];
    bool can[64];
    int count = 0;
    mistake_none(&right, model);
    assert_true(mistake_make(&none, EMPTIED_ZERO, &plain, model));
    assert_true(same(&plain, &right, model));
    for (const struct mistake *m = mistakes; m->name; m++, count++) {
        assert_in_range(count, 0, 63);
        can[count] = mistake_make(m, EMPTIED_ZERO, &made[count], model);
        if (can[count] && same(&made[count], &right, model))
            fail_msg("%s: %s gives what is right", path, m->name);
    }
    for (int i = 0; i < count; i++)
        for (int k = 0; k < i; k++)
            if (can[i] && can[k] && strcmp(mistakes[i].name, mistakes[k].name) != 0 &&
                same(&made[i], &made[k], model))
                fail_msg("%s: %s and %s give the same", path, mistakes[i].name, mistakes[k].name);
    for (int i = 0; i < count; i++)
        attempt_free(&made[i]);
    attempt_free(&plain);
    attempt_free(&right);
    model_free(model);
}

static void test_scaled_dot(void **state)
{
    (void)state;
    check_table("lessons/exercises/dot.csv", SCORE_SCALED_DOT);
}

static void test_dot(void **state)
{
    (void)state;
    check_table("lessons/exercises/dot.csv", SCORE_DOT);
}

static void test_additive(void **state)
{
    (void)state;
    check_table("lessons/exercises/additive.csv", SCORE_ADDITIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scaled_dot),
        cmocka_unit_test(test_dot),
        cmocka_unit_test(test_additive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
