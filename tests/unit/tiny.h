/* What the tests of numbers share: models of a few units, folders of their own, and comparisons
 * that say what differed. */
#ifndef HEED_TESTS_TINY_H
#define HEED_TESTS_TINY_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "math/mat.h"
#include "math/rng.h"
#include "model/family.h"
#include "model/model.h"

/* Fails unless |a − b| <= tolerance; NaN never passes. */
static inline void assert_close(double a, double b, double tolerance, const char *what)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%s: %.9g and %.9g differ by %.3g, more than %.3g", what, a, b, fabs(a - b),
                 tolerance);
}

static inline void assert_rows_close(const real *a, const real *b, long n, double tolerance,
                                     const char *what)
{
    for (long i = 0; i < n; i++)
        assert_close(a[i], b[i], tolerance, what);
}

static inline void assert_mat_close(struct mat a, struct mat b, double tolerance, const char *what)
{
    assert_int_equal(a.rows, b.rows);
    assert_int_equal(a.cols, b.cols);
    for (int i = 0; i < a.rows; i++)
        assert_rows_close(mat_row(a, i), mat_row(b, i), a.cols, tolerance, what);
}

/* Fills in uniform numbers from −range to range. */
static inline void fill_random(real *out, long n, double range, uint64_t seed)
{
    struct rng rng = {.seed = seed, .stream = 99};
    for (long i = 0; i < n; i++)
        out[i] = (real)(range * (2 * rng_uniform(&rng) - 1));
}

static inline struct config tiny_config(enum score score, enum init init, int directions)
{
    struct config config = config_default(&family_seq2seq);
    config.seq2seq.attention.score = score;
    config.seq2seq.init = init;
    config.seq2seq.directions = directions;
    config.seq2seq.embed = 5;
    config.seq2seq.encoder_hidden = 6 / directions;
    config.seq2seq.decoder_hidden = 6;
    config.seq2seq.attention.hidden = 7;
    config.seq2seq.readout_hidden = 4;
    return config;
}

static inline struct vocab *tiny_vocab(const char *words)
{
    struct vocab *vocab = vocab_new();
    struct strs list = {0};
    tokens_split(&list, UNIT_TOKEN, words);
    for (size_t i = 0; i < list.count; i++)
        vocab_add(vocab, list.list[i]);
    strs_free(&list);
    return vocab;
}

#define TINY_SOURCE "the a cat dog sleeps runs here . we rest"
#define TINY_TARGET "le un chat chien dort court ici . nous"

/* Untrained, with weights large enough that gates, attention and maxout all do something. */
static inline struct model *tiny_model(struct config config, uint64_t seed)
{
    struct err err;
    struct tokenizer source = tokenizer_of(config.source.unit, tiny_vocab(TINY_SOURCE));
    struct tokenizer target = tokenizer_of(config.target.unit, tiny_vocab(TINY_TARGET));
    struct model *model = model_new("tiny", &config, source, target, seed, &err);
    if (!model)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < model->list.size; i++)
        model->flat[i] *= (real)1.5;
    return model;
}

/* The paths that the folder of a test has, until folder_remove(). */
struct folder {
    char path[64];
};

static inline struct folder folder_make(void)
{
    struct folder folder = {"/tmp/heed-test-XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    return folder;
}

/* PATH/NAME, to be freed. */
static inline char *folder_file(const struct folder *folder, const char *name)
{
    return mem_format("%s/%s", folder->path, name);
}

static inline void folder_remove(const struct folder *folder)
{
    char *command = mem_format("rm -rf '%s'", folder->path);
    assert_int_equal(system(command), 0);
    free(command);
}

static inline void file_fill(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

#endif
