/* Model files: what is written comes back, and what is wrong is said with file and tensor. */
#include "pieces.h"

#include "model/seq2seq.h"
#include "store/safetensors_write.h"

static struct folder folder;
static char *path;

static int make_folder(void **state)
{
    (void)state;
    folder = folder_make();
    path = folder_file(&folder, "some.model.safetensors");
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    free(path);
    folder_remove(&folder);
    return 0;
}

static struct model *some_model(enum score score)
{
    return tiny_model(tiny_config(score, INIT_TANH, score == SCORE_NONE ? 1 : 2), 3);
}

static struct model *open_again(void)
{
    struct err err;
    struct model *model = model_open(path, &err);
    if (!model)
        fail_msg("%s", err.text);
    return model;
}

static void write_or_fail(const struct model *model, enum dtype dtype)
{
    struct err err;
    if (model_write(model, model->flat, dtype, path, &err))
        fail_msg("%s", err.text);
}

static void single_precision_comes_back_exactly(void **state)
{
    (void)state;
    for (int score = SCORE_NONE; score < SCORE_COUNT; score++) {
        struct model *model = some_model((enum score)score);
        model->training = mem_text("{\"corpus\": \"a.tsv\", \"bleu\": 12.5}");
        write_or_fail(model, DTYPE_F32);
        struct model *back = open_again();
        assert_string_equal(back->name, "some.model");
        assert_memory_equal(&back->config, &model->config, sizeof model->config);
        assert_true(vocab_equal(back->source.vocab, model->source.vocab));
        assert_true(vocab_equal(back->target.vocab, model->target.vocab));
        assert_int_equal(back->list.size, model->list.size);
        for (int i = 0; i < model->list.count; i++) {
            const struct weight *w = &model->list.list[i];
            assert_memory_equal(back->flat + w->offset, model->flat + w->offset,
                                (size_t)(w->rows * w->cols) * sizeof(real));
        }
        assert_string_equal(back->training, model->training);
        assert_true(model_training_number(back, "bleu", -1) == 12.5);
        assert_true(model_training_number(back, "corpus", -1) == -1);
        assert_true(model_training_number(back, "nothing", -1) == -1);
        model_free(back);
        model_free(model);
    }
}

static void half_precision_is_rounded(void **state)
{
    (void)state;
    struct model *model = some_model(SCORE_ADDITIVE);
    write_or_fail(model, DTYPE_F16);
    struct model *back = open_again();
    int changed = 0;
    for (size_t i = 0; i < model->list.size; i++) {
        real x = model->flat[i];
        assert_close(back->flat[i], x, fabs((double)x) / 2048 + 3e-8, "a half");
        changed += back->flat[i] != x;
    }
    assert_true(changed > (int)model->list.size / 2);
    assert_null(back->training);
    assert_true(model_training_number(back, "bleu", 7) == 7);
    write_or_fail(back, DTYPE_F16); /* a second rounding changes nothing */
    struct model *again = open_again();
    assert_memory_equal(again->flat, back->flat, back->list.size * sizeof(real));
    model_free(again);
    model_free(back);
    model_free(model);
}

/* Everything that model_write() writes, to be damaged before it is written. */
struct parts {
    struct model *model;
    struct tensor_out tensors[WEIGHTS_MAX + 1];
    size_t count;
    struct metadata_out metadata[4];
    struct str config, source, target;
};

static void take_apart(struct parts *p)
{
    *p = (struct parts){.model = some_model(SCORE_ADDITIVE)};
    for (int i = 0; i < p->model->list.count; i++) {
        const struct weight *w = &p->model->list.list[i];
        p->tensors[p->count++] = (struct tensor_out){
            .name = w->name,
            .rank = w->rank,
            .shape = {(size_t)(w->rank == 2 ? w->rows : w->cols), (size_t)w->cols},
            .values = p->model->flat + w->offset};
    }
    config_write(&p->model->config, &p->config);
    vocab_write(p->model->source.vocab, &p->source);
    vocab_write(p->model->target.vocab, &p->target);
    p->metadata[0] = (struct metadata_out){"heed.version", "1"};
    p->metadata[1] = (struct metadata_out){"heed.config", p->config.text};
    p->metadata[2] = (struct metadata_out){"heed.source_vocab", p->source.text};
    p->metadata[3] = (struct metadata_out){"heed.target_vocab", p->target.text};
}

static struct tensor_out *part(struct parts *p, const char *name)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->tensors[i].name, name) == 0)
            return &p->tensors[i];
    fail_msg("no tensor %s", name);
    return NULL;
}

/* Writes what is left of it and expects a refusal with every one of the words, in one line. */
static void refused(struct parts *p, const char *const *words)
{
    struct err err = {""};
    if (safetensors_write(path, p->tensors, p->count, p->metadata, 4, &err))
        fail_msg("%s", err.text);
    struct model *model = model_open(path, &err);
    assert_null(model);
    assert_non_null(strstr(err.text, path));
    assert_null(strchr(err.text, '\n'));
    for (; *words; words++)
        if (!strstr(err.text, *words))
            fail_msg("refused with: %s\nwithout saying: %s", err.text, *words);
    model_free(p->model);
    str_free(&p->config);
    str_free(&p->source);
    str_free(&p->target);
}

#define REFUSED(p, ...) refused(p, (const char *const[]){__VA_ARGS__, NULL})

static void undamaged_parts_are_a_model(void **state)
{
    (void)state;
    struct parts p;
    struct err err;
    take_apart(&p);
    assert_int_equal(safetensors_write(path, p.tensors, p.count, p.metadata, 4, &err), 0);
    struct model *model = open_again();
    model_free(model);
    model_free(p.model);
    str_free(&p.config);
    str_free(&p.source);
    str_free(&p.target);
}

/* The languages of a file of this name whose configuration is as given; NULL: as it is written. */
static void languages(const char *name, const char *config, const char *source, const char *target)
{
    struct parts p;
    struct err err;
    take_apart(&p);
    char *place = folder_file(&folder, name);
    if (config)
        p.metadata[1].value = config;
    assert_int_equal(safetensors_write(place, p.tensors, p.count, p.metadata, 4, &err), 0);
    struct model *model = model_open(place, &err);
    if (!model)
        fail_msg("%s", err.text);
    assert_string_equal(model->config.source.language, source);
    assert_string_equal(model->config.target.language, target);
    model_free(model);
    model_free(p.model);
    str_free(&p.config);
    str_free(&p.source);
    str_free(&p.target);
    free(place);
}

static void languages_are_guessed_of_files_that_are_older_than_the_field(void **state)
{
    (void)state;
    struct model *model = some_model(SCORE_ADDITIVE);
    struct str text = {0};
    config_write(&model->config, &text);
    static const char said[] = "\"source_language\":\"\",\"target_language\":\"\",";
    char *at = strstr(text.text, said);
    assert_non_null(at);
    memmove(at, at + strlen(said), strlen(at + strlen(said)) + 1);
    languages("cmn-eng-additive.safetensors", text.text, "cmn", "eng");
    languages("dates-nomask.safetensors", text.text, "", "");
    languages("eng-additive.safetensors", text.text, "eng", "");
    languages("eng-fra-x.safetensors", NULL, "", ""); /* which says that nobody knows */
    str_free(&text);
    model_free(model);
}

static void a_wrong_shape_is_named(void **state)
{
    (void)state;
    struct parts p;
    take_apart(&p);
    part(&p, "attention.key.weight")->shape[1]--;
    REFUSED(&p, "attention.key.weight", "7 x 5", "7 x 6");
    take_apart(&p);
    struct tensor_out *t = part(&p, "attention.key.weight");
    t->rank = 1;
    t->shape[0] = 42;
    REFUSED(&p, "attention.key.weight", "rank 1", "rank 2");
    take_apart(&p);
    part(&p, "output.bias")->rank = 0;
    REFUSED(&p, "output.bias", "rank 0");
}

static void a_missing_tensor_is_named(void **state)
{
    (void)state;
    struct parts p;
    take_apart(&p);
    *part(&p, "decoder.rnn.weight_hh_l0") = p.tensors[p.count - 1];
    p.count--;
    REFUSED(&p, "decoder.rnn.weight_hh_l0", "missing");
    take_apart(&p);
    p.count = 0;
    REFUSED(&p, "encoder.embedding.weight", "missing");
}

static void an_extra_tensor_is_named(void **state)
{
    (void)state;
    struct parts p;
    take_apart(&p);
    p.tensors[p.count] = p.tensors[0];
    p.tensors[p.count++].name = "classifier.weight";
    REFUSED(&p, "classifier.weight");
}

static void vocabularies_must_fit(void **state)
{
    (void)state;
    struct parts p;
    take_apart(&p);
    str_add(&p.source, "more\n");
    p.metadata[2].value = p.source.text;
    REFUSED(&p, "heed.source_vocab", "15", "14");
    take_apart(&p);
    str_clear(&p.target);
    str_add(&p.target, "le\nun\n");
    p.metadata[3].value = p.target.text;
    REFUSED(&p, "heed.target_vocab");
    take_apart(&p);
    p.metadata[3].key = "heed.other_vocab";
    REFUSED(&p, "no heed.target_vocab");
}

static void a_newer_format_is_refused(void **state)
{
    (void)state;
    struct parts p;
    take_apart(&p);
    p.metadata[0].value = "2";
    REFUSED(&p, "format 2", "update heed");
}

static void a_configuration_is_needed_and_checked(void **state)
{
    (void)state;
    static const char *const configs[][2] = {
        {"{", "heed.config"},
        {"{\"embed\": 5, \"beam\": 3}", "beam"},
        {"{\"score\": \"cosine\"}", "cosine"},
        {"{\"embed\": 5000}", "heed.config"}, /* without vocabulary sizes */
    };
    struct parts p;
    take_apart(&p);
    p.metadata[1].key = "other.config";
    REFUSED(&p, "no heed.config");
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        take_apart(&p);
        p.metadata[1].value = configs[i][0];
        REFUSED(&p, configs[i][1]);
    }
}

/* Gigabytes that the file does not have must not be asked for. */
static void huge_sizes_are_held_against_the_file_first(void **state)
{
    (void)state;
    struct parts p;
    take_apart(&p);
    p.metadata[1].value =
        "{\"layers\": 1, \"directions\": 2, \"embed\": 8192, \"encoder_hidden\": 8192, "
        "\"decoder_hidden\": 8192, \"init\": \"tanh\", "
        "\"attention_hidden\": 8192, \"readout_hidden\": 8192, \"source_vocab\": 14, "
        "\"target_vocab\": 13}";
    REFUSED(&p, "encoder.embedding.weight", "14 x 5", "14 x 8192");
}

static void what_is_no_model_is_refused(void **state)
{
    (void)state;
    struct err err;
    file_fill(path, "not a model");
    assert_null(model_open(path, &err));
    assert_non_null(strstr(err.text, path));
    unlink(path);
    assert_null(model_open(path, &err));
    assert_non_null(strstr(err.text, path));
}

static void sizes_come_from_the_vocabularies(void **state)
{
    (void)state;
    struct err err;
    struct tokenizer source = tokenizer_of(UNIT_WORD, tiny_vocab("a b"));
    struct tokenizer target = tokenizer_of(UNIT_WORD, tiny_vocab("c"));
    struct config config = tiny_config(SCORE_DOT, INIT_LAST, 2);
    config.seq2seq.decoder_hidden = 7;
    assert_null(model_new("x", &config, source, target, 1, &err));
    assert_non_null(strstr(err.text, "decoder_hidden"));
    config.seq2seq.decoder_hidden = 6;
    struct model *model = model_new("x", &config, source, target, 1, &err); /* still ours to give */
    assert_int_equal(model->config.source.vocab, 6);
    assert_int_equal(model->config.target.vocab, 5);
    model_free(model);
    model_free(NULL);
}

/* --- models of pieces ------------------------------------------------------------------------- */

static struct model *some_pieces(void)
{
    return pieces_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 2), 3);
}

static void expect_same_pieces(const struct tokenizer *a, const struct tokenizer *b)
{
    struct str x = {0}, y = {0};
    assert_int_equal(a->unit, b->unit);
    assert_true(vocab_equal(a->vocab, b->vocab));
    bpe_write(a->bpe, &x);
    bpe_write(b->bpe, &y);
    assert_string_equal(x.text, y.text);
    assert_true(bpe_merges(a->bpe) > 0);
    str_free(&x);
    str_free(&y);
}

static void merges_come_back(void **state)
{
    (void)state;
    struct model *model = some_pieces(), *copy = model_copy(model, "copy");
    write_or_fail(model, DTYPE_F16);
    struct model *back = open_again();
    expect_same_pieces(&back->source, &model->source);
    expect_same_pieces(&back->target, &model->target);
    expect_same_pieces(&copy->source, &model->source);
    expect_same_pieces(&copy->target, &model->target);
    model_free(back);
    model_free(copy);
    model_free(model);
}

/* A model of pieces whose source merges are others. */
static struct model *open_with_merges(const char *merges, struct err *err)
{
    struct model *model = some_pieces();
    struct str config = {0}, source = {0}, target = {0}, ours = {0};
    struct tensor_out tensors[WEIGHTS_MAX];
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *w = &model->list.list[i];
        tensors[i] = (struct tensor_out){
            .name = w->name,
            .rank = w->rank,
            .shape = {(size_t)(w->rank == 2 ? w->rows : w->cols), (size_t)w->cols},
            .values = model->flat + w->offset};
    }
    config_write(&model->config, &config);
    vocab_write(model->source.vocab, &source);
    vocab_write(model->target.vocab, &target);
    bpe_write(model->target.bpe, &ours);
    const struct metadata_out metadata[] = {{"heed.config", config.text},
                                            {"heed.source_vocab", source.text},
                                            {"heed.target_vocab", target.text},
                                            {"heed.target_merges", ours.text},
                                            {"heed.source_merges", merges}};
    assert_int_equal(
        safetensors_write(path, tensors, (size_t)model->list.count, metadata, merges ? 5 : 4, err),
        0);
    model_free(model);
    str_free(&config);
    str_free(&source);
    str_free(&target);
    str_free(&ours);
    return model_open(path, err);
}

/* What is no list of merges is refused in one line with its key; what still is one (another letter
 * in a merge that nothing is built on) cuts words, into known tokens. */
static void damaged_merges_do_no_harm(void **state)
{
    (void)state;
    static const char other[] = {'\n', ' ', 'q', '@', '<', '\x7F', '\xC3'};
    struct model *model = some_pieces();
    struct str merges = {0};
    struct err err;
    int refused_count = 0;
    bpe_write(model->source.bpe, &merges);
    for (size_t i = 0; i < merges.length; i++) {
        char old = merges.text[i];
        merges.text[i] = other[i % sizeof other];
        struct model *back = open_with_merges(merges.text, &err);
        merges.text[i] = old;
        if (!back) {
            refused_count++;
            assert_non_null(strstr(err.text, path));
            assert_null(strchr(err.text, '\n'));
            continue;
        }
        struct strs tokens = {0};
        tokenizer_split(&back->source, &tokens, "The newest, slowest 早 lowers.");
        for (size_t k = 0; k < tokens.count; k++)
            assert_true(vocab_has(back->source.vocab, tokens.list[k]));
        strs_free(&tokens);
        model_free(back);
    }
    assert_true(refused_count > (int)merges.length / 2);
    assert_null(open_with_merges("l o\nlow x\n", &err));
    assert_non_null(strstr(err.text, "heed.source_merges: merges, line 2"));
    assert_null(open_with_merges(NULL, &err));
    assert_non_null(strstr(err.text, "no heed.source_merges"));
    str_free(&merges);
    model_free(model);
}

static void weights_start_where_pytorch_starts_them(void **state)
{
    (void)state;
    struct config config = tiny_config(SCORE_ADDITIVE, INIT_TANH, 2);
    config.source.vocab = 4000;
    config.target.vocab = 50;
    struct weights weights, again;
    struct weight_list list;
    weights_bind(&weights, &list, &config, NULL);
    real *flat = mem_new(list.size, sizeof *flat), *other = mem_new(list.size, sizeof *other);
    weights_bind(&weights, NULL, &config, flat);
    weights_bind(&again, NULL, &config, other);
    weights_start(flat, &config, 5);
    weights_start(other, &config, 5);
    assert_memory_equal(flat, other, list.size * sizeof *flat);
    weights_start(other, &config, 6);
    assert_memory_not_equal(flat, other, list.size * sizeof *flat);
    double squares = 0, largest = 0;
    for (int i = 0; i < 4000 * config.seq2seq.embed; i++)
        squares +=
            (double)weights.seq2seq.source_embedding.x[i] * weights.seq2seq.source_embedding.x[i];
    assert_close(squares / (4000.0 * config.seq2seq.embed), 1, 0.05, "variance of an embedding");
    for (int i = 0; i < config.seq2seq.embed; i++)
        assert_true(weights.seq2seq.source_embedding.x[i] == 0 &&
                    weights.seq2seq.target_embedding.x[i] == 0);
    for (int i = 0; i < 3 * config.seq2seq.encoder_hidden * config.seq2seq.embed; i++)
        largest = fmax(largest, fabs((double)weights.seq2seq.encoder[0][1].input.x[i]));
    assert_true(largest <= 1 / sqrt(3) && largest > 0.8 / sqrt(3));
    free(flat);
    free(other);
}

static void tensors_lie_apart_in_the_flat_array(void **state)
{
    (void)state;
    struct model *model = some_model(SCORE_ADDITIVE);
    for (int i = 0; i < model->list.count; i++) {
        const struct weight *w = &model->list.list[i];
        size_t end = w->offset + (size_t)(w->rows * w->cols);
        size_t next = i + 1 < model->list.count ? w[1].offset : model->list.size;
        assert_true(end <= next && next - end < 16 && w->offset % 16 == 0);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(w->name, model->list.list[k].name);
    }
    assert_ptr_equal(model->weights.seq2seq.source_embedding.x, model->flat);
    model_free(model);
}

/* PyTorch's MultiheadAttention draws its projections otherwise than its other matrices. */
static void heads_start_where_pytorch_starts_them(void **state)
{
    (void)state;
    struct config config = config_default(&family_classifier);
    config.source.vocab = 10;
    config.target.vocab = 6;
    config.classifier.kind = CLASSIFY_MULTIHEAD;
    config.classifier.embed = 64;
    struct weights weights;
    struct weight_list list;
    weights_bind(&weights, &list, &config, NULL);
    real *flat = mem_new(list.size, sizeof *flat);
    weights_bind(&weights, NULL, &config, flat);
    weights_start(flat, &config, 5);
    const struct heads_weights *heads = &weights.classifier.layer[0].heads;
    double projections = 0, out = 0, biases = 0;
    for (int i = 0; i < 3 * 64 * 64; i++)
        projections = fmax(projections, fabs((double)heads->in.x[i]));
    for (int i = 0; i < 64 * 64; i++)
        out = fmax(out, fabs((double)heads->out.x[i]));
    for (int i = 0; i < 3 * 64; i++)
        biases = fmax(biases, fabs((double)heads->in_bias.x[i]));
    for (int i = 0; i < 64; i++)
        biases = fmax(biases, fabs((double)heads->out_bias.x[i]));
    double widest = sqrt(6.0 / (64 + 3 * 64)); /* 0.153, where 1/sqrt(64) is 0.125 */
    assert_true(projections <= widest && projections > 0.99 * widest);
    assert_true(out <= 0.125 && out > 0.99 * 0.125);
    assert_true(biases == 0);
    free(flat);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_precision_comes_back_exactly),
        cmocka_unit_test(half_precision_is_rounded),
        cmocka_unit_test(undamaged_parts_are_a_model),
        cmocka_unit_test(languages_are_guessed_of_files_that_are_older_than_the_field),
        cmocka_unit_test(a_wrong_shape_is_named),
        cmocka_unit_test(a_missing_tensor_is_named),
        cmocka_unit_test(an_extra_tensor_is_named),
        cmocka_unit_test(vocabularies_must_fit),
        cmocka_unit_test(a_newer_format_is_refused),
        cmocka_unit_test(a_configuration_is_needed_and_checked),
        cmocka_unit_test(huge_sizes_are_held_against_the_file_first),
        cmocka_unit_test(what_is_no_model_is_refused),
        cmocka_unit_test(sizes_come_from_the_vocabularies),
        cmocka_unit_test(merges_come_back),
        cmocka_unit_test(damaged_merges_do_no_harm),
        cmocka_unit_test(weights_start_where_pytorch_starts_them),
        cmocka_unit_test(heads_start_where_pytorch_starts_them),
        cmocka_unit_test(tensors_lie_apart_in_the_flat_array),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
