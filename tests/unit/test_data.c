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
#include "shell/course.h"
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
    return mkdtemp(root) && setenv("HEED_SHIPPED", root, 1) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    char *command = mem_format("rm -rf %s", root);
    run(command);
    free(command);
    return unsetenv("HEED_SHIPPED") || unsetenv("HEED_DATA");
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

/* A folder of one's own beside the shipped one. */
static void own_folder(void)
{
    char *path = mem_format("%s/own", root);
    make_folder("own");
    assert_int_equal(setenv("HEED_DATA", path, 1), 0);
    free(path);
}

static void test_own_data_adds_to_what_is_shipped(void **state)
{
    (void)state;
    static const char *const names[] = {"eng-fra-additive", "mine", "zz"};
    struct known_models known;
    make_folder("models");
    make_file("models/eng-fra-additive.safetensors");
    make_file("models/zz.safetensors");
    own_folder();
    make_folder("own/models");
    make_file("own/models/mine.safetensors");
    make_file("own/models/zz.safetensors"); /* in the place of the shipped one */
    expect_names(names, 3);
    known_models_find(&known);
    assert_null(strstr(known.list[0].path, "/own/"));
    assert_non_null(strstr(known.list[2].path, "/own/models/zz"));
    known_models_free(&known);
}

static void test_files_and_folders_are_found(void **state)
{
    (void)state;
    struct strs folders = {0};
    make_folder("lessons");
    make_folder("lessons/en");
    make_file("lessons/en/tour.md");
    own_folder();
    make_folder("own/lessons");
    make_folder("own/lessons/en");
    make_file("own/lessons/en/mine.md");
    data_folders("lessons/en", &folders);
    assert_int_equal(folders.count, 2);
    assert_non_null(strstr(folders.list[0], "/own/lessons/en"));
    strs_free(&folders);
    char *tour = data_file("lessons/en", "tour.md"), *mine = data_file("lessons/en", "mine.md");
    assert_non_null(tour);
    assert_non_null(mine);
    assert_null(data_file("lessons/en", "theirs.md"));
    make_file("own/lessons/en/tour.md"); /* one's own counts */
    char *own = data_file("lessons/en", "tour.md");
    assert_non_null(strstr(own, "/own/"));
    assert_string_not_equal(own, tour);
    free(tour);
    free(mine);
    free(own);
    data_folders("no such folder", &folders);
    assert_int_equal(folders.count, 0);
    make_file("src"); /* a file is no folder */
    data_folders("src", &folders);
    assert_int_equal(folders.count, 0);
    strs_free(&folders);
}

static void test_what_is_shipped_is_known(void **state)
{
    (void)state;
    char *here = mem_format("%s/lesson.md", root), *gone = mem_format("%s/gone.md", root);
    make_file("lesson.md");
    assert_true(data_is_shipped(here));
    assert_false(data_is_shipped(gone));
    assert_false(data_is_shipped("/tmp"));
    assert_int_equal(setenv("HEED_SHIPPED", "", 1), 0);
    assert_false(data_is_shipped(here));
    assert_int_equal(unsetenv("HEED_SHIPPED"), 0); /* the source tree is */
    struct strs folders = {0};
    data_folders("src/cmd", &folders);
    assert_true(folders.count >= 1 && data_is_shipped(folders.list[0]));
    strs_free(&folders);
    free(here);
    free(gone);
}

static struct course own_course(void)
{
    struct course course;
    assert_int_equal(setenv("XDG_STATE_HOME", root, 1), 0);
    course_read(&course, NULL);
    assert_int_equal(course.fault_count, 0);
    return course;
}

static void make_lesson(const char *name, const char *model)
{
    char *path = mem_format("%s/%s", root, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "---\ntitle: %s\nmodel: %s\nsource: Go.\nsummary: s\n---\n# One\n\nText.\n", name,
            model);
    assert_int_equal(fclose(file), 0);
    free(path);
}

/* Shipped lessons come first; how far somebody is in them is kept by name, in one's own by path. */
static void test_own_lessons_stand_in_the_course(void **state)
{
    (void)state;
    struct err err;
    make_folder("lessons");
    make_folder("lessons/en");
    make_lesson("lessons/en/02-two.md", "x");
    make_lesson("lessons/en/01-one.md", "x");
    make_lesson("lessons/en/tour.md", "x");
    make_file("lessons/en/README.md");
    char *shipped = mem_format("%s/lessons", root);
    char *moved = mem_format("mkdir %s/ship && mv %s %s/ship/", root, shipped, root);
    run(moved); /* one's own folder is not inside of the shipped one */
    char *ship = mem_format("%s/ship", root);
    assert_int_equal(setenv("HEED_SHIPPED", ship, 1), 0);
    own_folder();
    make_folder("own/lessons");
    make_folder("own/lessons/en");
    make_lesson("own/lessons/en/my.md", "tr/m.safetensors");
    make_folder("other");
    make_lesson("other/my.md", "m.safetensors");
    struct course course = own_course();
    assert_int_equal(course.count, 3);
    assert_string_equal(course.list[0].name, "01-one");
    assert_string_equal(course.list[1].name, "02-two");
    assert_string_equal(course.list[2].name, "my");
    assert_string_equal(course.lessons[0]->key, "01-one");
    char *model = mem_format("%s/own/lessons/en/tr/m.safetensors", root);
    assert_string_equal(course.lessons[2]->model, model); /* from where the lesson is */
    assert_string_equal(course.lessons[0]->model, "x");
    char *path = mem_format("%s/other/my.md", root);
    struct lesson *other = course_open(&course, path, &err);
    assert_non_null(other);
    assert_string_not_equal(other->key, course.lessons[2]->key);
    assert_int_equal(course_note(&course, course.lessons[2]->key, 0, false, &err), 0);
    assert_true(course.list[2].done);
    assert_int_equal(progress_count(&course.progress, other->key), 0);
    struct course again = own_course();
    assert_true(again.list[2].done);
    assert_false(again.list[0].done);
    course_free(&again);
    lesson_free(other);
    course_free(&course);
    free(path);
    free(model);
    free(ship);
    free(moved);
    free(shipped);
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
        DATA_TEST(test_own_data_adds_to_what_is_shipped),
        DATA_TEST(test_files_and_folders_are_found),
        DATA_TEST(test_what_is_shipped_is_known),
        DATA_TEST(test_own_lessons_stand_in_the_course),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
