/* heed average: the mean of every weight, worked out once more in double; what it says of itself;
 * what it refuses. */
#include "tiny.h"

#include <cjson/cJSON.h>

#include "saved/saved.h"

static const struct command command = {"average", "", "", NULL, saved_average};
static struct folder folder;

static int set_up(void **state)
{
    (void)state;
    folder = folder_make();
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static char *saved(struct model *model, const char *name, const char *training)
{
    struct err err;
    char *path = folder_file(&folder, name);
    free(model->training);
    model->training = training ? mem_text(training) : NULL;
    if (model_write(model, model->flat, DTYPE_F32, path, &err))
        fail_msg("%s", err.text);
    return path;
}

static struct model *opened(const char *path)
{
    struct err err;
    struct model *model = model_open(path, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

/* heed average A B C [MORE] -o OUT */
static int average(char *a, char *b, char *c, char *out, const char *more)
{
    char *words[] = {(char *)"average", a, b, (char *)"-o", out, NULL, NULL, NULL};
    int count = 5;
    if (c)
        words[count++] = c;
    if (more)
        words[count++] = (char *)(uintptr_t)more;
    return saved_average(&command, count, words);
}

static void every_weight_is_the_mean(void **state)
{
    (void)state;
    struct config config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    struct model *models[3];
    char *paths[3], name[32], *out = folder_file(&folder, "mean.safetensors");
    for (int i = 0; i < 3; i++) {
        models[i] = tiny_model(config, (uint64_t)i + 1);
        snprintf(name, sizeof name, "m%d.safetensors", i);
        paths[i] = saved(models[i], name,
                         i == 1 ? "{\"corpus\":\"c.tsv\",\"seed\":2,\"valid_bleu\":7}"
                                : "{\"corpus\":\"c.tsv\",\"seed\":1,\"valid_bleu\":7}");
    }
    assert_int_equal(average(paths[0], paths[1], paths[2], out, "--f32"), EXIT_DONE);
    struct model *mean = opened(out);
    assert_int_equal(mean->list.size, models[0]->list.size);
    for (size_t k = 0; k < mean->list.size; k++) {
        double sum = 0;
        for (int i = 0; i < 3; i++)
            sum += (double)(float)models[i]->flat[k];
        assert_close(mean->flat[k], sum / 3, 1e-6, "a weight");
    }
    assert_true(tokenizer_equal(&mean->target, &models[0]->target));
    assert_string_equal(mean->training,
                        "{\"corpus\":\"c.tsv\",\"averaged\":[\"m0\",\"m1\",\"m2\"]}");
    model_free(mean);
    for (int i = 0; i < 3; i++) {
        model_free(models[i]);
        free(paths[i]);
    }
    free(out);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct config config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    struct model *a = tiny_model(config, 1), *b = tiny_model(config, 2);
    struct model *other = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 2), 3);
    char *one = saved(a, "a.safetensors", NULL), *two = saved(b, "b.safetensors", NULL);
    char *dot = saved(other, "dot.safetensors", NULL),
         *out = folder_file(&folder, "out.safetensors");
    assert_int_equal(average(one, dot, NULL, out, NULL), EXIT_FAILED); /* another configuration */
    assert_int_not_equal(access(out, F_OK), 0);
    assert_int_equal(average(one, two, NULL, out, NULL), EXIT_DONE);
    assert_int_equal(average(one, two, NULL, out, NULL), EXIT_FAILED); /* it is there */
    assert_int_equal(average(one, two, NULL, out, "--force"), EXIT_DONE);
    struct model *mean = opened(out);
    assert_string_equal(mean->training, "{\"averaged\":[\"a\",\"b\"]}");
    model_free(mean);
    struct config same = b->config;
    struct tokenizer source =
        tokenizer_of(UNIT_WORD, tiny_vocab("x the a cat dog sleeps runs here . we"));
    struct err err;
    model_free(b);
    b = model_new("tiny", &same, source, tokenizer_of(UNIT_WORD, tiny_vocab(TINY_TARGET)), 2, &err);
    assert_non_null(b);
    free(two);
    two = saved(b, "b.safetensors", NULL);
    assert_int_equal(average(one, two, NULL, out, "--force"), EXIT_FAILED); /* other words */
    model_free(a);
    model_free(b);
    model_free(other);
    free(one);
    free(two);
    free(dot);
    free(out);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_weight_is_the_mean),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };
    return cmocka_run_group_tests(tests, set_up, clean_up);
}
