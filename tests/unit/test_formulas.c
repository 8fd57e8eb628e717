/* Formulas and numbers belong together: where a run computed something else than the plain formula
 * says, the formula that is shown is not the plain one and names the intervention. */
#include "tiny.h"

#include "classifiers.h"
#include "lab/intervention.h"
#include "pairwise.h"
#include "plain.h"
#include "trace/formula.h"

/* Every intervention, with arguments that do different things; a line that a model or a sentence
 * does not allow is left out there. */
static const struct {
    const char *line;
    bool changes; /* some number is not what the plain formula says */
} lines[] = {
    {"sentence The dog runs .", false},
    {"exchange 1 2", false},
    {"drop 2", false},
    {"replace 2 dog", false},
    {"beside We rest here .", false},
    {"set query 1 1 0.25", true},
    {"set key 2 1 -3", true},
    {"set value 1 1 7", true},
    {"set @2 value 1 1 9", true},
    {"set length 1", true},
    {"score dot", true},
    {"score scaled_dot", true},
    {"score general 3", true},
    {"score additive 4", true},
    {"scaling on", true},
    {"scaling off", true},
    {"keys equal", true},
    {"query other", false},
    {"mask off", true},
    {"mask inverted", true},
    {"mask all", true},
    {"mask on soft", true},
    {"mask all soft", true},
    {"mask soft", true},
    {"off 1", true},
    {"off 1 2", true},
    {"causal on", true},
    {"causal off", true},
    {"hide 2", true},
    {"show 6", true},
    {"show 3", true},
    {"length 1 2", true},
    {"length 2 0", true},
    {"window global", true},
    {"window local_m", true},
    {"window local_m 1", true},
    {"window local_m 1 1.5", true},
    {"window local_p 3 2.5", true},
    {"window local_p 1", true},
    {"temperature 0", true},
    {"temperature 0.5", true},
    {"temperature 1", false},
    {"temperature inf", true},
    {"select soft", false},
    {"select argmax", true},
    {"select sample 3", true},
    {"select uniform", true},
    {"weight 1 1 0.9", true},
    {"weight 1 2 -3 raw", true},
    {"row all 1 2 3", true},
    {"row 1 0.5 0.25 raw", true},
    {"shift 1", true},
    {"collapse 2", true},
    {"context zero", true},
    {"context freeze 1", true},
    {"context 1 from 2", true},
    {"force chien", false},
    {"reference le chat", false},
    {"choose 1 chien", false},
    {"unknown on", false},
};
enum { LINES = sizeof lines / sizeof *lines };

static const char *const two[] = {"The cat sleeps here.", "We rest."};

static struct trace *run_of(const struct model *model, const char *first, const char *second,
                            struct err *err)
{
    struct strs texts = {0}, list = {0};
    strs_add(&texts, two[0]);
    strs_add(&texts, two[1]);
    if (first)
        strs_add(&list, first);
    if (second)
        strs_add(&list, second);
    struct lab lab = {model, &texts, &list};
    struct trace *run = lab_run(&lab, err);
    strs_free(&texts);
    strs_free(&list);
    return run;
}

/* Whether a number is what the plain formula says. */
static bool as_said(double number, double said)
{
    return number == said || (isfinite(said) && fabs(number - said) <= 2e-5 * fmax(1, fabs(said)));
}

static char *formula_of(const struct trace *run, int sentence, struct sheet sheet, int row,
                        int column)
{
    struct str out = {0};
    formula_write(run, sentence, sheet, row, column, &out);
    return str_take(&out);
}

/* The first words of lines: the names of interventions. */
static bool names_one(const char *formula, const char *first, const char *second)
{
    const struct intervention_kind *a = intervention_find(first);
    return strstr(formula, a->name) || (second && strstr(formula, intervention_find(second)->name));
}

/* How many formulas of a cell (row −1: of all) are the plain one, or do not say why they are not. */
static int silent(const struct trace *run, const struct trace *base, int b, struct sheet sheet,
                  int row, int column, const char *first, const char *second)
{
    char *formula = formula_of(run, b, sheet, row, column);
    char *plain = formula_of(base, b, sheet, row, column);
    bool wrong = strcmp(formula, plain) == 0 || !names_one(formula, first, second);
    if (wrong)
        print_message("%s%s%s: \"%s\" at row %d column %d of sentence %d\n", first,
                      second ? " + " : "", second ? second : "", formula, row, column, b);
    free(formula);
    free(plain);
    return wrong;
}

/* The quantity that a softmax of a classifier reads, and what that one is made of. Q_NONE: there is
 * no such matrix. */
static enum quantity_id before(const struct trace *run, enum quantity_id id)
{
    bool pairs = classifier_has_pairs(&run->config.classifier);
    switch (id) {
    case Q_WEIGHTS:
    case Q_ALIGNED:
        return Q_MASKED;
    case Q_HOP_WEIGHTS:
    case Q_HOP_ALIGNED:
        return Q_HOP_MASKED;
    case Q_HOP_MASKED:
        return Q_HOP_SCORES;
    case Q_MASKED:
        return pairs ? Q_SQUASHED : Q_SCORES;
    default:
        return Q_NONE;
    }
}

/* What the plain formulas of a classifier say: scores of words, −∞ elsewhere, and their softmax.
 * False where this test does not know it. */
static bool classifier_cell(const struct trace *run, int b, struct sheet sheet, int row, int column,
                            double *out)
{
    const struct classifier_config *c = &run->config.classifier;
    struct sheet from = {before(run, sheet.quantity), sheet.slice};
    struct mat all = from.quantity == Q_NONE ? (struct mat){0} : trace_matrix(run, b, from);
    bool masked = sheet.quantity == Q_MASKED || sheet.quantity == Q_HOP_MASKED;
    int words = trace_source_length(run, b);
    bool out_of = column >= words || (classifier_has_pairs(c) && row >= words) ||
                  (c->kind == CLASSIFY_MULTIHEAD && c->causal && column > row);
    if (!all.x)
        return false;
    const real *x = mat_row(all, row);
    if (masked) {
        *out = out_of ? -INFINITY : (double)x[column];
        return true;
    }
    double sum = 0;
    for (int j = 0; j < all.cols; j++)
        sum += exp((double)x[j]);
    *out = sum > 0 ? exp((double)x[column]) / sum : 0;
    return true;
}

static bool said_of_cell(const struct trace *run, const struct plain *plain, int b,
                         struct sheet sheet, int row, int column, double *out)
{
    return run->config.family == &family_classifier
               ? classifier_cell(run, b, sheet, row, column, out)
               : plain_cell(plain, sheet, row, column, out);
}

/* How many formulas of a matrix are wrong; *differs: its numbers are not those of the plain
 * formula. */
static int wrong_in(const struct trace *run, const struct trace *base, int b, struct sheet sheet,
                    const char *first, const char *second, bool *differs)
{
    enum { ENOUGH = 3 };
    struct mat all = trace_matrix(run, b, sheet);
    struct plain plain = {0};
    if (run->config.family != &family_classifier)
        plain = plain_of(run, b);
    int wrong = 0, found = 0;
    for (int i = 0; i < all.rows * all.cols && found < ENOUGH; i++) {
        double said;
        int row = i / all.cols, column = i % all.cols;
        if (!said_of_cell(run, &plain, b, sheet, row, column, &said) ||
            as_said((double)mat_row(all, row)[column], said))
            continue;
        found++;
        *differs = true;
        if (!first)
            fail_msg("\"%s\": row %d column %d of sentence %d is %g, the plain formula says %g",
                     formula_of(run, b, sheet, row, column), row, column, b,
                     (double)mat_row(all, row)[column], said);
        if (row < trace_matrix(base, b, sheet).rows)
            wrong += silent(run, base, b, sheet, row, column, first, second);
    }
    return found ? wrong + silent(run, base, b, sheet, -1, -1, first, second) : 0;
}

/* All matrices that both runs have. */
static int wrong_formulas(const struct trace *run, const struct trace *base, const char *first,
                          const char *second, bool *differs)
{
    struct arena arena = {0};
    int count, wrong = 0;
    const struct sheet *list = trace_sheets(base, -1, &arena, &count);
    for (int b = 0; b < base->count; b++)
        for (int k = 0; k < count; k++)
            wrong += wrong_in(run, base, b, list[k], first, second, differs);
    arena_free(&arena);
    return wrong;
}

/* One model under every line. Counts the lines that it allows, and those that change what a formula
 * gives. */
static int check_model(const struct model *model, int allowed[LINES], int changing[LINES])
{
    struct err err;
    struct trace *base = run_of(model, NULL, NULL, &err);
    bool differs = false;
    int wrong = wrong_formulas(base, base, NULL, NULL, &differs);
    for (int i = 0; i < LINES; i++) {
        struct trace *run = run_of(model, lines[i].line, NULL, &err);
        differs = false;
        if (!err.text[0]) {
            allowed[i]++;
            wrong += wrong_formulas(run, base, lines[i].line, NULL, &differs);
            changing[i] += differs;
        }
        trace_free(run);
    }
    trace_free(base);
    return wrong;
}

static const char *const table = "query,1,2\nquery,0,1\nquery,-1,1\n"
                                 "key,1,0\nkey,0,1\nkey,1,1\n"
                                 "value,10,1\nvalue,20,2\nvalue,30,-3\nlength,2\n"
                                 "sentence\n"
                                 "query,-1,3\nkey,2,1\nvalue,7,0\n"
                                 "W,1,0\nW,0,1\nU,1,0\nU,0,1\nv,1,2\n";

static struct model *table_model(enum score score)
{
    struct err err;
    struct qkv *qkv = qkv_read("t.csv", table, strlen(table), &err);
    if (!qkv)
        fail_msg("%s", err.text);
    return qkv_model(qkv, "t.csv:score", score);
}

static void formulas_name_what_was_changed(void **state)
{
    (void)state;
    static struct pairwise all;
    static int allowed[LINES], changing[LINES];
    int wrong = 0;
    pairwise_cover(&all);
    for (int c = 0; c < all.count; c++) {
        struct model *model = tiny_model(pairwise_config(all.choices[c]), 31 + (uint64_t)c);
        wrong += check_model(model, allowed, changing);
        model_free(model);
    }
    for (int score = SCORE_DOT; score < SCORE_COUNT; score++) {
        if (score == SCORE_GENERAL || score == SCORE_LOCATION) /* of which a table has no weights */
            continue;
        struct model *model = table_model((enum score)score);
        wrong += check_model(model, allowed, changing);
        model_free(model);
    }
    for (int kind = 0; kind < CLASSIFIER_KINDS; kind++) {
        struct model *model = classifier_model(kind, 31);
        wrong += check_model(model, allowed, changing);
        model_free(model);
    }
    for (const struct intervention_kind *kind = intervention_kinds; kind->name; kind++) {
        int times = 0;
        for (int i = 0; i < LINES; i++)
            if (intervention_find(lines[i].line) == kind)
                times += allowed[i];
        if (times == 0)
            fail_msg("no model was run under the intervention %s: add a line of it", kind->name);
    }
    for (int i = 0; i < LINES; i++)
        if (lines[i].changes != (changing[i] > 0))
            fail_msg("under \"%s\" the plain formulas of %d models are not true", lines[i].line,
                     changing[i]);
    assert_int_equal(wrong, 0);
}

/* Two at a time: each formula names one of them. */
static void formulas_name_one_of_two_changes(void **state)
{
    (void)state;
    struct config config = pairwise_sizes(SCORE_ADDITIVE, INIT_TANH, 2);
    struct config local = pairwise_sizes(SCORE_DOT, INIT_TANH, 2);
    local.seq2seq.query = QUERY_CURRENT;
    local.seq2seq.feed = FEED_INPUT_FEEDING;
    local.seq2seq.attention.window = WINDOW_LOCAL_P;
    struct model *const models[] = {tiny_model(config, 31), tiny_model(local, 32),
                                    table_model(SCORE_DOT)};
    struct rng rng = {.seed = 5};
    int wrong = 0;
    for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
        struct err err;
        struct trace *base = run_of(models[m], NULL, NULL, &err);
        for (int i = 0; i < 300; i++) {
            const char *first = lines[rng_below(&rng, LINES)].line;
            const char *second = lines[rng_below(&rng, LINES)].line;
            struct trace *run = run_of(models[m], first, second, &err);
            bool differs = false;
            if (!err.text[0])
                wrong += wrong_formulas(run, base, first, second, &differs);
            trace_free(run);
        }
        trace_free(base);
        model_free(models[m]);
    }
    assert_int_equal(wrong, 0);
}

/* The tests above can fail: a formula that does not name what was done, and the plain one, are
 * noticed. */
static void a_silent_formula_is_noticed(void **state)
{
    (void)state;
    struct model *model = tiny_model(pairwise_sizes(SCORE_ADDITIVE, INIT_TANH, 2), 31);
    struct err err;
    struct trace *base = run_of(model, NULL, NULL, &err);
    struct trace *run = run_of(model, "temperature 0.5", NULL, &err);
    bool differs = false;
    assert_int_equal(wrong_formulas(run, base, "temperature 0.5", NULL, &differs), 0);
    assert_true(differs);
    assert_true(wrong_formulas(run, base, "hide 2", NULL, &differs) > 0);
    run->control.use_temperature = false; /* now the formula does not know of it */
    assert_true(wrong_formulas(run, base, "temperature 0.5", NULL, &differs) > 0);
    trace_free(run);
    trace_free(base);
    model_free(model);
}

int main(void)
{
    mat_threads(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_name_what_was_changed),
        cmocka_unit_test(formulas_name_one_of_two_changes),
        cmocka_unit_test(a_silent_formula_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
