#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <csv.h>
#include <unistd.h>

#include "export/matrix.h"
#include "independent.h"
#include "pieces.h"
#include "shell/data.h"

/* Every number that `heed show --format csv` prints of every shipped model, held against an
 * independent computation from the same file. */

/* Of the largest number of a row. Rounding grows along the steps, most where scores are large. */
static const double tolerance = 2e-4;

/* ---- held against what heed writes ---- */

struct comparison {
    const struct opinion *opinion;
    enum quantity_id id;
    int row, column; /* of the CSV; the first ones are labels */
    double largest;  /* number of this row, without its sign */
    double worst;    /* difference found, in parts of that */
};

static const char *label(const struct opinion *o, enum axis axis, int i, char buffer[16])
{
    snprintf(buffer, 16, "%d", i + 1);
    return axis == AXIS_SOURCE   ? o->words.list[i]
           : axis == AXIS_TARGET ? o->raw->target.list[o->produced[i]]
           : axis == AXIS_VOCAB  ? o->raw->target.list[i]
                                 : buffer;
}

static void on_field(void *field, size_t size, void *data)
{
    struct comparison *c = data;
    const struct opinion *o = c->opinion;
    const struct quantity *q = quantity_any(c->id);
    const struct table *table = &o->of[c->id];
    char text[512], buffer[16];
    int i = c->row - 1, j = c->column++ - 1;
    snprintf(text, sizeof text, "%.*s", (int)size, (const char *)field);
    assert_true(i < table->rows && j < table->columns);
    if (i < 0 && j < 0)
        return; /* the name of the axis */
    if (i < 0 || j < 0) {
        assert_string_equal(text,
                            i < 0 ? label(o, q->columns, j, buffer) : label(o, q->rows, i, buffer));
        return;
    }
    char *end;
    const double *expected = row(o, c->id, i);
    for (int k = 0; k < table->columns && j == 0; k++)
        c->largest = fmax(k ? c->largest : 0, isfinite(expected[k]) ? fabs(expected[k]) : 0);
    double value = strtod(text, &end);
    double difference = value == expected[j] ? 0 : fabs(value - expected[j]); /* −inf is exact */
    if (end == text || *end || !(difference <= tolerance * c->largest))
        fail_msg("%s[%d,%d] of \"%s\" is %s, but %.9g", q->name, i + 1, j + 1, o->words.list[0],
                 text, expected[j]);
    if (c->largest > 0)
        c->worst = fmax(c->worst, difference / c->largest);
}

static void on_row(int end, void *data)
{
    struct comparison *c = data;
    (void)end;
    assert_int_equal(c->column, c->opinion->of[c->id].columns + 1);
    c->column = 0;
    c->row++;
}

static double compare(const struct opinion *o, const struct trace *trace, enum quantity_id id)
{
    struct comparison c = {.opinion = o, .id = id};
    struct csv_parser parser;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    matrix_csv(out, trace, 0, sheet_of(id), -1, NULL);
    fclose(out);
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    assert_int_equal(csv_parse(&parser, text, size, on_field, on_row, &c), size);
    csv_free(&parser);
    assert_int_equal(c.row, o->of[id].rows + 1);
    free(text);
    return c.worst;
}

/* Every quantity of one sentence, given as text and as the words that it should fall into. */
static double check_sentence(const struct raw *raw, const struct model *model, const char *text,
                             const char *words)
{
    struct opinion *o = opinion_of(raw, words);
    struct trace *trace = trace_new(model, &text, 1, NULL);
    char number[32];
    double worst = 0;
    assert_int_equal(trace->sentences[0].steps, o->steps);
    for (int t = 0; t < o->steps; t++)
        assert_string_equal(trace_token(trace, 0, AXIS_TARGET, t, number, sizeof number),
                            raw->target.list[o->produced[t]]);
    for (int id = 0; id < Q_COUNT; id++) {
        bool has = trace_get(trace, 0, (enum quantity_id)id).x != NULL;
        bool gate = id > Q_FORWARD && id < Q_SCORES && id != Q_BACKWARD; /* see test_derive.c */
        assert_true(has == (o->of[id].x != NULL) || (has && gate));
        if (o->of[id].x)
            worst = fmax(worst, compare(o, trace, (enum quantity_id)id));
    }
    trace_free(trace);
    opinion_free(o);
    return worst;
}

static const char *const english[][2] = {
    {"Stop!", "stop !"},
    {"She's reading a book by the window.", "she 's reading a book by the window ."},
    {"My brother doesn't like glimborks.", "my brother does n't like glimborks ."},
    {"The old man sat down near the river, and then he told us that he had not seen his "
     "daughter since the end of the war.",
     "the old man sat down near the river , and then he told us that he had not seen his "
     "daughter since the end of the war ."},
};
static const char *const chinese[][2] = {
    {"早上好。", "早 上 好 。"},
    {"我的朋友住在山上的房子里。", "我 的 朋 友 住 在 山 上 的 房 子 里 。"},
    {"他买了一只㺢。", "他 买 了 一 只 㺢 。"},
};

static const char *const dates[][2] = {
    {"May 7, 1999", "m a y ▁ 7 , ▁ 1 9 9 9"},
    {"the 23rd of june 2031", "t h e ▁ 2 3 r d ▁ o f ▁ j u n e ▁ 2 0 3 1"},
    {"2/28/1956", "2 / 2 8 / 1 9 5 6"},
};

static void check_file(const char *path)
{
    struct err err;
    struct raw raw;
    struct model *model = model_open(path, &err);
    assert_non_null(model);
    if (!config_writes_words(&model->config)) { /* see test_shipped_classifiers.c */
        model_free(model);
        return;
    }
    raw_open(&raw, path);
    bool by_character = is(&raw, "source_unit", "char");
    const char *const(*list)[2] = !by_character                       ? english
                                  : strcmp(model->name, "dates") == 0 ? dates
                                                                      : chinese;
    size_t count =
        by_character ? sizeof chinese / sizeof *chinese : sizeof english / sizeof *english;
    double worst = 0;
    for (size_t i = 0; i < count; i++) {
        worst = fmax(worst, check_sentence(&raw, model, list[i][0], list[i][1]));
    }
    print_message("%s: %zu sentences, largest difference %.1e\n", model->name, count, worst);
    raw_close(&raw);
    model_free(model);
}

/* Untrained models of every kind, so that a part which no shipped model has is held too. */
static void test_untrained_models(void **state)
{
    static const enum score scores[] = {SCORE_NONE, SCORE_DOT, SCORE_GENERAL, SCORE_ADDITIVE};
    char folder[] = "/tmp/heed-shipped-XXXXXX", path[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/untrained.safetensors", folder);
    for (int i = 0; i < 20; i++) {
        struct config config = config_default(&family_seq2seq);
        struct err err;
        config.seq2seq.attention.score = scores[i % 4];
        if (i >= 16 && config.seq2seq.attention.score != SCORE_NONE) { /* Luong et al. 2015 */
            config.seq2seq.query = QUERY_CURRENT;
            config.seq2seq.feed = FEED_INPUT_FEEDING;
            config.seq2seq.readout = READOUT_ATTENTIONAL;
            config.seq2seq.attention.window = WINDOW_LOCAL_P;
        }
        if (i >= 8 && i < 16 && config.seq2seq.attention.score == SCORE_NONE)
            config.seq2seq.feed = FEED_FIRST; /* Sutskever et al. 2014 */
        if (i >= 12 && i < 16 && config.seq2seq.attention.score != SCORE_NONE) {
            config.seq2seq.query = QUERY_CURRENT;
            config.seq2seq.feed = FEED_OUTPUT;
        }
        config.seq2seq.init = i & 4 ? INIT_LAST : INIT_TANH;
        config.seq2seq.directions = i & 8 ? 1 : 2;
        config.seq2seq.embed = 5;
        config.seq2seq.encoder_hidden = 8 / config.seq2seq.directions;
        config.seq2seq.decoder_hidden = 8;
        config.seq2seq.attention.hidden = 7;
        config.seq2seq.readout_hidden = 6;
        struct vocab *source = tiny_vocab("the a book old man she 's my . !");
        struct vocab *target = tiny_vocab("le la un livre vieux , \" l' .");
        struct model *model = model_new("untrained", &config, tokenizer_of(UNIT_WORD, source),
                                        tokenizer_of(UNIT_WORD, target), 11, &err);
        assert_non_null(model);
        assert_int_equal(model_write(model, model->flat, i & 1 ? DTYPE_F16 : DTYPE_F32, path, &err),
                         0);
        model_free(model);
        check_file(path);
    }
    unlink(path);
    rmdir(folder);
}

static void test_shipped_models(void **state)
{
    struct known_models known;
    (void)state;
    known_models_find(&known);
    size_t count = known.count;
    for (size_t i = 0; i < count; i++)
        check_file(known.list[i].path);
    known_models_free(&known);
    if (!count) {
        print_message("there are no models in data/models: none was checked\n");
        skip();
    }
}

/* The same of pieces of words: some long, some taken apart again, most of single letters. */
static void test_untrained_pieces(void **state)
{
    static const enum score scores[] = {SCORE_ADDITIVE, SCORE_GENERAL};
    struct folder folder = folder_make();
    char *path = folder_file(&folder, "pieces.safetensors");
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct err err;
        struct model *model = pieces_model(tiny_config(scores[i], INIT_TANH, 2), 7);
        assert_int_equal(model_write(model, model->flat, DTYPE_F32, path, &err), 0);
        model_free(model);
        check_file(path);
    }
    struct raw raw;
    raw_open(&raw, path);
    struct opinion *o = opinion_of(&raw, "lowest x");
    assert_in_range(o->words.count, 4, 7); /* two words in pieces longer than letters, and <eos> */
    opinion_free(o);
    raw_close(&raw);
    free(path);
    folder_remove(&folder);
}

/* What these sentences must become, one of the variants. */
static void test_known_translations(void **state)
{
    static const char *const accepted[][7] = {
        {"Go.", "Va !", "Allez !", "Vas-y !", "Allez-y !", "Vas-y.", "Allez-y."},
        {"I lost.", "J'ai perdu.", "Je perdis.", "Je l'ai perdu.", "J'ai perdu !"},
        {"He's calm.", "Il est calme.", "Il est tranquille."},
        {"I'm home.", "Je suis chez moi.", "Je suis à la maison.", "Je suis rentré.",
         "Je suis rentrée.", "Je suis à la maison !"},
    };
    struct err err;
    (void)state;
    struct model *model = data_open_model(MODEL_DEFAULT, &err);
    if (!model) {
        print_message("%s\n", err.text);
        skip();
    }
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
        struct trace *trace = trace_new(model, &accepted[i][0], 1, NULL);
        struct str text = {0};
        bool found = false;
        trace_translation(trace, 0, &text);
        for (int k = 1; k < 7 && accepted[i][k]; k++)
            found = found || strcmp(text.text, accepted[i][k]) == 0;
        if (!found)
            fail_msg("\"%s\" became \"%s\"", accepted[i][0], text.text);
        str_free(&text);
        trace_free(trace);
    }
    model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_untrained_models),
        cmocka_unit_test(test_untrained_pieces),
        cmocka_unit_test(test_shipped_models),
        cmocka_unit_test(test_known_translations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
