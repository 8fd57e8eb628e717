#include "model/qkv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "base/mem.h"
#include "math/rng.h"
#include "model/attention.h"

void qkv_free(struct qkv *table)
{
    if (!table)
        return;
    arena_free(&table->arena);
    free(table);
}

enum score qkv_score(const char *name)
{
    int found = choice_find("dot|scaled_dot|additive", name);
    static const enum score scores[] = {SCORE_DOT, SCORE_SCALED_DOT, SCORE_ADDITIVE};
    return found < 0 ? SCORE_NONE : scores[found];
}

int qkv_check(const struct qkv *table, enum score score, struct err *err)
{
    if (score == SCORE_NONE || score == SCORE_GENERAL)
        return err_set(err, "a table is scored by dot, scaled_dot or additive");
    if (score != SCORE_ADDITIVE && table->queries.cols != table->keys.cols)
        return err_set(err,
                       "a dot product needs queries and keys of one size, and here a query has %d "
                       "numbers, a key %d; --score additive compares them",
                       table->queries.cols, table->keys.cols);
    return 0;
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

struct model *qkv_model(struct qkv *table, const char *name, enum score score)
{
    struct model *model = mem_new(1, sizeof *model);
    model->name = mem_text(name);
    model->qkv = table;
    model->config = (struct config){.table = true,
                                    .score = score,
                                    .layers = 1,
                                    .directions = 1,
                                    .window_width = config_default().window_width,
                                    .encoder_hidden = table->values.cols,
                                    .decoder_hidden = table->queries.cols,
                                    .attention_hidden = table->v.cols};
    model->source_vocab = numbered('k', table->length);
    model->target_vocab = numbered('q', table->steps);
    model->config.source_vocab = vocab_size(model->source_vocab);
    model->config.target_vocab = vocab_size(model->target_vocab);
    model->weights.query = table->w;
    model->weights.key = table->u;
    model->weights.v = table->v;
    return model;
}

static struct mat copied(struct run *run, struct mat from)
{
    struct mat out = run_mat(run, from.rows, from.cols);
    mat_copy(out, from);
    return out;
}

/* Numbers that the control says are others. */
static void change(const struct run *run, int *lengths, struct mat queries)
{
    const struct control *control = run->control;
    for (int i = 0; control && i < control->cells_count; i++) {
        const struct cell_change *cell = &control->cells[i];
        int row = cell->row * run->size + cell->sentence;
        switch (cell->which) {
        case GIVEN_QUERY:
            mat_row(queries, row)[cell->column] = cell->value;
            break;
        case GIVEN_KEY:
            mat_row(run->attention.source, row)[cell->column] = cell->value;
            break;
        case GIVEN_VALUE:
            mat_row(run->attention.values, row)[cell->column] = cell->value;
            break;
        case GIVEN_LENGTH:
            lengths[cell->sentence] = (int)cell->value;
            break;
        }
    }
}

void qkv_run(struct run *run, const struct run_setup *setup, const struct qkv *table)
{
    *run = (struct run){.config = setup->config,
                        .weights = setup->weights,
                        .control = setup->control,
                        .arena = setup->arena,
                        .keep = setup->keep,
                        .size = table->sentences};
    int *lengths = arena_take(run->arena, QKV_SENTENCES, sizeof *lengths);
    memcpy(lengths, table->lengths, sizeof table->lengths);
    struct mat queries = copied(run, table->queries);
    run->encoder.length = table->length;
    run->encoder.lengths = lengths;
    run->attention.source = copied(run, table->keys);
    run->attention.values = copied(run, table->values);
    run->decoder.capacity = table->steps;
    run->decoder.states =
        (struct steps){queries.x, run->size, queries.cols, table->steps}; /* q(t) is entry t */
    change(run, lengths, queries);
    attention_start(run);
    attention_room(run, table->steps);
    for (int t = 0; t < table->steps; t++)
        attention_forward(run, t);
}
