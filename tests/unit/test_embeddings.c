/* Word vectors from text files: what is taken, what is refused and where. */
#include "tiny.h"

#include "train/embeddings.h"

enum { COLS = 3 };

static struct folder folder;
static char *path;
static struct vocab *vocab;
static real table[16 * COLS];
static unsigned char found[16];

static int prepare(void **state)
{
    (void)state;
    folder = folder_make();
    path = folder_file(&folder, "vectors.txt");
    vocab = tiny_vocab("the cat sleeps 12 .");
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    vocab_free(vocab);
    free(path);
    folder_remove(&folder);
    return 0;
}

static long read_text(const char *text, struct err *err)
{
    file_fill(path, text);
    memset(found, 0, sizeof found);
    for (int i = 0; i < 16 * COLS; i++)
        table[i] = 7;
    return embeddings_read(path, vocab, mat_of(table, vocab_size(vocab), COLS), found, err);
}

static void row_is(const char *word, real a, real b, real c)
{
    const real *row = table + COLS * vocab_id(vocab, word);
    assert_true(row[0] == a && row[1] == b && row[2] == c);
    assert_int_equal(found[vocab_id(vocab, word)], a != 7);
}

static void count_is(const char *text, long expected)
{
    struct err err;
    long count = read_text(text, &err);
    if (count < 0)
        fail_msg("%s", err.text);
    assert_int_equal(count, expected);
}

static void words_of_the_vocabulary_are_taken(void **state)
{
    (void)state;
    count_is("the 1 2 3\nbird 4 5 6\ncat -0.5 1e-2 +3\n", 2);
    row_is("the", 1, 2, 3);
    row_is("cat", -0.5f, 0.01f, 3);
    row_is("sleeps", 7, 7, 7);
    count_is("cat 1 2 3", 1); /* no newline at the end */
    count_is("cat 1 2 3 \r\n\n  \nthe\t4  5\t6\n", 2);
    row_is("the", 4, 5, 6);
    count_is("nothing 1 2 3\n", 0);
    count_is("12 1 2 3\n", 1);
}

static void headers_are_passed_over(void **state)
{
    (void)state;
    count_is("2 3\nthe 1 2 3\ncat 4 5 6\n", 2);
    count_is("2 3\n", 0);
}

static void the_first_line_of_a_word_counts(void **state)
{
    (void)state;
    count_is("the 1 2 3\nthe 4 5 6\n", 1);
    row_is("the", 1, 2, 3);
}

static void specials_may_be_there_but_padding_stays(void **state)
{
    (void)state;
    count_is("<unk> 1 2 3\n<pad> 4 5 6\n", 1);
    row_is("<unk>", 1, 2, 3);
    row_is("<pad>", 7, 7, 7);
}

/* "at name@example.org" of the largest GloVe. */
static void words_with_spaces_are_passed_over(void **state)
{
    (void)state;
    count_is("the cat 4 5 6\nthe 1 2 3\n", 1);
    row_is("the", 1, 2, 3);
    row_is("cat", 7, 7, 7);
}

static void refused(const char *text, const char *where, const char *what)
{
    struct err err;
    assert_int_equal(read_text(text, &err), -1);
    if (!strstr(err.text, where) || !strstr(err.text, what))
        fail_msg("\"%s\" does not say %s %s", err.text, where, what);
}

static void mistakes_are_told_with_their_line(void **state)
{
    (void)state;
    refused("the 1 2\n", ".txt:1: ", "2 numbers, but embeddings have 3: give --embed 2");
    refused("the 1 2 3 4\n", ".txt:1: ", "4 numbers, but embeddings have 3: give --embed 4");
    refused("10 300\nthe 1 2 3\n", ".txt:1: ", "300 numbers, but embeddings have 3");
    refused("bird 1 2 3\nbird 1 2 3\nbird 1 2\n", ".txt:3: ", "mend this line");
    refused("bird 1 2 3\nbird 1 2 3 4\n", ".txt:2: ", "4 numbers");
    refused("the 1 2 3\ncat\n", ".txt:2: ", "0 numbers");
    refused("bird 1 2 3\ncat 1 x 3\n", ".txt:2: ", "not a number after the word");
    refused("cat 1 2 3x\n", ".txt:1: ", "not a number");
    refused("cat 1 2 nan\n", ".txt:1: ", "not a number");
    refused("cat 1 2 1e999\n", ".txt:1: ", "not a number");
    refused("", "vectors.txt: ", "empty");
    struct err err;
    assert_int_equal(embeddings_read("/nowhere.txt", vocab, mat_of(table, 9, COLS), found, &err),
                     -1);
    assert_non_null(strstr(err.text, "/nowhere.txt: cannot open: No such file"));
    assert_int_equal(embeddings_read(folder.path, vocab, mat_of(table, 9, COLS), found, &err), -1);
    assert_non_null(strstr(err.text, "cannot read"));
}

static void a_line_without_end_is_refused(void **state)
{
    (void)state;
    size_t n = 3 << 20;
    char *text = mem_new(n + 1, 1);
    memset(text, 'a', n);
    refused(text, ".txt:1: ", "longer than 1 MB");
    free(text);
}

static void frozen_rows_get_no_gradient(void **state)
{
    (void)state;
    struct model *model = tiny_model(tiny_config(SCORE_DOT, INIT_TANH, 1), 1);
    struct train_options o = train_defaults();
    struct embeddings embeddings = {{NULL, NULL}};
    struct str said = {0};
    struct err err;
    file_fill(path, "le 1 2 3 4 5\ncat 1 2 3 4 5\nchat 2 2 3 4 5\n");
    o.target_embeddings = path;
    assert_int_equal(embeddings_start(&embeddings, &o, model, &said, &err), 0);
    assert_non_null(strstr(said.text, "vectors.txt: has 2 of the 13 target tokens"));
    assert_null(embeddings.found[0]);
    const struct weights *w = &model->weights;
    int le = vocab_id(model->target.vocab, "le"), un = vocab_id(model->target.vocab, "un");
    assert_true(mat_row(w->seq2seq.target_embedding, le)[4] == 5);
    embeddings_freeze(&embeddings, &model->list,
                      model->flat); /* the weights stand for a gradient here */
    for (int i = 0; i < 5; i++) {
        assert_true(mat_row(w->seq2seq.target_embedding, le)[i] == 0);
        assert_true(mat_row(w->seq2seq.target_embedding, un)[i] != 0);
        assert_true(mat_row(w->seq2seq.source_embedding, le)[i] != 0);
    }
    embeddings_free(&embeddings);
    str_free(&said);
    model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_the_vocabulary_are_taken),
        cmocka_unit_test(headers_are_passed_over),
        cmocka_unit_test(the_first_line_of_a_word_counts),
        cmocka_unit_test(specials_may_be_there_but_padding_stays),
        cmocka_unit_test(words_with_spaces_are_passed_over),
        cmocka_unit_test(mistakes_are_told_with_their_line),
        cmocka_unit_test(a_line_without_end_is_refused),
        cmocka_unit_test(frozen_rows_get_no_gradient),
    };
    return cmocka_run_group_tests(tests, prepare, clean_up);
}
