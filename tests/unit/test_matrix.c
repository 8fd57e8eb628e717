#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cjson/cJSON.h>
#include <csv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/matrix.h"
#include "model/family.h"

/* Matrices written as CSV and JSON, read back by libcsv and cJSON, and held against the trace. */

static const char *const source_words[] = {"tea", "a\"b", "x,y", "\"", "ß", "now"};
static const char *const target_words[] = {"thé", ",", "«\"»", "fin"};

/* An untrained model whose vocabularies have everything that needs a quote. */
static struct model *odd_model(enum score score)
{
    struct err err;
    struct config config = config_default(&family_seq2seq);
    config.seq2seq.attention.score = score;
    config.source.unit = config.target.unit = UNIT_TOKEN;
    config.seq2seq.embed = 3;
    config.seq2seq.encoder_hidden = 2;
    config.seq2seq.decoder_hidden = config.seq2seq.attention.hidden = 4;
    config.seq2seq.readout_hidden = 5;
    struct vocab *source = vocab_new(), *target = vocab_new();
    for (size_t i = 0; i < sizeof source_words / sizeof *source_words; i++)
        vocab_add(source, source_words[i]);
    for (size_t i = 0; i < sizeof target_words / sizeof *target_words; i++)
        vocab_add(target, target_words[i]);
    struct model *model = model_new("odd", &config, tokenizer_of(UNIT_TOKEN, source),
                                    tokenizer_of(UNIT_TOKEN, target), 5, &err);
    assert_non_null(model);
    return model;
}

struct fixture {
    struct model *model;
    struct trace *trace; /* two sentences, the first padded by two */
};

static int setup(void **state)
{
    static const char *const texts[] = {"tea a\"b x,y", "ß \" now unknown tea"};
    struct fixture *f = calloc(1, sizeof *f);
    f->model = odd_model(SCORE_ADDITIVE);
    f->trace = trace_new(f->model, texts, 2, NULL);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    trace_free(f->trace);
    model_free(f->model);
    free(f);
    return 0;
}

/* What was written, as a text to be freed. */
static char *written(void (*write)(FILE *, const struct trace *, int, struct sheet, int,
                                   const struct strs *),
                     const struct trace *trace, int sentence, enum quantity_id id, int row)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    char *lines[] = {"mask off", "say \"no\""};
    const struct strs changes = {lines, 2, 2};
    write(out, trace, sentence, sheet_of(id), row, &changes);
    fclose(out);
    return text;
}

/* Fields of a CSV text, row by row. */
struct table {
    struct strs fields;
    size_t columns, rows; /* of the first row; complete rows */
    size_t in_row;
};

static void on_field(void *field, size_t n, void *data)
{
    struct table *table = data;
    strs_add_n(&table->fields, field, n);
    table->in_row++;
}

static void on_row(int end, void *data)
{
    struct table *table = data;
    assert_int_equal(end, '\n');
    if (table->rows++ == 0)
        table->columns = table->in_row;
    assert_int_equal(table->in_row, table->columns);
    table->in_row = 0;
}

static struct table read_csv(const char *text)
{
    struct table table = {0};
    struct csv_parser parser;
    assert_int_equal(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
    assert_int_equal(csv_parse(&parser, text, strlen(text), on_field, on_row, &table),
                     strlen(text));
    assert_int_equal(csv_fini(&parser, on_field, on_row, &table), 0);
    csv_free(&parser);
    return table;
}

static const char *field(const struct table *table, int row, int column)
{
    return table->fields.list[(size_t)row * table->columns + (size_t)column];
}

static void test_csv_reads_back(void **state)
{
    const struct fixture *f = *state;
    for (int sentence = 0; sentence < 2; sentence++)
        for (int id = 0; id < Q_COUNT; id++) {
            const struct quantity *q = quantity_any((enum quantity_id)id);
            struct mat values = trace_get(f->trace, sentence, q->id);
            if (!values.x)
                continue;
            char *text = written(matrix_csv, f->trace, sentence, q->id, -1), buffer[16];
            struct table table = read_csv(text);
            assert_int_equal(table.rows, values.rows + 1);
            assert_int_equal(table.columns, values.cols + 1);
            for (int j = 0; j < values.cols; j++)
                assert_string_equal(
                    field(&table, 0, j + 1),
                    trace_label(f->trace, sentence, q->columns, j, buffer, sizeof buffer));
            for (int i = 0; i < values.rows; i++) {
                assert_string_equal(
                    field(&table, i + 1, 0),
                    trace_label(f->trace, sentence, q->rows, i, buffer, sizeof buffer));
                for (int j = 0; j < values.cols; j++)
                    assert_true(strtof(field(&table, i + 1, j + 1), NULL) == mat_row(values, i)[j]);
            }
            strs_free(&table.fields);
            free(text);
        }
}

static void test_csv_header(void **state)
{
    const struct fixture *f = *state;
    char *text = written(matrix_csv, f->trace, 0, Q_WEIGHTS, -1);
    static const char header[] =
        "\"target\",\"tea\",\"a\"\"b\",\"x,y\",\"<eos>\",\"<pad>\",\"<pad>\"\n";
    assert_memory_equal(text, header, sizeof header - 1);
    free(text);
    text = written(matrix_csv, f->trace, 1, Q_SOURCE_EMBEDDING, -1);
    static const char units[] = "\"source\",\"1\",\"2\",\"3\"\n\"ß\",";
    assert_memory_equal(text, units, sizeof units - 1);
    free(text);
    text = written(matrix_csv, f->trace, 1, Q_FIRST_STATE, -1);
    static const char vector[] = "\"vector\",\"1\",\"2\",\"3\",\"4\"\n\"1\",";
    assert_memory_equal(text, vector, sizeof vector - 1);
    free(text);
}

static void test_masked_is_minus_infinity(void **state)
{
    const struct fixture *f = *state;
    char *text = written(matrix_csv, f->trace, 0, Q_MASKED, 0);
    assert_string_equal(text + strlen(text) - strlen(",-inf,-inf\n"), ",-inf,-inf\n");
    free(text);
    text = written(matrix_json, f->trace, 0, Q_MASKED, 0);
    cJSON *root = cJSON_Parse(text);
    const cJSON *row = cJSON_GetArrayItem(cJSON_GetObjectItem(root, "values"), 0);
    assert_int_equal(cJSON_GetArraySize(row), 6);
    assert_true(cJSON_IsNumber(cJSON_GetArrayItem(row, 3)));
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(row, 4)));
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(row, 5)));
    cJSON_Delete(root);
    free(text);
}

static const char *text_of(const cJSON *root, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(root, key));
    assert_non_null(text);
    return text;
}

static const char *item_of(const cJSON *root, const char *key, int i)
{
    const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(cJSON_GetObjectItem(root, key), i));
    assert_non_null(text);
    return text;
}

static void test_json_says_what_it_is(void **state)
{
    const struct fixture *f = *state;
    char *text = written(matrix_json, f->trace, 0, Q_SCORES, -1);
    cJSON *root = cJSON_Parse(text);
    struct str translation = {0};
    trace_translation(f->trace, 0, &translation);
    assert_non_null(root);
    assert_string_equal(text_of(root, "model"), "odd");
    assert_string_equal(text_of(root, "source"), "tea a\"b x,y");
    assert_string_equal(text_of(root, "translation"), translation.text ? translation.text : "");
    assert_string_equal(item_of(root, "changed", 0), "mask off");
    assert_string_equal(item_of(root, "changed", 1), "say \"no\"");
    assert_string_equal(text_of(root, "quantity"), "scores");
    assert_string_equal(text_of(root, "symbol"), "e(t,j)");
    assert_string_equal(text_of(root, "formula"), "e(t,j) = v·tanh(W s(t−1) + U h(j))");
    assert_string_equal(text_of(root, "stage"), "score");
    assert_string_equal(item_of(root, "columns", 1), "a\"b");
    assert_string_equal(item_of(root, "columns", 5), "<pad>");
    for (int t = 0; t < f->trace->sentences[0].steps; t++) {
        assert_string_equal(item_of(root, "rows", t), trace_target_word(f->trace, 0, t));
        assert_string_equal(item_of(root, "fed", t), trace_fed_word(f->trace, 0, t));
    }
    str_free(&translation);
    cJSON_Delete(root);
    free(text);
}

static void test_json_reads_back(void **state)
{
    const struct fixture *f = *state;
    for (int id = 0; id < Q_COUNT; id++) {
        const struct quantity *q = quantity_any((enum quantity_id)id);
        struct mat values = trace_get(f->trace, 1, q->id);
        if (!values.x)
            continue;
        char *text = written(matrix_json, f->trace, 1, q->id, -1);
        cJSON *root = cJSON_Parse(text);
        const cJSON *rows = cJSON_GetObjectItem(root, "values");
        assert_int_equal(cJSON_GetArraySize(rows), values.rows);
        assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "rows")), values.rows);
        assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "columns")), values.cols);
        assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, "fed")),
                         q->rows == AXIS_TARGET ? values.rows : 0);
        for (int i = 0; i < values.rows; i++)
            for (int j = 0; j < values.cols; j++) {
                const cJSON *item = cJSON_GetArrayItem(cJSON_GetArrayItem(rows, i), j);
                assert_true((float)item->valuedouble == mat_row(values, i)[j]);
            }
        cJSON_Delete(root);
        free(text);
    }
}

static void test_one_row(void **state)
{
    const struct fixture *f = *state;
    int last = f->trace->sentences[1].steps - 1;
    char *all = written(matrix_csv, f->trace, 1, Q_CONTEXT, -1);
    char *one = written(matrix_csv, f->trace, 1, Q_CONTEXT, last);
    char *row = strchr(one, '\n') + 1;
    assert_true(last > 0);
    assert_string_equal(all + strlen(all) - strlen(row), row);
    assert_ptr_equal(strchr(row, '\n'), row + strlen(row) - 1);
    free(all);
    free(one);
    one = written(matrix_json, f->trace, 1, Q_CONTEXT, last);
    cJSON *root = cJSON_Parse(one);
    static const char *const lists[] = {"rows", "fed", "values"};
    for (int i = 0; i < 3; i++)
        assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(root, lists[i])), 1);
    assert_string_equal(item_of(root, "fed", 0), trace_fed_word(f->trace, 1, last));
    cJSON_Delete(root);
    free(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv_reads_back),
        cmocka_unit_test(test_csv_header),
        cmocka_unit_test(test_masked_is_minus_infinity),
        cmocka_unit_test(test_json_says_what_it_is),
        cmocka_unit_test(test_json_reads_back),
        cmocka_unit_test(test_one_row),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
