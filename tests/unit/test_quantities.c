/* The rows of quantities: whoever forgets a part of one is told which. */
#include "tiny.h"

#include "quantities/seq2seq_tracing.h"
#include "text/utf8.h"
#include "trace/tracing.h"

/* The number of parts that a row lacks, each printed with its name. */
static int missing_parts(const char *family, const struct quantity *q)
{
    const struct {
        const char *part;
        bool there;
    } parts[] = {
        {"label", q->label != NULL},
        {"reads, or reading()", q->reads || q->reading},
        {"stage", q->stage > STAGE_NONE && q->stage < STAGE_COUNT},
        {"rows", q->rows > AXIS_NONE && q->rows < AXIS_COUNT},
        {"columns", q->columns > AXIS_NONE && q->columns < AXIS_COUNT},
        {"kind", q->kind > KIND_NONE && q->kind < KIND_COUNT},
        {"concept", q->concept > CONCEPT_NONE && q->concept < CONCEPT_COUNT},
        {"chain of its part", !q->chain == !q->part || q->chain},
        {"part of its chain", !q->chain == !q->part || q->part},
        {"base, or symbol()", (q->base.base[0] && q->base.index) || q->symbol},
        {"numbers()", q->numbers != NULL},
        {"formula()", q->formula != NULL},
        {"rule()", q->rule != NULL},
    };
    int missing = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!parts[i].there) {
            print_message("the quantity \"%s\" of %s has no %s\n", q->name, family, parts[i].part);
            missing++;
        }
    return missing;
}

static int missing_in(const char *family, const struct quantity *const *tables)
{
    int missing = 0;
    for (; *tables; tables++)
        for (const struct quantity *q = *tables; q->name; q++)
            missing += missing_parts(family, q);
    return missing;
}

static void every_row_is_complete(void **state)
{
    (void)state;
    int missing = 0;
    for (int i = 0; tracings[i]; i++)
        missing += missing_in(family_list[i]->name, tracings[i]->quantities);
    assert_int_equal(missing, 0);
}

/* The test above can fail, and names the part. */
static void a_row_that_lacks_a_part_is_noticed(void **state)
{
    (void)state;
    const struct quantity full = *tracing_quantity(&seq2seq_tracing, Q_WEIGHTS);
    struct quantity rows[2] = {full, {.name = NULL}};
    const struct quantity *const tables[] = {rows, NULL};
    assert_int_equal(missing_in("a family", tables), 0);
    rows[0].label = NULL;
    assert_int_equal(missing_in("a family", tables), 1);
    rows[0].numbers = NULL;
    rows[0].formula = NULL;
    rows[0].rule = NULL;
    rows[0].reading = NULL;
    rows[0].base = (struct symbol){"", NULL};
    assert_int_equal(missing_in("a family", tables), 6);
    rows[0].stage = STAGE_NONE;
    rows[0].rows = AXIS_NONE;
    rows[0].columns = AXIS_NONE;
    rows[0].kind = KIND_NONE;
    rows[0].concept = CONCEPT_NONE;
    rows[0].part = PART_STATE;
    assert_int_equal(missing_in("a family", tables), 12);
}

/* The same id has the same name and stage in every family, and no family has it twice. */
static void families_agree_about_names(void **state)
{
    (void)state;
    for (int i = 0; tracings[i]; i++)
        for (const struct quantity *const *table = tracings[i]->quantities; *table; table++)
            for (const struct quantity *q = *table; q->name; q++) {
                struct sheet sheet;
                if (tracing_quantity(tracings[i], q->id) != q)
                    fail_msg("%s has two rows for \"%s\"", family_list[i]->name, q->name);
                assert_string_equal(quantity_any(q->id)->name, q->name);
                assert_int_equal(quantity_any(q->id)->stage, q->stage);
                assert_true(quantity_find(q->name, &sheet) && sheet.quantity == q->id);
                assert_true(utf8_valid(q->label, strlen(q->label)));
            }
}

static void every_id_has_a_row(void **state)
{
    (void)state;
    const char *before = "nothing";
    for (int id = 0; id < Q_COUNT; id++) {
        const struct quantity *q = quantity_any((enum quantity_id)id);
        if (!q)
            fail_msg("no family has a row for the id after that of \"%s\" in enum quantity_id",
                     before);
        before = q->name;
    }
}

/* A stage of a family has a quantity, or missing() says why it has none; what a row is about has
 * axes with names. */
static void families_have_stages_and_axes(void **state)
{
    (void)state;
    for (int i = 0; tracings[i]; i++) {
        const struct tracing *t = tracings[i];
        assert_true(t->stage_count > 0 && t->run && t->slices && t->count && t->label);
        assert_true(t->masked && t->say && t->missing);
        for (const struct quantity *const *table = t->quantities; *table; table++)
            for (const struct quantity *q = *table; q->name; q++) {
                int at = 0;
                while (at < t->stage_count && t->stages[at] != q->stage)
                    at++;
                if (at == t->stage_count || !t->axes[q->rows])
                    fail_msg("%s: \"%s\" is of a stage or has rows that the family lacks",
                             family_list[i]->name, q->name);
                assert_true(t->axes[q->columns] != NULL);
            }
    }
}

static void every_stage_has_names_and_a_family(void **state)
{
    (void)state;
    for (int stage = STAGE_NONE + 1; stage < STAGE_COUNT; stage++) {
        const char *name = stage_name((enum stage)stage);
        int families = 0;
        if (!name || !stage_label((enum stage)stage) || stage_find(name) != stage)
            fail_msg("the stage number %d has no name, no label, or those of another", stage);
        for (int i = 0; tracings[i]; i++)
            for (int k = 0; k < tracings[i]->stage_count; k++)
                families += (int)tracings[i]->stages[k] == stage;
        if (!families)
            fail_msg("no family has the stage \"%s\"", name);
    }
}

static void slices_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct sheet sheet;
    } names[] = {
        {"forward", {Q_FORWARD, {0, 0, 0}}},
        {"layer1_forward", {Q_FORWARD, {1, 0, 0}}},
        {"layer12_forward_output_gate", {Q_FORWARD_OUTPUT_GATE, {12, 0, 0}}},
        {"layer3_first_memory", {Q_FIRST_MEMORY, {3, 0, 0}}},
    };
    static const char *const bad[] = {"layer_forward",   "layer0_forward",    "layer123_forward",
                                      "layer1forward",   "layer1_logits",     "head1_forward",
                                      "forward_layer1",  "layer1_",           "hop2_layer1_forward",
                                      "layer-1_forward", "layer1_head2_state"};
    struct str text = {0};
    struct sheet sheet;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(quantity_find(names[i].name, &sheet) && sheet_same(sheet, names[i].sheet));
        str_clear(&text);
        quantity_name(sheet, &text);
        assert_string_equal(text.text, names[i].name);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (quantity_find(bad[i], &sheet))
            fail_msg("\"%s\" is taken for a name", bad[i]);
    str_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_complete),
        cmocka_unit_test(a_row_that_lacks_a_part_is_noticed),
        cmocka_unit_test(families_agree_about_names),
        cmocka_unit_test(every_id_has_a_row),
        cmocka_unit_test(families_have_stages_and_axes),
        cmocka_unit_test(every_stage_has_names_and_a_family),
        cmocka_unit_test(slices_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
