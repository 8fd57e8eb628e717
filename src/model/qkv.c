#include "model/qkv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/mem.h"
#include "math/rng.h"
#include "model/family.h"

/* D of a local window that does not say. */
enum { WINDOW_WIDTH = 2 };

static bool can_score(enum score score)
{
    return score_attends(score) && score != SCORE_GENERAL && !score_places(score);
}

int qkv_score(const char *name)
{
    for (int score = 0; score < SCORE_COUNT; score++)
        if (can_score((enum score)score) && strcmp(score_names[score], name) == 0)
            return score;
    return -1;
}

int qkv_check(const struct qkv *table, enum score score, struct err *err)
{
    if (!can_score(score))
        return err_set(err, "a table is scored by dot, scaled_dot or additive");
    if (score_is_dot(score) && table->queries.cols != table->keys.cols)
        return err_set(err,
                       "a dot product needs queries and keys of one size, and here a query has %d "
                       "numbers, a key %d; --score additive compares them",
                       table->queries.cols, table->keys.cols);
    return 0;
}

/* Of a score that the table is not read with, `general`, the parameters are random. */
static int other_score(const struct model *model, enum score score, struct err *err)
{
    return score_is_dot(score) ? qkv_check(model->own, score, err) : 0;
}

static struct vocab *numbered(char letter, int count)
{
    struct vocab *vocab = vocab_new();
    for (int i = 1; i <= count; i++) {
        char *word = mem_format("%c%d", letter, i);
        vocab_add(vocab, word);
        free(word);
    }
    return vocab;
}

static int check(const struct config *config, struct err *err)
{
    (void)config;
    (void)err;
    return 0; /* qkv_check() has seen the table */
}

static void describe(const struct config *config, struct str *out)
{
    str_add(out, "attention alone");
    if (config->qkv.random && config->qkv.attention.score == SCORE_ADDITIVE)
        str_add(out, " · random W, U, v, seed 1");
}

static void bind(struct weights *weights, struct binder *binder, const struct config *config)
{
    (void)weights; /* they lie in the table: see qkv_model() */
    (void)binder;
    (void)config;
}

static void release(void *own)
{
    qkv_free(own);
}

static const struct field no_fields[] = {{0}};

const struct family family_qkv = {
    .name = "qkv",
    .fields = no_fields,
    .check = check,
    .describe = describe,
    .bind = bind,
    .other_score = other_score,
    .release = release,
    .attention = CONFIG_AT(qkv.attention),
};

struct qkv *qkv_of(const struct model *model)
{
    return model->config.family == &family_qkv ? model->own : NULL;
}

struct model *qkv_model(struct qkv *table, const char *name, enum score score)
{
    struct model *model = mem_new(1, sizeof *model);
    model->name = mem_text(name);
    model->own = table;
    model->config = config_default(&family_qkv);
    model->config.qkv = (struct qkv_config){
        .attention = {.score = score, .width = WINDOW_WIDTH, .hidden = table->v.cols},
        .random = table->random};
    model->source = tokenizer_of(UNIT_WORD, numbered('k', table->length));
    model->target = tokenizer_of(UNIT_WORD, numbered('q', table->steps));
    model->config.source.vocab = vocab_size(model->source.vocab);
    model->config.target.vocab = vocab_size(model->target.vocab);
    model->weights.qkv.attention.query = table->w;
    model->weights.qkv.attention.key = table->u;
    model->weights.qkv.attention.v = table->v;
    return model;
}

static struct mat copied(const struct pass *pass, struct mat from)
{
    struct mat out = pass_mat(pass, from.rows, from.cols);
    mat_copy(out, from);
    return out;
}

/* Numbers that the control says are others. */
static void change(struct qkv_run *run, int *lengths, struct mat queries)
{
    const struct control *control = run->pass.control;
    for (int i = 0; control && i < control->cells_count; i++) {
        const struct cell_change *cell = &control->cells[i];
        const struct mat of[GIVEN_COUNT] = {[GIVEN_QUERY] = queries,
                                            [GIVEN_KEY] = run->attention.source,
                                            [GIVEN_VALUE] = run->attention.values};
        if (cell->which == GIVEN_LENGTH)
            lengths[cell->sentence] = (int)cell->value;
        else
            mat_row(of[cell->which], cell->row * run->pass.size + cell->sentence)[cell->column] =
                cell->value;
    }
}

void qkv_run(struct qkv_run *run, const struct model *model, const struct control *control,
             struct arena *arena)
{
    const struct qkv *table = qkv_of(model);
    *run = (struct qkv_run){
        .pass = {.control = control, .arena = arena, .keep = KEEP_ALL, .size = table->sentences}};
    struct attention_run *a = &run->attention;
    int *lengths = arena_take(arena, QKV_SENTENCES, sizeof *lengths);
    memcpy(lengths, table->lengths, sizeof table->lengths);
    struct mat queries = copied(&run->pass, table->queries);
    *a = (struct attention_run){.config = &model->config.qkv.attention,
                                .own = &model->weights.qkv.attention,
                                .query_size = queries.cols,
                                .length = table->length,
                                .lengths = lengths,
                                .source = copied(&run->pass, table->keys),
                                .values = copied(&run->pass, table->values)};
    run->queries = (struct steps){queries.x, run->pass.size, queries.cols, table->steps};
    change(run, lengths, queries);
    attention_start(&run->pass, a);
    attention_room(&run->pass, a, table->steps);
    for (int t = 0; t < table->steps; t++)
        attention_step(&run->pass, a, t, steps_at(run->queries, t));
}
