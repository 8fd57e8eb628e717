/* Attention from files, and the differences of two files of tensors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "browse/atlas_screen.h"
#include "browse/atlas_view.h"
#include "export/print.h"
#include "inspect/atlas.h"
#include "inspect/change.h"
#include "math/rng.h"
#include "store/safetensors_write.h"

static char path[64], side[72];

static void write_file(const char *name, const void *bytes, size_t n)
{
    FILE *out = fopen(name, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    fclose(out);
}

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/heed-atlas-%d", (int)getpid());
    snprintf(side, sizeof side, "%s.json", path);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(path);
    unlink(side);
    return 0;
}

static int read_text(struct atlas *atlas, const char *text, struct err *err)
{
    write_file(path, text, strlen(text));
    return atlas_open(atlas, path, err);
}

/* ---- reading ---- */

static void csv_is_one_matrix_with_words(void **state)
{
    (void)state;
    struct atlas atlas;
    struct err err;
    assert_int_equal(
        read_text(&atlas, "target,the,\"a, b\",\"say \"\"x\"\"\"\nle,.5,.5,0\n\"\"\"\",1,-inf,0\n",
                  &err),
        0);
    assert_int_equal(atlas.rows, 2);
    assert_int_equal(atlas.columns, 3);
    assert_string_equal(atlas.column_words.list[1], "a, b");
    assert_string_equal(atlas.column_words.list[2], "say \"x\"");
    assert_string_equal(atlas.row_words.list[1], "\"");
    assert_true(atlas_map(&atlas, 0, 0)[0] == 0.5F);
    assert_true(isinf(atlas_map(&atlas, 0, 0)[4]));
    atlas_free(&atlas);
}

static void json_has_layers_and_heads(void **state)
{
    (void)state;
    struct atlas atlas;
    struct err err;
    assert_int_equal(
        read_text(&atlas,
                  "{\"tokens\": [\"a\", \"b\"], \"links\": \"0-0 1-1\", \"attention\": "
                  "[[[[1, 0], [0, 1]], [[0.5, 0.5], [null, 1]], [[0, 1], [1, 0]]]]}",
                  &err),
        0);
    assert_int_equal(atlas.layers, 1);
    assert_int_equal(atlas.heads, 3);
    assert_string_equal(atlas.row_words.list[1], "b");
    assert_string_equal(atlas.column_words.list[1], "b");
    assert_true(fabs(atlas_measure(&atlas, 0, 0, ATLAS_ENTROPY)) < 1e-9);
    assert_true(fabs(atlas_measure(&atlas, 0, 1, ATLAS_ENTROPY) - 0.5) < 1e-9);
    assert_true(fabs(atlas_measure(&atlas, 0, 0, ATLAS_DIAGONAL) - 1) < 1e-9);
    assert_true(fabs(atlas_measure(&atlas, 0, 2, ATLAS_DIAGONAL)) < 1e-9);
    assert_true(fabs(atlas_measure(&atlas, 0, 0, ATLAS_FIRST) - 0.5) < 1e-9);
    assert_true(fabs(atlas_measure(&atlas, 0, 0, ATLAS_ERROR)) < 1e-9);
    assert_true(fabs(atlas_measure(&atlas, 0, 2, ATLAS_ERROR) - 1) < 1e-9);
    atlas_free(&atlas);
    assert_int_equal(read_text(&atlas, "[[1, 2, 3], [4, 5, 6]]", &err), 0);
    assert_int_equal(atlas.columns, 3);
    assert_true(isnan(atlas_measure(&atlas, 0, 0, ATLAS_ERROR)));
    atlas_free(&atlas);
}

static void numpy_has_its_words_beside_it(void **state)
{
    (void)state;
    static const char head[] =
        "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 2), }";
    char bytes[128 + 16];
    static const float values[] = {0.25F, 0.75F, 1, 0};
    struct atlas atlas;
    struct err err;
    memset(bytes, ' ', sizeof bytes);
    memcpy(bytes, head, sizeof head - 1);
    bytes[127] = '\n';
    memcpy(bytes + 128, values, sizeof values);
    write_file(path, bytes, sizeof bytes);
    assert_int_equal(atlas_open(&atlas, path, &err), 0);
    assert_int_equal(atlas.heads, 1);
    assert_int_equal(atlas.row_words.count, 0);
    assert_true(atlas_map(&atlas, 0, 0)[1] == 0.75F);
    atlas_free(&atlas);
    const char *words = "{\"rows\": [\"x\", \"y\"], \"columns\": [\"u\", \"v\"]}";
    write_file(side, words, strlen(words));
    assert_int_equal(atlas_open(&atlas, path, &err), 0);
    assert_string_equal(atlas.column_words.list[0], "u");
    atlas_free(&atlas);
    words = "{\"rows\": [\"x\"]}";
    write_file(side, words, strlen(words));
    assert_int_equal(atlas_open(&atlas, path, &err), -1);
    unlink(side);
}

static void what_is_no_attention_is_refused_in_one_line(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "word",
        "t,a,b\nx,1\n",
        "t,a,b\nx,1,y\n",
        "t,a,b\n",
        "{}",
        "{\"values\": 5}",
        "{\"values\": []}",
        "{\"values\": [[]]}",
        "{\"values\": [[1, 2], [3]]}",
        "{\"values\": [[1, 2], [3, \"x\"]]}",
        "{\"values\": [[[[[[1]]]]]]}",
        "{\"values\": [[1, 2]], \"rows\": [\"a\", \"b\"]}",
        "{\"values\": [[1, 2]], \"columns\": [\"a\"]}",
        "{\"values\": [[1, 2]], \"columns\": [1, 2]}",
        "{\"values\": [[1, 2]], \"links\": \"5-0\"}",
        "{\"values\": [[1, 2]], \"links\": \"zero\"}",
        "{\"values\": [[1, 2]",
        "t,\xff\nx,1\n",
        "\x93NUMPY\x01",
        "PK\x03\x04zip?",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct atlas atlas;
        struct err err = {""};
        if (read_text(&atlas, cases[i], &err) == 0)
            fail_msg("taken: %s", cases[i]);
        assert_true(strncmp(err.text, path, strlen(path)) == 0 && !strchr(err.text, '\n'));
    }
}

static void damaged_files_do_no_harm(void **state)
{
    (void)state;
    static const char text[] =
        "{\"rows\": [\"a\", \"b\"], \"links\": \"0-0 1-1\", \"attention\": [[[1, 0], [0, 1]]]}";
    struct rng rng = {.seed = 3};
    for (int i = 0; i < 3000; i++) {
        char bytes[sizeof text];
        struct atlas atlas;
        struct err err = {""};
        memcpy(bytes, text, sizeof text);
        for (int k = 0; k < 3; k++)
            bytes[rng_below(&rng, sizeof text - 1)] = (char)(32 + rng_below(&rng, 95));
        size_t n = i % 3 ? sizeof text - 1 : rng_below(&rng, sizeof text);
        write_file(path, bytes, n);
        if (atlas_open(&atlas, path, &err) == 0)
            atlas_free(&atlas);
        else
            assert_true(err.text[0] != '\0');
    }
}

static void a_difference_is_of_the_same_shape(void **state)
{
    (void)state;
    struct atlas a, b;
    struct err err;
    assert_int_equal(read_text(&a, "[[1, 2], [null, 4]]", &err), 0);
    assert_int_equal(read_text(&b, "[[1, 1], [null, 1]]", &err), 0);
    assert_int_equal(atlas_subtract(&a, &b, &err), 0);
    assert_true(atlas_map(&a, 0, 0)[1] == 1 && atlas_map(&a, 0, 0)[3] == 3);
    assert_true(isinf(atlas_map(&a, 0, 0)[2]));
    atlas_free(&b);
    assert_int_equal(read_text(&b, "[[1, 1]]", &err), 0);
    assert_int_equal(atlas_subtract(&a, &b, &err), -1);
    atlas_free(&a);
    atlas_free(&b);
}

/* ---- pictures ---- */

static void make_heads(struct atlas *atlas)
{
    struct str text = {0};
    struct err err;
    str_add(&text, "{\"rows\": [\"le\",\"chat\",\"dort\",\".\"], "
                   "\"columns\": [\"the\",\"cat\",\"sleeps\",\".\",\"<eos>\"], "
                   "\"links\": \"0-0 1-1 2-2 3-3\", \"attention\": [");
    for (int l = 0; l < 3; l++) {
        str_add(&text, l ? ",[" : "[");
        for (int h = 0; h < 4; h++) {
            str_add(&text, h ? ",[" : "[");
            for (int i = 0; i < 4; i++) {
                double sum = 0, row[5];
                for (int j = 0; j < 5; j++) {
                    int near = (i - j) * (i - j) * (1 + l) + (j == 0 ? h : 2 * h);
                    sum += row[j] = 1.0 / (1 + near);
                }
                str_add(&text, i ? ",[" : "[");
                for (int j = 0; j < 5; j++)
                    str_format(&text, "%s%.4f", j ? "," : "", row[j] / sum);
                str_add(&text, "]");
            }
            str_add(&text, "]");
        }
        str_add(&text, "]");
    }
    str_add(&text, "]}");
    if (read_text(atlas, text.text, &err))
        fail_msg("%s", err.text);
    str_free(&text);
}

static void compare_golden(const char *name, const struct str *got)
{
    char file[96];
    struct err err;
    struct str expected = {0};
    const char *golden = getenv("HEED_GOLDEN");
    snprintf(file, sizeof file, "tests/inspect/%s.txt", name);
    if (golden && strcmp(golden, "write") == 0) {
        write_file(file, got->text, got->length);
        return;
    }
    if (file_read(&expected, file, 1 << 20, &err))
        fail_msg("%s", err.text);
    if (strcmp(expected.text, got->text) != 0)
        fail_msg("%s differs; make golden, then git diff. It is now:\n%s", file, got->text);
    str_free(&expected);
}

static void the_screen_of_heads_looks_as_it_did(void **state)
{
    (void)state;
    static const char *const walks[] = {"",  "Right Down f f", "Enter l j", "Enter s", "Enter n",
                                        "?", "Enter q"};
    static const int sizes[][2] = {{24, 80}, {40, 120}, {16, 60}, {10, 40}};
    struct atlas atlas;
    make_heads(&atlas);
    for (size_t w = 0; w < sizeof walks / sizeof *walks; w++) {
        struct str out = {0};
        char name[32];
        for (size_t s = 0; s < 4; s++) {
            struct atlas_screen *screen = atlas_screen_new(&atlas, "heads.json", false);
            struct event event = {
                .kind = EVENT_RESIZE, .rows = sizes[s][0], .columns = sizes[s][1]};
            struct grid grid;
            struct theme theme = {.tier = TIER_MONO};
            screen_event(atlas_screen_of(screen), &event);
            char *keys = mem_text(walks[w]), *rest = keys;
            for (char *key = strtok_r(keys, " ", &rest); key; key = strtok_r(NULL, " ", &rest)) {
                assert_int_equal(key_event(key, &event), 0);
                screen_event(atlas_screen_of(screen), &event);
            }
            grid_init(&grid, sizes[s][0], sizes[s][1]);
            screen_draw(atlas_screen_of(screen), &grid);
            str_format(&out, "==== %s · %d × %d ====\n", walks[w], grid.columns, grid.rows);
            print_text(&out, &grid, &theme);
            grid_free(&grid);
            free(keys);
            atlas_screen_free(screen);
        }
        snprintf(name, sizeof name, "heads-%zu", w);
        compare_golden(name, &out);
        str_free(&out);
    }
    atlas_free(&atlas);
}

/* ---- two files ---- */

static struct tensors *make_tensors(const char *name, int variant)
{
    static const float ones[] = {1, 2, 3, 4, 5, 6};
    float other[6], bad[6];
    struct err err;
    char file[80];
    memcpy(other, ones, sizeof ones);
    memcpy(bad, ones, sizeof ones);
    other[4] += variant ? 0.5F : 0;
    bad[2] = NAN;
    const struct tensor_out out[] = {
        {"same", DTYPE_F32, 2, {2, 3}, ones},
        {"moved", DTYPE_F32, 2, {2, 3}, other},
        {variant ? "b" : "a", DTYPE_F32, 1, {6}, ones},
        {"shape", DTYPE_F32, 2, {variant ? 2 : 3, variant ? 3 : 2}, ones},
        {"type", variant ? DTYPE_F16 : DTYPE_F32, 1, {6}, ones},
        {"nan", DTYPE_F32, 1, {6}, bad},
        {"turned bad", DTYPE_F32, 1, {6}, variant ? bad : ones}};
    snprintf(file, sizeof file, "%s-%s", path, name);
    assert_int_equal(safetensors_write(file, out, 7, NULL, 0, &err), 0);
    struct tensors *tensors = tensors_open(file, &err);
    assert_non_null(tensors);
    unlink(file);
    return tensors;
}

static const struct change *change_of(const struct changes *changes, const char *name)
{
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *c = &changes->list[i];
        if (strcmp(c->a ? c->a->name : c->b->name, name) == 0)
            return c;
    }
    fail_msg("no %s", name);
    return NULL;
}

static void changes_are_told_apart(void **state)
{
    (void)state;
    struct tensors *a = make_tensors("a", 0), *b = make_tensors("b", 1);
    struct changes changes;
    assert_true(changes_find(&changes, a, b, 0, NULL));
    assert_int_equal(change_of(&changes, "same")->kind, CHANGE_NONE);
    assert_int_equal(change_of(&changes, "type")->kind, CHANGE_NONE);
    assert_int_equal(change_of(&changes, "nan")->kind, CHANGE_NONE);
    assert_int_equal(change_of(&changes, "turned bad")->kind, CHANGE_VALUES);
    assert_true(isinf(change_of(&changes, "turned bad")->largest));
    assert_int_equal(change_of(&changes, "a")->kind, CHANGE_ONLY_A);
    assert_int_equal(change_of(&changes, "b")->kind, CHANGE_ONLY_B);
    assert_int_equal(change_of(&changes, "shape")->kind, CHANGE_SHAPE);
    const struct change *moved = change_of(&changes, "moved");
    assert_int_equal(moved->kind, CHANGE_VALUES);
    assert_true(fabs(moved->norm - 0.5) < 1e-12 && fabs(moved->largest - 0.5) < 1e-12);
    assert_int_equal(moved->largest_at, 4);
    assert_int_equal(moved->different, 1);
    assert_true(fabs(moved->cosine - 93.5 / sqrt(91) / sqrt(96.25)) < 1e-12);
    struct tensor difference;
    float *values;
    struct err err;
    assert_int_equal(change_subtract(&difference, &values, moved, &err), 0);
    assert_true(values[4] == 0.5F && values[3] == 0);
    free(values);
    changes_free(&changes);
    assert_true(changes_find(&changes, a, b, 0.5, NULL));
    assert_int_equal(change_of(&changes, "moved")->kind, CHANGE_NONE);
    changes_free(&changes);
    tensors_close(a);
    tensors_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_one_matrix_with_words),
        cmocka_unit_test(json_has_layers_and_heads),
        cmocka_unit_test(numpy_has_its_words_beside_it),
        cmocka_unit_test(what_is_no_attention_is_refused_in_one_line),
        cmocka_unit_test(damaged_files_do_no_harm),
        cmocka_unit_test(a_difference_is_of_the_same_shape),
        cmocka_unit_test(the_screen_of_heads_looks_as_it_did),
        cmocka_unit_test(changes_are_told_apart),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
