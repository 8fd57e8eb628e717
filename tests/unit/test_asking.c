/* Matrices of words × words, one for each head of each layer: a family that is not shipped, whose
 * numbers are written down here, goes through everything that reads a trace. */
#include "tiny.h"

#include "export/matrix.h"
#include "lesson/expression.h"
#include "text/utf8.h"
#include "trace/derive.h"
#include "trace/formula.h"
#include "trace/rank.h"
#include "trace/summand.h"
#include "trace/tracing.h"
#include "view/cell.h"
#include "view/picture.h"
#include "view/stage.h"

enum { WORDS = 4, LAYERS = 2, HEADS = 3, UNITS = 5 };
static const char *const words[WORDS] = {"I", "like", "walrus", "this"};

static real scores[LAYERS][HEADS][WORDS * WORDS], weights[LAYERS][HEADS][WORDS * WORDS];
static real states[WORDS * UNITS];

static void fill(void)
{
    for (int layer = 0; layer < LAYERS; layer++)
        for (int head = 0; head < HEADS; head++)
            for (int i = 0; i < WORDS; i++) {
                real *e = scores[layer][head] + i * WORDS, *a = weights[layer][head] + i * WORDS;
                double sum = 0;
                for (int j = 0; j < WORDS; j++) {
                    e[j] = (real)((i * 5 + j * 3 + layer * 7 + head * 2) % 8) / 4;
                    sum += exp((double)e[j]);
                }
                for (int j = 0; j < WORDS; j++)
                    a[j] = (real)(exp((double)e[j]) / sum);
            }
    fill_random(states, WORDS * UNITS, 1, 3);
}

/* ---- the family ---- */

static struct mat of_head(const struct sheet *sheet, real from[LAYERS][HEADS][WORDS * WORDS])
{
    int layer = sheet->slice.layer ? sheet->slice.layer - 1 : LAYERS - 1;
    int head = sheet->slice.head ? sheet->slice.head - 1 : 0;
    return mat_of(from[layer][head], WORDS, WORDS);
}

static struct mat scores_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)trace, (void)sentence;
    return of_head(&sheet, scores);
}

static struct mat weights_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)trace, (void)sentence;
    return of_head(&sheet, weights);
}

static struct mat states_numbers(const struct trace *trace, int sentence, struct sheet sheet)
{
    (void)trace, (void)sentence, (void)sheet;
    return mat_of(states, WORDS, UNITS);
}

static void scores_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = h({r})·h({c})");
}

static void weights_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_add(f, " = exp e({r},{c}) / Σk exp e({r},k)");
}

static void states_formula(struct formula *f)
{
    formula_symbol(f, f->sheet, f->row, f->column);
    formula_print(f, " as written down");
}

static void put_rule(struct subject *s)
{
    summand_put(s, origin_none);
}

static void weights_rule(struct subject *s)
{
    summands_softmax(s, (struct sheet){Q_SCORES, s->sheet.slice}, false);
}

static const struct quantity rows[] = {
    {Q_STATES, "states", "states", .reads = "One row per word.", .stage = STAGE_ENCODE,
     .rows = AXIS_ASKING, .columns = AXIS_UNIT, .kind = KIND_SIGNED, .base = {"h", "{r}"},
     .numbers = states_numbers, .formula = states_formula, .rule = put_rule},
    {Q_SCORES, "scores", "scores", .reads = "Row i asks, column j answers.", .stage = STAGE_SCORE,
     .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_SCORE,
     .slices = SLICED_BY_LAYER | SLICED_BY_HEAD, .base = {"e", "{r},{c}"},
     .numbers = scores_numbers, .formula = scores_formula, .rule = put_rule},
    {Q_WEIGHTS, "weights", "attention weights", .reads = "Row i looks at column j.",
     .stage = STAGE_SOFTMAX, .rows = AXIS_ASKING, .columns = AXIS_SOURCE, .kind = KIND_PROBABILITY,
     .slices = SLICED_BY_LAYER | SLICED_BY_HEAD, .base = {"α", "{r},{c}"},
     .numbers = weights_numbers, .formula = weights_formula, .rule = weights_rule},
    {.name = NULL},
};

static struct slice slices(const struct trace *trace)
{
    (void)trace;
    return (struct slice){LAYERS, HEADS, 1};
}

static int count_of(const struct trace *trace, int sentence, enum axis axis)
{
    (void)trace, (void)sentence;
    return axis == AXIS_SOURCE || axis == AXIS_ASKING ? WORDS : 0;
}

static const char *label(const struct trace *trace, int sentence, enum axis axis, int i)
{
    (void)trace, (void)sentence;
    return axis == AXIS_SOURCE || axis == AXIS_ASKING ? words[i] : NULL;
}

/* Nobody looks ahead of itself. */
static bool masked(const struct trace *trace, int sentence, int row, int column)
{
    (void)trace, (void)sentence;
    return row >= 0 && column == WORDS - 1 && row == 0;
}

static void say(const struct trace *trace, int sentence, struct origin cell, struct str *out)
{
    str_format(out, "%s asks %s", trace_source_word(trace, sentence, cell.row),
               trace_source_word(trace, sentence, cell.column % WORDS));
}

static void missing(const struct trace *trace, enum stage stage, struct str *out)
{
    (void)trace;
    str_format(out, "nothing at %s", stage_label(stage));
}

static const enum stage stages[] = {STAGE_ENCODE, STAGE_SCORE, STAGE_SOFTMAX};
static const struct quantity *const tables[] = {rows, NULL};
static const struct family asking = {.name = "asking", .reads_words = true};
static const struct tracing family = {
    .stages = stages,
    .stage_count = 3,
    .quantities = tables,
    .axes = {[AXIS_ASKING] = "asking", [AXIS_SOURCE] = "asked", [AXIS_UNIT] = "units"},
    .slices = slices,
    .count = count_of,
    .label = label,
    .masked = masked,
    .say = say,
    .missing = missing};

/* ---- a trace of it ---- */

struct fixture {
    struct model *model;
    struct trace trace;
    int ids[WORDS];
};

static int setup(void **state)
{
    struct fixture *f = mem_new(1, sizeof *f);
    fill();
    f->model = tiny_model(tiny_config(SCORE_DOT, INIT_LAST, 2), 1);
    f->ids[2] = ID_UNK;
    f->trace = (struct trace){
        .tracing = &family, .model = f->model, .config = {.family = &asking}, .count = 1};
    f->trace.sentences[0] =
        (struct trace_sentence){.text = mem_text("I like walrus this"), .ids = f->ids};
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    free(f->trace.sentences[0].text);
    model_free(f->model);
    free(f);
    return 0;
}

static struct picture picture_at(const struct trace *trace, struct sheet sheet, int row, int column)
{
    struct picture picture = {.trace = trace, .zoom = ZOOM_STAGE};
    picture_go(&picture, sheet, row, column);
    return picture;
}

/* Rows and columns of the same words have a cursor each. */
static void rows_and_columns_move_apart(void **state)
{
    struct fixture *f = *state;
    struct picture p = picture_at(&f->trace, sheet_of(Q_WEIGHTS), 2, 1);
    struct origin cell = picture_cell(&p);
    assert_true(cell.row == 2 && cell.column == 1);
    picture_move(&p, false, 1);
    cell = picture_cell(&p);
    assert_true(cell.row == 3 && cell.column == 1);
    picture_move(&p, true, -5);
    cell = picture_cell(&p);
    assert_true(cell.row == 3 && cell.column == 0);
    picture_to_maximum(&p, false);
    cell = picture_cell(&p);
    const real *row = weights[LAYERS - 1][0] + 3 * WORDS;
    for (int j = 0; j < WORDS; j++)
        assert_true(row[cell.column] >= row[j]);
    picture_go(&p, sheet_of(Q_STATES), -1, 4); /* the row is kept */
    cell = picture_cell(&p);
    assert_true(cell.row == 3 && cell.column == 4);
}

/* v goes through the heads of the last layer, then through those of the layers below. */
static void matrices_go_through_heads_and_layers(void **state)
{
    static const char *const names[] = {
        "weights",        "head2_weights",        "head3_weights",
        "layer1_weights", "layer1_head2_weights", "layer1_head3_weights"};
    struct fixture *f = *state;
    struct picture p = picture_at(&f->trace, sheet_of(Q_WEIGHTS), 0, 0);
    struct str name = {0};
    int which = 0;
    assert_int_equal(picture_matrices(&p, &which), LAYERS * HEADS);
    for (int i = 0; i < LAYERS * HEADS; i++) {
        str_clear(&name);
        quantity_name(picture_shown(&p), &name);
        assert_string_equal(name.text, names[i]);
        assert_int_equal(picture_matrices(&p, &which), LAYERS * HEADS);
        assert_int_equal(which, i + 1);
        picture_next_quantity(&p, 1);
    }
    assert_int_equal(p.slice.layer + p.slice.head, 0); /* around */
    str_free(&name);
}

static double value_of(const struct trace *trace, const char *text)
{
    struct expression_value value;
    struct err err;
    if (expression_evaluate(text, trace, &value, &err))
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(value.kind, VALUE_NUMBER);
    return value.number;
}

static void expressions_name_heads(void **state)
{
    struct fixture *f = *state;
    assert_close(value_of(&f->trace, "weights[2,3]"), weights[1][0][1 * WORDS + 2], 0, "last");
    assert_close(value_of(&f->trace, "layer1_head2_weights[4,1]"), weights[0][1][3 * WORDS], 0,
                 "a head");
    assert_close(value_of(&f->trace, "sum(layer2_head3_weights[1])"), 1, 1e-6, "a row");
    struct expression_value value;
    struct err err;
    assert_int_equal(expression_evaluate("head4_weights[1,1]", &f->trace, &value, &err), -1);
    assert_int_equal(expression_evaluate("head1_states[1,1]", &f->trace, &value, &err), -1);
    assert_int_equal(expression_evaluate("logits[1,1]", &f->trace, &value, &err), -1);
    assert_non_null(strstr(err.text, "tiny has no logits"));
}

static void exports_name_heads_and_words(void **state)
{
    struct fixture *f = *state;
    struct strs none = {0};
    struct sheet sheet;
    char *text = NULL;
    size_t size = 0;
    assert_true(trace_find(&f->trace, "layer1_head3_weights", &sheet));
    FILE *out = open_memstream(&text, &size);
    matrix_csv(out, &f->trace, 0, sheet, 1, &none);
    fclose(out);
    char *expected =
        mem_format("\"asking\",\"I\",\"like\",\"walrus\",\"this\"\n\"like\",%.9g,%.9g,%.9g,%.9g\n",
                   (double)weights[0][2][4], (double)weights[0][2][5], (double)weights[0][2][6],
                   (double)weights[0][2][7]);
    assert_string_equal(text, expected);
    free(text);
    free(expected);
    out = open_memstream(&text, &size);
    matrix_json(out, &f->trace, 0, sheet, -1, &none);
    fclose(out);
    assert_non_null(strstr(text, "\"layer1_head3_weights\""));
    assert_non_null(strstr(text, "\"α(i,j) = exp e(i,j) / Σk exp e(i,k)\""));
    free(text);
}

/* A number of one head is made of numbers of that head, in the cell view and in what it leads to. */
static void terms_stay_in_their_head(void **state)
{
    struct fixture *f = *state;
    struct arena arena = {0};
    struct derivation d;
    struct origin cell = {Q_WEIGHTS, 2, 1, {.layer = 1, .head = 3}};
    assert_true(derive(&f->trace, 0, cell, &arena, &d));
    assert_string_equal(d.formula, "α(3,2) = exp e(3,2) / Σk exp e(3,k)");
    assert_close(d.terms[d.chosen].value / d.inner, d.value, 1e-6, "softmax");
    assert_string_equal(d.terms[0].label, "I");
    for (int j = 0; j < WORDS; j++) {
        const struct origin *from = &d.terms[j].from[0];
        assert_true(from->quantity == Q_SCORES && from->slice.layer == 1 && from->slice.head == 3);
    }
    struct picture p = picture_at(&f->trace, (struct sheet){Q_WEIGHTS, cell.slice}, 2, 1);
    p.zoom = ZOOM_CELL;
    assert_true(cell_descend(&p, 0));
    assert_true(p.quantity == Q_SCORES && p.slice.layer == 1 && p.slice.head == 3);
    assert_true(cell_ascend(&p));
    assert_true(p.quantity == Q_WEIGHTS && p.slice.layer == 1 && p.slice.head == 3);
    assert_int_equal(rank_of(&f->trace, 0, picture_shown(&p), 2, 1) > 0, 1);
    arena_free(&arena);
}

static bool on_screen(struct grid *grid, const char *text)
{
    struct str all = {0};
    for (int i = 0; i < grid->rows; i++) {
        for (int j = 0; j < grid->columns; j++)
            str_add(&all, grid_cell(grid, i, j)->text);
        str_add(&all, "\n");
    }
    bool found = strstr(all.text, text) != NULL;
    if (!found)
        print_message("%s", all.text);
    str_free(&all);
    return found;
}

/* The screen has words on both axes, the head's name, and the stages of this family only. */
static void the_stage_is_drawn(void **state)
{
    struct fixture *f = *state;
    struct sheet sheet = {Q_WEIGHTS, {.layer = 1, .head = 2}};
    struct picture p = picture_at(&f->trace, sheet, 0, 1);
    struct grid grid;
    enum stage stage;
    grid_init(&grid, 24, 80);
    picture_draw(&grid, grid_whole(&grid), &p);
    assert_true(on_screen(&grid, "layer 1 head 2 attention weights"));
    assert_true(on_screen(&grid, "asking × asked  4 × 4"));
    assert_true(on_screen(&grid, "α(i,j) = exp e(i,j) / Σk exp e(i,k)"));
    assert_true(on_screen(&grid, "walrus?"));
    assert_true(on_screen(&grid, "I asks like"));
    assert_false(picture_stage_beside(&p, 1, &stage));
    assert_true(picture_stage_beside(&p, -1, &stage) && stage == STAGE_SCORE);
    p.zoom = ZOOM_CELL;
    picture_draw(&grid, grid_whole(&grid), &p);
    picture_set_stage(&p, STAGE_WORD); /* which this family has not */
    p.zoom = ZOOM_STAGE;
    picture_clamp(&p);
    picture_draw(&grid, grid_whole(&grid), &p);
    assert_true(on_screen(&grid, "nothing at word"));
    grid_free(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_columns_move_apart),
        cmocka_unit_test(matrices_go_through_heads_and_layers),
        cmocka_unit_test(expressions_name_heads),
        cmocka_unit_test(exports_name_heads_and_words),
        cmocka_unit_test(terms_stay_in_their_head),
        cmocka_unit_test(the_stage_is_drawn),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
