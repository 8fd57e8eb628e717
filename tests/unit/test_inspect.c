/* What is said of the tensors of any file: parts, statistics, gates, neighbours, list, pictures. */
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
#include "browse/browser.h"
#include "browse/facet.h"
#include "browse/list_view.h"
#include "export/print.h"
#include "inspect/finding.h"
#include "inspect/wordlist.h"
#include "math/rng.h"
#include "store/safetensors_write.h"
#include "study/units.h"

#define FOLDER "tests/inspect"

/* Written by make_file(): one tensor of every kind that the pictures are about. */
static char path[64];

static double value_of(int i, int seed)
{
    return ((i * 37 + seed * 11) % 101 - 50) / 64.0;
}

/* The values are the caller's. */
static float *add(struct tensor_out *tensor, const char *name, int rows, int columns, int seed)
{
    int count = rows * (columns ? columns : 1);
    float *values = mem_new((size_t)count, sizeof *values);
    for (int i = 0; i < count; i++)
        values[i] = (float)value_of(i, seed);
    *tensor = (struct tensor_out){.name = name, .rank = columns ? 2 : 1, .values = values};
    tensor->shape[0] = (size_t)rows;
    tensor->shape[1] = (size_t)columns;
    return values;
}

enum { TENSORS = 12, ROWS_OF_WORDS = 8 };

static int make_file(void **state)
{
    (void)state;
    struct tensor_out out[TENSORS];
    float *values[TENSORS];
    struct err err;
    const struct metadata_out facts[] = {
        {"format", "pt"},
        {"heed.source_vocab", "<pad>\n<bos>\n<eos>\n<unk>\ncat\ndog\ntree\nlake\n"},
        {"training", "{\"epochs\": 3, \"loss\": 0.25}"}};
    values[0] = add(&out[0], "encoder.embedding.weight", ROWS_OF_WORDS, 6, 1);
    values[1] = add(&out[1], "encoder.rnn.weight_ih_l0", 12, 6, 2);
    values[2] = add(&out[2], "encoder.rnn.weight_hh_l0", 12, 4, 3);
    values[3] = add(&out[3], "encoder.rnn.bias_ih_l0", 12, 0, 4);
    values[4] = add(&out[4], "decoder.rnn.weight_ih_l0_reverse", 12, 5, 5);
    values[5] = add(&out[5], "decoder.rnn.weight_hh_l0_reverse", 12, 3, 6);
    values[6] = add(&out[6], "output.weight", 90, 70, 7);
    values[7] = add(&out[7], "attention.v", 100, 0, 8);
    values[8] = add(&out[8], "bad\x1b[31m", 3, 4, 9);
    values[9] = add(&out[9], "gru/gru_cell/kernel:0", 5, 9, 10);
    values[10] = add(&out[10], "gru/gru_cell/recurrent_kernel:0", 3, 9, 11);
    values[11] = add(&out[11], "gru/gru_cell/bias:0", 2, 9, 12);
    for (int i = 0; i < 6; i++)
        values[0][i] = 0; /* <pad> */
    values[8][5] = NAN;
    values[8][7] = INFINITY;
    snprintf(path, sizeof path, "/tmp/heed-inspect-%d.safetensors", (int)getpid());
    int result = safetensors_write(path, out, TENSORS, facts, 3, &err);
    for (int t = 0; t < TENSORS; t++)
        free(values[t]);
    return result;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static struct tensors *open_file(void)
{
    struct err err;
    struct tensors *file = tensors_open(path, &err);
    if (!file)
        fail_msg("%s", err.text);
    return file;
}

/* ---- statistics ---- */

static void statistics_are_those_of_the_plain_formulas(void **state)
{
    (void)state;
    enum { N = 1000 };
    struct rng rng = {.seed = 5};
    for (int round = 0; round < 50; round++) {
        double x[N], sum = 0, squares = 0, around = 0, shift = round * 1000.0;
        struct tally tally = {0};
        for (int i = 0; i < N; i++)
            x[i] = rng_normal(&rng) + shift;
        for (int i = 0; i < N; i++)
            sum += x[i], squares += x[i] * x[i];
        for (int i = 0; i < N; i++)
            around += (x[i] - sum / N) * (x[i] - sum / N);
        for (int i = 0; i < N;) { /* in pieces of any length */
            int n = 1 + (int)rng_below(&rng, 70);
            n = n < N - i ? n : N - i;
            tally_add(&tally, x + i, (size_t)n);
            i += n;
        }
        struct statistics s = tally_end(&tally);
        assert_int_equal(s.count, N);
        assert_true(fabs(s.mean - sum / N) < 1e-9);
        assert_true(fabs(s.sd - sqrt(around / N)) < 1e-9);
        assert_true(fabs(s.norm / sqrt(squares) - 1) < 1e-12);
        assert_true(x[s.min_at] == s.min && x[s.max_at] == s.max);
        for (int i = 0; i < N; i++)
            assert_true(x[i] >= s.min && x[i] <= s.max);
    }
}

static void what_is_not_finite_is_counted_and_found(void **state)
{
    (void)state;
    const double x[] = {1, NAN, -2, INFINITY, 0, -INFINITY, 1e300, -1e300};
    struct tally tally = {0};
    tally_add(&tally, x, 8);
    struct statistics s = tally_end(&tally);
    assert_int_equal(s.nan, 1);
    assert_int_equal(s.infinite, 2);
    assert_int_equal(s.zero, 1);
    assert_int_equal(s.places[0], 1);
    assert_int_equal(s.places[1], 3);
    assert_int_equal(s.min_at, 7);
    assert_int_equal(s.max_at, 6);
    assert_true(fabs(s.norm / 1e300 - sqrt(2)) < 1e-12);
}

static void every_value_is_in_one_bin(void **state)
{
    (void)state;
    const double x[] = {-1, -0.5, 0, 0.25, 1, 1, NAN};
    struct tally tally = {0};
    struct histogram h;
    size_t all = 0;
    tally_add(&tally, x, 7);
    struct statistics s = tally_end(&tally);
    histogram_start(&h, &s);
    histogram_add(&h, x, 7);
    for (int b = 0; b < HISTOGRAM_BINS; b++)
        all += h.bins[b];
    assert_int_equal(all, 6);
    assert_int_equal(h.bins[0], 1);
    assert_int_equal(h.bins[HISTOGRAM_BINS - 1], 2);
    assert_int_equal(h.bins[HISTOGRAM_BINS / 2], 1);
}

/* ---- parts ---- */

static void parts_are_those_of_python(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t rows, columns;
        int first; /* number of its first value in the tensor */
    } cases[] = {
        {"output.weight", 90, 70, 0},
        {"output.weight[3]", 3, 32, 210}, /* a row, folded */
        {"output.weight[-1,:]", 3, 32, 6230},
        {"output.weight[3:5]", 2, 70, 210},
        {"output.weight[:,10:20]", 90, 10, 10},
        {"output.weight[4:10:3, -2:]", 2, 2, 348},
        {"output.weight[5,6]", 1, 1, 356},
        {"output.weight[:, 6]", 3, 32, 6},
        {"attention.v[10:20]", 1, 10, 10},
        {"weight_ih_l0[0]", 1, 6, 0}, /* the only name that ends so */
    };
    struct tensors *file = open_file();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct excerpt slice;
        struct err err;
        double row[70];
        if (excerpt_parse(&slice, file, cases[i].text, &err))
            fail_msg("%s: %s", cases[i].text, err.text);
        assert_int_equal(slice.rows, cases[i].rows);
        assert_int_equal(slice.columns, cases[i].columns);
        assert_int_equal(excerpt_row(row, &slice, 0, &err), 0);
        double expected;
        assert_int_equal(tensor_doubles(&expected, slice.tensor, (size_t)cases[i].first, 1, &err),
                         0);
        assert_true(row[0] == expected);
    }
    tensors_close(file);
}

static void parts_that_cannot_be_are_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"output.weigh",
                                        "output.weight[90]",
                                        "output.weight[-91]",
                                        "output.weight[1,2,3]",
                                        "output.weight[5:5]",
                                        "output.weight[x]",
                                        "output.weight[1",
                                        "output.weight[1]x",
                                        "output.weight[::0]",
                                        "output.weight[1 2]",
                                        "weight",
                                        "output.weight[99999999999999999999]",
                                        "output.weight[200:300]"};
    struct tensors *file = open_file();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct excerpt slice;
        struct err err = {""};
        assert_int_equal(excerpt_parse(&slice, file, cases[i], &err), -1);
        assert_true(err.text[0] && !strchr(err.text, '\n'));
    }
    tensors_close(file);
}

/* ---- gates ---- */

static void gates_follow_name_and_shape(void **state)
{
    (void)state;
    struct tensors *file = open_file();
    struct gates gates = gates_of(file, tensors_find(file, "encoder.rnn.weight_ih_l0"));
    assert_int_equal(gates.count, 3);
    assert_int_equal(gates.size, 4);
    assert_string_equal(gates.names[0], "r");
    assert_false(gates.backward);
    gates = gates_of(file, tensors_find(file, "encoder.rnn.bias_ih_l0"));
    assert_int_equal(gates.count, 3);
    gates = gates_of(file, tensors_find(file, "decoder.rnn.weight_ih_l0_reverse"));
    assert_int_equal(gates.count, 4);
    assert_string_equal(gates.cell, "LSTM");
    assert_string_equal(gates.names[2], "g");
    assert_true(gates.backward);
    assert_int_equal(gates_of(file, tensors_find(file, "output.weight")).count, 0);
    tensors_close(file);
}

static void gates_of_keras_lie_in_columns(void **state)
{
    (void)state;
    struct tensors *file = open_file();
    struct gates gates = gates_of(file, tensors_find(file, "gru/gru_cell/kernel:0"));
    assert_int_equal(gates.count, 3);
    assert_int_equal(gates.axis, 1);
    assert_int_equal(gates.size, 3);
    assert_string_equal(gates.names[0], "z");
    gates = gates_of(file, tensors_find(file, "gru/gru_cell/recurrent_kernel:0"));
    assert_string_equal(gates.part, "the state before");
    gates = gates_of(file, tensors_find(file, "gru/gru_cell/bias:0"));
    assert_int_equal(gates.count, 3);
    assert_int_equal(gates.axis, 1);
    tensors_close(file);
}

/* A file of matrices of these names and shapes, all zero. */
static struct tensors *file_of(const char *const *names, const int (*shapes)[2], size_t count)
{
    struct tensor_out out[8];
    float zeros[64] = {0};
    char where[64];
    struct err err;
    assert_true(count <= 8);
    snprintf(where, sizeof where, "/tmp/heed-gates-%d.safetensors", (int)getpid());
    for (size_t i = 0; i < count; i++)
        out[i] = (struct tensor_out){.name = names[i],
                                     .rank = 2,
                                     .shape = {(size_t)shapes[i][0], (size_t)shapes[i][1]},
                                     .values = zeros};
    assert_int_equal(safetensors_write(where, out, count, NULL, 0, &err), 0);
    struct tensors *file = tensors_open(where, &err);
    unlink(where);
    assert_non_null(file);
    return file;
}

static void gates_of_a_keras_archive_are_known_by_number(void **state)
{
    (void)state;
    static const char *const names[] = {"layers/gru/cell/vars/0", "layers/gru/cell/vars/1",
                                        "layers/gru/cell/vars/2", "layers/dense/vars/0"};
    static const int shapes[][2] = {{5, 9}, {3, 9}, {2, 9}, {3, 9}};
    struct tensors *file = file_of(names, shapes, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(gates_of(file, tensors_find(file, names[i])).count, i < 3 ? 3 : 0);
    assert_string_equal(gates_of(file, tensors_find(file, names[0])).part, "the input");
    assert_string_equal(gates_of(file, tensors_find(file, names[1])).names[0], "z");
    tensors_close(file);
}

/* Marian keeps r and z together, and n apart: only the first have gates. */
static void gates_of_marian_are_two(void **state)
{
    (void)state;
    static const char *const names[] = {"encoder_bi_r_W",  "encoder_bi_r_U",  "encoder_bi_r_b",
                                        "encoder_bi_r_Wx", "encoder_bi_r_Ux", "decoder_W"};
    static const int shapes[][2] = {{5, 6}, {3, 6}, {1, 6}, {5, 3}, {3, 3}, {5, 6}};
    struct tensors *file = file_of(names, shapes, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(gates_of(file, tensors_find(file, names[i])).count, i < 3 ? 2 : 0);
    struct gates gates = gates_of(file, tensors_find(file, names[1]));
    assert_string_equal(gates.part, "the state before");
    assert_string_equal(gates.names[0], "r");
    assert_int_equal(gates.size, 3);
    assert_true(gates.backward);
    tensors_close(file);
}

/* ---- rows ---- */

static void the_nearest_row_is_the_one_of_the_largest_cosine(void **state)
{
    (void)state;
    struct tensors *file = open_file();
    struct excerpt slice;
    struct err err;
    struct nearest nearest;
    assert_int_equal(excerpt_parse(&slice, file, "encoder.embedding.weight", &err), 0);
    assert_int_equal(nearest_find(&nearest, &slice, 4, &err), 0);
    assert_int_equal(nearest.count, ROWS_OF_WORDS - 2); /* neither itself nor the one of zeros */
    assert_int_equal(nearest.zero_rows, 1);
    assert_int_equal(nearest.unused[0], 0);
    for (int i = 0; i < nearest.count; i++) {
        double a[6], b[6], dot = 0, aa = 0, bb = 0;
        excerpt_row(a, &slice, 4, &err);
        excerpt_row(b, &slice, nearest.rows[i], &err);
        for (int k = 0; k < 6; k++)
            dot += a[k] * b[k], aa += a[k] * a[k], bb += b[k] * b[k];
        assert_true(fabs(nearest.cosine[i] - dot / sqrt(aa * bb)) < 1e-12);
        assert_true(i == 0 || nearest.cosine[i] <= nearest.cosine[i - 1]);
    }
    assert_int_equal(nearest_find(&nearest, &slice, ROWS_OF_WORDS, &err), -1);
    tensors_close(file);
}

static void singular_values_are_those_of_a_known_matrix(void **state)
{
    (void)state;
    struct tensors *file = open_file();
    struct excerpt slice;
    struct err err;
    assert_int_equal(excerpt_parse(&slice, file, "output.weight", &err), 0);
    struct spectrum *spectrum = spectrum_new(&slice, &err);
    assert_non_null(spectrum);
    double squares = 0, norm = 0, row[70];
    for (int i = 0; i < spectrum->count; i++) {
        squares += spectrum->values[i] * spectrum->values[i];
        assert_true(i == 0 || spectrum->values[i] <= spectrum->values[i - 1]);
    }
    for (size_t r = 0; r < slice.rows; r++) {
        excerpt_row(row, &slice, r, &err);
        for (int c = 0; c < 70; c++)
            norm += row[c] * row[c];
    }
    assert_true(fabs(squares / norm - 1) < 1e-10); /* the squared norm of the matrix */
    assert_true(spectrum->effective_rank > 1 && spectrum->effective_rank <= spectrum->count);
    spectrum_free(spectrum);
    assert_int_equal(excerpt_parse(&slice, file, "attention.v", &err), 0);
    assert_null(spectrum_new(&slice, &err));
    tensors_close(file);
}

/* ---- words ---- */

static void words_come_from_text_and_json(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t count; /* 0: refused */
        const char *third;
    } cases[] = {{"a\nb\nc\n", 3, "c"},
                 {"a\t5\r\nb\t4\r\nc\t1", 3, "c"},
                 {"[\"a\", \"b\", \"c\"]", 3, "c"},
                 {"{\"c\": 2, \"a\": 0, \"b\": 1}", 3, "c"},
                 {"{\"word2index\": {\"c\": 2, \"a\": 0, \"b\": 1}}", 3, "c"},
                 {"{\"model\": {\"vocab\": {\"a\": 0, \"b\": 1, \"c\": 2}}}", 3, "c"},
                 {"{\"0\": \"a\", \"1\": \"b\", \"2\": \"c\"}", 3, "c"},
                 {"{\"a\": 0, \"b\": 0}", 0, NULL},
                 {"{\"a\": 0, \"b\": 2}", 0, NULL},
                 {"{\"a\": 0.5}", 0, NULL},
                 {"[1, 2]", 0, NULL},
                 {"{}", 0, NULL},
                 {"a\n\xff\n", 0, NULL}};
    char name[64];
    snprintf(name, sizeof name, "/tmp/heed-words-%d", (int)getpid());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct strs words = {0};
        struct err err = {""};
        FILE *out = fopen(name, "w");
        assert_non_null(out);
        fputs(cases[i].text, out);
        fclose(out);
        int result = wordlist_read(&words, name, &err);
        assert_int_equal(result, cases[i].count ? 0 : -1);
        if (cases[i].count) {
            assert_int_equal(words.count, cases[i].count);
            assert_string_equal(words.list[2], cases[i].third);
        } else {
            assert_true(err.text[0] != '\0');
        }
        strs_free(&words);
    }
    unlink(name);
}

/* ---- pictures ---- */

static void write_or_compare(const char *name, const struct str *got)
{
    char file[96];
    struct err err;
    struct str expected = {0};
    const char *golden = getenv("HEED_GOLDEN");
    snprintf(file, sizeof file, FOLDER "/%s.txt", name);
    if (golden && strcmp(golden, "write") == 0) {
        FILE *out = fopen(file, "w");
        assert_non_null(out);
        fputs(got->text, out);
        fclose(out);
        return;
    }
    if (file_read(&expected, file, 1 << 20, &err))
        fail_msg("%s", err.text);
    if (strcmp(expected.text, got->text) != 0)
        fail_msg("%s differs; make golden, then git diff. It is now:\n%s", file, got->text);
    str_free(&expected);
}

static void print_grid(struct str *out, const struct grid *grid, const char *title)
{
    struct theme theme = {.tier = TIER_MONO};
    str_format(out, "==== %s · %d × %d ====\n", title, grid->columns, grid->rows);
    print_text(out, grid, &theme);
}

static void draw_facet(struct str *out, const char *tensor, enum facet facet, int rows, int columns)
{
    struct tensors *file = open_file();
    struct inventory *inventory = inventory_new(file);
    struct strs words = {0};
    struct str line = {0};
    struct err err;
    str_format(&line, "survey %s", tensor);
    struct finding *survey = finding_new(file, line.text, NULL, &err), *more = NULL;
    if (!survey)
        fail_msg("%s", err.text);
    struct facet_view view = {.inventory = inventory, .survey = survey->survey, .facet = facet};
    if (wordlist_of(&words, file, survey->survey->slice.tensor))
        view.words = &words;
    if (facet == FACET_NEAREST) {
        view.row = 4;
        str_clear(&line);
        str_format(&line, "nearest 4 %s", tensor);
        more = finding_new(file, line.text, NULL, &err);
        view.nearest = more->nearest;
    }
    struct grid grid;
    grid_init(&grid, rows, columns);
    facet_draw(&grid, grid_whole(&grid), &view);
    str_format(out, "%s", "");
    print_grid(out, &grid, line.text);
    grid_free(&grid);
    finding_free(survey);
    finding_free(more);
    strs_free(&words);
    str_free(&line);
    inventory_free(inventory);
    tensors_close(file);
}

static void facets_look_as_they_did(void **state)
{
    (void)state;
    static const struct {
        const char *name, *tensor;
        enum facet facet;
    } scenes[] = {{"stats", "output.weight", FACET_STATS},
                  {"stats-bad", "bad\x1b[31m", FACET_STATS},
                  {"heat", "encoder.embedding.weight", FACET_HEAT},
                  {"heat-blocks", "output.weight", FACET_HEAT},
                  {"heat-vector", "attention.v", FACET_HEAT},
                  {"heat-part", "output.weight[4:10:3,-5:]", FACET_HEAT},
                  {"heat-bad", "bad\x1b[31m", FACET_HEAT},
                  {"gates", "encoder.rnn.weight_ih_l0", FACET_GATES},
                  {"gates-bias", "encoder.rnn.bias_ih_l0", FACET_GATES},
                  {"gates-lstm", "decoder.rnn.weight_hh_l0_reverse", FACET_GATES},
                  {"gates-keras", "gru/gru_cell/kernel:0", FACET_GATES},
                  {"gates-none", "output.weight", FACET_GATES},
                  {"norms", "output.weight", FACET_NORMS},
                  {"nearest", "encoder.embedding.weight", FACET_NEAREST}};
    static const int sizes[][2] = {{20, 78}, {30, 118}, {12, 58}};
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct str out = {0};
        for (size_t s = 0; s < 3; s++)
            draw_facet(&out, scenes[i].tensor, scenes[i].facet, sizes[s][0], sizes[s][1]);
        write_or_compare(scenes[i].name, &out);
        str_free(&out);
    }
}

/* ---- the screen ---- */

struct scene {
    struct tensors *file;
    struct inventory *inventory;
    struct browser *browser;
    struct strs words;
    bool quit;
};

static void deliver(struct scene *stage);

enum { UNITS = 40, WORDS = 10 };

/* A gate and a state: unit 4 of each never moves, unit 7 is always at its end. */
static struct units *some_units(void)
{
    struct units *units = mem_new(1, sizeof *units);
    units->sentences = 3;
    units->count = 2;
    for (int g = 0; g < 2; g++) {
        struct unit_seen *list = mem_new(UNITS, sizeof *list);
        for (int u = 0; u < UNITS; u++)
            list[u] = (struct unit_seen){-0.5 * g, 0.5, 0.25 * WORDS, u % 3};
        list[3] = (struct unit_seen){0.125, 0.125, 0.125 * WORDS, 0};
        list[6] = (struct unit_seen){0.96, 1, 0.99 * WORDS, WORDS};
        units->groups[g] = (struct unit_group){.sheet.quantity = g ? Q_FORWARD : Q_FORWARD_UPDATE,
                                               .gate = g == 0,
                                               .count = UNITS,
                                               .positions = WORDS,
                                               .list = list};
    }
    return units;
}

static void send(struct scene *stage, const struct event *event)
{
    screen_event(browser_screen(stage->browser), event);
    deliver(stage);
}

/* Carries out what it asks for, at once. */
static void deliver(struct scene *stage)
{
    struct effects effects = screen_take_effects(browser_screen(stage->browser));
    for (size_t i = 0; i < effects.count; i++) {
        const struct effect *effect = &effects.list[i];
        struct event event = {.kind = EVENT_ANSWER};
        struct err err;
        stage->quit = stage->quit || effect->kind == EFFECT_QUIT;
        if (effect->kind == EFFECT_LOOK) {
            struct finding *finding = finding_new(stage->file, effect->text, NULL, &err);
            event.answer = finding ? (struct answer){.kind = ANSWER_FINDING,
                                                     .asker = effect->asker,
                                                     .finding = finding}
                                   : answer_failed(effect->asker, &err);
            send(stage, &event);
        }
        if (effect->kind == EFFECT_UNITS) {
            struct units *units = some_units();
            event.answer =
                (struct answer){.kind = ANSWER_UNITS, .asker = effect->asker, .units = units};
            send(stage, &event);
        }
        if (effect->kind == EFFECT_INSIDE) {
            event.answer = answer_done(effect->asker, "");
            send(stage, &event);
        }
        for (int t = 0; effect->kind == EFFECT_MEASURE && t < stage->inventory->count; t++) {
            event.answer = (struct answer){
                .kind = ANSWER_FINDING,
                .finding = finding_measured(tensors_at(stage->file, (size_t)t), t, NULL)};
            send(stage, &event);
        }
    }
    effects_free(&effects);
}

static struct scene begin(int rows, int columns)
{
    struct scene stage = {.file = open_file()};
    static const struct strs none;
    struct event resize = {.kind = EVENT_RESIZE, .rows = rows, .columns = columns};
    stage.inventory = inventory_new(stage.file);
    stage.browser = browser_new("some/where/model.safetensors", stage.inventory, &none, NULL);
    send(&stage, &resize);
    return stage;
}

static void end(struct scene *stage)
{
    browser_free(stage->browser);
    inventory_free(stage->inventory);
    tensors_close(stage->file);
}

static void press(struct scene *stage, const char *keys)
{
    char *copy = mem_text(keys), *rest = copy;
    for (char *name = strtok_r(copy, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        struct event event;
        if (key_event(name, &event))
            fail_msg("no key %s", name);
        send(stage, &event);
    }
    free(copy);
}

static void dump(struct scene *stage, struct str *out, const char *title)
{
    struct screen *screen = browser_screen(stage->browser);
    struct grid grid;
    grid_init(&grid, screen->rows, screen->columns);
    screen_draw(screen, &grid);
    print_grid(out, &grid, title);
    grid_free(&grid);
}

static void the_screen_looks_as_it_did(void **state)
{
    (void)state;
    static const char *const walks[] = {
        "",
        "m",
        "s s",
        "/ l s t m",
        "/ r n n Enter Down Down Enter",
        "m s s Enter",
        "i",
        "?",
        "Down Enter Tab",
        "Down Enter Tab + l j",
        "Down Enter Tab Tab n",
        "/ b a d Enter Enter Enter",
        "Down Enter / [ 2 : 4 ] Enter Tab",
        "Down Enter / 9 9 Enter",
        "Down Enter q q",
    };
    static const int sizes[][2] = {{24, 80}, {40, 120}, {16, 60}};
    for (size_t w = 0; w < sizeof walks / sizeof *walks; w++) {
        struct str out = {0};
        char name[32];
        for (size_t s = 0; s < 3; s++) {
            struct scene stage = begin(sizes[s][0], sizes[s][1]);
            press(&stage, walks[w]);
            dump(&stage, &out, walks[w]);
            end(&stage);
        }
        snprintf(name, sizeof name, "screen-%02zu", w);
        write_or_compare(name, &out);
        str_free(&out);
    }
}

static void the_units_look_as_they_did(void **state)
{
    (void)state;
    static const int sizes[][2] = {{24, 80}, {40, 120}, {16, 60}};
    struct str out = {0};
    for (size_t s = 0; s < 3; s++) {
        struct scene stage = begin(sizes[s][0], sizes[s][1]);
        browser_offer_runs(stage.browser, NULL, "sentences.txt");
        deliver(&stage);
        dump(&stage, &out, "units");
        press(&stage, "Down Enter");
        dump(&stage, &out, "units of one");
        press(&stage, "q q");
        assert_int_equal(screen_context(browser_screen(stage.browser)), CONTEXT_FILE);
        assert_false(stage.quit);
        end(&stage);
    }
    write_or_compare("units", &out);
    str_free(&out);
}

static void expect_message(const struct scene *stage, const char *text, bool bad)
{
    const struct screen *screen = browser_screen(stage->browser);
    assert_string_equal(screen->message.text, text);
    assert_int_equal(screen->message_bad, bad);
}

static void keys_say_where_they_count(void **state)
{
    (void)state;
    struct scene stage = begin(24, 80);
    press(&stage, "n");
    expect_message(&stage, "n is for a tensor: the next tensor of the list", false);
    press(&stage, "x");
    expect_message(&stage, "x has no meaning; ? lists the keys", false);
    press(&stage, "? k");
    expect_message(&stage, "this is the beginning of the help", false);
    press(&stage, "G j");
    expect_message(&stage, "this is the end of the help", false);
    press(&stage, "q ]");
    expect_message(&stage, "", false);
    press(&stage, "] ] ] ]");
    expect_message(&stage, "no group follows", false);
    press(&stage, "g [");
    expect_message(&stage, "no group comes before", false);
    press(&stage, "Down l");
    assert_int_equal(screen_context(browser_screen(stage.browser)), CONTEXT_TENSOR);
    press(&stage, "/ x Enter");
    assert_true(browser_screen(stage.browser)->message_bad);
    assert_false(stage.quit);
    end(&stage);
}

/* The cursor stands after what was typed, however many bytes a character has. */
static void the_cursor_is_where_letters_go(void **state)
{
    (void)state;
    struct scene stage = begin(24, 40);
    struct grid grid;
    grid_init(&grid, 24, 40);
    press(&stage, "/ é 早");
    screen_draw(browser_screen(stage.browser), &grid);
    assert_int_equal(grid.cursor_row, 23);
    assert_int_equal(grid.cursor_column, 1 + 6 + 1 + 2);
    for (int i = 0; i < 30; i++)
        press(&stage, "早");
    screen_draw(browser_screen(stage.browser), &grid);
    assert_in_range(grid.cursor_column, 37, 39);
    grid_free(&grid);
    end(&stage);
}

/* Whether the footer of what is on the screen has a text in it. */
static bool footer_has(struct scene *stage, const char *text)
{
    struct str out = {0};
    dump(stage, &out, "");
    char *end = strrchr(out.text, '\n'), *line;
    bool has = false;
    for (int i = 0; end && i < 60 && !has; i++) { /* the styles of the screen stand below it */
        *end = '\0';
        line = strrchr(out.text, '\n');
        has = line && strstr(line, text) != NULL;
        end = line;
    }
    str_free(&out);
    return has;
}

/* A key that does nothing in a view is not in its footer, and says why when it is pressed. */
static void the_footer_has_the_keys_that_count(void **state)
{
    (void)state;
    struct scene stage = begin(24, 120);
    press(&stage, "Enter"); /* on a group: the first tensor of it */
    assert_int_equal(screen_context(browser_screen(stage.browser)), CONTEXT_TENSOR);
    assert_false(footer_has(&stage, "+- zoom"));
    assert_false(footer_has(&stage, "↑↓ row"));
    press(&stage, "+");
    expect_message(&stage, "that is of the heat: 2", false);
    press(&stage, "j");
    expect_message(&stage, "there is no row to go to in this view; heat (2) has rows", false);
    press(&stage, "2");
    assert_true(footer_has(&stage, "+- zoom"));
    assert_true(footer_has(&stage, "←→ column"));
    assert_true(footer_has(&stage, "q list"));
    press(&stage, "6");
    assert_true(footer_has(&stage, "↑↓ row"));
    assert_false(footer_has(&stage, "+- zoom"));
    end(&stage);
    stage = begin(24, 80);
    browser_free(stage.browser);
    static const struct strs none;
    struct event resize = {.kind = EVENT_RESIZE, .rows = 24, .columns = 80};
    stage.browser = browser_new("m", stage.inventory, &none, "output.weight");
    browser_begin_at(stage.browser, 3, 4);
    send(&stage, &resize);
    assert_true(footer_has(&stage, "q run"));
    end(&stage);
}

static void any_keys_and_sizes_do_no_harm(void **state)
{
    (void)state;
    static const char *const keys[] = {
        "Up",        "Down", "Left", "Right",  "Enter",    "Tab", "q", "n",
        "p",         "+",    "-",    "s",      "/",        "?",   "i", "m",
        "Shift-Tab", "Home", "End",  "PageUp", "PageDown", "a",   "[", "Esc",
        "Backspace", "1",    "c",    "]",      ":",        "5",   "e", "u"};
    struct rng rng = {.seed = 11};
    struct scene stage = begin(24, 80);
    browser_offer_runs(stage.browser, NULL, NULL);
    for (int i = 0; i < 6000; i++) {
        if (rng_below(&rng, 20) == 0) {
            struct event resize = {.kind = EVENT_RESIZE,
                                   .rows = 1 + (int)rng_below(&rng, 50),
                                   .columns = 1 + (int)rng_below(&rng, 150)};
            send(&stage, &resize);
        }
        press(&stage, keys[rng_below(&rng, sizeof keys / sizeof *keys)]);
        struct screen *screen = browser_screen(stage.browser);
        struct grid grid;
        grid_init(&grid, screen->rows, screen->columns);
        if (i % 7 == 0)
            screen_draw(screen, &grid);
        grid_free(&grid);
    }
    assert_true(stage.quit);
    end(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_are_those_of_the_plain_formulas),
        cmocka_unit_test(what_is_not_finite_is_counted_and_found),
        cmocka_unit_test(every_value_is_in_one_bin),
        cmocka_unit_test(parts_are_those_of_python),
        cmocka_unit_test(parts_that_cannot_be_are_refused),
        cmocka_unit_test(gates_follow_name_and_shape),
        cmocka_unit_test(gates_of_keras_lie_in_columns),
        cmocka_unit_test(gates_of_a_keras_archive_are_known_by_number),
        cmocka_unit_test(gates_of_marian_are_two),
        cmocka_unit_test(the_nearest_row_is_the_one_of_the_largest_cosine),
        cmocka_unit_test(singular_values_are_those_of_a_known_matrix),
        cmocka_unit_test(words_come_from_text_and_json),
        cmocka_unit_test(facets_look_as_they_did),
        cmocka_unit_test(the_screen_looks_as_it_did),
        cmocka_unit_test(the_units_look_as_they_did),
        cmocka_unit_test(keys_say_where_they_count),
        cmocka_unit_test(the_cursor_is_where_letters_go),
        cmocka_unit_test(the_footer_has_the_keys_that_count),
        cmocka_unit_test(any_keys_and_sizes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
