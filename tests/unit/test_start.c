/* Trainings that start from a model that is there. */
#include "tiny.h"

#include "train/start.h"

#include <string.h>

static const struct weight *find(const struct model *model, const char *name)
{
    for (int i = 0; i < model->list.count; i++)
        if (strcmp(model->list.list[i].name, name) == 0)
            return &model->list.list[i];
    return NULL;
}

/* The number at place k of a weight. */
static real at(const struct model *model, const char *name, size_t k)
{
    return model->flat[find(model, name)->offset + k];
}

static void same_names_and_shapes_are_taken(void **state)
{
    (void)state;
    struct model *from = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 1), 1);
    struct model *model = tiny_model(tiny_config(SCORE_GENERAL, INIT_TANH, 1), 2);
    struct str said = {0};
    assert_true(at(model, "encoder.embedding.weight", 20) !=
                at(from, "encoder.embedding.weight", 20));
    real before = at(model, "attention.key.weight", 0);
    start_weights(model, from, &said);
    assert_true(at(model, "encoder.embedding.weight", 20) ==
                at(from, "encoder.embedding.weight", 20));
    assert_true(at(model, "attention.key.weight", 0) == before); /* of another shape */
    assert_non_null(strstr(said.text, "; new: attention.key.weight\n"));
    str_free(&said);
    model_free(model);
    model_free(from);
}

static void nothing_is_new_in_a_model_of_the_same_kind(void **state)
{
    (void)state;
    struct model *from = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 1), 1);
    struct model *model = tiny_model(tiny_config(SCORE_ADDITIVE, INIT_TANH, 1), 2);
    struct str said = {0};
    start_weights(model, from, &said);
    assert_memory_equal(model->flat, from->flat, model->list.size * sizeof *model->flat);
    assert_null(strstr(said.text, "new:"));
    str_free(&said);
    model_free(model);
    model_free(from);
}

static void what_cannot_be_started_from_is_refused(void **state)
{
    (void)state;
    struct train_options o = train_defaults();
    struct err err;
    o.corpus = "pairs.tsv", o.from = "/nowhere/model.safetensors";
    assert_int_equal(train_options_check(&o, &err), 0);
    assert_null(start_model(&o, &err));
    assert_non_null(strstr(err.text, "/nowhere/model.safetensors: cannot open"));
    o.from = "data/models/dates.safetensors";
    assert_null(start_model(&o, &err));
    assert_non_null(strstr(err.text, "give --source_unit char --target_unit char"));
    o.config.source.unit = o.config.target.unit = UNIT_BPE;
    o.merges = 10;
    assert_int_equal(train_options_check(&o, &err), -1);
    assert_non_null(strstr(err.text, "--from brings those of its model"));
    o.merges = 0, o.embeddings = "vectors.txt";
    assert_int_equal(train_options_check(&o, &err), -1);
    assert_non_null(strstr(err.text, "--from and --embeddings"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_names_and_shapes_are_taken),
        cmocka_unit_test(nothing_is_new_in_a_model_of_the_same_kind),
        cmocka_unit_test(what_cannot_be_started_from_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
