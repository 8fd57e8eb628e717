#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/family.h"
#include "shell/data.h"

/* Finding models and lessons, in a folder of our own. */

static char root[64];

static void run(const char *command)
{
    assert_int_equal(system(command), 0);
}

static int setup(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/heed-data-XXXXXX");
    return mkdtemp(root) && setenv("HEED_DATA", root, 1) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    char *command = mem_format("rm -rf %s", root);
    run(command);
    free(command);
    return unsetenv("HEED_DATA");
}

static void make_folder(const char *name)
{
    char *path = mem_format("%s/%s", root, name);
    assert_int_equal(mkdir(path, 0755), 0);
    free(path);
}

static void make_file(const char *name)
{
    char *path = mem_format("%s/%s", root, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    free(path);
}

/* A real, very small model. */
static void make_model(const char *name)
{
    struct err err;
    struct config config = config_default(&family_seq2seq);
    config.seq2seq.embed = config.seq2seq.encoder_hidden = config.seq2seq.decoder_hidden = 2;
    config.seq2seq.attention.hidden = config.seq2seq.readout_hidden = 2;
    struct model *model = model_new("tiny", &config, tokenizer_of(UNIT_WORD, vocab_new()),
                                    tokenizer_of(UNIT_WORD, vocab_new()), 1, &err);
    char *path = mem_format("%s/%s.safetensors", root, name);
    assert_non_null(model);
    assert_int_equal(model_write(model, model->flat, DTYPE_F32, path, &err), 0);
    free(path);
    model_free(model);
}

static void expect_names(const char *const *names, size_t count)
{
    struct known_models known;
    known_models_find(&known);
    assert_int_equal(known.count, count);
    for (size_t i = 0; i < count; i++) {
        char *ending = mem_format("/%s.safetensors", names[i]);
        const char *path = known.list[i].path;
        assert_string_equal(known.list[i].name, names[i]);
        assert_string_equal(path + strlen(path) - strlen(ending), ending);
        free(ending);
    }
    known_models_free(&known);
}

static void test_list_is_sorted_default_first(void **state)
{
    (void)state;
    static const char *const names[] = {"eng-fra-additive", "a", "eng-fra", "zz"};
    make_folder("models");
    make_file("models/zz.safetensors");
    make_file("models/eng-fra.safetensors");
    make_file("models/eng-fra-additive.safetensors");
    make_file("models/a.safetensors");
    make_file("models/a.safetensors.checkpoint");
    make_file("models/a.safetensors.Xy12zA");
    make_file("models/.safetensors");
    make_file("models/.hidden.safetensors");
    make_file("models/README.md");
    expect_names(names, 4);
}

static void test_layout_of_the_source_tree(void **state)
{
    (void)state;
    static const char *const names[] = {"one"};
    make_folder("data");
    make_folder("data/models");
    make_file("data/models/one.safetensors");
    expect_names(names, 1);
}

static void test_no_models(void **state)
{
    (void)state;
    struct err err;
    make_folder("models");
    expect_names(NULL, 0);
    assert_null(data_open_model(NULL, &err));
    assert_non_null(strstr(err.text, root));
    assert_non_null(strstr(err.text, MODEL_DEFAULT));
}

static void test_open_by_name(void **state)
{
    (void)state;
    struct err err;
    make_folder("models");
    make_model("models/tiny");
    make_model("models/" MODEL_DEFAULT);
    struct model *model = data_open_model("tiny", &err);
    assert_non_null(model);
    assert_string_equal(model->name, "tiny");
    model_free(model);
    model = data_open_model(NULL, &err);
    assert_non_null(model);
    assert_string_equal(model->name, MODEL_DEFAULT);
    model_free(model);
}

static void test_open_by_path(void **state)
{
    (void)state;
    struct err err;
    char here[4096], *path = mem_format("%s/elsewhere.safetensors", root);
    make_model("elsewhere");
    struct model *model = data_open_model(path, &err);
    assert_non_null(model);
    model_free(model);
    free(path);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(root), 0);
    static const char *const names[] = {"elsewhere.safetensors", "./elsewhere.safetensors"};
    for (int i = 0; i < 2; i++) {
        model = data_open_model(names[i], &err);
        assert_non_null(model);
        model_free(model);
    }
    assert_null(data_open_model("elsewhere", &err)); /* without its ending it is a name */
    assert_int_equal(chdir(here), 0);
}

static void test_unknown_name_lists_the_known(void **state)
{
    (void)state;
    struct err err;
    make_folder("models");
    make_file("models/b.safetensors");
    make_file("models/a.safetensors");
    assert_null(data_open_model("c", &err));
    assert_non_null(strstr(err.text, "\"c\""));
    assert_non_null(strstr(err.text, "known: a, b."));
    assert_null(data_open_model("", &err));
    assert_null(data_open_model("./c.safetensors", &err));
    assert_non_null(strstr(err.text, "./c.safetensors"));
    assert_null(data_open_model("a", &err)); /* known, but empty */
    assert_non_null(strstr(err.text, "models/a.safetensors"));
}

static void test_folder_falls_back(void **state)
{
    (void)state;
    make_folder("lessons");
    make_folder("lessons/en");
    char *found = data_folder("lessons/en"), *expected = mem_format("%s/lessons/en", root);
    assert_string_equal(found, expected);
    free(found);
    free(expected);
    make_file("src"); /* a file is no folder: the source tree has one of that name */
    found = data_folder("src/cmd");
    assert_non_null(found);
    assert_null(strstr(found, root));
    free(found);
    assert_int_equal(setenv("HEED_DATA", "", 1), 0);
    found = data_folder("src");
    assert_non_null(found);
    assert_int_equal(found[0], '/');
    assert_string_not_equal(found, "/src");
    free(found);
    assert_null(data_folder("no such folder"));
}

#define DATA_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DATA_TEST(test_list_is_sorted_default_first),
        DATA_TEST(test_layout_of_the_source_tree),
        DATA_TEST(test_no_models),
        DATA_TEST(test_open_by_name),
        DATA_TEST(test_open_by_path),
        DATA_TEST(test_unknown_name_lists_the_known),
        DATA_TEST(test_folder_falls_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
